-- Where login codes go by mail.

-- name: code_mail
SELECT mail FROM code_mails WHERE phone = ?1;

-- name: set_code_mail
INSERT INTO code_mails (phone, mail) VALUES (?1, ?2)
ON CONFLICT (phone) DO UPDATE SET mail = excluded.mail;

-- name: drop_code_mail
DELETE FROM code_mails WHERE phone = ?1;

-- name: forget_code_mails
-- ?1 at most
DELETE FROM code_mails WHERE phone IN (
    SELECT phone FROM code_mails
    WHERE phone NOT IN (SELECT phone FROM accounts) AND phone NOT IN (SELECT phone FROM invites)
    LIMIT ?1
);

-- name: move_code_mail
UPDATE OR REPLACE code_mails SET phone = ?2 WHERE phone = ?1;
