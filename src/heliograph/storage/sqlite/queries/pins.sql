-- Pinned messages. `copies.marks` has the bit 1 where there is a row in pinned_messages.

-- name: copies_of_body
-- Every copy of the owner's message but those of whoever is out of a group. ?1 owner, ?2 id
SELECT c.owner_id, c.id, c.peer_id, c.marks & 1
FROM copies mine JOIN copies c ON c.body_id = mine.body_id
LEFT JOIN chat_members m ON m.chat_id = -c.peer_id AND m.account_id = c.owner_id
WHERE mine.owner_id = ?1 AND mine.id = ?2 AND (c.peer_id > 0 OR c.peer_id < -1000000000000 OR m.role >= 2);

-- name: pinned_copies
-- Every pinned copy of the newest pinned messages of a dialog, or of what was saved from a peer; not
-- those of whoever is out of a group.
-- ?1 owner, ?2 peer, ?3 saved peer or NULL, ?4 at most
SELECT c.owner_id, c.id, c.peer_id
FROM (
    SELECT m.message_id FROM pinned_messages m
    LEFT JOIN saved_copies s ON s.owner_id = ?1 AND s.id = m.message_id
    WHERE m.owner_id = ?1 AND m.peer_id = ?2 AND (?3 IS NULL OR coalesce(s.saved_peer_id, ?1) = ?3)
    ORDER BY m.message_id DESC LIMIT ?4
) p
JOIN copies mine ON mine.owner_id = ?1 AND mine.id = p.message_id
JOIN copies c ON c.body_id = mine.body_id AND c.marks & 1
LEFT JOIN chat_members m ON m.chat_id = -c.peer_id AND m.account_id = c.owner_id
WHERE c.peer_id > 0 OR c.peer_id < -1000000000000 OR m.role >= 2;

-- name: mark
UPDATE copies SET marks = marks | 1 WHERE owner_id = ?1 AND id = ?2;

-- name: unmark
UPDATE copies SET marks = marks & ~1 WHERE owner_id = ?1 AND id = ?2;

-- name: add
-- ?1 owner, ?2 id, ?3 peer
INSERT INTO pinned_messages (owner_id, message_id, peer_id) VALUES (?1, ?2, ?3);

-- name: drop
DELETE FROM pinned_messages WHERE owner_id = ?1 AND message_id = ?2 AND peer_id = ?3;

-- name: newest
-- ?1 owner, ?2 peer, ?3 at most
SELECT message_id FROM pinned_messages WHERE owner_id = ?1 AND peer_id = ?2
ORDER BY message_id DESC LIMIT ?3;

-- name: any_left
-- ?1 owner, ?2 peer, ?3 saved peer or NULL
SELECT EXISTS (
    SELECT 1 FROM pinned_messages m
    LEFT JOIN saved_copies s ON s.owner_id = ?1 AND s.id = m.message_id
    WHERE m.owner_id = ?1 AND m.peer_id = ?2 AND (?3 IS NULL OR coalesce(s.saved_peer_id, ?1) = ?3)
);
