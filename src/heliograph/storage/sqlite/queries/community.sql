-- Filling a new store at once, for load tests. `stage` is an attached file of its own.

-- name: add_person
-- ?1 id, ?2 phone, ?3 name, ?4 created, ?5 last there
INSERT OR IGNORE INTO accounts (
    id, phone, first_name, last_name, username, about, created, disabled, online_until
) VALUES (?1, ?2, ?3, '', NULL, '', ?4, 0, ?5);

-- name: add_mailbox
INSERT OR IGNORE INTO mailboxes (account_id, pts, top_id, unread, date) VALUES (?1, 1, 0, 0, 0);

-- name: add_username
INSERT INTO usernames (folded, account_id) VALUES (lower(?1), ?2);

-- name: set_username
UPDATE accounts SET username = ?1 WHERE id = ?2;

-- name: set_privacy
UPDATE accounts SET privacy = ?1 WHERE id = ?2;

-- name: add_contact
INSERT OR IGNORE INTO contacts (owner_id, contact_id, phone, first_name, last_name)
SELECT ?1, id, phone, first_name, 'as saved' FROM accounts WHERE id = ?2;

-- name: add_block
INSERT OR IGNORE INTO blocks (owner_id, blocked_id, date) VALUES (?1, ?2, ?3);

-- name: make_stage
CREATE TABLE IF NOT EXISTS stage.sent (
    body_id INTEGER PRIMARY KEY,
    sender_id INTEGER NOT NULL,
    recipient_id INTEGER NOT NULL,
    id_of_sender INTEGER NOT NULL,
    id_of_recipient INTEGER NOT NULL
);

-- name: add_body
INSERT INTO bodies (id, sender_id, date, text, entities, flags) VALUES (?1, ?2, ?3, ?4, ?5, 0);

-- name: add_staged
INSERT INTO stage.sent VALUES (?1, ?2, ?3, ?4, ?5);

-- name: index_of_bodies
SELECT sql FROM sqlite_schema WHERE name = 'copies_by_body';

-- name: add_copies
INSERT INTO copies (owner_id, id, body_id, peer_id, incoming)
SELECT sender_id, id_of_sender, body_id, recipient_id, 0 FROM stage.sent
UNION ALL
SELECT recipient_id, id_of_recipient, body_id, sender_id, 1 FROM stage.sent
ORDER BY 1, 2;

-- name: add_dialogs
-- One dialog in five is read up to what its owner wrote last, the others whole.
INSERT INTO dialogs (owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread,
                     messages)
SELECT owner_id, peer_id, max(id),
       CASE WHEN (owner_id + peer_id) % 5 = 0 THEN max((1 - incoming) * id) ELSE max(id) END,
       max((1 - incoming) * id), 0, count(*)
FROM copies GROUP BY owner_id, peer_id;

-- name: count_unread
UPDATE dialogs SET unread = (
    SELECT count(*) FROM copies
    WHERE copies.owner_id = dialogs.owner_id AND copies.peer_id = dialogs.peer_id
        AND copies.id > dialogs.read_inbox_max_id AND copies.incoming = 1
)
WHERE read_inbox_max_id < top_id;

-- name: raise_mailboxes
UPDATE mailboxes SET pts = 1 + sums.top_id, top_id = sums.top_id, unread = sums.unread,
    date = (SELECT b.date FROM copies c JOIN bodies b ON b.id = c.body_id
            WHERE c.owner_id = account_id AND c.id = sums.top_id)
FROM (
    SELECT owner_id, max(top_id) AS top_id, sum(unread) AS unread FROM dialogs GROUP BY owner_id
) AS sums
WHERE sums.owner_id = mailboxes.account_id;

-- name: remember_sends
-- What is forgotten after a week is not written. ?1 sent after
INSERT INTO sends (sender_id, recipient_id, random_id, fingerprint, message_id, pts, date)
SELECT s.sender_id, s.recipient_id, random(), randomblob(16), s.id_of_sender, s.id_of_sender + 1,
       b.date
FROM stage.sent s JOIN bodies b ON b.id = s.body_id WHERE b.date > ?1 ORDER BY s.body_id;
