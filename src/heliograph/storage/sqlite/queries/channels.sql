-- Supergroups and channels. A peer that stands for one is -(10^12) - its id, which is also whose
-- its mailbox is. Lists come as one JSON array.

-- name: channel
SELECT id, kind, title, about, date, creator_id, members, username, banned, noforwards, signatures,
       slow_mode, hidden_history, hidden_members, join_to_send, join_request, forum, linked_id,
       ttl_period, photo, reactions, closed, usernames, flags
FROM channels WHERE id = ?1;

-- name: seen_channels
-- As `channel`, with what the viewer is there, NULL for a stranger. Who was kept out until some time
-- ago is a stranger. ?1 viewer, ?2 channel ids
SELECT c.id, c.kind, c.title, c.about, c.date, c.creator_id, c.members, c.username, c.banned,
       c.noforwards, c.signatures, c.slow_mode, c.hidden_history, c.hidden_members, c.join_to_send,
       c.join_request, c.forum, c.linked_id, c.ttl_period, c.photo, c.reactions, c.closed,
       c.usernames, c.flags,
       iif(m.role = 1 AND m.until > 0 AND m.until <= domain_now(), -1, m.role), m.rights, m.banned,
       m.until
FROM channels c
LEFT JOIN channel_members m ON m.channel_id = c.id AND m.account_id = ?1
WHERE c.id IN (SELECT value FROM json_each(?2));

-- name: seen_by_many
-- What each of the viewers is in a channel. ?1 channel, ?2 viewers
SELECT account_id, iif(role = 1 AND until > 0 AND until <= domain_now(), -1, role), rights, banned,
       until
FROM channel_members
WHERE channel_id = ?1 AND account_id IN (SELECT value FROM json_each(?2));

-- name: add_channel
INSERT INTO channels (id, kind, title, about, date, creator_id, members, username, banned,
                      noforwards, signatures, slow_mode, hidden_history, hidden_members,
                      join_to_send, join_request, forum, linked_id, ttl_period, photo, reactions,
                      closed, usernames, flags, posted)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
        ?21, ?22, ?23, ?24, ?5);

-- name: add_mailbox
INSERT INTO mailboxes (account_id, pts, top_id, unread, date) VALUES (?1, 1, 0, 0, ?2);

-- name: keep_channel
UPDATE channels SET kind = ?2, title = ?3, about = ?4, date = ?5, creator_id = ?6, members = ?7,
    username = ?8, banned = ?9, noforwards = ?10, signatures = ?11, slow_mode = ?12,
    hidden_history = ?13, hidden_members = ?14, join_to_send = ?15, join_request = ?16,
    forum = ?17, linked_id = ?18, ttl_period = ?19, photo = ?20, reactions = ?21, closed = ?22,
    usernames = ?23, flags = ?24
WHERE id = ?1;

-- name: moved_at
-- ?1 peer, ?2 date
UPDATE mailboxes SET date = max(date, ?2) WHERE account_id = ?1;

-- name: members_among
-- ?1 channel, ?2 accounts
SELECT account_id, role, inviter_id, date, rights, banned, until, by_id, rank, read_inbox_max_id,
       read_outbox_max_id, own_unread, hidden_up_to, posted
FROM channel_members WHERE channel_id = ?1 AND account_id IN (SELECT value FROM json_each(?2));

-- name: keep_member
INSERT INTO channel_members (channel_id, account_id, role, inviter_id, date, rights, banned, until,
                             by_id, rank, read_inbox_max_id, read_outbox_max_id, own_unread,
                             hidden_up_to, posted)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
ON CONFLICT (channel_id, account_id) DO UPDATE SET
    role = excluded.role, inviter_id = excluded.inviter_id, date = excluded.date,
    rights = excluded.rights, banned = excluded.banned, until = excluded.until,
    by_id = excluded.by_id, rank = excluded.rank, read_inbox_max_id = excluded.read_inbox_max_id,
    read_outbox_max_id = excluded.read_outbox_max_id, own_unread = excluded.own_unread,
    hidden_up_to = excluded.hidden_up_to, posted = excluded.posted;

