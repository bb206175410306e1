-- Topics of forums.

-- name: add
-- ?1 channel, ?2 id, ?3 title, ?4 color, ?5 emoji or 0, ?6 creator, ?7 date
INSERT INTO topics (channel_id, id, title, icon_color, icon_emoji_id, creator_id, date, closed,
                    hidden, pin, newest_id, since)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, ?2, 0);

-- name: begin_general
-- What was said so far is in it. ?1 channel, ?2 peer, ?3 title, ?4 color, ?5 creator, ?6 date
INSERT INTO topics (channel_id, id, title, icon_color, icon_emoji_id, creator_id, date, closed,
                    hidden, pin, newest_id, since)
SELECT ?1, 1, ?3, ?4, 0, ?5, ?6, 0, 0, 0, top_id, top_id FROM mailboxes WHERE account_id = ?2
ON CONFLICT (channel_id, id) DO UPDATE SET since = excluded.since, newest_id = excluded.newest_id;

-- name: topic
-- ?1 channel, ?2 id
SELECT id, title, icon_color, icon_emoji_id, creator_id, date, closed, hidden, pin, since
FROM topics WHERE channel_id = ?1 AND id = ?2;

-- name: keep
-- ?1 channel, ?2 id, ?3 title, ?4 emoji or 0, ?5 closed, ?6 hidden, ?7 pin
UPDATE topics SET title = ?3, icon_emoji_id = ?4, closed = ?5, hidden = ?6, pin = ?7
WHERE channel_id = ?1 AND id = ?2;

-- name: raise_top
-- ?1 channel, ?2 topic, ?3 message
UPDATE topics SET newest_id = ?3 WHERE channel_id = ?1 AND id = ?2;

-- name: page
-- Those in which something was said last first. ?1 channel, ?2 newest message below, ?3 limit
SELECT id, title, icon_color, icon_emoji_id, creator_id, date, closed, hidden, pin, since
FROM topics WHERE channel_id = ?1 AND newest_id < ?2 AND (?2 < 4611686018427387904 OR pin = 0)
ORDER BY newest_id DESC LIMIT ?3;

-- name: pinned
-- ?1 channel
SELECT id, title, icon_color, icon_emoji_id, creator_id, date, closed, hidden, pin, since
FROM topics WHERE channel_id = ?1 AND pin > 0 ORDER BY pin DESC;

-- name: among
-- ?1 channel, ?2 ids
SELECT id, title, icon_color, icon_emoji_id, creator_id, date, closed, hidden, pin, since
FROM topics WHERE channel_id = ?1 AND id IN (SELECT value FROM json_each(?2));

-- name: count
SELECT count(*) FROM topics WHERE channel_id = ?1;

-- name: root_of
-- The thread that a message is in, whether or not what that is about is there. ?1 peer, ?2 id
SELECT root_id FROM thread_messages WHERE owner_id = ?1 AND message_id = ?2;

-- name: top_of_general
-- The newest of what was said before the group was a forum. ?1 peer, ?2 up to
SELECT max(id) FROM copies WHERE owner_id = ?1 AND peer_id = ?1 AND id <= ?2;

-- name: read_at_all
-- How far somebody has read a forum as a whole. ?1 channel, ?2 account
SELECT read_inbox_max_id FROM channel_members
WHERE channel_id = ?1 AND account_id = ?2 AND role >= 2;

-- name: places_of
-- In which topics messages of a forum are, and in which threads; General is where no topic is, and
-- 0 where there are no topics. ?1 peer, ?2 channel, ?3 ids
SELECT j.value, coalesce(o.id, (SELECT id FROM topics WHERE channel_id = ?2 AND id = 1), 0),
       coalesce(t.root_id, 0)
FROM json_each(?3) j
LEFT JOIN thread_messages t ON t.owner_id = ?1 AND t.message_id = j.value
LEFT JOIN topics o ON o.channel_id = ?2 AND o.id = t.root_id
ORDER BY j.key;

-- name: messages_of
-- Some messages of a topic, the oldest first. ?1 peer, ?2 topic, ?3 at most
SELECT message_id FROM thread_messages WHERE owner_id = ?1 AND root_id = ?2
ORDER BY message_id LIMIT ?3;

-- name: general_older
-- A page of General, newest first: what was said in it, and all that is older than the forum and in
-- no other topic. ?1 peer, ?2 channel, ?3 below, ?4 above, ?5 skip, ?6 limit, ?7 since
SELECT message_id AS id FROM thread_messages
WHERE owner_id = ?1 AND root_id = 1 AND message_id < ?3 AND message_id > ?4 AND message_id > ?7
UNION ALL
SELECT c.id FROM copies c
WHERE c.owner_id = ?1 AND c.peer_id = ?1 AND c.id < ?3 AND c.id > ?4 AND c.id <= ?7
  AND NOT EXISTS (
    SELECT 1 FROM thread_messages t JOIN topics o ON o.channel_id = ?2 AND o.id = t.root_id
    WHERE t.owner_id = ?1 AND t.message_id = c.id AND o.id <> 1
  )
ORDER BY id DESC LIMIT ?6 OFFSET ?5;

-- name: general_newer
-- As general_older, from an id on, oldest first. ?3 from, ?4 below
SELECT message_id AS id FROM thread_messages
WHERE owner_id = ?1 AND root_id = 1 AND message_id >= ?3 AND message_id < ?4 AND message_id > ?7
UNION ALL
SELECT c.id FROM copies c
WHERE c.owner_id = ?1 AND c.peer_id = ?1 AND c.id >= ?3 AND c.id < ?4 AND c.id <= ?7
  AND NOT EXISTS (
    SELECT 1 FROM thread_messages t JOIN topics o ON o.channel_id = ?2 AND o.id = t.root_id
    WHERE t.owner_id = ?1 AND t.message_id = c.id AND o.id <> 1
  )
ORDER BY id LIMIT ?6 OFFSET ?5;
