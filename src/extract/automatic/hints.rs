//! What an element's name, role, class and id say of what stands in it.

use scraper::ElementRef;

/// Longest name that is read: longer ones are made by machines for machines.
const NAME_BYTES_MAX: usize = 80;

/// Attributes whose values name what an element is for.
pub(super) const ATTRIBUTES: &[&str] =
    &["class", "id", "data-testid", "data-component", "data-component-name", "data-type", "data-module"];

/// What an element says that it holds, where that is not the article.
pub(super) fn hint(element: ElementRef) -> Option<&'static str> {
    match element.value().name() {
        "nav" | "menu" => return Some("navigation"),
        "footer" => return Some("footer"),
        "amp-ad" | "amp-embed" | "amp-sticky-ad" => return Some("promotion"),
        "aside" => return Some("aside"),
        "form" | "fieldset" => return Some("form"),
        _ => {}
    }
    element.value().attrs().find_map(|(attribute, value)| match attribute {
        "role" => role(value.trim()),
        "class" if is_unseen(value) => Some("hidden"),
        _ if ATTRIBUTES.contains(&attribute) => value.split_ascii_whitespace().find_map(named),
        _ => None,
    })
}

fn role(role: &str) -> Option<&'static str> {
    match role {
        "navigation" | "menu" | "menubar" | "tablist" => Some("navigation"),
        "complementary" => Some("aside"),
        "banner" => Some("banner"),
        "contentinfo" => Some("footer"),
        "search" | "form" => Some("form"),
        "dialog" | "alertdialog" => Some("dialog"),
        _ => None,
    }
}

/// Whether a class takes an element from sight, on every width of screen.
fn is_unseen(class: &str) -> bool {
    let hides =
        |name: &str| matches!(name, "hidden" | "hide" | "is-hidden" | "d-none" | "invisible" | "element-invisible");
    let shows =
        |name: &str| name.contains(':') || name.starts_with("d-") && name != "d-none" || name.contains("visible-");
    class.split_ascii_whitespace().any(hides) && !class.split_ascii_whitespace().any(shows)
}

/// Words behind which a name tells the article's subject or sort ("tag-newsletter", "category-comment").
const SORTS: &[&str] = &["tag", "category", "cat", "format", "status", "keyword", "taxonomy", "term"];

/// Whether a name that begins with one of the sorts is that of a list of them.
fn is_list(words: &[String]) -> bool {
    words
        .get(1)
        .is_none_or(|word| matches!(word.as_str(), "list" | "links" | "cloud" | "wrapper" | "container" | "section"))
}

/// Reads one name: its words, parted by dashes, underscores and capitals.
pub(super) fn named(name: &str) -> Option<&'static str> {
    if name.len() > NAME_BYTES_MAX || name.contains(':') {
        return None;
    }
    let words = words(name);
    if words.first().is_some_and(|first| SORTS.contains(&first.as_str())) && !is_list(&words) {
        return None;
    }
    let mut before = "";
    for (n, word) in words.iter().enumerate() {
        let after = words.get(n + 1).map(String::as_str).unwrap_or_default();
        // "no-comments", "has-sidebar": what an element has or lacks, not what it is.
        let is_denied =
            matches!(before, "no" | "has" | "with" | "without" | "hide" | "hides" | "not" | "disable" | "enable");
        let is_denied = is_denied || matches!(after, "free" | "less" | "disabled" | "enabled");
        let found = of_word(word).or_else(|| of_pair(before, word)).or_else(|| of_subject(word, after));
        if let Some(found) = found.filter(|_| !is_denied) {
            return Some(found);
        }
        before = word;
    }
    None
}

/// The words of a name in lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut is_parted, mut was_lower) = (true, false);
    for c in name.chars() {
        if !c.is_alphanumeric() {
            (is_parted, was_lower) = (true, false);
            continue;
        }
        if is_parted || (c.is_uppercase() && was_lower) {
            words.push(String::new());
            is_parted = false;
        }
        was_lower = c.is_lowercase() || c.is_ascii_digit();
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words
}

