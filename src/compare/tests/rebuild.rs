//! Both bodies come back, block by block, out of the edits and what they call unchanged, and the counts agree with the
//! marks (rules D10 and P5 of the domain); sizes that nobody writes are bounded (D8).

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::articles::paragraphs;
use super::generator::edits::edit;
use super::generator::{LANGUAGES, Rng, story};
use super::*;

/// How a text reads: folded, without breaks and spaces.
fn read(text: &str) -> String {
    fold(&text.replace('¶', " ")).replace(' ', "")
}

fn side(runs: &[Run], op: Op) -> String {
    read(&runs.iter().filter(|r| r.op == Op::Equal || r.op == op).map(|r| r.text.as_str()).collect::<String>())
}

/// A walk through the blocks of one body, as the edits tell of them.
struct Walk<'a> {
    body: &'a [Block],
    at: usize,
    unchanged: Vec<String>,
}

impl Walk<'_> {
    fn next(&mut self) -> Option<String> {
        self.at += 1;
        self.body.get(self.at - 1).map(|block| read(&block.text))
    }

    fn unchanged(&mut self, count: usize) -> Result<(), String> {
        for _ in 0..count {
            let text = self.next().ok_or("more blocks are unchanged than there are")?;
            self.unchanged.push(text);
        }
        Ok(())
    }

    /// The next blocks, as many as it takes, are this text.
    fn is(&mut self, wanted: &str) -> Result<(), String> {
        let mut found = String::new();
        while found != wanted {
            found += &self.next().ok_or_else(|| format!("{wanted:?} is not there"))?;
            if !wanted.starts_with(&found) {
                return Err(format!("{found:?} where {wanted:?} is told"));
            }
        }
        Ok(())
    }
}

/// Walks both bodies along the edits.
fn rebuild(old: &[Block], new: &[Block], blocks: &[BlockEdit]) -> Result<(), String> {
    let walk = |body| Walk { body, at: 0, unchanged: Vec::new() };
    let (mut old, mut new) = (walk(old), walk(new));
    let mut moved: Vec<&[Run]> = Vec::new();
    for block in blocks {
        if let BlockEdit::Moved { runs, .. } = block {
            moved.push(runs);
        }
    }
    for block in blocks {
        match block {
            BlockEdit::Unchanged { blocks } => {
                old.unchanged(*blocks)?;
                new.unchanged(*blocks)?;
            }
            BlockEdit::Context { text } => {
                old.is(&read(text))?;
                new.is(&read(text))?;
            }
            BlockEdit::Added { text } => new.is(&read(text))?,
            BlockEdit::Deleted { text } => old.is(&read(text))?,
            BlockEdit::Moved { runs, .. } => new.is(&side(runs, Op::Insert))?,
            BlockEdit::MovedFrom { stub } => {
                let next = old.body.get(old.at).map(|b| read(&b.text)).unwrap_or_default();
                let is_it = |runs: &&[Run]| side(runs, Op::Delete).starts_with(&next);
                let at = moved.iter().position(is_it).ok_or_else(|| format!("nothing moved from {stub:?}"))?;
                old.is(&side(moved.remove(at), Op::Delete))?;
            }
            BlockEdit::Edited { runs } | BlockEdit::Split { runs, .. } | BlockEdit::Merged { runs, .. } => {
                old.is(&side(runs, Op::Delete))?;
                new.is(&side(runs, Op::Insert))?;
            }
        }
    }
    let is_whole = old.at == old.body.len() && new.at == new.body.len();
    if !is_whole || old.unchanged != new.unchanged || !moved.is_empty() {
        return Err(format!("{} of {}, {} of {} blocks are told", old.at, old.body.len(), new.at, new.body.len()));
    }
    Ok(())
}

