//! Lines of credit below the last paragraph: who else reported, edited, or supplied the text.

use super::judge::Judge;

/// Most words of a line of credit, and most of them.
const WORDS_MAX: usize = 60;
const LINES_MAX: usize = 3;

/// How a line of credit begins, in lower case.
const BEGINNINGS: &[&str] = &[
    "reporting by",
    "additional reporting",
    "with reporting",
    "writing by",
    "editing by",
    "edited by",
    "compiled by",
    "contributing:",
    "contributors:",
    "with files from",
    "with reports from",
    "with information from",
    "mit material von",
    "mit material der",
    "mit informationen von",
    "mit informationen der",
    "mit agenturmaterial",
    "mitarbeit:",
    "redaktion:",
    "avec afp",
    "avec reuters",
    "avec l'afp",
    "con información de",
    "con informazioni",
    "com informações d",
    "met medewerking van",
    "med reportage av",
    "dpa-infocom",
];

/// How such a line ends.
const FORMULAS: &[&str] = &[
    "contributed to this report",
    "contributed to this story",
    "contributed to this article",
    "contributed reporting",
    "contributed to the reporting",
    "contributed to this piece",
    "ha colaborado en",
    "a contribué à cet article",
    "hat zu diesem artikel beigetragen",
    "haben zu diesem artikel beigetragen",
];

/// The rule by which a line of credit leaves the body.
pub(super) const CREDIT: &str = "credit";

pub(super) fn leave_out(judge: &mut Judge) {
    let kept: Vec<usize> = judge.range.clone().filter(|n| judge.is_kept(*n)).collect();
    for n in kept.into_iter().rev().take(LINES_MAX) {
        if judge.measure(n).words <= WORDS_MAX && is_credit(judge.text(n)) {
            judge.leave_out(n, CREDIT);
        }
    }
}

fn is_credit(text: &str) -> bool {
    let text = text.to_lowercase().replace('’', "'");
    let start = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    // "Jane Roe contributed to this report from Saltmere."
    let is_end = |rest: &str| !rest.chars().any(char::is_alphanumeric) || rest.starts_with(" from ");
    BEGINNINGS.iter().any(|beginning| start.starts_with(beginning))
        || FORMULAS.iter().any(|formula| text.split_once(formula).is_some_and(|(_, rest)| is_end(rest)))
}
