//! An article as the HTML that a newspaper serves: head, menus, advertisements, the article, footer.
//!
//! The page is a page of our time on purpose: most of it is not the article. What an editor does lies in `timeline`,
//! what changes by itself in `noise`.

use serde_json::json;

use super::articles::{Layout, Story};
use super::noise::Noise;
use super::timeline::{Edition, Serving};
use super::view::{View, escape, iso};

/// The newspaper's name.
pub const NAME: &str = "The Harbour Lantern";

/// The page of an article that is served whole or in part.
pub(super) fn article(view: &View) -> String {
    let noise = Noise::of(view);
    let main = match view.page.story.layout {
        Layout::Standard => standard(view, &noise),
        Layout::Archive => archive(view, &noise),
    };
    document(view.page.story.language, &head(view, &noise), &main, &aside(&noise))
}

/// The page of a bot check.
pub(super) fn challenge() -> String {
    plain("Just a moment...", "<h1>Just a moment...</h1><p>Checking that you are not a robot.</p>")
}

/// The page that asks for consent to cookies; its title is the bare name of the newspaper.
pub(super) fn consent() -> String {
    plain(
        NAME,
        "<div id=\"consent-wall\" class=\"consent\"><h2>We value your privacy</h2>\
         <p>We and our 214 partners store cookies on your device. Please accept or refuse before you go on.</p>\
         <button>Accept all</button> <button>Manage cookie settings</button></div>",
    )
}

/// The page that stands where an article was.
pub(super) fn gone() -> String {
    plain("Gone", "<h1>This page is no longer available</h1>")
}

/// The page for an address that never was.
pub(super) fn not_found() -> String {
    plain("Not found", "<h1>Page not found</h1>")
}

/// The front page: a link to each article.
pub(super) fn front(edition: &Edition) -> String {
    let items: Vec<String> = edition
        .pages
        .iter()
        .filter(|page| page.serving != Serving::Gone)
        .map(|page| format!("<li><a href=\"{}\">{}</a></li>", page.story.path, escape(&page.story.headline)))
        .collect();
    plain(NAME, &format!("<h1>{NAME}</h1><ul>{}</ul>", items.join("\n")))
}

fn plain(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body>{body}</body>\n</html>\n"
    )
}

fn head(view: &View, noise: &Noise) -> String {
    let story = &view.page.story;
    let summary = story.standfirst.as_deref().map(escape).unwrap_or_default();
    let mut lines = vec![
        "<meta charset=\"utf-8\">".to_owned(),
        format!("<title>{} | {NAME}</title>", escape(&story.headline)),
        format!("<link rel=\"canonical\" href=\"{}\">", view.url()),
        format!("<link rel=\"stylesheet\" href=\"/assets/lantern.{}.css\">", noise.nonce),
        "<meta property=\"og:type\" content=\"article\">".to_owned(),
        format!("<meta property=\"og:site_name\" content=\"{NAME}\">"),
        format!("<meta property=\"og:title\" content=\"{}\">", escape(&story.headline)),
        format!("<meta property=\"og:description\" content=\"{summary}\">"),
        format!("<meta property=\"og:url\" content=\"{}\">", view.url()),
        format!("<meta property=\"article:published_time\" content=\"{}\">", iso(view.published())),
    ];
    if let Some(modified) = view.modified() {
        lines.push(format!("<meta property=\"article:modified_time\" content=\"{}\">", iso(modified)));
    }
    lines.push(format!("<script type=\"application/ld+json\">{}</script>", json_ld(view)));
    lines.push(format!("<script nonce=\"{0}\">window.lantern = {{ build: \"{0}\" }};</script>", noise.nonce));
    lines.join("\n")
}

fn json_ld(view: &View) -> serde_json::Value {
    let story = &view.page.story;
    let author = story.byline.split_once(' ').map_or(story.byline, |(_, name)| name);
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": view.url(),
        "headline": story.headline,
        "description": story.standfirst,
        "inLanguage": story.language,
        "articleSection": story.section,
        "datePublished": iso(view.published()),
        "author": { "@type": "Person", "name": author },
        "publisher": { "@type": "NewsMediaOrganization", "name": NAME },
        "isAccessibleForFree": view.page.serving != Serving::Truncated,
    });
    if let (Some(modified), Some(map)) = (view.modified(), data.as_object_mut()) {
        map.insert("dateModified".to_owned(), iso(modified).into());
    }
    data
}

