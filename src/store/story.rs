//! The same story under several addresses: told once, as an event of the page that showed it later (rule R32 of the
//! domain). Copies stay pages of their own; they are only tied.

use rusqlite::{Connection, OptionalExtension};

use super::event;
use super::values::Bytes32;
use crate::model::{Event, Visit};

/// Shorter texts may be equal by chance.
const WORDS_MIN: usize = 40;

/// The name of the event.
const SAME_STORY: &str = "same_story";

/// Tells that the text of a visit's version is the newest text of another page, if it was not told before.
pub(super) fn tell(connection: &Connection, visit: &Visit) -> rusqlite::Result<()> {
    let Some(version) = visit.version.as_ref().filter(|v| v.article.body_words() >= WORDS_MIN) else { return Ok(()) };
    let mut statement = connection.prepare_cached(
        "SELECT p.url FROM version AS v JOIN page AS p ON p.version_id = v.id
         WHERE substr(v.canon_hash, 1, 8) = substr(?1, 1, 8) AND v.canon_hash = ?1 AND v.page_id <> ?2
         ORDER BY v.id LIMIT 1",
    )?;
    let hash = Bytes32(version.hashes.canon);
    let Some(url) = statement.query_row((hash, visit.page.0), |row| row.get::<_, String>(0)).optional()? else {
        return Ok(());
    };
    let detail = format!("reads as {url}");
    let mut known =
        connection.prepare_cached("SELECT 1 FROM event WHERE page_id = ?1 AND kind = ?2 AND detail = ?3")?;
    if !known.exists((visit.page.0, SAME_STORY, &detail))? {
        event::insert(connection, visit.page, visit.attempt.at, &Event { kind: SAME_STORY.to_owned(), detail })?;
    }
    Ok(())
}
