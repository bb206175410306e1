-- Where login codes go by mail.

-- name: code_mail
SELECT mail FROM code_mails WHERE phone = ?1;

-- name: set_code_mail
INSERT INTO code_mails (phone, mail) VALUES (?1, ?2)
ON CONFLICT (phone) DO UPDATE SET mail = excluded.mail;

-- name: drop_code_mail
DELETE FROM code_mails WHERE phone = ?1;
