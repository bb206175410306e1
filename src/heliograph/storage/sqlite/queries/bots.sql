-- Bots, their tokens and their commands.

-- name: add_bot
INSERT INTO bots (account_id, owner_id, token_mac, former_mac, description)
VALUES (?1, ?2, ?3, NULL, '');

-- name: hold_as_owner
-- ?1 bot, ?2 owner
INSERT INTO safety_restrictions (kind, peer_id, decision_id, since, until)
SELECT kind, ?1, decision_id, since, until FROM safety_restrictions
WHERE kind IN ('freeze', 'terminate') AND peer_id = ?2 AND (until = 0 OR until > domain_now())
ON CONFLICT DO NOTHING;

-- name: bot
SELECT account_id, owner_id, token_mac, former_mac, description FROM bots WHERE account_id = ?1;

-- name: bots
SELECT account_id, owner_id, token_mac, former_mac, description FROM bots ORDER BY account_id;

-- name: replace_token
UPDATE bots SET former_mac = token_mac, token_mac = ?2 WHERE account_id = ?1;

-- name: set_description
UPDATE bots SET description = ?2 WHERE account_id = ?1;

-- name: set_flags
-- Bits 1 and 2 alone are a bot's.
UPDATE accounts SET flags = (flags & ~3) | ?2, changed = domain_now() WHERE id = ?1;

-- name: set_commands
INSERT INTO bot_commands (account_id, scope, language, commands) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (account_id, scope, language) DO UPDATE SET commands = excluded.commands;

-- name: drop_commands
DELETE FROM bot_commands WHERE account_id = ?1 AND scope = ?2 AND language = ?3;

-- name: count_commands
SELECT count(*) FROM bot_commands WHERE account_id = ?1;

-- name: commands
SELECT commands FROM bot_commands WHERE account_id = ?1 AND scope = ?2 AND language = ?3;

-- name: met
SELECT peer_id FROM dialogs
WHERE owner_id = ?1 AND peer_id IN (SELECT value FROM json_each(?2));

-- name: owned
-- Those that an operator made for somebody. ?1 owner, ?2 at most
SELECT b.account_id FROM bots b JOIN accounts a ON a.id = b.account_id AND a.disabled = 0
WHERE b.owner_id = ?1 ORDER BY b.account_id LIMIT ?2;
