-- The newswatch database, version 9. This file is its public interface.
--
-- All times are UTC text of one width, `2026-01-02T03:04:05.678Z`, so that the order of the text is the order of
-- time and SQLite's date functions read them. Texts are as a reader sees them. Flags are 0 or 1. Columns named
-- `.._hash` are BLAKE3 (32 bytes). JSON stands only where plain text cannot hold the thing.
-- Look, but do not write, while the daemon runs: `sqlite3 -readonly FILE 'SELECT * FROM change_report LIMIT 5'`.

-- One row for each address that is or was watched. Rows are never deleted.
CREATE TABLE page (
    id             INTEGER PRIMARY KEY,
    -- The address as it was given; the key by which people name a page.
    url            TEXT    NOT NULL UNIQUE,
    -- The address without scheme, "www.", fragment, last slash and tracking parameters, for finding the page.
    url_key        TEXT    NOT NULL,
    -- The name of the page's site in the configuration.
    site           TEXT    NOT NULL,
    -- Whether the page is watched: "on", "paused" (by the operator, for a while), "off" (taken from the list).
    watch          TEXT    NOT NULL DEFAULT 'on' CHECK (watch IN ('on', 'paused', 'off')),
    -- Whether the configuration lists the page; others were added by hand.
    is_listed      INTEGER NOT NULL DEFAULT 0,
    -- Since when `watch` is what it is.
    watch_since    TEXT    NOT NULL,
    -- When the page was first put on the list.
    added_at       TEXT    NOT NULL,
    -- When the page is to be fetched next; setting it is the whole schedule.
    next_due       TEXT    NOT NULL,
    -- What the page was at its last answer: "new", "ok", "suspect:<why>", "gone_unconfirmed", "removed",
    -- "blocked_legal". Only "ok" pages get new versions.
    state          TEXT    NOT NULL DEFAULT 'new',
    -- Since when `state` is what it is.
    state_since    TEXT    NOT NULL,
    -- Attempts in a row that confirmed a state other than "ok".
    state_checks   INTEGER NOT NULL DEFAULT 0,
    -- Attempts in a row that brought no page.
    failures       INTEGER NOT NULL DEFAULT 0,
    -- All attempts so far, also those whose rows are gone.
    attempts       INTEGER NOT NULL DEFAULT 0,
    -- The last attempt, whatever its end.
    last_attempt_at TEXT,
    -- How the last attempt ended (see attempt.outcome).
    last_outcome   TEXT,
    -- What was wrong at the last attempt, in words; NULL where nothing was.
    last_problem   TEXT,
    -- The last attempt that was answered by the page itself, changed or not.
    last_seen_at   TEXT,
    -- Published or last edit, whichever is later: what the age ladder of the schedule counts from.
    event_at       TEXT,
    -- The last two good checks both found edits.
    is_busy        INTEGER NOT NULL DEFAULT 0,
    -- The page said at the last good check that it is a live blog.
    is_live        INTEGER NOT NULL DEFAULT 0,
    -- JSON of what the page claims of itself (stated times, section, links) where that moved since its newest version.
    claims         TEXT,
    -- The server's ETag of the body last read, to ask with.
    etag           TEXT,
    -- The server's Last-Modified of the body last read, to ask with.
    last_modified  TEXT,
    -- Hash of the decoded body last judged: the same bytes need no second look.
    body_hash      BLOB,
    -- The extraction (rules and code) under which that body was judged.
    revision       TEXT,
    -- Folded text of the last suspicious visit, to tell a flicker from a lasting state.
    suspect_hash   BLOB,
    -- Number of the newest version (version.n); NULL before the first.
    version        INTEGER,
    -- Row of the newest version.
    version_id     INTEGER REFERENCES version (id),
    -- The last attempt that saw the text of the newest version; version_seen joins it to the versions.
    text_seen_at   TEXT,
    -- While the page cannot be read by our rules: the hash of the decoded body that came last. ETag and Last-Modified
    -- are those of that body then. NULL otherwise.
    unread_hash    BLOB,
    -- Under which rules and limits the page's rows of quarantine were last tried; NULL where it has none.
    unread_under   TEXT,
    -- The fields whose selectors matched nothing when the page was last read, space-separated.
    missing        TEXT,
    -- How many visits saw the text of the newest version so far.
    text_sights    INTEGER NOT NULL DEFAULT 1,
    -- The texts that the page shows in turn now; NULL where it does not.
    variant_group_id INTEGER,
    -- Where the address leads for good, if to another one that shows the article.
    moved_to       TEXT,
    -- The host with its port ("www.example.org:443"): the unit of politeness.
    host           TEXT    NOT NULL DEFAULT '',
    -- The list on which the page was found; NULL where the configuration or a person named it.
    source_id      INTEGER REFERENCES source (id),
    -- The latest time of change that a feed or a sitemap stated for the page.
    listed_mod     TEXT,
    -- When such a time moved the next check forward; NULL once that check was made.
    hinted_at      TEXT
);
CREATE INDEX page_due ON page (next_due) WHERE watch = 'on';
CREATE INDEX page_host ON page (host, next_due) WHERE watch = 'on';
CREATE INDEX page_found ON page (site, added_at) WHERE source_id IS NOT NULL;
CREATE INDEX page_url_key ON page (url_key);
CREATE INDEX page_site ON page (site);
CREATE INDEX page_broken ON page (site) WHERE state = 'suspect:template_broken' AND watch = 'on';
CREATE INDEX page_missing ON page (site, missing) WHERE missing <> '' AND watch = 'on';
CREATE INDEX page_suspect ON page (site) WHERE suspect_hash IS NOT NULL;
CREATE INDEX page_unread ON page (unread_under) WHERE unread_under IS NOT NULL;
CREATE INDEX page_failing ON page (site) WHERE failures > 0;

