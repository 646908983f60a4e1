//! JSON-LD: the node that describes the article, among all that a page describes.
//!
//! Comments, videos, products and other articles are never read: the search goes only where the page's own article
//! can stand.

mod lenient;

use serde_json::Value;
use url::Url;

use super::survey::{Survey, raw_text};
use super::text::normal_form;
use crate::language::fold;
use crate::model::Timestamp;

/// The longest script that is read, bytes.
const SCRIPT_BYTES_MAX: usize = 1024 * 1024;

/// Scripts read of one page, and nodes looked at.
const SCRIPTS_MAX: usize = 20;
const NODES_MAX: usize = 500;

/// Share of the words of the visible headline that a node's headline must have to count as the same.
const HEADLINE_OVERLAP: f64 = 0.8;

/// Works that are the subject of a page as an article is of another.
const OTHER_WORKS: &[&str] = &["recipe", "creativework", "howto", "podcastepisode", "webcontent"];

/// What a page's JSON-LD says of its article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) headline: Option<String>,
    pub(super) alternative: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) section: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) is_free: Option<bool>,
    pub(super) is_live: bool,
    /// When the coverage of a live blog ends.
    pub(super) coverage_ends_at: Option<Timestamp>,
    /// The text of the article as it stands in the script.
    pub(super) text: Option<String>,
    pub(super) corrections: Vec<String>,
    /// Stated only where nothing says when it was published.
    pub(super) created: Option<String>,
    /// What a node of the page around the article says, where the article's own says nothing.
    pub(super) page_published: Option<String>,
    pub(super) page_modified: Option<String>,
    /// The node's type, as written.
    pub(super) kind: String,
    pub(super) trust: Trust,
    /// Where the node says that it is about.
    addresses: Vec<String>,
}

/// How sure it is that a node speaks of the page's article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Trust {
    #[default]
    Article,
    /// A web page or another work rather than an article.
    Page,
    /// It was picked out of a script that is no JSON.
    Rescued,
}

/// The node of the page's article: by address, else by headline, else the first.
pub(super) fn article(survey: &Survey, canonical: &Url, headline: Option<&str>) -> Option<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut rescued: Option<Node> = None;
    for script in survey.json_ld.iter().take(SCRIPTS_MAX) {
        let Some(text) = raw_text(*script, SCRIPT_BYTES_MAX) else { continue };
        match lenient::parse(&text) {
            Some(value) => collect(&value, &mut nodes),
            None => rescued = rescued.or_else(|| rescue(&text)),
        }
    }
    let articles: Vec<&Node> = nodes.iter().filter(|node| node.trust == Trust::Article).collect();
    let own = address_key(canonical.as_str());
    let best = articles
        .iter()
        .find(|node| node.addresses.iter().any(|address| address_key(address) == own))
        .or_else(|| articles.iter().find(|node| has_headline(node, headline)))
        .or_else(|| articles.first())
        .copied();
    let mut found = best.or_else(|| nodes.first()).cloned().or(rescued)?;
    // A web page around the article may know the times that the article's node leaves out.
    let pages = || nodes.iter().filter(|node| node.trust == Trust::Page);
    found.page_published = pages().find_map(|node| node.published.clone());
    found.page_modified = pages().find_map(|node| node.modified.clone());
    Some(found)
}

/// All nodes of articles and pages in `value`, in order.
fn collect(value: &Value, nodes: &mut Vec<Node>) {
    let mut waiting: Vec<&Value> = vec![value];
    let mut looked_at = 0;
    while let Some(value) = waiting.pop() {
        looked_at += 1;
        if looked_at > NODES_MAX {
            return;
        }
        match value {
            Value::Array(items) => waiting.extend(items.iter().take(NODES_MAX).rev()),
            Value::Object(fields) => {
                let inner = ["mainEntity", "mainEntityOfPage", "@graph"].into_iter().filter_map(|key| fields.get(key));
                waiting.extend(inner.filter(|v| v.is_object() || v.is_array()));
                nodes.extend(node(value));
            }
            _ => {}
        }
    }
}

