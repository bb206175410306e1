-- Which content is kept outside of the database. Hashes come as a JSON list of
-- hexadecimal digits. `state <> 1` brings the index of what no file holds into play.

-- name: expect
INSERT INTO blobs (sha256, size, state, expected) VALUES (?1, ?2, 0, ?3)
ON CONFLICT (sha256) DO UPDATE SET expected = excluded.expected WHERE state <> 3
RETURNING state;

-- name: doomed
SELECT sha256 FROM blobs WHERE state = 3 AND state <> 1 ORDER BY sha256 LIMIT ?1;

-- name: to_doom
SELECT sha256 FROM blobs WHERE state IN (0, 2) AND state <> 1 AND expected < ?1
ORDER BY state, sha256 LIMIT ?2;

-- name: doom
UPDATE blobs SET state = 3 WHERE sha256 IN (SELECT unhex(value) FROM json_each(?1));

-- name: doom_unknown
INSERT INTO blobs (sha256, size, state, expected)
SELECT unhex(value), 0, 3, 0 FROM json_each(?1) WHERE true
ON CONFLICT (sha256) DO NOTHING
RETURNING sha256;

-- name: forget
DELETE FROM blobs WHERE state = 3 AND sha256 IN (SELECT unhex(value) FROM json_each(?1));

-- name: held
SELECT sha256, size FROM blobs WHERE sha256 > ?1 AND state = 1 ORDER BY sha256 LIMIT ?2;

-- name: all_held
SELECT sha256, size FROM blobs WHERE state = 1 ORDER BY sha256;

-- name: totals
SELECT state, count(*), sum(size) FROM blobs GROUP BY state ORDER BY state;

-- name: kinds
SELECT kind, count(*), sum(size) FROM files GROUP BY kind ORDER BY kind;

-- name: unshown
SELECT count(*) FROM files WHERE unheld IS NOT NULL;

-- name: owners
SELECT account_id, files, bytes FROM media_use WHERE files > 0
ORDER BY bytes DESC, account_id LIMIT ?1;

-- name: outdated
-- Files whose content is to go for its age; faces stay, evidence, and what a decision may give back.
-- ?1 kind, ?2 made before, ?3 at most
UPDATE files SET dropped = 1 WHERE id IN (
    SELECT id FROM files WHERE kind = ?1 AND dropped = 0 AND date < ?2
    AND NOT EXISTS (SELECT 1 FROM profile_photos p WHERE p.file_id = files.id)
    AND NOT EXISTS (SELECT 1 FROM contact_photos c WHERE c.file_id = files.id)
    AND NOT EXISTS (SELECT 1 FROM chat_photos g WHERE g.file_id = files.id)
    AND NOT EXISTS (SELECT 1 FROM safety_evidence_files e WHERE e.file_id = files.id)
    AND NOT EXISTS (SELECT 1 FROM safety_evidence_files e WHERE e.copy_id = files.id)
    AND NOT EXISTS (SELECT 1 FROM safety_taken_files t WHERE t.file_id = files.id)
    ORDER BY date LIMIT ?3
)
RETURNING id;

-- name: drop_contents
DELETE FROM file_blobs WHERE file_id = ?1;
