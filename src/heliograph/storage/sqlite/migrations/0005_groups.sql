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

-- ---- end ----
