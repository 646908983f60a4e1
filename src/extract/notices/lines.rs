//! Lines that are nothing but a label with a date ("Last modified on Tue 4 Jun 2019 10.04 BST") or the print
//! edition's label ("Issue 2653").
//!
//! A line that says what was changed is a note, not a line of this kind.

use crate::extract::stamps::{Candidate, Rank, Role, read, read_labelled};
use crate::language::{Claims, fold, label, may_begin_with_label};
use crate::model::{StampSource, Timestamp};

/// Longest line, bytes.
const LINE_BYTES_MAX: usize = 200;

/// How far from a line's end a label behind its date may begin, characters.
const CLOSING_CHARS_MAX: usize = 40;

/// Words of the print edition's label.
const ISSUE_WORDS: &[&str] =
    &["issue", "ausgabe", "heft", "numero", "edicion", "edicao", "edizione", "editie", "nummer", "no", "nr", "n°"];

/// What pages show while their interface is busy, printed before the label in one block.
const BUSY: &[&str] = &["downloading pdf. please wait...", "downloading pdf. please wait…", "loading...", "loading…"];

/// The times that a line states, if the whole line is nothing else.
pub(in crate::extract) fn stamps(line: &str, lang: Option<&str>, seen_at: Timestamp) -> Option<Vec<Candidate>> {
    if line.len() > LINE_BYTES_MAX || !(has_number(line) || may_begin_with_label(line)) {
        return None;
    }
    let folded = fold(line);
    let mut found = Vec::new();
    let context = Context { raw: line, lang, seen_at };
    let parts = folded.split(['|', '•', '·']).flat_map(|part| part.split(" / "));
    for part in parts.map(trim).filter(|part| !part.is_empty()) {
        context.labelled(part, &mut found)?;
    }
    (!found.is_empty()).then_some(found)
}

/// What reading the parts of one line needs.
struct Context<'l> {
    raw: &'l str,
    lang: Option<&'l str>,
    seen_at: Timestamp,
}

impl Context<'_> {
    /// Reads "label date [label date]" and "[this article was] date label".
    fn labelled(&self, part: &str, found: &mut Vec<Candidate>) -> Option<()> {
        let (role, rest) = match label(part).map(|label| (label.claims, label.rest)) {
            Some((Claims::Published, rest)) => (Role::Published, rest),
            Some((Claims::Modified, rest)) => (Role::Modified, rest),
            Some((Claims::Opening, rest)) => return self.closed(rest, found),
            Some((Claims::Date | Claims::Other, _)) | None => return self.closed(part, found),
        };
        if let Some(candidate) = self.dated(role, rest) {
            found.push(candidate);
            return Some(());
        }
        // Two labelled dates in one line without a mark between them.
        let is_label = |at: &usize| rest.get(*at..).and_then(label).is_some_and(|l| role_of(l.claims).is_some());
        let second = rest.match_indices(' ').map(|(at, _)| at + 1).find(is_label)?;
        let (first, second) = rest.split_at_checked(second)?;
        found.push(self.dated(role, first)?);
        self.labelled(second, found)
    }

    /// Reads "date label", as in "Dieser Beitrag wurde am 4. Juni 2019 veröffentlicht" behind its opening.
    fn closed(&self, part: &str, found: &mut Vec<Candidate>) -> Option<()> {
        if !has_number(part) {
            return None;
        }
        let starts = part.char_indices().rev().map(|(at, _)| at).take(CLOSING_CHARS_MAX);
        let starts = starts.filter(|at| is_edge(part, *at));
        starts.into_iter().find_map(|at| {
            let (date, closing) = part.split_at_checked(at)?;
            let closing = label(closing).filter(|label| trim(label.rest).is_empty())?;
            found.push(self.dated(role_of(closing.claims)?, date)?);
            Some(())
        })
    }

    fn dated(&self, role: Role, text: &str) -> Option<Candidate> {
        let text = trim(text);
        let candidate = |reading| Candidate::of(role, Rank::Printed, StampSource::Visible, self.raw, Some(reading));
        if has_number(text)
            && let Some(reading) = read(text, self.lang, false)
        {
            return Some(candidate(reading));
        }
        let reading = read_labelled(text, self.lang, self.seen_at)?;
        Some(Candidate { is_relative: true, ..candidate(reading) })
    }
}

