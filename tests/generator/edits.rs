//! Edits with their truth: what an ideal comparison would say.

use std::collections::BTreeSet;

use super::{Rng, Story, between, texts};

/// What is done to a paragraph, each to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    Reword,
    AddSentence,
    DeleteSentence,
    SplitSentence,
    MergeSentences,
    AddParagraph,
    DeleteParagraph,
    SplitParagraph,
    MergeParagraphs,
}

const ACTIONS: [Action; 12] = [
    Action::Reword,
    Action::Reword,
    Action::Reword,
    Action::AddSentence,
    Action::AddSentence,
    Action::DeleteSentence,
    Action::SplitSentence,
    Action::MergeSentences,
    Action::AddParagraph,
    Action::DeleteParagraph,
    Action::SplitParagraph,
    Action::MergeParagraphs,
];

/// What was done.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    pub sentences_added: u32,
    pub sentences_deleted: u32,
    pub sentences_edited: u32,
    pub sentences_split: u32,
    pub sentences_merged: u32,
    /// Texts of the moved paragraphs, as they are now.
    pub moved: BTreeSet<String>,
    /// Texts of the paragraphs that were split, as they were.
    pub split: BTreeSet<String>,
    /// Texts of the paragraphs that were put together of two, as they are now.
    pub merged: BTreeSet<String>,
    /// Sentences that stayed, as they are now, and whether their words were touched.
    pub kept: Vec<(String, bool)>,
    pub has_reworded: bool,
}

/// An article before and after.
#[derive(Debug, Clone)]
pub struct Pair {
    pub language: String,
    pub old: Vec<String>,
    pub new: Vec<String>,
    pub truth: Truth,
}

#[derive(Debug, Clone)]
struct Sentence {
    text: String,
    /// Whether its words were touched; `None` for one that was not there before, or whose border moved.
    touched: Option<bool>,
}

#[derive(Debug, Clone)]
struct Paragraph {
    sentences: Vec<Sentence>,
    is_busy: bool,
    is_new: bool,
    is_moved: bool,
    is_merged: bool,
}

impl Paragraph {
    fn new(sentences: &[String], is_new: bool) -> Self {
        let touched = (!is_new).then_some(false);
        let sentences = sentences.iter().map(|text| Sentence { text: text.clone(), touched }).collect();
        Paragraph { sentences, is_busy: is_new, is_new, is_moved: false, is_merged: false }
    }

    fn text(&self, language: &str) -> String {
        let texts: Vec<&str> = self.sentences.iter().map(|s| s.text.as_str()).collect();
        texts.join(between(language))
    }
}

/// Edits `story` up to `actions` times, and moves a run of paragraphs where `with_move`.
pub fn edit(story: &Story, actions: usize, with_move: bool, rng: &mut Rng) -> Pair {
    let paragraphs = story.paragraphs.iter().map(|p| Paragraph::new(p, false)).collect();
    let mut editor = Editor { story, paragraphs, spare: story.spare.clone(), truth: Truth::default(), rng };
    for _ in 0..actions {
        let action = *editor.rng.pick(&ACTIONS);
        editor.act(action);
    }
    if with_move {
        editor.move_run();
    }
    if editor.truth.sentences_edited == 0 {
        editor.act(Action::Reword);
    }
    editor.finish()
}

struct Editor<'a> {
    story: &'a Story,
    paragraphs: Vec<Paragraph>,
    spare: Vec<String>,
    truth: Truth,
    rng: &'a mut Rng,
}

