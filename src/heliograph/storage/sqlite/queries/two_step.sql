-- Passwords, attempts at them, mails about them.

-- name: state
SELECT sealed FROM two_step WHERE account_id = ?1;

-- name: keep
-- ?1 account, ?2 has_password, ?3 sealed
INSERT INTO two_step (account_id, has_password, sealed) VALUES (?1, ?2, ?3)
ON CONFLICT (account_id) DO UPDATE SET
    has_password = excluded.has_password, sealed = excluded.sealed;

-- name: has_password
SELECT EXISTS (SELECT 1 FROM two_step WHERE account_id = ?1 AND has_password);

-- name: with_password
-- ?1 accounts as JSON
SELECT account_id FROM two_step
WHERE account_id IN (SELECT value FROM json_each(?1)) AND has_password;

-- name: account_attempts
-- When wrong answers were given. ?1 account, ?2 after
SELECT date FROM password_attempts WHERE account_id = ?1 AND date > ?2 AND wrong ORDER BY date;

-- name: address_attempts
SELECT date FROM password_attempts WHERE address = ?1 AND date > ?2 AND wrong ORDER BY date;

-- name: challenge_used
-- ?1 account, ?2 srp_id
SELECT EXISTS (SELECT 1 FROM password_attempts WHERE account_id = ?1 AND srp_id = ?2);

-- name: add_attempt
INSERT INTO password_attempts (account_id, address, srp_id, date, wrong)
VALUES (?1, ?2, ?3, ?4, 1);

-- name: forgive_attempt
UPDATE password_attempts SET wrong = 0 WHERE account_id = ?1 AND srp_id = ?2;

-- name: forget_attempts
-- ?1 made before, ?2 at most
DELETE FROM password_attempts WHERE id IN (
    SELECT id FROM password_attempts WHERE date < ?1 LIMIT ?2
);

-- name: account_letters
-- ?1 account, ?2 after
SELECT date FROM letters WHERE account_id = ?1 AND date > ?2 ORDER BY date;

-- name: recipient_letters
SELECT date FROM letters WHERE recipient = ?1 AND date > ?2 ORDER BY date;

-- name: add_letter
INSERT INTO letters (account_id, recipient, date) VALUES (?1, ?2, ?3);

-- name: forget_letters
-- ?1 sent before, ?2 at most
DELETE FROM letters WHERE id IN (SELECT id FROM letters WHERE date < ?1 LIMIT ?2);
