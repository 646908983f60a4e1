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

/// The same with an address and a name of its site that it states of itself.
fn stating(url: &str, headline: &str, number: u32) -> String {
    let host = url.split('/').nth(2).unwrap_or_default();
    let head =
        format!("<link rel=canonical href=\"{url}\"><meta property=\"og:site_name\" content=\"The {host}\"></head>");
    page(headline, number).replacen("</head>", &head, 1)
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
fn much_prose_that_is_left_out_without_rules_is_hinted_at() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let letters = (0..3).map(|n| {
        format!("<p>Letter {n} asks for more boats, more bread and less wind. {}</p>", "So it goes on. ".repeat(8))
    });
    let box_ = format!("<div class=\"author-box\">{}</div>", letters.collect::<String>());
    let file = written(
        folder.path(),
        "a.html",
        page(HEADLINE, 14).replace("<div class=\"advert\">", &format!("{box_}<div class=\"advert\">")),
    );
    let said = run_with(&no_rules(folder.path()), &["try", &file]);
    assert!(said.contains("of prose beside the") && said.contains("name its element in `body`"), "{said}");
    let file = written(folder.path(), "b.html", page(HEADLINE, 14));
    assert!(!run_with(&no_rules(folder.path()), &["try", &file]).contains("of prose beside"));
}

#[test]
fn blocks_that_were_learned_are_shown_as_noise() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let paths: Vec<String> = (0..4).map(|n| format!("/{n}")).collect();
    for (n, path) in (0..).zip(&paths) {
        let own: String = (0..12).map(|k| format!("<p>Plank {k} of bridge {n} was sawn by hand.</p>")).collect();
        let extra = format!("{own}<p>All our towns, all our tides</p><div class=\"advert\">");
        let html = page(&format!("{HEADLINE}, part {n}"), 20 + n).replace("<div class=\"advert\">", &extra);
        site.set(path, Reply::page(html));
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let config = site.config(folder.path(), &paths);
    run_with(&config, &["check", "--all"]);
    let said = run_with(&config, &["try", &site.url("/1"), "--body"]);
    assert!(said.contains("learned_boilerplate All our towns"), "{said}");
    let said = run_with(&config, &["changes", "--show-noise", "--url", &site.url("/1")]);
    assert!(said.contains("left out as noise") && said.contains("counter: Shares: 1,200"), "{said}");
    assert!(!said.contains(&site.url("/2")), "{said}");
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
    let large = written(folder.path(), "large.html", vec![b' '; (10 << 20) + 1]);
    let [lantern, bugle] = ["lantern", "bugle"].map(|site| {
        written(folder.path(), &format!("{site}.html"), stating(&format!("https://{site}.example/a"), HEADLINE, 14))
    });
    for (args, says) in [
        (&[&good, &missing][..], "nowhere.html"),
        (&[&good, &png], "this is no text"),
        (&[&good, &empty], "the page holds no text"),
        (&[&good, &large], "too_large: there are more than 10485760 bytes"),
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
        (&["--suggest", &good, &good], "the same page"),
        (
            &["--suggest", &lantern, &bugle],
            "several sites, as they state themselves: lantern.example and bugle.example",
        ),
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
fn a_time_is_shown_as_fine_as_it_is_told_and_marked_where_it_is_believed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = no_rules(folder.path());
    for (shown, parts) in [
        (
            "<p>Updated: 3 March 2024 16:20</p>",
            &["modified    2024-03-03T16:20:00 to the minute", "times       * modified"][..],
        ),
        ("<p class=date>3 hours ago</p>", &["doubt: relative", "times         published"]),
        (
            "<meta property='article:published_time' content='1871-03-01'>",
            &["read, and not believed", "doubt: implausible"],
        ),
    ] {
        let page = page(HEADLINE, 14).replace("<div class=\"body", &format!("{shown}<div class=\"body"));
        let page = page
            .replace("article:published_time\" content=\"2", "x\" content=\"2")
            .replace("article:modified_time\" content=\"2", "y\" content=\"2");
        let said = text(&tried(&config, &[&written(folder.path(), "a.html", page)]).stdout);
        assert!(parts.iter().all(|part| said.contains(part)), "{parts:?}: {said}");
        let nanos = said.split("T1").chain(said.split("T0")).any(|rest| rest.get(7..8) == Some("."));
        assert!(!nanos, "{said}");
    }
}

#[test]
fn files_are_read_by_the_rules_of_the_site_that_they_state() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = "[store]\npath = \"x.db\"\n[[site]]\nname = \"lantern\"\nhosts = [\"lantern.example\"]\n[site.select]\nheadline = \".gone\"\n\
                  body = \".gone\"\n";
    let config = PathBuf::from(written(folder.path(), "x.toml", config));
    let stated = [("a", "lantern", 14), ("b", "lantern", 9), ("c", "bugle", 3)].map(|(path, site, number)| {
        let headline = format!("{HEADLINE} {number}");
        let page = stating(&format!("https://{site}.example/{path}"), &headline, number);
        written(folder.path(), &format!("{path}.html"), page)
    });
    let [a, b, c] = &stated;
    let extracted = program().args(["extract", a, "--config"]).arg(&config).output().expect("the program starts");
    for said in [text(&extracted.stdout), text(&tried(&config, &[a]).stdout)] {
        assert!(said.contains("no text at any selector tried: .gone"), "{said}");
    }
    // Selectors are proposed without those that are broken, for the site of most pages.
    let proposed = tried(&config, &["--suggest", c, a, b]);
    let (block, stderr) = (text(&proposed.stdout), text(&proposed.stderr));
    assert!(proposed.status.success() && stderr.is_empty(), "{block}{stderr}");
    for part in
        ["name = \"The lantern.example\"", "hosts = [\"lantern.example\"]", "body = \".body\"", "(bugle.example)"]
    {
        assert!(block.contains(part), "`{part}` is not in:\n{block}");
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
