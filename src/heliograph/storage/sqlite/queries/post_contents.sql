-- Messages of supergroups that name or answer somebody, and what is heard or watched in channels.

-- name: insiders
-- Those of the accounts who are in a channel. ?1 channel, ?2 accounts
SELECT m.account_id FROM json_each(?2) j
CROSS JOIN channel_members m ON m.channel_id = ?1 AND m.account_id = j.value
WHERE m.role >= 2;

-- name: call
-- ?1 channel, ?2 id, ?3 account
INSERT OR IGNORE INTO post_calls (channel_id, message_id, account_id) VALUES (?1, ?2, ?3);

-- name: call_unheeded
-- ?1 account, ?2 channel's peer, ?3 id
INSERT OR IGNORE INTO unread_mentions (owner_id, peer_id, message_id) VALUES (?1, ?2, ?3);

-- name: mark
-- ?1 channel's peer, ?2 id, ?3 bits
UPDATE copies SET marks = marks | ?3 WHERE owner_id = ?1 AND id = ?2;

-- name: called
-- Whom a message calls, and whether they have not looked. ?1 channel, ?2 id
SELECT c.account_id, EXISTS (
    SELECT 1 FROM unread_mentions u WHERE u.owner_id = c.account_id
        AND u.peer_id = -1000000000000 - ?1 AND u.message_id = ?2
)
FROM post_calls c WHERE c.channel_id = ?1 AND c.message_id = ?2;

-- name: calls_of
-- Those of the messages that call somebody, and whether they have not looked.
-- ?1 pairs of a channel and an id there, ?2 account
SELECT c.channel_id, c.message_id, EXISTS (
    SELECT 1 FROM unread_mentions u WHERE u.owner_id = ?2
        AND u.peer_id = -1000000000000 - c.channel_id AND u.message_id = c.message_id
)
FROM json_each(?1) j CROSS JOIN post_calls c
WHERE c.channel_id = j.value ->> 0 AND c.message_id = j.value ->> 1 AND c.account_id = ?2;

-- name: calling
-- What names or answers somebody in a channel, newest first.
-- ?1 account, ?2 channel, ?3 below, ?4 above, ?5 at most
SELECT message_id FROM post_calls
WHERE account_id = ?1 AND channel_id = ?2 AND message_id < ?3 AND message_id > ?4
ORDER BY message_id DESC LIMIT ?5;

-- name: unopened
-- Those of the messages that somebody has not opened, as long as that counts.
-- ?1 channel, id and date of each, ?2 account, ?3 seconds
SELECT j.value ->> 0, j.value ->> 1 FROM json_each(?1) j
WHERE j.value ->> 2 > domain_now() - ?3 AND NOT EXISTS (
    SELECT 1 FROM post_opened o WHERE o.channel_id = j.value ->> 0
        AND o.message_id = j.value ->> 1 AND o.account_id = ?2
);

-- name: heed
-- ?1 account, ?2 channel's peer, ?3 ids
DELETE FROM unread_mentions
WHERE owner_id = ?1 AND peer_id = ?2 AND message_id IN (SELECT value FROM json_each(?3))
RETURNING message_id;

-- name: open
-- A row if that is news. ?1 channel, ?2 id, ?3 account, ?4 date
INSERT OR IGNORE INTO post_opened (channel_id, message_id, account_id, date)
VALUES (?1, ?2, ?3, ?4) RETURNING message_id;

-- name: forget_opened
-- ?1 before, ?2 at most
DELETE FROM post_opened WHERE (channel_id, message_id, account_id) IN (
    SELECT channel_id, message_id, account_id FROM post_opened WHERE date < ?1
    ORDER BY date LIMIT ?2
);

-- name: note_read
-- Nothing in a channel, nor where more are in it. ?1 channel, ?2 account, ?3 up to, ?4 most members
INSERT OR IGNORE INTO channel_reads (channel_id, account_id, max_id, date)
SELECT ?1, ?2, ?3, domain_now() FROM channels WHERE id = ?1 AND kind = 0 AND members <= ?4;

-- name: readers
-- Who else in a supergroup has read a message, and when first. Of admins who speak for it only other
-- admins are told. ?1 channel, ?2 id, ?3 its writer, ?4 the right to be anonymous
SELECT r.account_id, min(r.date) FROM channel_reads r
CROSS JOIN channel_members m ON m.channel_id = ?1 AND m.account_id = r.account_id AND m.role >= 2
WHERE r.channel_id = ?1 AND r.max_id >= ?2 AND r.account_id <> ?3
  AND (m.role < 3 OR m.rights & ?4 = 0 OR EXISTS (
    SELECT 1 FROM channel_members w WHERE w.channel_id = ?1 AND w.account_id = ?3 AND w.role >= 3
  ))
GROUP BY r.account_id ORDER BY 2, 1;

-- name: forget_reads
-- ?1 before, ?2 at most
DELETE FROM channel_reads WHERE (channel_id, account_id, max_id) IN (
    SELECT channel_id, account_id, max_id FROM channel_reads WHERE date < ?1
    ORDER BY date LIMIT ?2
);

-- name: hide_up_to
-- A row if that is news. ?1 channel, ?2 account, ?3 up to which id
UPDATE channel_members SET hidden_up_to = ?3
WHERE channel_id = ?1 AND account_id = ?2 AND hidden_up_to < ?3 RETURNING hidden_up_to;

-- name: hidden_in
-- ?1 account, ?2 channels
SELECT m.channel_id, m.hidden_up_to FROM json_each(?2) j
CROSS JOIN channel_members m ON m.channel_id = j.value AND m.account_id = ?1
WHERE m.role >= 2 AND m.hidden_up_to > 0;

-- name: forget_calls
-- ?1 account, ?2 channel, ?3 up to
DELETE FROM post_calls WHERE account_id = ?1 AND channel_id = ?2 AND message_id <= ?3;
