-- Basic groups. A peer that stands for one is its id, negative. Lists come as one JSON array.

-- name: chat
SELECT id, title, about, date, version, creator_id, members, banned, noforwards, ttl_period, photo,
       reactions, closed, migrated_to
FROM chats WHERE id = ?1;

-- name: seen_chats
-- As `chat`, with the viewer's role, NULL for a stranger. ?1 viewer, ?2 chat ids
SELECT c.id, c.title, c.about, c.date, c.version, c.creator_id, c.members, c.banned, c.noforwards,
       c.ttl_period, c.photo, c.reactions, c.closed,
       c.migrated_to, m.role
FROM chats c
LEFT JOIN chat_members m ON m.chat_id = c.id AND m.account_id = ?1
WHERE c.id IN (SELECT value FROM json_each(?2));

-- name: add_chat
INSERT INTO chats (id, title, about, date, version, creator_id, members, banned, noforwards,
                   ttl_period, photo, reactions, closed, migrated_to)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14);

-- name: keep_chat
UPDATE chats SET title = ?2, about = ?3, date = ?4, version = ?5, creator_id = ?6, members = ?7,
    banned = ?8, noforwards = ?9, ttl_period = ?10, photo = ?11, reactions = ?12, closed = ?13,
    migrated_to = ?14
WHERE id = ?1;

-- name: members
-- Whoever is or was in a group, in the order in which they came.
SELECT account_id, role, inviter_id, date FROM chat_members WHERE chat_id = ?1
ORDER BY date, account_id;

-- name: keep_member
INSERT INTO chat_members (chat_id, account_id, role, inviter_id, date) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (chat_id, account_id) DO UPDATE SET
    role = excluded.role, inviter_id = excluded.inviter_id, date = excluded.date;

-- name: drop_waiting
-- Forget that somebody asked to be let in. ?1 chat, or a channel's peer, ?2 accounts
DELETE FROM chat_joiners
WHERE chat_id = ?1 AND account_id IN (SELECT value FROM json_each(?2)) AND waiting = 1;

-- name: drop_all_waiting
DELETE FROM chat_joiners WHERE chat_id = ?1 AND waiting = 1;

-- name: roles
-- ?1 chat, ?2 accounts
SELECT account_id, role FROM chat_members
WHERE chat_id = ?1 AND account_id IN (SELECT value FROM json_each(?2));

-- name: roles_inside
SELECT account_id, role FROM chat_members WHERE chat_id = ?1 AND role >= 2;

-- name: inside
-- Who gets what is said in a group.
SELECT account_id FROM chat_members WHERE chat_id = ?1 AND role >= 2 ORDER BY account_id;

-- name: chats_of
-- The groups that somebody is in, the newest first; those that go on as supergroups are none.
-- ?1 account, ?2 below, ?3 at most
SELECT m.chat_id FROM chat_members m JOIN chats c ON c.id = m.chat_id AND c.migrated_to = 0
WHERE m.account_id = ?1 AND m.role >= 2 AND m.chat_id < ?2 ORDER BY m.chat_id DESC LIMIT ?3;

-- name: bound_to
-- The groups that somebody is in or owns from outside. ?1 account
SELECT m.chat_id FROM chat_members m JOIN chats c ON c.id = m.chat_id
WHERE m.account_id = ?1 AND (c.closed = 0 OR c.migrated_to <> 0)
  AND (m.role >= 2 OR c.creator_id = ?1)
ORDER BY m.chat_id;

-- name: common
-- As chats_of, those that another is in as well. ?4 the other
SELECT m.chat_id FROM chat_members m
JOIN chats c ON c.id = m.chat_id AND c.migrated_to = 0
JOIN chat_members o ON o.chat_id = m.chat_id AND o.account_id = ?4 AND o.role >= 2
WHERE m.account_id = ?1 AND m.role >= 2 AND m.chat_id < ?2 ORDER BY m.chat_id DESC LIMIT ?3;

-- name: common_count
-- ?1 account, ?2 the other
SELECT count(*) FROM chat_members m
JOIN chats c ON c.id = m.chat_id AND c.migrated_to = 0
JOIN chat_members o ON o.chat_id = m.chat_id AND o.account_id = ?2 AND o.role >= 2
WHERE m.account_id = ?1 AND m.role >= 2;

-- name: photo_of
SELECT file_id FROM chat_photos WHERE chat_id = ?1;

-- name: drop_photo
DELETE FROM chat_photos WHERE chat_id = ?1;

-- name: add_photo
INSERT INTO chat_photos (chat_id, file_id) VALUES (?1, ?2);

-- name: send_context
-- ?1 sender, ?2 chat, ?3 random_id, ?4 peer
SELECT b.pts, b.top_id, b.date, c.id, c.title, c.about, c.date, c.version, c.creator_id, c.members,
       c.banned, c.noforwards, c.ttl_period, c.photo, c.reactions, c.closed, c.migrated_to, m.role,
       d.fingerprint, d.message_id, d.pts, d.date
FROM mailboxes b
LEFT JOIN chats c ON c.id = ?2
LEFT JOIN chat_members m ON m.chat_id = ?2 AND m.account_id = ?1
LEFT JOIN sends d ON d.sender_id = ?1 AND d.recipient_id = ?4 AND d.random_id = ?3
WHERE b.account_id = ?1;

-- name: newest_date
-- The date of the last event in the mailbox of anybody in a group.
SELECT max(b.date) FROM chat_members m JOIN mailboxes b ON b.account_id = m.account_id
WHERE m.chat_id = ?1 AND m.role >= 2;