impl Editor<'_> {
    /// A paragraph that nothing was done to and that is fit for it.
    fn free(&mut self, is_fit: impl Fn(&[Paragraph], usize) -> bool) -> Option<usize> {
        let fit: Vec<usize> = (0..self.paragraphs.len())
            .filter(|&i| !self.paragraphs[i].is_busy && is_fit(&self.paragraphs, i))
            .collect();
        (!fit.is_empty()).then(|| *self.rng.pick(&fit))
    }

    fn act(&mut self, action: Action) {
        let has_two = |list: &[Paragraph], i: usize| list[i].sentences.len() > 1;
        let language = self.story.language;
        match action {
            Action::Reword => self.reword_one(),
            Action::AddSentence => {
                let (Some(at), Some(text)) = (self.free(|_, _| true), self.spare.pop()) else { return };
                let place = self.rng.below(self.paragraphs[at].sentences.len() + 1);
                self.paragraphs[at].sentences.insert(place, Sentence { text, touched: None });
                self.paragraphs[at].is_busy = true;
                self.truth.sentences_added += 1;
            }
            Action::DeleteSentence => {
                let Some(at) = self.free(has_two) else { return };
                let place = self.rng.below(self.paragraphs[at].sentences.len());
                self.paragraphs[at].sentences.remove(place);
                self.paragraphs[at].is_busy = true;
                self.truth.sentences_deleted += 1;
            }
            Action::SplitSentence => self.split_sentence(),
            Action::MergeSentences => self.merge_sentences(),
            Action::AddParagraph => {
                let Some(text) = self.spare.pop() else { return };
                let at = self.rng.below(self.paragraphs.len() + 1);
                self.paragraphs.insert(at, Paragraph::new(&[text], true));
                self.truth.sentences_added += 1;
            }
            Action::DeleteParagraph => {
                let Some(at) = self.free(|list, _| list.len() > 5) else { return };
                let gone = self.paragraphs.remove(at);
                self.truth.sentences_deleted += gone.sentences.len() as u32;
            }
            Action::SplitParagraph => {
                let Some(at) = self.free(has_two) else { return };
                self.truth.split.insert(self.paragraphs[at].text(language));
                let place = 1 + self.rng.below(self.paragraphs[at].sentences.len() - 1);
                let mut rest = self.paragraphs[at].clone();
                rest.sentences.drain(..place);
                self.paragraphs[at].sentences.truncate(place);
                (self.paragraphs[at].is_busy, rest.is_busy) = (true, true);
                self.paragraphs.insert(at + 1, rest);
            }
            Action::MergeParagraphs => {
                let Some(at) = self.free(|list, i| list.get(i + 1).is_some_and(|next| !next.is_busy)) else { return };
                let mut next = self.paragraphs.remove(at + 1);
                let whole = &mut self.paragraphs[at];
                whole.sentences.append(&mut next.sentences);
                (whole.is_busy, whole.is_merged) = (true, true);
            }
        }
    }

    fn reword_one(&mut self) {
        let language = self.story.language;
        let Some(at) = self.free(|_, _| true) else { return };
        let place = self.rng.below(self.paragraphs[at].sentences.len());
        let sentence = &mut self.paragraphs[at].sentences[place];
        sentence.text = reworded(&sentence.text, language, self.rng);
        sentence.touched = Some(true);
        self.paragraphs[at].is_busy = true;
        self.truth.sentences_edited += 1;
    }

    /// Makes two sentences of one, at a comma.
    fn split_sentence(&mut self) {
        let language = self.story.language;
        let cut = |sentence: &Sentence| halves(&sentence.text, language);
        let Some(at) = self.free(|list, i| list[i].sentences.iter().any(|s| cut(s).is_some())) else { return };
        let paragraph = &mut self.paragraphs[at];
        let Some((place, (first, second))) =
            paragraph.sentences.iter().enumerate().find_map(|(i, s)| Some((i, cut(s)?)))
        else {
            return;
        };
        paragraph.sentences[place] = Sentence { text: first, touched: None };
        paragraph.sentences.insert(place + 1, Sentence { text: second, touched: None });
        paragraph.is_busy = true;
        self.truth.sentences_split += 1;
    }

    /// Makes one sentence of two, with a comma.
    fn merge_sentences(&mut self) {
        let language = self.story.language;
        let join = |a: &Sentence, b: &Sentence| joined(&a.text, &b.text, language);
        let is_fit = |list: &[Paragraph], i: usize| list[i].sentences.windows(2).any(|w| join(&w[0], &w[1]).is_some());
        let Some(at) = self.free(is_fit) else { return };
        let paragraph = &mut self.paragraphs[at];
        let found = paragraph.sentences.windows(2).enumerate().find_map(|(i, w)| Some((i, join(&w[0], &w[1])?)));
        let Some((place, text)) = found else { return };
        paragraph.sentences[place] = Sentence { text, touched: None };
        paragraph.sentences.remove(place + 1);
        paragraph.is_busy = true;
        self.truth.sentences_merged += 1;
    }

    /// Moves a run of one to three paragraphs past more of them than it has, in every third case with a word edited.
    fn move_run(&mut self) {
        let language = self.story.language;
        let length = [1, 1, 1, 2, 3][self.rng.below(5)];
        let size = |s: &Sentence| if language == "ja" { s.text.chars().count() / 4 } else { s.text.split(' ').count() };
        let is_long = |p: &Paragraph| p.sentences.iter().map(size).sum::<usize>() >= 12;
        let starts: Vec<usize> = (0..self.paragraphs.len().saturating_sub(length))
            .filter(|&i| self.paragraphs[i..i + length].iter().all(|p| !p.is_busy && is_long(p)))
            .collect();
        if starts.is_empty() {
            return;
        }
        let start = *self.rng.pick(&starts);
        let mut run: Vec<Paragraph> = self.paragraphs.drain(start..start + length).collect();
        let passed = |from: usize, to: usize, list: &[Paragraph]| {
            list[from.min(to)..from.max(to)].iter().filter(|p| !p.is_new).count()
        };
        let places: Vec<usize> =
            (0..=self.paragraphs.len()).filter(|&to| passed(start, to, &self.paragraphs) > length + 1).collect();
        let to = if places.is_empty() { start } else { *self.rng.pick(&places) };
        for paragraph in &mut run {
            (paragraph.is_busy, paragraph.is_moved) = (true, to != start);
        }
        if self.rng.below(3) == 0 {
            let sentence = &mut run[0].sentences[0];
            sentence.text = reworded(&sentence.text, self.story.language, self.rng);
            sentence.touched = Some(true);
            self.truth.sentences_edited += 1;
        }
        self.paragraphs.splice(to..to, run);
    }

    fn finish(mut self) -> Pair {
        let language = self.story.language;
        for paragraph in &self.paragraphs {
            if paragraph.is_moved {
                self.truth.moved.insert(paragraph.text(language));
            }
            if paragraph.is_merged {
                self.truth.merged.insert(paragraph.text(language));
            }
        }
        let kept = self.paragraphs.iter().flat_map(|p| &p.sentences);
        self.truth.kept = kept.filter_map(|s| Some((s.text.clone(), s.touched?))).collect();
        let old = texts(&self.story.paragraphs, language);
        let new = self.paragraphs.iter().map(|p| p.text(language)).collect();
        Pair { language: language.to_owned(), old, new, truth: self.truth }
    }
}