-- What has to be remembered of each host that was ever in trouble, counted, or asked for its robots.txt.
CREATE TABLE host (
    -- As in page.host.
    host           TEXT    PRIMARY KEY,
    -- The day (UTC) that is counted, in days since 1970.
    day            INTEGER NOT NULL DEFAULT 0,
    -- Requests of that day where the site has a cap: never fewer than were sent.
    asked          INTEGER NOT NULL DEFAULT 0,
    -- Exchanges in a row that the host failed as a whole.
    failures       INTEGER NOT NULL DEFAULT 0,
    -- Nothing is asked of the host before this.
    paused_until   TEXT,
    -- Why: "throttled" (it asked for it) or "failing".
    trouble        TEXT,
    -- When robots.txt was last asked for.
    robots_at      TEXT,
    -- When it has to be asked for again.
    robots_until   TEXT,
    -- Since when it cannot be had; NULL where it can.
    robots_missing_since TEXT,
    -- The file as last had, the first 512 KiB; empty where the host has none.
    robots         TEXT,
    -- Why it cannot be had, in words.
    robots_problem TEXT,
    -- Checks that were made sooner because a list stated a change ..
    hints          INTEGER NOT NULL DEFAULT 0,
    -- .. and those of them that found an edit.
    hints_right    INTEGER NOT NULL DEFAULT 0
);

-- The lists on which new pages are looked for: feeds, sitemaps, section pages.
CREATE TABLE source (
    id             INTEGER PRIMARY KEY,
    -- The name of the site in the configuration.
    site           TEXT    NOT NULL,
    -- "feed", "sitemap" or "section".
    kind           TEXT    NOT NULL,
    -- Where it is.
    url            TEXT    NOT NULL,
    -- Whether the configuration still names it.
    is_listed      INTEGER NOT NULL DEFAULT 1,
    -- When it is to be read next; setting it is the schedule.
    next_due       TEXT    NOT NULL,
    -- To ask with, as for pages.
    etag           TEXT,
    -- The same.
    last_modified  TEXT,
    -- The last try, whatever its end ..
    last_attempt_at TEXT,
    -- .. and the last one that brought the list.
    last_read_at   TEXT,
    -- Tries in a row that did not.
    failures       INTEGER NOT NULL DEFAULT 0,
    -- What was wrong at the last try, in words.
    last_problem   TEXT,
    -- Addresses of the site on it when it was last read.
    listed         INTEGER NOT NULL DEFAULT 0,
    -- Pages that were first found on it.
    added          INTEGER NOT NULL DEFAULT 0,
    UNIQUE (site, url)
);

