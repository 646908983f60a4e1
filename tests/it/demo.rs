//! `newswatch demo`: what it finds is exactly what its newspaper did.

use std::path::PathBuf;

use newswatch::demo::timeline::{Expected, expected, expected_cosmetic, expected_states};

use crate::daemon::{program, text};
use crate::database::{ChangeRow, Database};

#[test]
fn the_demo_finds_every_true_edit_and_none_of_the_noise() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = program()
        .args(["demo", "--for", "20s"])
        .env("TMPDIR", folder.path())
        .current_dir(folder.path())
        .output()
        .expect("the program starts");
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{}\n{stdout}\n{stderr}", output.status);

    let database = Database::at(&database_named_in(&stdout));
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
