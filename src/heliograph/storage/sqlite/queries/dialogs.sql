-- The dialog list, and what its owner arranged in it.

-- name: page
-- Reads every dialog of the owner, without channels, which have an order of their own: an index by top_id would make each send a quarter dearer.
-- ?1 owner, ?2 top below, ?3 limit, ?4 folder or NULL for all
SELECT owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread, folder, pin,
       unread_mark, ttl_period, as_messages
FROM dialogs
WHERE owner_id = ?1 AND peer_id > -1000000000000 AND top_id > 0 AND top_id < ?2 AND pin = 0
  AND (?4 IS NULL OR folder = ?4)
ORDER BY top_id DESC LIMIT ?3;

-- name: dates
-- When messages were written. ?1 owner, ?2 ids
SELECT c.id, b.date FROM copies c JOIN bodies b ON b.id = c.body_id
WHERE c.owner_id = ?1 AND c.id IN (SELECT value FROM json_each(?2));

-- name: pinned
-- Without channels that are closed, of which some lists may not be cleared yet. ?1 owner, ?2 folder or NULL for all
SELECT owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread, folder, pin,
       unread_mark, ttl_period, as_messages
FROM dialogs
WHERE owner_id = ?1 AND top_id > 0 AND pin > 0 AND (?2 IS NULL OR folder = ?2)
  AND NOT EXISTS (SELECT 1 FROM channels WHERE id = -1000000000000 - peer_id AND closed = 1)
ORDER BY folder, pin DESC;

-- name: count
-- ?1 owner, ?2 folder or NULL for all
SELECT count(*) FROM dialogs
WHERE owner_id = ?1 AND top_id > 0 AND (?2 IS NULL OR folder = ?2);

-- name: named
-- As pinned. ?1 owner, ?2 peers
SELECT owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread, folder, pin,
       unread_mark, ttl_period, as_messages
FROM dialogs WHERE owner_id = ?1 AND peer_id IN (SELECT value FROM json_each(?2))
  AND NOT EXISTS (SELECT 1 FROM channels WHERE id = -1000000000000 - peer_id AND closed = 1);

-- name: archived
-- As pinned, with the settings that say which of them are muted. ?1 owner, ?2 folder
SELECT d.peer_id, d.top_id, d.unread, d.unread_mark, n.settings
FROM dialogs d
LEFT JOIN notify_settings n ON n.owner_id = d.owner_id AND n.scope = 0 AND n.peer_id = d.peer_id
WHERE d.owner_id = ?1 AND d.folder = ?2 AND d.top_id > 0
  AND NOT EXISTS (SELECT 1 FROM channels WHERE id = -1000000000000 - d.peer_id AND closed = 1)
ORDER BY d.top_id DESC;

-- name: has_dialog
SELECT EXISTS (SELECT 1 FROM dialogs WHERE owner_id = ?1 AND peer_id = ?2 AND top_id > 0);

-- name: folder_of
SELECT folder FROM dialogs WHERE owner_id = ?1 AND peer_id = ?2 AND top_id > 0;

-- name: pinned_in
-- ?1 owner, ?2 folder
SELECT peer_id FROM dialogs WHERE owner_id = ?1 AND folder = ?2 AND pin > 0 AND top_id > 0
ORDER BY pin DESC;

-- name: known_in
-- ?1 owner, ?2 folder, ?3 peers
SELECT peer_id FROM dialogs
WHERE owner_id = ?1 AND folder = ?2 AND top_id > 0
  AND peer_id IN (SELECT value FROM json_each(?3));

-- name: set_pin
UPDATE dialogs SET pin = ?3 WHERE owner_id = ?1 AND peer_id = ?2;

-- name: unpin_all
UPDATE dialogs SET pin = 0 WHERE owner_id = ?1 AND folder = ?2 AND pin > 0;

-- name: move
-- Gives those it moved, and whether they were pinned where they were. ?1 owner, ?2 peers, ?3 folder
UPDATE dialogs SET folder = ?3
WHERE owner_id = ?1 AND folder <> ?3 AND peer_id IN (SELECT value FROM json_each(?2))
RETURNING peer_id, pin;

-- name: folders_of
-- ?1 owner, ?2 peers
SELECT peer_id, folder FROM dialogs
WHERE owner_id = ?1 AND peer_id IN (SELECT value FROM json_each(?2));

-- name: mark_unread
-- ?1 owner, ?2 peer, ?3 the mark
UPDATE dialogs SET unread_mark = ?3
WHERE owner_id = ?1 AND peer_id = ?2 AND unread_mark <> ?3
RETURNING peer_id;

-- name: marked_unread
SELECT peer_id FROM dialogs WHERE owner_id = ?1 AND unread_mark = 1 ORDER BY peer_id;

-- name: marked_among
-- ?1 owner, ?2 peers
SELECT peer_id FROM dialogs
WHERE owner_id = ?1 AND unread_mark = 1 AND peer_id IN (SELECT value FROM json_each(?2));

-- name: show_as_messages
-- ?1 owner, ?2 peer, ?3 whether
UPDATE dialogs SET as_messages = ?3
WHERE owner_id = ?1 AND peer_id = ?2 AND as_messages <> ?3
RETURNING peer_id;

-- name: shown_among
-- ?1 owner, ?2 peers
SELECT peer_id, as_messages FROM dialogs
WHERE owner_id = ?1 AND peer_id IN (SELECT value FROM json_each(?2));

-- name: filters
SELECT content FROM dialog_filters WHERE owner_id = ?1 ORDER BY place;

-- name: drop_filters
DELETE FROM dialog_filters WHERE owner_id = ?1;

-- name: add_filter
INSERT INTO dialog_filters (owner_id, id, place, content) VALUES (?1, ?2, ?3, ?4);

-- name: every_draft
SELECT owner_id, peer_id, content FROM drafts;

-- name: drafts
SELECT peer_id, content FROM drafts WHERE owner_id = ?1 ORDER BY peer_id;

-- name: drafts_of
-- ?1 owner, ?2 peers
SELECT peer_id, content FROM drafts
WHERE owner_id = ?1 AND peer_id IN (SELECT value FROM json_each(?2));

-- name: save_draft
INSERT INTO drafts (owner_id, peer_id, content) VALUES (?1, ?2, ?3)
ON CONFLICT (owner_id, peer_id) DO UPDATE SET content = excluded.content;

-- name: drop_draft
DELETE FROM drafts WHERE owner_id = ?1 AND peer_id = ?2 RETURNING peer_id;

-- name: drop_drafts
DELETE FROM drafts WHERE owner_id = ?1 RETURNING peer_id;