-- name: admins
SELECT account_id FROM channel_members WHERE channel_id = ?1 AND role >= 3 ORDER BY date;

-- name: bots
-- How many programs are in it. ?1 channel, ?2 first id of a program, ?3 beyond the last
SELECT count(*) FROM channel_members
WHERE channel_id = ?1 AND account_id >= ?2 AND account_id < ?3 AND role >= 2;

-- name: joined_count
-- What its creator deleted counts no longer.
SELECT count(*) FROM channel_members m JOIN channels c ON c.id = m.channel_id
WHERE m.account_id = ?1 AND m.role >= 2 AND c.closed = 0;

-- name: joined_counts
-- As `joined_count`, of each of the accounts that is in any. ?1 accounts
SELECT m.account_id, count(*) FROM channel_members m JOIN channels c ON c.id = m.channel_id
WHERE m.account_id IN (SELECT value FROM json_each(?1)) AND m.role >= 2 AND c.closed = 0
GROUP BY m.account_id;

-- name: public_of
-- The public channels that somebody made and is still in, the newest first.
SELECT c.id FROM channel_members m JOIN channels c ON c.id = m.channel_id
WHERE m.account_id = ?1 AND m.role = 4 AND c.username <> '' ORDER BY c.date DESC, c.id;

-- name: public_owned
-- As public_of, also those that their creator is out of.
SELECT c.id FROM channel_members m JOIN channels c ON c.id = m.channel_id
WHERE m.account_id = ?1 AND c.creator_id = ?1 AND c.username <> '';

-- name: unlinked_of
-- The supergroups that somebody made, is in, and that belong to no channel, the newest first; no
-- forums, in which there are no threads about posts.
SELECT c.id FROM channel_members m JOIN channels c ON c.id = m.channel_id
WHERE m.account_id = ?1 AND m.role = 4 AND c.kind = 0 AND c.linked_id = 0 AND c.closed = 0
  AND c.forum = 0
ORDER BY c.date DESC, c.id;

-- name: add_dialog
-- Channels stand in their readers' lists with 1 in the place of a top id, which is the mailbox's.
INSERT INTO dialogs (owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread,
                     messages)
VALUES (?1, ?2, 1, 0, 0, 0, 0) ON CONFLICT (owner_id, peer_id) DO NOTHING;

-- name: drop_dialog
DELETE FROM dialogs WHERE owner_id = ?1 AND peer_id = ?2 RETURNING pin, folder;

-- name: drop_username
DELETE FROM usernames WHERE account_id = ?1;

-- name: add_username
INSERT INTO usernames (folded, account_id, active, editable) VALUES (?1, ?2, ?3, ?4);

-- name: photo_of
SELECT file_id FROM channel_photos WHERE channel_id = ?1;

-- name: drop_photo
DELETE FROM channel_photos WHERE channel_id = ?1;

-- name: add_photo
INSERT INTO channel_photos (channel_id, file_id) VALUES (?1, ?2);

-- name: send_context
-- ?1 sender, ?2 channel, ?3 random_id, ?4 peer
SELECT b.pts, b.top_id, b.date,
       c.id, c.kind, c.title, c.about, c.date, c.creator_id, c.members, c.username, c.banned,
       c.noforwards, c.signatures, c.slow_mode, c.hidden_history, c.hidden_members, c.join_to_send,
       c.join_request, c.forum, c.linked_id, c.ttl_period, c.photo, c.reactions, c.closed,
       c.usernames, c.flags,
       iif(m.role = 1 AND m.until > 0 AND m.until <= domain_now(), -1, m.role), m.rights, m.banned,
       m.until, m.posted,
       d.fingerprint, d.message_id, d.pts, d.date, a.speaker_id
