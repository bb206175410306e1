-- Basic groups that go on as supergroups.

-- name: move_invites
-- ?1 chat, ?2 the supergroup's peer
UPDATE chat_invites SET chat_id = ?2 WHERE chat_id = ?1;

-- name: move_joiners
-- Who came by those, and who waits to be let in. ?1 chat, ?2 the supergroup's peer
UPDATE chat_joiners SET chat_id = ?2 WHERE chat_id = ?1;

-- name: take_place
-- The supergroup lies in each list where the group lay. ?1 the group's peer, ?2 the supergroup's
UPDATE dialogs SET folder = o.folder
FROM dialogs o
WHERE dialogs.peer_id = ?2 AND o.owner_id = dialogs.owner_id AND o.peer_id = ?1
  AND dialogs.owner_id IN (
    SELECT account_id FROM channel_members WHERE channel_id = -1000000000000 - ?2
);

-- name: take_settings
-- Who wanted to hear nothing of the group still does. ?1 the group's peer, ?2 the supergroup's
INSERT INTO notify_settings (owner_id, scope, peer_id, settings)
SELECT n.owner_id, 0, ?2, n.settings
FROM channel_members m
JOIN notify_settings n ON n.owner_id = m.account_id AND n.scope = 0 AND n.peer_id = ?1
WHERE m.channel_id = -1000000000000 - ?2;

-- name: migrated_from
-- The group that a supergroup was, and its newest message, for who was in it till then. ?1 viewer,
-- ?2 channel
SELECT c.id, coalesce(d.top_id, 0)
FROM chats c
JOIN chat_members m ON m.chat_id = c.id AND m.account_id = ?1 AND m.role >= 2
LEFT JOIN dialogs d ON d.owner_id = ?1 AND d.peer_id = -c.id
WHERE c.migrated_to = ?2 AND c.migrated_to <> 0;
