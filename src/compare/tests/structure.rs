//! Moves, splits, additions and deletions (cases 49 to 54), and what is shown of them.

use super::articles::seed_like;
use super::*;

fn blocks(found: &Comparison) -> &[BlockEdit] {
    found
        .edits
        .iter()
        .find_map(|e| if let Edit::Body { blocks } = e { Some(blocks.as_slice()) } else { None })
        .unwrap_or(&[])
}

fn moved_up(found: &Comparison) -> Vec<i64> {
    blocks(found)
        .iter()
        .filter_map(|b| if let BlockEdit::Moved { blocks_up, .. } = b { Some(*blocks_up) } else { None })
        .collect()
}

#[test]
fn a_moved_paragraph_is_one_move_and_no_words() {
    let base = seed_like();
    let mut moved = base.clone();
    let block = moved.body.remove(6);
    moved.body.insert(1, block);
    let found = judged(&base, &moved);
    assert_eq!((found.kinds.as_slice(), found.counts.paragraphs_moved), (&[ChangeKind::BodyEdit][..], 1), "case 49");
    assert_eq!((found.counts.words_added, found.counts.words_removed, found.counts.sentences_edited), (0, 0, 0));
    assert_eq!(moved_up(&found), [5]);
    assert_eq!(moved_up(&judged(&moved, &base)), [-5]);
    assert!(blocks(&found).iter().any(|b| matches!(b, BlockEdit::MovedFrom { .. })), "a stub stays behind");
    assert!(found.summary.contains("1 paragraph moved"), "{}", found.summary);

    moved.body[1].text = moved.body[1].text.replace("repairs", "cranes");
    let found = judged(&base, &moved);
    assert_eq!((found.counts.paragraphs_moved, found.counts.sentences_edited), (1, 1), "case 50: {found:#?}");
    assert_eq!((found.counts.words_added, found.counts.words_removed), (1, 1), "case 50");

    let mut swapped = base.clone();
    swapped.body.swap(2, 3);
    assert_eq!(judged(&base, &swapped).counts.paragraphs_moved, 1, "case 54");
}

#[test]
fn a_short_block_elsewhere_is_deleted_and_added() {
    let mut base = seed_like();
    base.body.insert(2, Block::new(BlockKind::Heading, "What comes next"));
    let mut moved = base.clone();
    let heading = moved.body.remove(2);
    moved.body.insert(6, heading);
    let counts = judged(&base, &moved).counts;
    assert_eq!((counts.paragraphs_moved, counts.paragraphs_added, counts.paragraphs_deleted), (0, 1, 1));
}

#[test]
fn added_and_deleted_sentences_are_counted_as_such() {
    let base = seed_like();
    let mut longer = base.clone();
    longer.body[9].text.push_str(" The talks begin on Monday.");
    let counts = judged(&base, &longer).counts;
    assert_eq!((counts.sentences_added, counts.sentences_deleted, counts.sentences_edited), (1, 0, 0), "case 51");
    let back = judged(&longer, &base).counts;
    assert_eq!((back.sentences_added, back.sentences_deleted, back.sentences_edited), (0, 1, 0));

    let mut shorter = base.clone();
    let gone = shorter.body.remove(7);
    let found = judged(&base, &shorter);
    assert_eq!((found.severity, found.counts.paragraphs_deleted), (Severity::Major, 1), "case 52");
    assert!(EditText { edits: &found.edits, marks: PlainMarks }.to_string().contains(&gone.text), "case 52");
}

