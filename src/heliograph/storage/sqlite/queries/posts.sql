-- Messages in channels' mailboxes, and how often they were seen.

-- name: counters
-- ?1 pairs of a channel and an id there
SELECT p.channel_id, p.message_id, p.views, p.forwards
FROM json_each(?1) j CROSS JOIN post_counters p
WHERE p.channel_id = j.value ->> 0 AND p.message_id = j.value ->> 1;

-- name: count_views
-- What its author saw is the first of a post. ?1 channel, ?2 id, ?3 how many more
INSERT INTO post_counters (channel_id, message_id, views, forwards)
SELECT ?1, ?2, ?3 + 1, 0 FROM copies WHERE owner_id = -1000000000000 - ?1 AND id = ?2
ON CONFLICT (channel_id, message_id) DO UPDATE SET views = views + ?3;

-- name: count_forward
-- ?1 channel, ?2 id
INSERT INTO post_counters (channel_id, message_id, views, forwards) VALUES (?1, ?2, 1, 1)
ON CONFLICT (channel_id, message_id) DO UPDATE SET forwards = forwards + 1;

-- name: of_places
-- ?1 pairs of a channel's peer and an id there
SELECT c.owner_id, c.id, c.peer_id, b.sender_id, b.date, b.edit_date, b.text, b.entities, b.flags,
       r.id, b.action, b.extras, c.marks, b.reactions
FROM json_each(?1) j
CROSS JOIN copies c ON c.owner_id = j.value ->> 0 AND c.id = j.value ->> 1
CROSS JOIN bodies b ON b.id = c.body_id
LEFT JOIN copies r ON r.body_id = b.reply_to_body AND r.owner_id = c.owner_id;

-- name: protecting
-- Those of the channels whose content is not passed on. ?1 channels
SELECT id FROM channels WHERE noforwards = 1 AND id IN (SELECT value FROM json_each(?1));