fn node(value: &Value) -> Option<Node> {
    let types = strings(value.get("@type"));
    let types: Vec<String> =
        types.iter().map(|t| t.rsplit(['/', ':']).next().unwrap_or(t).to_ascii_lowercase()).collect();
    let is_article = types.iter().any(|t| t.ends_with("article") || t.ends_with("posting") || t == "report");
    let is_page = types.iter().any(|t| t.ends_with("page") || OTHER_WORKS.contains(&t.as_str()));
    if !(is_article || is_page) || types.iter().any(|t| t == "jobposting") {
        return None;
    }
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(decoded).filter(|text| !text.is_empty());
    let first = |key: &str| strings(value.get(key)).first().map(|text| decoded(text)).filter(|text| !text.is_empty());
    let mut addresses = strings(value.get("url"));
    addresses.extend(strings(value.get("@id")));
    addresses.extend(strings(value.get("mainEntityOfPage")));
    addresses.extend(value.get("mainEntityOfPage").map(|page| strings(page.get("@id"))).unwrap_or_default());
    Some(Node {
        headline: text("headline").or_else(|| if is_article { text("name") } else { None }),
        alternative: text("alternativeHeadline"),
        authors: names(value.get("author")),
        section: first("articleSection"),
        published: first("datePublished"),
        modified: first("dateModified"),
        text: value.get("articleBody").and_then(Value::as_str).map(str::to_owned).filter(|text| !text.is_empty()),
        is_free: value.get("isAccessibleForFree").and_then(truth),
        is_live: types.iter().any(|t| t == "liveblogposting"),
        coverage_ends_at: first("coverageEndTime").and_then(|text| instant(&text)),
        corrections: corrections(value.get("correction")),
        created: first("dateCreated"),
        page_published: None,
        page_modified: None,
        kind: strings(value.get("@type")).into_iter().next().unwrap_or_default(),
        trust: if is_article { Trust::Article } else { Trust::Page },
        addresses,
    })
}

/// An instant that names its zone: without one it cannot be said when the coverage ends.
fn instant(text: &str) -> Option<Timestamp> {
    let forms = ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"];
    let offset = forms.iter().find_map(|form| chrono::DateTime::parse_from_str(text.trim(), form).ok());
    offset.map(|time| time.to_utc())
}

/// Strings at a key: one, or several in a list.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Array(items)) => {
            items.iter().take(20).filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

/// Text of a page's JSON: entities of HTML are common in it although none are due.
fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return normal_form(text);
    }
    let pairs = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#039;", "'"),
        ("&apos;", "'"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&#8217;", "’"),
        ("&#8216;", "‘"),
        ("&#8220;", "“"),
        ("&#8221;", "”"),
        ("&#8211;", "–"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&nbsp;", " "),
        ("&#160;", " "),
        ("&hellip;", "…"),
        ("&#8230;", "…"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ("&#038;", "&"),
        ("&#38;", "&"),
    ];
    normal_form(&pairs.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain)))
}

