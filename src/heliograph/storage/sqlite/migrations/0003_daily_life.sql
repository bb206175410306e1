-- Daily life: account events, dialogs, messages of every kind, end-to-end chats, search, push.
-- Times are Unix seconds.

-- ---- account events ----

-- When something of an account changed last that takes no pts; never content, so that what is gone
-- stays gone. `kind` names what, `subject` which of them.
CREATE TABLE account_events (
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (owner_id, kind, subject)
) WITHOUT ROWID;
CREATE INDEX account_events_by_date ON account_events (owner_id, date, kind, subject);

-- When an account last showed others another name or number; 0 for never.
ALTER TABLE accounts ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;

-- ---- dialogs: drafts, pins, archive, folders, marks, timers ----

-- After how many seconds messages sent from now on go, 0 for never: the same on both sides.
ALTER TABLE dialogs ADD COLUMN ttl_period INTEGER NOT NULL DEFAULT 0;
-- `folder` 1 is the archive. `pin` is 0 for dialogs in the order of their messages; of the others
-- the highest stands first. `unread_mark` is 1 where the owner wants to come back.
ALTER TABLE dialogs ADD COLUMN folder INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dialogs ADD COLUMN pin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dialogs ADD COLUMN unread_mark INTEGER NOT NULL DEFAULT 0;

-- Views of the dialog list that an owner made: `place` orders them, `content` is a versioned blob.
-- The row with id 0 stands for all dialogs, whose view can be moved but not changed.
CREATE TABLE dialog_filters (
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (owner_id, id)
) WITHOUT ROWID;

-- Messages in Saved Messages that were taken from somewhere, and from where; the others are the
-- owner's own notes. `pin` as in dialogs.
CREATE TABLE saved_copies (
    owner_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    saved_peer_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, id)
) WITHOUT ROWID;
CREATE INDEX saved_copies_by_peer ON saved_copies (owner_id, saved_peer_id, id);
CREATE TRIGGER saved_copy_gone AFTER DELETE ON copies WHEN old.owner_id = old.peer_id BEGIN
    DELETE FROM saved_copies WHERE owner_id = old.owner_id AND id = old.id;
END;
CREATE TABLE saved_pins (
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    saved_peer_id INTEGER NOT NULL,
    pin INTEGER NOT NULL,
    PRIMARY KEY (owner_id, saved_peer_id)
) WITHOUT ROWID;

-- Messages that go by themselves, and when.
CREATE TABLE expiring (
    body_id INTEGER PRIMARY KEY REFERENCES bodies (id) ON DELETE CASCADE,
    due INTEGER NOT NULL
);
CREATE INDEX expiring_due ON expiring (due);

-- When the other side read what.
CREATE INDEX log_reads ON log (owner_id, peer_id, message_id, date) WHERE kind = 5;

-- What somebody has begun to write: a versioned blob.
CREATE TABLE drafts (
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    peer_id INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (owner_id, peer_id)
) WITHOUT ROWID;

-- ---- messages: extras, forwards, schedule; the view `messages` ----

-- `extras` is a versioned blob, NULL for a plain text: media, where a forward came from, a quote,
-- a timer, the fields of an action. `reactions` is one of who reacted how, NULL for nobody.
ALTER TABLE bodies ADD COLUMN extras BLOB;
ALTER TABLE bodies ADD COLUMN reactions BLOB;
-- What is so in one mailbox alone. Bits: 1 pinned. A send writes the default.
ALTER TABLE copies ADD COLUMN marks INTEGER NOT NULL DEFAULT 0;
DROP VIEW messages;
CREATE VIEW messages AS
SELECT c.owner_id, c.id, c.peer_id, b.sender_id, b.date, b.edit_date, b.text, b.entities, b.flags,
       r.id AS reply_to_id, b.action, b.extras, c.marks, b.reactions
FROM copies c
JOIN bodies b ON b.id = c.body_id
LEFT JOIN copies r ON r.body_id = b.reply_to_body AND r.owner_id = c.owner_id;

