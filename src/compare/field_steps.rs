//! What a site puts around the fields of its articles: " | Example Gazette" behind a title, "By" before a name, ", Staff
//! writer" behind it. A step of such an affix is the same on many articles, whatever stands between: a change of the site.
//!
//! Guarded by facts: only what a mark parts from the rest of the field (or "By" and its like) is an affix, so that half a name
//! or half a sentence never is; the rest must be the same words before and after for a step to be noted; and once a step
//! is known, what stands between is compared still.

use crate::model::{AltHeadline, Article, BlockSight, Edit, Field, Hash, Suppressed};

use super::canon::fold;
use super::noise::is_byline_lead;

/// Longest affix and longest field that are looked at, in words and marks.
const AFFIX_MAX: usize = 12;
const TOKENS_MAX: usize = 60;

/// A word or a mark of a field.
#[derive(Debug, Clone)]
struct Token<'t> {
    /// Where it stands in the field.
    start: usize,
    end: usize,
    folded: String,
    text: &'t str,
}

impl Token<'_> {
    fn is_word(&self) -> bool {
        self.text.contains(char::is_alphanumeric)
    }

    /// Whether the mark parts what stands on its sides; a full stop, an apostrophe or a quotation mark belongs to the word.
    fn is_separator(&self) -> bool {
        !self.is_word() && !self.text.contains(['.', '\'', '’', '"', '“', '”', '«', '»', '?', '!', '&'])
    }
}

/// Marks that part words without a space beside them.
const TIGHT: [char; 7] = ['|', '·', '•', '—', '｜', '：', '／'];

/// Words without the marks at their ends, and those marks.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut push = |start: usize, end: usize| {
        if let Some(part) = text.get(start..end).filter(|part| !part.is_empty()) {
            tokens.push(Token { start, end, folded: fold(part), text: part });
        }
    };
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let is_next_spaced = text.get(end..).is_none_or(|rest| rest.is_empty() || rest.starts_with(' '));
        let is_mark = !c.is_alphanumeric() && !matches!(c, '.' | '\'' | '’');
        // A mark counts where a word begins or ends: the hyphen of "Old-Town" and the colon of "14:05" do not.
        let is_edge = at == from || is_next_spaced || TIGHT.contains(&c);
        if c == ' ' {
            push(from, at);
            from = end;
        } else if is_mark && is_edge {
            push(from, at);
            push(at, end);
            from = end;
        }
    }
    push(from, text.len());
    tokens
}

/// An affix that took the place of another.
struct Step<'t, 'a> {
    field: Field,
    is_before: bool,
    old: &'t [Token<'a>],
    new: &'t [Token<'a>],
}

impl Step<'_, '_> {
    fn is_none(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }

    /// Whether both sides are parted from what they stand beside.
    fn is_parted(&self) -> bool {
        let is_parted = |affix: &[Token]| {
            let nearest = if self.is_before { affix.last() } else { affix.first() };
            let is_lead = self.is_before && self.field == Field::Byline && affix.len() == 1;
            nearest.is_none_or(|token| token.is_separator() || (is_lead && is_byline_lead(&token.folded)))
        };
        let same = |a: &[Token], b: &[Token]| a.iter().map(|t| &t.folded).eq(b.iter().map(|t| &t.folded));
        is_parted(self.old) && is_parted(self.new) && !same(self.old, self.new)
    }

    fn sight(&self) -> BlockSight {
        let joined = |affix: &[Token], part: fn(&Token) -> String| affix.iter().map(part).collect::<Vec<_>>().join(" ");
        let side = if self.is_before { "before" } else { "behind" };
        let folded = |token: &Token| token.folded.clone();
        let key = [self.field.as_str(), side, &joined(self.old, folded), &joined(self.new, folded)].join("\u{1f}");
        let shown = |token: &Token| token.text.to_owned();
        let (old, new) = (joined(self.old, shown), joined(self.new, shown));
        let marked = [("[-", old, "-]"), ("{+", new, "+}")];
        let marked: String = marked
            .iter()
            .filter(|(_, text, _)| !text.is_empty())
            .map(|(open, text, close)| format!("{open}{text}{close}"))
            .collect();
        let name = self.field.as_str();
        let text = if self.is_before { format!("{name}: {marked} …") } else { format!("{name}: … {marked}") };
        BlockSight { text, block: Hash::of(key.as_bytes()), is_added: true, field: Some(self.field) }
    }
}