fn names(value: Option<&Value>) -> Vec<String> {
    let people: Vec<&Value> = match value {
        Some(Value::Array(people)) => people.iter().take(20).collect(),
        Some(person) => vec![person],
        None => Vec::new(),
    };
    let mut names: Vec<String> = Vec::new();
    for person in people {
        let name = person.as_str().or_else(|| person.get("name").and_then(Value::as_str));
        let listed = person.get("name").map(|name| strings(Some(name))).unwrap_or_default();
        for name in name.map(str::to_owned).into_iter().chain(listed) {
            let name = decoded(&name);
            if !name.is_empty() && name.chars().count() <= 120 && !name.starts_with("http") && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Texts of schema.org's `correction`.
fn corrections(value: Option<&Value>) -> Vec<String> {
    let items: Vec<&Value> = match value {
        Some(Value::Array(items)) => items.iter().take(20).collect(),
        Some(item) => vec![item],
        None => Vec::new(),
    };
    let text = |item: &Value| item.as_str().or_else(|| item.get("text").and_then(Value::as_str)).map(decoded);
    items.into_iter().filter_map(text).filter(|text| text.split_whitespace().count() >= 3).collect()
}

/// An address without what two spellings of one page differ by.
fn address_key(address: &str) -> String {
    let address = address.split(['#', '?']).next().unwrap_or_default();
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    address.strip_prefix("www.").unwrap_or(address).trim_end_matches('/').to_ascii_lowercase()
}

fn has_headline(node: &Node, headline: Option<&str>) -> bool {
    let words = |text: &str| {
        fold(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (Some(own), Some(seen)) = (node.headline.as_deref().map(words), headline.map(words)) else { return false };
    let shared = seen.iter().filter(|word| own.contains(word)).count();
    !seen.is_empty() && shared as f64 >= HEADLINE_OVERLAP * seen.len().max(own.len()) as f64
}

/// What a script that is no JSON says at the keys that matter, if it speaks of an article at all.
fn rescue(text: &str) -> Option<Node> {
    let value = |key: &str| lenient::rescue(text, key).map(str::to_owned);
    let (published, modified) = (value("datePublished"), value("dateModified"));
    let headline = value("headline").map(|text| decoded(&text));
    let kind = value("@type").unwrap_or_default();
    let is_article = headline.is_some() || ["rticle\"", "osting\""].iter().any(|end| text.contains(end));
    let node = Node { published, modified, headline, kind, trust: Trust::Rescued, ..Node::default() };
    (is_article && (node.published.is_some() || node.modified.is_some())).then_some(node)
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::super::{Budget, survey};
    use super::*;

    fn read(scripts: &[&str], headline: Option<&str>) -> Option<Node> {
        let html: String = scripts.iter().map(|s| format!("<script type='application/ld+json'>{s}</script>")).collect();
        let page = Html::parse_document(&html);
        let budget = Budget { nodes_max: 1000, depth_max: 100, stop: &|| false };
        let survey = survey::survey(&page, &budget).expect("small");
        article(&survey, &Url::parse("https://news.example/a").expect("valid"), headline)
    }

    fn published(scripts: &[&str], headline: Option<&str>) -> Option<String> {
        read(scripts, headline).and_then(|node| node.published)
    }

    #[test]
    fn the_articles_own_node_is_found_among_others() {
        let graph = r#"{"@graph":[{"@type":"VideoObject","datePublished":"2001-01-01"},
            {"@type":"NewsArticle","url":"https://news.example/b","datePublished":"2002-02-02","headline":"Other"},
            {"@type":["NewsArticle"],"mainEntityOfPage":{"@id":"http://www.news.example/a/#x"},"datePublished":"2003-03-03"}]}"#;
        assert_eq!(published(&[graph], None).as_deref(), Some("2003-03-03"));
        let by_headline = r#"[{"@type":"Article","headline":"Something else entirely","datePublished":"2001-01-01"},
            {"@type":"Article","headline":"The bridge is closed again","datePublished":"2002-02-02"}]"#;
        assert_eq!(published(&[by_headline], Some("The Bridge is closed, again")).as_deref(), Some("2002-02-02"));
        assert_eq!(published(&[by_headline], None).as_deref(), Some("2001-01-01"));
    }

    #[test]
    fn dates_of_other_things_are_never_the_articles() {
        for kind in ["Comment", "VideoObject", "ImageObject", "Product", "Review", "ListItem", "JobPosting"] {
            assert_eq!(published(&[&format!(r#"{{"@type":"{kind}","datePublished":"2001-01-01"}}"#)], None), None);
        }
        let nested = r#"{"@type":"NewsArticle","isPartOf":{"@type":"Article","datePublished":"2001-01-01"},
            "comment":[{"@type":"Comment","datePublished":"2001-01-01"}],"liveBlogUpdate":[{"@type":"BlogPosting","datePublished":"2001-01-01"}]}"#;
        assert_eq!(published(&[nested], None), None);
    }

    #[test]
    fn what_the_node_says_is_read_in_all_its_forms() {
        let node = read(
            &[r#"{"@type":"LiveBlogPosting","headline":"A &amp; B","author":[{"name":"Jane Roe"},"John Doe",{"name":"Jane Roe"}],
                "isAccessibleForFree":"False","articleSection":["City"],"correction":{"@type":"CorrectionComment","text":"The figure was wrong."},}"#],
            None,
        )
        .expect("a node");
        assert_eq!(node.headline.as_deref(), Some("A & B"));
        assert_eq!(node.authors, ["Jane Roe", "John Doe"]);
        assert_eq!((node.is_free, node.is_live, node.section.as_deref()), (Some(false), true, Some("City")));
        assert_eq!(node.corrections, ["The figure was wrong."]);
    }

    #[test]
    fn the_end_of_live_coverage_is_an_instant() {
        for (text, expected) in [
            ("2026-03-03T14:00:00Z", Some("2026-03-03T14:00:00Z")),
            ("2026-03-03T15:00+01:00", Some("2026-03-03T14:00:00Z")),
            ("2026-03-03T15:00:00.5+0100", Some("2026-03-03T14:00:00.5Z")),
            ("2026-03-03T15:00:00", None),
            ("soon", None),
        ] {
            let script = format!(r#"{{"@type":"LiveBlogPosting","coverageEndTime":"{text}"}}"#);
            let ends_at = read(&[&script], None).expect("a node").coverage_ends_at;
            assert_eq!(ends_at, expected.map(|time| time.parse().expect("a time")), "{text}");
        }
    }

    #[test]
    fn broken_or_hostile_scripts_do_no_harm() {
        assert_eq!(
            published(&[r#"{"@type":"NewsArticle" "datePublished":"2019-06-04" oops"#], None).as_deref(),
            Some("2019-06-04")
        );
        assert_eq!(read(&[&"[".repeat(100_000)], None), None);
        assert_eq!(read(&["{\"@type\":7,\"author\":{\"name\":{}}}"], None), None);
    }
}
