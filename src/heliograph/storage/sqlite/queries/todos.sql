-- To-do lists, which lie in the body of their message.

-- name: keep
-- ?1 owner, ?2 id, ?3 extras
UPDATE bodies SET extras = ?3
WHERE id = (SELECT body_id FROM copies WHERE owner_id = ?1 AND id = ?2);

-- name: blocks
-- ?1 owner, ?2 peer
SELECT EXISTS (SELECT 1 FROM blocks WHERE owner_id = ?2 AND blocked_id = ?1),
       EXISTS (SELECT 1 FROM blocks WHERE owner_id = ?1 AND blocked_id = ?2);
