-- Lists of who is in a channel. Roles: 0 left, 1 removed, 2 member, 3 admin, 4 creator.

-- name: size
SELECT members FROM channels WHERE id = ?1;

-- name: recent
-- Members who are no admins, the newest first. ?1 channel, ?2 at most
SELECT account_id, date FROM channel_members WHERE channel_id = ?1 AND role = 2
ORDER BY date DESC, account_id LIMIT ?2;

-- name: admins
-- The creator first.
SELECT account_id, date FROM channel_members WHERE channel_id = ?1 AND role >= 3
ORDER BY role DESC, date, account_id;

-- name: anonymous
-- Admins who speak for it, but the viewer. ?1 channel, ?2 the right to, ?3 viewer
SELECT account_id FROM channel_members
WHERE channel_id = ?1 AND role >= 3 AND rights & ?2 <> 0 AND account_id <> ?3;

-- name: removed
-- Who is kept out. ?1 channel, ?2 now, ?3 at most
SELECT account_id FROM channel_members
WHERE channel_id = ?1 AND role = 1 AND (until = 0 OR until > ?2)
ORDER BY date DESC, account_id LIMIT ?3;

-- name: limited
-- Who may do less than others. ?1 channel, ?2 now, ?3 at most
SELECT account_id FROM channel_members
WHERE channel_id = ?1 AND banned <> 0 AND role IN (-1, 0, 2) AND (until = 0 OR until > ?2)
ORDER BY account_id LIMIT ?3;

-- name: bots
-- Programs in it. ?1 channel, ?2 first id of a program, ?3 beyond the last
SELECT account_id FROM channel_members
WHERE channel_id = ?1 AND account_id >= ?2 AND account_id < ?3 AND role >= 2 ORDER BY account_id;

-- name: contacts
-- Whom somebody has among their contacts. ?1 channel, ?2 viewer
SELECT c.contact_id FROM contacts c
JOIN channel_members m ON m.channel_id = ?1 AND m.account_id = c.contact_id AND m.role >= 2
WHERE c.owner_id = ?2 ORDER BY c.contact_id;

-- name: names
-- What accounts are called, and what a viewer calls them. ?1 viewer, ?2 accounts
SELECT a.id, a.first_name, a.last_name, a.username, c.first_name, c.last_name
FROM accounts a LEFT JOIN contacts c ON c.owner_id = ?1 AND c.contact_id = a.id
WHERE a.id IN (SELECT value FROM json_each(?2));

-- name: count_admins
SELECT count(*) FROM channel_members WHERE channel_id = ?1 AND role >= 3;

-- name: count_removed
-- ?1 channel, ?2 now
SELECT count(*) FROM channel_members
WHERE channel_id = ?1 AND role = 1 AND (until = 0 OR until > ?2);

-- name: count_limited
-- ?1 channel, ?2 now
SELECT count(*) FROM channel_members
WHERE channel_id = ?1 AND banned <> 0 AND role IN (-1, 0, 2) AND (until = 0 OR until > ?2);

-- name: ended
-- Of whom something was forbidden until now or before. ?1 now, ?2 at most
SELECT channel_id, account_id FROM channel_members WHERE until <> 0 AND until <= ?1
ORDER BY until LIMIT ?2;

-- name: lift
-- Who was kept out is a stranger, who was limited is as everybody. ?1 channel, ?2 account
UPDATE channel_members SET role = iif(role = 1, -1, role), banned = 0, until = 0, by_id = 0
WHERE channel_id = ?1 AND account_id = ?2;

-- name: online_among
-- ?1 channel, ?2 accounts, ?3 now
SELECT count(*) FROM json_each(?2) j
CROSS JOIN channel_members m ON m.channel_id = ?1 AND m.account_id = j.value AND m.role >= 2
CROSS JOIN accounts a ON a.id = m.account_id AND a.online_until > ?3;
