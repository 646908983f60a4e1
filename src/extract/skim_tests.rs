//! Skimming changes nothing that is read: the tree of the skimmed page is that of the whole page.

use std::io::Read;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use scraper::{Html, Node};

use super::*;
use crate::extract::walk::{Step, Walk};

/// A page's tree as text, without what is passed over on purpose.
fn tree(text: &str) -> String {
    let html = Html::parse_document(text);
    let mut out = String::new();
    let mut walk = Walk::new(html.tree.root());
    while let Some(step) = walk.next() {
        match step {
            Step::Enter(node) => match node.value() {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => {
                    let mut attributes: Vec<_> = element
                        .attrs()
                        .filter(|(name, value)| is_read(element.name(), name.as_bytes(), value.as_bytes()))
                        .collect();
                    attributes.sort_unstable();
                    out.push_str(&format!("<{} {attributes:?}>", element.name()));
                    let is_unseen =
                        element.name() == "svg" || RAW.contains(&element.name()) && !SEEN.contains(&element.name());
                    let is_data = element.attr("type").is_some_and(|kind| kind.contains("ld+json"));
                    if is_unseen && !is_data {
                        walk.leave_out(node);
                    }
                }
                _ => {}
            },
            Step::Leave(node) => {
                if node.value().is_element() {
                    out.push_str("</>");
                }
            }
        }
    }
    out
}

/// Skims `page` as if it were a long one.
fn skimmed(page: &str) -> String {
    let skimmed = skim(&format!("<!--{}-->{page}", "x".repeat(PAGE_BYTES_MIN)), &[]).into_owned();
    skimmed.strip_prefix("<!---->").expect("a comment parts").to_owned()
}

fn check(page: &str, kept: &str) {
    assert_eq!(skimmed(page), kept, "{page}");
    assert_eq!(tree(&skimmed(page)), tree(page), "{page}");
}

#[test]
fn the_insides_of_scripts_styles_and_drawings_are_passed_over() {
    check("a<script>var a = '<p>' + b;</script>b", "a<script></script>b");
    check("<STYLE type=x>.a > .b { color: red }</Style >c", "<STYLE ></Style >c");
    check("<noscript><img src=x></noscript>", "<noscript></noscript>");
    check("<script>one </scripted> two</script>", "<script></script>");
    check("<svg class=i><g><path d='M0'/></g></svg>x", "<svg class=i></svg>x");
    check("<svg><style>a</style></svg><script>b</script>", "<svg></svg><script></script>");
    check("<svg><title>a</title><g></g></svg><script>b</script>", "<svg></svg><script></script>");
}

#[test]
fn attributes_that_nobody_asks_for_are_passed_over() {
    check("<div data-a='x>y' class=b data-c=\"'\">t", "<div  class=b >t");
    check("<a data-a href=/x onclick = \"a()\">t</a>", "<a  href=/x >t</a>");
    check("<img srcset='a 1x' src=b><source srcset='c'>", "<img srcset='a 1x' src=b><source >");
    check("<p DATA-X=1 CLASS=y data-time=3>t", "<p  CLASS=y data-time=3>t");
    let page = format!("<div data-body=x data-y=z>{}", "t".repeat(PAGE_BYTES_MIN));
    assert!(skim(&page, &["data-body".to_owned()]).starts_with("<div data-body=x >t"));
}

#[test]
fn the_insides_of_comments_are_passed_over() {
    check("a<!-- <script> --><p>one</p><!-- </script> -->b", "a<!----><p>one</p><!---->b");
    check("<!--><p>one</p><!---><p>two</p><!-- x --!><p>3</p>", "<!--><p>one</p><!---><p>two</p><!----!><p>3</p>");
    check("<<!-- a -->/<p>&am<!-- b -->p;", "<<!---->/<p>&am<!---->p;");
}

#[test]
fn what_is_read_stays() {
    for page in [
        "<script type=\"application/ld+json\">{\"@type\": \"NewsArticle\"}</script>",
        "<title>A <script> in a title is text</title>",
        "<textarea><script>one</textarea>",
        "<b title=\"<script>\">one</b><b title='</script>'>",
        "<b title=<script>one</script>",
        "<? <script ?><p>one</p>",
        "<scripts>one</scripts>",
        "a < b <3 </ c> <> & d",
    ] {
        check(page, page);
    }
}

#[test]
fn a_page_beyond_these_states_stays_whole() {
    for page in [
        "<script><!-- <script>one</script> two --></script>",
        "<svg><script>one</script></svg>",
        "<svg><div><script>one</script></div>",
        "<script>one two",
        "<plaintext><script>one</script>",
        "<select><style>one</style></select>",
        "<a =x><script>one</script>",
        "<div title=\"never closed><script>one</script>",
        "<svg><![CDATA[<script>]]></svg><script>one</script>",
        "<svg><title><style></svg><p>one",
        "<math><mi><script>one</script></mi></math>",
    ] {
        check(page, page);
    }
}

#[test]
fn the_trees_of_real_pages_are_the_same() {
    let pages = real_pages();
    if pages.is_empty() {
        println!("skipped: no page corpora at ../shared/corpora");
    }
    for page in pages {
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(std::fs::File::open(&page).expect("opens")).read_to_end(&mut bytes).expect("gzip");
        let text = crate::extract::decode(&bytes, None).text;
        assert!(tree(&skim(&text, &[])) == tree(&text), "{} differs", page.display());
    }
}

/// Every fifteenth page of the corpora.
fn real_pages() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/dev")];
    let mut pages = Vec::new();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            match path.is_dir() {
                true => folders.push(path),
                false if path.to_string_lossy().ends_with(".html.gz") => pages.push(path),
                false => {}
            }
        }
    }
    pages.sort();
    pages.into_iter().step_by(15).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_tree_is_the_same_whatever_the_markup(pieces in proptest::collection::vec(proptest::sample::select(vec![
        "<p>", "</p>", "<div data-a=1>", "<div class=x data-b='>'>", "</div>", "<a href=/x data-c>", "</a>", "<b>", "</b>",
        "<script>", "</script>", "<script src=x>", "<script type='application/ld+json'>", "<style>", "</style>", "<svg>",
        "</svg>", "<svg/>", "<path d=x />", "<desc>", "</desc>", "<g>", "</g>", "<math>", "</math>", "<title>", "</title>", "<textarea>", "</textarea>",
        "<!--", "-->", "--!>", "<!-->", "<!x>", "<noscript>", "</noscript>", "<table>", "<tr>", "<td>", "</table>",
        "<select>", "<option>", "</select>", "<iframe>", "</iframe>", "<template>", "</template>", "\"", "'", "=", ">", "<",
        "/", " ", "text", "<br/>", "<img data-x=\"1\" src='y'>", "</br>", "<p", "<i ", "=x/>", "<svg width=10/>", "<g class=x/>", "<svg class=x />", "a='", "b=\"", "<li>", "<ul>", "&lt;",
    ]), 0..30)) {
        let page = pieces.concat();
        prop_assert_eq!(tree(&skimmed(&page)), tree(&page));
    }
}
