-- Format 9: raw pages and texts are bound in a chain of hashes; requests are kept; bodies of raw pages can be given up. The
-- chain of an older file is made by the program (`chain::begin`). `schema.sql` says what each column is.

ALTER TABLE capture ADD COLUMN request TEXT;
ALTER TABLE capture ADD COLUMN gone_at TEXT;
ALTER TABLE capture ADD COLUMN gone_why TEXT;
CREATE INDEX capture_base ON capture (base_id) WHERE base_id IS NOT NULL;

CREATE TABLE chain (
    id             INTEGER PRIMARY KEY,
    subject        TEXT    NOT NULL CHECK (subject IN ('chain', 'capture', 'version', 'window')),
    deed           TEXT    NOT NULL CHECK (deed IN ('began', 'made', 'gone', 'redacted')),
    page_id        INTEGER,
    row_id         INTEGER,
    note           TEXT,
    content_hash   BLOB    NOT NULL,
    link_hash      BLOB    NOT NULL
);
CREATE INDEX chain_row ON chain (row_id, subject, id);