fn of_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "comment" | "comments" | "commentlist" | "disqus" | "respond" | "kommentare" | "comentarios"
        | "commentaires" | "discussion" | "livefyre" => "comments",
        "related" | "relateds" | "relatedposts" | "relatedcontent" | "relatedarticles" | "recommended"
        | "recommendation" | "recommendations" | "recommends" | "outbrain" | "taboola" | "recirc" | "recirculation"
        | "trending" | "mostread" | "mostpopular" | "popular" | "readmore" | "readnext" | "morefrom" | "yarpp"
        | "zergnet" | "revcontent" | "similar" | "crosslink" | "crosslinks" | "upnext" => "related",
        "newsletter" | "newsletters" | "signup" | "subscribe" | "subscription" | "optin" | "mailchimp" | "abo" => {
            "newsletter"
        }
        "promo" | "promos" | "promotion" | "advert" | "adverts" | "advertisement" | "advertising" | "ads" | "ad"
        | "adslot" | "adunit" | "sponsor" | "sponsored" | "sponsors" | "werbung" | "anzeige" | "publicite"
        | "publicidad" | "dfp" | "adbox" | "adsense" | "adsbygoogle" | "affiliate" | "donate" | "donation"
        | "fundraising" => "promotion",
        "share" | "sharing" | "sharebar" | "sharetools" | "sharedaddy" | "social" | "socials" | "socialshare"
        | "addthis" | "sharethis" | "shareaholic" | "teilen" | "followus" => "sharing",
        "sidebar" | "sidebars" | "rail" | "sidecol" | "rightrail" | "rightcol" => "sidebar",
        "breadcrumb" | "breadcrumbs" | "nav" | "navbar" | "navigation" | "menu" | "toolbar" | "pagination"
        | "pager" | "paging" | "skiplink" | "toc" => "navigation",
        "footer" | "colophon" | "copyright" => "footer",
        "tags" | "taglist" | "tagcloud" | "keywords" | "topics" | "tagged" | "hashtags" => "tags",
        "cookie" | "cookies" | "consent" | "gdpr" | "onetrust" => "consent",
        "modal" | "popup" | "overlay" | "lightbox" | "tooltip" => "dialog",
        "byline" | "bylines" | "authorbio" | "bio" | "authorbox" | "vcard" | "contributors" => "author",
        "timestamp" | "pubdate" | "dateline" => "date",
        "player" | "playlist" | "gallery" | "slideshow" | "carousel" | "slider" | "swiper" | "slick" => "media",
        "caption" | "captions" | "credit" | "credits" | "figcaption" => "caption",
        "infobox" | "factbox" | "faktenbox" => "box",
        "poll" | "quiz" | "survey" | "rating" | "ratings" => "poll",
        "kicker" | "eyebrow" | "overline" => "kicker",
        "disclaimer" => "disclaimer",
        _ => return None,
    })
}

fn of_pair(before: &str, word: &str) -> Option<&'static str> {
    Some(match (before, word) {
        ("read", "more" | "next" | "also")
        | ("see" | "also", "also" | "read")
        | ("more", "from" | "on" | "stories" | "articles" | "news")
        | ("most", "read" | "popular" | "viewed")
        | ("up", "next")
        | ("dont", "miss")
        | ("latest", "news" | "stories" | "articles") => "related",
        ("sign", "up") | ("opt", "in") | ("mailing", "list") => "newsletter",
        ("call", "to") => "promotion",
        ("tag", "list" | "cloud") => "tags",
        ("about", "author") => "author",
        ("fact" | "info", "box") => "box",
        ("entry" | "post" | "article", "meta" | "footer" | "tools" | "actions") => "meta",
        _ => return None,
    })
}

/// Words that often stand before a name of the subject's ("author-jane-roe"): they count at the end of a name, or
/// before a word that says what part of the page it is.
fn of_subject(word: &str, after: &str) -> Option<&'static str> {
    let is_part = matches!(
        after,
        "" | "box"
            | "info"
            | "name"
            | "names"
            | "card"
            | "meta"
            | "block"
            | "section"
            | "container"
            | "wrapper"
            | "details"
            | "profile"
            | "list"
            | "image"
            | "avatar"
            | "desc"
            | "description"
            | "links"
            | "link"
    );
    match word {
        "author" | "authors" if is_part => Some("author"),
        "tag" if matches!(after, "list" | "links" | "cloud" | "wrapper" | "container" | "section") => Some("tags"),
        _ => None,
    }
}
