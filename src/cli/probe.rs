//! The stability probe: a page fetched twice in a row must read the same. What does not would come back as false edits.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

use anyhow::Context;
use url::Url;

use super::extract::{extracted, fetch, rules};
use crate::compare;
use crate::config::Config;
use crate::model::{Article, Untrusted};

/// The least and the most between two fetches, seconds; a site's own gap is kept even where it is longer.
const WAIT_S_MIN: u64 = 2;
const WAIT_S_MAX: u64 = 30;

/// Fetches a page twice and writes what differs; answers whether nothing does.
///
/// # Errors
/// When the page cannot be had, or holds no article.
pub fn probe(config: &Config, site: Option<&str>, url: &Url, out: &mut impl Write) -> anyhow::Result<bool> {
    let gap_s = site.and_then(|name| config.site_named(name)).unwrap_or_else(|| config.site_or_other(url)).min_gap_s;
    let wait_s = gap_s.max(WAIT_S_MIN);
    let first = read(config, site, url)?;
    std::thread::sleep(Duration::from_secs(wait_s));
    let second = read(config, site, url)?;
    let late =
        if wait_s > WAIT_S_MAX { "; the site's min_gap keeps them farther apart than is good for it" } else { "" };
    if compare::hashes(&first).canon == compare::hashes(&second).canon {
        writeln!(out, "stable: two fetches {wait_s} s apart read the same{late}")?;
        return Ok(true);
    }
    writeln!(out, "unstable: two fetches {wait_s} s apart read differently{late}")?;
    for (mark, text) in differences(&first, &second) {
        writeln!(out, "  {mark} {}", Untrusted::new(&text))?;
    }
    writeln!(
        out,
        "name what is no part of the article in `remove` of [site.select], or the article's own element in `body`"
    )?;
    Ok(false)
}

fn read(config: &Config, site: Option<&str>, url: &Url) -> anyhow::Result<Article> {
    let input = fetch(config, url)?;
    let found = extracted(config, &rules(config, site, &input.url)?, &input);
    let problems: Vec<String> = found.problems.iter().map(ToString::to_string).collect();
    found.article.with_context(|| format!("{url}: no article: {}", problems.join("; ")))
}

/// The fields and blocks that one reading has and the other has not.
fn differences(first: &Article, second: &Article) -> Vec<(char, String)> {
    let texts = |article: &Article| -> Vec<String> {
        let fields =
            [("headline", &article.headline), ("standfirst", &article.standfirst), ("byline", &article.byline)];
        let fields = fields.into_iter().filter_map(|(name, text)| Some(format!("{name}: {}", text.as_deref()?)));
        let captions = article.captions.iter().map(|c| format!("caption: {}", c.text));
        let notes = article.notes.iter().map(|n| format!("note: {}", n.text));
        fields.chain(article.body.iter().map(|b| b.text.clone())).chain(captions).chain(notes).collect()
    };
    let folded = |texts: &[String]| texts.iter().map(|text| compare::fold(text)).collect::<BTreeSet<_>>();
    let (first, second) = (texts(first), texts(second));
    let only = |mark: char, these: &[String], those: &[String]| {
        let others = folded(those);
        let only = these.iter().filter(|text| !others.contains(&compare::fold(text)));
        only.map(|text| (mark, text.clone())).collect::<Vec<_>>()
    };
    [only('-', &first, &second), only('+', &second, &first)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockKind};

    #[test]
    fn what_one_reading_has_and_the_other_has_not_is_named() {
        let article = |headline: &str, blocks: &[&str]| Article {
            headline: Some(headline.to_owned()),
            body: blocks.iter().map(|text| Block::new(BlockKind::Paragraph, *text)).collect(),
            ..Article::default()
        };
        let (first, second) = (article("One", &["Kept.", "Offer 1"]), article("One", &["Kept.", "Offer 2"]));
        assert_eq!(differences(&first, &second), [('-', "Offer 1".to_owned()), ('+', "Offer 2".to_owned())]);
        assert!(differences(&first, &first).is_empty());
    }
}
