-- The photos of accounts.

-- name: photos
-- ?1 account, ?2 kind
SELECT f.record, f.generation
FROM profile_photos p JOIN files f ON f.id = p.file_id
WHERE p.account_id = ?1 AND p.kind = ?2
ORDER BY p.place DESC;

-- name: first
-- ?1 account, ?2 kind
SELECT f.record, f.generation
FROM profile_photos p JOIN files f ON f.id = p.file_id
WHERE p.account_id = ?1 AND p.kind = ?2
ORDER BY p.place DESC LIMIT 1;

-- name: drop
DELETE FROM profile_photos WHERE account_id = ?1 AND kind = ?2;

-- name: add
-- ?1 account, ?2 kind, ?3 place, ?4 file
INSERT INTO profile_photos (account_id, kind, place, file_id) VALUES (?1, ?2, ?3, ?4);

-- name: show
-- ?1 account, ?2 what goes along with the name
UPDATE accounts SET photos = ?2, changed = domain_now() WHERE id = ?1;