/// The sentence with a word replaced, put in or taken out, or a number changed.
pub fn reworded(text: &str, language: &str, rng: &mut Rng) -> String {
    if language == "ja" {
        return reworded_signs(text, rng);
    }
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let is_plain = |word: &String| word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
    let places: Vec<usize> = (1..words.len()).filter(|&i| is_plain(&words[i])).collect();
    let number = words.iter().position(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit()));
    let new_word = ["soudain", "almara", "größer", "тихо", "velora", "quietly"][rng.below(6)];
    let Some(&at) = (!places.is_empty()).then(|| rng.pick(&places)) else { return format!("{text} {new_word}") };
    match (rng.below(4), number) {
        (0, Some(at)) => words[at] = (words[at].parse::<u32>().unwrap_or(0) + 1 + rng.below(9) as u32).to_string(),
        (1, _) => words.insert(at, new_word.to_owned()),
        (2, _) => drop(words.remove(at)),
        _ => words[at] = new_word.to_owned(),
    }
    words.join(" ")
}

fn reworded_signs(text: &str, rng: &mut Rng) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    let is_letter = |c: char| c.is_alphabetic() && !c.is_ascii();
    let places: Vec<usize> =
        (2..signs.len().saturating_sub(3)).filter(|&i| is_letter(signs[i]) && is_letter(signs[i + 1])).collect();
    if places.is_empty() {
        return format!("{text}変更");
    }
    let at = *rng.pick(&places);
    match rng.below(3) {
        0 => drop(signs.splice(at..at + 2, "変更".chars())),
        1 => drop(signs.splice(at..at, "実は".chars())),
        _ => drop(signs.drain(at..at + 2)),
    }
    signs.into_iter().collect()
}

/// The sentence as two, if it has a comma well inside.
fn halves(text: &str, language: &str) -> Option<(String, String)> {
    let (comma, stop) = if language == "ja" { ("、", "。") } else { (", ", ".") };
    if text.contains(['“', '„', '«', '「']) {
        return None;
    }
    let (at, _) = text.match_indices(comma).find(|(at, _)| {
        let (a, b) = (text[..*at].chars().count(), text[*at..].chars().count());
        a.min(b) * 3 > a + b || (a.min(b) > 8 && language == "ja")
    })?;
    let (first, second) = (&text[..at], &text[at + comma.len()..]);
    Some((format!("{first}{stop}"), capital(second, |c| c.to_uppercase().collect())))
}

fn joined(a: &str, b: &str, language: &str) -> Option<String> {
    let (comma, stop) = if language == "ja" { ("、", "。") } else { (", ", ".") };
    let quotes = ['“', '„', '«', '「'];
    if b.starts_with(quotes) || a.starts_with(quotes) {
        return None;
    }
    let first = a.strip_suffix(stop)?;
    Some(format!("{first}{comma}{}", capital(b, |c| c.to_lowercase().collect())))
}

fn capital(text: &str, change: impl Fn(char) -> String) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| change(first) + rest.as_str())
}
