-- Media: which bytes are kept, and the files that are made of them. Times are Unix seconds.

-- ---- blobs ----

-- Content that is kept outside of the database, by its SHA-256. `state`: 0 arriving (its bytes may
-- or may not be there), 1 held by a file, 2 let go by its last file, 3 doomed (its bytes are being
-- removed). `expected`: when somebody last began to put it, and it is left alone for a while.
CREATE TABLE blobs (
    sha256 BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    state INTEGER NOT NULL,
    expected INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX blobs_not_held ON blobs (state, sha256) WHERE state <> 1;

-- What a file is made of: the original, its sizes and previews.
CREATE TABLE file_blobs (
    file_id INTEGER NOT NULL,
    sha256 BLOB NOT NULL REFERENCES blobs (sha256),
    PRIMARY KEY (file_id, sha256)
) WITHOUT ROWID;
CREATE INDEX file_blobs_by_blob ON file_blobs (sha256);

CREATE TRIGGER blob_held AFTER INSERT ON file_blobs BEGIN
    SELECT RAISE(ABORT, 'a doomed blob can be held no more')
    FROM blobs WHERE sha256 = new.sha256 AND state = 3;
    UPDATE blobs SET state = 1 WHERE sha256 = new.sha256 AND state <> 1;
END;

CREATE TRIGGER blob_let_go AFTER DELETE ON file_blobs
WHEN NOT EXISTS (SELECT 1 FROM file_blobs WHERE sha256 = old.sha256) BEGIN
    UPDATE blobs SET state = 2 WHERE sha256 = old.sha256 AND state = 1;
END;

-- ---- end ----