-- One row for each try to fetch a page: all that led to something, and the last few of each page.
CREATE TABLE attempt (
    id             INTEGER PRIMARY KEY,
    page_id        INTEGER NOT NULL REFERENCES page (id),
    -- When the request was sent; for an old capture, when that was made.
    at             TEXT    NOT NULL,
    -- Wall time of the whole exchange, milliseconds.
    elapsed_ms     INTEGER NOT NULL,
    -- "not_modified" (304), "same_bytes", "same_text" (other bytes), "trace" (only counters and relative times
    -- differ), "version" (a new one), "variant" (one of the texts that are shown in turn), "claim" (the page's stated times or links moved, not its text), "state" (what
    -- came is not the article), "failed".
    outcome        TEXT    NOT NULL,
    -- The HTTP status, where there was an answer.
    status         INTEGER,
    -- Decoded bytes of the body, where there was one.
    body_bytes     INTEGER,
    -- Where the redirects ended, if elsewhere or known.
    final_url      TEXT,
    -- The kind of the failure ("dns", "timeout", "not_found", ..).
    failure        TEXT,
    -- The failure in words; may quote the server.
    detail         TEXT,
    -- JSON array of what kept the extraction from being whole: {kind, field, detail}.
    problems       TEXT,
    -- JSON array of the blocks that were left out of the comparison: {rule, text}.
    suppressed     TEXT,
    -- The capture that was kept of this attempt.
    capture_id     INTEGER REFERENCES capture (id),
    -- The version that this attempt made.
    version_id     INTEGER REFERENCES version (id),
    -- The attempt mattered and stays for good; others go when they are no longer among the last of their page.
    is_kept        INTEGER NOT NULL,
    -- Which rules led to the outcome, as far as the other columns do not tell: words such as "body:other ground:3
    -- found:edit doubt:truncated sights:2/3". `newswatch why` says them in sentences. NULL where nothing was weighed.
    trace          TEXT
);
CREATE INDEX attempt_page ON attempt (page_id, is_kept, id);

-- Raw pages as received, kept for every version, as evidence of states, and to be read when the rules are mended.
CREATE TABLE capture (
    id             INTEGER PRIMARY KEY,
    page_id        INTEGER NOT NULL REFERENCES page (id),
    -- When the page was fetched.
    at             TEXT    NOT NULL,
    -- Why it is kept: "version", "state", or "quarantine" (it could not be read by the rules of its time).
    why            TEXT    NOT NULL,
    -- The HTTP status.
    status         INTEGER NOT NULL,
    -- The address that answered.
    final_url      TEXT    NOT NULL,
    -- Content-Type as sent.
    content_type   TEXT,
    -- JSON array of the hops before the answer: {status, from, to}.
    redirects      TEXT,
    -- JSON array of the answer's headers in order: [name, value].
    headers        TEXT    NOT NULL,
    -- Hash of the decoded body.
    body_hash      BLOB    NOT NULL,
    -- Length of the decoded body.
    body_bytes     INTEGER NOT NULL,
    -- The capture whose body is needed to read this one, or NULL. That one never has a base itself.
    base_id        INTEGER REFERENCES capture (id),
    -- The body as a zstd frame; with a base, `zstd --patch-from=BASE_BODY -d` reads it. Empty where it was given up.
    body           BLOB    NOT NULL,
    -- JSON of what was sent to get it: {protocol, peer, headers: [[name, value], ..]}; NULL for captures of an archive
    -- and of older releases.
    request        TEXT,
    -- When the body was given up; what is said of it above stays. NULL where it is there.
    gone_at        TEXT,
    -- Why: "age" (by the rules of [retention]) or "redacted".
    gone_why       TEXT
);
CREATE INDEX capture_page ON capture (page_id, why, id) WHERE base_id IS NULL;
CREATE INDEX capture_base ON capture (base_id) WHERE base_id IS NOT NULL;

-- Raw pages that could not be read by our rules and wait for better ones, each page's in order of observation. A row
-- goes when its page is read (`newswatch reextract`, or the daemon after a reload); the capture stays.
CREATE TABLE quarantine (
    -- The raw page.
    capture_id     INTEGER PRIMARY KEY REFERENCES capture (id),
    page_id        INTEGER NOT NULL REFERENCES page (id),
    -- The last of the visits, one after the other, that saw this page; the first is capture.at.
    last_seen_at   TEXT    NOT NULL,
    -- How many visits saw it.
    sights         INTEGER NOT NULL,
    -- The last visit before it that saw the text of the newest version of that time; NULL where there was none.
    text_seen_at   TEXT,
    -- page.claims as it was then.
    claims         TEXT,
    -- The first visit after it that could read the page; NULL while there is none.
    left_at        TEXT,
    -- page.claims as it was after that visit.
    left_claims    TEXT
);
CREATE INDEX quarantine_page ON quarantine (page_id, capture_id);

