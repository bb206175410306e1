-- Channels that somebody is or was in, shares with others, or might like.

-- name: quiet
-- In which nobody has written for long, the longest first. ?1 account, ?2 written before, ?3 at most
SELECT m.channel_id, c.posted FROM channel_members m JOIN channels c ON c.id = m.channel_id
WHERE m.account_id = ?1 AND m.role >= 2 AND c.closed = 0 AND c.posted < ?2
ORDER BY c.posted, m.channel_id LIMIT ?3;

-- name: left
-- Those that somebody went out of and that are still there. ?1 account, ?2 skip, ?3 at most
SELECT m.channel_id FROM channel_members m JOIN channels c ON c.id = m.channel_id
WHERE m.account_id = ?1 AND m.role = 0 AND c.closed = 0
ORDER BY m.channel_id LIMIT ?3 OFFSET ?2;

-- name: left_count
SELECT count(*) FROM channel_members m JOIN channels c ON c.id = m.channel_id
WHERE m.account_id = ?1 AND m.role = 0 AND c.closed = 0;

-- name: common
-- Supergroups that another is in as well, as the account may know: who is an admin there sees all,
-- others neither hidden members nor admins who speak for it. ?1 account, ?2 the other, ?3 ids below,
-- ?4 the right to be anonymous
SELECT m.channel_id FROM channel_members m
JOIN channels c ON c.id = m.channel_id AND c.kind = 0 AND c.closed = 0
JOIN channel_members o ON o.channel_id = m.channel_id AND o.account_id = ?2 AND o.role >= 2
WHERE m.account_id = ?1 AND m.role >= 2 AND m.channel_id < ?3
  AND (m.role >= 3 OR (c.hidden_members = 0 AND NOT (o.role >= 3 AND o.rights & ?4 <> 0)))
ORDER BY m.channel_id DESC;

-- name: similar
-- Public channels that those who came last into one are in as well, the most of them first; none that
-- the viewer is or was in, none with so few that somebody could be told by it. Who runs either counts
-- in neither. ?1 channel, ?2 viewer, ?3 looked at, ?4 no fewer, ?5 at most
SELECT o.channel_id, count(*) AS shared FROM (
    SELECT account_id FROM channel_members
    WHERE channel_id = ?1 AND role = 2
    ORDER BY date DESC, account_id LIMIT ?3
) s
CROSS JOIN channel_members o
    ON o.account_id = s.account_id AND o.role = 2 AND o.channel_id <> ?1
CROSS JOIN channels c
    ON c.id = o.channel_id AND c.kind = 1 AND c.username <> '' AND c.closed = 0
WHERE NOT EXISTS (SELECT 1 FROM channel_members v WHERE v.channel_id = c.id AND v.account_id = ?2)
GROUP BY o.channel_id HAVING count(*) >= ?4
ORDER BY shared DESC, o.channel_id LIMIT ?5;

-- name: said_by
-- What somebody said in their own name among the newest of a channel, the newest first. ?1 peer,
-- ?2 account, ?3 looked through, ?4 at most
SELECT n.id FROM (
    SELECT id, body_id FROM copies WHERE owner_id = ?1 AND peer_id = ?1 ORDER BY id DESC LIMIT ?3
) n CROSS JOIN bodies b ON b.id = n.body_id
WHERE b.sender_id = ?2 AND b.flags & 4 = 0 AND b.action IS NULL
ORDER BY n.id DESC LIMIT ?4;

-- name: said_as
-- What was said in the name of a channel. ?1 peer, ?2 speaker, ?3 at most
SELECT c.id FROM body_speakers s CROSS JOIN copies c ON c.body_id = s.body_id AND c.owner_id = ?1
WHERE s.speaker_id = ?2 ORDER BY c.id DESC LIMIT ?3;