/// The fields that a site puts something around.
const FIELDS: [Field; 4] = [Field::Headline, Field::AltHeadline, Field::Standfirst, Field::Byline];

/// The steps of affixes that are all that was edited of a field.
pub(super) fn sights(edits: &[Edit]) -> Vec<BlockSight> {
    let of_edit = |edit: &Edit| match edit {
        Edit::Value { field, old: Some(old), new: Some(new), .. } if FIELDS.contains(field) => {
            of_field(*field, old, new)
        }
        Edit::Value { field, old, new, .. } if WHOLE.contains(field) && old.is_some() != new.is_some() => {
            vec![whole(*field, new.is_some())]
        }
        Edit::Value { .. } | Edit::Body { .. } => Vec::new(),
    };
    edits.iter().flat_map(of_edit).collect()
}

/// Fields that a template shows or does not: names and summaries that go from, or come on, half of a site at once.
const WHOLE: [Field; 2] = [Field::Standfirst, Field::Byline];

/// A field that came or went, whatever it says.
fn whole(field: Field, is_added: bool) -> BlockSight {
    let key = [field.as_str(), "whole"].join("\u{1f}");
    BlockSight { text: field.as_str().to_owned(), block: Hash::of(key.as_bytes()), is_added, field: Some(field) }
}

fn of_field(field: Field, old: &str, new: &str) -> Vec<BlockSight> {
    let (a, b) = (tokens(old), tokens(new));
    let Some((at_a, at_b, length)) = core(&a, &b) else { return Vec::new() };
    let part = |tokens: &'_ [Token], at: usize| {
        tokens
            .get(at..at + length)
            .is_some_and(|core| core.iter().any(|token| token.is_word() && !is_byline_lead(&token.folded)))
    };
    let (Some(before), Some(behind)) = (
        a.get(..at_a).zip(b.get(..at_b)).map(|(old, new)| Step { field, is_before: true, old, new }),
        a.get(at_a + length..).zip(b.get(at_b + length..)).map(|(old, new)| Step { field, is_before: false, old, new }),
    ) else {
        return Vec::new();
    };
    let steps = [before, behind];
    let is_step = |step: &Step| step.is_none() || (step.is_parted() && step.old.len().max(step.new.len()) <= AFFIX_MAX);
    if !part(&a, at_a) || !steps.iter().all(is_step) {
        return Vec::new();
    }
    steps.iter().filter(|step| !step.is_none()).map(Step::sight).collect()
}

/// The longest run of words that both fields have: where it begins in each, and how long it is.
fn core(a: &[Token], b: &[Token]) -> Option<(usize, usize, usize)> {
    if a.len() > TOKENS_MAX || b.len() > TOKENS_MAX {
        return None;
    }
    let mut longest = (0, 0, 0);
    let mut above = vec![0; b.len() + 1];
    for (i, left) in a.iter().enumerate() {
        let mut row = vec![0; b.len() + 1];
        for (j, right) in b.iter().enumerate() {
            let length = if left.folded == right.folded { above.get(j).copied().unwrap_or(0) + 1 } else { 0 };
            if length > longest.2 {
                longest = (i + 1 - length, j + 1 - length, length);
            }
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = length;
            }
        }
        above = row;
    }
    (longest.2 > 0).then_some(longest)
}

/// Two articles without the affixes that are known to be changed on the whole site.
#[derive(Debug)]
pub(super) struct Settled {
    pub old: Article,
    pub new: Article,
    pub taken: Vec<Taken>,
}

/// A step that was taken out, with the whole field before and after.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub sight: BlockSight,
    pub field: Field,
    pub old: Option<String>,
    pub new: Option<String>,
}

impl Taken {
    /// The edit that it was.
    pub fn edit(&self) -> Edit {
        Edit::Value { field: self.field, old: self.old.clone(), new: self.new.clone(), runs: Vec::new() }
    }