fn has_number(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

fn role_of(claims: Claims) -> Option<Role> {
    match claims {
        Claims::Published => Some(Role::Published),
        Claims::Modified => Some(Role::Modified),
        Claims::Date | Claims::Other | Claims::Opening => None,
    }
}

/// Whether a word begins at a place: after a space, or a letter after a digit.
fn is_edge(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text.get(at..).and_then(|after| after.chars().next());
    before.is_some_and(|c| !c.is_alphabetic() || "年月日년월일分분".contains(c))
        && after.is_some_and(char::is_alphabetic)
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | ',' | '.' | '-' | '–' | '—' | '(' | ')' | '[' | ']' | '*')
    })
}

/// The print edition's label, if a whole block is one ("Issue 2653"), without a busy interface's words before it.
pub(in crate::extract) fn issue(block: &str) -> Option<&str> {
    if block.len() > LINE_BYTES_MAX || !block.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let lower = block.to_lowercase();
    let busy =
        BUSY.iter().find(|busy| lower.len() == block.len() && lower.starts_with(**busy)).map_or(0, |busy| busy.len());
    let label = block.get(busy..)?.trim();
    let folded = fold(label);
    let mut words = folded.split([' ', '.', ':', '#']).filter(|word| !word.is_empty());
    if label.len() > 40 || !ISSUE_WORDS.contains(&words.next()?) {
        return None;
    }
    let rest: Vec<&str> = words.filter(|word| !matches!(*word, "no" | "nr" | "number")).collect();
    let is_number = |word: &&str| word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b'-'));
    (rest.len() == 1 && rest.iter().all(is_number)).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, stated: &[(Role, &str)]) {
        let seen_at = "2019-06-10T12:00:00Z".parse().expect("RFC 3339");
        let found = stamps(line, Some("en"), seen_at).unwrap_or_default();
        let found: Vec<(Role, String)> =
            found.iter().map(|c| (c.role, c.reading.map(|r| r.wall.to_string()).unwrap_or_default())).collect();
        let stated: Vec<(Role, String)> = stated.iter().map(|(role, wall)| (*role, (*wall).to_owned())).collect();
        assert_eq!(found, stated, "{line}");
    }

    #[test]
    fn labelled_dates_are_read_in_many_languages() {
        use Role::{Modified, Published};
        check("First published on Tue 4 Jun 2019 10.04 BST", &[(Published, "2019-06-04 10:04:00")]);
        check("Last modified on Tue 4 Jun 2019 10.04 BST", &[(Modified, "2019-06-04 10:04:00")]);
        check("Stand: 04.06.2019, 10:04 Uhr", &[(Modified, "2019-06-04 10:04:00")]);
        check("Zuletzt aktualisiert am 4. Juni 2019 um 10:04 Uhr", &[(Modified, "2019-06-04 10:04:00")]);
        check("Mis à jour le 4 juin 2019 à 10h04", &[(Modified, "2019-06-04 10:04:00")]);
        check("Actualizado: 4 de junio de 2019", &[(Modified, "2019-06-04 00:00:00")]);
        check("Ultimo aggiornamento: 4 giugno 2019", &[(Modified, "2019-06-04 00:00:00")]);
        check("Atualizado em 04.06.2019", &[(Modified, "2019-06-04 00:00:00")]);
        check("Laatst bijgewerkt op 4 juni 2019", &[(Modified, "2019-06-04 00:00:00")]);
        check(
            "Published: 4 June 2019 | Updated: 5 June 2019",
            &[(Published, "2019-06-04 00:00:00"), (Modified, "2019-06-05 00:00:00")],
        );
        check(
            "Published June 4, 2019, 10:04 Updated June 5, 2019",
            &[(Published, "2019-06-04 10:04:00"), (Modified, "2019-06-05 00:00:00")],
        );
    }

    #[test]
    fn a_line_that_says_more_is_left_alone() {
        for line in [
            "Updated on 4 June 2019 to correct the number of seats",
            "Published on 4 June 2019, the report names no one.",
            "Updated prices from 4 June 2019 apply to all tickets",
            "Standing since 4 June 2019",
            "Stand 12",
            "4 June 2019",
            "Updated",
        ] {
            check(line, &[]);
        }
    }

    #[test]
    fn an_issue_label_is_a_whole_short_block() {
        for (block, label) in [
            ("Issue 2653", Some("Issue 2653")),
            ("Issue No. 12/2019", Some("Issue No. 12/2019")),
            ("Ausgabe 23", Some("Ausgabe 23")),
            ("Downloading PDF. Please wait... Issue 2653", Some("Issue 2653")),
            ("Issue 2653 is out now", None),
            ("The issue 2653", None),
            ("Issue", None),
            ("Issue one", None),
        ] {
            assert_eq!(issue(block), label, "{block}");
        }
    }
}