FROM mailboxes b
JOIN channels c ON c.id = ?2
LEFT JOIN channel_members m ON m.channel_id = ?2 AND m.account_id = ?1
LEFT JOIN sends d ON d.sender_id = ?1 AND d.recipient_id = ?4 AND d.random_id = ?3
LEFT JOIN send_as a ON a.account_id = ?1 AND a.channel_id = ?2
WHERE b.account_id = ?4;

-- name: posted
-- ?1 channel, ?2 date
UPDATE channels SET posted = ?2 WHERE id = ?1;

-- name: newest_gone
-- Where a channel stands in lists once messages of it are gone: by the newest that is left, or by
-- when it was made. ?1 channel, ?2 peer
UPDATE channels SET posted = coalesce((
    SELECT b.date FROM dialogs d
    JOIN copies c ON c.owner_id = d.owner_id AND c.id = d.top_id
    JOIN bodies b ON b.id = c.body_id
    WHERE d.owner_id = ?2 AND d.peer_id = ?2
), date)
WHERE id = ?1;

-- name: last_post
-- When somebody wrote last, though it be deleted since: else that would be a way to write sooner.
-- ?1 channel
SELECT max(c.posted, coalesce((
    SELECT max(m.posted) FROM channel_members m WHERE m.channel_id = c.id AND m.role >= 3
), 0))
FROM channels c WHERE c.id = ?1;

-- name: posted_there
-- ?1 channel, ?2 account
SELECT posted FROM channel_members WHERE channel_id = ?1 AND account_id = ?2;

-- name: last_posted
-- When somebody wrote last in any. ?1 account
SELECT coalesce(max(posted), 0) FROM channel_members WHERE account_id = ?1;

-- name: has_posted
-- Who had read all that was there has read their own post, too. ?1 channel, ?2 account, ?3 date or
-- NULL for what is told of them, ?4 top id before, ?5 the post's
UPDATE channel_members SET posted = coalesce(?3, posted),
    read_inbox_max_id = iif(read_inbox_max_id >= ?4, ?5, read_inbox_max_id),
    own_unread = iif(read_inbox_max_id >= ?4, 0, own_unread + 1)
WHERE channel_id = ?1 AND account_id = ?2;

-- name: hidden_up_to
-- ?1 channel, ?2 account
SELECT hidden_up_to FROM channel_members WHERE channel_id = ?1 AND account_id = ?2 AND role >= 2;

-- name: stands
-- How channels stand for somebody who is in them or not: the channel, where its mailbox is, when
-- its newest message was written, the read marks, own posts above the first, how many messages lie
-- above it, no more than are counted, and how many there are. What is hidden from somebody is not
-- their newest.
-- ?1 account, ?2 channel ids, ?3 counted at most
SELECT c.id, b.pts, iif(m.role >= 2 AND d.top_id <= m.hidden_up_to, 0, d.top_id), c.posted,
       m.read_inbox_max_id, m.read_outbox_max_id, m.own_unread, m.role, (
    SELECT count(*) FROM (
        SELECT 1 FROM copies p
        WHERE p.owner_id = b.account_id AND p.peer_id = b.account_id
          AND p.id > coalesce(m.read_inbox_max_id, 0)
        LIMIT ?3
    )
), d.messages, d.ttl_period
FROM channels c
JOIN mailboxes b ON b.account_id = -1000000000000 - c.id
LEFT JOIN dialogs d ON d.owner_id = b.account_id AND d.peer_id = b.account_id
LEFT JOIN channel_members m ON m.channel_id = c.id AND m.account_id = ?1
WHERE c.id IN (SELECT value FROM json_each(?2));

