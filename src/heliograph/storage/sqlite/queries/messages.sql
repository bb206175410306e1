-- Reading and changing what lies in mailboxes. Lists of ids come as one JSON array.

-- name: message
SELECT owner_id, id, peer_id, sender_id, date, edit_date, text, entities, flags, reply_to_id,
       action, extras, marks, reactions
FROM messages WHERE owner_id = ?1 AND id = ?2;

-- name: messages_by_ids
SELECT owner_id, id, peer_id, sender_id, date, edit_date, text, entities, flags, reply_to_id,
       action, extras, marks, reactions
FROM messages WHERE owner_id = ?1 AND id IN (SELECT value FROM json_each(?2));

-- name: copies_of_message
-- The message as it stands in every mailbox that has it and is told of it. ?1 owner, ?2 id
SELECT m.owner_id, m.id, m.peer_id, m.sender_id, m.date, m.edit_date, m.text, m.entities, m.flags,
       m.reply_to_id, m.action, m.extras, m.marks, m.reactions
FROM copies mine
JOIN copies c ON c.body_id = mine.body_id
JOIN messages m ON m.owner_id = c.owner_id AND m.id = c.id
WHERE mine.owner_id = ?1 AND mine.id = ?2 AND c.marks & 32 = 0;

-- name: keep_extras
-- ?1 owner, ?2 id, ?3 extras
UPDATE bodies SET extras = ?3
WHERE id = (SELECT body_id FROM copies WHERE owner_id = ?1 AND id = ?2);

-- name: edit_body
-- ?1 owner, ?2 id, ?3 text, ?4 entities, ?5 edit_date, ?6 flags, ?7 extras
UPDATE bodies SET text = ?3, entities = ?4, edit_date = ?5, flags = ?6, extras = ?7
WHERE id = (SELECT body_id FROM copies WHERE owner_id = ?1 AND id = ?2);

-- name: advance_mailbox
-- ?1 owner, ?2 pts_count, ?3 date, ?4 change of unread
UPDATE mailboxes SET pts = pts + ?2, date = max(date, ?3), unread = unread + ?4
WHERE account_id = ?1
RETURNING pts, top_id;

-- name: log_change
INSERT INTO log (owner_id, pts, top_id, pts_count, kind, date, message_id, peer_id, unread, ids)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);

-- name: own_copies
-- What a deletion takes from the owner alone; `unread` tells whether the copy counted as such.
SELECT c.owner_id, c.id, c.body_id, c.peer_id, c.incoming > 0 AND c.id > d.read_inbox_max_id
FROM copies c
JOIN dialogs d ON d.owner_id = c.owner_id AND d.peer_id = c.peer_id
WHERE c.owner_id = ?1 AND c.id IN (SELECT value FROM json_each(?2))
ORDER BY c.owner_id, c.id;

-- name: all_copies
-- As own_copies, for everybody who has the messages; who is out of a group keeps them.
SELECT c.owner_id, c.id, c.body_id, c.peer_id, c.incoming > 0 AND c.id > d.read_inbox_max_id
FROM copies mine
JOIN copies c ON c.body_id = mine.body_id
JOIN dialogs d ON d.owner_id = c.owner_id AND d.peer_id = c.peer_id
LEFT JOIN chat_members m ON m.chat_id = -c.peer_id AND m.account_id = c.owner_id
WHERE mine.owner_id = ?1 AND mine.id IN (SELECT value FROM json_each(?2))
  AND (c.peer_id > 0 OR c.owner_id = ?1 OR m.role >= 2)
ORDER BY c.owner_id, c.id;

-- name: copies_of_bodies
-- As own_copies, of bodies whosever they are. ?1 body ids
SELECT c.owner_id, c.id, c.body_id, c.peer_id, c.incoming > 0 AND c.id > d.read_inbox_max_id
FROM copies c
JOIN dialogs d ON d.owner_id = c.owner_id AND d.peer_id = c.peer_id
WHERE c.body_id IN (SELECT value FROM json_each(?1))
ORDER BY c.owner_id, c.id;

