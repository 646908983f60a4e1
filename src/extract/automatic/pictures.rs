//! Captions that no `figure` holds: short text beside a picture in an element of their own.

use super::judge::Judge;
use crate::extract::walk::attr;
use crate::model::BlockKind;

/// Most words of a picture's element with its caption.
const WORDS_MAX: usize = 60;

/// Words that the class of a picture's element holds.
const NAMES: &[&str] =
    &["image", "img", "photo", "picture", "foto", "bild", "figure", "media", "thumb", "pic", "caption", "illustration"];

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
        let is_named = attr(nest.element, "class").is_some_and(|class| {
            let class = class.to_ascii_lowercase();
            NAMES.iter().any(|name| class.contains(name))
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