    /// As what was left out is named.
    pub fn suppressed(&self) -> Suppressed {
        Suppressed { rule: "site_change".to_owned(), text: self.sight.text.clone() }
    }
}

/// Takes known steps out of the fields of two articles. A field of which nothing else is edited reads as it did.
pub(super) fn settle(old: &Article, new: &Article, is_known: &dyn Fn(&BlockSight) -> bool) -> Option<Settled> {
    let mut settled = Settled { old: old.clone(), new: new.clone(), taken: Vec::new() };
    let Settled { old: before, new: after, taken } = &mut settled;
    for (field, old, new) in [
        (Field::Headline, &mut before.headline, &mut after.headline),
        (Field::Standfirst, &mut before.standfirst, &mut after.standfirst),
        (Field::Byline, &mut before.byline, &mut after.byline),
    ] {
        if let (Some(old), Some(new)) = (old.as_mut(), new.as_mut()) {
            taken.extend(bare(field, old, new, is_known));
        } else if old.is_some() || new.is_some() {
            let sight = whole(field, new.is_some());
            if is_known(&sight) {
                taken.push(Taken { sight, field, old: old.clone(), new: new.clone() });
                new.clone_from(old);
            }
        }
    }
    for AltHeadline { source, text } in &mut after.alt_headlines {
        if let Some(old) = before.alt_headlines.iter_mut().find(|other| other.source == *source) {
            taken.extend(bare(Field::AltHeadline, &mut old.text, text, is_known));
        }
    }
    (!settled.taken.is_empty()).then_some(settled)
}

/// What is left of a claim's edit without the known steps: `None` where it is the site's alone.
pub(super) fn is_of_site(edit: &Edit, is_known: &dyn Fn(&BlockSight) -> bool) -> bool {
    let Edit::Value { field: Field::AltHeadline, old: Some(old), new: Some(new), .. } = edit else { return false };
    let (mut old, mut new) = (old.clone(), new.clone());
    !bare(Field::AltHeadline, &mut old, &mut new, is_known).is_empty() && fold(&old) == fold(&new)
}

/// Takes the known steps off both ends of a field.
fn bare(field: Field, old: &mut String, new: &mut String, is_known: &dyn Fn(&BlockSight) -> bool) -> Vec<Taken> {
    if fold(old) == fold(new) {
        return Vec::new();
    }
    let whole = (old.clone(), new.clone());
    let mut found = Vec::new();
    for is_before in [true, false] {
        let (a, b) = (tokens(old), tokens(new));
        let Some((sight, of_old, of_new)) = longest(field, is_before, (&a, &b), is_known) else { continue };
        let cut = |text: &str, tokens: &[Token], count: usize| {
            let rest = if is_before {
                tokens.get(count).map(|first| text.get(first.start..).unwrap_or_default())
            } else {
                tokens
                    .len()
                    .checked_sub(count + 1)
                    .and_then(|at| tokens.get(at))
                    .map(|last| text.get(..last.end).unwrap_or_default())
            };
            rest.unwrap_or_default().trim().to_owned()
        };
        let (core_old, core_new) = (cut(old, &a, of_old), cut(new, &b, of_new));
        drop((a, b));
        (*old, *new) = (core_old, core_new);
        found.push(Taken { sight, field, old: Some(whole.0.clone()), new: Some(whole.1.clone()) });
    }
    if !found.is_empty() && fold(old) == fold(new) {
        (*old, *new) = (whole.0.clone(), whole.0);
    }
    found
}

