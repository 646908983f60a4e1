//! `newswatch try`: what rules take from a page and why, and selectors for a new site that the configuration accepts.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::daemon::{program, run_with, text};
use crate::site::{Reply, Site, Text, paragraphs};

const HEADLINE: &str = "Footbridge opened at last";

/// A page of the newspaper on [`Site`] with what a page has beside its article.
fn page(headline: &str, number: u32) -> String {
    let page = Text { headline, paragraphs: paragraphs(number), modified: Some("2025-02-03T09:00:00Z") };
    let extra = "<p>Correction: the bridge is made of larch, not of pine.</p><p>Shares: 1,200</p>\
                 <div class=\"newsletter-box\"><p>Get the week in your inbox every Friday, free of charge.</p></div>\
                 <div class=\"advert\"><p>Boats for hire</p></div></div></article>";
    page.html().replace("{serial}", "7").replace("</div></article>", extra)
}

/// An empty configuration: every page is read without rules.
fn no_rules(folder: &Path) -> PathBuf {
    let file = folder.join("none.toml");
    std::fs::write(&file, "").expect("the folder is ours");
    file
}

fn written(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let file = folder.join(name);
    std::fs::write(&file, bytes).expect("the folder is ours");
    file.to_str().expect("UTF-8").to_owned()
}

fn tried(config: &Path, args: &[&str]) -> Output {
    program().arg("try").args(args).arg("--config").arg(config).output().expect("the program starts")
}

#[test]
fn each_field_is_shown_with_the_selector_or_the_place_that_it_comes_from() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set("/a", Reply::page(page(HEADLINE, 14)));
    let config = site.config(folder.path(), &["/a"]);
    let rules = std::fs::read_to_string(&config).expect("written");
    let rules = rules.replace(
        "headline = [\"h1\"]",
        "headline = [\".title\", \"h1\", \".head\"]\nremove = [\".advert\", \".gone\"]",
    );
    std::fs::write(&config, rules).expect("the folder is ours");
    let said = run_with(&config, &["try", &site.url("/a")]);
    for part in [
        "headline    Footbridge opened at last",
        "`.title` matches nothing; `h1` takes 1 element; `.head` is not tried",
        "`div.body` takes 1 element",
        "byline      By Ada Fenwick",
        "published   2025-02-03T08:00:00+00:00 to the second, zone explicit",
        "stated by the page: open_graph",
        "language    en",
        "charset     UTF-8",
        "rules       those of parish",
        "`.advert` takes 1 element: Boats for hire",
        "`.gone` matches nothing",
        "note           Correction: the bridge",
        "counter        Shares: 1,200",
    ] {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
    assert!(
        !said.contains("The heron") && !said.contains("parish, by a legacy"),
        "the body is shown by its ends: {said}"
    );
    let all = run_with(&config, &["try", "--body", &site.url("/a")]);
    assert!(paragraphs(14).iter().all(|paragraph| all.contains(paragraph.as_str())), "{all}");
    assert!(!folder.path().join("watch.db").exists(), "nothing is recorded");
}

#[test]
fn what_is_left_out_without_rules_names_its_rule() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = written(folder.path(), "a.html", page(HEADLINE, 14));
    let said = run_with(&no_rules(folder.path()), &["try", &file]);
    for part in ["no selectors", "newsletter     Get the week", "from automatic extraction", "address     unknown"] {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}

#[test]
fn a_body_selector_that_takes_too_little_is_hinted_at() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set("/a", Reply::page(page(HEADLINE, 14)));
    let config = site.config(folder.path(), &["/a"]);
    let rules = std::fs::read_to_string(&config).expect("written").replace("div.body", "div.body > p:first-child");
    std::fs::write(&config, rules).expect("the folder is ours");
    let said = run_with(&config, &["try", &site.url("/a")]);
    for part in ["took 19 words where the page holds", "only without selectors:", "-              It replaces a plank"]
    {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}

