-- Scheduled messages.

-- name: waiting
SELECT count(*) FROM scheduled WHERE owner_id = ?1 AND peer_id = ?2;

-- name: next_id
INSERT INTO scheduled_ids (owner_id, peer_id, top_id) VALUES (?1, ?2, 1)
ON CONFLICT (owner_id, peer_id) DO UPDATE SET top_id = scheduled_ids.top_id + 1
RETURNING top_id;

-- name: add
INSERT INTO scheduled (owner_id, peer_id, id, random_id, due, content)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: by_random_id
SELECT id, due, edit_date, content FROM scheduled
WHERE owner_id = ?1 AND peer_id = ?2 AND random_id = ?3;

-- name: of_dialog
-- The latest first.
SELECT id, due, edit_date, content FROM scheduled WHERE owner_id = ?1 AND peer_id = ?2
ORDER BY due DESC, id DESC;

-- name: by_ids
-- ?3 ids as one JSON array
SELECT id, due, edit_date, content FROM scheduled
WHERE owner_id = ?1 AND peer_id = ?2 AND id IN (SELECT value FROM json_each(?3))
ORDER BY due, id;

-- name: change
-- ?4 due, ?5 edit_date, ?6 content
UPDATE scheduled SET due = ?4, edit_date = ?5, content = ?6
WHERE owner_id = ?1 AND peer_id = ?2 AND id = ?3;

-- name: drop
DELETE FROM scheduled WHERE owner_id = ?1 AND peer_id = ?2 AND id = ?3;

-- name: due
-- What is to be sent by now; what somebody frozen wrote waits. ?1 now, ?2 limit
SELECT s.owner_id, s.peer_id, s.id FROM scheduled s
WHERE s.due <= ?1 AND NOT EXISTS (
    SELECT 1 FROM safety_restrictions r
    WHERE r.kind = 'freeze' AND r.peer_id = s.owner_id AND (r.until = 0 OR r.until > ?1)
) LIMIT ?2;

-- name: due_as_somebody_came
-- What waits for who is there. ?1 now, ?2 when_online
SELECT s.owner_id, s.peer_id, s.id FROM scheduled s JOIN accounts a ON a.id = s.peer_id
WHERE s.due = ?2 AND a.online_until > ?1 ORDER BY s.owner_id, s.peer_id;

-- name: any_waiting
SELECT EXISTS (SELECT 1 FROM scheduled WHERE owner_id = ?1 AND peer_id = ?2);
