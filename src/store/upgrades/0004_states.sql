-- Format 4: texts shown in turn, changes told otherwise, changes of whole sites, trust in modified times, traces.
-- `schema.sql` says what each column is.

ALTER TABLE page ADD COLUMN text_sights INTEGER NOT NULL DEFAULT 1;
ALTER TABLE page ADD COLUMN variant_group_id INTEGER;
ALTER TABLE page ADD COLUMN moved_to TEXT;
CREATE INDEX page_suspect ON page (site) WHERE suspect_hash IS NOT NULL;
ALTER TABLE attempt ADD COLUMN trace TEXT;
ALTER TABLE version ADD COLUMN sights INTEGER NOT NULL DEFAULT 1;
ALTER TABLE change ADD COLUMN told_as TEXT;
ALTER TABLE change ADD COLUMN retold_at TEXT;
ALTER TABLE change ADD COLUMN disclosed_by INTEGER REFERENCES change (id);
ALTER TABLE change ADD COLUMN site_event_id INTEGER REFERENCES site_event (id);

CREATE TABLE variant_group (
    id             INTEGER PRIMARY KEY,
    page_id        INTEGER NOT NULL REFERENCES page (id),
    field          TEXT    NOT NULL,
    began_at       TEXT    NOT NULL,
    switched_at    TEXT    NOT NULL,
    switches       INTEGER NOT NULL,
    run            INTEGER NOT NULL,
    ended_at       TEXT
);
CREATE INDEX variant_group_page ON variant_group (page_id);

CREATE TABLE variant (
    group_id       INTEGER NOT NULL REFERENCES variant_group (id),
    place          INTEGER NOT NULL,
    text           TEXT    NOT NULL,
    key_hash       BLOB    NOT NULL,
    version        INTEGER NOT NULL,
    seen           INTEGER NOT NULL,
    first_seen_at  TEXT    NOT NULL,
    last_seen_at   TEXT    NOT NULL,
    is_shown       INTEGER NOT NULL,
    PRIMARY KEY (group_id, place)
) WITHOUT ROWID;

CREATE TABLE block_sight (
    site           TEXT    NOT NULL,
    block_hash     BLOB    NOT NULL,
    is_added       INTEGER NOT NULL,
    page_id        INTEGER NOT NULL REFERENCES page (id),
    at             TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    PRIMARY KEY (site, block_hash, is_added, page_id)
) WITHOUT ROWID;

CREATE TABLE site_block (
    site           TEXT    NOT NULL,
    block_hash     BLOB    NOT NULL,
    is_added       INTEGER NOT NULL,
    text           TEXT    NOT NULL,
    site_event_id  INTEGER NOT NULL REFERENCES site_event (id),
    last_at        TEXT    NOT NULL,
    PRIMARY KEY (site, block_hash, is_added)
) WITHOUT ROWID;

CREATE TABLE site_trust (
    site           TEXT    PRIMARY KEY,
    quiet          INTEGER NOT NULL,
    moved          INTEGER NOT NULL,
    untrusted_since TEXT
) WITHOUT ROWID;

DROP VIEW silent_edit;
DROP VIEW change_report;
DROP VIEW version_seen;

CREATE VIEW version_seen AS
SELECT p.url, v.n, v.cause, v.first_seen_at,
       CASE WHEN p.version_id = v.id AND p.text_seen_at > v.last_seen_at THEN p.text_seen_at ELSE v.last_seen_at END
           AS last_seen_at,
       v.headline, v.words, v.published, v.modified, v.body, v.id AS version_id, v.page_id,
       CASE WHEN p.version_id = v.id THEN p.text_sights ELSE v.sights END AS sights
FROM version AS v JOIN page AS p ON p.id = v.page_id
ORDER BY p.url, v.n DESC;

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

CREATE VIEW silent_edit AS
SELECT found_at, site, url, headline, kinds, severity, "window", words_added, words_removed, flags, summary, diff,
       old_version, new_version, change_id
FROM change_report
WHERE disclosure = 'silent' AND disclosed_by IS NULL AND severity IN ('minor', 'major', 'alert');

CREATE VIEW variant_report AS
SELECT p.site, p.url, g.field, v.text, v.seen, v.first_seen_at, v.last_seen_at, v.is_shown, g.began_at, g.switches,
       g.ended_at, g.id AS variant_group_id, g.page_id
FROM variant_group AS g JOIN page AS p ON p.id = g.page_id JOIN variant AS v ON v.group_id = g.id
ORDER BY g.began_at DESC, g.id, v.place;
