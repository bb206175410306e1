-- Accounts as one viewer sees them, usernames, contacts, blocking.

-- name: account
SELECT id, phone, first_name, last_name, username, about, created, disabled, usernames, photos,
       flags
FROM accounts WHERE id = ?1;

-- name: account_by_phone
SELECT id, phone, first_name, last_name, username, about, created, disabled, usernames, photos,
       flags
FROM accounts WHERE phone = ?1 AND phone <> '';

-- name: accounts_by_phones
SELECT id, phone, first_name, last_name, username, about, created, disabled, usernames, photos,
       flags
FROM accounts WHERE phone <> '' AND phone IN (SELECT value FROM json_each(?1));

-- name: accounts_after
-- ?1 after this id, ?2 at most, ?3 the service account
SELECT id, phone, first_name, last_name, username, about, created, disabled, usernames, photos,
       flags
FROM accounts WHERE id > ?1 AND id <> ?3 ORDER BY id LIMIT ?2;

-- name: seen
-- The account, what it shows and when it was there, the viewer's entry for it, whether each knows
-- and keeps out the other, what the viewer shows, the time: both are read once, not with each row.
-- Who knows the viewer stands together in the index, and far apart in the table.
-- ?1 viewer, ?2 account ids
SELECT a.id, a.phone, a.first_name, a.last_name, a.username, a.about, a.created, a.disabled,
       a.usernames, a.photos, a.flags, a.privacy, a.online_until,
       c.contact_id, c.phone, c.first_name, c.last_name, c.close_friend, c.photo,
       k.owner_id IS NOT NULL, coalesce(k.close_friend, 0), b.id IS NOT NULL, o.id IS NOT NULL,
       (SELECT privacy FROM accounts WHERE id = ?1), (SELECT domain_now())
FROM accounts a
LEFT JOIN contacts c ON c.owner_id = ?1 AND c.contact_id = a.id
LEFT JOIN contacts k INDEXED BY contacts_by_contact ON k.owner_id = a.id AND k.contact_id = ?1
LEFT JOIN blocks b ON b.owner_id = ?1 AND b.blocked_id = a.id
LEFT JOIN blocks o ON o.owner_id = a.id AND o.blocked_id = ?1
WHERE a.id IN (SELECT value FROM json_each(?2));

-- name: seen_by_many
-- As `seen`, then the viewer. ?1 viewers, ?2 account
SELECT a.id, a.phone, a.first_name, a.last_name, a.username, a.about, a.created, a.disabled,
       a.usernames, a.photos, a.flags, a.privacy, a.online_until,
       c.contact_id, c.phone, c.first_name, c.last_name, c.close_friend, c.photo,
       k.owner_id IS NOT NULL, coalesce(k.close_friend, 0), b.id IS NOT NULL, o.id IS NOT NULL,
       w.privacy, (SELECT domain_now()), v.value
FROM accounts a
CROSS JOIN json_each(?1) v
LEFT JOIN accounts w ON w.id = v.value
LEFT JOIN contacts c ON c.owner_id = v.value AND c.contact_id = a.id
LEFT JOIN contacts k ON k.owner_id = a.id AND k.contact_id = v.value
LEFT JOIN blocks b ON b.owner_id = v.value AND b.blocked_id = a.id
LEFT JOIN blocks o ON o.owner_id = a.id AND o.blocked_id = v.value
WHERE a.id = ?2
ORDER BY v.key;

-- name: id_by_username
-- Whom a name finds.
SELECT account_id FROM usernames WHERE folded = ?1 AND active;

-- name: holder_of_username
-- What a decision took is nobody's, and no one's to take: 0.
SELECT account_id FROM usernames WHERE folded = ?1
UNION ALL SELECT 0 FROM safety_taken WHERE name = ?1 AND part = 'username' LIMIT 1;

-- name: drop_usernames
DELETE FROM usernames WHERE account_id = ?1;

-- name: add_username
INSERT INTO usernames (folded, account_id, active, editable) VALUES (?1, ?2, ?3, ?4);

-- name: set_usernames
UPDATE accounts SET username = ?2, usernames = ?3, changed = domain_now() WHERE id = ?1;

-- name: set_profile
-- ?1 account, ?2 first name, ?3 last name, ?4 about, ?5 all bits that say how it looks, ?6 those
-- of it
UPDATE accounts SET first_name = ?2, last_name = ?3, about = ?4, flags = (flags & ~?5) | ?6,
    changed = domain_now()
WHERE id = ?1;

-- name: audience
SELECT owner_id FROM contacts WHERE contact_id = ?1
UNION
SELECT peer_id FROM dialogs WHERE owner_id = ?1 AND peer_id > 0
ORDER BY 1;

-- name: save_contact
-- An entry without a phone keeps the one it had. ?1 to ?5 the entry, ?6 note, ?7 0 to keep the note
INSERT INTO contacts (owner_id, contact_id, phone, first_name, last_name, note)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (owner_id, contact_id) DO UPDATE SET
    phone = CASE excluded.phone WHEN '' THEN contacts.phone ELSE excluded.phone END,
    first_name = excluded.first_name, last_name = excluded.last_name,
    note = CASE ?7 WHEN 0 THEN contacts.note ELSE excluded.note END;

-- name: drop_contacts
DELETE FROM contacts
WHERE owner_id = ?1 AND contact_id IN (SELECT value FROM json_each(?2))
RETURNING contact_id;

-- name: contact_ids
SELECT contact_id FROM contacts WHERE owner_id = ?1 ORDER BY contact_id;

-- name: blocks
-- Whether somebody keeps somebody out, and whether it is so the other way round.
SELECT EXISTS (SELECT 1 FROM blocks WHERE owner_id = ?1 AND blocked_id = ?2),
       EXISTS (SELECT 1 FROM blocks WHERE owner_id = ?2 AND blocked_id = ?1);

-- name: block
INSERT INTO blocks (owner_id, blocked_id, date) VALUES (?1, ?2, ?3)
ON CONFLICT (owner_id, blocked_id) DO NOTHING
RETURNING id;

-- name: unblock
DELETE FROM blocks WHERE owner_id = ?1 AND blocked_id = ?2 RETURNING id;

-- name: blocked_page
SELECT blocked_id, date FROM blocks WHERE owner_id = ?1 ORDER BY id DESC LIMIT ?3 OFFSET ?2;

-- name: count_blocked
SELECT count(*) FROM blocks WHERE owner_id = ?1;

-- name: block_from_stories
INSERT INTO story_blocks (owner_id, blocked_id, date) VALUES (?1, ?2, ?3)
ON CONFLICT (owner_id, blocked_id) DO NOTHING
RETURNING id;

-- name: unblock_from_stories
DELETE FROM story_blocks WHERE owner_id = ?1 AND blocked_id = ?2 RETURNING id;

-- name: page_blocked_from_stories
SELECT blocked_id, date FROM story_blocks WHERE owner_id = ?1 ORDER BY id DESC LIMIT ?3 OFFSET ?2;

-- name: count_blocked_from_stories
SELECT count(*) FROM story_blocks WHERE owner_id = ?1;

-- name: block_states
-- How each stands by now. ?1 owner, ?2 account ids
SELECT value,
       EXISTS (SELECT 1 FROM blocks WHERE owner_id = ?1 AND blocked_id = value),
       EXISTS (SELECT 1 FROM story_blocks WHERE owner_id = ?1 AND blocked_id = value)
FROM json_each(?2);