/// The present design.
fn standard(view: &View, noise: &Noise) -> String {
    let story = &view.page.story;
    let standfirst = story.standfirst.as_deref().map(|text| format!("<p class=\"standfirst\">{}</p>", escape(text)));
    let ago = noise.ago.as_deref().map(|text| format!("<p class=\"when\">{text}</p>")).unwrap_or_default();
    let related = match noise.related.as_str() {
        "" => String::new(),
        items => format!("<aside class=\"related\"><h3>Related</h3><ul>{items}</ul></aside>"),
    };
    let mut blocks: Vec<String> = view.shown_paragraphs().iter().map(|text| paragraph(text)).collect();
    blocks.insert(blocks.len().min(2), format!("{}\n{related}", noise.advert));
    blocks.extend(story.notes.iter().map(|note| format!("<p class=\"note\"><em>{}</em></p>", escape(note))));
    let wall = match view.page.serving {
        Serving::Truncated => "<div class=\"paywall\"><p>Subscribe to read on. Already a subscriber? Log in.</p></div>",
        Serving::Whole | Serving::Gone | Serving::Challenge | Serving::Consent => "",
    };
    format!(
        "<article class=\"story css-{nonce}\">\n<header>\n<p class=\"kicker\">{section}</p>\n\
         <h1 class=\"headline\">{headline}</h1>\n{standfirst}\n<p class=\"byline\">{byline}</p>\n{ago}\n</header>\n\
         {figure}\n<div class=\"story-body css-{nonce}\">\n{body}\n</div>\n{wall}\n{comments}\n</article>",
        nonce = noise.nonce,
        section = escape(story.section),
        headline = escape(&story.headline),
        standfirst = standfirst.unwrap_or_default(),
        byline = escape(story.byline),
        figure = figure(story),
        body = blocks.join("\n"),
        comments = noise.comments,
    )
}

fn figure(story: &Story) -> String {
    format!(
        "<figure><img src=\"/images{path}.jpg?width=620\" alt=\"\">\n\
         <figcaption class=\"caption\">{caption} <span class=\"credit\">({credit})</span></figcaption></figure>",
        path = story.path,
        caption = escape(&story.caption),
        credit = escape(story.credit),
    )
}

/// The archive's old design: the byline stands above the headline, interface texts and the edition's label stand among
/// the article's, the caption is given twice and the promotions follow the last paragraph without any mark.
fn archive(view: &View, noise: &Noise) -> String {
    let story = &view.page.story;
    let issue = story.issue.map(|number| format!("Issue {number}")).unwrap_or_default();
    let notice = noise.age_notice.as_deref().map(|text| format!("<p>{text}</p>")).unwrap_or_default();
    let mut blocks: Vec<String> = view.shown_paragraphs().iter().map(|text| paragraph(text)).collect();
    // The gap that an empty pull quote leaves.
    blocks.insert(blocks.len().min(6), "<blockquote class=\"pull\"></blockquote>".to_owned());
    format!(
        "<article class=\"post post-{nonce}\">\n<p class=\"author-line\">{byline}</p>\n\
         <p class=\"pdf\">Downloading PDF. Please wait... {issue}</p>\n<h1 class=\"entry-title\">{headline}</h1>\n\
         <div class=\"entry-content css-{nonce}\">\n{notice}\n<p>{issue}</p>\n\
         <div class=\"picture\"><img src=\"/images{path}.jpg\" alt=\"\">\n\
         <p class=\"caption\">{caption_plain}</p>\n<p class=\"caption\">{caption} ({credit})</p></div>\n{body}\n\
         <p>Sign up for our daily email update ‘Lamplight’</p>\n</div>\n{advert}\n\
         <div class=\"after\"><h3>Latest News</h3><ul>{latest}</ul>\n\
         <p>Make a donation to {NAME}</p>\n<p>Help keep the lamp lit</p></div>\n{comments}\n</article>",
        nonce = noise.nonce,
        byline = escape(story.byline),
        headline = escape(&story.headline),
        path = story.path,
        caption_plain = escape(&story.caption.replace('–', "-")),
        caption = escape(&story.caption),
        credit = escape(story.credit),
        body = blocks.join("\n"),
        advert = noise.advert,
        latest = noise.related,
        comments = noise.comments,
    )
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", escape(text))
}

