-- The index of words. `terms` of an entry are a mailbox's: a body has one entry for each copy.

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
-- A row for each copy, with the body that its owner is shown. ?1 indexed up to, ?2 bodies at most
SELECT b.id, w.id, w.text, w.entities, w.extras, c.owner_id, c.id, c.peer_id
FROM (SELECT id FROM bodies WHERE id > ?1 ORDER BY id LIMIT ?2) AS b
CROSS JOIN copies c ON c.body_id = b.id
CROSS JOIN bodies w ON w.id = iif(
    c.marks & 32,
    (SELECT body_id FROM kept_bodies WHERE owner_id = c.owner_id AND message_id = c.id),
    b.id
)
ORDER BY b.id;

-- name: add_entry
INSERT INTO search_words (rowid, terms) VALUES (?1, ?2);

-- name: note_progress
UPDATE search_progress SET indexed_to = ?1;

-- name: merge
-- ?1 pages at most
INSERT INTO search_words (search_words, rank) VALUES ('merge', ?1);
