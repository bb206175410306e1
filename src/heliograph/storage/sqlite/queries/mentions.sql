-- Messages that name their owner or answer them. `copies.marks` has the bit 8 where there is a row in
-- unread_mentions.

-- name: unread
-- Newest first. ?1 owner, ?2 peer, ?3 at most
SELECT message_id FROM unread_mentions WHERE owner_id = ?1 AND peer_id = ?2
ORDER BY message_id DESC LIMIT ?3;

-- name: unread_among
-- ?1 owner, ?2 ids
SELECT c.id, c.peer_id FROM copies c
WHERE c.owner_id = ?1 AND c.id IN (SELECT value FROM json_each(?2)) AND c.marks & 8;

-- name: unmark
UPDATE copies SET marks = marks & ~8 WHERE owner_id = ?1 AND id = ?2;

-- name: drop
-- ?1 owner, ?2 id, ?3 peer
DELETE FROM unread_mentions WHERE owner_id = ?1 AND message_id = ?2 AND peer_id = ?3;

-- name: unread_counts
-- Of every dialog that has some; most owners have none anywhere.
SELECT peer_id, count(*) FROM unread_mentions WHERE owner_id = ?1 GROUP BY peer_id;

-- name: readers
-- Who else in a group has read a message, and when first they had. ?1 owner, ?2 id, ?3 peer
SELECT c.owner_id, min(l.date)
FROM copies mine
JOIN copies c ON c.body_id = mine.body_id AND c.owner_id <> ?1
JOIN log l ON l.owner_id = c.owner_id AND l.peer_id = ?3 AND l.message_id >= c.id
    AND l.kind = 4 AND l.peer_id < 0
WHERE mine.owner_id = ?1 AND mine.id = ?2 AND mine.peer_id = ?3
GROUP BY c.owner_id ORDER BY 2, 1;
