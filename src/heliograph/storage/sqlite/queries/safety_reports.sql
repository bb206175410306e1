-- Reports, the cases they gather in, and what is kept of what was reported.

-- name: body_of
-- ?1 owner, ?2 message
SELECT body_id FROM copies WHERE owner_id = ?1 AND id = ?2;

-- name: secret_chat_between
-- ?1 secret chat, ?2 who is in it, ?3 who else
SELECT id FROM encrypted_chats
WHERE id = ?1 AND ((admin_id = ?2 AND participant_id = ?3)
                OR (admin_id = ?3 AND participant_id = ?2));

-- name: know_subject
-- ?1 kind, ?2 peer, ?3 item, ?4 surface, ?5 affected, ?6 reach
INSERT INTO safety_subjects (kind, peer_id, item_id, surface, affected_id, reach)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (kind, peer_id, item_id) DO UPDATE SET
    surface = excluded.surface, affected_id = excluded.affected_id, reach = excluded.reach
RETURNING id;

-- name: open_case
SELECT id FROM safety_cases WHERE subject_id = ?1 AND state = 'open';

-- name: open
-- ?1 subject, ?2 category, ?3 keyword, ?4 date, ?5 priority, ?6 due, ?7 clock, ?8 place
INSERT INTO safety_cases (
    subject_id, state, category, keyword, reports, weight, opened, priority, due, clock, place
) VALUES (?1, 'open', ?2, ?3, 0, 0, ?4, ?5, ?6, ?7, ?8)
RETURNING id;

-- name: add_to_case
-- ?1 case, ?2 category, ?3 keyword, ?4 weight, ?5 priority, ?6 due, ?7 clock, ?8 place
UPDATE safety_cases SET
    category = ?2, keyword = ?3, weight = ?4, reports = reports + 1,
    priority = ?5, due = ?6, clock = ?7, place = min(place, ?8)
WHERE id = ?1;

-- name: case
SELECT c.id, c.state, c.category, c.keyword, c.reports, c.weight, c.priority, c.opened, c.due,
       c.clock, c.place, c.assignee,
       s.id, s.kind, s.peer_id, s.item_id, s.surface, s.affected_id, s.reach
FROM safety_cases c JOIN safety_subjects s ON s.id = c.subject_id WHERE c.id = ?1;

-- name: inbox
-- ?1 place and ?2 id of the last one seen, ?3 limit
SELECT c.id, c.state, c.category, c.keyword, c.reports, c.weight, c.priority, c.opened, c.due,
       c.clock, c.place, c.assignee,
       s.id, s.kind, s.peer_id, s.item_id, s.surface, s.affected_id, s.reach
FROM safety_cases c JOIN safety_subjects s ON s.id = c.subject_id
WHERE c.state = 'open' AND (c.place, c.id) > (?1, ?2)
ORDER BY c.place, c.id LIMIT ?3;

-- name: receipt_of
-- ?1 case, ?2 reporter
SELECT receipt FROM safety_reports WHERE case_id = ?1 AND reporter_id = ?2;

-- name: heard
-- What is said of a case under each heading by who is doubtful, and by others. ?1 case, ?2 how many
-- reports are looked through
SELECT category, keyword, sum(weight), doubtful FROM (
    SELECT category, keyword, weight, doubtful FROM safety_reports
    WHERE case_id = ?1 ORDER BY id LIMIT ?2
) GROUP BY category, keyword, doubtful;

-- name: crowd
-- How many doubtful reports a case had since. ?1 case, ?2 since
SELECT count(*) FROM safety_reports WHERE case_id = ?1 AND doubtful = 1 AND date > ?2;

-- name: add_report
INSERT INTO safety_reports (
    case_id, receipt, way, category, keyword, comment, reporter_id, notifier, language, date,
    weight, doubtful
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12);

-- name: by_receipt
SELECT r.way, r.category, r.date, r.case_id, r.reporter_id, c.state, c.puid
FROM safety_reports r JOIN safety_cases c ON c.id = r.case_id
WHERE r.receipt = ?1 ORDER BY coalesce(c.decided, 0) DESC, r.id DESC;

-- name: decided_by_receipt
-- As `by_receipt`: who may complain of which decision, and since when.
SELECT r.case_id, r.reporter_id, c.puid, c.decided
FROM safety_reports r JOIN safety_cases c ON c.id = r.case_id
WHERE r.receipt = ?1 ORDER BY coalesce(c.decided, 0) DESC, r.id DESC;

-- name: reporter
SELECT upheld, rejected, unheard_until FROM safety_reporters WHERE account_id = ?1;

-- name: is_kept
-- ?1 case, ?2 version, ?3 at most
SELECT EXISTS (SELECT 1 FROM safety_evidence WHERE case_id = ?1 AND version = ?2)
    OR (SELECT count(*) FROM safety_evidence WHERE case_id = ?1) >= ?3;

-- name: keep_evidence
-- ?1 case, ?2 version, ?3 sealed, ?4 taken, ?5 expires, ?6 what it is made of
INSERT INTO safety_evidence (case_id, version, sealed, taken, expires, contents)
VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id;

-- name: evidence
-- ?1 case, ?2 now
SELECT id, sealed, taken, expires FROM safety_evidence
WHERE case_id = ?1 AND expires > ?2 ORDER BY id;

-- name: is_sealed
-- Whether it was decided of the same thing, and stands, that it is abuse of children as
-- `taxonomy.CHILD_ABUSE` has it. ?1 case
SELECT EXISTS (
    SELECT 1 FROM safety_cases c JOIN safety_decisions d ON d.case_id = c.id
    WHERE c.subject_id = (SELECT subject_id FROM safety_cases WHERE id = ?1) AND d.keyword IN (
        'KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL', 'KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE',
        'KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS'
    ) AND NOT EXISTS (
        SELECT 1 FROM safety_appeals a
        WHERE a.puid = d.puid AND a.outcome = 'reversed' AND a.side = 'author'
    )
);

-- name: is_said
-- Whether a report says so that weighs something, as `sealing.says_abuse` has it. ?1 case
SELECT EXISTS (
    SELECT 1 FROM safety_reports WHERE case_id = ?1 AND weight > 0 AND keyword IN (
        'KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL', 'KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE',
        'KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS'
    )
);

-- name: forget_evidence
-- ?1 now, ?2 at most
DELETE FROM safety_evidence WHERE id IN (
    SELECT id FROM safety_evidence WHERE expires <= ?1 LIMIT ?2
);

-- name: note_event
INSERT INTO safety_events (date, kind, actor, case_id, about) VALUES (?1, ?2, ?3, ?4, ?5);
