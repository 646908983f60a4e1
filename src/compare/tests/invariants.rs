//! What holds for any two texts: the same answer twice, mirrored counts, texts that can be rebuilt, bounded work.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::articles::{in_six_languages, paragraphs, seed_like};
use super::*;

/// Sentences to build bodies from, with all sorts of marks.
const SENTENCES: &[&str] = &[
    "The council met on 4 June – and left.",
    "“We stay,” said Ida Brandt.",
    "Nobody was hurt.",
    "Costs rose to £1.5 million, or 5%.",
    "He wasn’t there…",
    "« Nous restons », a-t-elle dit ; tous l’ont entendu !",
    "Am 24. März kam niemand.",
    "Others—Ray Lund and Mo Lee—stayed at the northern gate for hours.",
    "市長は3日前に報告を求めた。",
    "See https://example.org/a?b=1, @port_news and #docks.",
    "Was it 12:30 or 5 000?",
];

fn body() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(0..SENTENCES.len(), 1..5), 0..7)
}

/// A body of those sentences with some words replaced.
fn build(shape: &[Vec<usize>], salt: usize) -> Article {
    let texts = shape.iter().enumerate().map(|(i, sentences)| {
        let text: Vec<&str> = sentences.iter().map(|s| SENTENCES[*s]).collect();
        let text = text.join(" ");
        if (i + salt).is_multiple_of(3) { text.replace("the", "that").replace('4', "5") } else { text }
    });
    Article { body: texts.map(|t| Block::new(BlockKind::Paragraph, t)).collect(), ..Article::default() }
}

/// The texts of one side out of the edits, blocks in order of that side where nothing moved.
fn side(runs: &[Run], op: Op) -> String {
    runs.iter().filter(|r| r.op == Op::Equal || r.op == op).map(|r| r.text.as_str()).collect()
}

fn rebuilt(found: &Comparison, op: Op) -> Vec<String> {
    let mut texts = Vec::new();
    for edit in &found.edits {
        let Edit::Body { blocks } = edit else { continue };
        for block in blocks {
            match block {
                BlockEdit::Edited { runs }
                | BlockEdit::Moved { runs, .. }
                | BlockEdit::Split { runs, .. }
                | BlockEdit::Merged { runs, .. } => {
                    texts.push(side(runs, op));
                }
                BlockEdit::Added { text } if op == Op::Insert => texts.push(text.clone()),
                BlockEdit::Deleted { text } if op == Op::Delete => texts.push(text.clone()),
                BlockEdit::Context { text } => texts.push(text.clone()),
                _ => {}
            }
        }
    }
    texts
}

/// Folded, without breaks and spaces: how a text reads.
fn read(text: &str) -> String {
    fold(&text.replace('¶', " ")).replace(' ', "")
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(
        text in "\\PC{0,60}|[ .,!?:;«»‹›“”‘’'\"—–\\-…a9Ａ\u{301}\u{200d}\u{200c}ﬁ。é]{0,30}"
    ) {
        prop_assert_eq!(plain(&plain(&text)), plain(&text));
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
        prop_assert_eq!(fold(&plain(&text)), fold(&text));
    }

    #[test]
    fn tokens_cover_any_text_end_to_end(text in "\\PC{0,80}") {
        let text = plain(&text);
        let mut vocabulary = tokens::Vocabulary::default();
        let tokens = tokens::lex(&canon::atoms(&text), &mut vocabulary);
        let mut at = 0;
        for token in &tokens {
            prop_assert_eq!(token.start, at);
            prop_assert!(token.end > at, "{:?} in {:?}", token, text);
            at = token.end;
        }
        prop_assert_eq!(at, text.len());
    }

    #[test]
    fn reversing_a_change_mirrors_its_counts(a in body(), b in body(), salt in 0usize..3) {
        let (old, new) = (build(&a, 0), build(&b, salt));
        let (there, back) = (compare(&old, &new, &context()), compare(&new, &old, &context()));
        prop_assert_eq!(&there, &compare(&old, &new, &context()));
        prop_assert_eq!(there.equality, back.equality);
        let (c, d) = (there.counts, back.counts);
        prop_assert_eq!((c.words_added, c.words_removed), (d.words_removed, d.words_added));
        prop_assert_eq!((c.sentences_added, c.sentences_deleted), (d.sentences_deleted, d.sentences_added));
        prop_assert_eq!(
            (c.sentences_edited, c.sentences_split, c.sentences_merged),
            (d.sentences_edited, d.sentences_merged, d.sentences_split)
        );
        prop_assert_eq!(
            (c.paragraphs_added, c.paragraphs_deleted, c.paragraphs_moved),
            (d.paragraphs_deleted, d.paragraphs_added, d.paragraphs_moved)
        );
    }

    #[test]
    fn an_edit_is_found_exactly_where_the_folded_hash_differs(a in body(), b in body()) {
        let (old, new) = (build(&a, 0), build(&b, 1));
        let is_edit = compare(&old, &new, &context()).equality == Equality::Edit;
        prop_assert_eq!(is_edit, hashes(&old).canon != hashes(&new).canon);
    }

    #[test]
    fn both_texts_can_be_rebuilt_from_the_marks(a in body(), b in body(), salt in 0usize..3) {
        let (old, new) = (build(&a, 0), build(&b, salt));
        let found = compare(&old, &new, &context());
        prop_assume!(found.equality == Equality::Edit);
        // Unchanged blocks are counted, moved ones stand elsewhere: every text that is shown is one of its side.
        for (op, article) in [(Op::Delete, &old), (Op::Insert, &new)] {
            let whole: String = article.body.iter().map(|b| read(&b.text)).collect();
            for text in rebuilt(&found, op) {
                prop_assert!(whole.contains(&read(&text)), "{:?} is not in {:?}", text, whole);
            }
        }
        let shown: u32 = found.edits.iter().flat_map(|e| match e {
            Edit::Body { blocks } => blocks.as_slice(),
            Edit::Value { .. } => &[],
        }).map(|b| match b {
            BlockEdit::Added { .. } => 1,
            _ => 0,
        }).sum();
        prop_assert_eq!(shown, found.counts.paragraphs_added);
    }
}

