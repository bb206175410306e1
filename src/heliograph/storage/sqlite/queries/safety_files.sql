-- Files that decisions keep from coming back in public.

-- name: files_of_body
SELECT file_id FROM body_files WHERE body_id = ?1;

-- name: reported_files
-- What was shown by something that is gone by now. ?1 case
SELECT f.sha256 FROM safety_evidence_files f JOIN safety_evidence e ON e.id = f.evidence_id
WHERE e.case_id = ?1;

-- name: keep_file
-- What was found of the content before holds of it here. ?1 evidence, ?2 SHA-256, ?3 size, ?4 file
INSERT INTO safety_evidence_files (evidence_id, sha256, size, file_id, abuse)
VALUES (?1, ?2, ?3, ?4, (SELECT max(abuse) FROM safety_evidence_files WHERE sha256 = ?2))
ON CONFLICT DO NOTHING;

-- name: to_copy
-- Those that wait. ?1 at most
SELECT id, sha256, size FROM safety_evidence_files
WHERE file_id IS NOT NULL ORDER BY file_id LIMIT ?1;

-- name: copies_alike
-- Copies of the content of one that waits. ?1 id
SELECT DISTINCT o.copy_id FROM safety_evidence_files f
JOIN safety_evidence_files o ON o.sha256 = f.sha256 AND o.copy_id IS NOT NULL
WHERE f.id = ?1 AND f.copy_id IS NULL LIMIT 9;

-- name: copied
-- ?1 id, ?2 copy
UPDATE safety_evidence_files SET copy_id = ?2, file_id = NULL
WHERE id = ?1 AND file_id IS NOT NULL RETURNING id;

-- name: left_as_it_is
-- ?1 id
UPDATE safety_evidence_files SET file_id = NULL WHERE id = ?1 AND file_id IS NOT NULL;

-- name: files_of_case
-- With what was found of each, or decided of something else that shows the same. ?1 case
SELECT f.evidence_id, f.id, f.sha256, f.size, f.file_id IS NOT NULL, f.copy_id IS NOT NULL,
       CASE WHEN EXISTS (
           SELECT 1 FROM safety_evidence_files o
           JOIN safety_evidence s ON s.id = o.evidence_id
           JOIN safety_decisions d ON d.case_id = s.case_id
           WHERE o.sha256 = f.sha256 AND d.keyword IN (
               'KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL',
               'KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE'
           ) AND NOT EXISTS (
               SELECT 1 FROM safety_appeals a
               WHERE a.puid = d.puid AND a.outcome = 'reversed' AND a.side = 'author'
           )
       ) THEN 1 ELSE f.abuse END
FROM safety_evidence e JOIN safety_evidence_files f ON f.evidence_id = e.id
WHERE e.case_id = ?1 ORDER BY f.id;

-- name: classify
-- ?1 SHA-256, ?2 whether it is abuse
UPDATE safety_evidence_files SET abuse = ?2 WHERE sha256 = ?1;

-- name: evidence_file
-- What there is of one. ?1 id, ?2 now
SELECT e.case_id, f.copy_id
FROM safety_evidence_files f JOIN safety_evidence e ON e.id = f.evidence_id
WHERE f.id = ?1 AND e.expires > ?2;

-- name: block
-- ?1 SHA-256, ?2 puid, ?3 since, ?4 until
INSERT INTO safety_blocked_files (sha256, puid, since, until) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT DO NOTHING;

-- name: withdraw
DELETE FROM safety_blocked_files WHERE puid = ?1;

-- name: is_blocked
SELECT 1 FROM safety_blocked_files
WHERE sha256 = ?1 AND (until = 0 OR until > domain_now()) LIMIT 1;

-- name: blocked_by
-- The decisions that keep a content out, each with its case. ?1 SHA-256
SELECT d.id, d.case_id, d.puid
FROM safety_blocked_files x JOIN safety_decisions d ON d.puid = x.puid
WHERE x.sha256 = ?1 AND (x.until = 0 OR x.until > domain_now());

