-- In whose lists a channel stands once it is closed, or open again.

-- name: settle_later
-- ?1 channel, ?2 the account whose list was the last, ?3 since
INSERT INTO channel_listings (channel_id, above, since) VALUES (?1, ?2, ?3);

-- name: next
SELECT l.channel_id, l.above, c.closed FROM channel_listings l
JOIN channels c ON c.id = l.channel_id ORDER BY l.channel_id LIMIT 1;

-- name: reached
-- ?1 channel, ?2 account
UPDATE channel_listings SET above = ?2 WHERE channel_id = ?1;

-- name: settled
DELETE FROM channel_listings WHERE channel_id = ?1;

-- name: members
-- Who is or was in it, by number. ?1 channel, ?2 above, ?3 at most
SELECT account_id FROM channel_members WHERE channel_id = ?1 AND account_id > ?2
ORDER BY account_id LIMIT ?3;

-- name: unlist
-- ?1 the channel's peer, ?2 channel, ?3 accounts
DELETE FROM dialogs WHERE peer_id = ?1 AND owner_id IN (SELECT value FROM json_each(?3));

-- name: list_again
-- Of those who are in it. ?1 the channel's peer, ?2 channel, ?3 accounts
INSERT INTO dialogs (owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread,
                     messages)
SELECT account_id, ?1, 1, 0, 0, 0, 0 FROM channel_members
WHERE channel_id = ?2 AND role >= 2 AND account_id IN (SELECT value FROM json_each(?3))
ON CONFLICT (owner_id, peer_id) DO NOTHING;
