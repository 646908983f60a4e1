-- Format 2: pages that cannot be read wait in quarantine; the health of rules, what happens to sites, learned blocks.
-- `schema.sql` says what each column is.

ALTER TABLE page ADD COLUMN unread_hash BLOB;
ALTER TABLE page ADD COLUMN unread_under TEXT;
ALTER TABLE page ADD COLUMN missing TEXT;
CREATE INDEX page_broken ON page (site) WHERE state = 'suspect:template_broken' AND watch = 'on';
CREATE INDEX page_missing ON page (site, missing) WHERE missing <> '' AND watch = 'on';
CREATE INDEX page_unread ON page (unread_under) WHERE unread_under IS NOT NULL;

CREATE TABLE quarantine (
    capture_id     INTEGER PRIMARY KEY REFERENCES capture (id),
    page_id        INTEGER NOT NULL REFERENCES page (id),
    last_seen_at   TEXT    NOT NULL,
    sights         INTEGER NOT NULL,
    text_seen_at   TEXT,
    claims         TEXT,
    left_at        TEXT,
    left_claims    TEXT
);
CREATE INDEX quarantine_page ON quarantine (page_id, capture_id);

CREATE TABLE site_event (
    id             INTEGER PRIMARY KEY,
    site           TEXT    NOT NULL,
    at             TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    subject        TEXT    NOT NULL,
    detail         TEXT    NOT NULL,
    pages          INTEGER NOT NULL,
    ended_at       TEXT
);
CREATE UNIQUE INDEX site_event_open ON site_event (site, kind, subject) WHERE ended_at IS NULL;
CREATE INDEX site_event_site ON site_event (site, at);

CREATE TABLE rule_health (
    site           TEXT    NOT NULL,
    field          TEXT    NOT NULL,
    reads          INTEGER NOT NULL,
    matched        INTEGER NOT NULL,
    recent         INTEGER NOT NULL,
    last_matched_at TEXT,
    missing_since  TEXT,
    pick           TEXT,
    bodies         TEXT,
    PRIMARY KEY (site, field)
) WITHOUT ROWID;

CREATE TABLE learned_block (
    id             INTEGER PRIMARY KEY,
    site           TEXT    NOT NULL,
    text           TEXT    NOT NULL,
    folded         TEXT    NOT NULL,
    list           INTEGER NOT NULL,
    learned_at     TEXT    NOT NULL,
    articles       INTEGER NOT NULL,
    seen_on        TEXT    NOT NULL,
    unlearned_at   TEXT,
    UNIQUE (site, folded)
);

CREATE VIEW site_alert AS
SELECT site, kind, subject, pages, at AS since, detail, id AS site_event_id
FROM site_event WHERE ended_at IS NULL
ORDER BY at DESC;
