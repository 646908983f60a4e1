//! Lines that are nothing but a label with a date ("Last modified on Tue 4 Jun 2019 10.04 BST") or the print
//! edition's label ("Issue 2653").
//!
//! A line that says what was changed is a note, not a line of this kind.

use crate::extract::stamps::{Candidate, Rank, Role, plain, read};
use crate::model::StampSource;

/// Longest line, bytes.
const LINE_BYTES_MAX: usize = 200;

/// Labels of the first publication, without accents; the longer before their own beginnings.
const PUBLISHED: &[&str] = &[
    "originally published on",
    "originally published",
    "first published on",
    "first published at",
    "first published",
    "published on",
    "published at",
    "published",
    "posted on",
    "posted at",
    "posted",
    "publication date",
    "date published",
    "erstmals veroffentlicht am",
    "veroffentlicht am",
    "veroffentlicht",
    "erschienen am",
    "erstellt am",
    "publiziert am",
    "publiziert",
    "publie le",
    "publie a",
    "publie",
    "mis en ligne le",
    "paru le",
    "date de publication",
    "publicado el",
    "publicado em",
    "publicada em",
    "publicado",
    "fecha de publicacion",
    "pubblicato il",
    "pubblicato",
    "gepubliceerd op",
    "gepubliceerd",
    "geplaatst op",
    "opublikowano",
    "data publikacji",
    "publicerad",
    "publicerat",
    "publisert",
    "publiceret",
    "udgivet",
];

/// Labels of the last modification.
const MODIFIED: &[&str] = &[
    "this article was last updated on",
    "this article was last modified on",
    "this article was updated on",
    "this story was last updated on",
    "this story was updated on",
    "this page was last updated on",
    "page last updated on",
    "page last updated",
    "last updated on",
    "last updated at",
    "last updated",
    "last modified on",
    "last modified",
    "last edited on",
    "last revised",
    "date modified",
    "modified on",
    "modified",
    "updated on",
    "updated at",
    "updated",
    "update",
    "zuletzt aktualisiert am",
    "zuletzt aktualisiert",
    "zuletzt geandert am",
    "zuletzt geandert",
    "aktualisiert am",
    "aktualisiert",
    "letzte aktualisierung",
    "letzte anderung",
    "letztes update",
    "stand vom",
    "stand",
    "article mis a jour le",
    "derniere mise a jour le",
    "derniere mise a jour",
    "mise a jour le",
    "mise a jour",
    "mis a jour le",
    "mis a jour a",
    "mis a jour",
    "modifie le",
    "actualise le",
    "ultima actualizacion",
    "fecha de actualizacion",
    "actualizado el",
    "actualizado a las",
    "actualizado em",
    "actualizado",
    "modificado el",
    "ultimo aggiornamento",
    "ultima modifica",
    "aggiornato il",
    "aggiornato alle",
    "aggiornato",
    "ultima atualizacao",
    "atualizado em",
    "atualizado as",
    "atualizado",
    "atualizada em",
    "laatst bijgewerkt op",
    "laatst bijgewerkt",
    "bijgewerkt op",
    "bijgewerkt",
    "laatst gewijzigd op",
    "laatst gewijzigd",
    "laatste update",
    "gewijzigd op",
    "ostatnia aktualizacja",
    "zaktualizowano",
    "aktualizacja",
    "senast uppdaterad",
    "uppdaterad",
    "uppdaterat",
    "sist oppdatert",
    "oppdatert",
    "sidst opdateret",
    "opdateret",
];

/// Words of the print edition's label.
const ISSUE_WORDS: &[&str] =
    &["issue", "ausgabe", "heft", "numero", "edicion", "edicao", "edizione", "editie", "nummer", "no", "nr", "n°"];

/// What pages show while their interface is busy, printed before the label in one block.
const BUSY: &[&str] = &["downloading pdf. please wait...", "downloading pdf. please wait…", "loading...", "loading…"];

/// The times that a line states, if the whole line is nothing else.
pub(in crate::extract) fn stamps(line: &str, lang: Option<&str>) -> Option<Vec<Candidate>> {
    if line.len() > LINE_BYTES_MAX || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let folded = plain(line);
    let mut found = Vec::new();
    for part in folded.split(['|', '•', '·', '\u{2009}']).map(trim).filter(|part| !part.is_empty()) {
        labelled(part, line, lang, &mut found)?;
    }
    (!found.is_empty()).then_some(found)
}

/// Reads "label date [label date]".
fn labelled(part: &str, raw: &str, lang: Option<&str>, found: &mut Vec<Candidate>) -> Option<()> {
    let (role, rest) = label(part)?;
    let mut add = |text: &str| {
        let reading = read(trim(text), lang, false)?;
        let raw = raw.chars().take(256).collect();
        found.push(Candidate { role, rank: Rank::Printed, source: StampSource::Visible, raw, reading: Some(reading) });
        Some(())
    };
    if add(rest).is_some() {
        return Some(());
    }
    // Two labelled dates in one line without a mark between them.
    let second =
        rest.match_indices(' ').map(|(at, _)| at + 1).find(|at| rest.get(*at..).is_some_and(|t| label(t).is_some()))?;
    let (first, second) = rest.split_at_checked(second)?;
    add(first)?;
    labelled(second, raw, lang, found)
}

/// The role that a label at the start gives, and what follows it.
fn label(text: &str) -> Option<(Role, &str)> {
    let in_list = |labels: &[&str], role| {
        labels.iter().find_map(|label| {
            let rest = text.strip_prefix(label)?;
            rest.starts_with(|c: char| !c.is_alphanumeric()).then_some((role, rest))
        })
    };
    in_list(PUBLISHED, Role::Published).or_else(|| in_list(MODIFIED, Role::Modified))
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
    let folded = plain(label);
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
        let found = stamps(line, Some("en")).unwrap_or_default();
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
