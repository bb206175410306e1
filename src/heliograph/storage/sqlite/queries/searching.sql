-- Looking for messages: first those that are in no index yet, then by the index. What was said in
-- the name of a supergroup or channel (4) is by that to everybody, or by its speaker.

-- name: scanned_dialog
-- Newest first. ?1 owner, ?2 peer, ?3 below, ?4 above, ?5 limit
SELECT c.body_id, c.peer_id, iif(b.flags & 4, coalesce(
        (SELECT s.speaker_id FROM body_speakers s WHERE s.body_id = b.id), c.peer_id
    ), b.sender_id), b.text, b.entities,
    b.extras
FROM copies c
JOIN bodies b ON b.id = iif(
    c.marks & 32,
    (SELECT body_id FROM kept_bodies WHERE owner_id = c.owner_id AND message_id = c.id),
    c.body_id
)
WHERE c.owner_id = ?1 AND c.peer_id = ?2 AND c.id < ?3 AND c.id > ?4
ORDER BY c.id DESC LIMIT ?5;

-- name: scanned_pinned
-- As scanned_dialog, of the pinned messages alone.
SELECT c.body_id, c.peer_id, iif(b.flags & 4, coalesce(
        (SELECT s.speaker_id FROM body_speakers s WHERE s.body_id = b.id), c.peer_id
    ), b.sender_id), b.text, b.entities,
    b.extras
FROM pinned_messages p
JOIN copies c ON c.owner_id = p.owner_id AND c.id = p.message_id
JOIN bodies b ON b.id = iif(
    c.marks & 32,
    (SELECT body_id FROM kept_bodies WHERE owner_id = c.owner_id AND message_id = c.id),
    c.body_id
)
WHERE p.owner_id = ?1 AND p.peer_id = ?2 AND p.message_id < ?3 AND p.message_id > ?4
ORDER BY p.message_id DESC LIMIT ?5;

-- name: scanned_mailbox
-- Newest first. ?1 owner, ?2 below, ?3 above, ?4 limit
SELECT c.body_id, c.peer_id, iif(b.flags & 4, coalesce(
        (SELECT s.speaker_id FROM body_speakers s WHERE s.body_id = b.id), c.peer_id
    ), b.sender_id), b.text, b.entities,
    b.extras
FROM copies c
JOIN bodies b ON b.id = iif(
    c.marks & 32,
    (SELECT body_id FROM kept_bodies WHERE owner_id = c.owner_id AND message_id = c.id),
    c.body_id
)
WHERE c.owner_id = ?1 AND c.id < ?2 AND c.id > ?3
ORDER BY c.id DESC LIMIT ?4;

-- name: own_older
-- What the owner wrote in a dialog, newest first. ?1 owner, ?2 peer, ?3 below, ?4 above, ?5 skip,
-- ?6 limit
SELECT id FROM copies
WHERE owner_id = ?1 AND peer_id = ?2 AND id < ?3 AND id > ?4 AND incoming <> 1
ORDER BY id DESC LIMIT ?6 OFFSET ?5;

-- name: own_newer
-- As own_older, oldest first. ?1 owner, ?2 peer, ?3 above, ?4 below, ?5 skip, ?6 limit
SELECT id FROM copies
WHERE owner_id = ?1 AND peer_id = ?2 AND id > ?3 AND id < ?4 AND incoming <> 1
ORDER BY id LIMIT ?6 OFFSET ?5;

-- name: own_count
-- ?1 owner, ?2 peer, ?3 below, ?4 above, ?5 at most
SELECT count(*) FROM (
    SELECT 1 FROM copies
    WHERE owner_id = ?1 AND peer_id = ?2 AND id < ?3 AND id > ?4 AND incoming <> 1
    ORDER BY id DESC LIMIT ?5
);

-- name: peers_in_folder
-- ?1 owner, ?2 folder or NULL for all
SELECT peer_id FROM dialogs WHERE owner_id = ?1 AND (?2 IS NULL OR folder = ?2);

-- name: channels_in_folder
-- The owner's channels in which something was written last, the latest first.
-- ?1 owner, ?2 folder or NULL for all, ?3 at most
SELECT c.id, c.kind FROM channel_members m
JOIN channels c ON c.id = m.channel_id AND c.closed = 0
JOIN dialogs d ON d.owner_id = ?1 AND d.peer_id = -1000000000000 - m.channel_id
WHERE m.account_id = ?1 AND m.role >= 2 AND (?2 IS NULL OR d.folder = ?2)
ORDER BY c.posted DESC LIMIT ?3;

