-- Encrypted messages until the device they are for has acknowledged them.

-- name: qts
SELECT qts FROM auth_keys WHERE auth_key_id = ?1;

-- name: next_qts
UPDATE auth_keys SET qts = qts + 1 WHERE auth_key_id = ?1 RETURNING qts;

-- name: sent
-- ?1 chat, ?2 sender, ?3 random_id
SELECT date FROM encrypted_sends WHERE chat_id = ?1 AND sender_id = ?2 AND random_id = ?3;

-- name: still_waits
-- Whether what a side sent was not yet acknowledged. ?1 chat, ?2 random_id, ?3 the other's key
SELECT EXISTS (
    SELECT 1 FROM encrypted_queue WHERE chat_id = ?1 AND random_id = ?2 AND auth_key_id = ?3
);

-- name: add_send
INSERT OR IGNORE INTO encrypted_sends (chat_id, sender_id, random_id, date)
VALUES (?1, ?2, ?3, ?4);

-- name: add
INSERT INTO encrypted_queue (auth_key_id, qts, chat_id, random_id, date, service, data, file)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: waiting
SELECT messages, bytes FROM encrypted_queues WHERE auth_key_id = ?1;

-- name: after
-- ?1 key, ?2 qts, ?3 at most
SELECT qts, chat_id, random_id, date, service, data, file FROM encrypted_queue
WHERE auth_key_id = ?1 AND qts > ?2 ORDER BY qts LIMIT ?3;

-- name: has_up_to
SELECT EXISTS (SELECT 1 FROM encrypted_queue WHERE auth_key_id = ?1 AND qts <= ?2);

-- name: acknowledge
DELETE FROM encrypted_queue WHERE auth_key_id = ?1 AND qts <= ?2 RETURNING random_id;

-- name: drop_of_device
DELETE FROM encrypted_queue WHERE auth_key_id = ?1;

-- name: drop_of_chat
DELETE FROM encrypted_queue WHERE chat_id = ?1;

-- name: forget_messages
-- ?1 sent before, ?2 at most
DELETE FROM encrypted_queue WHERE rowid IN (
    SELECT rowid FROM encrypted_queue WHERE date < ?1 LIMIT ?2
);

-- name: forget_sends
-- ?1 sent before, ?2 at most
DELETE FROM encrypted_sends WHERE (chat_id, sender_id, random_id) IN (
    SELECT chat_id, sender_id, random_id FROM encrypted_sends WHERE date < ?1 LIMIT ?2
);
