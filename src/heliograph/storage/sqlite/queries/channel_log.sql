-- What admins are told of who did what in their channel.

-- name: add
-- Ids rise with time, so that one is never given out again when all before are gone. ?1 channel,
-- ?2 date, ?3 who did it, ?4 sort, ?5 action
INSERT INTO channel_log (id, channel_id, date, account_id, kind, action)
VALUES (max(?2 << 20, coalesce((SELECT max(id) FROM channel_log), 0) + 1), ?1, ?2, ?3, ?4, ?5);

-- name: entries
-- The newest first. ?1 channel, ?2 above, ?3 below, ?4 since, ?5 among so many, ?6 sorts or NULL for
-- all, ?7 who did it or NULL for anybody, ?8 at most
SELECT l.id, l.date, l.account_id, l.kind, l.action FROM (
    SELECT id, account_id, kind FROM channel_log
    WHERE channel_id = ?1 AND id > ?2 AND id < ?3 AND date >= ?4 ORDER BY id DESC LIMIT ?5
) n JOIN channel_log l ON l.id = n.id
WHERE (?6 IS NULL OR n.kind IN (SELECT value FROM json_each(?6)))
  AND (?7 IS NULL OR n.account_id IN (SELECT value FROM json_each(?7)))
ORDER BY n.id DESC LIMIT ?8;

-- name: drop_old
-- ?1 before, ?2 at most
DELETE FROM channel_log WHERE id IN (
    SELECT id FROM channel_log WHERE date < ?1 ORDER BY date LIMIT ?2
);
