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

-- ---- files ----

-- What is made of an upload: `kind` 1 a document, 2 a photo, 3 what is sealed for one device.
-- `record` is a versioned blob that says the rest. `generation` rises when all references are
-- withdrawn. `upload_id` is the client's own. `holders` counts who shows it; `unheld` is since when
-- nobody does, NULL as long as somebody does. `dropped` is 1 when its content went for its age.
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    upload_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    size INTEGER NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0,
    holders INTEGER NOT NULL DEFAULT 0,
    unheld INTEGER,
    dropped INTEGER NOT NULL DEFAULT 0,
    record BLOB NOT NULL
);
CREATE INDEX files_by_upload ON files (owner_id, upload_id);
CREATE INDEX files_unheld ON files (unheld) WHERE unheld IS NOT NULL;
CREATE INDEX files_by_age ON files (kind, date) WHERE dropped = 0;
CREATE TRIGGER file_gone AFTER DELETE ON files BEGIN
    DELETE FROM file_blobs WHERE file_id = old.id;
END;

-- What accounts have uploaded that is there still: files, and bytes of their originals. Kept by
-- triggers, so that a quota costs the same however many files somebody has.
CREATE TABLE media_use (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL
);
CREATE TRIGGER file_counts AFTER INSERT ON files BEGIN
    INSERT INTO media_use (account_id, files, bytes) VALUES (new.owner_id, 1, new.size)
    ON CONFLICT (account_id) DO UPDATE SET files = files + 1, bytes = bytes + new.size;
END;
CREATE TRIGGER file_counts_no_more AFTER DELETE ON files WHEN old.dropped = 0 BEGIN
    UPDATE media_use SET files = files - 1, bytes = bytes - old.size
    WHERE account_id = old.owner_id;
END;
CREATE TRIGGER dropped_file_counts_no_more AFTER UPDATE OF dropped ON files
WHEN new.dropped = 1 AND old.dropped = 0 BEGIN
    UPDATE media_use SET files = files - 1, bytes = bytes - old.size
    WHERE account_id = old.owner_id;
END;

-- The messages that show a file.
CREATE TABLE body_files (
    body_id INTEGER NOT NULL REFERENCES bodies (id) ON DELETE CASCADE,
    file_id INTEGER NOT NULL REFERENCES files (id),
    PRIMARY KEY (body_id, file_id)
) WITHOUT ROWID;
CREATE INDEX body_files_by_file ON body_files (file_id);
CREATE TRIGGER body_holds_file AFTER INSERT ON body_files BEGIN
    UPDATE files SET holders = holders + 1, unheld = NULL WHERE id = new.file_id;
END;
CREATE TRIGGER body_lets_file_go AFTER DELETE ON body_files BEGIN
    UPDATE files SET holders = holders - 1, unheld = iif(holders = 1, domain_now(), NULL)
    WHERE id = old.file_id;
END;

