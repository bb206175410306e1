-- Settings that concern an account's own clients.

-- name: notify_settings
SELECT settings FROM notify_settings WHERE owner_id = ?1 AND scope = ?2 AND peer_id = ?3;

-- name: set_notify_settings
INSERT INTO notify_settings (owner_id, scope, peer_id, settings) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (owner_id, scope, peer_id) DO UPDATE SET settings = excluded.settings;

-- name: drop_notify_settings
DELETE FROM notify_settings WHERE owner_id = ?1 AND scope = ?2 AND peer_id = ?3;

-- name: reset_notify_settings
-- Gives what had some.
DELETE FROM notify_settings WHERE owner_id = ?1 RETURNING scope, peer_id;

-- name: notify_exceptions
SELECT peer_id, settings FROM notify_settings WHERE owner_id = ?1 AND scope = 0 ORDER BY peer_id;

-- name: notify_settings_of
-- ?1 owner, ?2 peers
SELECT peer_id, settings FROM notify_settings
WHERE owner_id = ?1 AND scope = 0 AND peer_id IN (SELECT value FROM json_each(?2));

-- name: notify_settings_at
-- ?1 owner, ?2 pairs of scope and peer
SELECT n.scope, n.peer_id, n.settings
FROM json_each(?2) place
JOIN notify_settings n ON n.owner_id = ?1 AND n.scope = place.value ->> 0
    AND n.peer_id = place.value ->> 1;

-- name: preferences
SELECT settings FROM preferences WHERE account_id = ?1;

-- name: set_preferences
INSERT INTO preferences (account_id, settings) VALUES (?1, ?2)
ON CONFLICT (account_id) DO UPDATE SET settings = excluded.settings;

-- name: kind_of_channel
SELECT kind FROM channels WHERE id = ?1;
