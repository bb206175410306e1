-- Reactions. They lie in the body; `copies.marks` has the bit 2 and unread_reactions a row where the
-- writer of the message has not seen all of them.

-- name: copies_of_body
-- Those that are told of it. ?1 owner, ?2 id
SELECT c.owner_id, c.id
FROM copies mine JOIN copies c ON c.body_id = mine.body_id
WHERE mine.owner_id = ?1 AND mine.id = ?2 AND c.marks & 32 = 0;

-- name: reacted_to
-- Reactions to the newest messages of a dialog, the newest first. ?1 owner, ?2 peer, ?3 of so many
SELECT n.id, b.reactions FROM (
    SELECT id, body_id FROM copies WHERE owner_id = ?1 AND peer_id = ?2 ORDER BY id DESC LIMIT ?3
) n
JOIN bodies b ON b.id = n.body_id
WHERE b.reactions IS NOT NULL
ORDER BY n.id DESC;

-- name: keep
-- ?1 owner, ?2 id, ?3 reactions
UPDATE bodies SET reactions = ?3
WHERE id = (SELECT body_id FROM copies WHERE owner_id = ?1 AND id = ?2);

-- name: mark
UPDATE copies SET marks = marks | 2 WHERE owner_id = ?1 AND id = ?2;

-- name: unmark
UPDATE copies SET marks = marks & ~2 WHERE owner_id = ?1 AND id = ?2;

-- name: add_unread
-- ?1 owner, ?2 id, ?3 peer
INSERT OR IGNORE INTO unread_reactions (owner_id, message_id, peer_id) VALUES (?1, ?2, ?3);

-- name: drop_unread
DELETE FROM unread_reactions WHERE owner_id = ?1 AND message_id = ?2 AND peer_id = ?3;

-- name: unread
-- ?1 owner, ?2 peer, ?3 at most
SELECT message_id FROM unread_reactions WHERE owner_id = ?1 AND peer_id = ?2
ORDER BY message_id DESC LIMIT ?3;

-- name: unread_counts
-- Of every dialog that has some; most owners have none anywhere.
SELECT peer_id, count(*) FROM unread_reactions WHERE owner_id = ?1 GROUP BY peer_id;
