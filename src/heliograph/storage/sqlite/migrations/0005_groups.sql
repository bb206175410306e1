-- Groups and channels, and what else came with them. Times are Unix seconds.

-- ---- export ----

-- What the operator did that people may ask about later: rows are added, never changed or removed.
-- `kind` is what was done, `actor` the user of the machine who did it, `reason` what they gave for
-- it, `of` the event that this one ends.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    date INTEGER NOT NULL,
    kind TEXT NOT NULL,
    account_id INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    of INTEGER REFERENCES audit (id)
);
CREATE INDEX audit_by_account ON audit (account_id);
CREATE INDEX audit_by_end ON audit (of) WHERE of IS NOT NULL;
CREATE TRIGGER audit_stays_as_it_is BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'what is in the audit log is never changed');
END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'what is in the audit log is never removed');
END;

-- What a device asked of an export of all of its account's data, and devices that asked: when, and
-- whether another one has said that this is its owner's.
ALTER TABLE takeouts ADD COLUMN files INTEGER NOT NULL DEFAULT 1;
ALTER TABLE takeouts ADD COLUMN file_size_max INTEGER;
CREATE TABLE takeout_waits (
    auth_key_id INTEGER PRIMARY KEY REFERENCES authorizations (auth_key_id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    asked INTEGER NOT NULL,
    allowed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX takeout_waits_by_account ON takeout_waits (account_id);
CREATE TRIGGER replaced_authorization_asks_anew AFTER UPDATE OF hash ON authorizations
WHEN old.hash <> new.hash BEGIN
    DELETE FROM takeout_waits WHERE auth_key_id = old.auth_key_id;
    DELETE FROM takeouts WHERE account_id = old.account_id AND auth_key_id = old.auth_key_id;
END;
CREATE TRIGGER ended_authorization_ends_takeout AFTER DELETE ON authorizations BEGIN
    DELETE FROM takeouts WHERE account_id = old.account_id AND auth_key_id = old.auth_key_id;
END;

-- ---- opened media ----

-- Messages whose photo, film or voice was opened and goes, and when; `copies.marks` has the bit 16
-- for what nobody has opened.
CREATE TABLE opened_media (
    body_id INTEGER PRIMARY KEY REFERENCES bodies (id) ON DELETE CASCADE,
    due INTEGER NOT NULL
);
CREATE INDEX opened_media_due ON opened_media (due);

-- ---- what pictures look like ----

-- Photos and films that are new, and since when: the queue of whoever will tell by how they look
-- whether they are known. Nobody takes from it yet; rows go with the file, or when they are old.
CREATE TABLE likeness_jobs (
    file_id INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    since INTEGER NOT NULL
);
CREATE INDEX likeness_jobs_by_age ON likeness_jobs (since);

-- ---- basic groups ----

-- In the place of an account's id a dialog with a basic group has the group's, negative:
-- `copies.peer_id`, `dialogs.peer_id`, `log.peer_id` and the others.

-- `banned` has a bit for each thing that members may not do, numbered as `chatBannedRights` has
-- them; `photo` is a versioned blob of what goes along with the name, NULL for no photo; `reactions`
-- one of what may be chosen, NULL for all. `closed` is 1 once its creator has deleted it.
CREATE TABLE chats (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    date INTEGER NOT NULL,
    version INTEGER NOT NULL,
    creator_id INTEGER NOT NULL,
    members INTEGER NOT NULL,
    banned INTEGER NOT NULL DEFAULT 0,
    noforwards INTEGER NOT NULL DEFAULT 0,
    ttl_period INTEGER NOT NULL DEFAULT 0,
    photo BLOB,
    reactions BLOB,
    closed INTEGER NOT NULL DEFAULT 0
);

-- Whoever is or was in a group. `role`: 0 left, 1 was removed, 2 member, 3 admin, 4 creator.
CREATE TABLE chat_members (
    chat_id INTEGER NOT NULL REFERENCES chats (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    role INTEGER NOT NULL,
    inviter_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (chat_id, account_id)
) WITHOUT ROWID;
CREATE INDEX chat_members_by_account ON chat_members (account_id, chat_id, role);

-- The photo of a group.
CREATE TABLE chat_photos (
    chat_id INTEGER PRIMARY KEY REFERENCES chats (id),
    file_id INTEGER NOT NULL REFERENCES files (id)
);
CREATE INDEX chat_photos_by_file ON chat_photos (file_id);
CREATE TRIGGER chat_holds_file AFTER INSERT ON chat_photos BEGIN
    UPDATE files SET holders = holders + 1, unheld = NULL WHERE id = new.file_id;
END;
CREATE TRIGGER chat_lets_file_go AFTER DELETE ON chat_photos BEGIN
    UPDATE files SET holders = holders - 1, unheld = iif(holders = 1, domain_now(), NULL)
    WHERE id = old.file_id;
END;

-- ---- mentions ----

-- Messages that name the owner or answer them, until they looked; `copies.marks` has the bit 4 for
-- the first, the bit 8 for as long as they have not looked.
CREATE TABLE unread_mentions (
    owner_id INTEGER NOT NULL,
    peer_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, peer_id, message_id)
) WITHOUT ROWID;
DROP TRIGGER marked_copy_gone;
CREATE TRIGGER marked_copy_gone AFTER DELETE ON copies WHEN old.marks != 0 BEGIN
    DELETE FROM pinned_messages
    WHERE owner_id = old.owner_id AND peer_id = old.peer_id AND message_id = old.id;
    DELETE FROM unread_reactions
    WHERE owner_id = old.owner_id AND peer_id = old.peer_id AND message_id = old.id;
    DELETE FROM unread_mentions
    WHERE owner_id = old.owner_id AND peer_id = old.peer_id AND message_id = old.id;
    DELETE FROM kept_bodies WHERE owner_id = old.owner_id AND message_id = old.id;
END;

-- When each member read what; dialogs of two cost nothing.
CREATE INDEX log_chat_reads ON log (owner_id, peer_id, message_id, date)
WHERE kind = 4 AND peer_id < 0;

-- ---- what those who are out have ----

-- What somebody who is out of a group still has of a message that changed there since: a body that
-- has no copies, beside the message's own; `copies.marks` has the bit 32.
CREATE TABLE kept_bodies (
    owner_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    body_id INTEGER NOT NULL REFERENCES bodies (id),
    PRIMARY KEY (owner_id, message_id)
) WITHOUT ROWID;
CREATE INDEX kept_bodies_by_body ON kept_bodies (body_id);
CREATE TRIGGER kept_body_let_go AFTER DELETE ON kept_bodies BEGIN
    DELETE FROM bodies
    WHERE id = old.body_id AND NOT EXISTS (SELECT 1 FROM kept_bodies WHERE body_id = old.body_id);
END;

-- Once nobody else has a message, what it came to say goes from the body that counts for them.
CREATE TRIGGER last_copy_inside_gone AFTER DELETE ON copies
WHEN old.peer_id < 0 AND old.marks & 32 = 0
    AND NOT EXISTS (SELECT 1 FROM copies WHERE body_id = old.body_id AND marks & 32 = 0) BEGIN
    UPDATE bodies SET text = '', entities = NULL, extras = NULL, reactions = NULL
    WHERE id = old.body_id;
    DELETE FROM body_files WHERE body_id = old.body_id;
END;

-- As in 0003 and 0004, by what the owner has of the message; before the copy goes, and with it that.
DROP VIEW messages;
CREATE VIEW messages AS
SELECT c.owner_id, c.id, c.peer_id, b.sender_id, b.date, b.edit_date, b.text, b.entities, b.flags,
       r.id AS reply_to_id, b.action, b.extras, c.marks, b.reactions
FROM copies c
JOIN bodies b ON b.id = iif(
    c.marks & 32,
    (SELECT body_id FROM kept_bodies WHERE owner_id = c.owner_id AND message_id = c.id),
    c.body_id
)
LEFT JOIN copies r ON r.body_id = b.reply_to_body AND r.owner_id = c.owner_id;

DROP TRIGGER copy_leaves_search;
CREATE TRIGGER copy_leaves_search BEFORE DELETE ON copies
WHEN old.body_id <= (SELECT indexed_to FROM search_progress) BEGIN
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', old.body_id, terms FROM (
        SELECT search_terms(old.owner_id, old.id, old.peer_id, b.text, b.entities, b.extras)
            AS terms
        FROM bodies b WHERE b.id = iif(
            old.marks & 32,
            (SELECT body_id FROM kept_bodies WHERE owner_id = old.owner_id AND message_id = old.id),
            old.body_id
        )
    ) WHERE terms <> '';
END;

DROP TRIGGER edit_reaches_search;
CREATE TRIGGER edit_reaches_search AFTER UPDATE OF text, entities, extras ON bodies
WHEN old.id <= (SELECT indexed_to FROM search_progress) AND (
    old.text IS NOT new.text OR old.entities IS NOT new.entities OR old.extras IS NOT new.extras
) BEGIN
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', old.id, before FROM (
        SELECT search_terms(c.owner_id, c.id, c.peer_id, old.text, old.entities, old.extras)
                AS before,
            search_terms(c.owner_id, c.id, c.peer_id, new.text, new.entities, new.extras)
                AS after
        FROM copies c WHERE c.body_id = old.id AND c.marks & 32 = 0
    ) WHERE before <> '' AND before <> after;
    INSERT INTO search_words (rowid, terms)
    SELECT old.id, after FROM (
        SELECT search_terms(c.owner_id, c.id, c.peer_id, old.text, old.entities, old.extras)
                AS before,
            search_terms(c.owner_id, c.id, c.peer_id, new.text, new.entities, new.extras)
                AS after
        FROM copies c WHERE c.body_id = old.id AND c.marks & 32 = 0
    ) WHERE after <> '' AND before <> after;