-- What waits to be sent, under ids of the dialog's own. `content` is a versioned blob; `due`
-- 2147483646 waits until the recipient is there.
CREATE TABLE scheduled (
    owner_id INTEGER NOT NULL,
    peer_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    random_id INTEGER NOT NULL,
    due INTEGER NOT NULL,
    edit_date INTEGER,
    content BLOB NOT NULL,
    PRIMARY KEY (owner_id, peer_id, id)
) WITHOUT ROWID;
CREATE INDEX scheduled_by_due ON scheduled (due);
CREATE UNIQUE INDEX scheduled_by_random_id ON scheduled (owner_id, peer_id, random_id);

-- The highest id given out in each dialog: clients remember those of deleted messages for good.
CREATE TABLE scheduled_ids (
    owner_id INTEGER NOT NULL,
    peer_id INTEGER NOT NULL,
    top_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, peer_id)
) WITHOUT ROWID;

-- Dialogs whose owner lets nothing said in them be passed on.
CREATE TABLE protected_dialogs (
    owner_id INTEGER NOT NULL,
    peer_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, peer_id)
) WITHOUT ROWID;

-- ---- pins, reactions, polls ----

-- Copies with a mark, found by their dialog; `marks` of the copy says the same. A copy without any,
-- as most are, costs nothing when it comes or goes.
CREATE TABLE pinned_messages (
    owner_id INTEGER NOT NULL,
    peer_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, peer_id, message_id)
) WITHOUT ROWID;
-- Messages of the owner's to which somebody reacted since they looked.
CREATE TABLE unread_reactions (
    owner_id INTEGER NOT NULL,
    peer_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, peer_id, message_id)
) WITHOUT ROWID;
CREATE TRIGGER marked_copy_gone AFTER DELETE ON copies WHEN old.marks != 0 BEGIN
    DELETE FROM pinned_messages
    WHERE owner_id = old.owner_id AND peer_id = old.peer_id AND message_id = old.id;
    DELETE FROM unread_reactions
    WHERE owner_id = old.owner_id AND peer_id = old.peer_id AND message_id = old.id;
END;

-- One row however often a poll is forwarded. `asked` is a versioned blob that never changes;
-- `counts` is a JSON array, a number for each answer; `unread_by` is who asked, as long as they have
-- not seen who voted in public since they looked. `close_date` is NULL for a poll that only who
-- asked closes.
CREATE TABLE polls (
    id INTEGER PRIMARY KEY,
    asked BLOB NOT NULL,
    closed INTEGER NOT NULL,
    close_date INTEGER,
    counts TEXT NOT NULL,
    voters INTEGER NOT NULL,
    unread_by INTEGER
);
CREATE INDEX polls_unread ON polls (unread_by) WHERE unread_by IS NOT NULL;
CREATE INDEX polls_closing ON polls (close_date) WHERE closed = 0 AND close_date IS NOT NULL;
-- The messages that show a poll; it goes with the last.
CREATE TABLE poll_bodies (
    body_id INTEGER PRIMARY KEY REFERENCES bodies (id) ON DELETE CASCADE,
    poll_id INTEGER NOT NULL REFERENCES polls (id)
);
CREATE INDEX poll_bodies_by_poll ON poll_bodies (poll_id);
CREATE TRIGGER poll_gone AFTER DELETE ON poll_bodies BEGIN
    DELETE FROM polls WHERE id = old.poll_id
        AND NOT EXISTS (SELECT 1 FROM poll_bodies WHERE poll_id = old.poll_id);
END;
-- `chosen` has a bit for each answer, the first the lowest.
CREATE TABLE poll_votes (
    poll_id INTEGER NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    chosen INTEGER NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (poll_id, account_id)
) WITHOUT ROWID;
CREATE INDEX poll_votes_by_date ON poll_votes (poll_id, date, account_id);
CREATE INDEX poll_votes_by_account ON poll_votes (account_id);

-- ---- end-to-end chats ----

-- Where a device stands in its own sequence of encrypted messages. It outlives log-outs: a client
-- takes for old what comes under a lower one.
ALTER TABLE auth_keys ADD COLUMN qts INTEGER NOT NULL DEFAULT 1;

