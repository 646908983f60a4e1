//! A span of time as one report: what changed, what was silent, and the figures of each outlet.

mod html;
mod json;
mod markdown;
mod text;

use std::io::{self, Write};

use super::style::Style;
use crate::model::{Timestamp, counted, spoken_s};
use crate::store::{ChangeRow, Day, Figures, OutletEdits, OutletFigures, SiteChangeRow, Span};

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodFormat {
    /// For a screen.
    Text(Style),
    Markdown,
    /// One file that needs nothing else, with plots.
    Html,
    Json,
}

/// All that a report tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    pub span: Span,
    /// When it was made: what the record did not know by then is not in it.
    pub made_at: Timestamp,
    pub figures: Figures,
    /// Removals, restorations, corrections taken back.
    pub alerts: Listed,
    /// Edits of which readers are told nothing.
    pub silent: Listed,
    /// All other edits of weight `minor` or more.
    pub others: Listed,
    /// Changes of whole sites.
    pub sites: Vec<SiteChangeRow>,
}

/// The newest changes of a sort.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listed {
    pub rows: Vec<ChangeRow>,
    /// There are more than those.
    pub has_more: bool,
}

/// Writes a report.
pub fn period(out: &mut dyn Write, period: &Period, format: PeriodFormat) -> io::Result<()> {
    match format {
        PeriodFormat::Text(style) => text::write(out, period, style),
        PeriodFormat::Markdown => markdown::write(out, period),
        PeriodFormat::Html => out.write_all(html::page(period).as_bytes()),
        PeriodFormat::Json => json::write(out, period),
    }
}

/// The columns of the table of outlets, after its name.
const COLUMNS: [&str; 9] = [
    "Articles",
    "Edited",
    "Edits",
    "Per 100",
    "Silent",
    "In a note",
    "Only the time",
    "States no time",
    "To the first edit",
];

/// What the columns mean, for those who did not make the report.
const LEGEND: &str = "Edits are changes of weight minor or more. Articles: those that were looked at. Per 100: edits per 100 \
     articles. Silent: the page states a modified time, and neither moved it nor said in a note what was changed. In a note: \
     readers were told, then or later. Only the time: the modified time moved, without a word. States no time: the page has \
     no modified time that could move. To the first edit: the median time from the publication that the page states to \
     when its first edit was found, of articles first edited in this time.";

/// How changes are dated, for those who did not make the report.
const WINDOWS: &str = "Each change was made between two visits: the last that saw the old text and the first that saw the \
     new one. What came and went between two visits was not seen.";

impl Period {
    fn title(&self) -> String {
        let days = |at: Timestamp| at.format("%Y-%m-%d %H:%M");
        format!("What changed from {} to {} (UTC)", days(self.span.since), days(self.span.until))
    }

    fn edits(&self) -> u64 {
        self.sum(|outlet| outlet.edits.edits)
    }

    fn sum(&self, of: impl Fn(&OutletFigures) -> u64) -> u64 {
        self.figures.outlets.iter().map(of).sum()
    }

    /// The whole in one or two sentences.
    fn lead(&self) -> String {
        let (edits, articles) = (self.edits(), self.sum(|outlet| outlet.edits.pages));
        let outlets = counted(self.figures.outlets.len() as u64, "outlet");
        if edits == 0 {
            return format!("No edits in {} of {outlets}.", counted(articles, "article"));
        }
        let edited = self.sum(|outlet| outlet.edits.edited_pages);
        let (silent, told) = (self.sum(|outlet| outlet.edits.silent), self.sum(OutletFigures::told));
        let removals = match self.sum(|outlet| outlet.removals) {
            0 => String::new(),
            n => {
                format!(" {} removed.", if n == 1 { "1 article was".to_owned() } else { format!("{n} articles were") })
            }
        };
        let articles = counted(articles, "article");
        let edits = counted(edits, "edit");
        format!("{edits} in {edited} of {articles} of {outlets}; {silent} silent, {told} told in a note.{removals}")
    }

    /// What the reader should know of the watch itself; nothing where all is well.
    fn caveat(&self) -> Option<String> {
        let unread = self.sum(|outlet| outlet.unread);
        let pages = counted(unread, "watched article");
        (unread > 0).then(|| {
            format!("{pages} could not be read when last tried: what changed there since is not known. newswatch list names them.")
        })
    }

    /// Days that the span touches.
    fn days(&self) -> u64 {
        let days = (self.span.until - self.span.since).num_days() + 1;
        days.unsigned_abs()
    }

    /// The sections of changes, each with its heading and what to ask for the rest.
    fn sections(&self) -> [(&'static str, &'static str, &Listed); 3] {
        [
            ("Removed, restored, corrections taken back", "--severity alert", &self.alerts),
            ("Silent edits", "--only silent", &self.silent),
            ("Other edits", "--severity minor", &self.others),
        ]
    }

    /// What shows the rest of a section.
    fn rest(&self, what: &str) -> String {
        let site = self.span.site.as_ref().map(|site| format!(" --site '{site}'")).unwrap_or_default();
        let since = self.span.since.format("%Y-%m-%dT%H:%M:%SZ");
        format!("newswatch changes {what} --since {since}{site}")
    }
}

impl OutletFigures {
    /// Edits of which readers are told what was changed, at once or later.
    fn told(&self) -> u64 {
        self.edits.proper + self.told_later
    }

    /// What stands in the columns.
    fn cells(&self) -> [String; COLUMNS.len()] {
        let OutletEdits { pages, edited_pages, edits, silent, technical, undeclarable, .. } = &self.edits;
        let per_100 = if *pages == 0 { "–".to_owned() } else { tenths(edits * 1000 / pages) };
        let share =
            |n: u64| if n == 0 { "0".to_owned() } else { format!("{n} ({})", super::plots::percent(n, *edits)) };
        [
            pages.to_string(),
            edited_pages.to_string(),
            edits.to_string(),
            per_100,
            share(*silent),
            share(self.told()),
            share(*technical),
            share(*undeclarable),
            self.first_edit_s.map_or_else(|| "–".to_owned(), spoken_s),
        ]
    }
}

/// A number of tenths with its point.
fn tenths(n: u64) -> String {
    format!("{}.{}", n / 10, n % 10)
}

/// The day with the most edits.
fn busiest(days: &[Day]) -> Option<&Day> {
    days.iter().max_by_key(|day| (day.edits, std::cmp::Reverse(&day.day)))
}