-- The scheduled messages that will.
CREATE TABLE scheduled_files (
    owner_id INTEGER NOT NULL,
    peer_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    file_id INTEGER NOT NULL REFERENCES files (id),
    PRIMARY KEY (owner_id, peer_id, id, file_id),
    FOREIGN KEY (owner_id, peer_id, id) REFERENCES scheduled (owner_id, peer_id, id)
        ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX scheduled_files_by_file ON scheduled_files (file_id);
CREATE TRIGGER scheduled_holds_file AFTER INSERT ON scheduled_files BEGIN
    UPDATE files SET holders = holders + 1, unheld = NULL WHERE id = new.file_id;
END;
CREATE TRIGGER scheduled_lets_file_go AFTER DELETE ON scheduled_files BEGIN
    UPDATE files SET holders = holders - 1, unheld = iif(holders = 1, domain_now(), NULL)
    WHERE id = old.file_id;
END;

-- What goes along with an end-to-end message: a versioned blob, NULL for nothing. The file stays
-- beyond the message's acknowledgement, as people fetch it when they look: with its chat, or so long.
ALTER TABLE encrypted_queue ADD COLUMN file BLOB;
CREATE TABLE encrypted_files (
    chat_id INTEGER NOT NULL REFERENCES encrypted_chats (id) ON DELETE CASCADE,
    file_id INTEGER NOT NULL REFERENCES files (id),
    date INTEGER NOT NULL,
    PRIMARY KEY (chat_id, file_id)
) WITHOUT ROWID;
CREATE INDEX encrypted_files_by_file ON encrypted_files (file_id);
CREATE INDEX encrypted_files_by_time ON encrypted_files (date);
CREATE TRIGGER encrypted_chat_holds_file AFTER INSERT ON encrypted_files BEGIN
    UPDATE files SET holders = holders + 1, unheld = NULL WHERE id = new.file_id;
END;
CREATE TRIGGER encrypted_chat_lets_file_go AFTER DELETE ON encrypted_files BEGIN
    UPDATE files SET holders = holders - 1, unheld = iif(holders = 1, domain_now(), NULL)
    WHERE id = old.file_id;
END;
CREATE TRIGGER encrypted_chat_over AFTER UPDATE OF state ON encrypted_chats
WHEN new.state = 2 AND old.state <> 2 BEGIN
    DELETE FROM encrypted_files WHERE chat_id = new.id;
END;

-- ---- search: what a message carries ----

-- As in 0003, by what a message carries as well and by its id. What changes of a place that moves
-- or of a list leaves the terms as they are.
DROP TRIGGER copy_leaves_search;
CREATE TRIGGER copy_leaves_search AFTER DELETE ON copies
WHEN old.body_id <= (SELECT indexed_to FROM search_progress) BEGIN
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', id, terms FROM (
        SELECT b.id, search_terms(old.owner_id, old.id, old.peer_id, b.text, b.entities, b.extras)
            AS terms
        FROM bodies b WHERE b.id = old.body_id
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
        FROM copies c WHERE c.body_id = old.id
    ) WHERE before <> '' AND before <> after;
    INSERT INTO search_words (rowid, terms)
    SELECT old.id, after FROM (
        SELECT search_terms(c.owner_id, c.id, c.peer_id, old.text, old.entities, old.extras)
                AS before,
            search_terms(c.owner_id, c.id, c.peer_id, new.text, new.entities, new.extras)
                AS after
        FROM copies c WHERE c.body_id = old.id
    ) WHERE after <> '' AND before <> after;
END;

-- ---- deleted accounts ----

-- Whoever deletes their account is taken out of everybody's lists.
CREATE INDEX blocks_by_blocked ON blocks (blocked_id);
CREATE INDEX story_blocks_by_blocked ON story_blocks (blocked_id);
CREATE INDEX protected_dialogs_by_peer ON protected_dialogs (peer_id);

-- ---- profile photos ----

-- What goes along with a name, a versioned blob: NULL for nobody's photo.
ALTER TABLE accounts ADD COLUMN photos BLOB;

-- The photos of an account. `kind` 1 those it shows, the highest `place` first; 2 the one for who
-- may not see them.
CREATE TABLE profile_photos (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind INTEGER NOT NULL,
    place INTEGER NOT NULL,
    file_id INTEGER NOT NULL REFERENCES files (id),
    PRIMARY KEY (account_id, kind, place)
) WITHOUT ROWID;
CREATE INDEX profile_photos_by_file ON profile_photos (file_id);
CREATE TRIGGER profile_holds_file AFTER INSERT ON profile_photos BEGIN
    UPDATE files SET holders = holders + 1, unheld = NULL WHERE id = new.file_id;
END;
CREATE TRIGGER profile_lets_file_go AFTER DELETE ON profile_photos BEGIN
    UPDATE files SET holders = holders - 1, unheld = iif(holders = 1, domain_now(), NULL)
    WHERE id = old.file_id;
END;

-- ---- end ----