/// The longest known step at one end of two fields, and how many words and marks it has on each side; something is left
/// of both.
fn longest(
    field: Field,
    is_before: bool,
    (a, b): (&[Token], &[Token]),
    is_known: &dyn Fn(&BlockSight) -> bool,
) -> Option<(BlockSight, usize, usize)> {
    fn affix<'t, 'a>(tokens: &'t [Token<'a>], is_before: bool, count: usize) -> Option<&'t [Token<'a>]> {
        if is_before { tokens.get(..count) } else { tokens.get(tokens.len().checked_sub(count)?..) }
    }
    let most = |tokens: &[Token]| AFFIX_MAX.min(tokens.len().saturating_sub(1));
    let mut sizes: Vec<(usize, usize)> =
        (0..=most(a)).flat_map(|i| (0..=most(b)).map(move |j| (i, j))).skip(1).collect();
    sizes.sort_by_key(|(i, j)| std::cmp::Reverse(i + j));
    sizes.into_iter().find_map(|(i, j)| {
        let step = Step { field, is_before, old: affix(a, is_before, i)?, new: affix(b, is_before, j)? };
        let sight = step.is_parted().then(|| step.sight())?;
        is_known(&sight).then_some((sight, i, j))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(field: Field, old: &str, new: &str) -> Vec<String> {
        of_field(field, old, new).into_iter().map(|sight| sight.text).collect()
    }

    #[test]
    fn what_stands_around_the_same_words_is_a_step_and_half_a_name_is_none() {
        let by = "byline: [-By-] …";
        for (field, old, new, steps) in [
            (Field::Byline, "By Nora Vance", "Nora Vance, Staff writer", &[by, "byline: … {+, Staff writer+}"][..]),
            (Field::Byline, "By Nora Vance", "Von Nora Vance", &["byline: [-By-]{+Von+} …"]),
            (
                Field::AltHeadline,
                "Gulls win | Gazette",
                "Gulls win - The Gazette",
                &["other headline: … [-| Gazette-]{+- The Gazette+}"],
            ),
            (Field::AltHeadline, "Gulls win", "Gazette: Gulls win", &["other headline: {+Gazette :+} …"]),
            (Field::Byline, "By Nora Vance", "By Rowan Tull", &[]),
            (Field::Byline, "By Nora Smith", "By Nora Vance", &[]),
            (Field::Byline, "Maria von Trapp", "Maria Trapp", &[]),
            (Field::Byline, "By Nora Vance and Rowan Tull", "By Nora Vance", &[]),
            (Field::Headline, "Gulls win the cup", "Gulls lose the cup", &[]),
            (Field::Headline, "Dam holds", "Dam holds for 3 hours", &[]),
        ] {
            assert_eq!(texts(field, old, new), steps, "{old} -> {new}");
        }
    }

    #[test]
    fn a_field_that_goes_from_the_whole_site_reads_as_it_did_and_another_stays() {
        let with = |byline: Option<&str>| Article { byline: byline.map(str::to_owned), ..Article::default() };
        let (old, new) = (Some("By Nora Vance".to_owned()), None);
        let known = sights(&[Edit::Value { field: Field::Byline, old, new, runs: Vec::new() }]);
        let is_known = |sight: &BlockSight| known.contains(sight);
        let settled = settle(&with(Some("By Rowan Tull")), &with(None), &is_known).expect("a step");
        assert_eq!((settled.old, settled.taken.len()), (settled.new, 1));
        assert!(settle(&with(None), &with(Some("By Rowan Tull")), &is_known).is_none(), "it came");
        assert!(settle(&with(Some("By Rowan Tull")), &with(Some("By Rowan Hull")), &is_known).is_none());
    }

    #[test]
    fn a_known_step_leaves_what_stands_between_to_be_compared() {
        let known = of_field(Field::Byline, "By Nora Vance", "Nora Vance, Staff writer");
        let is_known = |sight: &BlockSight| known.contains(sight);
        for (old, new, left) in [
            ("By Rowan Tull", "Rowan Tull, Staff writer", ("By Rowan Tull", "By Rowan Tull")),
            ("By Rowan Tull", "Rowan Hull, Staff writer", ("Rowan Tull", "Rowan Hull")),
            ("By Rowan Tull", "Rowan Tull, Editor", ("Rowan Tull", "Rowan Tull, Editor")),
            ("Rowan Tull", "Rowan Hull", ("Rowan Tull", "Rowan Hull")),
        ] {
            let (mut a, mut b) = (old.to_owned(), new.to_owned());
            bare(Field::Byline, &mut a, &mut b, &is_known);
            assert_eq!((a.as_str(), b.as_str()), left, "{old} -> {new}");
        }
    }
}
