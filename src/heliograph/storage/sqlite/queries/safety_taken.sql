-- What decisions took of accounts, channels and messages, as long as it may return.

-- name: keep
-- The first time counts: later it is gone already. ?1 puid, ?2 part, ?3 folded name, ?4 value
INSERT INTO safety_taken (puid, part, name, value) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING;

-- name: give_back
-- ?1 puid
DELETE FROM safety_taken WHERE puid = ?1 RETURNING name, value;

-- name: hold
-- The first time counts, as above. ?1 puid, ?2 file, ?3 body or NULL, ?4 value, ?5 until
INSERT INTO safety_taken_files (puid, file_id, body_id, value, expires)
VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING;

-- name: told_of_photo
-- Messages that tell a group of a photo of its own. ?1 file, ?2 the group's peer, ?3 at most
SELECT b.id FROM body_files f JOIN bodies b ON b.id = f.body_id
WHERE f.file_id = ?1 AND b.action IS NOT NULL AND EXISTS (
    SELECT 1 FROM copies c WHERE c.body_id = b.id AND ?2 IN (c.owner_id, c.peer_id)
)
LIMIT ?3;

-- name: of_messages
-- ?1 puid
SELECT file_id, body_id, value FROM safety_taken_files
WHERE puid = ?1 AND body_id IS NOT NULL ORDER BY id;

-- name: let_messages_go
-- ?1 puid
DELETE FROM safety_taken_files WHERE puid = ?1 AND body_id IS NOT NULL;

-- name: of_profiles
-- ?1 puid
SELECT file_id, value FROM safety_taken_files WHERE puid = ?1 AND body_id IS NULL ORDER BY id;

-- name: let_photos_go
-- ?1 puid
DELETE FROM safety_taken_files WHERE puid = ?1 AND body_id IS NULL;

-- name: leave
-- ?1 puid, ?2 part
INSERT INTO safety_unreturned (puid, part) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- name: leave_its_part
-- As `leave`. ?1 puid
INSERT INTO safety_unreturned (puid, part)
SELECT d.puid, p.part FROM safety_decisions d JOIN safety_decision_parts p ON p.decision_id = d.id
WHERE d.puid = ?1 ON CONFLICT DO NOTHING;

-- name: unreturned
-- ?1 puid
SELECT part FROM safety_unreturned WHERE puid = ?1 ORDER BY part;

-- name: forget
-- What nobody complains of and nothing gives back. ?1 now, ?2 at most
DELETE FROM safety_taken_files WHERE id IN (
    SELECT t.id FROM safety_taken_files t
    WHERE t.expires < ?1
      AND NOT EXISTS (SELECT 1 FROM safety_appeals a WHERE a.puid = t.puid AND a.outcome = '')
      AND NOT EXISTS (
        SELECT 1 FROM safety_decisions d JOIN safety_effects e ON e.decision_id = d.id
        WHERE d.puid = t.puid AND e.act = 'end' AND e.due IS NOT NULL
    )
    ORDER BY t.expires LIMIT ?2
)
RETURNING puid;
