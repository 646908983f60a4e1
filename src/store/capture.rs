//! Raw pages, packed: alone, or against an earlier capture of the same page where that pays. What a capture means is
//! decided elsewhere.

use std::io::{self, Read, Write};

use rusqlite::{Connection, OptionalExtension, named_params};
use url::Url;

use super::chain::{self, Subject};
use super::error::StoreError;
use super::values::{At, Bytes32, from_json, json, json_list, signed};
use crate::model::answer::Head;
use crate::model::{CaptureWhy, KeptCapture, NewCapture, PageId, Redirect, Response, Timestamp};

/// zstd's default: 390 MB/s on pages, and with a base the level hardly matters.
const LEVEL: i32 = 3;
/// 128 MiB, the largest window that a decoder takes without being told.
const WINDOW_LOG_MAX: u32 = 27;
/// A capture packed against its base to less than this share of its length needs no second try without one: alone,
/// pages shrink to about a sixth.
const CLEAR_GAIN: u64 = 20;

/// Stores the raw page and answers with its row.
pub(super) fn insert(
    connection: &Connection,
    page: PageId,
    at: Timestamp,
    new: &NewCapture,
) -> Result<i64, StoreError> {
    let base = keyframe(connection, page, new.why)?;
    let (base_id, packed) = pack(&new.body, base.as_ref()).map_err(|e| broken(0, &e))?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO capture (page_id, at, why, status, final_url, content_type, redirects, headers, body_hash,
                              body_bytes, base_id, body, request)
         VALUES (:page, :at, :why, :status, :final_url, :content_type, :redirects, :headers, :body_hash,
                 :body_bytes, :base_id, :body, :request)",
    )?;
    statement.execute(named_params! {
        ":page": page.0,
        ":at": At(at),
        ":why": why_name(new.why),
        ":status": new.status,
        ":final_url": new.final_url,
        ":content_type": new.content_type,
        ":redirects": json_list(&new.redirects)?,
        ":headers": json(&new.headers)?,
        ":body_hash": Bytes32(new.body_hash),
        ":body_bytes": signed(new.body.len() as u64),
        ":base_id": base_id,
        ":body": packed,
        ":request": new.request.as_ref().map(json).transpose()?,
    })?;
    let id = connection.last_insert_rowid();
    chain::made(connection, Subject::Capture, id)?;
    Ok(id)
}

/// Reads a raw page back; `None` also where its body was given up.
pub(super) fn read(connection: &Connection, id: i64) -> Result<Option<KeptCapture>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.at, c.final_url, c.content_type, c.body, c.body_bytes, b.id, b.body, b.body_bytes
         FROM capture AS c LEFT JOIN capture AS b ON b.id = c.base_id WHERE c.id = ?1 AND c.gone_at IS NULL",
    )?;
    let row = statement
        .query_row([id], |row| {
            let base = match row.get::<_, Option<i64>>(5)? {
                Some(base) => Some((base, row.get::<_, Vec<u8>>(6)?, row.get::<_, i64>(7)?)),
                None => None,
            };
            let head: (At, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((head, row.get::<_, Vec<u8>>(3)?, row.get::<_, i64>(4)?, base))
        })
        .optional()?;
    let Some(((at, final_url, content_type), packed, bytes, base)) = row else { return Ok(None) };
    let base = match base {
        Some((base_id, packed, bytes)) => Some(unpack(&packed, bytes, None).map_err(|e| broken(base_id, &e))?),
        None => None,
    };
    let body = unpack(&packed, bytes, base.as_deref()).map_err(|e| broken(id, &e))?;
    Ok(Some(KeptCapture { at: at.0, final_url, content_type, body }))
}

/// Reads a capture back as the answer that it was.
pub(super) fn response(connection: &Connection, id: i64) -> Result<Option<Response>, StoreError> {
    let Some(kept) = read(connection, id)? else { return Ok(None) };
    let mut statement = connection.prepare_cached("SELECT status, redirects, headers FROM capture WHERE id = ?1")?;
    let (status, redirects, headers) = statement.query_row([id], |row| {
        let redirects: Option<String> = row.get(1)?;
        let redirects: Vec<Redirect> = redirects.map_or(Ok(Vec::new()), |text| from_json(&text))?;
        Ok((row.get(0)?, redirects, from_json::<Vec<(String, String)>>(row.get_ref(2)?.as_str()?)?))
    })?;
    let head = Head { status, headers };
    let final_url = Url::parse(&kept.final_url)
        .map_err(|e| StoreError::Capture { id, detail: format!("its address {}: {e}", kept.final_url) })?;
    Ok(Some(Response {
        status,
        final_url,
        redirects,
        content_type: kept.content_type,
        date: head.date(),
        validators: head.validators(),
        headers: head.headers,
        body: kept.body,
        is_length_proven: true,
        request: None,
    }))
}

/// Notes that a capture turned out to be that of a version.
pub(super) fn is_of_version(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("UPDATE capture SET why = ?2 WHERE id = ?1 AND why <> ?2")?;
    statement.execute((id, why_name(CaptureWhy::Version))).map(drop)
}

