-- Sending a private message: one statement to see everything it is decided on, five to write it.

-- name: send_context
-- ?1 sender, ?2 recipient, ?3 random_id
SELECT s.id, s.phone, s.first_name, s.last_name, s.username, s.about, s.created, s.disabled,
       s.usernames, s.photos, s.flags, s.privacy, s.online_until,
       r.id, r.phone, r.first_name, r.last_name, r.username, r.about, r.created, r.disabled,
       r.usernames, r.photos, r.flags, r.privacy, r.online_until,
       sc.contact_id, sc.phone, sc.first_name, sc.last_name, sc.close_friend, sc.photo,
       rc.contact_id, rc.phone, rc.first_name, rc.last_name, rc.close_friend, rc.photo,
       sb.id IS NOT NULL, rb.id IS NOT NULL,
       sm.pts, sm.top_id, sm.date, rm.pts, rm.top_id, rm.date,
       d.fingerprint, d.message_id, d.pts, d.date, rd.ttl_period, rd.folder
FROM accounts s
JOIN mailboxes sm ON sm.account_id = s.id
LEFT JOIN accounts r ON r.id = ?2
LEFT JOIN mailboxes rm ON rm.account_id = ?2
LEFT JOIN contacts sc ON sc.owner_id = ?1 AND sc.contact_id = ?2
LEFT JOIN contacts rc ON rc.owner_id = ?2 AND rc.contact_id = ?1
LEFT JOIN blocks sb ON sb.owner_id = ?1 AND sb.blocked_id = ?2
LEFT JOIN blocks rb ON rb.owner_id = ?2 AND rb.blocked_id = ?1
LEFT JOIN sends d ON d.sender_id = ?1 AND d.recipient_id = ?2 AND d.random_id = ?3
LEFT JOIN dialogs rd ON rd.owner_id = ?2 AND rd.peer_id = ?1
WHERE s.id = ?1;

-- name: is_protected
-- Whether either side keeps what is said between two from being passed on, or the group does.
SELECT EXISTS (SELECT 1 FROM protected_dialogs
               WHERE (owner_id = ?1 AND peer_id = ?2) OR (owner_id = ?2 AND peer_id = ?1))
    OR EXISTS (SELECT 1 FROM chats WHERE id = -?2 AND noforwards = 1);

-- name: reply_target
-- ?1 sender, ?2 id in the sender's mailbox, ?3 recipient
SELECT m.body_id, r.id
FROM copies m
LEFT JOIN copies r ON r.body_id = m.body_id AND r.owner_id = ?3
WHERE m.owner_id = ?1 AND m.id = ?2 AND m.peer_id = ?3;

-- name: add_body
INSERT INTO bodies (sender_id, date, text, entities, flags, reply_to_body, action, extras)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: add_copy
-- ?1 owner, ?2 id, ?3 body, ?4 peer, ?5 incoming: 0 what the owner wrote, 1 what others did, 2 what
-- the owner wrote to be sent later, which is unread until it is read
INSERT INTO copies (owner_id, id, body_id, peer_id, incoming) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: add_two_copies
-- ?1 sender, ?2 sender's id, ?3 body, ?4 recipient, ?5 recipient's id
INSERT INTO copies (owner_id, id, body_id, peer_id, incoming)
VALUES (?1, ?2, ?3, ?4, 0), (?4, ?5, ?3, ?1, 1);

-- name: raise_dialog
-- ?1 owner, ?2 peer, ?3 id, ?4 unread, ?5 id the owner has read up to by it (0 for none), unless
-- something before it is unread
INSERT INTO dialogs (owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread,
                     messages)
VALUES (?1, ?2, ?3, ?5, ?5, ?4, 1)
ON CONFLICT (owner_id, peer_id) DO UPDATE SET
    top_id = excluded.top_id,
    read_inbox_max_id = CASE WHEN dialogs.unread > 0 THEN dialogs.read_inbox_max_id
        ELSE max(dialogs.read_inbox_max_id, excluded.read_inbox_max_id) END,
    read_outbox_max_id = max(dialogs.read_outbox_max_id, excluded.read_outbox_max_id),
    unread = dialogs.unread + excluded.unread,
    messages = dialogs.messages + 1;

-- name: raise_two_dialogs
-- ?1 sender, ?2 sender's id, ?3 recipient, ?4 recipient's id
INSERT INTO dialogs (owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread,
                     messages)
VALUES (?1, ?3, ?2, 0, 0, 0, 1), (?3, ?1, ?4, 0, 0, 1, 1)
ON CONFLICT (owner_id, peer_id) DO UPDATE SET
    top_id = excluded.top_id,
    unread = dialogs.unread + excluded.unread,
    messages = dialogs.messages + 1;

-- name: raise_mailbox
-- ?1 owner, ?2 date, ?3 unread
UPDATE mailboxes SET pts = pts + 1, top_id = top_id + 1, date = ?2, unread = unread + ?3
WHERE account_id = ?1;

-- name: raise_two_mailboxes
-- ?1 sender, ?2 recipient, ?3 date
UPDATE mailboxes
SET pts = pts + 1, top_id = top_id + 1, date = ?3, unread = unread + (account_id = ?2)
WHERE account_id IN (?1, ?2);

-- name: remember_send
INSERT INTO sends (sender_id, recipient_id, random_id, fingerprint, message_id, pts, date)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: forget_sends
-- ?1 sent before, ?2 at most
DELETE FROM sends WHERE id IN (SELECT id FROM sends ORDER BY id LIMIT ?2) AND date < ?1;

-- name: add_speaker
INSERT INTO body_speakers (body_id, speaker_id) VALUES (?1, ?2);
