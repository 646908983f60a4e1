//! The fields of one parsed page: body first, then what the body helps to tell apart.

use scraper::ElementRef;
use url::Url;

use super::automatic::{self, Stated};
use super::blocks::{self, Draft};
use super::dom::{self, Refusal};
use super::entries;
use super::rules::{Pick, Rules};
use super::stamps::{self, Candidate, Rank, Role, Setting, Sight};
use super::survey::{self, Survey};
use super::text::normal_form;
use super::walk::{self, attr};
use super::{Budget, Page, Trace, captions, email, front, json_ld, metadata, notices, pick};
use crate::model::{Article, Block, BlockKind, Caption, Picks, Problem, ProblemKind, StampSource};

/// Fewer characters than this are no article.
const TEXT_CHARS_MIN: usize = 25;

/// Reads the article of `page`, whose text is `text`, and notes what it does where there is somewhere to note it.
///
/// # Errors
/// [`Refusal`] where the page is beyond the budget.
pub(super) fn read(
    page: &Page,
    text: &str,
    rules: &Rules,
    budget: &Budget,
    problems: &mut Vec<Problem>,
    mut trace: Option<&mut Trace>,
) -> Result<Option<Article>, Refusal> {
    let mut html = dom::parse(text, &rules.select.words(), budget)?;
    email::uncover(&mut html, text);
    if let Some(trace) = trace.as_deref_mut() {
        trace.note_removed(&html, &rules.select.remove, budget)?;
    }
    pick::remove(&mut html, &rules.select.remove, budget)?;
    let survey = survey::survey(&html, budget)?;
    let base = survey.base(page.url);
    let canonical_url = metadata::canonical(&survey, &base);
    let canonical = canonical_url.as_deref().and_then(|url| Url::parse(url).ok()); // it was made by this parser
    let canonical = canonical.unwrap_or_else(|| page.url.clone());
    let headline = pick::values(&survey, &rules.select.headline, budget)?.into_iter().map(|(_, text)| text).next();
    let headline = headline.or_else(|| front::visible_headline(&survey, &[]));
    let node = json_ld::article(&survey, &canonical, headline.as_deref());
    let reader = Reader { page, rules, budget, survey: &survey, base: &base, canonical_url, canonical, node };
    if let Some(trace) = trace.as_deref_mut() {
        trace.note_picks(&reader)?;
    }
    let Some(body) = reader.body(problems)? else { return Ok(None) };
    Ok(Some(reader.article(body, problems, trace)?))
}

/// The body's blocks, and what was found of the article beside them.
#[derive(Default)]
struct Body<'a> {
    drafts: Vec<Draft>,
    around: Vec<Draft>,
    /// The element around the article, where one is known.
    container: Option<ElementRef<'a>>,
    /// The element of the body, where a rule names a single one.
    root: Option<ElementRef<'a>>,
    /// The pick that found it.
    pick: Option<String>,
    /// The element of a body that was found without a rule.
    found: Option<ElementRef<'a>>,
    standfirst: Option<String>,
    credits: Vec<String>,
    /// Captions that no markup marks as such.
    captions: Vec<String>,
    left_out: Vec<(&'static str, String)>,
    /// It is the text that the page's metadata states.
    is_stated: bool,
}

/// What reading the fields of one parsed page needs.
pub(super) struct Reader<'r, 'a> {
    page: &'r Page<'r>,
    pub(super) rules: &'r Rules,
    pub(super) budget: &'r Budget<'r>,
    pub(super) survey: &'r Survey<'a>,
    base: &'r Url,
    canonical_url: Option<String>,
    /// The canonical address, else that of the page.
    canonical: Url,
    /// What the page's JSON-LD says of the article.
    pub(super) node: Option<json_ld::Node>,
}

