-- What somebody keeps of topics of forums: what was begun in them, and what makes devices ring.

-- name: save_draft
INSERT INTO topic_drafts (owner_id, peer_id, topic_id, content) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (owner_id, peer_id, topic_id) DO UPDATE SET content = excluded.content;

-- name: other_drafts
-- ?1 owner, ?2 peer, ?3 the topic that does not count
SELECT count(*) FROM topic_drafts WHERE owner_id = ?1 AND NOT (peer_id = ?2 AND topic_id = ?3);

-- name: drop_draft
DELETE FROM topic_drafts WHERE owner_id = ?1 AND peer_id = ?2 AND topic_id = ?3 RETURNING topic_id;

-- name: drop_drafts
DELETE FROM topic_drafts WHERE owner_id = ?1 RETURNING peer_id, topic_id;

-- name: every_draft
SELECT owner_id, peer_id, topic_id, content FROM topic_drafts;

-- name: drafts
SELECT peer_id, topic_id, content FROM topic_drafts WHERE owner_id = ?1 ORDER BY peer_id, topic_id;

-- name: drafts_of
-- ?1 owner, ?2 pairs of dialog and topic
SELECT d.peer_id, d.topic_id, d.content
FROM json_each(?2) place
JOIN topic_drafts d ON d.owner_id = ?1 AND d.peer_id = place.value ->> 0
    AND d.topic_id = place.value ->> 1;

-- name: notify_settings
SELECT settings FROM topic_notify_settings WHERE owner_id = ?1 AND peer_id = ?2 AND topic_id = ?3;

-- name: set_notify_settings
INSERT INTO topic_notify_settings (owner_id, peer_id, topic_id, settings) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (owner_id, peer_id, topic_id) DO UPDATE SET settings = excluded.settings;

-- name: others_notified
-- ?1 owner, ?2 peer, ?3 the topic that does not count
SELECT count(*) FROM topic_notify_settings
WHERE owner_id = ?1 AND NOT (peer_id = ?2 AND topic_id = ?3);

-- name: drop_notify_settings
DELETE FROM topic_notify_settings WHERE owner_id = ?1 AND peer_id = ?2 AND topic_id = ?3;

-- name: reset_notify_settings
-- Gives what had some.
DELETE FROM topic_notify_settings WHERE owner_id = ?1 RETURNING peer_id, topic_id;

-- name: notify_exceptions
SELECT peer_id, topic_id, settings FROM topic_notify_settings WHERE owner_id = ?1
ORDER BY peer_id, topic_id;

-- name: notify_settings_of
-- ?1 owner, ?2 pairs of dialog and topic
SELECT n.peer_id, n.topic_id, n.settings
FROM json_each(?2) place
JOIN topic_notify_settings n ON n.owner_id = ?1 AND n.peer_id = place.value ->> 0
    AND n.topic_id = place.value ->> 1;

-- name: settings_among
-- ?1 accounts, ?2 peer, ?3 topic
SELECT owner_id, settings FROM topic_notify_settings
WHERE owner_id IN (SELECT value FROM json_each(?1)) AND peer_id = ?2 AND topic_id = ?3;
