//! A site changes its markup: pages wait, the operator is told once, and a mended rule finds what happened meanwhile.

use std::path::{Path, PathBuf};

use crate::daemon::{Daemon, program, run_with, text, wait_until};
use crate::database::Database;
use crate::site::{Reply, Site, Text, paragraphs};

const PAGES: usize = 12;

fn paths() -> Vec<String> {
    (0..PAGES).map(|page| format!("/page-{page:02}")).collect()
}

/// Sets all pages, each with a number of its own, in the old or the new markup.
fn publish(site: &Site, edition: u32, is_new: bool) {
    for (page, path) in (1_u32..).zip(paths()) {
        let numbered = Text {
            headline: "Footbridge opened at last",
            paragraphs: paragraphs(100 * page + edition),
            modified: None,
        };
        let html = numbered.html();
        let html = if is_new { html.replace("class=\"body css-", "class=\"text css-") } else { html };
        site.set(&path, Reply::page(html));
    }
}

fn mend(config: &Path, to: &str) {
    let text = std::fs::read_to_string(config).expect("it is there");
    std::fs::write(config, text.replace("body = [\"div.body\"]", &format!("body = {to}"))).expect("the folder is ours");
}

/// A record in which every page was edited once while it could not be read.
fn broken(folder: &Path) -> (Site, PathBuf, Database) {
    let site = Site::start();
    let paths = paths();
    let config = site.config(folder, &paths.iter().map(String::as_str).collect::<Vec<_>>());
    let database = Database::beside(&config);
    for (edition, is_new) in [(1, false), (1, true), (2, true)] {
        publish(&site, edition, is_new);
        let checked = program().args(["check", "--all", "--config"]).arg(&config).output().expect("the program starts");
        assert_eq!(checked.status.success(), !is_new, "a page that cannot be read was not had");
        let alerts = text(&checked.stderr).matches("pages cannot be read").count();
        assert_eq!(alerts, usize::from((edition, is_new) == (1, true)), "one alert, once: {}", text(&checked.stderr));
    }
    assert_eq!(database.number("SELECT count(*) FROM change_report"), 0);
    (site, config, database)
}

fn assert_mended(database: &Database) {
    assert_eq!(database.number("SELECT count(*) FROM quarantine"), 0);
    assert_eq!(database.number("SELECT count(*) FROM version"), 2 * PAGES as i64);
    let changes = database.changes();
    assert_eq!(changes.len(), PAGES, "{changes:#?}");
    assert!(changes.iter().all(|c| c.diff.contains("01-]{+") && c.diff.contains("02+}")), "{changes:#?}");
    database.assert_whole();
}

#[test]
fn a_mended_rule_finds_what_happened_while_pages_could_not_be_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_site, config, database) = broken(folder.path());
    let health = program().args(["health", "--config"]).arg(&config).output().expect("the program starts");
    let said = text(&health.stdout);
    assert!(!health.status.success() && said.contains("ALERT template_broken") && said.contains("div.body"), "{said}");
    assert!(said.contains("24 raw pages kept"), "{said}");

    mend(&config, "[\"div.body\", \"div.text\"]");
    let dry = run_with(&config, &["reextract", "--site", "parish", "--dry-run"]);
    assert!(dry.contains("12 pages: 24 kept pages read again, 12 versions; 12 changes by the publisher"), "{dry}");
    assert!(dry.contains("nothing was written") && database.number("SELECT count(*) FROM quarantine") == 24, "{dry}");
    let said = run_with(&config, &["reextract"]);
    assert!(said.contains("[-101-]{+102+}") && said.contains("12 changes by the publisher, 0 by our rules"), "{said}");
    assert_mended(&database);
    let again = run_with(&config, &["reextract"]);
    assert!(again.contains("12 pages: 0 kept pages read again, 0 versions"), "{again}");
    let health = run_with(&config, &["health", "--format", "json"]);
    let health: serde_json::Value = serde_json::from_str(&health).expect("JSON and nothing else");
    assert_eq!((&health[0]["site"], health[0]["alerts"].as_array().map(Vec::len)), (&"parish".into(), Some(0)));
}

#[test]
fn a_reading_again_that_is_killed_is_finished_by_the_next() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_site, config, database) = broken(folder.path());
    mend(&config, "[\"div.text\"]");
    let mut child = program().args(["reextract", "--config"]).arg(&config).spawn().expect("the program starts");
    wait_until("some pages are written", || database.number("SELECT count(*) FROM quarantine") < 24);
    child.kill().expect("it is our child");
    child.wait().expect("it is dead");
    database.assert_whole();
    run_with(&config, &["reextract"]);
    assert_mended(&database);
}

#[test]
fn a_running_daemon_reads_kept_pages_again_after_a_reload_and_is_not_disturbed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_site, config, database) = broken(folder.path());
    let daemon = Daemon::start(&config);
    wait_until("the alert is said again", || daemon.log().contains("pages cannot be read"));
    let refused = program().args(["reextract", "--config"]).arg(&config).output().expect("the program starts");
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("reads kept pages again by itself"), "{}", text(&refused.stderr));

    mend(&config, "[\"div.body\", \"div.text\"]");
    daemon.signal("HUP");
    wait_until("all kept pages are read", || database.number("SELECT count(*) FROM quarantine") == 0);
    wait_until("the alert is over", || daemon.log().contains("template_broken of parish is over"));
    database.wait_for_attempts(1);
    assert!(daemon.stop().0.success());
    assert_mended(&database);
}

#[test]
fn a_page_that_reads_differently_at_each_fetch_is_named_by_the_probe() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set_article("/steady", "Footbridge opened at last", 14, None);
    let steady = Text { headline: "Footbridge opened at last", paragraphs: paragraphs(14), modified: None };
    site.set(
        "/restless",
        Reply::page(steady.html().replace("</p>\n</div>", "</p>\n<p>Offer {serial} of the day.</p></div>")),
    );
    let config = site.config(folder.path(), &["/steady"]);
    assert!(run_with(&config, &["extract", &site.url("/steady"), "--probe"]).contains("stable"));
    let probe = program().args(["extract", &site.url("/restless"), "--probe", "--config"]).arg(&config).output();
    let probe = probe.expect("the program starts");
    let said = text(&probe.stdout);
    assert!(!probe.status.success() && said.contains("unstable") && said.contains("Offer"), "{said}");
    assert!(run_with(&config, &["add", &site.url("/restless"), "--probe"]).contains("watching"));
}
