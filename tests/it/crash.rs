//! Killed in mid-run and started again: what was recorded stays, what was not is found, nothing is there twice.

use crate::daemon::{Daemon, wait_until};
use crate::database::{ChangeRow, Database};
use crate::site::{Site, paragraphs};

const PATHS: [&str; 4] = ["/a", "/b", "/c", "/d"];
const CYCLES: u32 = 5;

#[test]
fn kill_9_in_mid_run_loses_nothing_and_doubles_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let publish = |edition: u32| {
        PATHS.iter().for_each(|path| site.set_article(path, "Footbridge opened at last", 100 + edition, None));
    };
    publish(0);
    let config = site.config(folder.path(), &PATHS);
    let database = Database::beside(&config);
    let count = || database.number("SELECT count(*) FROM change_report");
    let mut daemon = Daemon::start(&config);
    database.wait_for_first_versions(4);

    let mut recorded: Vec<ChangeRow> = Vec::new();
    for edition in 1..=CYCLES {
        publish(edition);
        let before = i64::from(edition - 1) * 4;
        // At least one page is recorded and the others are under way, in turn: the kill falls anywhere among them.
        wait_until("an edit of this edition", || count() > before + i64::from(edition % 4).min(2));
        daemon.kill9();
        database.assert_whole();
        let after = database.changes();
        assert!(after.starts_with(&recorded), "what was recorded stays as it was");
        daemon = Daemon::start(&config);
        wait_until("every page's edit", || count() == before + 4);
        recorded = database.changes();
    }
    // Time enough to record something twice.
    database.wait_for_attempts(2);
    assert!(daemon.stop().0.success());
    database.assert_whole();
    for path in PATHS {
        assert_history(&database, &site.url(path));
    }
}

/// The page's history is the site's own timeline: each edition once, in order.
fn assert_history(database: &Database, url: &str) {
    let bodies = database.texts(&format!("SELECT body FROM version_seen WHERE url = '{url}' ORDER BY n"));
    let published: Vec<String> = (0..=CYCLES).map(|edition| paragraphs(100 + edition).join("\n\n")).collect();
    assert_eq!(bodies, published, "{url}");
    let steps: Vec<_> = database.changes_of(url).iter().map(|c| (c.old_version, c.new_version)).collect();
    let expected: Vec<_> = (1..=i64::from(CYCLES)).map(|n| (Some(n), Some(n + 1))).collect();
    assert_eq!(steps, expected, "{url}");
}

#[test]
fn a_second_daemon_on_the_same_database_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set_article("/a", "Footbridge opened at last", 14, None);
    let config = site.config(folder.path(), &["/a"]);
    let database = Database::beside(&config);
    let mut first = Daemon::start(&config);
    database.wait_for_first_versions(1);
    let mut second = Daemon::start(&config);
    wait_until("the second one gives up", || !second.is_running());
    wait_until("it says why", || second.log().contains("watch.db"));
    assert!(first.is_running());
    assert!(first.stop().0.success());
}

#[test]
fn a_large_file_that_came_to_harm_is_read_through_and_ends_the_daemon() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set_article("/a", "Footbridge opened at last", 14, None);
    let config = site.config(folder.path(), &["/a"]);
    let database = Database::beside(&config);
    let daemon = Daemon::start(&config);
    database.wait_for_first_versions(1);
    assert!(daemon.stop().0.success());
    let file = folder.path().join("watch.db");
    // Too large to be checked before the start: a row that goes on over many pages, one of them in shreds.
    let connection = rusqlite::Connection::open(&file).expect("opens");
    connection.execute_batch("CREATE TABLE ballast AS SELECT zeroblob(80000000) AS bytes").expect("made");
    drop(connection);
    let mut bytes = std::fs::read(&file).expect("readable");
    bytes[50_000_000..50_010_000].fill(0x5a);
    std::fs::write(&file, &bytes).expect("written");
    let (status, log) = Daemon::start(&config).ended();
    assert_eq!(status.code(), Some(65), "{log}");
    assert!(log.contains("watching") && log.contains("is damaged"), "{log}");
}
