//! Care of the data: copies while the daemon writes, the way back, the doctor, and a text that is taken out.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::daemon::{Daemon, run_with};
use crate::database::Database;
use crate::site::Site;

fn newswatch(config: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newswatch"));
    command.arg("--config").arg(config).args(arguments).stdin(Stdio::null()).output().expect("runs")
}

/// Requires that a command fails with status `status` and says `expected`.
fn check_fails(config: &Path, arguments: &[&str], status: i32, expected: &str) {
    let done = newswatch(config, arguments);
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert_eq!(done.status.code(), Some(status), "{arguments:?}: {said}");
    assert!(said.contains(expected), "{arguments:?}: {said}");
}

fn edited(site: &Site, config: &Path) {
    for number in [14, 41] {
        site.set_article("/bridge", "Footbridge opened at last", number, None);
        run_with(config, &["check", "--all"]);
    }
}

fn named(folder: &Path, name: &str) -> (PathBuf, String) {
    let path = folder.join(name);
    let text = path.to_str().expect("UTF-8").to_owned();
    (path, text)
}

#[test]
fn a_backup_is_made_while_the_daemon_writes_and_restored_when_it_does_not_run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let config = site.config(folder.path(), &["/bridge"]);
    edited(&site, &config);
    let (first, first_name) = named(folder.path(), "first.db");
    let daemon = Daemon::start(&config);
    let database = Database::beside(&config);
    database.wait_for_attempts(1);
    let said = run_with(&config, &["backup", &first_name]);
    assert!(said.contains("a whole copy of"), "{said}");
    check_fails(&config, &["backup", &first_name], 1, "exists already");
    check_fails(&config, &["restore", &first_name], 74, "is already watched by a running newswatch");
    let copy = Database::at(&first);
    copy.assert_whole();
    assert_eq!(copy.number("SELECT count(*) FROM version"), 2);
    database.wait_for_attempts(2);
    daemon.stop();

    site.set_article("/bridge", "Footbridge closed again", 41, None);
    run_with(&config, &["check", "--all"]);
    check_fails(&config, &["restore", &first_name], 1, "holds what");
    assert_eq!(database.number("SELECT count(*) FROM version"), 3, "nothing was changed");
    let said = run_with(&config, &["restore", &first_name, "--older"]);
    assert!(said.contains("watch.db.before-restore-1"), "{said}");
    assert_eq!(database.number("SELECT count(*) FROM version"), 2);
    let aside = Database::at(&folder.path().join("watch.db.before-restore-1"));
    assert_eq!(aside.number("SELECT count(*) FROM version"), 3, "the record that was there is kept");
    run_with(&config, &["verify"]);
    run_with(&config, &["check", "--all"]);
    assert_eq!(database.number("SELECT count(*) FROM version"), 3, "and watching goes on");
}

#[test]
fn a_damaged_backup_is_refused_and_a_damaged_record_is_replaced() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let config = site.config(folder.path(), &["/bridge"]);
    edited(&site, &config);
    let (good, good_name) = named(folder.path(), "good.db");
    run_with(&config, &["backup", &good_name]);
    let (bad, bad_name) = named(folder.path(), "bad.db");
    std::fs::copy(&good, &bad).expect("copied");
    let forged = rusqlite::Connection::open(&bad).expect("opens");
    forged.execute_batch("UPDATE version SET headline = 'Nothing happened' WHERE n = 1").expect("forged");
    drop(forged);
    check_fails(&config, &["restore", &bad_name], 1, "table version, id 1 of http://127.0.0.1");
    check_fails(&config, &["verify", "--database", &bad_name], 1, "expected: a row whose hash is");
    std::fs::write(&bad, "no database at all").expect("written");
    check_fails(&config, &["restore", &bad_name], 74, "is not a database");

    let record = folder.path().join("watch.db");
    std::fs::write(&record, vec![7; 9000]).expect("damaged");
    check_fails(&config, &["doctor"], 1, "database:");
    run_with(&config, &["restore", &good_name]);
    assert_eq!(std::fs::read(folder.path().join("watch.db.before-restore-1")).expect("kept"), vec![7; 9000]);
    assert_eq!(Database::at(&record).number("SELECT count(*) FROM version"), 2);
}

#[test]
fn the_doctor_names_what_is_wrong_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let config = site.config(folder.path(), &["/bridge"]);
    edited(&site, &config);
    assert!(run_with(&config, &["doctor"]).contains("well: "));
    let cases = [
        (
            "UPDATE attempt SET version_id = 99 WHERE id = 1",
            "row 1 of attempt refers to a row of version that is not there",
        ),
        ("DROP INDEX page_due", "schema: index page_due is not as this program makes it"),
        ("CREATE TABLE extra (a)", "schema: table extra is not"),
        ("UPDATE page SET last_attempt_at = '2999-01-01T00:00:00.000Z'", "clock: the record's last check was at 2999"),
        ("DELETE FROM attempt; DELETE FROM version WHERE n = 2", "captures: 1 raw page that no other row refers to"),
        ("UPDATE version SET body = 'x' WHERE n = 2", "chain: broken: table version, id 2"),
    ];
    let (_, copy_name) = named(folder.path(), "copy.db");
    for (sql, expected) in cases {
        std::fs::copy(folder.path().join("watch.db"), &copy_name).expect("copied");
        let spoilt = rusqlite::Connection::open(&copy_name).expect("opens");
        spoilt.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap_or_else(|e| panic!("{sql}: {e}"));
        drop(spoilt);
        check_fails(&config, &["doctor", "--database", &copy_name], 1, expected);
    }
    let text = std::fs::read_to_string(&config).expect("readable");
    std::fs::write(&config, format!("colour = 1\n{text}")).expect("written");
    check_fails(&config, &["doctor"], 1, "newswatch config check");
}

#[test]
fn a_text_is_taken_out_by_a_file_and_never_by_an_argument() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let config = site.config(folder.path(), &["/bridge"]);
    edited(&site, &config);
    let (file, name) = named(folder.path(), "text");
    std::fs::write(&file, "most of whom had come for the soup\n").expect("written");
    check_fails(&config, &["redact", &name, "--reason", "asked for"], 74, "newswatch remove http://127.0.0.1");
    run_with(&config, &["remove", &site.url("/bridge")]);
    let said = run_with(&config, &["redact", &name, "--reason", "asked for"]);
    assert!(said.contains("taken out of 2 versions and 1 change") && said.contains("2 raw pages given up"), "{said}");
    for file in ["watch.db", "watch.db-wal"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("come for the soup"), "{file}");
    }
    assert!(run_with(&config, &["verify"]).contains("2 raw pages given up and 4 rows redacted"));
    assert!(run_with(&config, &["show", &site.url("/bridge")]).contains("[redacted]"));
    check_fails(&config, &["redact", &name, "--reason", "again"], 1, "nowhere in the record");
    let change = Database::beside(&config).changes()[0].id.to_string();
    let (_, bundle) = named(folder.path(), "bundle.tar");
    run_with(&config, &["evidence", &change, "--output", &bundle]);
}
