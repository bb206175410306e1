-- Exports of all of an account's data.

-- name: begin
-- ?1 account, ?2 id, ?3 key, ?4 expires, ?5 whether with files, ?6 the largest or NULL
INSERT INTO takeouts (account_id, id, auth_key_id, expires, files, file_size_max)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (account_id) DO UPDATE SET
    id = excluded.id, auth_key_id = excluded.auth_key_id, expires = excluded.expires,
    files = excluded.files, file_size_max = excluded.file_size_max;

-- name: running
SELECT id, account_id, auth_key_id, expires, files, file_size_max
FROM takeouts WHERE account_id = ?1;

-- name: same_device
-- Whether two keys are one device's: the key of another data centre is imported. ?1 and ?2 keys
SELECT EXISTS (
    SELECT 1 FROM authorizations a JOIN authorizations b ON b.account_id = a.account_id
    WHERE a.auth_key_id = ?1 AND b.auth_key_id = ?2 AND a.hash = b.hash
);

-- name: finish
-- ?1 account, ?2 id
DELETE FROM takeouts WHERE account_id = ?1 AND id = ?2;

-- name: wait
SELECT asked, allowed FROM takeout_waits WHERE auth_key_id = ?1 AND account_id = ?2;

-- name: keep_wait
-- ?1 key, ?2 account, ?3 asked, ?4 allowed
INSERT INTO takeout_waits (auth_key_id, account_id, asked, allowed) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (auth_key_id) DO UPDATE SET
    account_id = excluded.account_id, asked = excluded.asked, allowed = excluded.allowed;

-- name: allow
-- ?1 account, ?2 hash of a device
UPDATE takeout_waits SET allowed = 1 WHERE account_id = ?1 AND auth_key_id IN (
    SELECT auth_key_id FROM authorizations WHERE account_id = ?1 AND hash = ?2
);