END;

-- Who came back has the message as the others do once it changes again.
CREATE TRIGGER kept_body_taken_back BEFORE UPDATE OF marks ON copies
WHEN old.marks & 32 AND new.marks & 32 = 0
    AND old.body_id <= (SELECT indexed_to FROM search_progress) BEGIN
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', old.body_id, terms FROM (
        SELECT search_terms(old.owner_id, old.id, old.peer_id, b.text, b.entities, b.extras)
            AS terms
        FROM kept_bodies k JOIN bodies b ON b.id = k.body_id
        WHERE k.owner_id = old.owner_id AND k.message_id = old.id
    ) WHERE terms <> '';
    INSERT INTO search_words (rowid, terms)
    SELECT old.body_id, terms FROM (
        SELECT search_terms(old.owner_id, old.id, old.peer_id, b.text, b.entities, b.extras)
            AS terms
        FROM bodies b WHERE b.id = old.body_id
    ) WHERE terms <> '';
END;

-- ---- invite links ----

-- Links into groups, and into channels, whose peer is `chat_id` then. `expires` and `usage_limit` are 0 for none; `permanent` is the one that each
-- admin always has.
CREATE TABLE chat_invites (
    hash TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    admin_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    date INTEGER NOT NULL,
    started INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    usage_limit INTEGER NOT NULL,
    usage INTEGER NOT NULL,
    request_needed INTEGER NOT NULL,
    permanent INTEGER NOT NULL,
    revoked INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX chat_invites_by_admin ON chat_invites (admin_id, chat_id, revoked, date);
CREATE INDEX chat_invites_by_chat ON chat_invites (chat_id, revoked);
CREATE UNIQUE INDEX chat_invites_permanent ON chat_invites (chat_id, admin_id)
WHERE permanent = 1 AND revoked = 0;

-- Who came by a link, or asks to be let in. `approved_by` is 0 for who needed nobody's leave,
-- `waiting` 1 as long as nobody has decided.
CREATE TABLE chat_joiners (
    chat_id INTEGER NOT NULL REFERENCES chats (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    hash TEXT NOT NULL,
    date INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    approved_by INTEGER NOT NULL,
    PRIMARY KEY (chat_id, account_id)
) WITHOUT ROWID;
CREATE INDEX chat_joiners_by_date ON chat_joiners (chat_id, waiting, date);
CREATE INDEX chat_joiners_by_account ON chat_joiners (account_id);

-- ---- photos of contacts ----

-- The photo that an account has chosen for a contact, for itself alone. `contacts.photo` is a
-- versioned blob of what goes along with the name, NULL for none.
ALTER TABLE contacts ADD COLUMN photo BLOB;
CREATE TABLE contact_photos (
    owner_id INTEGER NOT NULL,
    contact_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL REFERENCES files (id),
    PRIMARY KEY (owner_id, contact_id),
    FOREIGN KEY (owner_id, contact_id) REFERENCES contacts (owner_id, contact_id)
        ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX contact_photos_by_file ON contact_photos (file_id);
CREATE TRIGGER contact_holds_file AFTER INSERT ON contact_photos BEGIN
    UPDATE files SET holders = holders + 1, unheld = NULL WHERE id = new.file_id;
END;
CREATE TRIGGER contact_lets_file_go AFTER DELETE ON contact_photos BEGIN
    UPDATE files SET holders = holders - 1, unheld = iif(holders = 1, domain_now(), NULL)
    WHERE id = old.file_id;
END;

-- ---- supergroups and channels ----

-- A channel has one mailbox, shared by all in it: rows of `mailboxes`, `copies`, `dialogs` and
-- `log` whose owner, and peer, is the channel's own peer, -(10^12) - id. A post is one body and one
-- copy, however many read it.

-- As before, for owners that are no accounts.
CREATE TABLE boxes (
    account_id INTEGER PRIMARY KEY,
    pts INTEGER NOT NULL,
    top_id INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    date INTEGER NOT NULL
);
INSERT INTO boxes (account_id, pts, top_id, unread, date)
SELECT account_id, pts, top_id, unread, date FROM mailboxes;
DROP TABLE mailboxes;
ALTER TABLE boxes RENAME TO mailboxes;

-- As before, for holders that are no accounts: a channel holds names by its peer.
CREATE TABLE names (
    folded TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL,
    active INTEGER NOT NULL DEFAULT 1,
    editable INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;
INSERT INTO names (folded, account_id, active, editable)
SELECT folded, account_id, active, editable FROM usernames;
DROP TABLE usernames;
ALTER TABLE names RENAME TO usernames;
CREATE INDEX usernames_by_account ON usernames (account_id);

-- `kind` is 0 for a supergroup, 1 for a channel in which only admins write. `banned`, `photo` and
-- `reactions` as in `chats`; `slow_mode` is in seconds, `linked_id` a group's channel or a channel's
-- group, 0 for none. `posted` is when the newest message was written: the place in the dialog list.
CREATE TABLE channels (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    date INTEGER NOT NULL,
    creator_id INTEGER NOT NULL,
    members INTEGER NOT NULL,
    username TEXT NOT NULL,
    banned INTEGER NOT NULL,
    noforwards INTEGER NOT NULL,
    signatures INTEGER NOT NULL,
    slow_mode INTEGER NOT NULL,
    hidden_history INTEGER NOT NULL,
    hidden_members INTEGER NOT NULL,
    join_to_send INTEGER NOT NULL,
    join_request INTEGER NOT NULL,
    forum INTEGER NOT NULL,
    linked_id INTEGER NOT NULL,
    ttl_period INTEGER NOT NULL,
    photo BLOB,
    reactions BLOB,
    closed INTEGER NOT NULL,
    posted INTEGER NOT NULL
);

-- Whoever is or was in a channel, or is kept out. `role` as in `chat_members`; `rights` are an
-- admin's, `banned` what is forbidden to one member until `until` (0 for good), `by_id` who said so.
-- The read marks are a dialog's; `own_unread` counts the member's own posts above the first, as
-- unread is the newest id less that mark. `hidden_up_to` is what was said before they came, where
-- that is not for newcomers; `posted` when they wrote last.
CREATE TABLE channel_members (
    channel_id INTEGER NOT NULL REFERENCES channels (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    role INTEGER NOT NULL,
    inviter_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    rights INTEGER NOT NULL,
    banned INTEGER NOT NULL,
    until INTEGER NOT NULL,
    by_id INTEGER NOT NULL,
    rank TEXT NOT NULL,
    read_inbox_max_id INTEGER NOT NULL,
    read_outbox_max_id INTEGER NOT NULL,
    own_unread INTEGER NOT NULL,
    hidden_up_to INTEGER NOT NULL,
    posted INTEGER NOT NULL,
    PRIMARY KEY (channel_id, account_id)
) WITHOUT ROWID;
CREATE INDEX channel_members_by_account ON channel_members (account_id, channel_id, role);
CREATE INDEX channel_members_by_date ON channel_members (channel_id, role, date, account_id);
CREATE INDEX channel_members_until ON channel_members (until) WHERE until <> 0;
CREATE INDEX channel_members_banned ON channel_members (channel_id, account_id) WHERE banned <> 0;

-- The photo of a channel.
CREATE TABLE channel_photos (
    channel_id INTEGER PRIMARY KEY REFERENCES channels (id),
    file_id INTEGER NOT NULL REFERENCES files (id)
);
CREATE INDEX channel_photos_by_file ON channel_photos (file_id);
CREATE TRIGGER channel_holds_file AFTER INSERT ON channel_photos BEGIN
    UPDATE files SET holders = holders + 1, unheld = NULL WHERE id = new.file_id;
END;
CREATE TRIGGER channel_lets_file_go AFTER DELETE ON channel_photos BEGIN
    UPDATE files SET holders = holders - 1, unheld = iif(holders = 1, domain_now(), NULL)
    WHERE id = old.file_id;
END;

-- How often a post was seen and passed on, once it was.
CREATE TABLE post_counters (
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    views INTEGER NOT NULL,
    forwards INTEGER NOT NULL,
    PRIMARY KEY (channel_id, message_id)
) WITHOUT ROWID;
CREATE TRIGGER counted_post_gone AFTER DELETE ON copies WHEN old.owner_id < -1000000000000 BEGIN
    DELETE FROM post_counters
    WHERE channel_id = -1000000000000 - old.owner_id AND message_id = old.id;
END;

-- What admins did, for two days. `action` is a versioned blob.
CREATE TABLE channel_log (
    id INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL REFERENCES channels (id),
    date INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    action BLOB NOT NULL
);
CREATE INDEX channel_log_by_channel ON channel_log (channel_id, id);
CREATE INDEX channel_log_by_date ON channel_log (date);
CREATE INDEX channel_log_by_account ON channel_log (account_id);

-- ---- end ----
