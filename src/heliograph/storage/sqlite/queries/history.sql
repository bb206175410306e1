-- Looking back: pages of a dialog, the dialog list, the difference. Readers run these.

-- name: older
-- The page below an offset, newest first; what is skipped is skipped in the index.
-- ?1 owner, ?2 peer, ?3 below, ?4 above, ?5 skip, ?6 limit
SELECT owner_id, id, peer_id, sender_id, date, edit_date, text, entities, flags, reply_to_id,
       action, extras, marks, reactions
FROM messages
WHERE owner_id = ?1 AND id IN (
    SELECT id FROM copies
    WHERE owner_id = ?1 AND peer_id = ?2 AND id < ?3 AND id > ?4
    ORDER BY id DESC LIMIT ?6 OFFSET ?5
)
ORDER BY id DESC;

-- name: copy_for
-- ?1 owner, ?2 id, ?3 viewer
SELECT c.id FROM copies mine JOIN copies c ON c.body_id = mine.body_id
WHERE mine.owner_id = ?1 AND mine.id = ?2 AND c.owner_id = ?3;

-- name: newer
-- From an offset on, oldest first. ?1 owner, ?2 peer, ?3 from, ?4 below, ?5 skip, ?6 limit
SELECT owner_id, id, peer_id, sender_id, date, edit_date, text, entities, flags, reply_to_id,
       action, extras, marks, reactions
FROM messages
WHERE owner_id = ?1 AND id IN (
    SELECT id FROM copies
    WHERE owner_id = ?1 AND peer_id = ?2 AND id >= ?3 AND id < ?4
    ORDER BY id LIMIT ?6 OFFSET ?5
)
ORDER BY id;

-- name: carrying
-- Those of the latest messages of a dialog that carry more than text. ?1 owner, ?2 peer, ?3 latest
SELECT c.id, b.date, b.extras, b.sender_id FROM (
    SELECT id, body_id FROM copies WHERE owner_id = ?1 AND peer_id = ?2 ORDER BY id DESC LIMIT ?3
) c
JOIN bodies b ON b.id = c.body_id
WHERE b.extras IS NOT NULL ORDER BY c.id DESC;

-- name: dated_from
-- The first message of a dialog from an id on, and its date. ?1 owner, ?2 peer, ?3 from
SELECT c.id, b.date FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.peer_id = ?2 AND c.id >= ?3
ORDER BY c.id LIMIT 1;

-- name: box_dated_from
-- As dated_from, of a whole mailbox. ?1 owner, ?2 from
SELECT c.id, b.date FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.id >= ?2
ORDER BY c.id LIMIT 1;

-- name: dialog_top
SELECT top_id FROM dialogs WHERE owner_id = ?1 AND peer_id = ?2;

-- name: dialog_size
SELECT messages FROM dialogs WHERE owner_id = ?1 AND peer_id = ?2;

-- name: newer_count
-- ?1 owner, ?2 peer, ?3 above, ?4 at most
SELECT count(*) FROM (
    SELECT 1 FROM copies WHERE owner_id = ?1 AND peer_id = ?2 AND id > ?3 LIMIT ?4
);

-- name: state
-- Of an account, or of a channel, of which no account says since when it is there.
SELECT m.pts, m.date, m.unread, coalesce(a.created, m.date), m.top_id
FROM mailboxes m LEFT JOIN accounts a ON a.id = m.account_id
WHERE m.account_id = ?1;

-- name: logged_before
-- The last change at or before a pts. ?1 owner, ?2 pts
SELECT pts, top_id FROM log WHERE owner_id = ?1 AND pts <= ?2 ORDER BY pts DESC LIMIT 1;

-- name: log_after
-- ?1 owner, ?2 pts, ?3 limit
SELECT pts, top_id, pts_count, kind, date, message_id, peer_id, unread, ids
FROM log WHERE owner_id = ?1 AND pts > ?2 ORDER BY pts LIMIT ?3;
