-- What programs hear in supergroups.

-- name: deaf
-- Which of the programs hear only what is for them there, with their names: whoever is no admin and
-- is not both in it and set to hear everything. ?1 channel, ?2 programs
SELECT a.id, a.username, a.usernames
FROM channels c CROSS JOIN accounts a
LEFT JOIN channel_members m ON m.channel_id = c.id AND m.account_id = a.id
WHERE c.id = ?1 AND c.kind = 0 AND a.id IN (SELECT value FROM json_each(?2))
  AND coalesce(m.role, 0) < 3 AND (a.flags & 1 = 0 OR coalesce(m.role, 0) < 2);
