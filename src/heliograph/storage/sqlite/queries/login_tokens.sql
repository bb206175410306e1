-- Tokens that sign a device in once another accepts them.

-- name: add_token
INSERT INTO login_tokens (digest, auth_key_id, address, network, except_ids, expires)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: drop_oldest_tokens
-- All but the latest of a key. ?1 key, ?2 how many stay
DELETE FROM login_tokens WHERE auth_key_id = ?1 AND digest NOT IN (
    SELECT digest FROM login_tokens WHERE auth_key_id = ?1 ORDER BY expires DESC LIMIT ?2
);

-- name: token
SELECT digest, auth_key_id, address, network, except_ids, expires, accepted_by
FROM login_tokens WHERE digest = ?1;

-- name: living_tokens
-- When the living ones of a network end. ?1 network, ?2 now, ?3 but those of this key
SELECT expires FROM login_tokens
WHERE network = ?1 AND expires > ?2 AND auth_key_id <> ?3 AND accepted_by IS NULL;

-- name: lately_accepted_by
-- ?1 key, ?2 now
SELECT accepted_by FROM login_tokens
WHERE auth_key_id = ?1 AND accepted_by IS NOT NULL AND expires > ?2
ORDER BY expires DESC LIMIT 1;

-- name: accept_token
-- ?1 digest, ?2 account, ?3 until when it is remembered
UPDATE login_tokens SET accepted_by = ?2, expires = ?3 WHERE digest = ?1;

-- name: forget_tokens
-- ?1 expired before, ?2 at most
DELETE FROM login_tokens WHERE digest IN (
    SELECT digest FROM login_tokens WHERE expires < ?1 LIMIT ?2
);