-- What a reader read: one row for each text that a page had, in order of observation.
CREATE TABLE version (
    id             INTEGER PRIMARY KEY,
    page_id        INTEGER NOT NULL REFERENCES page (id),
    -- The version's number in the page's history: 1, 2, .. It moves up where pages in quarantine that are read later
    -- turn out to hold a text of the time before it.
    n              INTEGER NOT NULL,
    -- "publisher", or "rules" where the same capture was only read again with other selectors or another extractor.
    cause          TEXT    NOT NULL CHECK (cause IN ('publisher', 'rules')),
    -- The first visit that saw this text.
    first_seen_at  TEXT    NOT NULL,
    -- The last visit that saw this text; of a page's newest version, as of its making (see view version_seen).
    last_seen_at   TEXT    NOT NULL,
    -- The raw page that it was read from.
    capture_id     INTEGER REFERENCES capture (id),
    -- The extraction (rules and code) that made it.
    revision       TEXT    NOT NULL,
    -- Words in the body.
    words          INTEGER NOT NULL,
    headline       TEXT,
    -- The summary under the headline.
    standfirst     TEXT,
    byline         TEXT,
    -- The paragraphs in reading order, a blank line between two.
    body           TEXT    NOT NULL,
    -- Picture captions with their credits in parentheses, a blank line between two.
    captions       TEXT,
    -- The publisher's notes on the text ("correction: .."), a blank line between two.
    notes          TEXT,
    -- The kicker or section label.
    section        TEXT,
    -- The print edition's label.
    issue          TEXT,
    -- When the page says that it was published: a claim; NULL where it says nothing that can be read.
    published      TEXT,
    -- When the page says that it was last modified: a claim.
    modified       TEXT,
    canonical_url  TEXT,
    -- Declared language, lower case ("de", "pt-br").
    language       TEXT,
    -- Whether the page says that it may be read without paying; NULL where it says nothing.
    is_free        INTEGER,
    -- Whether the page says that it is a live blog.
    is_live        INTEGER NOT NULL,
    -- The kinds of the body's paragraphs in order, space-separated ("paragraph heading quote ..").
    body_kinds     TEXT    NOT NULL,
    -- JSON of what plain text cannot hold: other headlines, links, picture identities, the stated times with their
    -- source and raw text, the age notice.
    detail         TEXT,
    -- Hash of all compared fields as stored.
    text_hash      BLOB    NOT NULL,
    -- The same with typography folded.
    canon_hash     BLOB    NOT NULL,
    -- Hash of the folded body alone.
    body_canon_hash BLOB   NOT NULL,
    -- How many visits saw this text; of a page's newest version, as of its making (see view version_seen).
    sights         INTEGER NOT NULL DEFAULT 1,
    -- Which article under the address it is a text of: 1, 2, .. Another article ("replaced") and another language
    -- ("language_switch") open a new lineage.
    lineage        INTEGER NOT NULL DEFAULT 1,
    UNIQUE (page_id, n)
);
-- For finding the same story under other addresses.
CREATE INDEX version_story ON version (substr(canon_hash, 1, 8));

-- The chain of hashes over raw pages and texts, one link for each thing that was put on record or taken back, without a gap.
-- Whoever changes, drops or adds a row behind its back breaks it; `newswatch verify` finds where. A link's hash binds all
-- links before it, so that one hash written down elsewhere vouches for everything up to it.
CREATE TABLE chain (
    -- 1, 2, 3, ..
    id             INTEGER PRIMARY KEY,
    -- What is bound: a row of "capture", a row of "version", or the "window" in which a version's text was seen (known when
    -- the next text comes); "chain" for a note on the chain itself.
    subject        TEXT    NOT NULL CHECK (subject IN ('chain', 'capture', 'version', 'window')),
    -- "made"; "gone" (a raw page's body was given up, or a version turned out to be the text of another and its row is
    -- deleted); "redacted" (a text was taken out); "began" (the rows up to the note are older than the chain, which vouches
    -- for them as they were then).
    deed           TEXT    NOT NULL CHECK (deed IN ('began', 'made', 'gone', 'redacted')),
    page_id        INTEGER,
    -- capture.id or version.id. A row that has several links is bound by the last.
    row_id         INTEGER,
    -- When and why, where that is not to be seen from the row.
    note           TEXT,
    -- Hash of what the row says after the deed. As in link_hash, what is hashed are strings one after the other: each
    -- value as "LENGTH:BYTES,", numbers in decimal and hashes in hexadecimal digits, NULL as "-"; the first is the subject,
    -- then come the page's address and the columns that do not change: of a capture at, status, final_url, content_type,
    -- redirects, headers, request, body_hash, body_bytes; of a version cause, first_seen_at, capture_id, revision and
    -- words to body_canon_hash; of a window first_seen_at, last_seen_at, sights. Zeros where no row is left.
    content_hash   BLOB    NOT NULL,
    -- Hash of the previous link_hash (zeros for the first) and of the columns above, in order.
    link_hash      BLOB    NOT NULL
);
CREATE INDEX chain_row ON chain (row_id, subject, id);

