//! Site learning (N9): what repeats is learned, what may be a fact is not.

use super::articles::paragraphs;
use super::*;
use crate::compare::{lessons, sift_knowing, sight};
use crate::model::{Learned, PageId};

/// An article of its own with `tail` at its end.
fn article(n: usize, tail: &[&str]) -> Article {
    let texts: Vec<String> = (0..6)
        .map(|p| {
            format!(
                "Paragraph {p} of story {n} tells of boat {} and of what became of it in year {}.",
                n * 7 + p,
                n + p
            )
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).chain(tail.iter().copied()).collect();
    Article { body: paragraphs(&texts), language: Some("en".to_owned()), ..Article::default() }
}

/// The blocks learned from articles of which the first `shown` of `all` have `tail`.
fn learned(shown: usize, all: usize, tail: &str) -> Vec<String> {
    let seen = (0..all).map(|n| {
        let tail: &[&str] = if n < shown { &[tail] } else { &[] };
        sight(PageId(n as i64), &article(n, tail))
    });
    lessons(&seen.collect::<Vec<_>>()).into_iter().map(|lesson| lesson.text).collect()
}

#[test]
fn a_label_on_three_different_articles_is_learned() {
    let label = "Letters reach us at the customs yard";
    assert!(learned(2, 10, label).is_empty());
    assert_eq!(learned(3, 10, label), [label]);
    assert_eq!(learned(3, 400, label), [label]);
}

#[test]
fn a_whole_sentence_is_learned_only_where_many_articles_of_the_site_have_it() {
    let sentence = "Our reporters are paid by readers who think that a town needs a paper of its own.";
    assert!(learned(3, 40, sentence).is_empty(), "a stock sentence of some articles may be news in another");
    assert_eq!(learned(12, 40, sentence), [sentence]);
}

#[test]
fn what_may_be_a_fact_is_never_learned() {
    for fact in [
        "Shares in the yard fell by 14",
        "Twelve boats are still at sea",
        "The market is open on Monday",
        "The board did not answer",
        "“We have waited for this roof”",
        "The board calls it a 'success'",
        "Published in March",
        "Kein Kommentar der Behörde",
    ] {
        assert!(learned(10, 10, fact).is_empty(), "{fact}");
    }
    let long = "words of a long text ".repeat(16);
    assert!(learned(10, 10, &long).is_empty());
}

#[test]
fn one_article_under_several_addresses_is_one_witness() {
    let same = article(1, &["Letters reach us at the customs yard"]);
    let seen: Vec<_> = (0..6).map(|n| sight(PageId(n), &same)).collect();
    assert!(lessons(&seen).is_empty());
}

#[test]
fn a_block_from_the_middle_of_the_prose_is_neither_learned_nor_left_out() {
    let middle = "Letters reach us at the customs yard";
    let with_middle = |n: usize| {
        let mut article = article(n, &[]);
        article.body.insert(3, Block::new(BlockKind::Paragraph, middle));
        article
    };
    let seen: Vec<_> = (0..8).map(|n| sight(PageId(n as i64), &with_middle(n))).collect();
    assert!(lessons(&seen).is_empty());
    let list = Learned::of([fold(middle)]);
    assert_eq!(sift_knowing(with_middle(1), &list).article.body.len(), 7);
    let sifted = sift_knowing(article(1, &[middle]), &list);
    assert_eq!((sifted.article.body.len(), sifted.suppressed[0].rule.as_str()), (6, "learned_boilerplate"));
    let mut only = article(1, &[middle]);
    only.body.drain(..6);
    assert_eq!(sift_knowing(only.clone(), &list).article, only, "a page of nothing else is left for others to judge");
}
