-- What must hold whatever happened; each statement gives a row per violation.

-- name: pts_with_holes
-- Between two log rows pts and top id rise together: each arrival takes one of both. A mailbox
-- begins at pts 1 and id 0. A leap (kind 9) takes as much of both; message_id is the id before it.
SELECT owner_id, pts FROM (
    SELECT owner_id, pts, iif(kind = 9, message_id, top_id) AS top_id, pts - pts_count AS begins,
           lag(pts, 1, 1) OVER each_box AS ended, lag(top_id, 1, 0) OVER each_box AS ended_top
    FROM log WINDOW each_box AS (PARTITION BY owner_id ORDER BY pts)
) AS steps WHERE begins - ended <> top_id - ended_top OR begins < ended;

-- name: pts_not_of_the_last_change
SELECT m.account_id, m.pts FROM mailboxes m
LEFT JOIN log l ON l.owner_id = m.account_id
    AND l.pts = (SELECT max(pts) FROM log WHERE owner_id = m.account_id)
WHERE m.pts - coalesce(l.pts, 1) <> m.top_id - coalesce(l.top_id, 0);

-- name: top_id_passed
SELECT m.account_id, m.top_id FROM mailboxes m
WHERE m.top_id < coalesce((SELECT max(id) FROM copies WHERE owner_id = m.account_id), 0);

-- name: dialog_counters_wrong
-- Of a channel only its own counts: to its readers it is 1.
SELECT d.owner_id, d.peer_id FROM dialogs d
LEFT JOIN copies c ON c.owner_id = d.owner_id AND c.peer_id = d.peer_id
WHERE d.peer_id > -1000000000000 OR d.owner_id = d.peer_id
GROUP BY d.owner_id, d.peer_id
HAVING d.top_id <> coalesce(max(c.id), 0)
    OR d.messages <> count(c.id)
    OR d.unread <> coalesce(sum(c.incoming > 0 AND c.id > d.read_inbox_max_id), 0);

-- name: copy_without_dialog
SELECT c.owner_id, c.id FROM copies c
LEFT JOIN dialogs d ON d.owner_id = c.owner_id AND d.peer_id = c.peer_id
WHERE d.owner_id IS NULL;

-- name: mailbox_unread_wrong
SELECT m.account_id, m.unread FROM mailboxes m
WHERE m.unread <> coalesce((SELECT sum(unread) FROM dialogs WHERE owner_id = m.account_id), 0);

-- name: body_without_copy
SELECT id, sender_id FROM bodies b
WHERE NOT EXISTS (SELECT 1 FROM copies WHERE body_id = b.id)
    AND NOT EXISTS (SELECT 1 FROM kept_bodies WHERE body_id = b.id);

-- name: kept_body_without_mark
-- What somebody who is out of a group has is noted beside the copy and in it.
SELECT c.owner_id, c.id FROM copies c
LEFT JOIN kept_bodies k ON k.owner_id = c.owner_id AND k.message_id = c.id
WHERE (c.marks & 32 = 32) <> (k.owner_id IS NOT NULL)
UNION ALL
SELECT k.owner_id, k.message_id FROM kept_bodies k
WHERE NOT EXISTS (SELECT 1 FROM copies WHERE owner_id = k.owner_id AND id = k.message_id);

-- name: copy_without_body
SELECT c.owner_id, c.id FROM copies c LEFT JOIN bodies b ON b.id = c.body_id WHERE b.id IS NULL;

-- name: username_not_of_its_account
SELECT u.account_id, a.username FROM usernames u JOIN accounts a ON a.id = u.account_id
WHERE u.editable AND (a.username IS NULL OR lower(a.username) <> u.folded);

-- name: account_without_mailbox
SELECT a.id, 0 FROM accounts a LEFT JOIN mailboxes m ON m.account_id = a.id
WHERE m.account_id IS NULL;

-- name: key_use_wrong
SELECT k.auth_key_id, 0 FROM auth_keys k
LEFT JOIN authorizations a ON a.auth_key_id = k.auth_key_id
WHERE (k.unused_since IS NULL) <> (a.auth_key_id IS NOT NULL OR k.expires IS NOT NULL)
   OR (k.expires IS NOT NULL AND a.auth_key_id IS NOT NULL)
   OR (k.expires IS NULL AND k.permanent_key_id IS NOT NULL);

-- name: bodies_out_of_order
-- In a mailbox body ids rise with message ids: the search relies on it.
SELECT owner_id, id FROM (
    SELECT owner_id, id, body_id, lag(body_id) OVER (PARTITION BY owner_id ORDER BY id) AS before
    FROM copies
) AS steps WHERE body_id <= before;

-- name: indexed_beyond_all
SELECT indexed_to, 0 FROM search_progress
WHERE indexed_to > coalesce((SELECT max(id) FROM bodies), 0);

-- name: encrypted_queue_wrong
-- What waits for a device is counted beside, and numbered no higher than the device stands.
SELECT waiting.auth_key_id, waiting.messages FROM (
    SELECT auth_key_id, count(*) AS messages, sum(length(data)) AS bytes, max(qts) AS top
    FROM encrypted_queue GROUP BY auth_key_id
) AS waiting
LEFT JOIN encrypted_queues q ON q.auth_key_id = waiting.auth_key_id
LEFT JOIN auth_keys k ON k.auth_key_id = waiting.auth_key_id
WHERE coalesce(q.messages, 0) <> waiting.messages OR coalesce(q.bytes, 0) <> waiting.bytes
    OR coalesce(k.qts, 0) < waiting.top
