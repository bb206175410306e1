-- What decisions hold of messages: for whom, and what is shown of it.

-- name: held
-- What holds of messages, each with whom it is exempt for. ?1 pairs of a mailbox and an id there
SELECT c.owner_id, c.id, h.kind, h.decision_id, t.affected_id,
       (SELECT json_group_array(country) FROM safety_scopes WHERE decision_id = h.decision_id)
FROM json_each(?1) j
CROSS JOIN copies c ON c.owner_id = j.value ->> 0 AND c.id = j.value ->> 1
CROSS JOIN safety_holds h ON h.body_id = c.body_id
CROSS JOIN safety_decisions d ON d.id = h.decision_id
CROSS JOIN safety_statements t ON t.puid = d.puid
ORDER BY h.decision_id;

-- name: marked
-- Those of a mailbox's messages of which something holds. ?1 owner, ?2 ids
SELECT id FROM copies
WHERE owner_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND marks & 64;

-- name: limited
-- Channels of which decisions hold something: almost always none.
SELECT -1000000000000 - id FROM channels WHERE flags & 128;

-- name: held_channels
-- What holds of whole channels. ?1 peers
SELECT r.peer_id, r.kind, r.decision_id, t.affected_id,
       (SELECT json_group_array(country) FROM safety_scopes WHERE decision_id = r.decision_id)
FROM json_each(?1) j
CROSS JOIN safety_restrictions r
    ON r.kind IN ('label', 'age_gate', 'geo_block', 'hide') AND r.peer_id = j.value
CROSS JOIN safety_decisions d ON d.id = r.decision_id
CROSS JOIN safety_statements t ON t.puid = d.puid
ORDER BY r.decision_id;

-- name: notices
-- In one language. ?1 decisions, ?2 language
SELECT n.decision_id, n.kind, n.text, n.orderer
FROM json_each(?1) j CROSS JOIN safety_notices n ON n.decision_id = j.value AND n.language = ?2;

-- name: viewers
-- By what is least intrusive: an account's number, of a bot its owner's, and the language of the
-- device that was used last. ?1 accounts
SELECT j.value, (
    SELECT phone FROM accounts WHERE id = coalesce(
        (SELECT owner_id FROM bots WHERE account_id = j.value), j.value
    )
), (
    SELECT k.client FROM authorizations a JOIN auth_keys k ON k.auth_key_id = a.auth_key_id
    WHERE a.account_id = j.value ORDER BY a.active DESC, a.auth_key_id LIMIT 1
)
FROM json_each(?1) j;

-- name: hold
-- ?1 body, ?2 kind, ?3 decision
INSERT INTO safety_held_bodies (body_id, kind, decision_id)
SELECT ?1, ?2, ?3 FROM copies WHERE body_id = ?1 LIMIT 1
ON CONFLICT DO NOTHING;

-- name: let_go
-- ?1 decision, ?2 and ?3 kinds
DELETE FROM safety_held_bodies WHERE decision_id = ?1 AND kind IN (?2, ?3) RETURNING body_id;

-- name: mark
-- Whether something holds of them. ?1 bodies
UPDATE copies SET marks = iif(
    EXISTS (SELECT 1 FROM safety_held_bodies h WHERE h.body_id = copies.body_id),
    marks | 64, marks & ~64
)
WHERE (owner_id, id) IN (
    SELECT c.owner_id, c.id FROM json_each(?1) j CROSS JOIN copies c ON c.body_id = j.value
);

-- name: copies
-- Of messages that are told again; who is out of a group is not told. ?1 bodies
SELECT c.owner_id, c.id FROM json_each(?1) j CROSS JOIN copies c ON c.body_id = j.value
WHERE c.marks & 32 = 0 ORDER BY c.body_id, c.owner_id;

-- name: bodies_of
-- ?1 pairs of a mailbox and an id there
SELECT c.body_id FROM json_each(?1) j
CROSS JOIN copies c ON c.owner_id = j.value ->> 0 AND c.id = j.value ->> 1;

-- name: answers
-- ?1 bodies
SELECT b.id, b.extras FROM json_each(?1) j CROSS JOIN bodies b ON b.reply_to_body = j.value
WHERE b.extras IS NOT NULL;

-- name: files
-- What messages show. ?1 bodies
SELECT f.file_id FROM json_each(?1) j CROSS JOIN body_files f ON f.body_id = j.value;

-- name: unsought
-- Those of messages of which something holds that keeps them from being found. ?1 bodies
SELECT h.body_id, h.kind, t.affected_id,
       (SELECT json_group_array(country) FROM safety_scopes WHERE decision_id = h.decision_id)
FROM json_each(?1) j
CROSS JOIN safety_holds h ON h.body_id = j.value
CROSS JOIN safety_decisions d ON d.id = h.decision_id
CROSS JOIN safety_statements t ON t.puid = d.puid
WHERE h.kind IN ('hide', 'geo_block', 'demote', 'file');

-- name: extras_of
SELECT extras FROM bodies WHERE id = ?1;

-- name: set_extras
-- ?1 body, ?2 extras
UPDATE bodies SET extras = ?2 WHERE id = ?1;

-- name: strip
-- ?1 body, ?2 extras, ?3 date
UPDATE bodies SET extras = ?2, edit_date = ?3 WHERE id = ?1;

-- name: channels_with_file
-- Channels in which a file stands. ?1 file, ?2 how many messages are looked at
SELECT c.owner_id FROM (SELECT body_id FROM body_files WHERE file_id = ?1 LIMIT ?2) f
CROSS JOIN copies c ON c.body_id = f.body_id WHERE c.owner_id < -1000000000000
UNION SELECT -1000000000000 - channel_id FROM channel_photos WHERE file_id = ?1;

-- name: has_file
-- Whether a file stands in a mailbox of one's own. ?1 and ?2 as above, ?3 whose
SELECT EXISTS (
    SELECT 1 FROM (SELECT body_id FROM body_files WHERE file_id = ?1 LIMIT ?2) f
    CROSS JOIN copies c ON c.body_id = f.body_id WHERE c.owner_id = ?3
);