-- name: bots
-- Programs in a group that do not hear everything, with their names: no admins, and by their own
-- setting. ?1 chat, ?2 first id of a program, ?3 beyond the last
SELECT m.account_id, a.username, a.usernames
FROM chat_members m JOIN accounts a ON a.id = m.account_id
WHERE m.chat_id = ?1 AND m.account_id >= ?2 AND m.account_id < ?3 AND m.role = 2
  AND a.flags & 1 = 0;

-- name: answered
-- ?1 sender, ?2 id in the sender's mailbox, ?3 peer
SELECT c.body_id, b.sender_id FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.id = ?2 AND c.peer_id = ?3;

-- name: ids_of_body
SELECT owner_id, id FROM copies WHERE body_id = ?1;

-- name: raise_mailboxes
-- ?1 chat, ?2 sender, ?3 date, ?4 who is left out, ?5 whether it is unread for the sender as well
UPDATE mailboxes
SET pts = pts + 1, top_id = top_id + 1, date = ?3, unread = unread + (account_id <> ?2 OR ?5)
WHERE account_id IN (
    SELECT account_id FROM chat_members WHERE chat_id = ?1 AND role >= 2
) AND account_id NOT IN (SELECT value FROM json_each(?4))
RETURNING account_id, top_id, pts;

-- name: add_copies
-- ?1 chat, ?2 sender, ?3 body, ?4 peer, ?5 who is left out, ?6 who is called, ?7 their marks,
-- ?8 the sender's `incoming`
INSERT INTO copies (owner_id, id, body_id, peer_id, incoming, marks)
SELECT m.account_id, b.top_id, ?3, ?4, iif(m.account_id = ?2, ?8, 1),
       iif(m.account_id IN (SELECT value FROM json_each(?6)), ?7, 0)
FROM chat_members m JOIN mailboxes b ON b.account_id = m.account_id
WHERE m.chat_id = ?1 AND m.role >= 2
  AND m.account_id NOT IN (SELECT value FROM json_each(?5));

-- name: raise_dialogs
-- ?1 chat, ?2 sender, ?3 peer, ?4 who is left out, ?5 whether it is unread for the sender as well
INSERT INTO dialogs (owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread,
                     messages)
SELECT m.account_id, ?3, b.top_id, 0, 0, m.account_id <> ?2 OR ?5, 1
FROM chat_members m JOIN mailboxes b ON b.account_id = m.account_id
WHERE m.chat_id = ?1 AND m.role >= 2
  AND m.account_id NOT IN (SELECT value FROM json_each(?4))
ON CONFLICT (owner_id, peer_id) DO UPDATE SET
    top_id = excluded.top_id,
    unread = dialogs.unread + excluded.unread,
    messages = dialogs.messages + 1
RETURNING owner_id, folder;

-- name: said_before
-- The last bodies of a group that somebody has and another has not, the newest first; none that is
-- not to be passed on.
-- ?1 who has them, ?2 peer, ?3 the other, ?4 at most
SELECT c.body_id FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.peer_id = ?2 AND b.action IS NULL AND b.flags & 2 = 0
  AND c.body_id > coalesce((
    SELECT body_id FROM copies WHERE owner_id = ?3 AND peer_id = ?2 ORDER BY id DESC LIMIT 1
), 0)
ORDER BY c.id DESC LIMIT ?4;

-- name: box
SELECT pts, top_id FROM mailboxes WHERE account_id = ?1;

-- name: show_before
-- ?1 owner, ?2 peer, ?3 bodies, the oldest first
INSERT INTO copies (owner_id, id, body_id, peer_id, incoming, marks)
SELECT ?1, m.top_id + 1 + j.key, j.value, ?2, b.sender_id <> ?1, 0
FROM json_each(?3) j CROSS JOIN bodies b ON b.id = j.value
CROSS JOIN mailboxes m ON m.account_id = ?1;

-- name: raise_dialog_by
-- As they were shown: the dialog, before the mailbox is raised. ?1 owner, ?2 peer, ?3 bodies
INSERT INTO dialogs (owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread,
                     messages)
SELECT ?1, ?2, m.top_id + json_array_length(?3), 0, 0, (
    SELECT count(*) FROM json_each(?3) j JOIN bodies b ON b.id = j.value WHERE b.sender_id <> ?1
), json_array_length(?3)
FROM mailboxes m WHERE m.account_id = ?1
ON CONFLICT (owner_id, peer_id) DO UPDATE SET
    top_id = excluded.top_id,
    unread = dialogs.unread + excluded.unread,
    messages = dialogs.messages + excluded.messages;

-- name: raise_mailbox_by
-- ?1 owner, ?2 peer, ?3 bodies
UPDATE mailboxes SET pts = pts + json_array_length(?3), top_id = top_id + json_array_length(?3),
    unread = unread + (
        SELECT count(*) FROM json_each(?3) j JOIN bodies b ON b.id = j.value WHERE b.sender_id <> ?1
    )
WHERE account_id = ?1;

-- name: add_mentions
-- ?1 body, ?2 peer, ?3 who is called
INSERT INTO unread_mentions (owner_id, peer_id, message_id)
SELECT owner_id, ?2, id FROM copies
WHERE body_id = ?1 AND owner_id IN (SELECT value FROM json_each(?3));

-- name: by_names
-- Whom names find. ?1 folded names
SELECT account_id FROM usernames
WHERE active AND account_id > 0 AND folded IN (SELECT value FROM json_each(?1));
