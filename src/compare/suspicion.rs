//! Whether a text that came back is the article at all.

use std::collections::HashSet;

use crate::model::{Article, NoteKind, StampSource, Suspicion, words};

use super::body;
use super::canon::fold;
use super::passage::{Passage, dice};
use super::tokens::Vocabulary;

/// A text of fewer words, where there were many, is no article.
const EMPTY_WORDS_MAX: usize = 25;
const EMPTY_OLD_WORDS_MIN: usize = 150;
/// A text shorter than this share of the old one whose sentences lead the old one is cut off.
const TRUNCATED_SHARE: f64 = 0.6;
const TRUNCATED_LEADING_SHARE: f64 = 0.9;
/// Words that may close a cut text, in all ("Subscribe to read on. Already a subscriber? Log in."), and the part of what is
/// gone, one in so many, that they may be.
const OFFER_WORDS_MAX: usize = 60;
const OFFER_PART: usize = 2;
/// Under these overlaps another text stands under the address.
const REPLACED_OVERLAP: f64 = 0.1;
const REPLACED_HEADLINE_OVERLAP: f64 = 0.3;
/// A page that holds this share of a text's runs of words holds the text.
const HELD_SHARE_MIN: f64 = 0.6;
/// Texts shorter than this are too short to be judged.
const JUDGED_WORDS_MIN: usize = 40;
/// Blocks of so many words that name cookies, and how many of them there must be.
const CONSENT_BLOCK_WORDS_MIN: usize = 8;
const CONSENT_BLOCKS_MIN: usize = 3;
/// A notice of removal has at most this many words.
const RETRACTION_WORDS_MAX: usize = 120;

/// What a text may be that is not the article; both sifted.
pub fn suspicion(old: &Article, new: &Article) -> Option<Suspicion> {
    let texts = Texts::read(old, new);
    let (before, after) = (texts.old.words(), texts.new.words());
    if says_removed(new) && texts.is_retraction(old, new) {
        return None;
    }
    if after < EMPTY_WORDS_MAX && before >= EMPTY_OLD_WORDS_MIN {
        return Some(Suspicion::Empty);
    }
    if texts.is_truncated() {
        return Some(Suspicion::Truncated);
    }
    let has_new_note = new.notes.iter().any(|n| !old.notes.contains(n));
    let is_judged = before >= JUDGED_WORDS_MIN && after >= EMPTY_WORDS_MAX;
    let is_other = texts.overlap() < REPLACED_OVERLAP && headline_overlap(old, new) < REPLACED_HEADLINE_OVERLAP;
    if !(is_judged && is_other && !has_new_note) {
        return None;
    }
    let is_consent = speaks_of_cookies(new) && !speaks_of_cookies(old);
    Some(if is_consent { Suspicion::Consent } else { Suspicion::Replaced })
}

/// Whether half of the longer blocks name cookies: a dialog of consent does, an article on their law does not.
fn speaks_of_cookies(article: &Article) -> bool {
    let long: Vec<String> = article
        .body
        .iter()
        .filter(|block| words(&block.text) >= CONSENT_BLOCK_WORDS_MIN)
        .map(|block| fold(&block.text).to_lowercase())
        .collect();
    let named = long.iter().filter(|text| COOKIES.iter().any(|name| text.contains(name))).count();
    named >= CONSENT_BLOCKS_MIN && named * 2 >= long.len()
}

/// How languages write it.
const COOKIES: [&str; 5] = ["cookie", "куки", "クッキー", "쿠키", "ملفات تعريف الارتباط"];

/// Whether the body was replaced by a short notice that it was removed or retracted; both sifted.
pub fn is_retraction(old: &Article, new: &Article) -> bool {
    // Most texts are too long for a notice, whatever they say.
    new.body_words() <= RETRACTION_WORDS_MAX && says_removed(new) && Texts::read(old, new).is_retraction(old, new)
}

/// Whether a page, read in another way, still holds the text of an article; both sifted.
pub fn holds(page: &Article, text: &Article) -> bool {
    let texts = Texts::read(text, page);
    let held = texts.new.runs();
    let wanted = texts.old.runs();
    !wanted.is_empty() && wanted.intersection(&held).count() as f64 >= HELD_SHARE_MIN * wanted.len() as f64
}

/// The words of two bodies.
struct Texts {
    old: Text,
    new: Text,
}

struct Text {
    /// The sentences as numbers of their folded texts, with their words.
    sentences: Vec<(Vec<u32>, usize)>,
    words: Vec<u32>,
    /// Words of the times that are printed on the page: lines that its readers see, though they are no part of the body.
    printed: usize,
}

impl Text {
    fn read(article: &Article, vocabulary: &mut Vocabulary) -> Text {
        let passages: Vec<Passage> = body::read(article, vocabulary);
        let mut text = Text { sentences: Vec::new(), words: Vec::new(), printed: printed_words(article) };
        for passage in &passages {
            for sentence in &passage.sentences {
                let tokens = passage.tokens.get(passage.core(sentence)).unwrap_or(&[]);
                let words = tokens.iter().filter(|t| t.kind.is_content());
                text.sentences.push((tokens.iter().map(|t| t.id).collect(), words.clone().count()));
                text.words.extend(words.map(|t| vocabulary.lower(t.id)));
            }
        }
        text.sentences.retain(|(_, words)| *words > 0);
        text
    }

