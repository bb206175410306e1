-- Devices' settings, and how long they and their accounts may stay unused.

-- name: change_authorization
UPDATE authorizations SET confirmed = ?3, no_secret_chats = ?4, no_calls = ?5
WHERE account_id = ?1 AND hash = ?2;

-- name: terms
SELECT session_days, account_days, delete_at FROM account_terms WHERE account_id = ?1;

-- name: keep_account
UPDATE account_terms SET delete_at = NULL WHERE account_id = ?1 AND delete_at IS NOT NULL;

-- name: keep_terms
INSERT INTO account_terms (account_id, session_days, account_days, delete_at)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (account_id) DO UPDATE SET
    session_days = excluded.session_days, account_days = excluded.account_days,
    delete_at = excluded.delete_at;

-- name: unused_devices
-- ?1 now, ?2 days where nothing is set, ?3 the first bot, ?4 at most
SELECT a.account_id, a.hash
FROM authorizations a LEFT JOIN account_terms t ON t.account_id = a.account_id
WHERE a.account_id < ?3
GROUP BY a.account_id, a.hash
HAVING max(a.active) + coalesce(t.session_days, ?2) * 86400 < ?1
LIMIT ?4;

-- name: end_unused_device
-- Unless it was used meanwhile. ?1 account, ?2 hash, ?3 now, ?4 days where nothing is set
DELETE FROM authorizations
WHERE account_id = ?1 AND hash = ?2 AND (
    SELECT max(active) FROM authorizations WHERE account_id = ?1 AND hash = ?2
) + coalesce((SELECT session_days FROM account_terms WHERE account_id = ?1), ?4) * 86400 < ?3
RETURNING auth_key_id, active;

-- name: accounts_to_delete
-- ?1 now, ?2 days where nothing is set, ?3 the first person, ?4 the first bot, ?5 at most
SELECT a.id
FROM accounts a LEFT JOIN account_terms t ON t.account_id = a.id
WHERE a.id >= ?3 AND a.id < ?4 AND a.phone NOT LIKE '~%' AND (
    t.delete_at <= ?1
    OR max(
        a.created, a.online_until, a.last_used,
        coalesce((SELECT max(active) FROM authorizations WHERE account_id = a.id), 0)
    ) + coalesce(t.account_days, ?2) * 86400 < ?1
)
ORDER BY a.id LIMIT ?5;
