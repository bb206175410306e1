-- Codes, invitations, new accounts.

-- name: phone_times
-- When codes were asked for. ?1 phone, ?2 after
SELECT created FROM login_codes WHERE phone = ?1 AND created > ?2 ORDER BY created;

-- name: address_times
SELECT created FROM login_codes WHERE address = ?1 AND created > ?2 ORDER BY created;

-- name: live_invite
-- ?1 phone, ?2 now
SELECT code_mac FROM invites WHERE phone = ?1 AND expires > ?2;

-- name: add_code
INSERT INTO login_codes (code_hash, phone, address, auth_key_id, code_mac, created, attempts,
                         verified, deliver, state)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0);

-- name: code
SELECT phone, address, auth_key_id, code_hash, code_mac, created, attempts, verified, deliver,
       state
FROM login_codes WHERE code_hash = ?1;

-- name: guessed
-- The codes of a number that were guessed wrong. ?1 phone, ?2 asked for after
SELECT created, attempts FROM login_codes WHERE phone = ?1 AND created > ?2 AND attempts > 0
ORDER BY created;

-- name: count_attempt
UPDATE login_codes SET attempts = attempts + 1 WHERE code_hash = ?1;

-- name: verify_code
UPDATE login_codes SET verified = 1 WHERE code_hash = ?1;

-- name: end_code
-- ?1 code_hash, ?2 state
UPDATE login_codes SET verified = verified OR ?2 = 1, state = ?2 WHERE code_hash = ?1;

-- name: drop_invite
DELETE FROM invites WHERE phone = ?1;

-- name: add_invite
INSERT INTO invites (phone, code_mac, created, expires) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (phone) DO UPDATE SET
    code_mac = excluded.code_mac, created = excluded.created, expires = excluded.expires;

-- name: add_account
-- The id follows the highest one given out; they begin at ?5 and end before ?6.
INSERT INTO accounts (id, phone, first_name, last_name, username, about, created, disabled)
VALUES (
    max(
        ?5,
        (SELECT coalesce(max(id) + 1, 0) FROM accounts WHERE id < ?6),
        (SELECT coalesce(max(id), 0) FROM account_floors WHERE id < ?6)
    ),
    ?1, ?2, ?3, NULL, '', ?4, 0
)
RETURNING id;

-- name: add_mailbox
INSERT INTO mailboxes (account_id, pts, top_id, unread, date) VALUES (?1, 1, 0, 0, 0);

-- name: set_disabled
UPDATE accounts SET disabled = ?2 WHERE id = ?1;

-- name: forget_codes
-- ?1 asked for before, ?2 at most
DELETE FROM login_codes WHERE code_hash IN (
    SELECT code_hash FROM login_codes WHERE created < ?1 LIMIT ?2
);

-- name: forget_invites
DELETE FROM invites WHERE expires < ?1;

-- name: set_phone
UPDATE accounts SET phone = ?2, changed = domain_now() WHERE id = ?1;
