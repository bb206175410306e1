-- What the service account has yet to say to somebody.

-- name: add
-- ?1 name, ?2 account, ?3 kind, ?4 receipt, ?5 about, ?6 due
INSERT INTO safety_letters (name, account_id, kind, receipt, about, due)
VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING;

-- name: due
-- ?1 now, ?2 limit
SELECT name, account_id, kind, receipt, about, attempts FROM safety_letters
WHERE due <= ?1 ORDER BY due, name LIMIT ?2;

-- name: said
-- ?1 name
DELETE FROM safety_letters WHERE name = ?1;

-- name: try_again
-- ?1 name, ?2 when
UPDATE safety_letters SET due = ?2, attempts = attempts + 1 WHERE name = ?1;
