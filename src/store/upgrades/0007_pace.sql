-- How often the articles of each site were found edited, and at what pace they are checked for it.
CREATE TABLE site_pace (
    site           TEXT    PRIMARY KEY,
    percent        INTEGER NOT NULL,
    articles       INTEGER NOT NULL,
    edits          INTEGER NOT NULL,
    expected       REAL    NOT NULL,
    learned_at     TEXT    NOT NULL
) WITHOUT ROWID;