    fn words(&self) -> usize {
        self.words.len()
    }

    /// Runs of three words: a text that was reworded throughout still shares many.
    fn runs(&self) -> HashSet<&[u32]> {
        self.words.windows(3).collect()
    }
}

impl Texts {
    fn read(old: &Article, new: &Article) -> Texts {
        let mut vocabulary = Vocabulary::default();
        Texts { old: Text::read(old, &mut vocabulary), new: Text::read(new, &mut vocabulary) }
    }

    /// The share of the shorter text that the other one holds, by whole sentences or by runs of three words.
    fn overlap(&self) -> f64 {
        let share = |shared: usize, all: usize| shared as f64 / all.max(1) as f64;
        let old: HashSet<&Vec<u32>> = self.old.sentences.iter().map(|(ids, _)| ids).collect();
        let shared = self.new.sentences.iter().filter(|(ids, _)| old.contains(ids)).count();
        let sentences = share(shared, self.old.sentences.len().min(self.new.sentences.len()));
        let (a, b) = (self.old.runs(), self.new.runs());
        sentences.max(share(a.intersection(&b).count(), a.len().min(b.len())))
    }

    fn is_truncated(&self) -> bool {
        let (old, new) = (&self.old.sentences, &self.new.sentences);
        let (before, after) = (self.old.words() + self.old.printed, self.new.words() + self.new.printed);
        if new.is_empty() || after as f64 >= TRUNCATED_SHARE * before as f64 {
            return false;
        }
        // The place may shift by a sentence where one was cut or a label stands between.
        let is_leading =
            |at: usize, ids: &Vec<u32>| old.iter().skip(at.saturating_sub(1)).take(3).any(|(o, _)| o == ids);
        let leading = new.iter().enumerate().filter(|(i, (ids, _))| is_leading(*i, ids)).count();
        // What follows the last sentence that was there before may offer the rest for sale.
        let shown = new.iter().enumerate().rposition(|(i, (ids, _))| is_leading(i, ids)).map_or(0, |last| last + 1);
        let offer: usize = new.iter().skip(shown).map(|(_, words)| words).sum();
        let is_new = || !new.iter().skip(shown).any(|(ids, _)| old.iter().any(|(o, _)| o == ids));
        let is_offer = offer <= OFFER_WORDS_MAX && offer * OFFER_PART <= before - after && is_new();
        let counted = if is_offer { shown } else { new.len() };
        leading > 0 && leading as f64 >= TRUNCATED_LEADING_SHARE * counted as f64
    }

    fn is_retraction(&self, old: &Article, new: &Article) -> bool {
        let notes: usize = new.notes.iter().map(|n| words(&n.text)).sum();
        let is_short = self.new.words() + notes <= RETRACTION_WORDS_MAX;
        let is_judged = self.old.words() >= JUDGED_WORDS_MIN && self.new.words() < self.old.words();
        let was = old.notes.iter().any(|n| n.kind == NoteKind::Retraction);
        is_short && is_judged && !was && self.overlap() < REPLACED_OVERLAP
    }
}

/// The words of the lines that state a time in print.
fn printed_words(article: &Article) -> usize {
    let times = [&article.published, &article.modified].into_iter().flatten();
    let mut lines: Vec<&str> = times.filter(|t| t.source == StampSource::Visible).map(|t| t.raw.as_str()).collect();
    lines.dedup();
    lines.iter().map(|line| words(line)).sum()
}

/// Whether a note or a block says that the article is gone.
fn says_removed(article: &Article) -> bool {
    let is_said = |text: &str| {
        let text = fold(text).to_lowercase();
        REMOVED.iter().any(|formula| text.contains(formula))
    };
    article.notes.iter().any(|n| n.kind == NoteKind::Retraction || is_said(&n.text))
        || article.body.iter().any(|b| is_said(&b.text))
}

/// Formulas of a notice of removal, folded and in lower case.
const REMOVED: &[&str] = &[
    "has been removed",
    "has been retracted",
    "has been withdrawn",
    "was retracted",
    "was withdrawn",
    "was removed",
    "have removed this",
    "have retracted",
    "have withdrawn",
    "no longer available",
    "wurde entfernt",
    "wurde zurückgezogen",
    "wurde gelöscht",
    "nicht mehr verfügbar",
    "a été retiré",
    "a été supprimé",
    "n'est plus disponible",
    "ha sido retirad",
    "ha sido eliminad",
    "fue retirad",
    "ya no está disponible",
    "è stato rimosso",
    "è stato ritirato",
    "foi removid",
    "foi retirad",
    "is verwijderd",
    "is ingetrokken",
    "har tagits bort",
    "er fjernet",
    "er trukket",
    "on poistettu",
    "został usunięty",
    "удалена",
    "удалён",
    "отозван",
    "видалено",
    "削除しました",
    "削除されました",
    "已删除",
    "已撤回",
    "삭제되었습니다",
];

fn headline_overlap(old: &Article, new: &Article) -> f64 {
    let (Some(old), Some(new)) = (&old.headline, &new.headline) else { return 0.0 };
    let mut vocabulary = Vocabulary::default();
    let (old, new) = (Passage::new(old, &mut vocabulary), Passage::new(new, &mut vocabulary));
    dice(&old.bag, &new.bag)
}
