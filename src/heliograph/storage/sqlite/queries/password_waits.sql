-- Keys between code and password.

-- name: await_password
-- ?1 key, ?2 account, ?3 until
INSERT INTO password_waits (auth_key_id, account_id, expires) VALUES (?1, ?2, ?3)
ON CONFLICT (auth_key_id) DO UPDATE SET
    account_id = excluded.account_id, expires = excluded.expires;

-- name: awaiting
-- ?1 key, ?2 now
SELECT account_id FROM password_waits WHERE auth_key_id = ?1 AND expires >= ?2;

-- name: end_wait
DELETE FROM password_waits WHERE auth_key_id = ?1;

-- name: end_waits_of
DELETE FROM password_waits WHERE account_id = ?1;

-- name: forget_waits
-- ?1 expired before, ?2 at most
DELETE FROM password_waits WHERE auth_key_id IN (
    SELECT auth_key_id FROM password_waits WHERE expires < ?1 LIMIT ?2
);
