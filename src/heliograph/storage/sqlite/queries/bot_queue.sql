-- What bots are told by their own qts, until they have it or a day is over.

-- name: channel_admins
-- Programs that are admins of a channel, with their rights. ?1 channel, ?2 first id, ?3 beyond last
SELECT account_id, rights FROM channel_members
WHERE channel_id = ?1 AND account_id >= ?2 AND account_id < ?3 AND role >= 3;

-- name: anonymous
-- Admins who speak for a supergroup. ?1 channel, ?2 the right to
SELECT account_id FROM channel_members
WHERE channel_id = ?1 AND role >= 3 AND rights & ?2 <> 0;

-- name: chat_admins
-- Programs that are admins of a basic group. ?1 chat, ?2 first id, ?3 beyond the last
SELECT account_id FROM chat_members
WHERE chat_id = ?1 AND account_id >= ?2 AND account_id < ?3 AND role >= 3;

-- name: next_qts
-- None of a bot that is signed in nowhere.
UPDATE bots SET qts = qts + 1
WHERE account_id = ?1 AND EXISTS (SELECT 1 FROM authorizations WHERE account_id = ?1)
RETURNING qts;

-- name: qts
SELECT qts FROM bots WHERE account_id = ?1;

-- name: add
INSERT INTO bot_queue (account_id, qts, date, event) VALUES (?1, ?2, ?3, ?4);

-- name: drop_up_to
DELETE FROM bot_queue WHERE account_id = ?1 AND qts <= ?2;

-- name: after
-- ?1 bot, ?2 qts, ?3 at most
SELECT qts, event FROM bot_queue WHERE account_id = ?1 AND qts > ?2 ORDER BY qts LIMIT ?3;

-- name: may_acknowledge
-- Whether there is something up to the qts, and no other session that may lack it. ?1 bot, ?2 qts
SELECT EXISTS (SELECT 1 FROM bot_queue WHERE account_id = ?1 AND qts <= ?2)
   AND (SELECT count(*) FROM authorizations WHERE account_id = ?1) = 1;

-- name: forget
-- ?1 before, ?2 at most
DELETE FROM bot_queue WHERE (account_id, qts) IN (
    SELECT account_id, qts FROM bot_queue WHERE date < ?1 ORDER BY date LIMIT ?2
);
