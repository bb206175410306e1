-- Privacy, presence and what only a profile page shows.

-- name: privacy
SELECT privacy FROM accounts WHERE id = ?1;

-- name: set_privacy
UPDATE accounts SET privacy = ?2 WHERE id = ?1;

-- name: online_until
SELECT online_until FROM accounts WHERE id = ?1;

-- name: set_online_until
UPDATE accounts SET online_until = ?2 WHERE id = ?1;

-- name: profile
-- What a profile page shows besides the account. ?1 viewer, ?2 account
SELECT p.birthday, c.note, n.settings, h.peer_id IS NOT NULL, s.id IS NOT NULL, a.privacy,
       coalesce(d.folder, 0), coalesce(d.ttl_period, 0)
FROM accounts a
LEFT JOIN dialogs d ON d.owner_id = ?1 AND d.peer_id = a.id
LEFT JOIN profiles p ON p.account_id = a.id
LEFT JOIN contacts c ON c.owner_id = ?1 AND c.contact_id = a.id
LEFT JOIN notify_settings n ON n.owner_id = ?1 AND n.scope = 0 AND n.peer_id = a.id
LEFT JOIN hidden_bars h ON h.owner_id = ?1 AND h.peer_id = a.id
LEFT JOIN story_blocks s ON s.owner_id = ?1 AND s.blocked_id = a.id
WHERE a.id = ?2;

-- name: set_birthday
INSERT INTO profiles (account_id, birthday) VALUES (?1, ?2)
ON CONFLICT (account_id) DO UPDATE SET birthday = excluded.birthday;

-- name: birthdays
SELECT p.account_id, p.birthday
FROM contacts c JOIN profiles p ON p.account_id = c.contact_id
WHERE c.owner_id = ?1 AND p.birthday IS NOT NULL
ORDER BY p.account_id;