-- What happened between two versions, or to a page's claims and presence (then the versions are the same).
CREATE TABLE change (
    id             INTEGER PRIMARY KEY,
    page_id        INTEGER NOT NULL REFERENCES page (id),
    -- "publisher", or "rules" where our own reading changed: that is no edit.
    cause          TEXT    NOT NULL CHECK (cause IN ('publisher', 'rules')),
    -- What was changed, space-separated ("headline_edit body_edit"); first_seen is an event and no change.
    kinds          TEXT    NOT NULL,
    -- What a reader should look at, space-separated ("number_changed lead_touched").
    flags          TEXT    NOT NULL,
    -- "none", "trace", "cosmetic", "info", "minor", "major", "alert".
    severity       TEXT    NOT NULL,
    -- The same as a number, 0 to 6, for comparing.
    severity_rank  INTEGER NOT NULL,
    -- Whether the page tells its readers: "proper" (a note), "technical" (only a time moved), "silent",
    -- "undeclarable" (it never states a modified time), "empty" (told, but nothing was changed); NULL where there is
    -- nothing to tell.
    disclosure     TEXT,
    -- One sentence.
    summary        TEXT    NOT NULL,
    -- version.n before; NULL where there was none.
    old_version    INTEGER,
    -- version.n after; the same as before where only a claim or a state moved.
    new_version    INTEGER,
    -- version.n of the older text that this one equals again.
    reverted_to    INTEGER,
    -- The last visit that saw the old text: the edit was made after it ..
    last_seen_old_at TEXT,
    -- .. and before the first visit that saw the new text.
    first_seen_new_at TEXT NOT NULL,
    -- Counts: sentences and paragraphs of the body, words of all text fields.
    sentences_added     INTEGER NOT NULL,
    sentences_deleted   INTEGER NOT NULL,
    sentences_edited    INTEGER NOT NULL,
    sentences_merged    INTEGER NOT NULL,
    sentences_split     INTEGER NOT NULL,
    paragraphs_added    INTEGER NOT NULL,
    paragraphs_deleted  INTEGER NOT NULL,
    paragraphs_edited   INTEGER NOT NULL,
    paragraphs_moved    INTEGER NOT NULL,
    paragraphs_split    INTEGER NOT NULL,
    paragraphs_merged   INTEGER NOT NULL,
    words_added         INTEGER NOT NULL,
    words_removed       INTEGER NOT NULL,
    words_before        INTEGER NOT NULL,
    words_after         INTEGER NOT NULL,
    -- The texts were too large to be compared word by word.
    is_coarse      INTEGER NOT NULL,
    -- The edits as text: [-gone-]{+new+}, one paragraph a line.
    diff           TEXT    NOT NULL,
    -- The edits as JSON, for programs.
    edits          TEXT    NOT NULL,
    -- Where the change is told otherwise by now: how it was told first, "KINDS SEVERITY DISCLOSURE: SUMMARY".
    told_as        TEXT,
    -- When it came to be told otherwise.
    retold_at      TEXT,
    -- The later change with which the page told its readers of this one.
    disclosed_by   INTEGER REFERENCES change (id),
    -- The change of the whole site of which this one is a part, or holds one.
    site_event_id  INTEGER REFERENCES site_event (id),
    -- The site of the page, which moves with it: lists of a site are read without its pages.
    site           TEXT    NOT NULL DEFAULT '',
    -- Sentences that stand in another place of their paragraph.
    sentences_moved INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX change_time ON change (first_seen_new_at);
CREATE INDEX change_page ON change (page_id, first_seen_new_at);
-- What lists are filtered by, one index for each way to begin, so that paging through a million changes reads no row and
-- few entries in vain.
CREATE INDEX change_list ON change (cause, severity_rank, first_seen_new_at, id, disclosure, kinds, page_id);
CREATE INDEX change_told ON change (cause, disclosure, severity_rank, first_seen_new_at, id, kinds);
CREATE INDEX change_kinds ON change (cause, kinds, severity_rank, first_seen_new_at, id, disclosure);
CREATE INDEX change_site ON change (site, cause, severity_rank, first_seen_new_at, id, disclosure, kinds);

-- Where which words are in the texts of the versions: rowid is version.id. The index holds no text. It is given words
-- in lower case without accents, one space between two, each character of scripts without spaces for itself, and a ¶
-- between paragraphs: `SELECT rowid FROM version_text WHERE version_text MATCH '"words next to each other"'`.
CREATE VIRTUAL TABLE version_text USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'ascii');
-- The same of the paragraphs that a change touched, as they read before and after: rowid is change.id.
CREATE VIRTUAL TABLE change_text USING fts5 (removed, added, content = '', contentless_delete = 1, tokenize = 'ascii');

