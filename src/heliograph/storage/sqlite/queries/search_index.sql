-- The index of words. `terms` of an entry are a mailbox's, and a body has one entry for each copy;
-- or they are a basic group's, for all in it who have the body as it stands now.

-- name: words_version
SELECT words_version FROM search_progress;

-- name: empty
INSERT INTO search_words (search_words) VALUES ('delete-all');

-- name: begin_anew
UPDATE search_progress SET indexed_to = 0, words_version = ?1;

-- name: indexed_to
SELECT indexed_to FROM search_progress;

-- name: unindexed
SELECT coalesce((SELECT max(id) FROM bodies), 0) - indexed_to FROM search_progress;

-- name: next_bodies
-- A row for each entry: whose it is, the message, the dialog. Of the copies in a basic group the first
-- one stands for all, with the group as the owner and the body for the message; a kept one is its
-- owner's. ?1 indexed up to, ?2 bodies at most
SELECT b.id, w.id, w.text, w.entities, w.extras,
    iif(c.peer_id BETWEEN -999999999999 AND -1 AND c.marks & 32 = 0, c.peer_id, c.owner_id),
    iif(c.peer_id BETWEEN -999999999999 AND -1 AND c.marks & 32 = 0, b.id, c.id),
    c.peer_id
FROM (SELECT id FROM bodies WHERE id > ?1 ORDER BY id LIMIT ?2) AS b
CROSS JOIN copies c ON c.body_id = b.id
CROSS JOIN bodies w ON w.id = iif(
    c.marks & 32,
    (SELECT body_id FROM kept_bodies WHERE owner_id = c.owner_id AND message_id = c.id),
    b.id
)
WHERE c.peer_id NOT BETWEEN -999999999999 AND -1 OR c.marks & 32 OR NOT EXISTS (
    SELECT 1 FROM copies e
    WHERE e.body_id = b.id AND e.owner_id < c.owner_id AND e.marks & 32 = 0
)
ORDER BY b.id;

-- name: add_entry
INSERT INTO search_words (rowid, terms) VALUES (?1, ?2);

-- name: note_progress
UPDATE search_progress SET indexed_to = ?1;

-- name: merge
-- ?1 pages at most
INSERT INTO search_words (search_words, rank) VALUES ('merge', ?1);