impl<'a> Reader<'_, 'a> {
    fn body(&self, problems: &mut Vec<Problem>) -> Result<Option<Body<'a>>, Refusal> {
        let picks = &self.rules.select.body;
        if picks.is_empty() {
            return self.found_body(problems);
        }
        for pick in picks {
            let (roots, drafts) = self.drafts_at(pick)?;
            if !drafts.is_empty() {
                let container = roots.first().and_then(|root| container_of(*root));
                let around = container.map(|c| self.around(c, &roots)).unwrap_or_default();
                let root = roots.first().filter(|_| roots.len() == 1).copied();
                let pick = Some(pick.source.clone());
                return Ok(Some(Body { drafts, around, container, root, pick, ..Body::default() }));
            }
        }
        problems.push(pick::nothing("body", picks));
        Ok(None)
    }

    /// The elements that a pick of the body names, and their blocks.
    pub(super) fn drafts_at(&self, pick: &Pick) -> Result<(Vec<ElementRef<'a>>, Vec<Draft>), Refusal> {
        let roots = pick::outermost(pick::matches(self.survey, pick, self.budget)?);
        let drafts = match &pick.attribute {
            None => blocks::blocks(&roots, self.base, blocks::is_caption),
            Some(_) => roots.iter().filter_map(|e| Some(paragraph(pick::value(*e, pick)?))).collect(),
        };
        Ok((roots, drafts))
    }

    /// The body of a page without a selector for it.
    fn found_body(&self, problems: &mut Vec<Problem>) -> Result<Option<Body<'a>>, Refusal> {
        let (survey, node) = (self.survey, self.node.as_ref());
        let stated = node.and_then(|node| node.text.clone()).map(Stated::new);
        let (titles, description) = (front::titles(survey), front::description(survey));
        let known = automatic::Known {
            titles: &titles,
            description: description.as_deref(),
            is_article: node.is_some_and(|node| node.trust == json_ld::Trust::Article) || front::is_article(survey),
            stated: stated.as_ref(),
        };
        let found = automatic::find(survey, self.base, known);
        let stated = stated.filter(|stated| stated.outweighs(&found.body));
        let is_stated = stated.is_some();
        let drafts = match stated {
            Some(stated) => self.stated_body(&stated)?,
            None => found.body,
        };
        if drafts.iter().map(|d| d.block.text.chars().count()).sum::<usize>() < TEXT_CHARS_MIN {
            let detail = "the page holds no text that could be an article".to_owned();
            problems.push(Problem { kind: ProblemKind::NoText, field: Some("body".to_owned()), detail });
            return Ok(None);
        }
        Ok(Some(Body {
            drafts,
            around: found.around,
            container: found.container,
            root: None,
            pick: None,
            found: found.root,
            standfirst: found.standfirst,
            credits: found.credits,
            captions: found.captions,
            left_out: found.left_out,
            is_stated,
        }))
    }

    /// The article as the page states it where it shows nothing of it.
    fn stated_body(&self, stated: &Stated) -> Result<Vec<Draft>, Refusal> {
        if stated.raw.contains('<') {
            let html = dom::parse(&stated.raw, &[], self.budget)?;
            return Ok(blocks::blocks(&[html.root_element()], self.base, blocks::is_caption));
        }
        Ok(stated.raw.lines().map(normal_form).filter(|line| !line.is_empty()).map(paragraph).collect())
    }

    /// The blocks of the article's container beside the body, its navigation and asides left out.
    fn around(&self, container: ElementRef<'a>, body: &[ElementRef<'a>]) -> Vec<Draft> {
        let is_skipped = |e: ElementRef<'a>| {
            matches!(e.value().name(), "nav" | "aside" | "form" | "ul" | "table")
                || body.contains(&e)
                || blocks::is_caption(e)
        };
        blocks::layout(&[container], is_skipped).drafts
    }

    fn article(&self, body: Body, problems: &mut Vec<Problem>, trace: Option<&mut Trace>) -> Result<Article, Refusal> {
        let (survey, select) = (self.survey, &self.rules.select);
        let nearest: Vec<ElementRef> = body.root.into_iter().chain(body.container).collect();
        let mut picked = |field, picks: &[Pick]| front::picked(survey, field, picks, self.budget, problems);
        let taken = picked("headline", &select.headline)?;
        let headline = taken.values.into_iter().next().map(|text| (text, StampSource::Selector));
        let headline =
            headline.or_else(|| front::visible_headline(survey, &nearest).map(|text| (text, StampSource::Visible)));
        let standfirst = picked("standfirst", &select.standfirst)?.values.into_iter().next();
        let standfirst = standfirst.or_else(|| body.standfirst.clone());
        let byline = Some(picked("byline", &select.byline)?.values.join(", ")).filter(|byline| !byline.is_empty());

        let language = metadata::language(survey);
        let (canonical, node, site) = (&self.canonical, self.node.as_ref(), &self.rules.site);
        let (headline, headline_source) = headline.or_else(|| front::stated_headline(survey, node, site)).unzip();
        let byline = byline.or_else(|| front::stated_byline(survey, node).map(|(text, _)| text));
        let byline = front::with_credits(byline, &body.credits);

        let captions = self.captions(&body, problems)?;
        let lang = language.as_deref();
        // What a rule names as the body is the body: it only loses lines that another rule names as fields of their own.
        let is_ruled = !select.body.is_empty();
        let repeated =
            |text: &'_ Option<String>, picks: &[Pick]| text.clone().filter(|_| !is_ruled || !picks.is_empty());
        let (its_headline, its_byline) = (repeated(&headline, &select.headline), repeated(&byline, &select.byline));
        let known = notices::Known {
            headline: its_headline.as_deref(),
            standfirst: standfirst.as_deref(),
            byline: its_byline.as_deref(),
            lang,
            seen_at: self.page.seen_at,
            is_ruled,
            is_article_known: !is_ruled || body.container.is_some_and(|c| c.value().name() == "article"),
        };
        let mut sorted = notices::sort(body.drafts, &body.around, known);
        let is_live = node.is_some_and(|node| node.is_live) || entries::is_live(&sorted.body);
        entries::settle(&mut sorted.body, is_live);

        let mut candidates = self.picked_stamps(lang, problems)?;
        candidates.extend(sorted.stamps);
        let sight =
            Sight { headline: headline.as_deref(), canonical, lang, setting: self.setting(), notes: &sorted.notes };
        let mut claims = trace.is_some().then(Vec::new);
        let stamps = stamps::of_page(survey, node, candidates, sight, claims.as_mut());
        if let Some(trace) = trace {
            trace.note_times(claims.unwrap_or_default());
            trace.note_text(self, (body.left_out, sorted.lifted), body.is_stated, headline_source);
        }
        Ok(Article {
            alt_headlines: metadata::alt_headlines(survey, node, site),
            section: metadata::section(survey, node),
            issue: sorted.issue,
            byline: byline.or(sorted.byline),
            body: sorted.body,
            captions,
            notes: notices::with_corrections(sorted.notes, node),
            age_notice: sorted.age_notice,
            published: stamps.published.filter(|time| !(is_live && entries::is_of_entry(time))),
            modified: stamps.modified.filter(|time| !(is_live && entries::is_of_entry(time))),
            is_free: metadata::is_free(survey, node),
            is_live,
            coverage_ends_at: node.and_then(|node| node.coverage_ends_at),
            headline,
            headline_source,
            standfirst,
            canonical_url: self.canonical_url.clone(),
            language,
            picks: Picks { headline: taken.pick, body: body.pick },
        })
    }

    /// What believing times needs to know.
    fn setting(&self) -> Setting<'static> {
        let Rules { zone, calendar, is_archive, .. } = *self.rules;
        Setting { zone, seen_at: self.page.seen_at, calendar, is_archive, lang: None, host: None }
    }

    fn captions(&self, body: &Body, problems: &mut Vec<Problem>) -> Result<Vec<Caption>, Refusal> {
        let picks = &self.rules.select.caption;
        if picks.is_empty() {
            // Outside of an article's own element, pictures beside a body that a rule names are the page's.
            let place = body.container.filter(|c| c.value().name() == "article").or(body.root).or(body.container);
            let mut captions = match (body.found, body.container) {
                (Some(found), Some(container)) => captions::of_article(self.survey, found, container, self.base),
                _ => captions::within(self.survey, place, self.base),
            };
            captions.extend(body.captions.iter().filter_map(|text| captions::read(text.clone(), None, None)));
            return Ok(captions);
        }
        for pick in picks {
            let captions = self.captions_at(pick)?;
            if !captions.is_empty() {
                return Ok(captions);
            }
        }
        problems.push(pick::nothing("caption", picks));
        Ok(Vec::new())
    }

    pub(super) fn captions_at(&self, pick: &Pick) -> Result<Vec<Caption>, Refusal> {
        let found = pick::outermost(pick::matches(self.survey, pick, self.budget)?);
        let read = |element: ElementRef| match &pick.attribute {
            None => captions::caption(element, self.base),
            Some(_) => captions::read(pick::value(element, pick)?, None, None),
        };
        Ok(found.into_iter().filter_map(read).collect())
    }

    /// The times at the site's own picks: the first that can be read, else the first.
    fn picked_stamps(&self, lang: Option<&str>, problems: &mut Vec<Problem>) -> Result<Vec<Candidate>, Refusal> {
        let select = &self.rules.select;
        let mut found = Vec::new();
        for (role, field, picks) in
            [(Role::Published, "published", &select.published), (Role::Modified, "modified", &select.modified)]
        {
            let values = pick::values(self.survey, picks, self.budget)?;
            let mut candidates = values.into_iter().map(|(element, value)| stamp_at(role, element, value, lang));
            let first = candidates.next();
            if first.is_none() && !picks.is_empty() {
                problems.push(pick::nothing(field, picks));
            }
            let Some(first) = first else { continue };
            let chosen =
                if first.reading.is_some() { first } else { candidates.find(|c| c.reading.is_some()).unwrap_or(first) };
            if chosen.reading.is_none() {
                let detail = format!("\"{}\" names no time that can be read", chosen.raw);
                problems.push(Problem { kind: ProblemKind::Stamp, field: Some(field.to_owned()), detail });
            }
            found.push(chosen);
        }
        Ok(found)
    }
}

