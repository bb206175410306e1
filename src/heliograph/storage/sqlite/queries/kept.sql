-- What those who are out of a group still have of messages that change there. `copies.marks` has the
-- bit 32 where there is a row in kept_bodies.

-- name: copies_elsewhere
-- The copies of a group's message that must not change with it, and those that may again because
-- their owner came back: body, owner, id, whether it is kept already. ?1 owner, ?2 id
SELECT c.body_id, c.owner_id, c.id, c.marks & 32
FROM copies mine
JOIN copies c ON c.body_id = mine.body_id
LEFT JOIN chat_members m ON m.chat_id = -c.peer_id AND m.account_id = c.owner_id
WHERE mine.owner_id = ?1 AND mine.id = ?2 AND c.peer_id BETWEEN -999999999999 AND -1
  AND (c.marks & 32 <> 0) = (coalesce(m.role, 0) >= 2);

-- name: keep_body
-- As it stands now. ?1 body
INSERT INTO bodies (sender_id, date, edit_date, text, entities, flags, reply_to_body, action,
                    extras, reactions)
SELECT sender_id, date, edit_date, text, entities, flags, reply_to_body, action, extras, reactions
FROM bodies WHERE id = ?1;

-- name: keep_files
-- ?1 body, ?2 the kept one
INSERT INTO body_files (body_id, file_id) SELECT ?2, file_id FROM body_files WHERE body_id = ?1;

-- name: keep
-- ?1 owner, ?2 id, ?3 the kept body
INSERT INTO kept_bodies (owner_id, message_id, body_id) VALUES (?1, ?2, ?3);

-- name: mark
UPDATE copies SET marks = marks | 32 WHERE owner_id = ?1 AND id = ?2;

-- name: unmark
UPDATE copies SET marks = marks & ~32 WHERE owner_id = ?1 AND id = ?2;

-- name: drop
DELETE FROM kept_bodies WHERE owner_id = ?1 AND message_id = ?2;
