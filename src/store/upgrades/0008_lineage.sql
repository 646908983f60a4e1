-- Format 8: another article or another language under the same address opens a new lineage, sentences that moved
-- within their paragraph are counted, and the same story under two addresses is found. `schema.sql` says what each table is.

ALTER TABLE change ADD COLUMN sentences_moved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE version ADD COLUMN lineage INTEGER NOT NULL DEFAULT 1;
UPDATE version SET lineage = 1 + (
    SELECT count(*) FROM change AS c
    WHERE c.page_id = version.page_id AND c.cause = 'publisher' AND c.old_version < c.new_version
      AND c.new_version <= version.n
      AND (' ' || c.kinds || ' ' LIKE '% replaced %' OR ' ' || c.kinds || ' ' LIKE '% language_switch %'));
-- For finding the same story under other addresses.
CREATE INDEX version_story ON version (substr(canon_hash, 1, 8));
DROP VIEW version_seen;
CREATE VIEW version_seen AS
SELECT p.url, v.n, v.cause, v.first_seen_at,
       CASE WHEN p.version_id = v.id AND p.text_seen_at > v.last_seen_at THEN p.text_seen_at ELSE v.last_seen_at END
           AS last_seen_at,
       v.headline, v.words, v.published, v.modified, v.body, v.id AS version_id, v.page_id,
       CASE WHEN p.version_id = v.id THEN p.text_sights ELSE v.sights END AS sights, v.lineage
FROM version AS v JOIN page AS p ON p.id = v.page_id
ORDER BY p.url, v.n DESC;
