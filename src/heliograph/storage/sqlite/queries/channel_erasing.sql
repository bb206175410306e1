-- What lies in channels that were deleted. A channel's peer is whose its mailbox is.

-- name: erase_later
-- ?1 channel, ?2 since
INSERT OR IGNORE INTO channel_erasures (channel_id, since) VALUES (?1, ?2);

-- name: next_erasure
SELECT channel_id FROM channel_erasures ORDER BY channel_id LIMIT 1;

-- name: drop_log
-- ?1 channel, ?2 at most
DELETE FROM channel_log WHERE id IN (
    SELECT id FROM channel_log WHERE channel_id = ?1 ORDER BY id LIMIT ?2
);

-- name: drop_links
-- ?1 the channel's peer, ?2 at most
DELETE FROM chat_invites WHERE hash IN (
    SELECT hash FROM chat_invites WHERE chat_id = ?1 LIMIT ?2
);

-- name: drop_joiners
-- ?1 the channel's peer, ?2 at most
DELETE FROM chat_joiners WHERE chat_id = ?1 AND account_id IN (
    SELECT account_id FROM chat_joiners WHERE chat_id = ?1 LIMIT ?2
);

-- name: drop_topics
-- The others went with the messages that made them. ?1 channel, ?2 at most
DELETE FROM topics WHERE channel_id = ?1 AND id IN (
    SELECT id FROM topics WHERE channel_id = ?1 LIMIT ?2
);

-- name: drop_barred
-- ?1 channel, ?2 at most
DELETE FROM barred_speakers WHERE channel_id = ?1 AND speaker_id IN (
    SELECT speaker_id FROM barred_speakers WHERE channel_id = ?1 LIMIT ?2
);

-- name: drop_choices
-- In whose name people wrote there. ?1 channel, ?2 at most
DELETE FROM send_as WHERE channel_id = ?1 AND account_id IN (
    SELECT account_id FROM send_as WHERE channel_id = ?1 LIMIT ?2
);

-- name: drop_speaker
-- Where its admins wrote in its name. ?1 the channel's peer, ?2 at most
DELETE FROM send_as WHERE (account_id, channel_id) IN (
    SELECT account_id, channel_id FROM send_as WHERE speaker_id = ?1 LIMIT ?2
);

-- name: clear_channel
-- Its name stays, for the devices of those who were in it to say which one is gone.
UPDATE channels SET about = '', photo = NULL, reactions = NULL WHERE id = ?1;

-- name: clear_ranks
-- What members were called. ?1 channel, ?2 at most
UPDATE channel_members SET rank = ''
WHERE channel_id = ?1 AND rank <> '' AND account_id IN (
    SELECT account_id FROM channel_members WHERE channel_id = ?1 AND rank <> '' LIMIT ?2
);

-- name: erased
DELETE FROM channel_erasures WHERE channel_id = ?1;
