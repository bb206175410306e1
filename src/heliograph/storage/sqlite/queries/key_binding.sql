-- Temporary keys and what they are bound to.

-- name: temporary_key
-- ?1 key
SELECT permanent_key_id FROM auth_keys WHERE auth_key_id = ?1 AND expires IS NOT NULL;

-- name: is_permanent
-- ?1 key
SELECT EXISTS (SELECT 1 FROM auth_keys WHERE auth_key_id = ?1 AND expires IS NULL);

-- name: bound_keys
-- ?1 permanent key
SELECT auth_key_id FROM auth_keys WHERE permanent_key_id = ?1 ORDER BY bound;

-- name: bind
-- ?1 temporary key, ?2 permanent key
UPDATE auth_keys SET
    permanent_key_id = ?2,
    bound = 1 + (SELECT coalesce(max(bound), 0) FROM auth_keys WHERE permanent_key_id = ?2)
WHERE auth_key_id = ?1;

-- name: drop_keys
-- ?1 temporary keys, as JSON
DELETE FROM auth_keys
WHERE expires IS NOT NULL AND auth_key_id IN (SELECT value FROM json_each(?1));

-- name: drop_bound_keys
-- ?1 permanent key, ?2 keys to keep, as JSON
DELETE FROM auth_keys
WHERE permanent_key_id = ?1 AND auth_key_id NOT IN (SELECT value FROM json_each(?2))
RETURNING auth_key_id;

-- name: forget_expired
-- ?1 expired before, ?2 at most
DELETE FROM auth_keys WHERE auth_key_id IN (
    SELECT auth_key_id FROM auth_keys WHERE expires IS NOT NULL AND expires < ?1 LIMIT ?2
);

-- name: destroy_key
-- ?1 key; those bound to it go with it
DELETE FROM auth_keys WHERE auth_key_id = ?1;
