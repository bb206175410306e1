-- Protected chats.

-- name: state
-- ?1 owner, ?2 peer
SELECT EXISTS (SELECT 1 FROM protected_dialogs WHERE owner_id = ?1 AND peer_id = ?2),
       EXISTS (SELECT 1 FROM protected_dialogs WHERE owner_id = ?2 AND peer_id = ?1);

-- name: add
INSERT OR IGNORE INTO protected_dialogs (owner_id, peer_id) VALUES (?1, ?2);

-- name: drop
DELETE FROM protected_dialogs WHERE owner_id = ?1 AND peer_id = ?2;

-- name: blocks
-- ?1 owner, ?2 peer
SELECT EXISTS (SELECT 1 FROM blocks WHERE owner_id = ?2 AND blocked_id = ?1),
       EXISTS (SELECT 1 FROM blocks WHERE owner_id = ?1 AND blocked_id = ?2);

-- name: answer
-- ?1 owner, ?2 id, ?3 extras
UPDATE bodies SET extras = ?3
WHERE id = (SELECT body_id FROM copies WHERE owner_id = ?1 AND id = ?2);
