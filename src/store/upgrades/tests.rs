//! Files of every older format become like new ones, with their rows.

use super::*;

/// A file of format 1, as it was made then.
const FORMAT_1: &str = include_str!("tests_format_1.sql");

/// A page of format 1 whose template is broken, with its last version and the evidence of its state.
const SAMPLE_1: &str = "
    INSERT INTO page (id, url, url_key, site, watch_since, added_at, next_due, state, state_since)
    VALUES (1, 'https://a.example/x', 'a.example/x', 'a', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z',
            '2026-01-03T00:00:00.000Z', 'suspect:template_broken', '2026-01-02T00:00:00.000Z');
    INSERT INTO capture (id, page_id, at, why, status, final_url, headers, body_hash, body_bytes, body)
    VALUES (1, 1, '2026-01-01T00:00:00.000Z', 'version', 200, 'https://a.example/x', '[]', x'00', 0, x''),
           (2, 1, '2026-01-02T00:00:00.000Z', 'state', 200, 'https://a.example/x', '[]', x'00', 0, x'');
    INSERT INTO version (page_id, n, cause, first_seen_at, last_seen_at, capture_id, revision, words, body, is_live,
                         body_kinds, text_hash, canon_hash, body_canon_hash)
    VALUES (1, 1, 'publisher', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 1, 'r', 1, 'Text.', 0,
            'paragraph', x'00', x'00', x'00');
    UPDATE page SET version = 1, version_id = 1;
    INSERT INTO event (page_id, at, kind, detail) VALUES (1, '2026-01-02T00:00:00.000Z', 'suspect_entered', '..');";

fn fresh() -> (tempfile::TempDir, std::path::PathBuf, Connection) {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("x.db");
    let connection = Connection::open(&path).expect("opens");
    upgrade(&connection, &path, &[]).expect("a new file");
    (dir, path, connection)
}

/// A file of format 1 with its sample rows.
fn old(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("opens");
    in_transaction(&connection, &Upgrade { to: 1, sql: FORMAT_1, then: nothing }).expect("format 1");
    connection.execute_batch(SAMPLE_1).expect("its rows");
    connection
}

/// Every table and index with its columns, every view with its text: what a reader of the file can name.
fn shape(connection: &Connection) -> Vec<String> {
    let rows = |sql: &str, name: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).expect("valid");
        let rows = statement.query_map([name], |row| {
            let cells = (0..row.as_ref().column_count()).map(|i| row.get::<_, rusqlite::types::Value>(i));
            Ok(format!("{:?}", cells.collect::<Result<Vec<_>, _>>()?))
        });
        rows.expect("a query").collect::<Result<_, _>>().expect("rows")
    };
    let sql = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name";
    let mut statement = connection.prepare(sql).expect("valid");
    let things = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let things: Vec<(String, String, String)> = things.expect("a query").collect::<Result<_, _>>().expect("rows");
    let mut all = Vec::new();
    for (kind, name, sql) in things {
        all.push(format!("{kind} {name}"));
        match kind.as_str() {
            "table" => all.extend(rows("SELECT * FROM pragma_table_xinfo(?1)", &name)),
            _ => all.push(sql.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }
    all
}

#[test]
fn a_file_of_format_1_becomes_like_a_new_one_and_keeps_its_rows() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("old.db");
    let connection = old(&path);
    upgrade(&connection, &path, UPGRADES).expect("brought up to date");
    let (_dir, _path, new) = fresh();
    assert_eq!(shape(&connection), shape(&new));
    assert_eq!(user_version(&connection).expect("a number"), LATEST);
    let kept = "SELECT (SELECT count(*) FROM page WHERE unread_hash IS NULL) || (SELECT count(*) FROM version_seen)
                || (SELECT count(*) FROM capture) || (SELECT count(*) FROM event)";
    assert_eq!(connection.query_row(kept, [], |row| row.get::<_, String>(0)).expect("a row"), "1121");
    let found = "SELECT count(*) FROM version_text WHERE version_text MATCH '\"text\"'";
    assert_eq!(connection.query_row(found, [], |row| row.get::<_, i64>(0)).expect("a row"), 1, "old texts are found");
}

#[test]
fn an_older_file_gets_the_steps_that_it_lacks_and_a_copy_is_kept() {
    let (_dir, path, connection) = fresh();
    let steps = [
        Upgrade { to: LATEST + 1, sql: "CREATE TABLE second (a)", then: nothing },
        Upgrade { to: LATEST + 2, sql: "ALTER TABLE second ADD COLUMN b", then: nothing },
    ];
    upgrade(&connection, &path, &steps).expect("two steps");
    upgrade(&connection, &path, &steps).expect("nothing left to do");
    assert_eq!(user_version(&connection).expect("a number"), LATEST + 2);
    connection.execute("INSERT INTO second (a, b) VALUES (1, 2)", []).expect("both columns are there");
    let copy = Connection::open(beside(&path, &format!(".format-{LATEST}"))).expect("the copy opens");
    assert_eq!(user_version(&copy).expect("a number"), LATEST);
}

#[test]
fn a_step_that_fails_leaves_nothing_and_can_be_taken_again() {
    let (_dir, path, connection) = fresh();
    let broken =
        [Upgrade { to: LATEST + 1, sql: "CREATE TABLE second (a); SELECT nonsense FROM nowhere", then: nothing }];
    assert!(upgrade(&connection, &path, &broken).is_err());
    assert_eq!(user_version(&connection).expect("a number"), LATEST);
    let mended = [Upgrade { to: LATEST + 1, sql: "CREATE TABLE second (a)", then: nothing }];
    upgrade(&connection, &path, &mended).expect("the table is not half there");
    assert_eq!(user_version(&connection).expect("a number"), LATEST + 1);
}

#[test]
fn the_steps_lead_to_the_latest_format() {
    assert_eq!(UPGRADES.last().map_or(1, |s| s.to), LATEST);
    assert!(UPGRADES.iter().zip(2..).all(|(step, to)| step.to == to));
}

#[test]
fn pages_of_older_files_get_the_host_that_new_ones_get() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("old.db");
    let connection = old(&path);
    let urls = [
        "https://www.example.org/news?x=http://a:1/@b",
        "http://example.org/",
        "http://127.0.0.1:8080/a",
        "https://[::1]/a",
        "http://[2001:db8::1]:8443/",
        "https://me@example.org/",
    ];
    for url in urls {
        let insert = "INSERT INTO page (url, url_key, site, watch_since, added_at, next_due, state_since)
                      VALUES (?1, '', 'a', '', '', '', '')";
        connection.execute(insert, [url]).expect("a row");
    }
    upgrade(&connection, &path, UPGRADES).expect("brought up to date");
    for url in urls {
        let host: String =
            connection.query_row("SELECT host FROM page WHERE url = ?1", [url], |row| row.get(0)).expect("a row");
        let key = crate::model::HostKey::of(&url::Url::parse(url).expect("an address"));
        assert_eq!(host, key.to_string(), "{url}");
    }
}