proptest! {
    #[test]
    fn marks_without_insertions_are_the_old_text_and_without_deletions_the_new(
        a in body(), b in body(), salt in 0usize..3
    ) {
        let text = |shape: &[Vec<usize>], salt| {
            build(shape, salt).body.first().map(|b| b.text.clone()).unwrap_or_default()
        };
        let mut vocabulary = tokens::Vocabulary::default();
        let old = passage::Passage::new(&text(&a, 0), &mut vocabulary);
        let new = passage::Passage::new(&text(&b, salt), &mut vocabulary);
        let mut effort = words::Effort::new();
        let mut reader = reword::Reader { vocabulary: &vocabulary, effort: &mut effort, language: None };
        let found = reword::reword(&old, &new, &mut reader);
        prop_assert_eq!(side(&found.runs, Op::Insert), new.text);
        // What stayed is shown in the new typography, so the old text comes back in its folded form.
        prop_assert_eq!(fold(&side(&found.runs, Op::Delete)), fold(&old.text));
        let words = |op: Op| -> u32 {
            let mut vocabulary = tokens::Vocabulary::default();
            let texts = found.runs.iter().filter(|r| r.op == op);
            let lexed = texts.map(|r| tokens::lex(&canon::atoms(&plain(&r.text)), &mut vocabulary));
            lexed.map(|tokens| tokens.iter().filter(|t| t.kind.is_content()).count() as u32).sum()
        };
        let counts = found.tally.counts;
        prop_assert_eq!((words(Op::Insert), words(Op::Delete)), (counts.words_added, counts.words_removed));
    }
}

#[test]
fn no_mark_begins_or_ends_inside_a_word() {
    let articles = in_six_languages();
    for article in &articles {
        for (from, to) in [("7", "17"), ("3", "30"), ("ent", "unt"), ("о", "а")] {
            let mut changed = article.clone();
            changed.body.iter_mut().for_each(|b| b.text = b.text.replace(from, to));
            for edit in judged(article, &changed).edits {
                let Edit::Body { blocks } = edit else { continue };
                for block in blocks {
                    let BlockEdit::Edited { runs } = block else { continue };
                    for op in [Op::Delete, Op::Insert] {
                        let kept: Vec<&Run> = runs.iter().filter(|r| r.op == Op::Equal || r.op == op).collect();
                        for pair in kept.windows(2).filter(|p| p[0].op != p[1].op) {
                            let (end, start) = (pair[0].text.chars().next_back(), pair[1].text.chars().next());
                            let is_inside = [end, start]
                                .into_iter()
                                .all(|c| c.is_some_and(|c| c.is_alphanumeric() && u32::from(c) < 0x3000));
                            assert!(!is_inside, "{runs:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn hostile_sizes_end_and_are_called_coarse() {
    let words = |salt: usize, count: usize| -> String {
        (0..count).map(|i| format!("w{}", (i * 7919 + salt * 104_729) % 5_000)).collect::<Vec<_>>().join(" ")
    };
    let one = |salt: usize| Article { body: paragraphs(&[&words(salt, 20_000)]), ..Article::default() };
    let many = |salt: usize| {
        let texts: Vec<String> = (0..3_000).map(|i| words(salt * 3_000 + i, 8)).collect();
        Article { body: paragraphs(&texts.iter().map(String::as_str).collect::<Vec<_>>()), ..Article::default() }
    };
    let sentences = |salt: usize| {
        let text: Vec<String> = (0..3_500).map(|i| format!("W{}.", words(salt * 3_500 + i, 4))).collect();
        Article { body: paragraphs(&[&text.join(" ")]), ..Article::default() }
    };
    let started = Instant::now();
    for (old, new) in [(one(1), one(2)), (many(1), many(2)), (sentences(1), sentences(2))] {
        let found = compare(&old, &new, &context());
        assert_eq!(found.equality, Equality::Edit);
        assert!(found.is_coarse);
    }
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn an_article_equals_itself_and_an_empty_one_is_no_panic() {
    for article in in_six_languages().into_iter().chain([seed_like(), Article::default()]) {
        let found = judged(&article, &article);
        assert_eq!((found.equality, found.severity), (Equality::Same, Severity::None));
        assert_eq!(found.summary, "no change");
        let found = judged(&article, &Article::default());
        assert!(found.equality >= Equality::Same);
    }
}
