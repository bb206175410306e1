-- What staff did, what waits for a second of them, and their passkeys.

-- name: acts
-- ?1 before, ?2 limit
SELECT id, date, kind, actor, case_id, about FROM safety_events
WHERE actor <> '' AND id < ?1
ORDER BY id DESC LIMIT ?2;

-- name: acts_of_kind
-- ?1 before, ?2 limit, ?3 kind
SELECT id, date, kind, actor, case_id, about FROM safety_events
WHERE actor <> '' AND kind = ?3 AND id < ?1
ORDER BY id DESC LIMIT ?2;

-- name: acts_of_actor
-- ?1 before, ?2 limit, ?3 kind or nothing, ?4 actor
SELECT id, date, kind, actor, case_id, about FROM safety_events
WHERE actor <> '' AND actor = ?4 AND (?3 = '' OR kind = ?3) AND id < ?1
ORDER BY id DESC LIMIT ?2;

-- name: acts_in_case
-- ?1 before, ?2 limit, ?3 kind or nothing, ?4 actor or nothing, ?5 case
SELECT id, date, kind, actor, case_id, about FROM safety_events
WHERE case_id = ?5 AND actor <> '' AND (?3 = '' OR kind = ?3) AND (?4 = '' OR actor = ?4)
    AND id < ?1
ORDER BY id DESC LIMIT ?2;

-- name: propose
-- ?1 kind, ?2 case, ?3 document, ?4 reason, ?5 members, ?6 by, ?7 date
INSERT INTO safety_proposals (kind, case_id, document, reason, members, proposed_by, date)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
RETURNING id;

-- name: waits
-- ?1 case, ?2 kind
SELECT id, date FROM safety_proposals
WHERE case_id = ?1 AND kind = ?2 AND state = 'open';

-- name: waits_for_cases
-- What waits about several cases, some of them the same. ?1 what is proposed
SELECT id, date FROM safety_proposals INDEXED BY safety_proposals_open
WHERE case_id = 0 AND state = 'open' AND kind = 'bulk' AND EXISTS (
    SELECT 1 FROM json_each(document, '$.case_ids') o
    JOIN json_each(?1, '$.case_ids') p ON p.value = o.value
);

-- name: waits_for_name
-- What waits about the same one of the staff. ?1 what is proposed
SELECT id, date FROM safety_proposals INDEXED BY safety_proposals_open
WHERE case_id = 0 AND state = 'open' AND kind = 'staff'
    AND json_extract(document, '$.name') = json_extract(?1, '$.name');

-- name: overtake_decided
-- ?1 date
UPDATE safety_proposals INDEXED BY safety_proposals_open
SET state = 'overtaken', ended = max(?1, 1)
WHERE case_id = 0 AND state = 'open' AND kind = 'bulk' AND NOT EXISTS (
    SELECT 1 FROM json_each(document, '$.case_ids') o
    JOIN safety_cases c ON c.id = o.value WHERE c.state = 'open'
);

-- name: proposal
SELECT id, kind, case_id, document, reason, members, proposed_by, date, state, second_by, ended,
       solo
FROM safety_proposals WHERE id = ?1;

-- name: proposals
-- ?1 proposed after, ?2 limit, ?3 last one seen, ?4 whether those about the staff or the others
SELECT id, kind, case_id, document, reason, members, proposed_by, date, state, second_by, ended,
       solo
FROM safety_proposals INDEXED BY safety_proposals_open
WHERE state = 'open' AND date > ?1 AND id > ?3 AND (kind = 'staff') = ?4
ORDER BY id LIMIT ?2;

-- name: archives
-- What may be fetched. ?1 agreed after, ?2 limit
SELECT id, kind, case_id, document, reason, members, proposed_by, date, state, second_by, ended,
       solo
FROM safety_proposals INDEXED BY safety_archives
WHERE kind = 'export' AND state = 'agreed' AND ended > ?1
ORDER BY ended, id LIMIT ?2;

-- name: proposals_of_case
-- ?1 case, ?2 proposed after
SELECT id, kind, case_id, document, reason, members, proposed_by, date, state, second_by, ended,
       solo
FROM safety_proposals
WHERE state = 'open' AND case_id IN (?1, 0) AND date > ?2 AND (
    case_id = ?1 OR (
        kind = 'bulk' AND ?1 IN (SELECT value FROM json_each(document, '$.case_ids'))
    )
)
ORDER BY id;

-- name: settle
-- ?1 id, ?2 state, ?3 by, ?4 date, ?5 solo
UPDATE safety_proposals SET state = ?2, second_by = ?3, ended = ?4, solo = ?5
WHERE id = ?1;

-- name: overtake_of
-- What somebody proposed and nobody has agreed to. ?1 who, ?2 kind, ?3 date
UPDATE safety_proposals INDEXED BY safety_proposals_open SET
    state = 'overtaken', ended = max(?3, 1)
WHERE state = 'open' AND proposed_by = ?1 AND kind = ?2;

-- name: is_open
SELECT count(*) FROM safety_cases WHERE id = ?1 AND state = 'open';

-- name: add_passkey
-- ?1 staff, ?2 credential, ?3 key, ?4 count, ?5 name, ?6 date
INSERT INTO staff_passkeys (staff_id, credential, public_key, sign_count, name, added)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (credential) DO NOTHING
RETURNING id;

-- name: passkeys
SELECT id, staff_id, credential, public_key, sign_count, name, added, used FROM staff_passkeys
WHERE staff_id = ?1 ORDER BY id;

-- name: passkey
SELECT id, staff_id, credential, public_key, sign_count, name, added, used FROM staff_passkeys
WHERE credential = ?1;

-- name: use_passkey
-- ?1 passkey, ?2 count, ?3 date
UPDATE staff_passkeys SET sign_count = ?2, used = ?3
WHERE id = ?1 AND (sign_count < ?2 OR (sign_count = 0 AND ?2 = 0))
RETURNING staff_id;

-- name: remove_passkey
-- ?1 staff, ?2 passkey
DELETE FROM staff_passkeys WHERE staff_id = ?1 AND id = ?2 RETURNING name;
