//! `newswatch demo`: what it finds is exactly what its newspaper did.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::OnceLock;

use newswatch::demo::timeline::{Expected, expected, expected_cosmetic, expected_states};

use crate::daemon::{program, text};
use crate::database::{ChangeRow, Database};
use crate::http::{Answer, get, shown_at};

/// A demonstration that was run to its end.
pub struct Played {
    pub stdout: String,
    pub stderr: String,
    pub is_success: bool,
    /// What the page of changes answered while the demonstration ran.
    pub shown_live: Option<Answer>,
    folder: tempfile::TempDir,
}

impl Played {
    /// The record that it left.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("demo.db")
    }
}

/// The demonstration, run once for all tests that look at what it leaves.
pub fn played() -> &'static Played {
    static PLAYED: OnceLock<Played> = OnceLock::new();
    PLAYED.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut child = program()
            .args(["demo", "--for", "20s", "--folder"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (mut stdout, mut shown_live) = (String::new(), None);
        for line in BufReader::new(child.stdout.take().expect("it is piped")).lines().map_while(Result::ok) {
            // The first change that is printed is in the record already.
            if shown_live.is_none() && line.contains("; between ") {
                shown_live = Some(get(&shown_at(&stdout), "/", &[]));
            }
            stdout.push_str(&line);
            stdout.push('\n');
        }
        let output = child.wait_with_output().expect("it ends");
        Played { stdout, stderr: text(&output.stderr), is_success: output.status.success(), shown_live, folder }
    })
}

#[test]
fn the_demo_finds_every_true_edit_and_none_of_the_noise() {
    let Played { stdout, stderr, is_success, .. } = played();
    assert!(is_success, "{stdout}\n{stderr}");

    let database = Database::at(&database_named_in(stdout));
    let mut found = database.changes();
    for edit in expected().iter().chain(&expected_cosmetic()) {
        let place = found.iter().position(|change| is_the(edit, change));
        let place = place.unwrap_or_else(|| panic!("not found: {edit:?}\nleft: {found:#?}\n{stdout}"));
        found.remove(place);
    }
    assert_eq!(found, [], "more than was done\n{stdout}");
    for edit in expected() {
        assert!(stdout.contains(edit.url_path), "printed as it is found: {}\n{stdout}", edit.about);
    }
    for state in expected_states() {
        let kind = state.suspicion.map_or("gone_unconfirmed", |_| "suspect_entered");
        let sql = format!(
            "SELECT count(*) FROM event JOIN page ON page.id = page_id WHERE kind = '{kind}' AND url LIKE '%{}'",
            state.url_path
        );
        assert_eq!(database.number(&sql), 1, "{}", state.about);
    }
    database.assert_whole();
}

#[test]
fn the_demo_shows_its_changes_in_a_browser_while_it_runs() {
    let shown = played().shown_live.as_ref().expect("a change was printed, and the page was asked for");
    assert_eq!(shown.status, 200);
    assert!(shown.text().contains("href=\"/change/"), "{}", shown.text());
}

/// Whether `change` is the edit, to all that the timeline says of it.
fn is_the(edit: &Expected, change: &ChangeRow) -> bool {
    change.url.ends_with(edit.url_path)
        && change.kinds.iter().any(|kind| kind == edit.kind.as_str())
        && edit.severity.is_none_or(|severity| severity.as_str() == change.severity)
        && edit.disclosure.map(|disclosure| disclosure.as_str()) == change.disclosure.as_deref()
}

/// The file that the demo's last lines name for `sqlite3`.
fn database_named_in(stdout: &str) -> PathBuf {
    let words = stdout.lines().filter(|line| line.contains("sqlite3")).flat_map(str::split_whitespace);
    let mut files = words.map(|word| word.trim_matches(['"', '\''])).filter(|word| word.ends_with(".db"));
    PathBuf::from(files.next().unwrap_or_else(|| panic!("it says how to look at the database\n{stdout}")))
}
