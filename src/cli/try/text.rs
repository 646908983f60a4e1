//! What a reading of one page did, for a person who writes selectors.

use std::collections::HashSet;
use std::fmt::Display;
use std::io::{self, Write};

use super::json::name;
use super::{Look, Looked, page as reading};
use crate::extract::{Field, LeftOut, Origin, Tried, body_likeness};
use crate::model::{Article, Block, Doubt, Precision, StatedTime, Untrusted, counted, words};

/// Characters shown of a text, and rows of a list, where not all is asked for.
const TEXT_CHARS_MAX: usize = 100;
const ROWS_MAX: usize = 8;

/// Words of a block that counts as prose, and the part of a body, one in so many, that is worth a hint when left out.
const PROSE_WORDS: usize = 25;
const LEFT_SHARE: usize = 3;

/// Below this likeness the body's selectors and what is found without them disagree.
const LIKENESS_MIN: f64 = 0.75;

/// Writes what became of one page; `is_all` shows every block and every line that was left out.
pub(super) fn page(out: &mut dyn Write, looked: &Looked, is_all: bool) -> io::Result<()> {
    let look = match looked {
        Ok(look) => look,
        Err((source, error)) => {
            writeln!(out, "{}", Untrusted::new(source))?;
            row(out, "error", Untrusted::new(&format!("{error:#}")))?;
            return writeln!(out);
        }
    };
    writeln!(out, "{}", Untrusted::new(&look.source))?;
    head(out, look)?;
    match &look.sifted {
        Some(sifted) => fields(out, look, &sifted.article, is_all)?,
        None => {
            row(out, "article", "none")?;
            for field in look.explained.trace.fields.iter().filter(|field| !field.tried.is_empty()) {
                row(out, field.name, provenance(field))?;
            }
        }
    }
    claims(out, look)?;
    left_out(out, look, is_all)?;
    for problem in &look.explained.extraction.problems {
        row(out, "problem", Untrusted::new(&problem.to_string()))?;
    }
    for hint in hints(look) {
        row(out, "hint", Untrusted::new(&hint))?;
    }
    writeln!(out)
}

/// What could be amiss although nothing failed.
pub(super) fn hints(look: &Look) -> Vec<String> {
    ruled_hint(look).into_iter().chain(automatic_hint(look)).collect()
}

/// Selectors of the body that take another text than is found without them.
fn ruled_hint(look: &Look) -> Option<String> {
    let without = look.unruled.as_ref()?.extraction.article.as_ref()?;
    let read = look.explained.extraction.article.as_ref();
    let likeness = read.map_or(0.0, |read| body_likeness(without, read));
    (likeness < LIKENESS_MIN).then(|| {
        format!(
            "the selectors of the body took {} where the page holds {} without them; {} % is the same",
            counted(read.map_or(0, Article::body_words) as u64, "word"),
            without.body_words(),
            percent(likeness)
        )
    })
}

/// A body found without selectors that is a small part of the prose around it.
fn automatic_hint(look: &Look) -> Option<String> {
    let article = look.explained.extraction.article.as_ref().filter(|_| look.unruled.is_none())?;
    let prose = |left: &LeftOut| {
        Some(words(&left.text)).filter(|_| left.rule != "comments").filter(|words| *words >= PROSE_WORDS)
    };
    let left: usize = look.explained.trace.left_out.iter().filter_map(prose).sum();
    let taken = article.body_words();
    (left * LEFT_SHARE > taken).then(|| {
        format!(
            "{} of prose beside the {} of the body were left out; if they are the article's (--body shows them), name \
             its element in `body`",
            counted(left as u64, "word"),
            counted(taken as u64, "word")
        )
    })
}

/// Whole percent, rounded down: what is not the same is not shown as such.
pub(super) fn percent(share: f64) -> u32 {
    (share * 100.0 + 1e-9) as u32
}

fn row(out: &mut dyn Write, label: &str, value: impl Display) -> io::Result<()> {
    writeln!(out, "  {label:<11} {value}")
}

fn head(out: &mut dyn Write, look: &Look) -> io::Result<()> {
    let url = look.input.url.as_str();
    match url {
        reading::NOWHERE => row(out, "address", "unknown; name it with --url to choose its site and to resolve links")?,
        _ if look.is_address_stated => {
            row(out, "address", format_args!("{} (as the page states)", Untrusted::new(url)))?
        }
        _ if url != look.source => row(out, "address", Untrusted::new(url))?,
        _ => {}
    }
    let is_ruled = look.rules.select.fields().iter().any(|(_, picks)| !picks.is_empty());
    let site = Untrusted::new(&look.rules.site);
    match is_ruled {
        true => row(out, "rules", format_args!("those of {site}"))?,
        false => row(out, "rules", format_args!("{site}: no selectors, all is found without"))?,
    }
    row(out, "charset", look.explained.trace.charset)
}

