//! The watch list and its record: a few pages are really checked, the others get what those have.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use newswatch::store::Store;
use rusqlite::Connection;
use url::Url;

use crate::server::{Server, TEXTS, host};

/// Sites that the hosts belong to.
const SITES: u64 = 100;
/// Attempts that led to nothing which each page has; the daemon keeps up to twenty.
const QUIET_ATTEMPTS: u32 = 4;

pub struct Record {
    folder: PathBuf,
    connection: Connection,
    hosts: u64,
    port: u16,
}

impl Record {
    /// Makes the database anew, since the server's port is another one each time.
    pub fn make(folder: &Path, server: &Server, pages: u64, hosts: u64) -> Record {
        let database = folder.join("watch.db");
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.join(format!("watch.db{suffix}"))); // it may not be there
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let place = |page: u64| {
            let (n, port) = (page % hosts, server.port);
            let url = Url::parse(&format!("http://{}:{port}/a/{page}", host(n))).expect("an address");
            (url, format!("press-{}", n % SITES))
        };
        let samples = TEXTS.min(pages);
        runtime.block_on(async {
            let store = Store::open(&database).expect("a new database");
            store.ensure_pages((0..samples).map(place).collect(), chrono::Utc::now()).await.expect("added");
            store.close().await.expect("closes");
        });
        let connection = Connection::open(&database).expect("opens");
        connection.busy_timeout(Duration::from_secs(60)).expect("set");
        let record = Record { folder: folder.to_owned(), connection, hosts, port: server.port };
        record.run("UPDATE page SET is_listed = 0");
        let config = record.config(0);
        let mut check = Command::new(env!("CARGO_BIN_EXE_newswatch"));
        let output = check.args(["check", "--all", "--config"]).arg(&config).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        record.copy(samples, pages, place);
        record
    }

    fn run(&self, sql: &str) {
        self.connection.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    }

    /// Gives each page from `samples` on what the sample with its text has, and makes nothing due for weeks.
    fn copy(&self, samples: u64, pages: u64, place: impl Fn(u64) -> (Url, String)) {
        self.run(
            "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000; BEGIN;
                  CREATE TEMP TABLE fresh (id INTEGER PRIMARY KEY, url TEXT, site TEXT, host TEXT, sample INTEGER)",
        );
        let mut insert = self.connection.prepare("INSERT INTO fresh VALUES (?1, ?2, ?3, ?4, ?5)").expect("valid");
        for page in samples..pages {
            let ((url, site), id) = (place(page), |page: u64| i64::try_from(page + 1).unwrap_or(i64::MAX));
            let host = format!("{}:{}", host(page % self.hosts), self.port);
            insert.execute((id(page), url.as_str(), site, host, id(page % samples))).expect("inserted");
        }
        let columns = |table: &str, own: &[(&str, &str)]| {
            let names: Vec<String> = self
                .connection
                .prepare("SELECT name FROM pragma_table_info(?1)")
                .and_then(|mut s| s.query_map([table], |row| row.get(0))?.collect())
                .expect("columns");
            let value = |name: &String| match own.iter().find(|(column, _)| column == name) {
                Some((_, sql)) => (*sql).to_owned(),
                None => format!("s.{name}"),
            };
            (names.join(", "), names.iter().map(value).collect::<Vec<_>>().join(", "))
        };
        let copy = |table: &str, key: &str, own: &[(&str, &str)]| {
            let (names, values) = columns(table, own);
            self.run(&format!(
                "INSERT INTO {table} ({names}) SELECT {values} FROM fresh AS f JOIN {table} AS s ON s.{key} = f.sample ORDER BY f.id"
            ));
        };
        let later = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+40 days')";
        copy("capture", "page_id", &[("id", "f.id"), ("page_id", "f.id"), ("final_url", "f.url")]);
        copy("version", "page_id", &[("id", "f.id"), ("page_id", "f.id"), ("capture_id", "f.id")]);
        copy(
            "page",
            "id",
            &[
                ("id", "f.id"),
                ("url", "f.url"),
                ("url_key", "f.url"),
                ("site", "f.site"),
                ("host", "f.host"),
                ("version_id", "f.id"),
                ("next_due", later),
            ],
        );
        for _ in 0..QUIET_ATTEMPTS {
            self.run(
                "INSERT INTO attempt (page_id, at, elapsed_ms, outcome, status, is_kept)
                      SELECT id, added_at, 20, 'not_modified', 304, 0 FROM page",
            );
        }
        self.run(&format!(
            "UPDATE page SET next_due = {later}; COMMIT; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000"
        ));
        self.run("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// Writes the configuration under which the daemon shows itself at `web_port` (0: not at all).
    pub fn config(&self, web_port: u16) -> PathBuf {
        let file = self.folder.join("config.toml");
        let hosts: Vec<String> = (0..self.hosts).map(|n| format!("\"{}:{}\"", host(n), self.port)).collect();
        let listen = if web_port == 0 { "false".to_owned() } else { format!("\"127.0.0.1:{web_port}\"") };
        let mut text = format!(
            "[store]\npath = \"{}\"\n[web]\nlisten = {listen}\n[fetch]\nconcurrency = 64\nallow_hosts = [{}]\n",
            self.folder.join("watch.db").display(),
            hosts.join(", ")
        );
        for site in 0..SITES {
            let of: Vec<String> =
                (site..self.hosts).step_by(SITES as usize).map(|n| format!("\"{}\"", host(n))).collect();
            if !of.is_empty() {
                text.push_str(&format!(
                    "[[site]]\nname = \"press-{site}\"\nhosts = [{}]\nmin_gap = \"1s\"\nlearn = false\n\
                     [site.select]\nheadline = [\"h1\"]\nbyline = [\".by\"]\nbody = [\"div.text\"]\n",
                    of.join(", ")
                ));
            }
        }
        std::fs::write(&file, text).expect("the folder is ours");
        file
    }

    /// Makes pages due at their times.
    pub fn set_due(&self, due: impl Iterator<Item = (u64, chrono::DateTime<chrono::Utc>)>) {
        self.run("BEGIN IMMEDIATE");
        let mut set = self.connection.prepare_cached("UPDATE page SET next_due = ?2 WHERE id = ?1").expect("valid");
        for (page, at) in due {
            let at = at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
            set.execute((i64::try_from(page + 1).unwrap_or(i64::MAX), at)).expect("set");
        }
        self.run("COMMIT");
    }

    fn number(&self, sql: &str) -> u64 {
        self.connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs).expect(sql)
    }

    /// Pages that are due now.
    pub fn backlog(&self) -> u64 {
        self.number(
            "SELECT count(*) FROM page INDEXED BY page_due
                     WHERE watch = 'on' AND next_due <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
        )
    }

    /// All attempts so far.
    pub fn attempts(&self) -> u64 {
        self.number("SELECT sum(attempts) FROM page")
    }

    /// Waits until nothing is due, at most for a time.
    pub fn wait_until_done(&self, most: Duration) {
        let begun = Instant::now();
        while self.backlog() > 0 && begun.elapsed() < most {
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Makes the oldest pages due at once; answers how long it took until they were checked, seconds.
    pub fn burst(&self, pages: u64) -> f64 {
        self.set_due((0..pages).map(|page| (page, chrono::Utc::now())));
        let begun = Instant::now();
        self.wait_until_done(Duration::from_secs(600));
        begun.elapsed().as_secs_f64()
    }

    /// The size of the database with its log.
    pub fn megabytes(&self) -> u64 {
        let size = |name: &str| std::fs::metadata(self.folder.join(name)).map_or(0, |file| file.len());
        (size("watch.db") + size("watch.db-wal")) / 1_000_000
    }
}
