//! Labels that stand twice: the edition, the section, the byline; and the marks of heading anchors.

use crate::model::{Article, BlockKind, Suppressed};

use super::super::canon::fold;
use super::interface::rest_after_phrases;
use super::{is_digits, words_of};

/// Words of an edition's label, as in "Issue 2653".
const EDITION: &str = "issue no nr ausgabe heft numéro edición número edizione numero edição editie nummer utgåva \
    udgave utgave numer číslo sayı выпуск номер випуск";
/// A label has at most this many words.
const LABEL_WORDS_MAX: usize = 8;

/// Takes the mark of its anchor off the end of a heading ("Terms #").
pub(super) fn strip_anchors(article: &mut Article, suppressed: &mut Vec<Suppressed>) {
    for block in article.body.iter_mut().filter(|b| b.kind == BlockKind::Heading) {
        for mark in [" #", " ¶", " 🔗"] {
            if let Some(text) = block.text.strip_suffix(mark) {
                suppressed.push(Suppressed { rule: "anchor_mark".to_owned(), text: block.text.clone() });
                block.text = text.trim_end().to_owned();
                break;
            }
        }
    }
}

/// An edition's label left in the body becomes the article's field.
pub(super) fn lift_issue(article: &mut Article, suppressed: &mut Vec<Suppressed>) {
    let is_issue = |text: &str| {
        let words = words_of(&fold(text).to_lowercase());
        // "No 5" may be an answer or a house; a full stop closes a sentence.
        !text.ends_with('.')
            && matches!(words.as_slice(), [label, number]
                if super::holds(EDITION, label) && label != "no" && is_digits(number))
    };
    let Article { body, issue, .. } = article;
    body.retain(|block| {
        let is_lifted = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading)
            && is_issue(&block.text)
            && issue.as_ref().is_none_or(|known| fold(known) == fold(&block.text));
        if is_lifted {
            issue.get_or_insert_with(|| block.text.clone());
            suppressed.push(Suppressed { rule: "issue_label".to_owned(), text: block.text.clone() });
        }
        !is_lifted
    });
}

/// Blocks that only repeat a field, alone or after what the page says of itself ("Downloading PDF. Please wait... Issue
/// 2653"). The field keeps the text, so that nothing is lost.
pub(super) fn drop_repeated(article: &mut Article, suppressed: &mut Vec<Suppressed>) {
    let form = |text: &str| fold(text).to_lowercase();
    let labels: Vec<String> =
        [&article.issue, &article.section, &article.byline].into_iter().flatten().map(|t| form(t)).collect();
    article.body.retain(|block| {
        let folded = form(&block.text);
        let rest = rest_after_phrases(&folded);
        let is_label = |text: &str| text.split(' ').count() <= LABEL_WORDS_MAX && labels.iter().any(|l| l == text);
        let is_repeated = block.kind != BlockKind::TableRow && (is_label(&folded) || is_label(rest));
        if is_repeated {
            suppressed.push(Suppressed { rule: "repeated_label".to_owned(), text: block.text.clone() });
        }
        !is_repeated
    });
}
