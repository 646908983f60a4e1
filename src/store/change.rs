//! The table `change`: written once with its visit, read by time, page, weight and kind.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, named_params};

use super::search;
use super::values::{At, from_json, json, named, named_list};
use crate::model::{Cause, Change, ChangeKind, Counts, Disclosure, Flag, PageId, Seam, Severity, Timestamp};

/// One stored change with the page it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeRow {
    pub id: i64,
    pub page: PageId,
    pub url: String,
    pub site: String,
    /// The headline after the change.
    pub headline: Option<String>,
    pub change: Change,
    /// The edits as plain text with `[-gone-]{+new+}` marks, as stored.
    pub diff: String,
    /// Where the change is told otherwise by now: how it was told first, in one line.
    pub told_as: Option<String>,
    /// When it came to be told otherwise.
    pub retold_at: Option<Timestamp>,
    /// The later change with which the page told its readers of this one.
    pub disclosed_by: Option<i64>,
    /// The change of the whole site that this one is a part of, or holds one of.
    pub site_event: Option<i64>,
}

/// Which changes to read. The default is what a person wants to see: publishers' changes of weight `info` and more.
#[derive(Debug, Clone, Default)]
pub struct ChangeFilter {
    /// Found at or after this time.
    pub since: Option<Timestamp>,
    /// Found before this time.
    pub until: Option<Timestamp>,
    pub site: Option<String>,
    /// The page's address as stored.
    pub url: Option<String>,
    /// `None` means `info`, or everything with `all`.
    pub min_severity: Option<Severity>,
    /// Any of these kinds; empty means all.
    pub kinds: Vec<ChangeKind>,
    /// Only edits of weight `minor` or more of which the page has told its readers nothing.
    pub only_silent: bool,
    /// Also changes that our own rules caused, and the slightest.
    pub all: bool,
    /// At most so many, the newest.
    pub limit: Option<u32>,
}

/// Stores a change of `page` and answers with its row.
pub(super) fn insert(connection: &Connection, page: PageId, change: &Change) -> rusqlite::Result<i64> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO change (page_id, cause, kinds, flags, severity, severity_rank, disclosure, summary, old_version,
             new_version, reverted_to, last_seen_old_at, first_seen_new_at, sentences_added, sentences_deleted,
             sentences_edited, sentences_merged, sentences_split, sentences_moved, paragraphs_added, paragraphs_deleted,
             paragraphs_edited, paragraphs_moved, paragraphs_split, paragraphs_merged, words_added, words_removed,
             words_before, words_after, is_coarse, diff, edits, site)
         VALUES (:page, :cause, :kinds, :flags, :severity, :severity_rank, :disclosure, :summary, :old_version,
             :new_version, :reverted_to, :last_seen_old_at, :first_seen_new_at, :sentences_added, :sentences_deleted,
             :sentences_edited, :sentences_merged, :sentences_split, :sentences_moved, :paragraphs_added, :paragraphs_deleted,
             :paragraphs_edited, :paragraphs_moved, :paragraphs_split, :paragraphs_merged, :words_added,
             :words_removed, :words_before, :words_after, :is_coarse, :diff, :edits,
             (SELECT site FROM page WHERE id = :page))",
    )?;
    let own = named_params! {
        ":page": page.0,
        ":cause": change.cause.as_str(),
        ":old_version": change.old_version,
        ":new_version": change.new_version,
        ":reverted_to": change.reverted_to,
        ":last_seen_old_at": change.last_seen_old_at.map(At),
        ":first_seen_new_at": At(change.first_seen_new_at),
    };
    let findings = findings(change)?;
    statement.execute(bind(own, &findings).as_slice())?;
    let id = connection.last_insert_rowid();
    search::add_change(connection, id, change)?;
    Ok(id)
}

/// A value and the name that it is bound to.
pub(super) type Bound<'v> = (&'v str, &'v dyn ToSql);

