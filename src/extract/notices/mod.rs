//! What stands in the body without being the article's prose: age notices, labelled dates, the issue's label, notes,
//! and repetitions of headline, summary and byline at its top.
//!
//! Only whole blocks are taken out; a block of prose is never shortened. Adverts, counters and the like are not known
//! here: comparing knows them.

mod age;
mod lines;
mod notes;

use chrono::TimeDelta;

use super::blocks::Draft;
use super::json_ld::Node;
use super::stamps::{Candidate, Reading, Role, read};
use crate::language::fold;
use crate::model::{AgeNotice, Block, BlockKind, Note, NoteKind, Precision, Timestamp};

/// Blocks at the top of the body among which repetitions of the headline and the like are looked for.
const TOP_BLOCKS: usize = 8;

/// Blocks beside the body that are looked at.
const AROUND_MAX: usize = 400;

/// Longest line of a byline and a date, bytes.
const DATELINE_BYTES_MAX: usize = 160;

/// Most words of a byline.
const BYLINE_WORDS_MAX: usize = 10;

/// What else is known of the page.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known<'a> {
    pub(super) headline: Option<&'a str>,
    pub(super) standfirst: Option<&'a str>,
    pub(super) byline: Option<&'a str>,
    pub(super) lang: Option<&'a str>,
    /// The time of the view, for times that are told from it.
    pub(super) seen_at: Timestamp,
    /// The blocks around the body are those of an `article` element, or the body was found by itself.
    pub(super) is_article_known: bool,
    /// A rule names the body: what it takes stays, but for lines that other rules name.
    pub(super) is_ruled: bool,
}

/// The body, and what was found in it and around it.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    pub(super) body: Vec<Block>,
    pub(super) notes: Vec<Note>,
    pub(super) age_notice: Option<AgeNotice>,
    pub(super) issue: Option<String>,
    pub(super) stamps: Vec<Candidate>,
    /// A line "By .." in or beside the body, where no byline was known.
    pub(super) byline: Option<String>,
    /// The blocks that left the body, and by which rule.
    pub(super) lifted: Vec<(&'static str, String)>,
}

/// Sorts the blocks of the body; `around` are the blocks beside it in the article, which only give notices, and times
/// only where the article's own element is known: elsewhere a printed time may be that of a widget.
pub(super) fn sort(body: Vec<Draft>, around: &[Draft], known: Known) -> Sorted {
    let mut sorted = Sorted::default();
    for (n, draft) in body.into_iter().enumerate() {
        let is_top = n < TOP_BLOCKS;
        let repeated = if is_top { known.repeated(&draft.block.text) } else { None };
        match repeated.or_else(|| sorted.takes(&draft, known, is_top)) {
            Some(rule) => sorted.lifted.push((rule, draft.block.text)),
            None => sorted.body.push(draft.block),
        }
    }
    let of_body = sorted.stamps.len();
    for draft in around.iter().filter(|draft| !draft.is_all_link).take(AROUND_MAX) {
        let is_in_body = |block: &Block| block.text == draft.block.text;
        if !sorted.body.iter().any(is_in_body) {
            sorted.takes(draft, known, true);
        }
    }
    if !known.is_article_known {
        sorted.stamps.truncate(of_body);
    }
    sorted.doubt_lists();
    sorted
}

/// The notes in the text, and those that the page's metadata states beside them.
pub(super) fn with_corrections(mut notes: Vec<Note>, node: Option<&Node>) -> Vec<Note> {
    for text in node.iter().flat_map(|node| &node.corrections) {
        if !notes.iter().any(|note| note.text.contains(text.as_str())) {
            notes.push(Note { kind: NoteKind::Correction, text: text.clone() });
        }
    }
    notes
}

/// The time that a labelled line names for `role`, else for any.
pub(super) fn labelled_time(line: &str, role: Role, lang: Option<&str>) -> Option<Reading> {
    // Without a view there is nothing to tell from: a time from now is not read.
    let stamps = lines::stamps(line, lang, Timestamp::UNIX_EPOCH)?;
    let stamps: Vec<Candidate> = stamps.into_iter().filter(|stamp| !stamp.is_relative).collect();
    stamps.iter().find(|stamp| stamp.role == role).or(stamps.first())?.reading
}