-- `id` is the client's choice. `state`: 0 requested, 1 accepted, 2 over. `participant_key_id` is 0
-- until a device accepts; `g_a` and `g_b` are public halves, empty once it is over. `*_read_max` is
-- up to which date a side has read, `*_read_at` when it did; `touched` is the last of all dates.
-- `untold` says that the other side's live sessions were not yet told that it is over; `reported`
-- who called it spam: 1 the admin, 2 the participant.
CREATE TABLE encrypted_chats (
    id INTEGER PRIMARY KEY,
    admin_id INTEGER NOT NULL REFERENCES accounts (id),
    admin_key_id INTEGER NOT NULL,
    participant_id INTEGER NOT NULL REFERENCES accounts (id),
    participant_key_id INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL,
    date INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    g_a BLOB NOT NULL,
    g_b BLOB NOT NULL,
    key_fingerprint INTEGER NOT NULL DEFAULT 0,
    history_deleted INTEGER NOT NULL DEFAULT 0,
    admin_read_max INTEGER NOT NULL DEFAULT 0,
    admin_read_at INTEGER NOT NULL DEFAULT 0,
    participant_read_max INTEGER NOT NULL DEFAULT 0,
    participant_read_at INTEGER NOT NULL DEFAULT 0,
    touched INTEGER NOT NULL,
    untold INTEGER NOT NULL DEFAULT 0,
    reported INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX encrypted_chats_by_admin ON encrypted_chats (admin_id, touched);
CREATE INDEX encrypted_chats_by_participant ON encrypted_chats (participant_id, touched);
CREATE INDEX encrypted_chats_by_admin_key ON encrypted_chats (admin_key_id) WHERE state <> 2;
CREATE INDEX encrypted_chats_by_participant_key ON encrypted_chats (participant_key_id)
    WHERE state = 1;
CREATE INDEX encrypted_chats_ending ON encrypted_chats (state, changed) WHERE state <> 1;
CREATE INDEX encrypted_chats_untold ON encrypted_chats (untold) WHERE untold = 1;

-- Opaque messages until the device they are for has acknowledged them.
CREATE TABLE encrypted_queue (
    auth_key_id INTEGER NOT NULL,
    qts INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    random_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    service INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (auth_key_id, qts)
);
CREATE INDEX encrypted_queue_by_chat ON encrypted_queue (chat_id, random_id);
CREATE INDEX encrypted_queue_by_time ON encrypted_queue (date);

-- How much waits for a device, so that no send has to count.
CREATE TABLE encrypted_queues (
    auth_key_id INTEGER PRIMARY KEY,
    messages INTEGER NOT NULL,
    bytes INTEGER NOT NULL
);
CREATE TRIGGER encrypted_message_queued AFTER INSERT ON encrypted_queue BEGIN
    INSERT INTO encrypted_queues (auth_key_id, messages, bytes)
    VALUES (new.auth_key_id, 1, length(new.data))
    ON CONFLICT (auth_key_id) DO UPDATE SET
        messages = messages + 1, bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER encrypted_message_taken AFTER DELETE ON encrypted_queue BEGIN
    UPDATE encrypted_queues SET messages = messages - 1, bytes = bytes - length(old.data)
    WHERE auth_key_id = old.auth_key_id;
    DELETE FROM encrypted_queues WHERE auth_key_id = old.auth_key_id AND messages = 0;
END;

-- What was sent under which random_id, so that a repeat gets the first date.
CREATE TABLE encrypted_sends (
    chat_id INTEGER NOT NULL,
    sender_id INTEGER NOT NULL,
    random_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (chat_id, sender_id, random_id)
) WITHOUT ROWID;
CREATE INDEX encrypted_sends_by_time ON encrypted_sends (date);

-- ---- search ----

-- The words of messages, each behind the mailbox that has it. It holds no text of its own, and what
-- is deleted leaves its pages at once. It merges a little with each step (`search_index.py`).
CREATE VIRTUAL TABLE search_words USING fts5 (
    terms, content = '', columnsize = 0, detail = 'none', tokenize = "ascii tokenchars '_~#@$'"
);
INSERT INTO search_words (search_words, rank) VALUES ('secure-delete', 1);
INSERT INTO search_words (search_words, rank) VALUES ('automerge', 0);

-- One row: bodies up to this id are in the index; how their words were cut.
CREATE TABLE search_progress (
    indexed_to INTEGER NOT NULL,
    words_version INTEGER NOT NULL
);
INSERT INTO search_progress (indexed_to, words_version) VALUES (0, 0);

-- What has no words is in no index: to take it out would make FTS5 count one row too few, and call
-- the database malformed at the last.
CREATE TRIGGER copy_leaves_search AFTER DELETE ON copies
WHEN old.body_id <= (SELECT indexed_to FROM search_progress) BEGIN
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', id, terms FROM (
        SELECT b.id, search_terms(old.owner_id, old.peer_id, b.text, b.entities) AS terms
        FROM bodies b WHERE b.id = old.body_id
    ) WHERE terms <> '';