/// What was found of a change, by the columns that hold it.
pub(super) fn findings(change: &Change) -> rusqlite::Result<Vec<(&'static str, Value)>> {
    let c = &change.counts;
    Ok(vec![
        (":kinds", names(change.kinds.iter().map(|k| k.as_str())).into()),
        (":flags", names(change.flags.iter().map(|f| f.as_str())).into()),
        (":severity", change.severity.as_str().to_owned().into()),
        (":severity_rank", i64::from(rank(change.severity)).into()),
        (":disclosure", change.disclosure.map(|d| d.as_str().to_owned()).into()),
        (":summary", change.summary.clone().into()),
        (":is_coarse", change.is_coarse.into()),
        (":diff", change.diff_text().into()),
        (":edits", json(&change.edits)?.into()),
        (":sentences_added", c.sentences_added.into()),
        (":sentences_deleted", c.sentences_deleted.into()),
        (":sentences_edited", c.sentences_edited.into()),
        (":sentences_merged", c.sentences_merged.into()),
        (":sentences_split", c.sentences_split.into()),
        (":sentences_moved", c.sentences_moved.into()),
        (":paragraphs_added", c.paragraphs_added.into()),
        (":paragraphs_deleted", c.paragraphs_deleted.into()),
        (":paragraphs_edited", c.paragraphs_edited.into()),
        (":paragraphs_moved", c.paragraphs_moved.into()),
        (":paragraphs_split", c.paragraphs_split.into()),
        (":paragraphs_merged", c.paragraphs_merged.into()),
        (":words_added", c.words_added.into()),
        (":words_removed", c.words_removed.into()),
        (":words_before", c.words_before.into()),
        (":words_after", c.words_after.into()),
    ])
}

/// A row's own values and the findings beside them, each bound to its name.
pub(super) fn bind<'v>(own: &[Bound<'v>], findings: &'v [(&'static str, Value)]) -> Vec<Bound<'v>> {
    let found = findings.iter().map(|(name, value)| -> Bound<'v> { (name, value) });
    own.iter().copied().chain(found).collect()
}

pub(super) fn names<'a>(all: impl Iterator<Item = &'a str>) -> String {
    all.collect::<Vec<_>>().join(" ")
}

/// A severity as the number that the database compares.
pub(super) fn rank(severity: Severity) -> u32 {
    match severity {
        Severity::None => 0,
        Severity::Trace => 1,
        Severity::Cosmetic => 2,
        Severity::Info => 3,
        Severity::Minor => 4,
        Severity::Major => 5,
        Severity::Alert => 6,
    }
}

const SELECT: &str = "SELECT c.id, c.page_id, p.url, p.site,
       (SELECT v.headline FROM version AS v
         WHERE v.page_id = c.page_id AND v.n = coalesce(c.new_version, c.old_version)),
       c.cause, c.kinds, c.flags, c.severity, c.disclosure, c.summary, c.edits, c.is_coarse, c.last_seen_old_at,
       c.first_seen_new_at, c.old_version, c.new_version, c.reverted_to, c.diff, c.sentences_added,
       c.sentences_deleted, c.sentences_edited, c.sentences_merged, c.sentences_split, c.paragraphs_added,
       c.paragraphs_deleted, c.paragraphs_edited, c.paragraphs_moved, c.paragraphs_split, c.paragraphs_merged,
       c.words_added, c.words_removed, c.words_before, c.words_after, c.told_as, c.retold_at, c.disclosed_by,
       c.site_event_id, c.sentences_moved
FROM change AS c JOIN page AS p ON p.id = c.page_id ";

fn from_row(row: &Row<'_>) -> rusqlite::Result<ChangeRow> {
    let disclosure: Option<String> = row.get(9)?;
    let change = Change {
        cause: named("cause", row.get_ref(5)?.as_str()?, Cause::parse)?,
        kinds: named_list("kind", row.get_ref(6)?.as_str()?, ChangeKind::parse)?,
        flags: named_list("flag", row.get_ref(7)?.as_str()?, Flag::parse)?,
        severity: named("severity", row.get_ref(8)?.as_str()?, Severity::parse)?,
        disclosure: disclosure.map(|name| named("disclosure", &name, Disclosure::parse)).transpose()?,
        counts: counts_from(row)?,
        summary: row.get(10)?,
        edits: from_json(row.get_ref(11)?.as_str()?)?,
        is_coarse: row.get(12)?,
        last_seen_old_at: row.get::<_, Option<At>>(13)?.map(|t| t.0),
        first_seen_new_at: row.get::<_, At>(14)?.0,
        old_version: row.get(15)?,
        new_version: row.get(16)?,
        reverted_to: row.get(17)?,
    };
    Ok(ChangeRow {
        id: row.get(0)?,
        page: PageId(row.get(1)?),
        url: row.get(2)?,
        site: row.get(3)?,
        headline: row.get(4)?,
        change,
        diff: row.get(18)?,
        told_as: row.get(34)?,
        retold_at: row.get::<_, Option<At>>(35)?.map(|t| t.0),
        disclosed_by: row.get(36)?,
        site_event: row.get(37)?,
    })
}