fn fields(out: &mut dyn Write, look: &Look, article: &Article, is_all: bool) -> io::Result<()> {
    for field in &look.explained.trace.fields {
        let value = |text: &Option<String>| text.as_deref().map(|text| Untrusted::new(text).to_string());
        let shown = match field.name {
            "headline" => value(&article.headline),
            "standfirst" => value(&article.standfirst),
            "byline" => value(&article.byline),
            "section" => value(&article.section),
            "issue" => value(&article.issue),
            "language" => value(&article.language),
            "canonical" => value(&article.canonical_url),
            "published" => article.published.as_ref().map(time),
            "modified" => article.modified.as_ref().map(time),
            "is_free" => article.is_free.map(|is_free| if is_free { "yes" } else { "no" }.to_owned()),
            "is_live" => article.is_live.then(|| "yes".to_owned()),
            "body" => Some(size(article)),
            "caption" => (!article.captions.is_empty()).then(|| article.captions.len().to_string()),
            _ => None,
        };
        if shown.is_some() || !field.tried.is_empty() {
            row(out, field.name, shown.as_deref().unwrap_or("-"))?;
            row(out, "", format_args!("  {}", provenance(field)))?;
        }
        match field.name {
            "body" => {
                body(out, article, is_all)?;
                beside(out, look, is_all)?;
            }
            "caption" => list(out, article.captions.iter().map(|caption| ("", caption.text.as_str())), is_all)?,
            _ => {}
        }
    }
    for note in &article.notes {
        row(out, "note", format_args!("{}: {}", name(note.kind), cut(&note.text, is_all)))?;
    }
    match &article.age_notice {
        Some(notice) => row(out, "age notice", cut(&notice.text, is_all)),
        None => Ok(()),
    }
}

/// Which selectors were tried for a field, and where its value comes from.
fn provenance(field: &Field) -> String {
    let tried = |tried: &Tried| {
        let pick = Untrusted::new(&tried.pick);
        match tried.matched {
            None => format!("`{pick}` is not tried"),
            Some(0) => format!("`{pick}` matches nothing"),
            Some(n) if tried.has_won => format!("`{pick}` takes {}", counted(n as u64, "element")),
            Some(n) => format!("`{pick}` matches {}, without text", counted(n as u64, "element")),
        }
    };
    let mut parts: Vec<String> = field.tried.iter().map(tried).collect();
    parts.extend(match field.origin {
        None | Some(Origin::Selector) => None,
        Some(Origin::Heading) => Some("from an h1 in sight".to_owned()),
        Some(Origin::Markup) => Some("from elements that are marked as such".to_owned()),
        Some(Origin::Automatic) => Some("from automatic extraction".to_owned()),
        Some(Origin::Line) => Some("from a line of the text".to_owned()),
        Some(Origin::Document) => Some("from the page's own element or link".to_owned()),
        Some(Origin::Stated(source)) => Some(format!("stated by the page: {}", name(source))),
    });
    parts.join("; ")
}

fn size(article: &Article) -> String {
    let blocks = counted(article.body.len() as u64, "block");
    format!("{} in {blocks}", counted(article.body_words() as u64, "word"))
}

fn body(out: &mut dyn Write, article: &Article, is_all: bool) -> io::Result<()> {
    let shown = |block: &Block| (name(block.kind), block.text.clone());
    if is_all {
        let blocks: Vec<(String, String)> = article.body.iter().map(shown).collect();
        return list(out, blocks.iter().map(|(kind, text)| (kind.as_str(), text.as_str())), true);
    }
    let ends = [("first:", article.body.first()), ("last:", article.body.last())];
    let count = if article.body.len() > 1 { 2 } else { 1 };
    list(out, ends.into_iter().take(count).filter_map(|(end, block)| Some((end, block?.text.as_str()))), false)
}

/// How a body that selectors took differs from the one that is found without them: what to take out, what is missing.
fn beside(out: &mut dyn Write, look: &Look, is_all: bool) -> io::Result<()> {
    let Some(unruled) = &look.unruled else { return Ok(()) };
    let (Some(read), Some(without)) = (&look.explained.extraction.article, &unruled.extraction.article) else {
        return Ok(());
    };
    let likeness = percent(body_likeness(without, read));
    row(out, "", format_args!("  without selectors it has {}; {likeness} % is the same", size(without)))?;
    let only = |own: &Article, other: &Article| -> Vec<String> {
        let others: HashSet<&str> = other.body.iter().map(|block| block.text.as_str()).collect();
        own.body.iter().map(|block| block.text.clone()).filter(|text| !others.contains(text.as_str())).collect()
    };
    let rule = |text: &str| unruled.trace.left_out.iter().find(|left| left.text == text).map_or("", |left| left.rule);
    for (label, texts) in
        [("only with selectors:", only(read, without)), ("only without selectors:", only(without, read))]
    {
        if !texts.is_empty() {
            row(out, "", format_args!("  {label}"))?;
            let words = |text: &str| Some(rule(text)).filter(|rule| !rule.is_empty()).unwrap_or("-");
            list(out, texts.iter().map(|text| (words(text), text.as_str())), is_all)?;
        }
    }
    Ok(())
}

