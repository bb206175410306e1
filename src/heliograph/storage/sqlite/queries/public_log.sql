-- The public log: leaves in their order, the tree over them, and signed heads.

-- name: head
SELECT size, root, note, date FROM log_heads ORDER BY size DESC LIMIT 1;

-- name: cosigned_head
SELECT size, root, note, date FROM log_heads
WHERE size = (SELECT max(size) FROM log_cosignatures);

-- name: head_over
-- ?1 place. The newest head that a witness signed, if it has that place.
SELECT size, root, note, date FROM log_heads
WHERE size = (SELECT max(size) FROM log_cosignatures) AND size > ?1;

-- name: head_of_size
SELECT root FROM log_heads WHERE size = ?1;

-- name: cosignatures
SELECT line FROM log_cosignatures WHERE size = ?1 ORDER BY witness;

-- name: pending
-- ?1 how many.
SELECT id, puid, event, leaf FROM log_pending ORDER BY id LIMIT ?1;

-- name: all_pending
SELECT id, puid, event, leaf FROM log_pending ORDER BY id;

-- name: placed_one
DELETE FROM log_pending WHERE id = ?1;

-- name: waiting
SELECT count(*), coalesce(min(made), 0) FROM log_pending;

-- name: take_place
-- ?1 place, ?2 leaf.
INSERT INTO log_leaves (place, leaf) VALUES (?1, ?2);

-- name: tell_place
-- ?1 place, ?2 puid, ?3 event.
UPDATE log_private SET place = ?1 WHERE puid = ?2 AND event = ?3;

-- name: placed
-- ?1 the id of the last that got its place.
DELETE FROM log_pending WHERE id <= ?1;

-- name: tile
SELECT hashes FROM log_tiles WHERE level = ?1 AND number = ?2;

-- name: keep_tile
-- ?1 level, ?2 number, ?3 hashes.
INSERT INTO log_tiles (level, number, hashes) VALUES (?1, ?2, ?3)
ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes;

-- name: sign_head
-- ?1 size, ?2 root, ?3 note, ?4 date.
INSERT INTO log_heads (size, root, note, date) VALUES (?1, ?2, ?3, ?4);

-- name: leaves
-- ?1 the first place, ?2 the one after the last.
SELECT leaf FROM log_leaves WHERE place >= ?1 AND place < ?2 ORDER BY place;

-- name: leaf
SELECT leaf FROM log_leaves WHERE place = ?1;

-- name: place_of
-- ?1 puid, ?2 event, or empty for the first.
SELECT place FROM log_private
WHERE puid = ?1 AND (?2 = '' OR event = ?2) AND place IS NOT NULL ORDER BY place LIMIT 1;

-- name: count_kind
-- ?1 kind, ?2 how many more.
INSERT INTO log_totals (kind, count) VALUES (?1, ?2)
ON CONFLICT (kind) DO UPDATE SET count = count + excluded.count;

-- name: note_attested
INSERT INTO log_attested (place) VALUES (?1);

-- name: totals
SELECT kind, count FROM log_totals ORDER BY kind;

-- name: attested
SELECT a.place, l.leaf FROM log_attested a JOIN log_leaves l ON l.place = a.place ORDER BY a.place;

-- name: keep_cosignature
-- ?1 size, ?2 witness, ?3 line, ?4 date.
INSERT INTO log_cosignatures (size, witness, line, date) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (size, witness) DO UPDATE SET line = excluded.line, date = excluded.date;

-- name: keep_witness
-- ?1 witness, ?2 size, ?3 note, ?4 when it was signed. An older head changes nothing but that it
-- may have been signed later.
INSERT INTO log_witnesses (witness, size, note, date) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (witness) DO UPDATE SET
    note = iif(excluded.size >= size, excluded.note, note),
    size = max(size, excluded.size),
    date = max(date, excluded.date);

-- name: witnesses
SELECT witness, size, note, date FROM log_witnesses ORDER BY witness;

-- name: was_restored
SELECT value FROM meta WHERE name = 'log_restored';

-- name: waits_for_release
SELECT 1 FROM meta WHERE name = 'restored';

-- name: goes_on
DELETE FROM meta WHERE name = 'log_restored';
