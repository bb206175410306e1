-- Exports of all of an account's data.

-- name: begin
-- ?1 account, ?2 id, ?3 key, ?4 expires
INSERT INTO takeouts (account_id, id, auth_key_id, expires) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (account_id) DO UPDATE SET
    id = excluded.id, auth_key_id = excluded.auth_key_id, expires = excluded.expires;

-- name: runs
-- ?1 account, ?2 id, ?3 key, ?4 now
SELECT EXISTS (
    SELECT 1 FROM takeouts WHERE account_id = ?1 AND id = ?2 AND auth_key_id = ?3 AND expires > ?4
);

-- name: finish
-- ?1 account, ?2 id
DELETE FROM takeouts WHERE account_id = ?1 AND id = ?2;