-- What happened to a page and is no edit: first seen, a wall entered or left, failing, recovered.
CREATE TABLE event (
    id             INTEGER PRIMARY KEY,
    page_id        INTEGER NOT NULL REFERENCES page (id),
    at             TEXT    NOT NULL,
    -- A stable name: "first_seen", "suspect_entered", "failing", "recovered", "paused", ..
    kind           TEXT    NOT NULL,
    -- The same in words.
    detail         TEXT    NOT NULL
);
CREATE INDEX event_page ON event (page_id, at);

-- What happened to a site as a whole: an alert while it has no end, else a note in its history.
CREATE TABLE site_event (
    id             INTEGER PRIMARY KEY,
    -- The name of the site in the configuration.
    site           TEXT    NOT NULL,
    -- When it happened or began.
    at             TEXT    NOT NULL,
    -- A stable name: "template_broken" (pages cannot be read with the site's rules), "rule_weak" (a field's selectors
    -- match far fewer pages than they did), "boilerplate_learned", "boilerplate_unlearned", "site_changed" (the same
    -- blocks came on or went from many articles), "modified_untrusted" (its modified times move without any edit).
    kind           TEXT    NOT NULL,
    -- What it is about: a field's name; empty where the kind says all.
    subject        TEXT    NOT NULL,
    -- The same in words.
    detail         TEXT    NOT NULL,
    -- The most pages that were concerned at a time.
    pages          INTEGER NOT NULL,
    -- When it was over; the same as `at` for what has no length, the last page so far of "site_changed"; NULL while
    -- it lasts.
    ended_at       TEXT
);
CREATE UNIQUE INDEX site_event_open ON site_event (site, kind, subject) WHERE ended_at IS NULL;
CREATE INDEX site_event_site ON site_event (site, at);

-- How well the rules of a site read its pages: one row for each field that has selectors, and the body.
CREATE TABLE rule_health (
    -- The name of the site in the configuration.
    site           TEXT    NOT NULL,
    -- The key in [site.select]: "headline", "body", ..
    field          TEXT    NOT NULL,
    -- Pages read so far; walls, missing pages and unchanged bytes are no reads.
    reads          INTEGER NOT NULL,
    -- Of these, those on which a selector matched (of the body: on which the article was found).
    matched        INTEGER NOT NULL,
    -- The last 20 reads as bits, the newest lowest: 1 where a selector matched.
    recent         INTEGER NOT NULL,
    -- The last read on which a selector matched.
    last_matched_at TEXT,
    -- The first of the reads in a row on which none did; NULL where the last one matched.
    missing_since  TEXT,
    -- The selector that matched last, where that is known.
    pick           TEXT,
    -- Of the body: JSON array of the last 20 articles that were first read, {words, link_words}.
    bodies         TEXT,
    -- The fingerprint of the rules that are counted; with other rules the counts begin anew.
    rules          TEXT,
    PRIMARY KEY (site, field)
) WITHOUT ROWID;

