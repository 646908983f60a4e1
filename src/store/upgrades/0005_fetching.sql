-- Format 5: hosts are the unit of scheduling and remembered; lists of new pages, and what they say of changes.
-- `schema.sql` says what each column is.

CREATE TABLE host (
    host           TEXT    PRIMARY KEY,
    day            INTEGER NOT NULL DEFAULT 0,
    asked          INTEGER NOT NULL DEFAULT 0,
    failures       INTEGER NOT NULL DEFAULT 0,
    paused_until   TEXT,
    trouble        TEXT,
    robots_at      TEXT,
    robots_until   TEXT,
    robots_missing_since TEXT,
    robots         TEXT,
    robots_problem TEXT,
    hints          INTEGER NOT NULL DEFAULT 0,
    hints_right    INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE source (
    id             INTEGER PRIMARY KEY,
    site           TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    url            TEXT    NOT NULL,
    is_listed      INTEGER NOT NULL DEFAULT 1,
    next_due       TEXT    NOT NULL,
    etag           TEXT,
    last_modified  TEXT,
    last_attempt_at TEXT,
    last_read_at   TEXT,
    failures       INTEGER NOT NULL DEFAULT 0,
    last_problem   TEXT,
    listed         INTEGER NOT NULL DEFAULT 0,
    added          INTEGER NOT NULL DEFAULT 0,
    UNIQUE (site, url)
);
ALTER TABLE page ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN source_id INTEGER REFERENCES source (id);
ALTER TABLE page ADD COLUMN listed_mod TEXT;
ALTER TABLE page ADD COLUMN hinted_at TEXT;

-- Of "https://name:8443/path" the part between the slashes, without a user's name, with the scheme's own port.
UPDATE page SET host = substr(url, instr(url, '://') + 3);
UPDATE page SET host = substr(host, 1, instr(host || '/', '/') - 1);
UPDATE page SET host = substr(host, instr(host, '@') + 1);
UPDATE page SET host = host || CASE WHEN url LIKE 'https:%' THEN ':443' ELSE ':80' END
WHERE NOT (host GLOB '*:[0-9]*' AND host NOT GLOB '*]');

CREATE INDEX page_host ON page (host, next_due) WHERE watch = 'on';
CREATE INDEX page_found ON page (site, added_at) WHERE source_id IS NOT NULL;
