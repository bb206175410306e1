-- Files that decisions keep from coming back in public.

-- name: files_of_body
SELECT file_id FROM body_files WHERE body_id = ?1;

-- name: original
-- What was sent up for a file that is kept otherwise.
SELECT original FROM files WHERE id = ?1;

-- name: block
-- ?1 SHA-256, ?2 puid, ?3 since, ?4 until
INSERT INTO safety_blocked_files (sha256, puid, since, until) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT DO NOTHING;

-- name: withdraw
DELETE FROM safety_blocked_files WHERE puid = ?1;

-- name: is_blocked
SELECT 1 FROM safety_blocked_files
WHERE sha256 = ?1 AND (until = 0 OR until > domain_now()) LIMIT 1;