-- name: listed
-- The channels of a dialog list that are not pinned, with when their newest message was written;
-- where all is hidden from somebody, when the channel was made, as it is to clients.
-- ?1 owner, ?2 folder or NULL for all, ?3 written before or at
SELECT m.channel_id, iif(m.hidden_up_to > 0 AND m.hidden_up_to >= (
    SELECT n.top_id FROM dialogs n WHERE n.owner_id = d.peer_id AND n.peer_id = d.peer_id
), c.date, c.posted) AS since
FROM channel_members m
JOIN channels c ON c.id = m.channel_id
JOIN dialogs d ON d.owner_id = ?1 AND d.peer_id = -1000000000000 - m.channel_id
WHERE m.account_id = ?1 AND m.role >= 2 AND c.closed = 0 AND d.pin = 0
  AND (?2 IS NULL OR d.folder = ?2)
  AND since <= ?3;

-- name: moved
-- The channels of somebody in which something happened since a date. ?1 account, ?2 date
SELECT m.channel_id, b.pts FROM channel_members m
JOIN mailboxes b ON b.account_id = -1000000000000 - m.channel_id
WHERE m.account_id = ?1 AND m.role >= 2 AND b.date >= ?2;

-- name: box_of
SELECT pts, top_id, date FROM mailboxes WHERE account_id = ?1;

-- name: top_of
SELECT top_id, pts FROM mailboxes WHERE account_id = ?1;

-- name: read_up_to
-- Nothing is counted for who reads everything, or wrote none of it. ?1 channel, ?2 reader, ?3 peer,
-- ?4 read before, ?5 read now, ?6 the newest id
UPDATE channel_members SET read_inbox_max_id = ?5,
    own_unread = CASE WHEN own_unread = 0 OR ?5 >= ?6 THEN 0 ELSE max(0, own_unread - (
        SELECT count(*) FROM copies c JOIN bodies b ON b.id = c.body_id
        WHERE c.owner_id = ?3 AND c.peer_id = ?3 AND c.id > ?4 AND c.id <= ?5 AND b.sender_id = ?2
    )) END
WHERE channel_id = ?1 AND account_id = ?2;

-- name: own_unread_gone
-- Have posts that are about to go no longer count as their writers' own. ?1 channel, ?2 peer, ?3 ids
UPDATE channel_members SET own_unread = max(0, own_unread - gone.posts)
FROM (
    SELECT w.account_id AS writer_id, count(*) AS posts
    FROM copies c
    JOIN bodies b ON b.id = c.body_id
    JOIN channel_members w ON w.channel_id = ?1 AND w.account_id = b.sender_id
    WHERE c.owner_id = ?2 AND c.id IN (SELECT value FROM json_each(?3))
      AND c.id > w.read_inbox_max_id
    GROUP BY w.account_id
) AS gone
WHERE channel_id = ?1 AND account_id = gone.writer_id;

-- name: writers
-- Who of a supergroup wrote some of what was just read, and up to which id. Of what is far from the
-- newest nobody is told. ?1 peer, ?2 reader, ?3 read before, ?4 read now
SELECT b.sender_id, max(c.id)
FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.peer_id = ?1 AND c.id > max(?3, ?4 - 1000) AND c.id <= ?4
  AND b.flags & 8 = 0 AND b.sender_id <> ?2
GROUP BY b.sender_id;

-- name: was_read_up_to
-- ?1 channel, ?2 writer, ?3 read by somebody; a row only if that is news
UPDATE channel_members SET read_outbox_max_id = ?3
WHERE channel_id = ?1 AND account_id = ?2 AND role >= 2 AND read_outbox_max_id < ?3
RETURNING account_id, read_outbox_max_id;

-- name: joined_by
-- Who of the accounts is in which channel, and what is hidden from them there. ?1 accounts
SELECT m.account_id, m.channel_id, m.hidden_up_to
FROM channel_members m JOIN channels c ON c.id = m.channel_id
WHERE m.account_id IN (SELECT value FROM json_each(?1)) AND m.role >= 2 AND c.closed = 0;

-- name: written_by
-- Whom an answer to a message is to: nobody, where the channel itself said it. ?1 body
SELECT iif(flags & 8, NULL, sender_id) FROM bodies WHERE id = ?1;