fn counts_from(row: &Row<'_>) -> rusqlite::Result<Counts> {
    Ok(Counts {
        sentences_added: row.get(19)?,
        sentences_deleted: row.get(20)?,
        sentences_edited: row.get(21)?,
        sentences_merged: row.get(22)?,
        sentences_split: row.get(23)?,
        sentences_moved: row.get(38)?,
        paragraphs_added: row.get(24)?,
        paragraphs_deleted: row.get(25)?,
        paragraphs_edited: row.get(26)?,
        paragraphs_moved: row.get(27)?,
        paragraphs_split: row.get(28)?,
        paragraphs_merged: row.get(29)?,
        words_added: row.get(30)?,
        words_removed: row.get(31)?,
        words_before: row.get(32)?,
        words_after: row.get(33)?,
    })
}

/// The changes that `filter` asks for, the newest first.
pub(super) fn filtered(connection: &Connection, filter: &ChangeFilter) -> rusqlite::Result<Vec<ChangeRow>> {
    let (conditions, values) = conditions(filter);
    let wanted = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
    let limit = filter.limit.map_or(-1, i64::from);
    let sql = format!("{SELECT} {wanted} ORDER BY c.first_seen_new_at DESC, c.id DESC LIMIT {limit}");
    let mut statement = connection.prepare(&sql)?;
    let values: Vec<&dyn ToSql> = values.iter().map(|v| v.as_ref()).collect();
    statement.query_map(values.as_slice(), from_row)?.collect()
}

/// The publisher's changes of a page from `since` on, in the order of rows.
pub(super) fn since(connection: &Connection, page: PageId, since: Timestamp) -> rusqlite::Result<Vec<ChangeRow>> {
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE c.page_id = ?1 AND c.first_seen_new_at >= ?2 AND c.cause = 'publisher' ORDER BY c.id"
    ))?;
    statement.query_map((page.0, At(since)), from_row)?.collect()
}

/// The publisher's changes that the visit at the seam told, by row.
pub(super) fn at_seam(
    connection: &Connection,
    page: PageId,
    after: Option<u32>,
    seam: Seam,
) -> rusqlite::Result<Vec<(i64, Change)>> {
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE c.page_id = ?1 AND c.cause = 'publisher'
         AND (c.first_seen_new_at = ?2 OR (c.old_version IS ?3 AND c.new_version = ?4 AND ?3 IS NOT ?4)) ORDER BY c.id"
    ))?;
    let rows = statement.query_map((page.0, At(seam.at), after, seam.version), from_row)?;
    rows.map(|row| row.map(|row| (row.id, row.change))).collect()
}

/// The changes of a page that were found at or before `at`, the newest first, whatever their cause and weight.
pub(super) fn until(
    connection: &Connection,
    page: PageId,
    at: Timestamp,
    limit: u32,
) -> rusqlite::Result<Vec<ChangeRow>> {
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE c.page_id = ?1 AND c.first_seen_new_at <= ?2
         ORDER BY c.first_seen_new_at DESC, c.id DESC LIMIT ?3"
    ))?;
    statement.query_map((page.0, At(at), limit), from_row)?.collect()
}

