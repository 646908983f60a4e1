//! A page that tries to act on the terminal of whoever reads about it.

use newswatch::model::is_active;

use crate::daemon::{program, text};
use crate::site::{Reply, Site, Text, paragraphs};

/// Clears the screen, sets the window's title, overwrites the line, rings, turns the reading direction.
const TRICKS: &str =
    "\u{1b}[2J\u{1b}]0;owned\u{7}&#13;&#27;[1A\u{9b}31m\u{85}\u{202e}&#8294;\u{2028}forged\u{7f}\u{feff}";

/// Sets the article, with the tricks in its headline, byline, body, times and canonical address.
fn publish(site: &Site, number: u32) {
    let mut paragraphs = paragraphs(number);
    paragraphs.iter_mut().for_each(|text| text.push_str(&format!(" The clerk said {TRICKS} and sat down.")));
    paragraphs.push(format!("{TRICKS} was written on all {number} lamp posts of the lower town by the morning."));
    let headline = format!("Footbridge {TRICKS} opened for {number} people");
    let html = Text { headline: &headline, paragraphs, modified: Some(TRICKS) }.html();
    let html = html.replace("By Ada Fenwick", &format!("By Ada {TRICKS} Fenwick"));
    let canonical = format!("<link rel=\"canonical\" href=\"{}?{TRICKS}\"></head>", site.url("/a"));
    site.set("/a", Reply::page(html.replace("</head>", &canonical)));
}

#[test]
fn nothing_of_a_page_acts_on_a_terminal() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let config = site.config(folder.path(), &["/a"]);
    let url = site.url("/a");
    let says = |arguments: &[&str], needle: &str| {
        let output = program().args(arguments).arg("--config").arg(&config).output().expect("the program starts");
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {stdout}\n{stderr}");
        assert!(stdout.contains(needle), "{arguments:?} shows the page: {stdout}");
        for said in [&stdout, &stderr] {
            let acting: Vec<char> = said.chars().filter(|c| is_active(*c) && *c != '\n').collect();
            assert!(acting.is_empty(), "{arguments:?}: {acting:?} in {said:?}");
            assert!(!said.lines().any(|line| line.trim_start().starts_with("forged")), "{arguments:?}: {said}");
        }
    };
    publish(&site, 14);
    says(&["check", &url], "version");
    publish(&site, 41);
    says(&["check", &url], "{+41+}");
    publish(&site, 43);
    says(&["check", "--all", "--log", "json"], "{+43+}");
    says(&["changes", "--all"], "Footbridge");
    for format in ["csv", "json", "markdown"] {
        says(&["changes", "--all", "--format", format], "Footbridge");
    }
    says(&["show", &url], "The clerk said");
    says(&["show", &url, "--version", "1"], "for 14 people");
    says(&["history", &url, "--all"], "Footbridge");
    says(&["diff", &url, "1..3"], "{+43+}");
    says(&["list"], &url);
    says(&["extract", &url], "The clerk said");
    says(&["extract", &url, "--json"], "The clerk said");
}