/// Rows beneath a field: a word and a text.
fn list<'t>(out: &mut dyn Write, rows: impl Iterator<Item = (&'t str, &'t str)>, is_all: bool) -> io::Result<()> {
    let mut more = 0_u64;
    for (n, (word, text)) in rows.enumerate() {
        if n >= ROWS_MAX && !is_all {
            more += 1;
        } else if word.is_empty() {
            row(out, "", format_args!("  {}", cut(text, is_all)))?;
        } else {
            row(out, "", format_args!("  {word:<14} {}", cut(text, is_all)))?;
        }
    }
    if more > 0 { row(out, "", format_args!("  and {more} more (--body shows all)")) } else { Ok(()) }
}

fn cut(text: &str, is_all: bool) -> String {
    let shown = Untrusted::new(text).to_string();
    if is_all || shown.chars().count() <= TEXT_CHARS_MAX {
        return shown;
    }
    format!("{} …", shown.chars().take(TEXT_CHARS_MAX).collect::<String>().trim_end())
}

/// A stated time with what is known of it.
fn time(time: &StatedTime) -> String {
    // What was read and is not believed is still what the page says.
    let instant = reading::for_people(time).unwrap_or_else(|| match time.doubt {
        Some(Doubt::Unreadable) | None => "no time that can be read".to_owned(),
        Some(_) => "read, and not believed".to_owned(),
    });
    let doubt = time.doubt.map_or(String::new(), |doubt| format!(", doubt: {}", name(doubt)));
    let conflict = time.conflict.as_ref().map_or(String::new(), |other| {
        let (kind, source) = (name(other.kind), name(other.source));
        format!(", {kind} conflict with {source} \"{}\"", Untrusted::new(&other.raw))
    });
    let path = time.path.as_deref().map_or(String::new(), |path| format!(" at {}", Untrusted::new(path)));
    let (precision, zone, raw) = (name(time.precision), name(time.zone), Untrusted::new(&time.raw));
    // A day is one without a zone.
    let zone = if time.precision < Precision::Day { format!(", zone {zone}") } else { String::new() };
    format!("{instant} to the {precision}{zone}{doubt}{conflict}; reads \"{raw}\"{path}")
}

/// Every time that the page states, each once; a star is beside those that are believed.
fn claims(out: &mut dyn Write, look: &Look) -> io::Result<()> {
    let article = look.explained.extraction.article.as_ref();
    let mut told: Vec<String> = Vec::new();
    for claim in &look.explained.trace.claims {
        let chosen =
            article.and_then(|a| if claim.field == "published" { a.published.as_ref() } else { a.modified.as_ref() });
        let is_chosen = chosen
            .is_some_and(|time| time.doubt.is_none() && time.raw == claim.time.raw && time.source == claim.time.source);
        let star = if is_chosen { '*' } else { ' ' };
        // The same line may be found as a labelled one and as one that is shown.
        let key = format!("{} {} {:?}", claim.field, claim.time.raw, claim.time.source);
        if told.contains(&key) {
            continue;
        }
        let label = if told.is_empty() { "times" } else { "" };
        told.push(key);
        row(
            out,
            label,
            format_args!("{star} {:<9} {:<12} {}", claim.field, name(claim.time.source), time(&claim.time)),
        )?;
    }
    Ok(())
}

/// What is on the page and not in the article, and which rule did it.
fn left_out(out: &mut dyn Write, look: &Look, is_all: bool) -> io::Result<()> {
    let trace = &look.explained.trace;
    for removed in &trace.removed {
        let pick = Untrusted::new(&removed.pick);
        let head = removed.head.as_deref().map_or(String::new(), |head| format!(": {}", cut(head, false)));
        match removed.matched as u64 {
            0 => row(out, "removed", format_args!("`{pick}` matches nothing"))?,
            n => row(out, "removed", format_args!("`{pick}` takes {}{head}", counted(n, "element")))?,
        }
    }
    let pair = |block: &'_ LeftOut| (block.rule.to_owned(), block.text.clone());
    let noise = look.sifted.iter().flat_map(|sifted| &sifted.suppressed);
    for (label, blocks) in [
        ("left out of the body", trace.left_out.iter().map(pair).collect::<Vec<_>>()),
        ("taken from the body as other fields", trace.lifted.iter().map(pair).collect()),
        ("suppressed as noise", noise.map(|block| (block.rule.clone(), block.text.clone())).collect()),
    ] {
        if !blocks.is_empty() {
            row(out, label, format_args!("({})", blocks.len()))?;
            list(out, blocks.iter().map(|(rule, text)| (rule.as_str(), text.as_str())), is_all)?;
        }
    }
    Ok(())
}
