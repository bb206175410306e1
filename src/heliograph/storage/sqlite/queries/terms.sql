-- Which terms of service an account accepted.

-- name: accept
-- ?1 account, ?2 digest, ?3 date
INSERT INTO accepted_terms (account_id, digest, date) VALUES (?1, ?2, ?3)
ON CONFLICT (account_id) DO UPDATE SET digest = excluded.digest, date = excluded.date
WHERE digest <> excluded.digest;

-- name: accepted
SELECT digest FROM accepted_terms WHERE account_id = ?1;