/// Makes a capture one that no other needs: the first of those that were packed against it is packed alone, and the
/// others against that one.
pub(super) fn leave(connection: &Connection, id: i64) -> Result<(), StoreError> {
    let mut dependent = connection.prepare_cached("SELECT id FROM capture WHERE base_id = ?1 ORDER BY id")?;
    let ids: Vec<i64> = dependent.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut base: Option<Keyframe> = None;
    for id in ids {
        let Some(kept) = read(connection, id)? else { continue };
        let (base_id, packed) = pack(&kept.body, base.as_ref()).map_err(|e| broken(id, &e))?;
        let mut repack = connection.prepare_cached("UPDATE capture SET base_id = ?2, body = ?3 WHERE id = ?1")?;
        repack.execute((id, base_id, packed))?;
        base = base.or(Some(Keyframe { id, body: kept.body }));
    }
    Ok(())
}

/// A capture that needs no other, with its body.
struct Keyframe {
    id: i64,
    body: Vec<u8>,
}

/// The page's latest capture of that sort that stands alone: a wall is no good base for an article.
fn keyframe(connection: &Connection, page: PageId, why: CaptureWhy) -> Result<Option<Keyframe>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, body, body_bytes FROM capture WHERE page_id = ?1 AND why = ?2 AND base_id IS NULL AND gone_at IS NULL
         ORDER BY id DESC LIMIT 1",
    )?;
    let row = statement
        .query_row((page.0, why_name(why)), |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?)))
        .optional()?;
    let Some((id, packed, bytes)) = row else { return Ok(None) };
    // A base that cannot be read any more is no reason to lose the page at hand: it is packed alone.
    Ok(unpack(&packed, bytes, None).ok().map(|body| Keyframe { id, body }))
}

fn pack(body: &[u8], base: Option<&Keyframe>) -> io::Result<(Option<i64>, Vec<u8>)> {
    let Some(base) = base else { return Ok((None, compress(body, None)?)) };
    let against = compress(body, Some(&base.body))?;
    if (against.len() as u64).saturating_mul(CLEAR_GAIN) < body.len() as u64 {
        return Ok((Some(base.id), against));
    }
    let alone = compress(body, None)?;
    let pays = against.len() < alone.len() / 2;
    Ok(if pays { (Some(base.id), against) } else { (None, alone) })
}

fn compress(body: &[u8], base: Option<&[u8]>) -> io::Result<Vec<u8>> {
    let prefix = base.unwrap_or_default();
    let mut encoder = zstd::Encoder::with_ref_prefix(Vec::new(), LEVEL, prefix)?;
    encoder.include_checksum(true)?;
    encoder.set_pledged_src_size(Some(body.len() as u64))?;
    // The window must reach from the end of the page back to the start of its base.
    let reach = body.len().saturating_add(prefix.len()).max(1024);
    if !prefix.is_empty() {
        let bits = usize::BITS - reach.leading_zeros();
        encoder.window_log(bits.min(WINDOW_LOG_MAX))?;
        encoder.long_distance_matching(true)?;
    }
    encoder.write_all(body)?;
    encoder.finish()
}

fn unpack(packed: &[u8], bytes: i64, base: Option<&[u8]>) -> io::Result<Vec<u8>> {
    let mut decoder = zstd::Decoder::with_ref_prefix(packed, base.unwrap_or_default())?;
    decoder.window_log_max(WINDOW_LOG_MAX)?;
    let bytes = u64::try_from(bytes).map_err(io::Error::other)?;
    let mut body = Vec::new();
    // One byte more than promised would show that the frame is not what the row says.
    decoder.take(bytes.saturating_add(1)).read_to_end(&mut body)?;
    if body.len() as u64 == bytes { Ok(body) } else { Err(io::Error::other("its length is not what it was")) }
}

fn why_name(why: CaptureWhy) -> &'static str {
    match why {
        CaptureWhy::Version => "version",
        CaptureWhy::State => "state",
        CaptureWhy::Quarantine => "quarantine",
    }
}

fn broken(id: i64, error: &io::Error) -> StoreError {
    StoreError::Capture { id, detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page_of(words: usize, seed: u64) -> Vec<u8> {
        let mut state = seed;
        let mut text = String::from("<html><body>");
        for _ in 0..words {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(&format!("<p>word{}</p>", state >> 44));
        }
        text.into_bytes()
    }

    #[test]
    fn a_page_comes_back_as_it_was_with_and_without_a_base() {
        let first = page_of(20_000, 1);
        let mut second = first.clone();
        second.splice(1000..1010, *b"CORRECTION");
        let base = Keyframe { id: 7, body: first.clone() };
        for (body, expected_base) in [(second, Some(7)), (page_of(20_000, 2), None), (Vec::new(), None)] {
            let (base_id, packed) = pack(&body, Some(&base)).expect("packs");
            assert_eq!(base_id, expected_base, "{} bytes packed to {}", body.len(), packed.len());
            let back = unpack(&packed, body.len() as i64, base_id.map(|_| first.as_slice())).expect("unpacks");
            assert_eq!(back, body);
        }
    }

    #[test]
    fn an_edited_page_costs_little_beside_its_base() {
        let first = page_of(30_000, 3);
        let mut second = first.clone();
        second.splice(100_000..100_004, *b"17 people died");
        let base = Keyframe { id: 1, body: first };
        let (_, packed) = pack(&second, Some(&base)).expect("packs");
        assert!(packed.len() * 100 < second.len(), "{} of {}", packed.len(), second.len());
    }

    #[test]
    fn a_frame_of_another_length_is_refused() {
        let (_, packed) = pack(b"<p>short</p>", None).expect("packs");
        assert!(unpack(&packed, 3, None).is_err());
        assert!(unpack(&packed, 4000, None).is_err());
        assert!(unpack(b"no frame", 8, None).is_err());
    }
}
