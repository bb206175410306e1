-- The whole protocol: temporary keys, two-factor sign-in, profiles and privacy. Times are Unix seconds.

-- Temporary keys: `expires` is NULL for permanent keys, `permanent_key_id` until the key is bound,
-- `bound` rises with each binding. They are never "unused": they go when they expire.
ALTER TABLE auth_keys ADD COLUMN expires INTEGER;
ALTER TABLE auth_keys ADD COLUMN permanent_key_id INTEGER
    REFERENCES auth_keys (auth_key_id) ON DELETE CASCADE;
ALTER TABLE auth_keys ADD COLUMN bound INTEGER;
CREATE INDEX auth_keys_expiring ON auth_keys (expires) WHERE expires IS NOT NULL;
CREATE INDEX auth_keys_bound ON auth_keys (permanent_key_id, bound)
    WHERE permanent_key_id IS NOT NULL;

-- Profiles and privacy. `online_until` is when somebody is or was last there; `usernames` and
-- `privacy` are versioned blobs, NULL for nobody but `username` and for the default choices.
ALTER TABLE accounts ADD COLUMN online_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN usernames BLOB;
ALTER TABLE accounts ADD COLUMN privacy BLOB;

-- An account may hold several names: the one its owner chose is editable, and those that are not
-- active find nobody.
CREATE TABLE held_usernames (
    folded TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    active INTEGER NOT NULL DEFAULT 1,
    editable INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;
INSERT INTO held_usernames (folded, account_id) SELECT folded, account_id FROM usernames;
DROP TABLE usernames;
ALTER TABLE held_usernames RENAME TO usernames;
CREATE INDEX usernames_by_account ON usernames (account_id);

-- What only a profile page shows. `birthday` is year * 10000 + month * 100 + day, the year 0 if it
-- is not said.
CREATE TABLE profiles (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    birthday INTEGER
);

-- `note` is the owner's own, a versioned blob.
ALTER TABLE contacts ADD COLUMN close_friend INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN note BLOB;

-- Numbers of address books that nobody has an account for, so that their owners hear of a sign-up.
CREATE TABLE awaited_phones (
    phone TEXT NOT NULL,
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    PRIMARY KEY (phone, owner_id)
) WITHOUT ROWID;
CREATE INDEX awaited_phones_by_owner ON awaited_phones (owner_id);

ALTER TABLE blocks ADD COLUMN date INTEGER NOT NULL DEFAULT 0;

-- Who is kept from somebody's stories. A higher id was added later.
CREATE TABLE story_blocks (
    id INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    blocked_id INTEGER NOT NULL REFERENCES accounts (id),
    date INTEGER NOT NULL,
    UNIQUE (owner_id, blocked_id)
);

-- Dialogs whose owner put away what is offered above them.
CREATE TABLE hidden_bars (
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    peer_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, peer_id)
) WITHOUT ROWID;

-- `scope`: 0 one peer, 1 users, 2 groups, 3 channels (with peer_id 0). `settings` is a versioned blob.
CREATE TABLE notify_settings (
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    scope INTEGER NOT NULL,
    peer_id INTEGER NOT NULL,
    settings BLOB NOT NULL,
    PRIMARY KEY (owner_id, scope, peer_id)
) WITHOUT ROWID;

-- A versioned blob of what is no rule and concerns nobody else.
CREATE TABLE preferences (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    settings BLOB NOT NULL
);

-- From when on messages count for somebody's place among the top peers.
CREATE TABLE top_peer_resets (
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    peer_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (owner_id, peer_id)
) WITHOUT ROWID;

-- Two-step verification: `sealed` is a versioned record sealed with AES-GCM (password verifier,
-- recovery address, what waits); `has_password` repeats what must be known without opening it.
CREATE TABLE two_step (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    has_password INTEGER NOT NULL,
    sealed BLOB NOT NULL
);

