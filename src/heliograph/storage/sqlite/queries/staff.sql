-- People of the staff, and where they are signed in.

-- name: add
-- ?1 name, ?2 roles, ?3 date, ?4 enrolment, ?5 until
INSERT INTO staff (name, roles, added, enrolment, enrolment_until) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (name) DO NOTHING
RETURNING id;

-- name: everybody
SELECT id, name, roles, added, enrolled, enrolment_until, removed FROM staff ORDER BY name;

-- name: named
SELECT id, name, roles, added, enrolled, enrolment_until, removed FROM staff WHERE name = ?1;

-- name: by_id
SELECT id, name, roles, added, enrolled, enrolment_until, removed FROM staff WHERE id = ?1;

-- name: set_roles
-- ?1 id, ?2 roles
UPDATE staff SET roles = ?2 WHERE id = ?1;

-- name: reset
-- ?1 id, ?2 enrolment, ?3 until
UPDATE staff SET
    enrolment = ?2, enrolment_until = ?3, enrolled = 0, passphrase = NULL, totp = NULL
WHERE id = ?1;

-- name: remove
-- ?1 id, ?2 date
UPDATE staff SET
    removed = ?2, enrolment = NULL, enrolment_until = 0, enrolled = 0, passphrase = NULL,
    totp = NULL
WHERE id = ?1;

-- name: enrolling
-- ?1 hash, ?2 now
SELECT id, name, roles, added, enrolled, enrolment_until, removed FROM staff
WHERE enrolment = ?1 AND enrolment_until > ?2;

-- name: enrol
-- ?1 id, ?2 date, ?3 passphrase, ?4 totp, ?5 step
UPDATE staff SET
    enrolment = NULL, enrolment_until = 0, enrolled = ?2, passphrase = ?3, totp = ?4,
    totp_step = ?5
WHERE id = ?1;

-- name: factors
SELECT passphrase, totp, totp_step FROM staff WHERE id = ?1 AND enrolled <> 0;

-- name: use_step
-- ?1 id, ?2 step
UPDATE staff SET totp_step = ?2 WHERE id = ?1 AND totp_step < ?2 AND enrolled <> 0
RETURNING id;

-- name: begin
-- ?1 staff, ?2 token, ?3 date, ?4 device
INSERT INTO staff_sessions (staff_id, token, begun, seen, device) VALUES (?1, ?2, ?3, ?3, ?4)
RETURNING id, staff_id, begun, seen, device;

-- name: session
SELECT id, staff_id, begun, seen, device FROM staff_sessions WHERE token = ?1;

-- name: seen
-- ?1 session, ?2 date
UPDATE staff_sessions SET seen = max(seen, ?2) WHERE id = ?1;

-- name: sessions
SELECT id, staff_id, begun, seen, device FROM staff_sessions WHERE staff_id = ?1
ORDER BY id DESC;

-- name: end_session
-- ?1 staff, ?2 session
DELETE FROM staff_sessions WHERE staff_id = ?1 AND id = ?2 RETURNING id;

-- name: end_sessions
DELETE FROM staff_sessions WHERE staff_id = ?1;

-- name: forget_sessions
-- ?1 seen before, ?2 begun before, Unix seconds
DELETE FROM staff_sessions WHERE seen <= ?1 OR begun <= ?2;