-- Blocks that repeat on different articles of a site, so that they are taken for no part of any of them.
CREATE TABLE learned_block (
    -- The number by which `newswatch unlearn` takes it back.
    id             INTEGER PRIMARY KEY,
    -- The name of the site in the configuration.
    site           TEXT    NOT NULL,
    -- The block as it read.
    text           TEXT    NOT NULL,
    -- The same with typography folded: a block at the edge of a body that folds to it is left out of the comparison.
    folded         TEXT    NOT NULL,
    -- The list of the site with which it was learned: 1, 2, ..
    list           INTEGER NOT NULL,
    -- When that was.
    learned_at     TEXT    NOT NULL,
    -- How many articles showed it when it was learned.
    articles       INTEGER NOT NULL,
    -- JSON array of some of these pages' addresses.
    seen_on        TEXT    NOT NULL,
    -- When the operator took it back; such a block is never learned again.
    unlearned_at   TEXT,
    UNIQUE (site, folded)
);

-- Texts that a page shows in turn (a test of headlines, copies of a cache): one row for each such time of a page.
CREATE TABLE variant_group (
    id             INTEGER PRIMARY KEY,
    page_id        INTEGER NOT NULL REFERENCES page (id),
    -- What differs: "headline", or "text" where more does.
    field          TEXT    NOT NULL,
    -- The first visit that saw another of the texts.
    began_at       TEXT    NOT NULL,
    -- The last visit that saw another text than the visit before.
    switched_at    TEXT    NOT NULL,
    -- How often that was so.
    switches       INTEGER NOT NULL,
    -- Visits that have seen the same text since.
    run            INTEGER NOT NULL,
    -- When one text had stayed for long enough; NULL while they are shown in turn.
    ended_at       TEXT
);
CREATE INDEX variant_group_page ON variant_group (page_id);

-- One of the texts that a page shows in turn, the one from before first.
CREATE TABLE variant (
    -- The time in which it was one of them.
    group_id       INTEGER NOT NULL REFERENCES variant_group (id),
    -- Its place among them: 0, 1, ..
    place          INTEGER NOT NULL,
    -- The headline; where more differs, the number of the version.
    text           TEXT    NOT NULL,
    -- Hash of what tells it from the others, folded.
    key_hash       BLOB    NOT NULL,
    -- The version (version.n) that had it first.
    version        INTEGER NOT NULL,
    -- How many visits saw it, since it was first seen.
    seen           INTEGER NOT NULL,
    -- The first visit that saw it.
    first_seen_at  TEXT    NOT NULL,
    -- The last visit that saw it.
    last_seen_at   TEXT    NOT NULL,
    -- It is the one that was seen last.
    is_shown       INTEGER NOT NULL,
    PRIMARY KEY (group_id, place)
) WITHOUT ROWID;

-- Whole blocks that came on or went from a page lately, and steps of what stands around its fields (hashes of field and step,
-- counted as added), so that those are found which do so on many articles of a site.
CREATE TABLE block_sight (
    -- The name of the site in the configuration.
    site           TEXT    NOT NULL,
    -- Hash of the folded block.
    block_hash     BLOB    NOT NULL,
    -- 1 where it came, 0 where it went.
    is_added       INTEGER NOT NULL,
    page_id        INTEGER NOT NULL REFERENCES page (id),
    at             TEXT    NOT NULL,
    -- The version (version.n) with which it did.
    version        INTEGER NOT NULL,
    PRIMARY KEY (site, block_hash, is_added, page_id)
) WITHOUT ROWID;

-- Blocks that came on or went from many articles of a site, and steps of what stands around their fields, as in
-- "byline: [-By-] …": a change of the site, not of the articles.
CREATE TABLE site_block (
    -- The name of the site in the configuration.
    site           TEXT    NOT NULL,
    -- Hash of the folded block.
    block_hash     BLOB    NOT NULL,
    -- 1 where it came, 0 where it went.
    is_added       INTEGER NOT NULL,
    -- The block as it read.
    text           TEXT    NOT NULL,
    -- The change of the site that it is a part of.
    site_event_id  INTEGER NOT NULL REFERENCES site_event (id),
    -- The last visit that saw it come or go.
    last_at        TEXT    NOT NULL,
    PRIMARY KEY (site, block_hash, is_added)
) WITHOUT ROWID;

-- Whether the modified times of a site's pages can be believed: what they did while the texts did not change.
CREATE TABLE site_trust (
    -- The name of the site in the configuration.
    site           TEXT    PRIMARY KEY,
    -- Visits that found the text unchanged; both figures are halved now and then, so that the past fades.
    quiet          INTEGER NOT NULL,
    -- Of these, those at which the modified time had moved on all the same.
    moved          INTEGER NOT NULL,
    -- Since when the site's modified times are not believed; NULL where they are.
    untrusted_since TEXT
) WITHOUT ROWID;

