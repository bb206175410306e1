-- Messages in channels' mailboxes, and how often they were seen.

-- name: counters
-- ?1 pairs of a channel and an id there
SELECT p.channel_id, p.message_id, p.views, p.forwards
FROM json_each(?1) j CROSS JOIN post_counters p
WHERE p.channel_id = j.value ->> 0 AND p.message_id = j.value ->> 1;

-- name: of_places
-- ?1 pairs of a channel's peer and an id there
SELECT c.owner_id, c.id, c.peer_id, b.sender_id, b.date, b.edit_date, b.text, b.entities, b.flags,
       r.id, b.action, b.extras, c.marks, b.reactions
FROM json_each(?1) j
CROSS JOIN copies c ON c.owner_id = j.value ->> 0 AND c.id = j.value ->> 1
CROSS JOIN bodies b ON b.id = c.body_id
LEFT JOIN copies r ON r.body_id = b.reply_to_body AND r.owner_id = c.owner_id;
