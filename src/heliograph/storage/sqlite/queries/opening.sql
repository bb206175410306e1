-- What recipients look at or listen to. `copies.marks` has the bit 16 until they did.

-- name: wait
UPDATE copies SET marks = marks | 16 WHERE body_id = ?1;

-- name: unopened
-- Of messages that somebody received those they have not opened. ?1 owner, ?2 ids as a JSON array
SELECT c.body_id, b.extras
FROM json_each(?2) AS asked
CROSS JOIN copies c ON c.owner_id = ?1 AND c.id = asked.value
CROSS JOIN bodies b ON b.id = c.body_id
WHERE c.incoming = 1 AND c.marks & 16
ORDER BY c.id;

-- name: open_copies
-- The reader's copy and the author's. ?1 body, ?2 reader
UPDATE copies SET marks = marks & ~16
WHERE body_id = ?1 AND (owner_id = ?2 OR incoming <> 1) AND marks & 16
RETURNING owner_id, id;

-- name: go_at
-- ?1 body, ?2 when
INSERT OR IGNORE INTO opened_media (body_id, due) VALUES (?1, ?2);

-- name: over
-- ?1 now, ?2 at most
SELECT o.body_id, b.extras FROM opened_media o JOIN bodies b ON b.id = o.body_id
WHERE o.due <= ?1 ORDER BY o.due, o.body_id LIMIT ?2;

-- name: gone
-- ?1 now, ?2 at most
DELETE FROM opened_media WHERE body_id IN (
    SELECT body_id FROM opened_media WHERE due <= ?1 ORDER BY due, body_id LIMIT ?2
);

-- name: leave
UPDATE bodies SET extras = ?2 WHERE id = ?1;

-- name: any_copy
SELECT owner_id, id FROM copies WHERE body_id = ?1 LIMIT 1;
