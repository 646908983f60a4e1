//! `newswatch extract`: rules are tried on a page from anywhere, and nothing is recorded.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::daemon::{program, run_with, text};
use crate::site::{Site, Text, paragraphs};

const HEADLINE: &str = "Footbridge opened at last";
const IN_BODY: &str = "in front of 14 people";

fn page() -> String {
    let page = Text { headline: HEADLINE, paragraphs: paragraphs(14), modified: Some("2025-02-03T09:00:00Z") };
    page.html().replace("{serial}", "7")
}

/// A configuration and a page as a file, in `folder`.
fn prepared(folder: &Path, site: &Site) -> (PathBuf, String) {
    let file = folder.join("page.html");
    std::fs::write(&file, page()).expect("the folder is ours");
    (site.config(folder, &["/a"]), file.to_str().expect("UTF-8").to_owned())
}

/// The body of an article in JSON, its blocks joined.
fn body(article: &Value) -> String {
    let blocks = article["body"].as_array().unwrap_or_else(|| panic!("{article:#}"));
    blocks.iter().filter_map(|block| block["text"].as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_page_is_read_from_a_file_from_standard_input_and_from_an_address() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set_article("/a", HEADLINE, 14, None);
    let (config, file) = prepared(folder.path(), &site);
    let url = site.url("/a");

    let mut piped = program();
    piped.args(["extract", "-", "--url", &url, "--config"]).arg(&config).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut piped = piped.spawn().expect("the program starts");
    piped.stdin.take().expect("it is piped").write_all(page().as_bytes()).expect("it reads");
    let from_input = text(&piped.wait_with_output().expect("it ends").stdout);

    let from_file = run_with(&config, &["extract", &file, "--url", &url]);
    let from_address = run_with(&config, &["extract", &url]);
    for said in [&from_input, &from_file, &from_address] {
        assert!(said.contains(HEADLINE) && said.contains(IN_BODY) && !said.contains("Most read"), "{said}");
    }
    let json = run_with(&config, &["extract", &file, "--site", "parish", "--json"]);
    let json: Value = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{e}: {json}"));
    assert_eq!((&json["site"], &json["article"]["headline"]), (&"parish".into(), &HEADLINE.into()));
    assert_eq!(body(&json["article"]), paragraphs(14).join("\n"));
    assert!(!folder.path().join("watch.db").exists(), "nothing is recorded");
}

#[test]
fn a_list_of_pages_gives_a_line_a_page_and_a_bad_page_ends_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let (config, _) = prepared(folder.path(), &site);
    let list = folder.path().join("list.jsonl");
    let line = |id: &str, html: &str| serde_json::json!({"id": id, "html": html, "url": site.url("/a"), "captured": "2025-02-04T00:00:00Z"});
    let lines = [line("first", "page.html"), line("missing", "nowhere.html"), line("third", "page.html")];
    std::fs::write(&list, lines.map(|line| format!("{line}\n")).concat()).expect("the folder is ours");

    let said = run_with(&config, &["extract", "--jsonl", list.to_str().expect("UTF-8")]);
    let answers: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.iter().map(|a| &a["id"]).collect::<Vec<_>>(), ["first", "missing", "third"]);
    for answer in [&answers[0], &answers[2]] {
        assert_eq!((&answer["title"], &answer["language"]), (&HEADLINE.into(), &"en".into()));
        assert_eq!(answer["text"], paragraphs(14).join("\n"));
        assert!(answer["byline"].as_str().is_some_and(|byline| byline.contains("Ada Fenwick")), "{answer:#}");
        for field in ["published", "modified"] {
            let time = answer[field].as_str().unwrap_or_else(|| panic!("{field}: {answer:#}"));
            chrono::DateTime::parse_from_rfc3339(time).unwrap_or_else(|e| panic!("{field} `{time}`: {e}"));
        }
    }
    let missing = &answers[1];
    assert!(missing["text"].is_null() && missing["problems"].to_string().contains("nowhere.html"), "{missing:#}");
}
