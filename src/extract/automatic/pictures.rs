//! Captions that no `figure` holds: short text beside a picture in an element of their own.

use super::hints;
use super::judge::Judge;
use crate::extract::walk::attr;
use crate::model::BlockKind;

/// Most words of a picture's element with its caption.
const WORDS_MAX: usize = 60;

/// Words of the class of a picture's element.
const NAMES: &[&str] =
    &["image", "img", "photo", "picture", "foto", "bild", "figure", "media", "thumb", "pic", "caption", "illustration"];

/// Words of a class by which an element with a picture is text.
const TEXTS: &[&str] = &["text", "block", "body", "content", "paragraph", "section"];

/// The rule by which a caption leaves the body.
pub(super) const PICTURE: &str = "picture";

pub(super) fn leave_out(judge: &mut Judge) {
    let page = judge.page;
    for nest in page.nests.iter().skip(judge.main + 1) {
        let drafts = nest.drafts.clone();
        if drafts.start >= judge.range.end {
            break;
        }
        if drafts.is_empty() || page.words(&drafts) > WORDS_MAX || drafts.clone().all(|n| !judge.is_kept(n)) {
            continue;
        }
        // Several sentences beside a picture are text with a picture.
        let sentences = drafts.clone().filter(|n| judge.measure(*n).is_prose).count();
        let is_named = attr(nest.element, "class").is_some_and(|class| {
            let lower = class.to_ascii_lowercase();
            if sentences > 1 || !NAMES.iter().any(|name| lower.contains(name)) {
                return false;
            }
            let words: Vec<String> = class.split_ascii_whitespace().flat_map(hints::words).collect();
            let is_any = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
            is_any(NAMES) && !(sentences == 1 && is_any(TEXTS))
        });
        let has_picture = || {
            let pictures = ["img", "picture", "amp-img", "figure"];
            nest.element.descendent_elements().take(40).any(|e| pictures.contains(&e.value().name()))
        };
        if is_named && has_picture() && drafts.clone().all(|n| judge.kind(n) != BlockKind::Heading) {
            for n in drafts {
                judge.leave_out(n, PICTURE);
            }
        }
    }
}
