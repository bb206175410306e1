-- Looking for messages by reading a dialog.

-- name: scanned
-- Newest first. ?1 owner, ?2 peer, ?3 below, ?4 above, ?5 limit
SELECT c.id, b.sender_id, b.date, b.text, b.entities
FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.peer_id = ?2 AND c.id < ?3 AND c.id > ?4
ORDER BY c.id DESC LIMIT ?5;

-- name: scanned_pinned
-- As scanned, of the pinned messages alone.
SELECT c.id, b.sender_id, b.date, b.text, b.entities
FROM pinned_messages p
JOIN copies c ON c.owner_id = p.owner_id AND c.id = p.message_id
JOIN bodies b ON b.id = c.body_id
WHERE p.owner_id = ?1 AND p.peer_id = ?2 AND p.message_id < ?3 AND p.message_id > ?4
ORDER BY p.message_id DESC LIMIT ?5;
