//! Files that came to harm.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rusqlite::Connection;

use super::*;

/// A closed database of `pages` pages in which each has a long address.
async fn filled(pages: usize) -> Bench {
    let bench = bench();
    let listed =
        (0..pages).map(|i| (address(&format!("https://news.example/{i}/{}", "long".repeat(60))), String::new()));
    bench.store.ensure_pages(listed.collect(), time(0)).await.expect("added");
    bench.store.clone().close().await.expect("closes");
    bench
}

/// Overwrites the page of the file that holds the root of a table or an index, or one below it.
fn harm(bench: &Bench, table: &str, is_root: bool) {
    let connection = Connection::open(&bench.path).expect("opens");
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let root: u32 = connection.query_row(sql, [table], |row| row.get(0)).expect("it is there");
    let size: u32 = connection.query_row("PRAGMA page_size", [], |row| row.get(0)).expect("a size");
    drop(connection);
    let mut bytes = fs::read(&bench.path).expect("readable");
    let (root, size) = (root as usize, size as usize);
    let at = (root - 1) * size;
    // An inner page lists those below it: the one in the middle is at neither end of the table.
    let cells = usize::from(u16::from_be_bytes([bytes[at + 3], bytes[at + 4]]));
    let pointer = at + 12 + 2 * (cells / 2);
    let cell = at + usize::from(u16::from_be_bytes([bytes[pointer], bytes[pointer + 1]]));
    let below = u32::from_be_bytes(bytes[cell..cell + 4].try_into().expect("four bytes")) as usize;
    let from = if is_root { at } else { (below - 1) * size };
    bytes[from..from + size].fill(0x5a);
    fs::write(&bench.path, &bytes).expect("written");
}

fn look(bench: &Bench) -> Result<(), StoreError> {
    crate::store::damage::touch_all(&Connection::open(&bench.path).expect("opens"), &bench.path)
}

#[tokio::test]
async fn damage_at_the_ends_of_a_table_is_found_without_reading_the_file() {
    let bench = filled(300).await;
    look(&bench).expect("it is whole");
    harm(&bench, "page", true);
    assert!(matches!(look(&bench), Err(StoreError::Corrupt { .. })));
}

#[tokio::test]
async fn damage_within_a_table_or_an_index_is_found_by_reading_it_through() {
    let go_on = Arc::new(AtomicBool::new(false));
    for table in ["page", "page_url_key"] {
        let bench = filled(300).await;
        assert!(read_through(&bench.path, &go_on).expect("it is whole"));
        harm(&bench, table, false);
        look(&bench).expect("the ends do not show it");
        let error = read_through(&bench.path, &go_on).expect_err("damaged");
        assert!(matches!(error, StoreError::Corrupt { .. }), "{table}: {error}");
    }
}

#[tokio::test]
async fn reading_through_ends_when_it_is_told_to() {
    let bench = filled(300).await;
    assert!(!read_through(&bench.path, &Arc::new(AtomicBool::new(true))).expect("it is whole"));
}

#[tokio::test]
async fn damage_that_a_write_meets_is_told_as_such() {
    let bench = filled(300).await;
    harm(&bench, "page_url_key", true);
    let connection = Connection::open(&bench.path).expect("opens");
    let error = page::add(&connection, &address("https://news.example/new"), "", time(1)).expect_err("damaged");
    assert!(matches!(error.in_file(&bench.path), StoreError::Corrupt { .. }));
}
