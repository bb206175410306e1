-- Authorizations on their way to another data centre.

-- name: add_export
-- ?1 digest, ?2 key, ?3 account, ?4 hash, ?5 dc, ?6 expires
INSERT INTO exported_authorizations (digest, auth_key_id, account_id, hash, dc, expires)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: drop_oldest_exports
-- ?1 key, ?2 how many to keep
DELETE FROM exported_authorizations WHERE digest IN (
    SELECT digest FROM exported_authorizations WHERE auth_key_id = ?1
    ORDER BY expires DESC, digest LIMIT -1 OFFSET ?2
);

-- name: exported
-- ?1 digest
SELECT e.auth_key_id, e.account_id, e.hash, e.dc, e.expires, a.auth_key_id IS NOT NULL
FROM exported_authorizations e
LEFT JOIN authorizations a
    ON a.auth_key_id = e.auth_key_id AND a.account_id = e.account_id AND a.hash = e.hash
WHERE e.digest = ?1;

-- name: drop_export
-- ?1 digest
DELETE FROM exported_authorizations WHERE digest = ?1;

-- name: forget_exports
-- ?1 expired before, ?2 at most
DELETE FROM exported_authorizations WHERE digest IN (
    SELECT digest FROM exported_authorizations WHERE expires < ?1 LIMIT ?2
);
