-- In whose name people write in supergroups.

-- name: of
-- The channels whose posts somebody writes, not only the public ones. ?1 account
SELECT m.channel_id FROM channel_members m JOIN channels c ON c.id = m.channel_id
WHERE m.account_id = ?1 AND m.role >= 3 AND c.kind = 1 AND c.closed = 0
ORDER BY m.channel_id LIMIT 100;

-- name: barred
-- ?1 channel
SELECT speaker_id FROM barred_speakers WHERE channel_id = ?1;

-- name: chosen
-- ?1 account, ?2 channel
SELECT speaker_id FROM send_as WHERE account_id = ?1 AND channel_id = ?2;

-- name: choose
-- ?1 account, ?2 channel, ?3 peer
INSERT INTO send_as (account_id, channel_id, speaker_id) VALUES (?1, ?2, ?3)
ON CONFLICT (account_id, channel_id) DO UPDATE SET speaker_id = excluded.speaker_id;

-- name: all_barred
-- The latest first. ?1 channel
SELECT speaker_id, by_id, date FROM barred_speakers WHERE channel_id = ?1
ORDER BY date DESC, speaker_id LIMIT 100;

-- name: bar
-- ?1 channel, ?2 speaker, ?3 by whom, ?4 date
INSERT INTO barred_speakers (channel_id, speaker_id, by_id, date) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (channel_id, speaker_id) DO UPDATE SET
    by_id = excluded.by_id, date = excluded.date;

-- name: unbar
DELETE FROM barred_speakers WHERE channel_id = ?1 AND speaker_id = ?2;