-- At what pace the articles of a site are checked on the age ladder, from how often they were found edited; counted daily
-- over those that were put on the list young in the last 30 days.
CREATE TABLE site_pace (
    -- The name of the site in the configuration.
    site           TEXT    PRIMARY KEY,
    -- Percent of the ladder's intervals: 50 to 200, 100 where little is known.
    percent        INTEGER NOT NULL,
    -- Articles that were counted.
    articles       INTEGER NOT NULL,
    -- Their edits of weight minor or more ..
    edits          INTEGER NOT NULL,
    -- .. and how many are usual for as many articles of their ages.
    expected       REAL    NOT NULL,
    -- When that was counted.
    learned_at     TEXT    NOT NULL
) WITHOUT ROWID;

-- Every version with its page's address and the full span in which its text was seen.
CREATE VIEW version_seen AS
SELECT p.url, v.n, v.cause, v.first_seen_at,
       CASE WHEN p.version_id = v.id AND p.text_seen_at > v.last_seen_at THEN p.text_seen_at ELSE v.last_seen_at END
           AS last_seen_at,
       v.headline, v.words, v.published, v.modified, v.body, v.id AS version_id, v.page_id,
       CASE WHEN p.version_id = v.id THEN p.text_sights ELSE v.sights END AS sights, v.lineage
FROM version AS v JOIN page AS p ON p.id = v.page_id
ORDER BY p.url, v.n DESC;

-- The publishers' changes for people, the newest first.
CREATE VIEW change_report AS
SELECT c.first_seen_new_at AS found_at, p.site, p.url,
       (SELECT v.headline FROM version AS v
         WHERE v.page_id = c.page_id AND v.n = coalesce(c.new_version, c.old_version)) AS headline,
       c.kinds, c.severity, c.disclosure,
       'after ' || coalesce(c.last_seen_old_at, '?') || ', by ' || c.first_seen_new_at AS "window",
       c.words_added, c.words_removed, c.flags, c.summary, c.diff, c.old_version, c.new_version, c.id AS change_id,
       c.told_as, c.retold_at, c.disclosed_by, c.site_event_id
FROM change AS c JOIN page AS p ON p.id = c.page_id
WHERE c.cause = 'publisher'
ORDER BY c.first_seen_new_at DESC, c.id DESC;

-- Edits of minor weight or more of which the page has told its readers nothing, the newest first.
CREATE VIEW silent_edit AS
SELECT found_at, site, url, headline, kinds, severity, "window", words_added, words_removed, flags, summary, diff,
       old_version, new_version, change_id
FROM change_report
WHERE disclosure = 'silent' AND disclosed_by IS NULL AND severity IN ('minor', 'major', 'alert');

-- How every watched page stands, the last changed first.
CREATE VIEW page_status AS
SELECT p.site, p.url,
       (SELECT v.headline FROM version AS v WHERE v.id = p.version_id) AS headline,
       p.watch, p.state, p.state_since, coalesce(p.version, 0) AS versions,
       (SELECT count(*) FROM change AS c
         WHERE c.page_id = p.id AND c.cause = 'publisher' AND c.severity_rank >= 4) AS edits,
       (SELECT max(c.first_seen_new_at) FROM change AS c
         WHERE c.page_id = p.id AND c.cause = 'publisher' AND c.severity_rank >= 4) AS last_edit_at,
       p.last_attempt_at, p.last_outcome, p.last_problem, p.failures, p.next_due, p.id AS page_id
FROM page AS p
ORDER BY last_edit_at IS NULL, last_edit_at DESC, p.site, p.url;

-- What is wrong with whole sites now.
CREATE VIEW site_alert AS
SELECT site, kind, subject, pages, at AS since, detail, id AS site_event_id
FROM site_event WHERE ended_at IS NULL
ORDER BY at DESC;

-- The texts that pages show or showed in turn, the newest first.
CREATE VIEW variant_report AS
SELECT p.site, p.url, g.field, v.text, v.seen, v.first_seen_at, v.last_seen_at, v.is_shown, g.began_at, g.switches,
       g.ended_at, g.id AS variant_group_id, g.page_id
FROM variant_group AS g JOIN page AS p ON p.id = g.page_id JOIN variant AS v ON v.group_id = g.id
ORDER BY g.began_at DESC, g.id, v.place;
