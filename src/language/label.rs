//! Labels beside a date: "Last updated", "Stand:", "Mis à jour le", "公開日".

use super::fold::fold;
use super::table::Table;
use super::tokens::{Token, tokens};

const LABELS: Table = Table::new(include_str!("labels.txt"));

/// Most words of a label.
const LABEL_WORDS_MAX: usize = 7;

/// What a label says that a date is the date of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claims {
    Published,
    Modified,
    /// Just "Date:".
    Date,
    /// Of something else: "Expires:", "Born".
    Other,
    /// "This article was": the word after the date is the label.
    Opening,
}

/// A label in a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'t> {
    pub claims: Claims,
    /// The text after it.
    pub rest: &'t str,
}

/// The longest label at the start of a folded text.
pub fn label(folded: &str) -> Option<Label<'_>> {
    let head = head(folded);
    let words = tokens(head);
    // Most texts begin with no label's first word: one look says so.
    words.first().filter(|word| word.number.is_none() && LABELS.has_prefix(word.text))?;
    let count = words.iter().take(LABEL_WORDS_MAX).take_while(|token| token.number.is_none()).count();
    (1..=count).rev().find_map(|count| {
        let words = words.get(..count)?;
        let claims = claims(words)?;
        Some(Label { claims, rest: folded.get(words.last()?.end..)? })
    })
}

/// Characters of a text that hold the first word of a label.
const FIRST_CHARS: usize = 24;

/// Whether a text, not folded, may begin with a label: most begin with no label's first word.
pub fn may_begin_with_label(text: &str) -> bool {
    let head: String = text.chars().skip_while(|c| !c.is_alphanumeric()).take(FIRST_CHARS).collect();
    let folded = fold(&head);
    tokens(&folded).first().is_some_and(|word| word.number.is_none() && LABELS.has_prefix(word.text))
}

/// Enough of a text for the longest label.
fn head(folded: &str) -> &str {
    let end = folded.char_indices().nth(80).map_or(folded.len(), |(at, _)| at);
    folded.get(..end).unwrap_or(folded)
}

fn claims(words: &[Token]) -> Option<Claims> {
    let mut key = String::new();
    for word in words {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word.text);
    }
    match LABELS.row(&key)?.split(':').next()? {
        "published" => Some(Claims::Published),
        "modified" => Some(Claims::Modified),
        "date" => Some(Claims::Date),
        "other" => Some(Claims::Other),
        "opening" => Some(Claims::Opening),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_label_is_taken() {
        for (text, claims, rest) in [
            ("Last modified on Tue", Claims::Modified, " on tue"),
            ("Zuletzt aktualisiert: 4. Juni", Claims::Modified, ": 4. juni"),
            ("Erstveröffentlichung 4.6.2019", Claims::Published, " 4.6.2019"),
            ("Mis à jour le 4 juin", Claims::Modified, " le 4 juin"),
            ("公開日：2019年", Claims::Published, "：2019年"),
            ("Datum: 4.6.", Claims::Date, ": 4.6."),
            ("Dieser Beitrag wurde am", Claims::Opening, " am"),
        ] {
            let folded = fold(text);
            assert_eq!(label(&folded), Some(Label { claims, rest }), "{text}");
        }
        for text in ["Publishers met on 4 June", "Standing", "", "4 June published"] {
            assert_eq!(label(&fold(text)), None, "{text}");
        }
    }
}
