//! New articles found on feeds, sitemaps and section pages, by the daemon and by hand, and lists of other programs.

use std::path::{Path, PathBuf};

use crate::daemon::{Daemon, program, run_with, text, wait_until};
use crate::database::Database;
use crate::site::{Reply, Site};

const NOW: &str = "2099-01-01T00:00:00Z";

fn feed(site: &Site, items: &[(&str, &str)]) {
    let items: String = items
        .iter()
        .map(|(path, updated)| format!("<entry><link href=\"{path}\"/><updated>{updated}</updated></entry>"))
        .collect();
    site.set("/feed.xml", Reply::page(format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{items}</feed>")));
}

/// A site with a feed, an index of sitemaps and a section page.
fn site() -> Site {
    let site = Site::start();
    feed(&site, &[("/news/a?utm_source=feed", NOW), ("/sport/x", NOW), ("http://other.example/news/z", NOW)]);
    let index = format!("<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>", site.url("/s1.xml"));
    site.set("/sitemap.xml", Reply::page(index));
    let entry = |path: &str, at: &str| format!("<url><loc>{}</loc><lastmod>{at}</lastmod></url>", site.url(path));
    let map = [entry("/news/b/amp", NOW), entry("/news/old", "2001-01-01"), entry("/", NOW)].concat();
    site.set("/s1.xml", Reply::page(format!("<urlset>{map}</urlset>")));
    let section =
        "<html><body><nav><a href=/news/about>About</a></nav><h2><a href=/news/c#top>C</a></h2></body></html>";
    site.set("/section", Reply::page(section.to_owned()));
    for path in ["/news/a", "/news/b", "/news/c"] {
        site.set_article(path, "Footbridge opened at last", 10, None);
    }
    site
}

fn config(folder: &Path, site: &Site) -> PathBuf {
    let file = folder.join("config.toml");
    let text = format!(
        "[store]\npath = \"{}\"\n[fetch]\nallow_hosts = [\"{}\"]\n[[site]]\nname = \"parish\"\nhosts = [\"127.0.0.1\"]\n\
         min_gap = \"0s\"\ndiscover_every = \"1s\"\nfeeds = [\"{}\"]\nsitemaps = [\"{}\"]\n\
         sections = [{{page = \"{}\", links = \"h2 a\"}}]\ninclude = [\"/news/*\"]\nexclude = [\"/news/about\"]\n\
         [site.select]\nheadline = \"h1\"\nbody = \"div.body\"\n",
        folder.join("watch.db").display(),
        site.address,
        site.url("/feed.xml"),
        site.url("/sitemap.xml"),
        site.url("/section"),
    );
    std::fs::write(&file, text).expect("the folder is ours");
    file
}

#[test]
fn a_dry_run_says_what_becomes_of_each_address_and_watches_none() {
    let (folder, site) = (tempfile::tempdir().expect("a temporary folder"), site());
    let config = config(folder.path(), &site);
    let said = run_with(&config, &["discover", "--dry-run"]);
    for (word, path) in [("new", "/news/a"), ("excluded", "/sport/x"), ("new", "/news/b"), ("old", "/news/old")] {
        assert!(said.contains(&format!("{word:<9} {}", site.url(path))), "{word} {path}:\n{said}");
    }
    for line in ["elsewhere http://other.example/news/z", &format!("new       {}", site.url("/news/c"))] {
        assert!(said.contains(line), "{line}:\n{said}");
    }
    assert!(!said.contains("/news/about"), "not at the selector:\n{said}");
    assert_eq!(Database::beside(&config).number("SELECT count(*) FROM page"), 0);
}

#[test]
fn what_lists_name_is_watched_and_stays_watched_and_their_news_is_looked_into() {
    let (folder, site) = (tempfile::tempdir().expect("a temporary folder"), site());
    let config = config(folder.path(), &site);
    let database = Database::beside(&config);
    let daemon = Daemon::start(&config);
    database.wait_for_first_versions(3);
    let found = database.texts("SELECT url FROM page WHERE source_id IS NOT NULL ORDER BY url");
    assert_eq!(found, ["/news/a", "/news/b", "/news/c"].map(|path| site.url(path)));

    // The article is edited, and the feed says so: on the ladder it would be looked at in half an hour.
    site.set_article("/news/a", "Footbridge opened at last", 12, None);
    feed(&site, &[("/news/a", "2099-01-02T00:00:00Z")]);
    wait_until("the edit is found", || database.number("SELECT count(*) FROM change_report") == 1);
    assert_eq!(database.number("SELECT hints_right FROM host WHERE hints = 1"), 1);

    // It goes off all lists, and stays watched.
    feed(&site, &[]);
    let before = site.asked("/feed.xml");
    wait_until("the empty feed is read", || site.asked("/feed.xml") > before + 1);
    assert!(daemon.stop().0.success());
    assert_eq!(database.number("SELECT count(*) FROM page WHERE watch = 'on'"), 3);
    assert_eq!(site.asked("/robots.txt"), 1, "once for all lists and pages");
    assert_eq!(site.asked("/sport/x") + site.asked("/news/old") + site.asked("/news/about"), 0);
    let said = run_with(&config, &["discover", "--site", "parish"]);
    assert_eq!(said.matches("0 new pages").count(), 3, "{said}");
}

#[test]
fn a_list_that_is_none_is_told_and_fails_the_command() {
    let (folder, site) = (tempfile::tempdir().expect("a temporary folder"), site());
    site.set("/feed.xml", Reply::page("<html><body>Gone fishing</body></html>".to_owned()));
    let config = config(folder.path(), &site);
    let output = program().args(["discover", "--config"]).arg(&config).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("it is no list but a web page"), "{}", text(&output.stdout));
}

#[test]
fn an_import_prints_sites_that_the_configuration_takes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let jobs = folder.path().join("jobs.yaml");
    let list = "name: \"A \\\"b\\\"\"\nurl: https://www.news.example/a\n---\nurl: https://other.example/b\n";
    std::fs::write(&jobs, list).expect("the folder is ours");
    let output = program().arg("import").arg(&jobs).output().expect("the program starts");
    let (printed, notes) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success() && notes.contains("urlwatch jobs: 2 entries"), "{notes}");
    let config = folder.path().join("config.toml");
    std::fs::write(&config, format!("[store]\npath = \"{}\"\n{printed}", folder.path().join("w.db").display()))
        .expect("ours");
    let checked = run_with(&config, &["config", "check"]);
    assert!(checked.contains("2 sites"), "{printed}\n{checked}");
    run_with(&config, &["import", jobs.to_str().expect("UTF-8"), "--add"]);
    assert_eq!(Database::at(&folder.path().join("w.db")).number("SELECT count(*) FROM page"), 2);

    std::fs::write(&jobs, "{\"a\": 1}").expect("ours");
    let output = program().arg("import").arg(&jobs).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot be taken over") && text(&output.stderr).contains("of no known kind"));
}