impl Sorted {
    /// Several printed times of one role are those of a list's items, not of the article, and are forgotten: different
    /// times of publication, updates a day or more apart, and any that are told from now. Of updates within a day the
    /// last counts.
    fn doubt_lists(&mut self) {
        for role in [Role::Published, Role::Modified] {
            let of_role = || self.stamps.iter().filter(|s| s.role == role);
            let walls = || of_role().filter_map(|s| Some(s.reading?.wall));
            let (Some(first), Some(last)) = (walls().min(), walls().max()) else { continue };
            let is_day = |s: &Candidate| s.reading.is_some_and(|r| r.precision >= Precision::Day);
            let is_one = first == last || (first.date() == last.date() && of_role().any(is_day));
            let is_list = match role {
                Role::Published => !is_one,
                Role::Modified => last - first >= TimeDelta::days(1),
            };
            let is_list = is_list || (first != last && of_role().any(|s| s.is_relative));
            self.stamps.retain(|s| s.role != role || (!is_list && s.reading.is_none_or(|r| r.wall == last)));
        }
    }

    /// Takes a block that is a notice; answers the name of the rule that knew it.
    fn takes(&mut self, draft: &Draft, known: Known, is_top: bool) -> Option<&'static str> {
        let text = &draft.block.text;
        if let Some(notice) = age::read(text) {
            self.age_notice.get_or_insert(notice);
            Some("age_notice")
        } else if let Some(label) = lines::issue(text) {
            self.issue.get_or_insert_with(|| label.to_owned());
            Some("issue")
        } else if let Some(stamps) = lines::stamps(text, known.lang, known.seen_at) {
            self.stamps.extend(stamps);
            Some("labelled_date")
        } else if let Some(kind) = notes::kind_of(text).filter(|_| draft.block.kind != BlockKind::Heading) {
            if !self.notes.iter().any(|note| note.text == *text) {
                self.notes.push(Note { kind, text: text.clone() });
            }
            Some("note")
        } else if let Some(byline) = self.dateline(draft, known).filter(|_| is_top) {
            if known.byline.is_none() && !byline.is_empty() {
                self.byline.get_or_insert_with(|| byline.to_owned());
            }
            Some("date_line")
        } else if is_top && known.byline.is_none() && is_byline(text) {
            self.byline.get_or_insert_with(|| text.clone());
            Some("byline")
        } else {
            None
        }
    }
}

impl Sorted {
    /// Of a block above all prose that is nothing but a day, or a byline with one: the byline, empty where there is none.
    fn dateline<'t>(&self, draft: &'t Draft, known: Known) -> Option<&'t str> {
        let text = draft.block.text.as_str();
        let is_first = self.body.iter().all(|block| block.kind == BlockKind::Heading);
        let is_line = draft.block.kind == BlockKind::Paragraph && text.len() <= DATELINE_BYTES_MAX;
        if known.is_ruled || !is_first || !is_line || !text.contains(char::is_numeric) {
            return None;
        }
        let is_day = |text: &str| read(text, known.lang, false).is_some_and(|r| r.precision <= Precision::Day);
        if is_day(text) {
            return Some("");
        }
        let is_known = |text: &str| known.byline.is_some_and(|byline| name_of(byline) == name_of(text));
        text.match_indices(['|', '•', '·', ',', '–', '—', '/']).find_map(|(at, mark)| {
            let (byline, day) = (text.get(..at)?.trim(), text.get(at + mark.len()..)?);
            ((is_byline(byline) || is_known(byline)) && is_day(day)).then_some(byline)
        })
    }
}

impl Known<'_> {
    /// The rule by which a block goes that only repeats what another field holds.
    fn repeated(&self, text: &str) -> Option<&'static str> {
        // Texts of the same words are about as long.
        let is_near = |field: &str| field.len() <= 2 * text.len() + 8 && text.len() <= 2 * field.len() + 8;
        let is_same = |field: Option<&str>| field.is_some_and(|field| is_near(field) && words(field) == words(text));
        let is_byline = || self.byline.is_some_and(|byline| is_near(byline) && name_of(byline) == name_of(text));
        if is_same(self.headline) {
            Some("repeats_headline")
        } else if is_same(self.standfirst) {
            Some("repeats_standfirst")
        } else {
            is_byline().then_some("repeats_byline")
        }
    }
}

fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A byline's words without the "by".
fn name_of(byline: &str) -> Vec<String> {
    let words = words(byline);
    match words.split_first() {
        Some((first, rest)) if !rest.is_empty() && is_by(first) => rest.to_vec(),
        _ => words,
    }
}

fn is_by(word: &str) -> bool {
    matches!(word, "by" | "von" | "par" | "por" | "di" | "door" | "av" | "af")
}

