-- Looking for messages by reading a dialog.

-- name: scanned
-- Newest first. ?1 owner, ?2 peer, ?3 below, ?4 above, ?5 limit
SELECT c.id, b.sender_id, b.date, b.text, b.entities
FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.peer_id = ?2 AND c.id < ?3 AND c.id > ?4
ORDER BY c.id DESC LIMIT ?5;