UNION ALL
SELECT q.auth_key_id, q.messages FROM encrypted_queues q
WHERE NOT EXISTS (SELECT 1 FROM encrypted_queue WHERE auth_key_id = q.auth_key_id);

-- name: encrypted_chat_without_its_device
SELECT c.id, c.admin_id FROM encrypted_chats c
LEFT JOIN authorizations a ON a.auth_key_id = c.admin_key_id AND a.account_id = c.admin_id
LEFT JOIN authorizations p
    ON p.auth_key_id = c.participant_key_id AND p.account_id = c.participant_id
WHERE (c.state <> 2 AND a.auth_key_id IS NULL) OR (c.state = 1 AND p.auth_key_id IS NULL);

-- name: file_holders_miscounted
-- Who shows a file is counted beside it, and it is dated if nobody does.
SELECT f.id, f.holders FROM files f
LEFT JOIN (
    SELECT file_id, count(*) AS holders FROM (
        SELECT file_id FROM body_files
        UNION ALL SELECT file_id FROM scheduled_files
        UNION ALL SELECT file_id FROM encrypted_files
        UNION ALL SELECT file_id FROM profile_photos
        UNION ALL SELECT file_id FROM chat_photos
        UNION ALL SELECT file_id FROM contact_photos
        UNION ALL SELECT file_id FROM channel_photos
        UNION ALL SELECT file_id FROM safety_evidence_files WHERE file_id IS NOT NULL
        UNION ALL SELECT copy_id FROM safety_evidence_files WHERE copy_id IS NOT NULL
        UNION ALL SELECT file_id FROM safety_taken_files
    ) AS held GROUP BY file_id
) AS counted ON counted.file_id = f.id
WHERE f.holders <> coalesce(counted.holders, 0) OR (f.holders = 0) <> (f.unheld IS NOT NULL);

-- name: chat_members_miscounted
SELECT c.id, c.members FROM chats c
WHERE c.members <> (SELECT count(*) FROM chat_members WHERE chat_id = c.id AND role >= 2);

-- name: channel_members_miscounted
SELECT c.id, c.members FROM channels c
WHERE c.members <> (SELECT count(*) FROM channel_members WHERE channel_id = c.id AND role >= 2);

-- name: own_unread_miscounted
-- Beside the read mark of who is in a channel it says how many posts above it are their own.
SELECT m.channel_id, m.account_id FROM channel_members m
LEFT JOIN (
    SELECT w.channel_id, w.account_id, count(*) AS posts
    FROM copies c
    JOIN bodies b ON b.id = c.body_id
    JOIN channel_members w
        ON w.channel_id = -1000000000000 - c.owner_id AND w.account_id = b.sender_id
    WHERE c.owner_id < -1000000000000 AND c.id > w.read_inbox_max_id
    GROUP BY w.channel_id, w.account_id
) AS own ON own.channel_id = m.channel_id AND own.account_id = m.account_id
WHERE m.role >= 2 AND m.own_unread <> coalesce(own.posts, 0);

-- name: channel_not_in_the_list
-- Who is in a channel has it in their dialog list, and nobody else, once all lists are written.
SELECT m.channel_id, m.account_id FROM channel_members m
JOIN channels c ON c.id = m.channel_id
LEFT JOIN dialogs d ON d.owner_id = m.account_id AND d.peer_id = -1000000000000 - m.channel_id
WHERE (m.role >= 2 AND c.closed = 0) <> (d.owner_id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM channel_listings l WHERE l.channel_id = c.id)
UNION ALL
SELECT d.peer_id, d.owner_id FROM dialogs d
WHERE d.peer_id < -1000000000000 AND d.owner_id > 0 AND NOT EXISTS (
    SELECT 1 FROM channel_members
    WHERE channel_id = -1000000000000 - d.peer_id AND account_id = d.owner_id
);

-- name: channel_without_mailbox
SELECT c.id, 0 FROM channels c
LEFT JOIN mailboxes m ON m.account_id = -1000000000000 - c.id WHERE m.account_id IS NULL;

-- name: unread_mention_without_mark
-- Who is called is noted beside the copy and in it, until they look.
SELECT c.owner_id, c.id FROM copies c
LEFT JOIN unread_mentions u
    ON u.owner_id = c.owner_id AND u.peer_id = c.peer_id AND u.message_id = c.id
WHERE (c.marks & 8 = 8) <> (u.owner_id IS NOT NULL)
UNION ALL
SELECT u.owner_id, u.message_id FROM unread_mentions u
WHERE u.peer_id > -1000000000000 AND NOT EXISTS (
    SELECT 1 FROM copies WHERE owner_id = u.owner_id AND id = u.message_id
)
UNION ALL
-- What is said in a supergroup lies in its own mailbox.
SELECT u.owner_id, u.message_id FROM unread_mentions u
WHERE u.peer_id < -1000000000000 AND NOT EXISTS (
    SELECT 1 FROM post_calls p
    JOIN copies c ON c.owner_id = u.peer_id AND c.id = p.message_id AND c.marks & 4 = 4
    WHERE p.account_id = u.owner_id AND p.channel_id = -1000000000000 - u.peer_id
      AND p.message_id = u.message_id
);

-- name: public_log_with_holes
-- Places go from 0 to as many as the newest head signs, and each leaf is counted once.
SELECT leaves.size, leaves.top FROM (
    SELECT count(*) AS size, coalesce(max(place), -1) AS top FROM log_leaves
) AS leaves
WHERE leaves.size <> leaves.top + 1
    OR leaves.size <> coalesce((SELECT max(size) FROM log_heads), 0)
    OR leaves.size <> (SELECT count(*) FROM log_attested)
        + coalesce((SELECT sum(count) FROM log_totals), 0);