-- Keys that entered the code of an account and still owe its password.
CREATE TABLE password_waits (
    auth_key_id INTEGER PRIMARY KEY REFERENCES auth_keys (auth_key_id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    expires INTEGER NOT NULL
);
CREATE INDEX password_waits_by_account ON password_waits (account_id);
CREATE INDEX password_waits_by_time ON password_waits (expires);

-- Every challenge that was answered; `wrong` is 0 once the answer proved right.
CREATE TABLE password_attempts (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    address TEXT NOT NULL,
    srp_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    UNIQUE (account_id, srp_id)
);
CREATE INDEX password_attempts_by_account ON password_attempts (account_id, date);
CREATE INDEX password_attempts_by_address ON password_attempts (address, date);
CREATE INDEX password_attempts_by_time ON password_attempts (date);

-- Mails sent for an account, counted; `recipient` is a keyed hash of an address that was new.
CREATE TABLE letters (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    recipient BLOB,
    date INTEGER NOT NULL
);
CREATE INDEX letters_by_account ON letters (account_id, date);
CREATE INDEX letters_by_recipient ON letters (recipient, date) WHERE recipient IS NOT NULL;
CREATE INDEX letters_by_time ON letters (date);

-- Where the operator has login codes of a number sent by mail.
CREATE TABLE code_mails (
    phone TEXT PRIMARY KEY,
    mail TEXT NOT NULL
) WITHOUT ROWID;

-- One device may hold keys on several data centres. Those that were imported from another key of
-- the device have its hash, are not listed, and end with it.
ALTER TABLE authorizations ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;

-- Authorizations on their way to another data centre; `digest` hides what the client was given.
CREATE TABLE exported_authorizations (
    digest BLOB PRIMARY KEY,
    auth_key_id INTEGER NOT NULL REFERENCES auth_keys (auth_key_id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    hash INTEGER NOT NULL,
    dc INTEGER NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX exported_authorizations_by_key ON exported_authorizations (auth_key_id);
CREATE INDEX exported_authorizations_by_time ON exported_authorizations (expires);

-- Exports of all of an account's data, one at a time.
CREATE TABLE takeouts (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    id INTEGER NOT NULL,
    auth_key_id INTEGER NOT NULL,
    expires INTEGER NOT NULL
);

-- What happened, where a message says no words of its own; named as the TL constructors are.
ALTER TABLE bodies ADD COLUMN action TEXT;
DROP VIEW messages;
CREATE VIEW messages AS
SELECT c.owner_id, c.id, c.peer_id, b.sender_id, b.date, b.edit_date, b.text, b.entities, b.flags,
       r.id AS reply_to_id, b.action
FROM copies c
JOIN bodies b ON b.id = c.body_id
LEFT JOIN copies r ON r.body_id = b.reply_to_body AND r.owner_id = c.owner_id;

-- What the account's others settled about a device. `last_used` of an account is kept where the
-- device that used it is gone.
ALTER TABLE authorizations ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 1;
ALTER TABLE authorizations ADD COLUMN no_secret_chats INTEGER NOT NULL DEFAULT 0;
ALTER TABLE authorizations ADD COLUMN no_calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN last_used INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER authorization_ended AFTER DELETE ON authorizations BEGIN
    UPDATE accounts SET last_used = max(last_used, old.active) WHERE id = old.account_id;
END;

-- How long devices and the account may stay unused, in days; when a deletion that waits is due.
CREATE TABLE account_terms (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    session_days INTEGER NOT NULL,
    account_days INTEGER NOT NULL,
    delete_at INTEGER
);

-- Bots. `token_mac` is a keyed hash of the token, `former_mac` of the one before.
CREATE TABLE bots (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    owner_id INTEGER REFERENCES accounts (id),
    token_mac BLOB NOT NULL,
    former_mac BLOB,
    description TEXT NOT NULL
);

-- `commands` is a JSON array of pairs: a command and what it does.
CREATE TABLE bot_commands (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    scope TEXT NOT NULL,
    language TEXT NOT NULL,
    commands BLOB NOT NULL,
    PRIMARY KEY (account_id, scope, language)
) WITHOUT ROWID;

-- Deleted accounts whose mailbox is not yet empty.
CREATE TABLE erasures (account_id INTEGER PRIMARY KEY REFERENCES accounts (id));

-- Tokens that a key shows until another device accepts one; `digest` hides it. `network` is where
-- the key asked from, as limits count; `except_ids` is a JSON array; `expires` moves on once it is
-- accepted, so that the outcome can be told again.
CREATE TABLE login_tokens (
    digest BLOB PRIMARY KEY,
    auth_key_id INTEGER NOT NULL REFERENCES auth_keys (auth_key_id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    network TEXT NOT NULL,
    except_ids TEXT NOT NULL,
    expires INTEGER NOT NULL,
    accepted_by INTEGER REFERENCES accounts (id)
) WITHOUT ROWID;
CREATE INDEX login_tokens_by_key ON login_tokens (auth_key_id, expires);
CREATE INDEX login_tokens_by_network ON login_tokens (network, expires);
CREATE INDEX login_tokens_by_time ON login_tokens (expires);

-- The text of the terms of service that an account accepted last: its SHA-256, and when.
CREATE TABLE accepted_terms (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    digest BLOB NOT NULL,
    date INTEGER NOT NULL
);
