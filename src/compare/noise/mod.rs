//! What on a page moves without anybody editing it, taken out as whole blocks and named.
//!
//! A rule sees one block and takes it whole or not at all: nothing is ever cut from within prose, so that no fact in a
//! sentence can be hidden. Every block that goes is kept with the rule's name. Rules know no site.

mod age_notice;
mod byline;
mod charset;
mod counters;
mod interface;
mod labels;
mod learned;
mod phrases;
mod promotion;
mod pull_quotes;
mod reading_time;
mod related;
mod relative_time;
mod tickers;
mod twin_captions;
mod widgets;

use unicode_normalization::char::is_combining_mark;

use crate::model::{Article, Block, BlockKind, Learned, Suppressed};

use super::canon::fold;

pub(super) use byline::is_byline_lead;
pub(super) use relative_time::is_relative_time;

/// An article without its noise, and what was taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sifted {
    pub article: Article,
    pub suppressed: Vec<Suppressed>,
}

/// A block as the rules see it.
pub(super) struct Line<'a> {
    pub block: &'a Block,
    /// Folded, in lower case, without bullets and marks at its ends.
    pub folded: String,
    /// Runs of letters and runs of digits of `folded`.
    pub words: Vec<String>,
    /// The block has more words than any rule looks at; then `folded` and `words` are left empty.
    pub is_prose: bool,
    /// How many blocks there are before and after it.
    pub before: usize,
    pub after: usize,
    /// Prose that ends in a colon announces the block: "The next talks are on:".
    pub is_announced: bool,
}

impl<'a> Line<'a> {
    fn new(block: &'a Block, before: usize, after: usize) -> Self {
        let line = Line {
            block,
            folded: String::new(),
            words: Vec::new(),
            is_prose: true,
            before,
            after,
            is_announced: false,
        };
        // Most blocks are prose: counting their words is cheap, folding them is not.
        let has_letters = |word: &&str| word.chars().any(char::is_alphanumeric);
        if block.text.split(' ').filter(has_letters).count() > WORDS_MAX {
            return line;
        }
        let folded = fold(&block.text).to_lowercase();
        let folded = folded.trim_matches(|c: char| !is_word_character(c) && !matches!(c, '©' | '°' | '%')).to_owned();
        let words = words_of(&folded);
        Line { folded, words, is_prose: false, ..line }
    }

    /// Whether the block holds a digit.
    pub fn has_digit(&self) -> bool {
        self.folded.chars().any(char::is_numeric)
    }

    /// Whether the block opens with a quotation mark: what somebody said is no noise.
    fn is_speech(&self) -> bool {
        self.block.text.starts_with(['"', '“', '”', '„', '‟', '«', '»', '‹', '›', '‘', '‚', '「', '『', '〝'])
    }

    /// Whether the block leads to another page.
    pub fn is_linked(&self) -> bool {
        !self.block.links.is_empty()
    }

    /// Whether the stored text closes as a sentence does.
    pub fn ends_as_sentence(&self) -> bool {
        self.block.text.trim_end_matches(['"', '”', '’', '»', ')']).ends_with(['.', '。', '।', '۔'])
    }
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || c == '\u{200c}'
}

/// Runs of letters and runs of digits, in order.
pub(super) fn words_of(folded: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for c in folded.chars() {
        let class = is_word_character(c).then(|| c.is_numeric());
        match (class, words.last_mut()) {
            (None, _) => {}
            (Some(_), Some(word)) if class == last => word.push(c),
            (Some(_), _) => words.push(c.to_string()),
        }
        last = class;
    }
    words
}

/// A rule: whether it takes this whole block.
type Rule = fn(&Line) -> bool;

/// The rules that need no more than the block, in the order in which they are asked.
const RULES: &[(&str, Rule)] = &[
    (age_notice::RULE, age_notice::takes),
    ("relative_time", relative_time::takes),
    ("stated_date", relative_time::takes_stated_date),
    ("reading_time", reading_time::takes),
    ("counter", counters::takes),
    ("interface", interface::takes),
    ("widget", widgets::takes),
    ("promotion", promotion::takes),
    ("related_link", related::takes_link),
    ("ticker", tickers::takes),
];

