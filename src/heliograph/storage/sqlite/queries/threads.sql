-- Threads: what is talked about in supergroups, and posts of channels in the group beside them.

-- name: root_of
-- ?1 peer, ?2 id
SELECT t.root_id FROM thread_messages t JOIN copies c ON c.owner_id = ?1 AND c.id = t.root_id
WHERE t.owner_id = ?1 AND t.message_id = ?2;

-- name: begin
-- ?1 peer, ?2 root, ?3 the channel it came from, ?4 the post there; 0 for none
INSERT INTO threads (owner_id, root_id, replies, repliers, channel_id, post_id)
VALUES (?1, ?2, 0, '[]', ?3, ?4) ON CONFLICT (owner_id, root_id) DO NOTHING;

-- name: count
-- One answer more; whoever wrote it is the first of those who did last. ?1 peer, ?2 root, ?3 author
UPDATE threads SET replies = replies + 1, repliers = (
    SELECT json_group_array(value) FROM (
        SELECT ?3 AS value UNION ALL
        SELECT value FROM (SELECT value FROM json_each(repliers) WHERE value <> ?3 LIMIT 2)
    )
) WHERE owner_id = ?1 AND root_id = ?2;

-- name: add
-- ?1 peer, ?2 id, ?3 root, ?4 author
INSERT INTO thread_messages (owner_id, message_id, root_id, author_id) VALUES (?1, ?2, ?3, ?4);

-- name: of_roots
-- ?1 pairs of a group's peer and an id there
SELECT t.owner_id, t.root_id, t.replies, b.pts, (
    SELECT max(message_id) FROM thread_messages WHERE owner_id = t.owner_id AND root_id = t.root_id
)
FROM json_each(?1) j
CROSS JOIN threads t ON t.owner_id = j.value ->> 0 AND t.root_id = j.value ->> 1
JOIN mailboxes b ON b.account_id = t.owner_id;

-- name: of_posts
-- Of posts that are talked about in the group that belongs to their channel now; how far the viewer
-- has read. ?1 pairs of a channel and an id there, ?2 viewer
SELECT t.channel_id, t.post_id, t.replies, b.pts, (
    SELECT max(message_id) FROM thread_messages WHERE owner_id = t.owner_id AND root_id = t.root_id
), t.owner_id, t.repliers, coalesce(m.read_inbox_max_id, 0)
FROM json_each(?1) j
CROSS JOIN threads t ON t.channel_id = j.value ->> 0 AND t.post_id = j.value ->> 1
    AND t.channel_id <> 0
JOIN channels c ON c.id = t.channel_id AND t.owner_id = -1000000000000 - c.linked_id
JOIN mailboxes b ON b.account_id = t.owner_id
LEFT JOIN thread_marks m
    ON m.account_id = ?2 AND m.owner_id = t.owner_id AND m.root_id = t.root_id;

-- name: copies_of_posts
-- What came of posts in the groups that they went to. ?1 channel, ?2 ids
SELECT t.owner_id, t.root_id FROM json_each(?2) j
CROSS JOIN threads t ON t.channel_id = ?1 AND t.post_id = j.value AND t.channel_id <> 0;

-- name: gone_copies
-- As the statements that name what is to be deleted. ?1 pairs of a group's peer and an id there
SELECT c.owner_id, c.id, c.body_id, c.peer_id, 0
FROM json_each(?1) j CROSS JOIN copies c ON c.owner_id = j.value ->> 0 AND c.id = j.value ->> 1;

-- name: carried_before
-- A post that came from the channel beside a group and those that came just before, the newest first,
-- to look among for the first of its album; nothing for what came otherwise. ?1 peer, ?2 id, ?3 from
SELECT t.root_id, b.extras
FROM threads own
JOIN threads t ON t.owner_id = ?1 AND t.root_id >= ?3 AND t.root_id <= ?2
    AND t.channel_id = own.channel_id
JOIN copies c ON c.owner_id = ?1 AND c.id = t.root_id
JOIN bodies b ON b.id = c.body_id
WHERE own.owner_id = ?1 AND own.root_id = ?2 AND own.channel_id <> 0
ORDER BY t.root_id DESC;