#[test]
fn selectors_proposed_from_pages_are_accepted_and_read_another_page() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    for (path, headline, number) in
        [("/a", HEADLINE, 14), ("/b", "Path on the far bank begun", 9), ("/c", "Heron back", 3)]
    {
        site.set(path, Reply::page(page(headline, number).replace("body css-7", &format!("body css-{number}8x2"))));
    }
    // Loopback must be allowed to be fetched from; the proposal itself needs no other section.
    let sections = format!("[fetch]\nallow_hosts = [\"{}\"]\n\n[watch]\nmin_gap = \"0s\"\n\n", site.address);
    let allowed = written(folder.path(), "allow.toml", &sections);
    let output = tried(Path::new(&allowed), &["--suggest", &site.url("/a"), &site.url("/b")]);
    let (block, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success() && stderr.is_empty(), "{block}{stderr}");
    for part in ["[[site]]", "hosts = [\"127.0.0.1\"]", "body = \".body\"", "byline = \".by\"", "on 2 of 2 pages"] {
        assert!(block.contains(part), "`{part}` is not in:\n{block}");
    }
    let config = PathBuf::from(written(folder.path(), "site.toml", &block));
    assert!(run_with(&config, &["config", "check"]).contains("right (1 site, 0 pages)"));

    let config = written(folder.path(), "all.toml", format!("{sections}{block}"));
    let json = run_with(Path::new(&config), &["try", "--json", &site.url("/c")]);
    let json: Value = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{e}: {json}"));
    let found = &json["pages"][0];
    assert_eq!((&found["problems"], &found["hints"]), (&serde_json::json!([]), &serde_json::json!([])), "{found:#}");
    assert_eq!(found["article"]["body"].as_array().map(Vec::len), Some(6), "{found:#}");
    let body =
        found["fields"].as_array().expect("fields").iter().find(|field| field["field"] == "body").expect("a body");
    assert_eq!(body["tried"][0], serde_json::json!({ "pick": ".body", "matched": 1, "has_won": true }));
    assert!(json["suggestion"].is_null(), "one page teaches nothing");

    let both = run_with(Path::new(&allowed), &["try", "--json", &site.url("/a"), &site.url("/b")]);
    let both: Value = serde_json::from_str(&both).expect("JSON");
    assert_eq!(both["suggestion"]["toml"], block.as_str());
    let shown = run_with(Path::new(&allowed), &["try", &site.url("/a"), &site.url("/b")]);
    assert!(shown.ends_with(&block), "the reports come first: {shown}");
}

#[test]
fn pages_that_cannot_be_used_are_told_of_and_the_others_are_shown() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = no_rules(folder.path());
    let good = written(folder.path(), "good.html", page(HEADLINE, 14));
    let png = written(folder.path(), "p.png", [b"\x89PNG\r\n\x1a\n".as_slice(), &[0, 1, 2, 0x80].repeat(200)].concat());
    let missing = folder.path().join("nowhere.html").to_str().expect("UTF-8").to_owned();
    let empty = written(folder.path(), "empty.html", "");
    for (args, says) in [
        (&[&good, &missing][..], "nowhere.html"),
        (&[&good, &png], "this is no text"),
        (&[&good, &empty], "the page holds no text"),
    ] {
        let args: Vec<&str> = args.iter().map(|arg| arg.as_str()).collect();
        let output = tried(&config, &args);
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(HEADLINE) && said.contains(says) && said.contains("no selectors are proposed"), "{said}");
    }
    for (args, says) in [
        (&["--suggest", &good][..], "two or more pages"),
        (&["--suggest", &good, &missing], "two or more pages"),
        (&["--suggest", &good, &png], "an article was found on 1 of 2 pages"),
        (&["--site", "nobody", &good], "no site \"nobody\""),
        (&["--url", "https://a.example/", &good, &good], "one for each"),
        (&["--suggest", "--url", "https://a.example/", &good, "--url", "https://b.example/", &good], "several sites"),
        (&["--suggest", "--json", &good, &good], "cannot be used with"),
        (&[], "required"),
    ] {
        let output = tried(&config, args);
        let said = text(&output.stderr);
        assert!(!output.status.success() && said.contains(says), "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "{args:?}: {}", text(&output.stdout));
    }
}

#[test]
fn nothing_of_a_page_acts_on_the_terminal_or_breaks_the_proposal() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = no_rules(folder.path());
    let hostile = |number: u32| {
        let head = "<meta property=\"og:site_name\" content=\"Par\u{1b}[31mish \\&quot;&#10;[fetch]\u{202e}\">";
        let page = page("Bridge \u{1b}]0;owned\u{7} open", number).replace("</head>", &format!("{head}</head>"));
        page.replace("body css-7", "body \"]\u{9b}x").replace("class=\"by\"", "class=\"by\u{202e}line by\"")
    };
    let pages = [14, 9].map(|n| written(folder.path(), &format!("{n}.html"), hostile(n)));
    let [a, b] = &pages;
    for args in [&["--body", a, b][..], &["--json", a, b], &["--suggest", a, b]] {
        let said = text(&tried(&config, args).stdout);
        let acts = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(said.contains("ridge") || said.contains("[[site]]"), "{said}");
        assert!(!said.contains(acts), "{args:?}: {said:?}");
    }
    let block = text(&tried(&config, &["--suggest", a, b]).stdout);
    let proposed = PathBuf::from(written(folder.path(), "site.toml", block));
    run_with(&proposed, &["config", "check"]);
}

#[test]
fn a_piped_page_is_read_by_the_rules_of_the_site_of_its_address() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let config = site.config(folder.path(), &["/a"]);
    let mut piped = program();
    piped.args(["try", "-", "--url", &site.url("/a"), "--config"]).arg(&config);
    let mut piped = piped.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    piped.stdin.take().expect("it is piped").write_all(page(HEADLINE, 14).as_bytes()).expect("it reads");
    let said = text(&piped.wait_with_output().expect("it ends").stdout);
    assert!(said.contains("those of parish") && said.contains("`div.body` takes 1 element"), "{said}");
}
