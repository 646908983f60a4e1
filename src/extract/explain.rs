//! What a reading did on its way, for people who write selectors: which pick won and what the others matched, where
//! each field comes from, what was taken out and by which rule, and every time that the page states.
//!
//! It is noted beside the same reading that [`super::extract`] does, and only where it is asked for. It decides
//! nothing.

use scraper::{ElementRef, Html};

use super::dom::Refusal;
use super::reader::{self, Reader};
use super::rules::{Pick, Rules};
use super::stamps::Role;
use super::survey::Survey;
use super::text::element_text;
use super::walk::{Step, Walk, attr, is_hidden, is_left_out};
use super::{Budget, Page, blocks, decode, front, pick, xhtml};
use crate::model::{Article, Extraction, Problem, ProblemKind, StampSource, StatedTime, words};

/// Characters kept of an element that was taken out.
const HEAD_CHARS_MAX: usize = 80;

/// Fewest words of a hidden block that is told of, and so many blocks.
const HIDDEN_WORDS_MIN: usize = 8;
const HIDDEN_MAX: usize = 100;

/// What extraction answers, and how it came to it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explained {
    pub extraction: Extraction,
    pub trace: Trace,
}

/// What one reading did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// The WHATWG name of the charset by which the page was read.
    pub charset: &'static str,
    /// What each selector of `remove` took.
    pub removed: Vec<Removed>,
    /// In the order of the configuration's keys, then those that no selector reads.
    pub fields: Vec<Field>,
    /// Blocks beside or among the body that were not taken for the article's; only where the body was found
    /// automatically.
    pub left_out: Vec<LeftOut>,
    /// Blocks that left the body because they are other fields: notices, labelled dates, repetitions.
    pub lifted: Vec<LeftOut>,
    /// Every time that the page states, in the order in which they are looked for.
    pub claims: Vec<Claim>,
}

/// How one field was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    /// The picks of the site's rules, in their order.
    pub tried: Vec<Tried>,
    /// Where its value comes from; `None` where it has none.
    pub origin: Option<Origin>,
}

/// What became of one pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// As written in the configuration.
    pub pick: String,
    /// Elements that it matched; `None` where an earlier pick had won, so that it was not tried.
    pub matched: Option<usize>,
    /// Its text was taken.
    pub has_won: bool,
}

/// Where a field's value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A selector of the site's rules: the one that has won.
    Selector,
    /// An `h1` in sight.
    Heading,
    /// An element that is marked by class, `rel` or microdata.
    Markup,
    /// Automatic extraction found it among the text.
    Automatic,
    /// A line of the body, or beside it.
    Line,
    /// The attribute of the page's own element, or its link.
    Document,
    /// The page's metadata: where in it.
    Stated(StampSource),
}

/// What a selector of `remove` took out of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    pub pick: String,
    pub matched: usize,
    /// The beginning of the text of the first of them that has any.
    pub head: Option<String>,
}

/// A block that was not taken for the article's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The name of the rule that left it out.
    pub rule: &'static str,
    pub text: String,
}

/// A time that the page states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The field that it speaks of: "published" or "modified".
    pub field: &'static str,
    pub time: StatedTime,
}