-- name: threads
-- ?1 pairs of a peer and a root, ?2 account
SELECT t.owner_id, t.root_id, t.replies, t.channel_id, t.post_id, coalesce(m.read_inbox_max_id, 0),
       coalesce(m.read_outbox_max_id, 0), (
    SELECT max(message_id) FROM thread_messages
    WHERE owner_id = t.owner_id AND root_id = t.root_id
)
FROM json_each(?1) j
CROSS JOIN threads t ON t.owner_id = j.value ->> 0 AND t.root_id = j.value ->> 1
LEFT JOIN thread_marks m
    ON m.account_id = ?2 AND m.owner_id = t.owner_id AND m.root_id = t.root_id;

-- name: unread
-- What others wrote above marks. ?1 a peer, a root and an id each, ?2 account, ?3 counted at most
SELECT j.value ->> 0, j.value ->> 1, (
    SELECT count(*) FROM (
        SELECT 1 FROM thread_messages
        WHERE owner_id = j.value ->> 0 AND root_id = j.value ->> 1
          AND message_id > j.value ->> 2 AND author_id <> ?2 LIMIT ?3
    )
) FROM json_each(?1) j;

-- name: older
-- A page of a thread, newest first. ?1 peer, ?2 root, ?3 below, ?4 above, ?5 skip, ?6 limit
SELECT message_id FROM thread_messages
WHERE owner_id = ?1 AND root_id = ?2 AND message_id < ?3 AND message_id > ?4
ORDER BY message_id DESC LIMIT ?6 OFFSET ?5;

-- name: newer
-- From an id on, oldest first. ?1 peer, ?2 root, ?3 from, ?4 below, ?5 skip, ?6 limit
SELECT message_id FROM thread_messages
WHERE owner_id = ?1 AND root_id = ?2 AND message_id >= ?3 AND message_id < ?4
ORDER BY message_id LIMIT ?6 OFFSET ?5;

-- name: newer_count
-- ?1 peer, ?2 root, ?3 above, ?4 at most
SELECT count(*) FROM (
    SELECT 1 FROM thread_messages
    WHERE owner_id = ?1 AND root_id = ?2 AND message_id > ?3 LIMIT ?4
);

-- name: read_up_to
-- ?1 account, ?2 peer, ?3 root, ?4 id; a row only if that is news
INSERT INTO thread_marks (account_id, owner_id, root_id, read_inbox_max_id, read_outbox_max_id)
VALUES (?1, ?2, ?3, ?4, 0)
ON CONFLICT (account_id, owner_id, root_id) DO UPDATE SET read_inbox_max_id = ?4
    WHERE read_inbox_max_id < ?4
RETURNING read_inbox_max_id;

-- name: was_read_up_to
-- ?1 account, ?2 peer, ?3 root, ?4 id; a row only if that is news
INSERT INTO thread_marks (account_id, owner_id, root_id, read_inbox_max_id, read_outbox_max_id)
VALUES (?1, ?2, ?3, 0, ?4)
ON CONFLICT (account_id, owner_id, root_id) DO UPDATE SET read_outbox_max_id = ?4
    WHERE read_outbox_max_id < ?4
RETURNING account_id;

-- name: writers
-- The people who wrote some of what was just read, and up to which id. Of what is far from the
-- newest nobody is told. ?1 peer, ?2 root, ?3 read before, ?4 read now, ?5 reader
SELECT author_id, max(message_id) FROM thread_messages
WHERE owner_id = ?1 AND root_id = ?2 AND message_id > max(?3, ?4 - 1000) AND message_id <= ?4
  AND author_id <> ?5 AND author_id > 0
GROUP BY author_id;

-- name: reads_beside
-- The groups among these whose channel somebody may look into. ?1 account, ?2 channel ids
SELECT g.id FROM channels g
JOIN channels c ON c.id = g.linked_id AND c.closed = 0
LEFT JOIN channel_members m ON m.channel_id = c.id AND m.account_id = ?1
WHERE g.id IN (SELECT value FROM json_each(?2))
  AND (coalesce(m.role, 0) >= 2 OR (
    c.username <> '' AND (coalesce(m.role, 0) <> 1 OR (m.until > 0 AND m.until <= domain_now()))
  ));

-- name: guest_posted
-- When somebody wrote who is not in the group and stays a stranger there, for its slow mode.
-- ?1 channel, ?2 account, ?3 date
INSERT INTO channel_members (channel_id, account_id, role, inviter_id, date, rights, banned, until,
                             by_id, rank, read_inbox_max_id, read_outbox_max_id, own_unread,
                             hidden_up_to, posted)
VALUES (?1, ?2, -1, 0, ?3, 0, 0, 0, 0, '', 0, 0, 0, 0, ?3)
ON CONFLICT (channel_id, account_id) DO UPDATE SET posted = ?3;