/// The counts as a reader would count the marks (rule P5).
fn recounted(blocks: &[BlockEdit]) -> [u32; 5] {
    let mut vocabulary = tokens::Vocabulary::default();
    let mut words = |text: &str| {
        let tokens = tokens::lex(&canon::atoms(&plain(text)), &mut vocabulary);
        tokens.iter().filter(|t| t.kind.is_content()).count() as u32
    };
    let mut counts = [0; 5];
    for block in blocks {
        match block {
            BlockEdit::Added { text } => (counts[0], counts[2]) = (counts[0] + words(text), counts[2] + 1),
            BlockEdit::Deleted { text } => (counts[1], counts[3]) = (counts[1] + words(text), counts[3] + 1),
            BlockEdit::Edited { runs }
            | BlockEdit::Moved { runs, .. }
            | BlockEdit::Split { runs, .. }
            | BlockEdit::Merged { runs, .. } => {
                counts[4] += u32::from(matches!(block, BlockEdit::Moved { .. }));
                for run in runs.iter().filter(|r| r.op != Op::Equal) {
                    counts[usize::from(run.op == Op::Delete)] += words(&run.text);
                }
            }
            BlockEdit::Unchanged { .. } | BlockEdit::Context { .. } | BlockEdit::MovedFrom { .. } => {}
        }
    }
    counts
}

fn rebuilt(old: &Article, new: &Article) -> Result<(), String> {
    let found = compare(old, new, &context());
    let c = found.counts;
    let told = [c.words_added, c.words_removed, c.paragraphs_added, c.paragraphs_deleted, c.paragraphs_moved];
    let blocks = found.edits.iter().find_map(|e| if let Edit::Body { blocks } = e { Some(blocks) } else { None });
    let Some(blocks) = blocks else { return Ok(()) };
    let shown = recounted(blocks);
    if shown != told {
        return Err(format!("{told:?} are told and {shown:?} shown"));
    }
    rebuild(&old.body, &new.body, blocks)
}

fn article(texts: &[String]) -> Article {
    Article { body: paragraphs(&texts.iter().map(String::as_str).collect::<Vec<_>>()), ..Article::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn both_bodies_come_back_out_of_any_edits(seed: u64) {
        let mut rng = Rng(seed);
        let story = story(rng.below(LANGUAGES), 6 + rng.below(9), &mut rng);
        let actions = 1 + rng.below(9);
        let pair = edit(&story, actions, true, &mut rng);
        let (old, new) = (article(&pair.old), article(&pair.new));
        prop_assert_eq!(rebuilt(&old, &new), Ok(()));
        prop_assert_eq!(rebuilt(&new, &old), Ok(()));
    }

    #[test]
    fn both_bodies_come_back_however_often_a_block_stands_in_them(
        a in prop::collection::vec(0usize..6, 0..9), b in prop::collection::vec(0usize..6, 0..9)
    ) {
        let texts = [
            "Deaths: 12", "Closed.", "The bridge over the Lenn stays shut until the end of the month.",
            "The bridge over the Lenn stays shut until 14 May. Nobody was hurt.",
            "The bridge over the Lenn stays shut.", "Nobody was hurt.",
        ];
        let build = |list: &[usize]| article(&list.iter().map(|i| texts[*i].to_owned()).collect::<Vec<_>>());
        prop_assert_eq!(rebuilt(&build(&a), &build(&b)), Ok(()));
    }
}

#[test]
fn a_megabyte_of_equal_words_all_changed_is_told_soon() {
    let begun = Instant::now();
    let one = |word: &str| article(&[format!("{word} ").repeat(1_000_000 / (word.len() + 1))]);
    let many = |word: &str| article(&vec![format!("{word} ").repeat(8).trim_end().to_owned(); 20_000]);
    let stops = |word: &str| article(&[format!("{word}. ").repeat(100_000)]);
    for (old, new) in [(one("word"), one("wort")), (many("word"), many("wort")), (stops("Word"), stops("Wort"))] {
        let found = compare(&old, &new, &context());
        assert_eq!((found.equality, found.severity), (Equality::Edit, Severity::Major));
        assert!(found.counts.words_added >= 100_000);
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}
