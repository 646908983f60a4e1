//! An invented record of any size: twenty dailies with many articles and a weekly with few, of words that are as unevenly
//! frequent as those of a language.

use std::path::Path;

use chrono::{Duration, TimeZone, Utc};
use newswatch::compare;
use newswatch::model::{
    Article, AttemptRecord, Block, BlockEdit, BlockKind, Cause, Change, ChangeKind, Counts, Disclosure, Edit,
    NewVersion, Op, Outcome, PageId, PageState, Run, Severity, Timestamp, Visit,
};
use newswatch::store::Store;
use url::Url;

/// Versions of an article, on average.
const VERSIONS_EACH: u64 = 4;
/// Words of a paragraph and paragraphs of an article: about 350 words.
const WORDS: u64 = 44;
const PARAGRAPHS: u64 = 8;

/// Numbers that look random and are the same each time (the mixing function of SplitMix64).
fn mixed(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

fn word(n: u64) -> String {
    // Small numbers come far more often than large ones, as words do.
    let (a, b) = (mixed(n) % 20_000 + 1, mixed(n ^ 0xabcd) % 20_000 + 1);
    match a * b / 20_000 {
        0..=3 => "the".to_owned(),
        4..=6 => "harbour".to_owned(),
        7..=9 => "council".to_owned(),
        10..=12 => "bridge".to_owned(),
        rank => format!("word{rank}"),
    }
}

fn paragraph(seed: u64) -> String {
    let words: Vec<String> = (0..WORDS).map(|n| word(seed.wrapping_mul(1_000_003).wrapping_add(n))).collect();
    format!("{}.", words.join(" "))
}

/// Version `n` of article `page`: each differs from the one before in one paragraph.
fn article(page: u64, n: u64) -> Article {
    let seed = |at: u64| page * 1000 + at + if at == n % PARAGRAPHS { n * 77_777 } else { 0 };
    let body = (0..PARAGRAPHS).map(|at| Block::new(BlockKind::Paragraph, paragraph(seed(at)))).collect();
    Article { headline: Some(format!("{} {} of {page}", word(page), word(page + 1))), body, ..Article::default() }
}

fn site(page: u64) -> String {
    if page % 5000 == 1 { "weekly".to_owned() } else { format!("gazette-{}", page % 20) }
}

fn time(n: u64) -> Timestamp {
    Utc.with_ymd_and_hms(2025, 10, 1, 0, 0, 0).single().expect("a time") + Duration::seconds(n as i64 * 5)
}

fn change(n: u64, versions: (u32, u32)) -> Change {
    let severity = match mixed(n) % 100 {
        0 => Severity::Alert,
        1..=30 => Severity::Major,
        31..=75 => Severity::Minor,
        _ => Severity::Info,
    };
    let disclosure = [Disclosure::Silent, Disclosure::Technical, Disclosure::Proper, Disclosure::Undeclarable];
    let kind = match (severity, mixed(n ^ 5) % 500) {
        (Severity::Alert, _) => ChangeKind::Removed,
        (_, 0) => ChangeKind::Rewrite,
        _ => ChangeKind::BodyEdit,
    };
    let (old, new) = (paragraph(n * 31), paragraph(n * 37));
    let cut = |text: &str| text.split_at(text.len() / 3).0.to_owned();
    let runs = vec![
        Run::new(Op::Equal, format!("{} ", cut(&old))),
        Run::new(Op::Delete, cut(&paragraph(n * 41))),
        Run::new(Op::Insert, cut(&paragraph(n * 43))),
        Run::new(Op::Equal, format!(" {new}")),
    ];
    Change {
        cause: if n.is_multiple_of(50) { Cause::Rules } else { Cause::Publisher },
        kinds: vec![kind],
        flags: Vec::new(),
        severity,
        disclosure: disclosure.get((mixed(n ^ 9) % 4) as usize).copied(),
        counts: Counts { words_added: 14, words_removed: 14, ..Counts::default() },
        summary: "body: ~1 sentence".to_owned(),
        edits: vec![Edit::Body { blocks: vec![BlockEdit::Unchanged { blocks: 4 }, BlockEdit::Edited { runs }] }],
        is_coarse: false,
        last_seen_old_at: Some(time(n * 10) - Duration::minutes(30)),
        first_seen_new_at: time(n * 10),
        old_version: Some(versions.0),
        new_version: Some(versions.1),
        reverted_to: None,
    }
}

/// A visit of a page that found nothing new.
fn quiet(page: u64, at: Timestamp) -> Visit {
    Visit {
        page: PageId(page as i64),
        attempt: AttemptRecord {
            at,
            elapsed_ms: 100,
            outcome: Outcome::SameBytes,
            status: Some(200),
            body_bytes: None,
            final_url: None,
            failure: None,
            detail: None,
            problems: Vec::new(),
            suppressed: Vec::new(),
            trace: newswatch::model::Trace::default(),
        },
        validators: None,
        judged: None,
        version: None,
        capture: None,
        rebased: None,
        clock_ahead: None,
        digested: None,
        changes: Vec::new(),
        retold: Vec::new(),
        discloses: Vec::new(),
        variants: None,
        block_sights: Vec::new(),
        is_modified_bumped: false,
        moved_to: None,
        events: Vec::new(),
        state: PageState::Ok,
        state_since: time(0),
        state_checks: 0,
        failures: 0,
        suspect_canon: None,
        is_same_text: true,
        is_busy: false,
        is_live: false,
        claims: None,
        event_at: None,
        next_due: at + Duration::days(7),
        unread: None,
        is_seen_again: false,
        reading: None,
    }
}

/// A visit as the measurement's writer records it: nine find nothing, the tenth a new text of page 5's neighbours.
pub fn visit(n: u64, at: Timestamp) -> Visit {
    let mut visit = quiet(100 + n, at);
    if n.is_multiple_of(10) {
        visit = edited(100 + n, at.timestamp().unsigned_abs(), at);
        visit.changes.iter_mut().for_each(|change| change.first_seen_new_at = at);
    }
    visit
}

fn edited(page: u64, n: u64, at: Timestamp) -> Visit {
    let article = article(page, n);
    let hashes = compare::hashes(&article);
    let mut visit = quiet(page, at);
    visit.attempt.outcome = Outcome::Version;
    visit.is_same_text = false;
    visit.version = Some(NewVersion { n: n as u32, article, hashes, revision: "bench".to_owned() });
    visit
}

/// Makes the record through the store itself, so that it is what a daemon would have left.
pub fn make(database: &Path, versions: u64, changes: u64) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(database).expect("a new database");
        let pages = versions.div_ceil(VERSIONS_EACH);
        let addresses = (1..=pages).map(|page| {
            let url = Url::parse(&format!("https://{}.example/news/{page}", site(page))).expect("an address");
            (url, site(page))
        });
        store.ensure_pages(addresses.collect(), time(0)).await.expect("added");
        let mut told = 0;
        for n in 1..=VERSIONS_EACH {
            let mut writes = tokio::task::JoinSet::new();
            for page in 1..=pages {
                let at = time((n - 1) * pages + page);
                let mut visit = edited(page, n, at);
                if n > 1 && told < changes && (told * 3 * pages <= changes * ((n - 2) * pages + page)) {
                    visit.changes = vec![change(told, (n as u32 - 1, n as u32))];
                    told += 1;
                }
                visit.next_due = Utc.with_ymd_and_hms(2030, 1, 1, 0, 0, 0).single().expect("a time");
                let store = store.clone();
                writes.spawn(async move { store.record(visit).await.map(drop) });
                while writes.len() > 2000 {
                    writes.join_next().await.expect("one").expect("no panic").expect("recorded");
                }
            }
            while let Some(done) = writes.join_next().await {
                done.expect("no panic").expect("recorded");
            }
            println!("version {n} of {pages} articles, {told} changes");
        }
        store.close().await.expect("closed");
    });
}

/// How large the index of the texts is, beside the texts.
pub fn index_share(database: &Path) -> String {
    let connection = rusqlite::Connection::open(database).expect("it opens");
    let of = |names: &str| -> i64 {
        let sql = format!("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = 1 AND name {names}");
        connection.query_row(&sql, [], |row| row.get(0)).unwrap_or(-1)
    };
    let mb = |bytes: i64| format!("{} MB", bytes / 1_000_000);
    format!(
        "of versions {} (their table {}), of changes {} (their table {})",
        mb(of("LIKE 'version_text_%'")),
        mb(of("= 'version'")),
        mb(of("LIKE 'change_text_%'")),
        mb(of("= 'change'"))
    )
}
