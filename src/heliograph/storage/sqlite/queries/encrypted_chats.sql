-- End-to-end chats: who talks to whom on which devices, and how each came to its end.

-- name: chat
SELECT id, admin_id, admin_key_id, participant_id, participant_key_id, state, date, changed, g_a,
       g_b, key_fingerprint, history_deleted, admin_read_max, admin_read_at, participant_read_max,
       participant_read_at
FROM encrypted_chats WHERE id = ?1;

-- name: add_chat
INSERT INTO encrypted_chats
    (id, admin_id, admin_key_id, participant_id, state, date, changed, g_a, g_b, touched)
VALUES (?1, ?2, ?3, ?4, 0, ?5, ?5, ?6, x'', ?5);

-- name: keep_chat
-- ?3 changed, ?10 and ?12 when each side has read
UPDATE encrypted_chats SET
    participant_key_id = ?2, changed = ?3, state = ?4, g_a = ?5, g_b = ?6, key_fingerprint = ?7,
    history_deleted = ?8, admin_read_max = ?9, admin_read_at = ?10, participant_read_max = ?11,
    participant_read_at = ?12, touched = max(touched, ?3, ?10, ?12)
WHERE id = ?1;

-- name: carries
-- Whether a key is signed in to an account. ?1 key, ?2 account
SELECT EXISTS (SELECT 1 FROM authorizations WHERE auth_key_id = ?1 AND account_id = ?2);

-- name: waiting
-- Requests of an account that nobody answered. ?1 account
SELECT count(*) FROM encrypted_chats WHERE admin_id = ?1 AND state = 0;

-- name: refusing
-- Devices of an account that want no requests.
SELECT auth_key_id FROM authorizations WHERE account_id = ?1 AND no_secret_chats = 1;

-- name: touched_chats
-- The latest chats of an account that changed. ?1 account, ?2 since, ?3 at most
SELECT id, admin_id, admin_key_id, participant_id, participant_key_id, state, date, changed, g_a,
       g_b, key_fingerprint, history_deleted, admin_read_max, admin_read_at, participant_read_max,
       participant_read_at
FROM (
    SELECT * FROM encrypted_chats WHERE admin_id = ?1 AND touched >= ?2
    UNION ALL
    SELECT * FROM encrypted_chats WHERE participant_id = ?1 AND touched >= ?2
)
ORDER BY touched DESC LIMIT ?3;

-- name: end_by_device
-- Chats of a device that is signed in no longer. ?1 key
UPDATE encrypted_chats SET
    state = 2, changed = max(changed, domain_now()), touched = max(touched, domain_now()),
    g_a = x'', g_b = x'', untold = 1
WHERE (admin_key_id = ?1 AND state <> 2) OR (participant_key_id = ?1 AND state = 1);

-- name: end_of_account
UPDATE encrypted_chats SET
    state = 2, changed = max(changed, domain_now()), touched = max(touched, domain_now()),
    g_a = x'', g_b = x'', untold = 1
WHERE state <> 2 AND (admin_id = ?1 OR participant_id = ?1);

-- name: end_unanswered
-- Requests that nobody answered in time; `state <> 1` names the index. ?1 asked before, ?2 at most
UPDATE encrypted_chats SET
    state = 2, changed = max(changed, domain_now()), touched = max(touched, domain_now()),
    g_a = x'', g_b = x'', untold = 1
WHERE id IN (
    SELECT id FROM encrypted_chats WHERE state = 0 AND state <> 1 AND changed < ?1 LIMIT ?2
);

-- name: forget_chats
-- ?1 over since before, ?2 at most
DELETE FROM encrypted_chats WHERE id IN (
    SELECT id FROM encrypted_chats WHERE state = 2 AND state <> 1 AND changed < ?1 LIMIT ?2
);

-- name: has_untold
SELECT EXISTS (SELECT 1 FROM encrypted_chats WHERE untold = 1);

-- name: take_untold
-- ?1 at most
UPDATE encrypted_chats SET untold = 0
WHERE id IN (SELECT id FROM encrypted_chats WHERE untold = 1 LIMIT ?1)
RETURNING id;

-- name: report
-- ?2 1 for the admin, 2 for the participant
UPDATE encrypted_chats SET reported = reported | ?2 WHERE id = ?1;
