-- Bodies that nobody has a copy of any more.

-- name: orphans
-- ?1 body ids
SELECT b.id FROM json_each(?1) j JOIN bodies b ON b.id = j.value
WHERE NOT EXISTS (SELECT 1 FROM copies WHERE body_id = b.id);

-- name: answers
-- What carries more than words, and replies to one of them. ?1 body ids
SELECT b.id, b.extras FROM json_each(?1) j CROSS JOIN bodies b ON b.reply_to_body = j.value
WHERE b.extras IS NOT NULL;

-- name: set_extras
-- ?1 body, ?2 extras
UPDATE bodies SET extras = ?2 WHERE id = ?1;

-- name: drop
-- ?1 body ids
DELETE FROM bodies WHERE id IN (SELECT value FROM json_each(?1));