/// Blocks with more words are prose to every rule.
const WORDS_MAX: usize = 40;

/// Takes whole volatile blocks out of an article and merges what stands twice.
pub fn sift(article: Article) -> Sifted {
    sift_knowing(article, &Learned::default())
}

/// The same for an article of a site on which blocks were `learned`.
pub fn sift_knowing(mut article: Article, learned: &Learned) -> Sifted {
    let mut suppressed = Vec::new();
    charset::mend(&mut article, &mut suppressed);
    labels::strip_anchors(&mut article, &mut suppressed);
    labels::lift_issue(&mut article, &mut suppressed);
    sift_body(&mut article, &mut suppressed);
    learned::drop_learned(&mut article, learned, &mut suppressed);
    labels::drop_repeated(&mut article, &mut suppressed);
    byline::sift(&mut article, &mut suppressed);
    pull_quotes::drop_repeated(&mut article, &mut suppressed);
    sift_fields(&mut article, &mut suppressed);
    twin_captions::merge(&mut article, &mut suppressed);
    age_notice::name(&article, &mut suppressed);
    Sifted { article, suppressed }
}

fn sift_body(article: &mut Article, suppressed: &mut Vec<Suppressed>) {
    let body = std::mem::take(&mut article.body);
    let count = body.len();
    let mut lines: Vec<Line> = body.iter().enumerate().map(|(i, b)| Line::new(b, i, count - 1 - i)).collect();
    mark_announced(&mut lines);
    let listed = related::listed(&lines);
    let names: Vec<Option<&str>> = lines.iter().zip(&listed).map(|(line, listed)| rule_of(line, *listed)).collect();
    drop(lines);
    for (block, name) in body.into_iter().zip(names) {
        match name {
            Some(rule) => suppressed.push(Suppressed { rule: rule.to_owned(), text: block.text }),
            None => article.body.push(block),
        }
    }
}

/// Prose that closes with a colon has at least this many words; fewer are a label ("Share this:").
const ANNOUNCING_WORDS_MIN: usize = 5;

/// Marks what prose announces: the block after a closing colon, and the rest of its list.
fn mark_announced(lines: &mut [Line]) {
    let mut is_announced = false;
    let mut last = None;
    for line in lines {
        let kind = line.block.kind;
        is_announced = match last {
            Some((true, _)) => true,
            Some((false, before)) => is_announced && kind == BlockKind::ListItem && before == kind,
            None => false,
        };
        line.is_announced = is_announced;
        let announces = line.block.text.ends_with([':', '：'])
            && line.block.text.split(' ').nth(ANNOUNCING_WORDS_MIN - 1).is_some();
        last = Some((announces, kind));
    }
}

fn rule_of(line: &Line, is_listed: bool) -> Option<&'static str> {
    if is_listed {
        return Some("related_list");
    }
    let is_data = matches!(line.block.kind, BlockKind::TableRow | BlockKind::Preformatted);
    let is_text = is_data || line.is_announced || line.is_speech();
    if is_text || line.words.is_empty() || line.words.len() > WORDS_MAX {
        return None;
    }
    RULES.iter().find(|(_, takes)| takes(line)).map(|(name, _)| *name)
}

/// Fields of one line that are nothing but noise, and such captions.
fn sift_fields(article: &mut Article, suppressed: &mut Vec<Suppressed>) {
    let rule = |text: &str| {
        let block = Block::new(BlockKind::Paragraph, text);
        rule_of(&Line::new(&block, 1, 1), false)
    };
    let mut drop_text = |text: &str| match rule(text) {
        Some(rule) => {
            suppressed.push(Suppressed { rule: rule.to_owned(), text: text.to_owned() });
            true
        }
        None => false,
    };
    for field in [&mut article.standfirst, &mut article.byline, &mut article.section] {
        if field.as_deref().is_some_and(&mut drop_text) {
            *field = None;
        }
    }
    article.captions.retain(|caption| !drop_text(&caption.text));
}

/// Whether `list`, words parted by spaces, holds `word`.
pub(super) fn holds(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|w| w == word)
}

/// Whether a word is a run of digits.
pub(super) fn is_digits(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_numeric)
}
