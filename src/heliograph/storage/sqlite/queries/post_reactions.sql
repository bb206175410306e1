-- Reactions to channels' messages: a row for each sign of each person, counted in post_tallies by
-- triggers. `copies.marks` has the bit 2 once there was one, `unread_by` is the writer until they
-- have seen it; unread_reactions follows that.

-- name: counts
-- The most chosen first, else the one chosen first. ?1 pairs of a channel and an id there
SELECT t.channel_id, t.message_id, t.sign, t.count
FROM json_each(?1) j CROSS JOIN post_tallies t
WHERE t.channel_id = j.value ->> 0 AND t.message_id = j.value ->> 1
ORDER BY t.count DESC, t.since;

-- name: own
-- In the order of choosing. ?1 pairs as above, ?2 account
SELECT r.channel_id, r.message_id, r.account_id, r.shown_as, r.sign, r.date, r.big, r.unread_by
FROM json_each(?1) j CROSS JOIN post_reactions r
WHERE r.channel_id = j.value ->> 0 AND r.message_id = j.value ->> 1 AND r.account_id = ?2
ORDER BY r.id;

-- name: latest
-- Of each message the latest, those last. ?1 pairs as above, ?2 how many of each
SELECT r.channel_id, r.message_id, r.account_id, r.shown_as, r.sign, r.date, r.big, r.unread_by
FROM json_each(?1) j CROSS JOIN post_reactions r
WHERE r.id IN (
    SELECT id FROM post_reactions
    WHERE channel_id = j.value ->> 0 AND message_id = j.value ->> 1
    ORDER BY id DESC LIMIT ?2
)
ORDER BY r.id;

-- name: chosen_by
-- In the order of choosing. ?1 channel, ?2 id, ?3 accounts
SELECT r.account_id, r.sign FROM json_each(?3) j
CROSS JOIN post_reactions r
WHERE r.channel_id = ?1 AND r.message_id = ?2 AND r.account_id = j.value
ORDER BY r.id;

-- name: take_away
-- ?1 channel, ?2 id, ?3 account
DELETE FROM post_reactions WHERE channel_id = ?1 AND message_id = ?2 AND account_id = ?3;

-- name: withdraw
-- ?1 channel, ?2 id, ?3 whom others are shown to have chosen it
DELETE FROM post_reactions WHERE channel_id = ?1 AND message_id = ?2 AND shown_as = ?3
RETURNING account_id;

-- name: reacted_to
-- The newest messages that somebody reacted to in their own name. ?1 channel, ?2 account, ?3 at most
SELECT DISTINCT message_id FROM post_reactions INDEXED BY post_reactions_of_account
WHERE account_id = ?2 AND shown_as = ?2 AND channel_id = ?1
ORDER BY message_id DESC LIMIT ?3;

-- name: add
INSERT INTO post_reactions (channel_id, message_id, account_id, shown_as, sign, date, big, unread_by)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: mark
-- ?1 channel's peer, ?2 id
UPDATE copies SET marks = marks | 2 WHERE owner_id = ?1 AND id = ?2;

-- name: listed
-- The latest first. ?1 channel, ?2 id, ?3 sign or NULL for all, ?4 offset, ?5 limit
SELECT account_id, shown_as, sign, date, big, unread_by FROM post_reactions
WHERE channel_id = ?1 AND message_id = ?2 AND (?3 IS NULL OR sign = ?3)
ORDER BY id DESC LIMIT ?5 OFFSET ?4;

-- name: listed_count
-- ?1 channel, ?2 id, ?3 sign or NULL for all
SELECT coalesce(sum(count), 0) FROM post_tallies
WHERE channel_id = ?1 AND message_id = ?2 AND (?3 IS NULL OR sign = ?3);

-- name: seen
-- ?1 channel, ?2 ids, ?3 who has seen them
UPDATE post_reactions SET unread_by = 0
WHERE channel_id = ?1 AND message_id IN (SELECT value FROM json_each(?2)) AND unread_by = ?3;