#[test]
fn a_split_sentence_and_a_split_paragraph_are_splits() {
    let (base, changed) =
        with_body("turned back, then moved to another pier.", "turned back. They then moved to another pier.");
    let counts = judged(&base, &changed).counts;
    assert_eq!(
        (counts.sentences_split, counts.sentences_added, counts.sentences_deleted),
        (1, 0, 0),
        "case 53: {counts:#?}"
    );
    let back = judged(&changed, &base).counts;
    assert_eq!((back.sentences_merged, back.sentences_added, back.sentences_deleted), (1, 0, 0), "case 53");

    let mut split = seed_like();
    let text = split.body[3].text.clone();
    let at = text.find(" Police").unwrap();
    split.body[3].text = text[..at].to_owned();
    split.body.insert(4, Block::new(BlockKind::Paragraph, text[at + 1..].replace("12 people", "14 people")));
    let found = judged(&seed_like(), &split);
    assert_eq!(
        (found.counts.paragraphs_split, found.counts.sentences_edited, found.counts.words_added),
        (1, 1, 1),
        "{found:#?}"
    );
    let shown = EditText { edits: &found.edits, marks: PlainMarks }.to_string();
    assert!(shown.contains("pier. ¶ Police said [-12-]{+14+} people"), "{shown}");
    let found = judged(&split, &seed_like());
    assert_eq!(found.counts.paragraphs_merged, 1);
    let shown = EditText { edits: &found.edits, marks: PlainMarks }.to_string();
    assert!(shown.contains("pier. ¶ Police said [-14-]{+12+} people"), "{shown}");
}

#[test]
fn unchanged_paragraphs_collapse_to_one_of_context() {
    let (base, changed) = with_body("hotel outside", "house outside");
    let found = judged(&base, &changed);
    let shape: Vec<&str> = blocks(&found)
        .iter()
        .map(|b| match b {
            BlockEdit::Unchanged { blocks: 4 } => "four",
            BlockEdit::Unchanged { blocks: 3 } => "three",
            BlockEdit::Context { .. } => "context",
            BlockEdit::Edited { .. } => "edited",
            _ => "other",
        })
        .collect();
    assert_eq!(shape, ["four", "context", "edited", "context", "three"]);
    assert_eq!(found.summary, "body: ~1 sentence");
}

#[test]
fn unchanged_words_are_shown_in_the_new_typography() {
    let (base, mut changed) = with_body("bluster", "noise");
    changed.body.iter_mut().for_each(|b| b.text = b.text.replace('’', "'"));
    let found = judged(&base, &changed);
    let shown = EditText { edits: &found.edits, marks: PlainMarks }.to_string();
    assert!(shown.contains("chief Osric Hale's [-bluster-]{+noise+}, the threat"), "{shown}");
    assert_eq!((found.counts.words_added, found.counts.words_removed), (1, 1));
}

#[test]
fn a_move_is_as_far_as_the_paragraphs_that_were_passed() {
    let base = seed_like();
    let mut reversed = base.clone();
    reversed.body.reverse();
    let found = judged(&base, &reversed);
    let last = base.body.len() as i64 - 1;
    let far = moved_up(&found);
    assert_eq!(far.len(), base.body.len() - 1, "one stays");
    assert_eq!(far.iter().map(|d| d.abs()).max(), Some(last), "{far:?}");
    let mut swapped = base.clone();
    swapped.body.swap(1, 6);
    assert_eq!(moved_up(&judged(&base, &swapped)), [5, -5]);
    let mut moved = base.clone();
    let block = moved.body.remove(7);
    moved.body.insert(2, block);
    assert_eq!(moved_up(&judged(&base, &moved)), [5]);
}

#[test]
fn sentences_that_change_places_within_a_paragraph_are_moved() {
    let with = |text: &str| Article { body: vec![Block::new(BlockKind::Paragraph, text)], ..Article::default() };
    let old = with("The ferry left at dawn. Nobody on the pier saw it go. The mayor will speak tonight.");
    let new = with("Nobody on the pier saw it go. The ferry left at dawn. The mayor will speak tonight.");
    for (a, b) in [(&old, &new), (&new, &old)] {
        let found = judged(a, b);
        let c = found.counts;
        assert_eq!((c.sentences_moved, c.sentences_added, c.sentences_deleted, c.sentences_edited), (1, 0, 0, 0));
        assert_eq!(found.severity, Severity::Minor);
        assert!(found.summary.contains("1 sentence moved"), "{}", found.summary);
    }
    let other = with("Nobody on the pier saw it go. The ferry left at noon. The mayor will speak tonight.");
    assert_eq!(judged(&old, &other).counts.sentences_moved, 0, "another sentence is no move");
}
