-- Saved Messages by where they were taken from.

-- name: file
INSERT INTO saved_copies (owner_id, id, saved_peer_id) VALUES (?1, ?2, ?3);

-- name: tops
-- The newest of each that the owner took from somewhere.
SELECT saved_peer_id, max(id) FROM saved_copies WHERE owner_id = ?1 GROUP BY saved_peer_id;

-- name: notes
-- The owner's own, newest first. ?1 owner, ?2 below, ?3 above, ?4 at most, ?5 skip
SELECT c.id FROM copies c
WHERE c.owner_id = ?1 AND c.peer_id = ?1 AND c.id < ?2 AND c.id > ?3
  AND NOT EXISTS (SELECT 1 FROM saved_copies s WHERE s.owner_id = ?1 AND s.id = c.id)
ORDER BY c.id DESC LIMIT ?4 OFFSET ?5;

-- name: notes_from
-- As notes, oldest first from an id on. ?1 owner, ?2 from, ?3 below, ?4 at most
SELECT c.id FROM copies c
WHERE c.owner_id = ?1 AND c.peer_id = ?1 AND c.id >= ?2 AND c.id < ?3
  AND NOT EXISTS (SELECT 1 FROM saved_copies s WHERE s.owner_id = ?1 AND s.id = c.id)
ORDER BY c.id LIMIT ?4;

-- name: count_notes
SELECT (SELECT messages FROM dialogs WHERE owner_id = ?1 AND peer_id = ?1)
     - (SELECT count(*) FROM saved_copies WHERE owner_id = ?1);

-- name: taken
-- As notes, of what was taken from somewhere. ?6 where
SELECT id FROM saved_copies
WHERE owner_id = ?1 AND saved_peer_id = ?6 AND id < ?2 AND id > ?3
ORDER BY id DESC LIMIT ?4 OFFSET ?5;

-- name: taken_from
-- As notes_from. ?5 where
SELECT id FROM saved_copies
WHERE owner_id = ?1 AND saved_peer_id = ?5 AND id >= ?2 AND id < ?3
ORDER BY id LIMIT ?4;

-- name: count_taken
SELECT count(*) FROM saved_copies WHERE owner_id = ?1 AND saved_peer_id = ?2;

-- name: pins
SELECT saved_peer_id FROM saved_pins WHERE owner_id = ?1 ORDER BY pin DESC;

-- name: unpin_all
DELETE FROM saved_pins WHERE owner_id = ?1;

-- name: pin
INSERT INTO saved_pins (owner_id, saved_peer_id, pin) VALUES (?1, ?2, ?3);

-- name: dated
-- Of these messages, those sent between two dates. ?1 owner, ?2 ids, ?3 from (0: any), ?4 to (0: any)
SELECT c.id FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.id IN (SELECT value FROM json_each(?2))
  AND (?3 = 0 OR b.date >= ?3) AND (?4 = 0 OR b.date <= ?4)
ORDER BY c.id;
