-- The first schema: accounts, keys, people, mailboxes. Times are Unix seconds.

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    phone TEXT NOT NULL UNIQUE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    username TEXT,
    about TEXT NOT NULL,
    created INTEGER NOT NULL,
    disabled INTEGER NOT NULL
);

CREATE TABLE usernames (
    folded TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL UNIQUE REFERENCES accounts (id)
) WITHOUT ROWID;

-- Counters of a mailbox. They only rise, so an id or a pts is never given out twice.
CREATE TABLE mailboxes (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    pts INTEGER NOT NULL,
    top_id INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    date INTEGER NOT NULL
);

-- `secret` is sealed with AES-GCM; `client` is a versioned blob. `unused_since` is NULL while the
-- key carries an authorization: what is forgotten is found without reading what is kept.
CREATE TABLE auth_keys (
    auth_key_id INTEGER PRIMARY KEY,
    secret BLOB NOT NULL,
    dc INTEGER NOT NULL,
    created INTEGER NOT NULL,
    client BLOB,
    unused_since INTEGER
);
CREATE INDEX auth_keys_unused ON auth_keys (unused_since) WHERE unused_since IS NOT NULL;

CREATE TABLE authorizations (
    auth_key_id INTEGER PRIMARY KEY REFERENCES auth_keys (auth_key_id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    hash INTEGER NOT NULL,
    created INTEGER NOT NULL,
    active INTEGER NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX authorizations_by_account ON authorizations (account_id, active);

-- `state`: 0 live, 1 used to sign in, 2 cancelled.
CREATE TABLE login_codes (
    code_hash TEXT PRIMARY KEY,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    auth_key_id INTEGER NOT NULL,
    code_mac BLOB NOT NULL,
    created INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    verified INTEGER NOT NULL,
    deliver INTEGER NOT NULL,
    state INTEGER NOT NULL
);
CREATE INDEX login_codes_by_phone ON login_codes (phone, created);
CREATE INDEX login_codes_by_address ON login_codes (address, created);

CREATE TABLE invites (
    phone TEXT PRIMARY KEY,
    code_mac BLOB NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
);

CREATE TABLE contacts (
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    contact_id INTEGER NOT NULL REFERENCES accounts (id),
    phone TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    PRIMARY KEY (owner_id, contact_id)
) WITHOUT ROWID;
CREATE INDEX contacts_by_contact ON contacts (contact_id, owner_id);

-- A higher id was blocked later.
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    blocked_id INTEGER NOT NULL REFERENCES accounts (id),
    UNIQUE (owner_id, blocked_id)
);

-- What all copies of a message share. `flags`: 1 silent, 2 noforwards; `entities` is a versioned
-- blob. A body goes with its last copy, and replies to it then reply to nothing.
CREATE TABLE bodies (
    id INTEGER PRIMARY KEY,
    sender_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    edit_date INTEGER,
    text TEXT NOT NULL,
    entities BLOB,
    flags INTEGER NOT NULL,
    reply_to_body INTEGER REFERENCES bodies (id) ON DELETE SET NULL
);
CREATE INDEX bodies_by_reply ON bodies (reply_to_body) WHERE reply_to_body IS NOT NULL;

-- A message in one mailbox under that mailbox's own id. `incoming` is 1 unless the owner wrote it.
CREATE TABLE copies (
    owner_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    body_id INTEGER NOT NULL REFERENCES bodies (id),
    peer_id INTEGER NOT NULL,
    incoming INTEGER NOT NULL,
    PRIMARY KEY (owner_id, id)
) WITHOUT ROWID;
-- Holds the whole row: else SQLite reads a page of one dialog by walking the whole mailbox.
CREATE INDEX copies_by_dialog ON copies (owner_id, peer_id, id, incoming, body_id);
CREATE UNIQUE INDEX copies_by_body ON copies (body_id, owner_id);

-- `top_id` is 0 and `messages` 0 when all messages are deleted: the read marks stay.
-- `unread` counts incoming copies above `read_inbox_max_id`.
CREATE TABLE dialogs (
    owner_id INTEGER NOT NULL,
    peer_id INTEGER NOT NULL,
    top_id INTEGER NOT NULL,
    read_inbox_max_id INTEGER NOT NULL,
    read_outbox_max_id INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (owner_id, peer_id)
) WITHOUT ROWID;

-- What a mailbox went through besides arrivals; never content. A row covers
-- pts - pts_count + 1 .. pts; `top_id` is the mailbox's at that moment. Each pts that no row covers
-- is the arrival of the next message id, so that a send writes nothing here.
-- `kind`: 2 edited (message_id), 3 deleted (ids: a versioned blob),
-- 4 read inbox (peer_id, message_id, unread), 5 read outbox (peer_id, message_id).
CREATE TABLE log (
    owner_id INTEGER NOT NULL,
    pts INTEGER NOT NULL,
    pts_count INTEGER NOT NULL,
    top_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    date INTEGER NOT NULL,
    message_id INTEGER,
    peer_id INTEGER,
    unread INTEGER,
    ids BLOB,
    PRIMARY KEY (owner_id, pts)
) WITHOUT ROWID;

-- What was sent under which random_id, so that a repeat gets the first answer. In the order of
-- sending, as that is the order of forgetting.
CREATE TABLE sends (
    id INTEGER PRIMARY KEY,
    sender_id INTEGER NOT NULL,
    recipient_id INTEGER NOT NULL,
    random_id INTEGER NOT NULL,
    fingerprint BLOB NOT NULL,
    message_id INTEGER NOT NULL,
    pts INTEGER NOT NULL,
    date INTEGER NOT NULL,
    UNIQUE (sender_id, recipient_id, random_id)
);

-- A message as it stands in one mailbox.
CREATE VIEW messages AS
SELECT c.owner_id, c.id, c.peer_id, b.sender_id, b.date, b.edit_date, b.text, b.entities, b.flags,
       r.id AS reply_to_id
FROM copies c
JOIN bodies b ON b.id = c.body_id
LEFT JOIN copies r ON r.body_id = b.reply_to_body AND r.owner_id = c.owner_id;

-- The account that speaks for the server itself; it keeps no mailbox of its own messages.
INSERT INTO accounts (id, phone, first_name, last_name, username, about, created, disabled)
VALUES (777000, '', 'Heliograph', '', NULL, '', 0, 0);
INSERT INTO mailboxes (account_id, pts, top_id, unread, date) VALUES (777000, 1, 0, 0, 0);
