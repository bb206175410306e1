-- Files, and who shows them.

-- name: add_likeness_job
-- ?1 file, ?2 date
INSERT INTO likeness_jobs (file_id, since) VALUES (?1, ?2);

-- name: forget_likeness_jobs
-- ?1 before, ?2 at most
DELETE FROM likeness_jobs WHERE file_id IN (
    SELECT file_id FROM likeness_jobs WHERE since < ?1 ORDER BY since LIMIT ?2
);

-- name: owned
-- What an account has uploaded that is there still. ?1 account
SELECT files, bytes FROM media_use WHERE account_id = ?1;

-- name: add
-- ?1 id, ?2 kind, ?3 owner, ?4 upload, ?5 date, ?6 size, ?7 record, ?8 original
INSERT INTO files (id, kind, owner_id, upload_id, date, size, unheld, record, original)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?5, ?7, ?8);

-- name: copy_original
-- ?1 file, ?2 of
UPDATE files SET original = (SELECT o.original FROM files o WHERE o.id = ?2) WHERE id = ?1;

-- name: add_blob
INSERT INTO file_blobs (file_id, sha256) VALUES (?1, ?2);

-- name: has_content
SELECT EXISTS (SELECT 1 FROM files WHERE id = ?1 AND dropped = 0);

-- name: is_shown
SELECT 1 FROM files WHERE id = ?1 AND holders > 0;

-- name: one_that_shows
-- What one of the messages carries that show a file. ?1 file
SELECT b.extras FROM body_files f JOIN bodies b ON b.id = f.body_id WHERE f.file_id = ?1 LIMIT 1;

-- name: file
SELECT record, generation FROM files WHERE id = ?1;

-- name: original
-- What was sent up for a file that is kept otherwise.
SELECT original FROM files WHERE id = ?1;

-- name: of_upload
SELECT record, generation FROM files WHERE owner_id = ?1 AND upload_id = ?2
ORDER BY date DESC LIMIT 1;

-- name: made_of
-- ?1 SHA-256, ?2 above, ?3 at most
SELECT f.id, f.owner_id FROM file_blobs b JOIN files f ON f.id = b.file_id
WHERE b.sha256 = ?1 AND b.file_id > ?2 ORDER BY b.file_id LIMIT ?3;

-- name: owner
SELECT owner_id FROM files WHERE id = ?1;

-- name: withdraw
UPDATE files SET generation = generation + 1 WHERE id = ?1 RETURNING record, generation;

-- name: shown_by
-- The bodies that show a file. ?1 file
SELECT b.id, b.extras FROM body_files f JOIN bodies b ON b.id = f.body_id WHERE f.file_id = ?1;

-- name: set_extras
UPDATE bodies SET extras = ?2 WHERE id = ?1;

-- name: waiting_with
-- The scheduled messages that will show a file. ?1 file
SELECT s.owner_id, s.peer_id, s.id, s.content
FROM scheduled_files f
JOIN scheduled s ON s.owner_id = f.owner_id AND s.peer_id = f.peer_id AND s.id = f.id
WHERE f.file_id = ?1;

-- name: set_content
UPDATE scheduled SET content = ?4 WHERE owner_id = ?1 AND peer_id = ?2 AND id = ?3;

-- name: hold
-- ?1 body, ?2 file
INSERT OR IGNORE INTO body_files (body_id, file_id) VALUES (?1, ?2);

-- name: body_of
-- ?1 owner, ?2 id
SELECT body_id FROM copies WHERE owner_id = ?1 AND id = ?2;

-- name: let_go
DELETE FROM body_files WHERE body_id = ?1 AND file_id = ?2;

-- name: hold_scheduled
-- ?1 owner, ?2 peer, ?3 id, ?4 file
INSERT OR IGNORE INTO scheduled_files (owner_id, peer_id, id, file_id) VALUES (?1, ?2, ?3, ?4);

-- name: let_scheduled_go
-- All but one. ?1 owner, ?2 peer, ?3 id, ?4 file
DELETE FROM scheduled_files WHERE owner_id = ?1 AND peer_id = ?2 AND id = ?3 AND file_id <> ?4;

-- name: hold_encrypted
-- ?1 chat, ?2 file, ?3 date
INSERT OR IGNORE INTO encrypted_files (chat_id, file_id, date) VALUES (?1, ?2, ?3);

-- name: forget_encrypted
-- Files of end-to-end chats that were sent before a time. ?1 date, ?2 at most
DELETE FROM encrypted_files WHERE (chat_id, file_id) IN (
    SELECT chat_id, file_id FROM encrypted_files WHERE date < ?1 LIMIT ?2
);

-- name: free
-- ?1 unheld before, ?2 at most
DELETE FROM files WHERE id IN (
    SELECT id FROM files WHERE unheld IS NOT NULL AND unheld < ?1 ORDER BY unheld LIMIT ?2
)
RETURNING id;
