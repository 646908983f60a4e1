//! What differs on a newspaper's page from one response to the next and is no edit: advertisements, counters, lists
//! of other articles, ages. All of it follows from the step and the response's number, so that it can be repeated.

use super::articles::{Age, Layout, Story};
use super::timeline::Serving;
use super::view::{View, escape};

/// The volatile parts of one response.
pub(super) struct Noise {
    /// A token that no other response carries: nonces, build names, generated class names.
    pub nonce: String,
    /// "3 hours ago", in the article's language; none on quiet pages.
    pub ago: Option<String>,
    /// "This article is over 5 years, 1 months old"; only in the archive's design.
    pub age_notice: Option<String>,
    pub advert: String,
    pub related: String,
    pub most_read: String,
    pub comments: String,
}

impl Noise {
    /// The noise of the response that `view` describes. A quiet page has none but its age notice.
    pub(super) fn of(view: &View) -> Noise {
        let story = &view.page.story;
        let age_notice = age_notice(story, view.step);
        if story.is_quiet {
            let empty = String::new;
            return Noise {
                nonce: "static".to_owned(),
                ago: None,
                age_notice,
                advert: empty(),
                related: empty(),
                most_read: empty(),
                comments: empty(),
            };
        }
        let nonce = nonce(view.serial);
        Noise {
            ago: ago(story, view.step),
            age_notice,
            advert: advert(&nonce, view.serial),
            related: links(view, 3, 7),
            most_read: links(view, 5, 3),
            comments: format!(
                "<p class=\"comment-count\"><a href=\"#comments\">{} comments</a></p>",
                17 + view.serial % 400
            ),
            nonce,
        }
    }
}

/// Eleven characters that look random and follow from the response's number (a step of SplitMix64).
fn nonce(serial: u64) -> String {
    let mut z = serial.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    format!("{:011x}", (z ^ (z >> 31)) >> 20)
}

fn advert(nonce: &str, serial: u64) -> String {
    let offers =
        ["Oilskins, half price", "Rooms with a view of the crane", "Anchors bought and sold", "Learn to splice"];
    let offer = offers[usize::try_from(serial).unwrap_or(0) % offers.len()];
    format!(
        "<div class=\"advert slot-{nonce}\" data-nonce=\"{nonce}\"><span>Advertisement</span> \
         <a href=\"/out?ad={nonce}\">{offer}</a></div>"
    )
}

/// `count` links to other articles, beginning elsewhere in the list at every response.
fn links(view: &View, count: usize, stride: u64) -> String {
    let others: Vec<&Story> = view
        .edition
        .pages
        .iter()
        .filter(|page| page.serving != Serving::Gone && page.story.path != view.page.story.path)
        .map(|page| &page.story)
        .collect();
    let start = usize::try_from(view.serial.wrapping_mul(stride) % 1009).unwrap_or(0) % others.len().max(1);
    let items = others.iter().cycle().skip(start).take(count).map(|story| {
        format!("<li><a href=\"{}?from={}\">{}</a></li>", story.path, view.serial, escape(&story.headline))
    });
    items.collect::<Vec<_>>().join("\n")
}

/// The relative time beside the byline; it gains an hour at every second step.
fn ago(story: &Story, step: usize) -> Option<String> {
    let Age::Hours(hours) = story.age else { return None };
    let hours = hours + u32::try_from(step / 2).unwrap_or(0);
    Some(match story.language {
        "de" => format!("vor {hours} Stunden"),
        "fr" => format!("il y a {hours} heures"),
        "es" => format!("hace {hours} horas"),
        _ => format!("{hours} hours ago"),
    })
}

/// The archive's notice, with the grammar of its kind ("1 months"); it moves on by a month at step 2.
fn age_notice(story: &Story, step: usize) -> Option<String> {
    let Age::Months(months) = story.age else { return None };
    let shown = if step < 2 { months.saturating_sub(1) } else { months };
    (story.layout == Layout::Archive)
        .then(|| format!("This article is over {} years, {} months old", shown / 12, shown % 12))
}
