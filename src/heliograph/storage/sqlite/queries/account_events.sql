-- What clients of an account may have missed and no pts counts.

-- name: note
-- ?1 owner, ?2 kind, ?3 subject
INSERT INTO account_events (owner_id, kind, subject, date)
VALUES (?1, ?2, ?3, domain_now())
ON CONFLICT (owner_id, kind, subject) DO UPDATE SET date = max(date, excluded.date);

-- name: reached
-- The date behind so many changes. ?1 owner, ?2 date, ?3 how many
SELECT date FROM account_events WHERE owner_id = ?1 AND date >= ?2
ORDER BY date LIMIT 1 OFFSET ?3;

-- name: noted_since
-- ?1 owner, ?2 date, ?3 last date
SELECT kind, subject FROM account_events WHERE owner_id = ?1 AND date >= ?2 AND date <= ?3
ORDER BY kind, subject;

-- name: changed_since
-- Those the owner knows, itself among them, who changed. ?1 owner, ?2 date
SELECT a.id FROM accounts a
WHERE a.changed > 0 AND a.changed >= ?2 AND a.id IN (
    SELECT ?1
    UNION ALL SELECT peer_id FROM dialogs WHERE owner_id = ?1
    UNION ALL SELECT contact_id FROM contacts WHERE owner_id = ?1
)
ORDER BY a.id;

-- name: dates
-- ?1 owner, ?2 kind, ?3 subjects
SELECT subject, date FROM account_events
WHERE owner_id = ?1 AND kind = ?2 AND subject IN (SELECT value FROM json_each(?3));

-- name: forget_older
-- ?1 owner, ?2 kind, ?3 seconds
DELETE FROM account_events
WHERE owner_id = ?1 AND date < domain_now() - ?3 AND kind = ?2;