/// The rows of the page's publisher's changes right before and after one of them.
pub(super) fn neighbours(connection: &Connection, row: &ChangeRow) -> rusqlite::Result<(Option<i64>, Option<i64>)> {
    use rusqlite::OptionalExtension;
    let beside = |sign: &str, order: &str| -> rusqlite::Result<Option<i64>> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT id FROM change WHERE page_id = ?1 AND (first_seen_new_at, id) {sign} (?2, ?3)
             AND cause = 'publisher' AND severity_rank >= 3 ORDER BY first_seen_new_at {order}, id {order} LIMIT 1"
        ))?;
        statement.query_row((row.page.0, At(row.change.first_seen_new_at), row.id), |row| row.get(0)).optional()
    };
    Ok((beside("<", "DESC")?, beside(">", "ASC")?))
}

/// The publisher's change that made a version.
pub(super) fn to_version(connection: &Connection, page: PageId, n: u32) -> rusqlite::Result<Option<ChangeRow>> {
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE c.page_id = ?1 AND c.new_version = ?2 AND c.old_version IS NOT c.new_version
         AND c.cause = 'publisher'"
    ))?;
    statement.query_row((page.0, n), from_row).optional()
}

/// The changes of a page that were told at a time, or with the version that was made then: a removal is told when it is
/// believed, and dated when it was first seen.
pub(super) fn told_at(
    connection: &Connection,
    page: PageId,
    at: Timestamp,
    version: Option<u32>,
) -> rusqlite::Result<Vec<ChangeRow>> {
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE c.page_id = ?1 AND (
             (c.new_version = ?3 AND c.old_version IS NOT c.new_version)
             OR (c.kinds = 'live_update' AND c.old_version < ?3 AND c.new_version > ?3)
             OR (c.first_seen_new_at = ?2 AND c.old_version IS c.new_version AND c.kinds <> 'removed')
             OR (c.kinds = 'removed' AND c.first_seen_new_at = (
                     SELECT max(r.first_seen_new_at) FROM change AS r
                     WHERE r.page_id = ?1 AND r.kinds = 'removed' AND r.first_seen_new_at <= ?2)
                 AND EXISTS (SELECT 1 FROM event AS e WHERE e.page_id = ?1 AND e.at = ?2 AND e.kind = 'removed')))
         ORDER BY c.id"
    ))?;
    statement.query_map((page.0, At(at), version), from_row)?.collect()
}

/// The change of that row number.
pub(super) fn by_id(connection: &Connection, id: i64) -> rusqlite::Result<Option<ChangeRow>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE c.id = ?1"))?;
    statement.query_row([id], from_row).optional()
}

/// The conditions as SQL with `?`, and what stands for each.
fn conditions(filter: &ChangeFilter) -> (Vec<String>, Vec<Box<dyn ToSql>>) {
    let mut sql: Vec<String> = Vec::new();
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    let mut add = |condition: &str, value: Box<dyn ToSql>| {
        sql.push(condition.to_owned());
        values.push(value);
    };
    if let Some(since) = filter.since {
        add("c.first_seen_new_at >= ?", Box::new(At(since)));
    }
    if let Some(until) = filter.until {
        add("c.first_seen_new_at < ?", Box::new(At(until)));
    }
    if let Some(site) = &filter.site {
        add("p.site = ?", Box::new(site.clone()));
    }
    if let Some(url) = &filter.url {
        add("p.url = ?", Box::new(url.clone()));
    }
    let least = if filter.all { Severity::None } else { Severity::Info };
    let least = filter.min_severity.unwrap_or(least);
    let least = if filter.only_silent { least.max(Severity::Minor) } else { least };
    add("c.severity_rank >= ?", Box::new(rank(least)));
    if !filter.all {
        add("c.cause = ?", Box::new(Cause::Publisher.as_str()));
    }
    if filter.only_silent {
        add("c.disclosed_by IS NULL AND c.disclosure = ?", Box::new(Disclosure::Silent.as_str()));
    }
    if !filter.kinds.is_empty() {
        let any = vec!["instr(' ' || c.kinds || ' ', ?) > 0"; filter.kinds.len()].join(" OR ");
        sql.push(format!("({any})"));
        values.extend(filter.kinds.iter().map(|k| Box::new(format!(" {} ", k.as_str())) as Box<dyn ToSql>));
    }
    (sql, values)
}