/// The name of a rule and the text of a block.
type Named = (&'static str, String);

/// The same reading as [`super::extract`]'s, with what it did.
pub fn explain(page: &Page, rules: &Rules, budget: &Budget) -> Explained {
    let mut trace = Trace::default();
    let extraction = reading(page, rules, budget, Some(&mut trace));
    trace.settle(&extraction);
    Explained { extraction, trace }
}

/// Reads a page, and notes what it does where there is somewhere to note it.
pub(super) fn reading(page: &Page, rules: &Rules, budget: &Budget, mut trace: Option<&mut Trace>) -> Extraction {
    let decoded = decode(page.bytes, page.content_type);
    if let Some(trace) = trace.as_deref_mut() {
        trace.charset = decoded.charset;
    }
    let mut problems = Vec::new();
    if decoded.is_garbled() {
        let detail = "this is no text but binary data".to_owned();
        problems.push(Problem { kind: ProblemKind::Charset, field: None, detail });
        return Extraction { article: None, problems };
    }
    if decoded.is_broken {
        let detail = format!("some bytes are not {}, the charset of the page", decoded.charset);
        problems.push(Problem { kind: ProblemKind::Charset, field: None, detail });
    }
    let text = xhtml::parsable(decoded.text, page.content_type);
    let found = reader::read(page, &text, rules, budget, &mut problems, trace);
    let article = found.unwrap_or_else(|refusal| {
        problems.push(Problem { kind: refusal.kind(), field: None, detail: refusal.detail(budget) });
        None
    });
    Extraction { article, problems }
}

/// Prose that the page keeps from sight.
fn hidden(survey: &Survey) -> Vec<LeftOut> {
    let mut found = Vec::new();
    let Some(root) = survey.html else { return found };
    let mut walk = Walk::new(*root);
    while let Some(step) = walk.next() {
        let Step::Enter(node) = step else { continue };
        let Some(element) = ElementRef::wrap(node).filter(|element| is_left_out(*element)) else { continue };
        if is_hidden(element) {
            let texts = blocks::layout(&[element], |_| false).drafts.into_iter().map(|draft| draft.block.text);
            found.extend(
                texts.filter(|text| words(text) >= HIDDEN_WORDS_MIN).map(|text| LeftOut { rule: "hidden", text }),
            );
        }
        if found.len() >= HIDDEN_MAX {
            break;
        }
        walk.leave_out(node);
    }
    found.truncate(HIDDEN_MAX);
    found
}

impl Trace {
    /// Notes what `remove` will take, before it does.
    pub(super) fn note_removed(&mut self, html: &Html, picks: &[Pick], budget: &Budget) -> Result<(), Refusal> {
        for pick in picks {
            if (budget.stop)() {
                return Err(Refusal::Time);
            }
            let elements = html.tree.nodes().filter_map(ElementRef::wrap);
            let found: Vec<ElementRef> = elements.filter(|element| pick.selector.matches(element)).collect();
            let head = found.iter().take(HEAD_CHARS_MAX).map(|e| element_text(*e)).find(|text| !text.is_empty());
            let head = head.map(|text| text.chars().take(HEAD_CHARS_MAX).collect());
            self.removed.push(Removed { pick: pick.source.clone(), matched: found.len(), head });
        }
        Ok(())
    }

    /// Notes what the picks of each field match, by the same readings that choose among them.
    pub(super) fn note_picks(&mut self, reader: &Reader) -> Result<(), Refusal> {
        for (name, picks) in reader.rules.select.fields().into_iter().filter(|(name, _)| *name != "remove") {
            let mut tried: Vec<Tried> = Vec::new();
            for pick in picks {
                let is_over = tried.iter().any(|tried| tried.has_won);
                let found = if is_over { None } else { Some(pick::matches(reader.survey, pick, reader.budget)?) };
                let has_won = match &found {
                    None => false,
                    Some(_) if name == "body" => !reader.drafts_at(pick)?.1.is_empty(),
                    Some(_) if name == "caption" => !reader.captions_at(pick)?.is_empty(),
                    Some(found) => found.iter().any(|element| pick::value(*element, pick).is_some()),
                };
                tried.push(Tried { pick: pick.source.clone(), matched: found.map(|found| found.len()), has_won });
            }
            let origin = tried.iter().any(|tried| tried.has_won).then_some(Origin::Selector);
            self.fields.push(Field { name, tried, origin });
        }
        Ok(())
    }

    /// Notes every time that the page states.
    pub(super) fn note_times(&mut self, claims: Vec<(Role, StatedTime)>) {
        let name = |role| match role {
            Role::Published => "published",
            Role::Modified => "modified",
        };
        self.claims = claims.into_iter().map(|(role, time)| Claim { field: name(role), time }).collect();
    }

    /// Notes which blocks automatic extraction left out, which were lifted from the body as other fields, and where the
    /// fields may come from that no selector has read; the body from metadata where it `is_stated` there.
    pub(super) fn note_text(
        &mut self,
        reader: &Reader,
        (left_out, lifted): (Vec<Named>, Vec<Named>),
        is_stated: bool,
        headline: Option<StampSource>,
    ) {
        let kept = |(rule, text)| LeftOut { rule, text };
        self.left_out = left_out.into_iter().map(kept).collect();
        self.left_out.extend(hidden(reader.survey));
        self.lifted = lifted.into_iter().map(kept).collect();
        let (survey, node) = (reader.survey, reader.node.as_ref());
        let of_meta =
            |is_in_meta: bool| Origin::Stated(if is_in_meta { StampSource::Meta } else { StampSource::JsonLd });
        let headline = headline
            .map(|source| if source == StampSource::Visible { Origin::Heading } else { Origin::Stated(source) });
        let byline = match front::stated_byline(survey, node) {
            Some((_, StampSource::Visible)) => Origin::Markup,
            Some((_, source)) => Origin::Stated(source),
            None => Origin::Line,
        };
        let has_lang =
            survey.html.is_some_and(|html| ["lang", "xml:lang"].iter().any(|name| attr(html, name).is_some()));
        let links = survey.links.iter().filter_map(|link| attr(*link, "rel"));
        let has_link = links.flat_map(str::split_ascii_whitespace).any(|rel| rel.eq_ignore_ascii_case("canonical"));
        let of_document = |is_in_document, other| if is_in_document { Origin::Document } else { Origin::Stated(other) };
        for (name, origin) in [
            ("headline", headline),
            ("standfirst", Some(Origin::Automatic)),
            ("byline", Some(byline)),
            ("body", Some(if is_stated { Origin::Stated(StampSource::JsonLd) } else { Origin::Automatic })),
            ("caption", Some(Origin::Markup)),
            ("section", Some(of_meta(survey.meta("article:section").is_some()))),
            ("issue", Some(Origin::Line)),
            ("language", Some(of_document(has_lang, StampSource::Meta))),
            ("is_free", Some(of_meta(node.and_then(|node| node.is_free).is_none()))),
            ("is_live", Some(Origin::Stated(StampSource::JsonLd))),
            ("canonical", Some(of_document(has_link, StampSource::OpenGraph))),
        ] {
            match self.fields.iter_mut().find(|field| field.name == name) {
                Some(field) => field.origin = field.origin.or(origin),
                None => self.fields.push(Field { name, tried: Vec::new(), origin }),
            }
        }
    }

    /// Forgets where fields without a value would come from, and says of which source the times are that were chosen.
    fn settle(&mut self, extraction: &Extraction) {
        let article = extraction.article.as_ref();
        for field in &mut self.fields {
            let has = |is_there: fn(&Article) -> bool| article.is_some_and(is_there);
            let time = |time: fn(&Article) -> Option<&StatedTime>| article.and_then(time).map(|time| time.source);
            let source = match field.name {
                "published" => time(|a| a.published.as_ref()),
                "modified" => time(|a| a.modified.as_ref()),
                _ => None,
            };
            field.origin = match source {
                Some(StampSource::Selector) => Some(Origin::Selector),
                Some(source) => Some(Origin::Stated(source)),
                None => field.origin,
            };
            let has_value = match field.name {
                "headline" => has(|a| a.headline.is_some()),
                "standfirst" => has(|a| a.standfirst.is_some()),
                "byline" => has(|a| a.byline.is_some()),
                "caption" => has(|a| !a.captions.is_empty()),
                "section" => has(|a| a.section.is_some()),
                "issue" => has(|a| a.issue.is_some()),
                "language" => has(|a| a.language.is_some()),
                "is_free" => has(|a| a.is_free.is_some()),
                "is_live" => has(|a| a.is_live),
                "canonical" => has(|a| a.canonical_url.is_some()),
                "published" | "modified" => source.is_some(),
                _ => article.is_some(),
            };
            field.origin = field.origin.filter(|_| has_value);
        }
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::extract::{Select, extract};

    const PAGE: &str = r##"<!doctype html><html lang="en"><head><title>Bridge to close - The Lantern</title>
<meta property="og:type" content="article"><meta property="article:section" content="Town">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge to close until May","author":{"name":"Jane Roe"},
"datePublished":"2026-03-02T18:00:00Z","isAccessibleForFree":true}</script></head><body><main><article>
<h1>Bridge to close until May</h1><p class="lead"></p><div class="text"><div class="ad">Boats for hire</div>
<p>The council of Saltmere voted on Monday to close the swing bridge until the first week of May.</p>
<p>Engineers found cracks in two of its nine bearings, said the town surveyor, Orla Venn.</p>
<p>Last updated: 3 March 2026, 09:00</p></div></article></main></body></html>"##;

    fn explained(html: &str, change: impl FnOnce(&mut Select)) -> Explained {
        let url = Url::parse("https://www.lantern.example/bridge").expect("valid");
        let seen_at = "2026-03-03T12:00:00Z".parse().expect("valid");
        let page = Page { bytes: html.as_bytes(), content_type: None, url: &url, seen_at };
        let mut rules = Rules::automatic("x");
        change(&mut rules.select);
        let budget = Budget { nodes_max: 250_000, depth_max: 512, stop: &|| false };
        let explained = explain(&page, &rules, &budget);
        assert_eq!(explained.extraction, extract(&page, &rules, &budget), "explaining changes nothing");
        explained
    }

    fn picks(list: &[&str]) -> Vec<Pick> {
        list.iter().map(|text| Pick::parse(text).expect("a valid pick")).collect()
    }

    fn field<'e>(found: &'e Explained, name: &str) -> &'e Field {
        found.trace.fields.iter().find(|field| field.name == name).unwrap_or_else(|| panic!("{name}: {found:#?}"))
    }

    #[test]
    fn each_field_says_where_it_comes_from() {
        let found = explained(PAGE, |_| {});
        for (name, origin) in [
            ("headline", Some(Origin::Heading)),
            ("standfirst", None),
            ("byline", Some(Origin::Stated(StampSource::JsonLd))),
            ("body", Some(Origin::Automatic)),
            ("published", Some(Origin::Stated(StampSource::JsonLd))),
            ("modified", Some(Origin::Stated(StampSource::Visible))),
            ("section", Some(Origin::Stated(StampSource::Meta))),
            ("language", Some(Origin::Document)),
            ("is_free", Some(Origin::Stated(StampSource::JsonLd))),
            ("caption", None),
        ] {
            assert_eq!(field(&found, name).origin, origin, "{name}");
        }
        assert_eq!(found.trace.charset, "UTF-8");
        let rules: Vec<&str> = found.trace.lifted.iter().map(|line| line.rule).collect();
        assert_eq!(rules, ["labelled_date"]);
        let mut fields: Vec<&str> = found.trace.claims.iter().map(|claim| claim.field).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["modified", "published"]);
    }

    #[test]
    fn the_picks_before_and_after_the_one_that_wins_say_what_became_of_them() {
        let found = explained(PAGE, |select| {
            select.headline = picks(&[".none", ".lead", "h1", "h2"]);
            select.standfirst = picks(&[".none", ".lead"]);
            select.body = picks(&["h1@missing", ".text"]);
            select.published = picks(&["meta@nothing"]);
            select.remove = picks(&[".ad", ".none"]);
        });
        for (name, expected, origin) in [
            (
                "headline",
                &[(Some(0), false), (Some(1), false), (Some(1), true), (None, false)][..],
                Some(Origin::Selector),
            ),
            ("standfirst", &[(Some(0), false), (Some(1), false)], None),
            ("body", &[(Some(1), false), (Some(1), true)], Some(Origin::Selector)),
            ("published", &[(Some(2), false)], Some(Origin::Stated(StampSource::JsonLd))),
        ] {
            let field = field(&found, name);
            let tried: Vec<_> = field.tried.iter().map(|tried| (tried.matched, tried.has_won)).collect();
            assert_eq!((tried.as_slice(), field.origin), (expected, origin), "{name}");
        }
        let removed: Vec<_> = found.trace.removed.iter().map(|r| (r.matched, r.head.as_deref())).collect();
        assert_eq!(removed, [(1, Some("Boats for hire")), (0, None)]);
    }

    #[test]
    fn a_page_without_an_article_still_says_what_was_tried() {
        let found = explained(PAGE, |select| select.body = picks(&[".none", ".lead"]));
        assert!(found.extraction.article.is_none());
        let matched: Vec<_> = field(&found, "body").tried.iter().map(|tried| tried.matched).collect();
        assert_eq!(matched, [Some(0), Some(1)]);
        assert!(found.trace.fields.iter().all(|field| field.origin.is_none()));
    }
}
