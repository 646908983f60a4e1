//! Blocks that were learned to repeat on the site's articles (rule N9 of the domain).
//!
//! Only at the ends of the body, one after the other, or where a block is nothing but links: a stock sentence that
//! stands within the prose is prose.

use crate::model::{Article, Learned, Suppressed};

use super::super::canon::fold;

/// Takes learned blocks off both ends of the body, and lists of links anywhere.
pub(super) fn drop_learned(article: &mut Article, learned: &Learned, suppressed: &mut Vec<Suppressed>) {
    if learned.is_empty() {
        return;
    }
    let is_learned: Vec<bool> = article.body.iter().map(|block| learned.holds(&fold(&block.text))).collect();
    let start = is_learned.iter().take_while(|learned| **learned).count();
    if start == is_learned.len() {
        return; // a page of nothing else shows no article, which others have to judge
    }
    let end = is_learned.len() - is_learned.iter().rev().take_while(|learned| **learned).count();
    let body = std::mem::take(&mut article.body);
    for ((at, block), learned) in body.into_iter().enumerate().zip(is_learned) {
        if learned && (at < start || at >= end || block.is_all_link) {
            suppressed.push(Suppressed { rule: "learned_boilerplate".to_owned(), text: block.text });
        } else {
            article.body.push(block);
        }
    }
}