-- name: marks_of
-- What a decision keeps out. ?1 puid
SELECT sha256 FROM safety_blocked_files WHERE puid = ?1;

-- name: made_of_blocked
-- Files of which some content is kept out by a decision, if only that of a preview. ?1 puid, ?2 at
-- most
SELECT k.file_id FROM safety_blocked_files x CROSS JOIN file_blobs k ON k.sha256 = x.sha256
WHERE x.puid = ?1
UNION
SELECT o.id FROM safety_blocked_files x CROSS JOIN files o ON o.original = x.sha256
WHERE x.puid = ?1
LIMIT ?2;

-- name: hold_as_well
-- ?1 file, ?2 kind, ?3 puid
INSERT INTO safety_held_bodies (body_id, kind, decision_id)
SELECT h.body_id, ?2, d.id FROM body_files f
JOIN safety_held_bodies h ON h.body_id = f.body_id AND h.kind = ?2
JOIN safety_decisions d ON d.puid = ?3
WHERE f.file_id = ?1
ON CONFLICT DO NOTHING;

-- name: is_open
-- Whether anybody may read a channel: it is public, or a group that belongs to a public channel.
-- ?1 channel
SELECT 1 FROM channels g LEFT JOIN channels o ON o.id = g.linked_id AND g.kind = 0
WHERE g.id = ?1 AND g.closed = 0
    AND (g.username <> '' OR (o.username <> '' AND o.closed = 0));

-- name: blocked_in
-- Messages of a channel with files of which some content is kept out, if only that of a preview,
-- each with its file and who is told; found from what is kept out. ?1 the channel's peer
SELECT c.body_id, f.file_id, iif(b.sender_id > 0, b.sender_id, h.creator_id)
FROM (
    SELECT k.file_id FROM safety_blocked_files x
    CROSS JOIN file_blobs k ON k.sha256 = x.sha256
    WHERE x.until = 0 OR x.until > domain_now()
    UNION
    SELECT o.id FROM safety_blocked_files x CROSS JOIN files o ON o.original = x.sha256
    WHERE x.until = 0 OR x.until > domain_now()
) k
CROSS JOIN body_files f ON f.file_id = k.file_id
CROSS JOIN copies c ON c.body_id = f.body_id AND c.owner_id = ?1
CROSS JOIN bodies b ON b.id = c.body_id
CROSS JOIN channels h ON h.id = -1000000000000 - ?1;

-- name: held_at
-- A message that something of a kind holds. ?1 mailbox, ?2 id, ?3 kind
SELECT c.body_id FROM copies c
WHERE c.owner_id = ?1 AND c.id = ?2 AND c.marks & 64 AND EXISTS (
    SELECT 1 FROM safety_held_bodies h WHERE h.body_id = c.body_id AND h.kind = ?3
);

-- name: see_again
-- ?1 body, ?2 kind
DELETE FROM safety_held_bodies WHERE body_id = ?1 AND kind = ?2;

-- name: shown_elsewhere
-- Posts of what anybody may read that show a file, of which there has been no case. ?1 file, ?2 how
-- many messages are looked at, ?3 bodies of which it is known
SELECT c.owner_id, c.id FROM (SELECT body_id FROM body_files WHERE file_id = ?1 LIMIT ?2) f
CROSS JOIN copies c ON c.body_id = f.body_id
CROSS JOIN channels h ON h.id = -1000000000000 - c.owner_id AND h.closed = 0
LEFT JOIN channels o ON o.id = h.linked_id AND h.kind = 0
WHERE (h.username <> '' OR (o.username <> '' AND o.closed = 0))
    AND f.body_id NOT IN (SELECT value FROM json_each(?3))
    AND NOT EXISTS (
        SELECT 1 FROM safety_subjects s JOIN safety_cases k ON k.subject_id = s.id
        WHERE s.kind = 'message' AND s.peer_id = c.owner_id AND s.item_id = c.id
    );

-- name: nobodys_receipt
-- Of what nobody reported: nobody is given it.
SELECT hex(randomblob(13));