END;

CREATE TRIGGER edit_reaches_search AFTER UPDATE OF text, entities ON bodies
WHEN old.id <= (SELECT indexed_to FROM search_progress)
    AND (old.text IS NOT new.text OR old.entities IS NOT new.entities) BEGIN
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', old.id, terms FROM (
        SELECT search_terms(c.owner_id, c.peer_id, old.text, old.entities) AS terms
        FROM copies c WHERE c.body_id = old.id
    ) WHERE terms <> '';
    INSERT INTO search_words (rowid, terms)
    SELECT old.id, terms FROM (
        SELECT search_terms(c.owner_id, c.peer_id, new.text, new.entities) AS terms
        FROM copies c WHERE c.body_id = old.id
    ) WHERE terms <> '';
END;

-- The id of the newest body is given out again once it is gone.
CREATE TRIGGER body_leaves_search AFTER DELETE ON bodies BEGIN
    UPDATE search_progress SET indexed_to = min(
        indexed_to, coalesce((SELECT max(id) FROM bodies), 0)
    )
    WHERE indexed_to > coalesce((SELECT max(id) FROM bodies), 0);
END;

-- ---- push ----

-- Where devices want to be told of messages while they are not connected. `kind` is the protocol's
-- token_type; `digest` stands for the token, `sealed` is a versioned record sealed with AES-GCM.
CREATE TABLE push_devices (
    id INTEGER PRIMARY KEY,
    auth_key_id INTEGER NOT NULL REFERENCES authorizations (auth_key_id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind INTEGER NOT NULL,
    digest BLOB NOT NULL,
    sealed BLOB NOT NULL,
    registered INTEGER NOT NULL,
    UNIQUE (auth_key_id, kind)
);
CREATE INDEX push_devices_by_account ON push_devices (account_id, registered);
CREATE INDEX push_devices_by_token ON push_devices (digest);

-- From when on a device's screen lock hides what is in messages.
CREATE TABLE device_locks (
    auth_key_id INTEGER PRIMARY KEY REFERENCES authorizations (auth_key_id) ON DELETE CASCADE,
    locked_from INTEGER NOT NULL
);

-- A key that somebody else signs in with forgets what was settled for it.
CREATE TRIGGER authorization_replaced AFTER UPDATE OF hash ON authorizations
WHEN old.hash <> new.hash BEGIN
    DELETE FROM push_devices WHERE auth_key_id = old.auth_key_id;
    DELETE FROM device_locks WHERE auth_key_id = old.auth_key_id;
END;

-- What a device is to be told of a dialog; ids only. `subject`: 0 a message, 1 read up to,
-- 2 an end-to-end message (its qts; the peer stands for the chat), 3 a told message was deleted.
-- `told_id` is the newest message it was told of, 0 for none; `due` is NULL while that is all
-- there is to say, until it is read.
CREATE TABLE push_tasks (
    device_id INTEGER NOT NULL REFERENCES push_devices (id) ON DELETE CASCADE,
    peer_id INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    told_id INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due INTEGER,
    expires INTEGER NOT NULL,
    PRIMARY KEY (device_id, peer_id)
) WITHOUT ROWID;
CREATE INDEX push_tasks_due ON push_tasks (due) WHERE due IS NOT NULL;
CREATE INDEX push_tasks_by_time ON push_tasks (expires);

-- ---- erasure ----

-- A restore writes log rows of the kind 9: `message_id` is the top id before it, `top_id` the one
-- that it leapt to, and pts leapt as far.

-- Ids below which everything may have been given out by a store that was restored from a copy.
CREATE TABLE account_floors (id INTEGER PRIMARY KEY);

-- ---- end ----
