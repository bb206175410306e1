-- What devices are told of supergroups and channels. Lists come as one JSON array.

-- name: members_after
-- ?1 channel, ?2 after, ?3 at most
SELECT account_id FROM channel_members
WHERE channel_id = ?1 AND account_id > ?2 AND role >= 2 ORDER BY account_id LIMIT ?3;

-- name: unread_by
-- Who of some accounts is in a channel, may see a message and has not read so far. ?1 channel,
-- ?2 message, ?3 accounts, ?4 who wrote it
SELECT account_id FROM channel_members
WHERE channel_id = ?1 AND account_id IN (SELECT value FROM json_each(?3)) AND role >= 2
  AND read_inbox_max_id < ?2 AND hidden_up_to < ?2 AND account_id <> ?4;

-- name: called
-- Whom of some accounts a message names or answers. ?1 channel, ?2 message, ?3 accounts
SELECT account_id FROM post_calls
WHERE channel_id = ?1 AND message_id = ?2 AND account_id IN (SELECT value FROM json_each(?3));

-- name: settings_among
-- ?1 accounts, ?2 scope, ?3 peer
SELECT owner_id, settings FROM notify_settings
WHERE owner_id IN (SELECT value FROM json_each(?1)) AND scope = ?2 AND peer_id = ?3;

-- name: drop_deleted
-- What was not told yet. ?1 peer, ?2 messages
DELETE FROM push_tasks
WHERE peer_id = ?1 AND peer_id < -1000000000000
    AND message_id IN (SELECT value FROM json_each(?2)) AND subject = 0 AND told_id = 0;

-- name: tell_deleted
-- A newer message takes the place of what the device shows. ?1 peer, ?2 messages, ?3 now,
-- ?4 expires
UPDATE push_tasks SET subject = 3, attempts = 0, due = ?3, expires = ?4
WHERE peer_id = ?1 AND peer_id < -1000000000000
    AND message_id IN (SELECT value FROM json_each(?2)) AND subject = 0 AND told_id = message_id
RETURNING device_id;

-- name: tell_edited
-- Of what was not told yet the text is read when it is. ?1 peer, ?2 messages, ?3 now, ?4 expires
UPDATE push_tasks SET attempts = 0, due = ?3, expires = ?4
WHERE peer_id = ?1 AND peer_id < -1000000000000
    AND message_id IN (SELECT value FROM json_each(?2)) AND subject = 0 AND told_id = message_id
RETURNING device_id;