/// Whether a whole block is "By" and names, each beginning with a capital letter.
fn is_byline(block: &str) -> bool {
    let mut words = block.split_whitespace();
    let is_led = words.next().is_some_and(|word| matches!(word, "By" | "BY" | "by" | "Von" | "Par" | "Por" | "Door"));
    let names: Vec<&str> = words.collect();
    let is_name = |word: &&str| {
        word.starts_with(char::is_uppercase)
            || matches!(*word, "and" | "und" | "et" | "y" | "e" | "en" | "de" | "von" | "van" | "der" | "&")
    };
    is_led
        && (2..BYLINE_WORDS_MAX).contains(&names.len())
        && names.iter().all(is_name)
        && !block.ends_with(['.', '!', '?', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        Draft { block: Block::new(BlockKind::Paragraph, text), is_all_link: false }
    }

    #[test]
    fn notices_leave_the_body_and_prose_stays() {
        let body = [
            "The headline of it",
            "By Jane Roe",
            "This article is over 5 years, 1 months old",
            "Issue 2653",
            "Published: 4 June 2019",
            "He said this article is over 5 years old.",
            "Issue 2653 of the paper came out on 4 June 2019.",
            "Correction: the bridge opened in 1931, not in 1913.",
        ];
        let (headline, byline) = (Some("The headline of it"), Some("Jane Roe"));
        let known = Known { headline, byline, is_article_known: true, ..Known::default() };
        let sorted =
            sort(body.map(draft).to_vec(), &[draft("Last modified on 5 June 2019"), draft("Other prose")], known);
        let left: Vec<&str> = sorted.body.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(
            left,
            ["He said this article is over 5 years old.", "Issue 2653 of the paper came out on 4 June 2019."]
        );
        assert_eq!(sorted.issue.as_deref(), Some("Issue 2653"));
        assert_eq!((sorted.notes.len(), sorted.stamps.len(), sorted.age_notice.is_some()), (1, 2, true));
    }

    #[test]
    fn a_line_above_the_prose_that_is_nothing_but_a_date_and_a_byline_is_no_text() {
        let lines = [
            ("de", "5. März 2024, 10:20 Uhr", None),
            ("en", "By Anna Voss | 5 March 2024", Some("By Anna Voss")),
            ("en", "By Anna Voss, March 5, 2024", Some("By Anna Voss")),
            ("de", "Von Anna Voss · 05.03.2024", Some("Von Anna Voss")),
            ("ja", "2024年3月5日 10時20分", None),
        ];
        for (lang, line, byline) in lines {
            let known = Known { lang: Some(lang), ..Known::default() };
            let body = || vec![draft(line), draft("The river rose in the night."), draft("5 March 2024")];
            let sorted = sort(body(), &[], known);
            assert_eq!((sorted.body.len(), sorted.byline.as_deref()), (2, byline), "{line}");
            assert_eq!(sort(body(), &[], Known { is_ruled: true, ..known }).body.len(), 3, "{line}");
        }
        for prose in ["Marrow, 5 March 2024 – The river rose.", "2024", "5 March", "Bridge shut 5 March 2024"] {
            let known = Known { lang: Some("en"), ..Known::default() };
            assert_eq!(sort(vec![draft(prose)], &[], known).body.len(), 1, "{prose}");
        }
    }

    #[test]
    fn several_printed_times_are_those_of_a_list() {
        let sorted = sort(
            vec![draft("Posted: 4 June 2019"), draft("Posted: 5 June 2019"), draft("Prose.")],
            &[],
            Known::default(),
        );
        assert_eq!((sorted.stamps.len(), sorted.body.len()), (0, 1));
        let twice = sort(vec![draft("Posted: 4 June 2019"), draft("Posted: 4 June 2019")], &[], Known::default());
        assert_eq!(twice.stamps.len(), 2);
        let same_day = vec![draft("Updated: 4 June 2019 14:03"), draft("Updated: 4 June 2019 13:30")];
        let kept = sort(same_day, &[], Known::default()).stamps;
        assert_eq!(kept.iter().map(|s| s.raw.as_str()).collect::<Vec<_>>(), ["Updated: 4 June 2019 14:03"]);
    }

    #[test]
    fn a_byline_is_taken_from_the_top_only_where_none_is_known() {
        let sorted = sort(vec![draft("By Jane Roe and John Doe"), draft("Prose.")], &[], Known::default());
        assert_eq!(sorted.byline.as_deref(), Some("By Jane Roe and John Doe"));
        for prose in ["By Monday it was over.", "By the river", "By Tuesday", "By and large It Was"] {
            assert!(!is_byline(prose), "{prose}");
        }
    }
}
