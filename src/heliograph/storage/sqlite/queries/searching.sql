-- Looking for messages: first those that are in no index yet, then by the index.

-- name: scanned_dialog
-- Newest first. ?1 owner, ?2 peer, ?3 below, ?4 above, ?5 limit
SELECT c.id, c.body_id, c.peer_id, b.sender_id, b.text, b.entities
FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.peer_id = ?2 AND c.id < ?3 AND c.id > ?4
ORDER BY c.id DESC LIMIT ?5;

-- name: scanned_pinned
-- As scanned_dialog, of the pinned messages alone.
SELECT c.id, c.body_id, c.peer_id, b.sender_id, b.text, b.entities
FROM pinned_messages p
JOIN copies c ON c.owner_id = p.owner_id AND c.id = p.message_id
JOIN bodies b ON b.id = c.body_id
WHERE p.owner_id = ?1 AND p.peer_id = ?2 AND p.message_id < ?3 AND p.message_id > ?4
ORDER BY p.message_id DESC LIMIT ?5;

-- name: scanned_mailbox
-- Newest first. ?1 owner, ?2 below, ?3 above, ?4 limit
SELECT c.id, c.body_id, c.peer_id, b.sender_id, b.text, b.entities
FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.id < ?2 AND c.id > ?3
ORDER BY c.id DESC LIMIT ?4;

-- name: peers_in_folder
SELECT peer_id FROM dialogs WHERE owner_id = ?1 AND folder = ?2;

-- name: saved_from
-- Of messages in Saved Messages those taken from a peer; one's own notes are under oneself.
-- ?1 owner, ?2 ids as a JSON array, ?3 saved peer
SELECT found.value
FROM json_each(?2) AS found
LEFT JOIN saved_copies s ON s.owner_id = ?1 AND s.id = found.value
WHERE coalesce(s.saved_peer_id, ?1) = ?3
ORDER BY found.value DESC;

-- name: newest_body
-- In a mailbox body ids rise with message ids. ?1 owner, ?2 below
SELECT body_id FROM copies WHERE owner_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT 1;

-- name: oldest_body
-- ?1 owner, ?2 above
SELECT body_id FROM copies WHERE owner_id = ?1 AND id > ?2 ORDER BY id LIMIT 1;

-- name: indexed
-- Newest first; a message that the mailbox no longer has is left out.
-- ?1 expression, ?2 owner, ?3 newest body, ?4 oldest body, ?5 limit
SELECT c.id, c.peer_id, c.incoming
FROM search_words w CROSS JOIN copies c ON c.body_id = w.rowid AND c.owner_id = ?2
WHERE w.search_words MATCH ?1 AND w.rowid <= ?3 AND w.rowid >= ?4
ORDER BY w.rowid DESC LIMIT ?5;

-- name: dated
-- Newest first. ?1 owner, ?2 ids as a JSON array
SELECT c.id, b.date
FROM json_each(?2) AS found
JOIN copies c ON c.owner_id = ?1 AND c.id = found.value
JOIN bodies b ON b.id = c.body_id
ORDER BY c.id DESC;
