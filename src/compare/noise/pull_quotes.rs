//! A sentence of the body that is set large beside it.

use std::collections::HashSet;

use crate::model::{Article, BlockKind, Suppressed, words};

use super::super::canon::fold;

/// Shorter and longer texts are no pull quotes.
const WORDS_MIN: usize = 4;
const WORDS_MAX: usize = 60;

/// Drops quotes that only repeat what a paragraph says. One that says anything else stays: it is text.
pub(super) fn drop_repeated(article: &mut Article, suppressed: &mut Vec<Suppressed>) {
    let form = |text: &str| {
        let folded = fold(text);
        folded.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
    };
    let is_quote = |kind: BlockKind| matches!(kind, BlockKind::PullQuote | BlockKind::Quote);
    let prose: Vec<String> = article.body.iter().filter(|b| !is_quote(b.kind)).map(|b| fold(&b.text)).collect();
    let mut kept: HashSet<String> = HashSet::new();
    article.body.retain(|block| {
        if !is_quote(block.kind) {
            return true;
        }
        let text = form(&block.text);
        let count = words(&text);
        let is_repeated = (WORDS_MIN..=WORDS_MAX).contains(&count)
            && (prose.iter().any(|p| holds_whole(p, &text)) || kept.contains(&text));
        if is_repeated {
            suppressed.push(Suppressed { rule: "pull_quote".to_owned(), text: block.text.clone() });
        } else {
            kept.insert(text);
        }
        !is_repeated
    });
}

/// Whether `prose` holds `text` as whole words.
fn holds_whole(prose: &str, text: &str) -> bool {
    prose.match_indices(text).any(|(at, _)| {
        let before = prose.get(..at).and_then(|p| p.chars().next_back());
        let after = prose.get(at + text.len()..).and_then(|p| p.chars().next());
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}
