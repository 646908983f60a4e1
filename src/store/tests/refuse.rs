//! Files that are not ours to write.

use std::fs;

use rusqlite::Connection;

use super::*;

/// Opens `path` in both ways and requires the refusal to say `expected` and to leave every byte.
fn check_refused(path: &std::path::Path, expected: &str) {
    let before = fs::read(path).expect("readable");
    let writer = Store::open(path).err().expect("refused for writing").to_string();
    assert!(writer.contains(expected), "{writer}");
    let reader = Reader::open(path).err().expect("refused for reading").to_string();
    assert!(reader.contains(expected), "{reader}");
    assert_eq!(fs::read(path).expect("readable"), before, "{expected}: the file was written to");
}

#[tokio::test]
async fn a_newer_file_is_refused_without_a_write() {
    let bench = bench();
    bench.store.clone().close().await.expect("closes");
    let connection = Connection::open(&bench.path).expect("opens");
    connection.execute_batch(&format!("PRAGMA user_version = {}", FORMAT + 1)).expect("set");
    drop(connection);
    check_refused(&bench.path, "newer newswatch");
}

#[test]
fn a_database_of_another_program_is_refused_without_a_write() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("other.db");
    let connection = Connection::open(&path).expect("opens");
    connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE shopping (item)").expect("made");
    drop(connection);
    check_refused(&path, "another program");
}

#[test]
fn a_text_file_is_no_database() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("notes.txt");
    fs::write(&path, "milk, bread and a long list of other things to buy on the way home".repeat(40)).expect("written");
    check_refused(&path, "not a database");
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_left_as_it_is() {
    let bench = bench();
    for i in 0..200 {
        bench.page(&format!("https://news.example/{i}/{}", "long".repeat(40))).await;
    }
    bench.store.clone().close().await.expect("closes");
    let mut bytes = fs::read(&bench.path).expect("readable");
    let from = bytes.len() / 2;
    bytes.iter_mut().skip(from).take(9000).for_each(|b| *b = 0x5a);
    fs::write(&bench.path, &bytes).expect("written");
    let error = Store::open(&bench.path).err().expect("refused").to_string();
    assert!(error.contains("damaged"), "{error}");
    assert_eq!(fs::read(&bench.path).expect("readable"), bytes);
}

#[test]
fn a_directory_a_device_and_a_missing_file_are_told_apart() {
    let dir = tempfile::tempdir().expect("a directory");
    for path in [dir.path(), std::path::Path::new("/dev/null")] {
        assert!(matches!(Store::open(path).err(), Some(StoreError::NotAFile(_))));
        assert!(matches!(Reader::open(path).err(), Some(StoreError::NotAFile(_))));
    }
    let missing = dir.path().join("missing.db");
    assert!(matches!(Reader::open(&missing).err(), Some(StoreError::Missing(_))));
    assert!(!missing.exists(), "reading makes no file");
    assert!(Store::open(&missing.join("deeper.db")).is_err());
}

#[tokio::test]
async fn an_empty_file_becomes_a_database() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("empty.db");
    fs::write(&path, "").expect("written");
    let store = Store::open(&path).expect("opens");
    store.heartbeat().await.expect("alive");
    assert_eq!(Reader::open(&path).expect("opens").totals().expect("counts"), Totals::default());
}

#[tokio::test]
async fn a_file_that_nobody_can_write_is_read_all_the_same() {
    let bench = bench();
    bench.page("https://news.example/a").await;
    bench.store.clone().close().await.expect("closes");
    let reader = connection::open_immutable(&bench.path).expect("opens without -shm");
    let pages: i64 = reader.query_row("SELECT count(*) FROM page", [], |row| row.get(0)).expect("a count");
    assert_eq!(pages, 1);
    fs::write(connection::beside(&bench.path, "-wal"), "pending").expect("written");
    assert!(matches!(connection::open_immutable(&bench.path).err(), Some(StoreError::PendingLog(_))));
}