/// A time that a pick names. Its text may be for people ("yesterday"); then the element's `datetime` is read, and a
/// label before the date is read over.
fn stamp_at(role: Role, element: ElementRef, value: String, lang: Option<&str>) -> Candidate {
    let source = StampSource::Selector;
    let plain = Candidate::new(role, Rank::Selector, source, &value, lang);
    if plain.reading.is_some() {
        return plain;
    }
    let attribute = attr(element, "datetime").map(|raw| Candidate::new(role, Rank::Selector, source, raw, lang));
    if let Some(candidate) = attribute.filter(|candidate| candidate.reading.is_some()) {
        return candidate;
    }
    let labelled = notices::labelled_time(&value, role, lang);
    Candidate { reading: labelled, ..plain }
}

fn paragraph(text: String) -> Draft {
    Draft { block: Block::new(BlockKind::Paragraph, text), is_all_link: false }
}

/// The element around a body: the nearest `article` or `main` above it, else its parent.
fn container_of(body: ElementRef) -> Option<ElementRef> {
    let parent = body.parent().and_then(ElementRef::wrap)?;
    let is_page = |e: ElementRef| matches!(e.value().name(), "html" | "body");
    walk::nearest(body, |e| matches!(e.value().name(), "article" | "main")).or(Some(parent)).filter(|e| !is_page(*e))
}
