-- Protected chats.

-- name: state
-- ?1 owner, ?2 peer
SELECT EXISTS (SELECT 1 FROM protected_dialogs WHERE owner_id = ?1 AND peer_id = ?2),
       EXISTS (SELECT 1 FROM protected_dialogs WHERE owner_id = ?2 AND peer_id = ?1);

-- name: add
INSERT OR IGNORE INTO protected_dialogs (owner_id, peer_id) VALUES (?1, ?2);

-- name: drop
DELETE FROM protected_dialogs WHERE owner_id = ?1 AND peer_id = ?2;
