-- The photos of accounts.

-- name: photos
-- ?1 account, ?2 kind
SELECT f.record, f.generation
FROM profile_photos p JOIN files f ON f.id = p.file_id
WHERE p.account_id = ?1 AND p.kind = ?2
ORDER BY p.place DESC;

-- name: first
-- ?1 account, ?2 kind
SELECT f.record, f.generation
FROM profile_photos p JOIN files f ON f.id = p.file_id
WHERE p.account_id = ?1 AND p.kind = ?2
ORDER BY p.place DESC LIMIT 1;

-- name: drop
DELETE FROM profile_photos WHERE account_id = ?1 AND kind = ?2;

-- name: add
-- ?1 account, ?2 kind, ?3 place, ?4 file
INSERT INTO profile_photos (account_id, kind, place, file_id) VALUES (?1, ?2, ?3, ?4);

-- name: of_contact
-- ?1 owner, ?2 contact
SELECT f.record, f.generation
FROM contact_photos p JOIN files f ON f.id = p.file_id
WHERE p.owner_id = ?1 AND p.contact_id = ?2;

-- name: show_contact
-- ?1 owner, ?2 contact, ?3 what goes along with the name
UPDATE contacts SET photo = ?3 WHERE owner_id = ?1 AND contact_id = ?2 RETURNING contact_id;

-- name: drop_of_contact
-- ?1 owner, ?2 contact
DELETE FROM contact_photos WHERE owner_id = ?1 AND contact_id = ?2;

-- name: add_of_contact
-- ?1 owner, ?2 contact, ?3 file
INSERT INTO contact_photos (owner_id, contact_id, file_id) VALUES (?1, ?2, ?3);

-- name: is_suggested
-- Whether a message of a mailbox suggests a photo to its owner. ?1 owner, ?2 file
SELECT EXISTS (
    SELECT 1 FROM body_files f
    JOIN bodies b ON b.id = f.body_id
    JOIN copies c ON c.body_id = b.id
    WHERE f.file_id = ?2 AND b.action = 'SuggestProfilePhoto' AND b.sender_id <> ?1
      AND c.owner_id = ?1
);

-- name: show
-- ?1 account, ?2 what goes along with the name
UPDATE accounts SET photos = ?2, changed = domain_now() WHERE id = ?1;
