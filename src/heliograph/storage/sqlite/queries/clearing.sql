-- Clearing dialogs, and messages that go by themselves.

-- name: some
-- Ids of a dialog between bounds, oldest first. ?1 owner, ?2 peer, ?3 up to (0: any), ?4 but not,
-- ?5 sent from (0: any), ?6 sent until (0: any), ?7 at most
SELECT c.id FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.peer_id = ?2 AND c.id <> ?4
  AND (?3 = 0 OR c.id <= ?3) AND (?5 = 0 OR b.date >= ?5) AND (?6 = 0 OR b.date <= ?6)
ORDER BY c.id LIMIT ?7;

-- name: top
SELECT top_id, pin, folder FROM dialogs WHERE owner_id = ?1 AND peer_id = ?2;

-- name: body_of
SELECT c.body_id, b.action FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.id = ?2;

-- name: add_mark
-- In the place of a message. ?1 its body, ?2 the action
INSERT INTO bodies (sender_id, date, text, entities, flags, reply_to_body, action, extras)
SELECT sender_id, date, '', NULL, flags, NULL, ?2, NULL FROM bodies WHERE id = ?1;

-- name: drop_copy
DELETE FROM copies WHERE owner_id = ?1 AND id = ?2 RETURNING peer_id, incoming;

-- name: other_copies
SELECT owner_id, id FROM copies WHERE body_id = ?1;

-- name: expire_at
INSERT INTO expiring (body_id, due) VALUES (?1, ?2);

-- name: expired
-- ?1 now, ?2 at most
SELECT body_id FROM expiring WHERE due <= ?1 ORDER BY due LIMIT ?2;

-- name: set_period
-- ?1 owner, ?2 peer, ?3 seconds
UPDATE dialogs SET ttl_period = ?3 WHERE owner_id = ?1 AND peer_id = ?2;

-- name: periods
-- ?1 owner, ?2 peers
SELECT peer_id, ttl_period FROM dialogs
WHERE owner_id = ?1 AND peer_id IN (SELECT value FROM json_each(?2));

-- name: read_at
-- When the other side read up to a message or beyond, first. ?1 owner, ?2 peer, ?3 id
SELECT min(date) FROM log WHERE owner_id = ?1 AND peer_id = ?2 AND message_id >= ?3 AND kind = 5;
