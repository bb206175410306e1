-- Auth keys and the authorizations they carry.

-- name: add_key
-- ?5 when a temporary key expires, NULL for a permanent one
INSERT INTO auth_keys (auth_key_id, secret, dc, created, unused_since, expires)
VALUES (?1, ?2, ?3, ?4, CASE WHEN ?5 IS NULL THEN ?4 END, ?5);

-- name: key_used
-- Nobody signs in with a temporary key itself.
UPDATE auth_keys SET unused_since = NULL, client = ?2 WHERE auth_key_id = ?1 AND expires IS NULL
RETURNING auth_key_id;

-- name: some_key
SELECT auth_key_id, secret FROM auth_keys ORDER BY auth_key_id LIMIT 1;

-- name: key
SELECT k.secret, k.dc, k.created, k.expires, k.permanent_key_id, k.client, a.account_id, a.hash
FROM auth_keys k
LEFT JOIN authorizations a ON a.auth_key_id = k.auth_key_id
WHERE k.auth_key_id = ?1;

-- name: save_client
UPDATE auth_keys SET client = ?2 WHERE auth_key_id = ?1;

-- name: now
SELECT domain_now();

-- name: touch_authorization
UPDATE authorizations SET active = max(active, ?2), address = ?3 WHERE auth_key_id = ?1;

-- name: authorizations
SELECT a.hash, a.auth_key_id, a.account_id, a.created, a.active, a.address, k.client, a.imported,
       a.confirmed, a.no_secret_chats, a.no_calls
FROM authorizations a JOIN auth_keys k ON k.auth_key_id = a.auth_key_id
WHERE a.account_id = ?1 ORDER BY a.active DESC, a.auth_key_id;

-- name: authorization_of_key
SELECT a.hash, a.auth_key_id, a.account_id, a.created, a.active, a.address, k.client, a.imported,
       a.confirmed, a.no_secret_chats, a.no_calls
FROM authorizations a JOIN auth_keys k ON k.auth_key_id = a.auth_key_id
WHERE a.auth_key_id = ?1;

-- name: authorize
INSERT INTO authorizations
    (auth_key_id, account_id, hash, created, active, address, imported, confirmed)
VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7)
ON CONFLICT (auth_key_id) DO UPDATE SET
    account_id = excluded.account_id, hash = excluded.hash, created = excluded.created,
    active = excluded.active, address = excluded.address, imported = excluded.imported,
    confirmed = excluded.confirmed, no_secret_chats = 0, no_calls = 0;

-- name: end_imports
-- What was imported from a key, if it is to carry another authorization. ?1 key, ?2 the new hash
DELETE FROM authorizations
WHERE imported = 1 AND auth_key_id <> ?1 AND (account_id, hash) IN (
    SELECT account_id, hash FROM authorizations
    WHERE auth_key_id = ?1 AND imported = 0 AND hash <> ?2
)
RETURNING auth_key_id, active;

-- name: has_sessions
-- Whether an account is signed in anywhere but with one key. ?1 account, ?2 key
SELECT EXISTS (
    SELECT 1 FROM authorizations WHERE account_id = ?1 AND auth_key_id <> ?2 AND imported = 0
);

-- name: end_authorizations
DELETE FROM authorizations
WHERE account_id = ?1 AND hash IN (SELECT value FROM json_each(?2))
RETURNING auth_key_id, active;

-- name: end_all_authorizations
DELETE FROM authorizations WHERE account_id = ?1 RETURNING auth_key_id, active;

-- name: end_authorization_of_key
-- What was imported from the key ends with it.
DELETE FROM authorizations
WHERE auth_key_id = ?1 OR (imported = 1 AND (account_id, hash) IN (
    SELECT account_id, hash FROM authorizations WHERE auth_key_id = ?1 AND imported = 0
))
RETURNING auth_key_id, active;

-- name: key_unused
-- ?1 key, ?2 last active
UPDATE auth_keys SET unused_since = max(created, ?2) WHERE auth_key_id = ?1;

-- name: forget_keys
-- ?1 unused since before, ?2 at most
DELETE FROM auth_keys WHERE auth_key_id IN (
    SELECT auth_key_id FROM auth_keys WHERE unused_since < ?1 LIMIT ?2
);