-- name: drop_copy
DELETE FROM copies WHERE owner_id = ?1 AND id = ?2;

-- name: shrink_dialog
-- ?1 owner, ?2 peer, ?3 messages gone, ?4 unread ones among them
UPDATE dialogs SET
    messages = messages - ?3,
    unread = unread - ?4,
    top_id = coalesce(
        (SELECT max(id) FROM copies
         WHERE copies.owner_id = dialogs.owner_id AND copies.peer_id = dialogs.peer_id), 0)
WHERE owner_id = ?1 AND peer_id = ?2;

-- name: dialog
SELECT owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread, folder, pin,
       unread_mark, ttl_period, as_messages
FROM dialogs WHERE owner_id = ?1 AND peer_id = ?2;

-- name: is_gone
-- Whether an id was given out and its message deleted: whoever read it says so a moment later, and
-- keeps that mark. ?1 owner, ?2 id
SELECT EXISTS (SELECT 1 FROM mailboxes WHERE account_id = ?1 AND ?2 BETWEEN 1 AND top_id)
    AND NOT EXISTS (SELECT 1 FROM copies WHERE owner_id = ?1 AND id = ?2);

-- name: newly_read
-- ?1 owner, ?2 peer, ?3 read so far, ?4 read now
SELECT count(*) FROM copies
WHERE owner_id = ?1 AND peer_id = ?2 AND id > ?3 AND id <= ?4 AND incoming > 0;

-- name: read_up_to
-- ?1 owner, ?2 peer, ?3 read now, ?4 newly read
UPDATE dialogs SET read_inbox_max_id = ?3, unread = unread - ?4
WHERE owner_id = ?1 AND peer_id = ?2;

-- name: last_read_of_peer
-- The newest message the reader has just read, as the peer who wrote it numbers it.
-- ?1 reader, ?2 peer, ?3 read before, ?4 read now
SELECT p.id FROM copies c
JOIN copies p ON p.body_id = c.body_id AND p.owner_id = ?2
WHERE c.owner_id = ?1 AND c.peer_id = ?2 AND c.id > ?3 AND c.id <= ?4 AND c.incoming = 1
ORDER BY c.id DESC LIMIT 1;

-- name: last_read_of_writers
-- As last_read_of_peer, of everybody in a group who wrote some of them and is still in it: the
-- writer, and the id.
-- ?1 reader, ?2 peer, ?3 read before, ?4 read now
SELECT p.owner_id, max(p.id)
FROM copies c
JOIN bodies b ON b.id = c.body_id
JOIN copies p ON p.body_id = c.body_id AND p.owner_id = b.sender_id
JOIN chat_members m ON m.chat_id = -?2 AND m.account_id = p.owner_id AND m.role >= 2
WHERE c.owner_id = ?1 AND c.peer_id = ?2 AND c.id > ?3 AND c.id <= ?4 AND c.incoming = 1
GROUP BY p.owner_id;

-- name: not_to_be_revoked
-- What somebody in a group may not take from the others: what they did not write, unless they are
-- an admin, and all once they are out. ?1 owner, ?2 ids
SELECT c.id FROM copies c
JOIN bodies b ON b.id = c.body_id
LEFT JOIN chat_members m ON m.chat_id = -c.peer_id AND m.account_id = ?1
WHERE c.owner_id = ?1 AND c.id IN (SELECT value FROM json_each(?2)) AND c.peer_id < 0
  AND (coalesce(m.role, 0) < 2 OR (b.sender_id <> ?1 AND m.role < 3))
LIMIT 1;

-- name: was_read_up_to
-- ?1 owner, ?2 peer, ?3 read by the peer; a row only if that is news
UPDATE dialogs SET read_outbox_max_id = ?3
WHERE owner_id = ?1 AND peer_id = ?2 AND read_outbox_max_id < ?3
RETURNING read_outbox_max_id;

-- name: pts
SELECT pts FROM mailboxes WHERE account_id = ?1;
