-- What makes the server accountable, and what groups and channels still lacked: each part has its
-- section. Times are Unix seconds.

-- ---- the public log ----

-- What waits for its place, in the order of `id`; the sequencer moves it to `log_leaves`.
CREATE TABLE log_pending (
    id INTEGER PRIMARY KEY,
    puid TEXT NOT NULL,
    event TEXT NOT NULL,
    leaf BLOB NOT NULL,
    made INTEGER NOT NULL
);

-- The public entries, each at its place in the tree, from 0 on and without a hole.
CREATE TABLE log_leaves (
    place INTEGER PRIMARY KEY CHECK (place >= 0),
    leaf BLOB NOT NULL CHECK (length(leaf) BETWEEN 1 AND 65535)
);
CREATE TRIGGER log_leaves_stay BEFORE UPDATE ON log_leaves BEGIN
    SELECT raise(ABORT, 'the public log only grows');
END;
CREATE TRIGGER log_leaves_are_kept BEFORE DELETE ON log_leaves BEGIN
    SELECT raise(ABORT, 'the public log only grows');
END;

-- What an entry is about, with the salt of its commitment, until erased: the leaf says nothing of
-- anybody then. `place` is missing while the entry waits.
CREATE TABLE log_private (
    puid TEXT NOT NULL,
    event TEXT NOT NULL,
    place INTEGER UNIQUE,
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    record BLOB NOT NULL,
    PRIMARY KEY (puid, event)
) WITHOUT ROWID;

-- Hashes of the tree, 32 bytes each, up to 256 in a row: https://c2sp.org/tlog-tiles
CREATE TABLE log_tiles (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hashes BLOB NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (level, number)
) WITHOUT ROWID;
CREATE TRIGGER log_tiles_grow BEFORE UPDATE ON log_tiles
WHEN substr(new.hashes, 1, length(old.hashes)) IS NOT old.hashes BEGIN
    SELECT raise(ABORT, 'the public log only grows');
END;
CREATE TRIGGER log_tiles_are_kept BEFORE DELETE ON log_tiles BEGIN
    SELECT raise(ABORT, 'the public log only grows');
END;

-- Signed heads: nobody may ever see two of one size that differ.
CREATE TABLE log_heads (
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL CHECK (length(root) = 32),
    note TEXT NOT NULL,
    date INTEGER NOT NULL
);
CREATE TRIGGER log_heads_stay BEFORE UPDATE ON log_heads BEGIN
    SELECT raise(ABORT, 'a signed head stays as it is');
END;

-- What witnesses said of heads, a line of a signed note each.
CREATE TABLE log_cosignatures (
    size INTEGER NOT NULL REFERENCES log_heads (size),
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (size, witness)
) WITHOUT ROWID;

-- The newest head of this log that each witness showed, be it one that a restored store lacks.
CREATE TABLE log_witnesses (
    witness TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    note TEXT NOT NULL,
    date INTEGER NOT NULL
) WITHOUT ROWID;
