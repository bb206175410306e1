-- Address books beyond their entries.

-- name: set_note
UPDATE contacts SET note = ?3 WHERE owner_id = ?1 AND contact_id = ?2 RETURNING contact_id;

-- name: set_close_friends
-- Gives those it changed. ?1 owner, ?2 the close friends
UPDATE contacts SET close_friend = contact_id IN (SELECT value FROM json_each(?2))
WHERE owner_id = ?1 AND close_friend <> (contact_id IN (SELECT value FROM json_each(?2)))
RETURNING contact_id;

-- name: drop_contacts_by_phone
DELETE FROM contacts
WHERE owner_id = ?1 AND phone <> '' AND phone IN (SELECT value FROM json_each(?2))
RETURNING contact_id;

-- name: drop_awaited
DELETE FROM awaited_phones
WHERE phone IN (SELECT value FROM json_each(?2)) AND owner_id = ?1;

-- name: count_awaited
SELECT count(*) FROM awaited_phones WHERE owner_id = ?1;

-- name: await_phone
-- ?1 phone, ?2 owner, ?3 first name, ?4 last name
INSERT INTO awaited_phones (phone, owner_id, first_name, last_name) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (phone, owner_id) DO UPDATE SET
    first_name = excluded.first_name, last_name = excluded.last_name;

-- name: awaited
SELECT phone, first_name, last_name FROM awaited_phones WHERE owner_id = ?1 ORDER BY phone;

-- name: stop_awaiting
DELETE FROM awaited_phones WHERE owner_id = ?1;

-- name: meet_awaiting
-- ?1 the new account
INSERT INTO contacts (owner_id, contact_id, phone, first_name, last_name)
SELECT w.owner_id, a.id, a.phone, w.first_name, w.last_name
FROM accounts a JOIN awaited_phones w ON w.phone = a.phone
WHERE a.id = ?1 AND a.phone <> '' AND w.owner_id <> a.id
ON CONFLICT (owner_id, contact_id) DO NOTHING
RETURNING owner_id;

-- name: drop_met
DELETE FROM awaited_phones WHERE phone = (SELECT phone FROM accounts WHERE id = ?1);

-- name: hide_bar
INSERT INTO hidden_bars (owner_id, peer_id) VALUES (?1, ?2)
ON CONFLICT (owner_id, peer_id) DO NOTHING
RETURNING peer_id;

-- name: hidden_bars
-- ?1 owner, ?2 peers
SELECT peer_id FROM hidden_bars
WHERE owner_id = ?1 AND peer_id IN (SELECT value FROM json_each(?2));

-- name: sent_of_late
-- ?1 owner, ?2 how far back by id, ?3 since
SELECT c.peer_id, b.date
FROM copies c
JOIN bodies b ON b.id = c.body_id
LEFT JOIN top_peer_resets r ON r.owner_id = c.owner_id AND r.peer_id = c.peer_id
WHERE c.owner_id = ?1 AND c.incoming <> 1 AND c.peer_id <> ?1 AND c.peer_id > 0
  AND c.id > (SELECT top_id FROM mailboxes WHERE account_id = ?1) - ?2
  AND b.date >= ?3 AND b.date > coalesce(r.date, 0);

-- name: reset_top_peer
INSERT INTO top_peer_resets (owner_id, peer_id, date) VALUES (?1, ?2, ?3)
ON CONFLICT (owner_id, peer_id) DO UPDATE SET date = excluded.date;
