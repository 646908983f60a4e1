//! The main job: the built daemon against a site that changes between visits, read through the views.

use std::time::{Duration, Instant};

use crate::daemon::{Daemon, wait_until};
use crate::database::Database;
use crate::site::{Reply, Site, Text, paragraphs};

const STAMP: Option<&str> = Some("2025-02-03T09:00:00Z");

#[test]
fn an_edit_is_found_once_with_its_window_its_words_and_its_silence() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    for path in ["/edited", "/noisy", "/stamped"] {
        site.set_article(path, "Footbridge opened at last", 14, STAMP);
    }
    let config = site.config(folder.path(), &["/edited", "/noisy", "/stamped"]);
    let database = Database::beside(&config);
    let daemon = Daemon::start(&config);
    database.wait_for_first_versions(3);

    site.set_article("/edited", "Footbridge opened at last", 41, STAMP);
    site.set_article("/stamped", "Footbridge opened at last", 14, Some("2025-02-03T11:30:00Z"));
    wait_until("both edits are in the database", || database.number("SELECT count(*) FROM change_report") == 2);
    // Time enough to report something twice, or the noise.
    database.wait_for_attempts(3);
    let (status, log) = daemon.stop();
    assert!(status.success(), "{status}\n{log}");

    let edit = &database.changes_of(&site.url("/edited"))[..];
    let [edit] = edit else { panic!("one edit is one change: {edit:?}") };
    assert_eq!((edit.severity.as_str(), edit.disclosure.as_deref()), ("major", Some("silent")), "{edit:?}");
    assert_eq!(edit.kinds, ["body_edit"]);
    assert_eq!((edit.words_removed, edit.words_added), (1, 1));
    assert_eq!((edit.old_version, edit.new_version), (Some(1), Some(2)));
    assert!(edit.diff.contains("[-14-]{+41+}"), "{}", edit.diff);
    let stamp = &database.changes_of(&site.url("/stamped"))[..];
    let [stamp] = stamp else { panic!("one new time is one change: {stamp:?}") };
    assert_eq!(stamp.kinds, ["timestamp_only"]);
    assert_eq!(stamp.old_version, stamp.new_version, "a claim that moves makes no version");

    assert_eq!(database.changes().len(), 2, "noise is no change: {:?}", database.changes());
    assert_eq!(database.texts("SELECT url FROM silent_edit"), [site.url("/edited")]);
    let versions = database.texts("SELECT CAST(versions AS TEXT) FROM page_status ORDER BY url");
    assert_eq!(versions, ["2", "1", "1"]);
    let windows = "SELECT count(*) FROM change WHERE last_seen_old_at < first_seen_new_at";
    assert_eq!(database.number(windows), 2, "the old text was seen before the new one");
    assert!(log.contains("/edited") && log.contains("{+41+}"), "the log says it too:\n{log}");
    assert_eq!(site.open_most(), 1, "one request at a time for each host");
    database.assert_whole();
}

#[test]
fn a_page_that_did_not_change_costs_a_304() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let html = Text { headline: "Footbridge opened at last", paragraphs: paragraphs(14), modified: STAMP }.html();
    site.set("/quiet", Reply::page(html.replace("{serial}", "7")).with("ETag", "\"one\""));
    let config = site.config(folder.path(), &["/quiet"]);
    let database = Database::beside(&config);
    let daemon = Daemon::start(&config);
    wait_until("an unchanged answer", || {
        database.number("SELECT count(*) FROM attempt WHERE outcome = 'not_modified' AND status = 304") > 0
    });
    let edited = html.replace("14 people", "41 people").replace("{serial}", "7");
    site.set("/quiet", Reply::page(edited).with("ETag", "\"two\""));
    wait_until("the edit behind a new entity tag", || database.number("SELECT count(*) FROM change_report") == 1);
    assert!(daemon.stop().0.success());
}

#[test]
fn a_wall_and_a_failing_server_are_states_and_never_edits() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set_article("/walled", "Footbridge opened at last", 14, STAMP);
    site.set_article("/failing", "Footbridge opened at last", 14, STAMP);
    site.set_article("/gone", "Footbridge opened at last", 14, STAMP);
    let config = site.config(folder.path(), &["/walled", "/failing", "/gone"]);
    let database = Database::beside(&config);
    let daemon = Daemon::start(&config);
    database.wait_for_first_versions(3);

    site.set("/walled", Reply::status(403).with("cf-mitigated", "challenge"));
    site.set("/failing", Reply::status(500));
    site.set("/gone", Reply::status(410));
    let state = |path: &str| database.texts(&format!("SELECT state FROM page_status WHERE url = '{}'", site.url(path)));
    wait_until("the wall is seen", || state("/walled") == ["suspect:challenge"]);
    wait_until("the removal is seen, unconfirmed", || state("/gone") == ["gone_unconfirmed"]);
    wait_until("the failure is seen", || {
        database.number("SELECT count(*) FROM page WHERE failures > 0 AND state = 'ok'") == 1
    });
    assert!(daemon.stop().0.success());
    assert_eq!(database.changes(), [], "none of it is an edit");
    assert_eq!(database.number("SELECT max(n) FROM version"), 1);
}

#[test]
fn sigterm_ends_it_within_seconds_even_while_a_server_dawdles() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set("/slow", Reply { delay: Duration::from_secs(25), ..Reply::status(200) });
    let daemon = Daemon::start(&site.config(folder.path(), &["/slow"]));
    wait_until("the slow page is asked for", || site.asked("/slow") > 0);
    let asked_at = Instant::now();
    let (status, log) = daemon.stop();
    assert!(status.success(), "{status}\n{log}");
    assert!(asked_at.elapsed() < Duration::from_secs(8), "it took {:?}\n{log}", asked_at.elapsed());
}