fn aside(noise: &Noise) -> String {
    let most_read = match noise.most_read.as_str() {
        "" => String::new(),
        items => format!("<h2>Most read</h2>\n<ol>{items}</ol>\n"),
    };
    format!(
        "<aside class=\"rail\">\n{most_read}<section class=\"newsletter\"><h2>Lamplight, our daily letter</h2>\
         <p>Sign up for our daily email update.</p><form><input type=\"email\" name=\"address\"><button>Sign up\
         </button></form></section>\n<section class=\"donate\"><p>Make a donation to {NAME}</p></section>\n</aside>"
    )
}

fn document(language: &str, head: &str, main: &str, aside: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n{head}\n</head>\n<body>\n\
         <header class=\"masthead\"><a href=\"/\">{NAME}</a>\n<nav><ul><li><a href=\"/news\">News</a></li>\
         <li><a href=\"/council\">Council</a></li><li><a href=\"/culture\">Culture</a></li>\
         <li><a href=\"/archive\">Archive</a></li></ul></nav></header>\n<main>\n{main}\n</main>\n{aside}\n\
         <footer><p>{NAME} is printed every Thursday at 3 Net Lane, Port Ansel.</p>\
         <p><a href=\"/imprint\">Imprint</a> <a href=\"/corrections\">Corrections</a> <a href=\"/privacy\">Privacy</a>\
         </p></footer>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::timeline::{STEPS, state_at};

    fn render(step: usize, path: &str, serial: u64) -> String {
        let edition = state_at(step);
        let page = edition.pages.iter().find(|page| page.story.path == path).expect("the path is a page");
        let opened_at = "2026-03-05T09:00:00Z".parse().expect("valid");
        article(&View { edition: &edition, page, origin: "http://127.0.0.1:1", opened_at, step, serial })
    }

    #[test]
    fn the_archive_page_has_every_trap_of_its_kind() {
        let html = render(0, "/archive/1187/dock-strike-talks", 1);
        assert!(html.find("By Alban Merrow") < html.find("<h1"), "the byline stands above the headline");
        assert!(html.contains("Downloading PDF. Please wait... Issue 1187"));
        assert_eq!(html.matches("Issue 1187").count(), 2);
        assert!(html.contains("<p>This article is over 5 years, 1 months old</p>"));
        assert!(html.contains("on Friday - and heard its offer in silence</p>"));
        assert!(html.contains("on Friday – and heard its offer in silence (Pic: @AnselPictures)</p>"));
        for promotion in ["Sign up for our daily email update ‘", "Latest News", "Make a donation to", "Help keep"] {
            assert!(html.contains(promotion), "{promotion}");
        }
        assert!(render(2, "/archive/1187/dock-strike-talks", 1).contains("over 5 years, 2 months old"));
        assert!(!html.contains("modified_time") && !html.contains("dateModified"));
    }

    #[test]
    fn noise_differs_in_each_response_and_quiet_pages_have_none() {
        for page in state_at(0).pages {
            let path = page.story.path;
            assert_eq!(render(0, path, 1) == render(0, path, 2), page.story.is_quiet, "{path}");
            assert_eq!(render(0, path, 5), render(0, path, 5), "{path}");
        }
        assert!(render(1, "/news/ferry-winter-crossings", 9).contains("<p class=\"when\">3 hours ago</p>"));
        assert!(render(2, "/news/ferry-winter-crossings", 9).contains("<p class=\"when\">4 hours ago</p>"));
    }

    #[test]
    fn a_quiet_page_keeps_its_bytes_until_it_is_edited() {
        let at = |step| render(step, "/weather/storm-shutters", 0);
        assert_eq!(at(0), at(3));
        assert_ne!(at(3), at(4));
        assert_eq!(at(4), at(STEPS));
    }

    #[test]
    fn a_truncated_page_leads_with_the_article_and_says_that_it_is_not_free() {
        let (whole, part) =
            (render(2, "/economia/astillero-aprendices", 1), render(3, "/economia/astillero-aprendices", 1));
        assert!(part.contains("Serán ocho") && !part.contains("La primera quilla"), "{part}");
        assert!(whole.contains("\"isAccessibleForFree\":true") && part.contains("\"isAccessibleForFree\":false"));
    }
}