-- name: public_channels
-- Channels that anybody finds, in which something was posted last, the latest first; none that a
-- decision demotes, and none that the viewer is kept out of. ?1 viewer, ?2 at most
SELECT c.id FROM channels c
WHERE c.kind = 1 AND c.username <> '' AND c.closed = 0 AND c.posted > 0 AND c.flags & 64 = 0
  AND NOT EXISTS (
    SELECT 1 FROM channel_members m
    WHERE m.channel_id = c.id AND m.account_id = ?1 AND m.role = 1
      AND (m.until = 0 OR m.until > domain_now())
)
ORDER BY c.posted DESC LIMIT ?2;

-- name: saved_from
-- Of messages in Saved Messages those taken from a peer; one's own notes are under oneself.
-- ?1 owner, ?2 bodies as a JSON array, ?3 saved peer
SELECT c.body_id
FROM json_each(?2) AS found
CROSS JOIN copies c ON c.body_id = found.value AND c.owner_id = ?1
LEFT JOIN saved_copies s ON s.owner_id = ?1 AND s.id = c.id
WHERE coalesce(s.saved_peer_id, ?1) = ?3
ORDER BY c.body_id DESC;

-- name: newest_body
-- With its id: in a mailbox body ids rise with message ids. ?1 owner, ?2 below
SELECT body_id, id FROM copies WHERE owner_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT 1;

-- name: oldest_body
-- ?1 owner, ?2 above
SELECT body_id FROM copies WHERE owner_id = ?1 AND id > ?2 ORDER BY id LIMIT 1;

-- name: indexed
-- Bodies, newest first. ?1 expression, ?2 newest body, ?3 oldest body, ?4 limit
SELECT rowid FROM search_words
WHERE search_words MATCH ?1 AND rowid <= ?2 AND rowid >= ?3
ORDER BY rowid DESC LIMIT ?4;

-- name: indexed_copies
-- As indexed, with what tells whose a message is. ?5 owner
SELECT c.body_id, c.peer_id, iif(b.flags & 4, coalesce(
        (SELECT s.speaker_id FROM body_speakers s WHERE s.body_id = b.id), c.peer_id
    ), b.sender_id)
FROM search_words w
CROSS JOIN copies c ON c.body_id = w.rowid AND c.owner_id = ?5
CROSS JOIN bodies b ON b.id = c.body_id
WHERE w.search_words MATCH ?1 AND w.rowid <= ?2 AND w.rowid >= ?3
ORDER BY w.rowid DESC LIMIT ?4;

-- name: group_spans
-- The basic groups that somebody has messages of, and the newest and the oldest body of those there
-- between two ids. ?1 owner, ?2 peer or NULL for all, ?3 below, ?4 above
SELECT peer_id, newest, oldest FROM (
    SELECT d.peer_id, (
        SELECT c.body_id FROM copies c
        WHERE c.owner_id = ?1 AND c.peer_id = d.peer_id AND c.id < ?3 ORDER BY c.id DESC LIMIT 1
    ) AS newest, (
        SELECT c.body_id FROM copies c
        WHERE c.owner_id = ?1 AND c.peer_id = d.peer_id AND c.id > ?4 ORDER BY c.id LIMIT 1
    ) AS oldest
    FROM dialogs d
    WHERE d.owner_id = ?1 AND d.peer_id BETWEEN -999999999999 AND -1
      AND (?2 IS NULL OR d.peer_id = ?2)
) WHERE newest >= oldest;

-- name: indexed_in_group
-- As indexed_copies, of what the index has of a group: a message is only for who has a copy of it,
-- and has it as it stands now.
SELECT c.body_id, c.peer_id, b.sender_id
FROM search_words w
CROSS JOIN copies c ON c.body_id = w.rowid AND c.owner_id = ?5 AND c.marks & 32 = 0
CROSS JOIN bodies b ON b.id = c.body_id
WHERE w.search_words MATCH ?1 AND w.rowid <= ?2 AND w.rowid >= ?3
ORDER BY w.rowid DESC LIMIT ?4;

-- name: ids_of_bodies
-- Newest first. The list comes first in all joins here: else SQLite walks the whole mailbox.
-- ?1 owner, ?2 bodies as a JSON array
SELECT c.id FROM json_each(?2) AS found
CROSS JOIN copies c ON c.body_id = found.value AND c.owner_id = ?1
ORDER BY c.id DESC;

-- name: dated
-- Newest first. ?1 owner, ?2 bodies as a JSON array
SELECT c.id, b.date
FROM json_each(?2) AS found
CROSS JOIN copies c ON c.body_id = found.value AND c.owner_id = ?1
CROSS JOIN bodies b ON b.id = c.body_id
ORDER BY c.id DESC;

-- name: ids_of
-- What messages of a mailbox bodies are, newest first. ?1 owner, ?2 body ids
SELECT c.id, c.body_id FROM json_each(?2) j
CROSS JOIN copies c ON c.body_id = j.value AND c.owner_id = ?1
ORDER BY c.body_id DESC;
