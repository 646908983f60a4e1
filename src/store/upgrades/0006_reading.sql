-- Format 6: every text can be searched, and long lists of changes can be paged. The texts that are there are put into the
-- index by the program (`search::index_all`). `schema.sql` says what each table is.

ALTER TABLE change ADD COLUMN site TEXT NOT NULL DEFAULT '';
UPDATE change SET site = (SELECT p.site FROM page AS p WHERE p.id = page_id);
CREATE INDEX change_list ON change (cause, severity_rank, first_seen_new_at, id, disclosure, kinds, page_id);
CREATE INDEX change_told ON change (cause, disclosure, severity_rank, first_seen_new_at, id, kinds);
CREATE INDEX change_kinds ON change (cause, kinds, severity_rank, first_seen_new_at, id, disclosure);
CREATE INDEX change_site ON change (site, cause, severity_rank, first_seen_new_at, id, disclosure, kinds);
CREATE INDEX page_failing ON page (site) WHERE failures > 0;

CREATE VIRTUAL TABLE version_text USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE change_text USING fts5 (removed, added, content = '', contentless_delete = 1, tokenize = 'ascii');
