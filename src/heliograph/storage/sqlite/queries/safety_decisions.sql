-- Decisions with their statements, what remains to be done of them, and appeals.

-- name: basis
-- Which way in says most of how we learnt of a case. ?1 case
SELECT way FROM safety_reports WHERE case_id = ?1
ORDER BY CASE way
    WHEN 'authority' THEN 0 WHEN 'trusted_flagger' THEN 1 WHEN 'victim' THEN 2
    WHEN 'notice' THEN 3 WHEN 'in_app' THEN 4 ELSE 5 END, id
LIMIT 1;

-- name: written
-- When a message was, and what it is made of, if it is still there. ?1 its body
SELECT date, text, extras FROM bodies WHERE id = ?1;

-- name: kept_contents
-- What it was made of when it was reported, as it stood last. ?1 case
SELECT contents FROM safety_evidence WHERE case_id = ?1 ORDER BY version DESC LIMIT 1;

-- name: told
-- When somebody was told of each decision that stands against them, NULL for not yet. ?1 account,
-- ?2 since
SELECT t.delivered FROM safety_statements t
JOIN safety_decisions d ON d.puid = t.puid
WHERE t.affected_id = ?1 AND d.date > ?2 AND NOT EXISTS (
    SELECT 1 FROM safety_appeals a
    WHERE a.puid = d.puid AND a.outcome = 'reversed' AND a.side = 'author'
) AND NOT EXISTS (SELECT 1 FROM safety_provisional p WHERE p.decision_id = d.id);

-- name: add_statement
-- ?1 puid, ?2 document, ?3 affected, ?4 date
INSERT INTO safety_statements (puid, document, affected_id, made) VALUES (?1, ?2, ?3, ?4);

-- name: add_decision
INSERT INTO safety_decisions (
    puid, case_id, ground, clause, category, keyword, facts, date, ends, automation, decided_by,
    second_by, solo, supersedes
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
RETURNING id;

-- name: add_parts
-- ?1 decision, ?2 how many measures, ?3 seconds between two posts, ?4 what is removed, ?5 what makes
-- it grave
INSERT INTO safety_decision_parts (decision_id, measures, every_s, part, grave)
VALUES (?1, ?2, ?3, ?4, ?5);

-- name: add_measure
INSERT INTO safety_measures (decision_id, kind) VALUES (?1, ?2);

-- name: add_scope
INSERT INTO safety_scopes (decision_id, country) VALUES (?1, ?2);

-- name: show
INSERT INTO safety_notices (decision_id, kind, language, text, orderer)
VALUES (?1, ?2, ?3, ?4, ?5);

-- name: plan
-- ?1 decision, ?2 act, ?3 measure, ?4 due
INSERT INTO safety_effects (decision_id, act, kind, due) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (decision_id, act, kind) DO UPDATE SET due = excluded.due, attempts = 0;

-- name: restrict
-- ?1 kind, ?2 peer, ?3 decision, ?4 since, ?5 until
INSERT INTO safety_restrictions (kind, peer_id, decision_id, since, until)
VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING;

-- name: lift
-- ?1 decision, ?2 kind
DELETE FROM safety_restrictions WHERE decision_id = ?1 AND kind = ?2 RETURNING peer_id;

-- name: free_numbers
-- ?1 decision, ?2 kind
DELETE FROM safety_numbers WHERE decision_id = ?1 AND kind = ?2;

-- name: number_held
-- ?1 number
SELECT EXISTS (
    SELECT 1 FROM safety_numbers
    WHERE mark = number_mark(?1) AND (until = 0 OR until > domain_now())
);

-- name: restrict_bots
-- The bots of somebody stand under what they stand under. ?1 kind, ?2 owner, ?3 decision
INSERT INTO safety_restrictions (kind, peer_id, decision_id, since, until)
SELECT r.kind, b.account_id, r.decision_id, r.since, r.until
FROM bots b JOIN safety_restrictions r ON r.kind = ?1 AND r.peer_id = ?2 AND r.decision_id = ?3
WHERE b.owner_id = ?2 ON CONFLICT DO NOTHING;

-- name: held_by
-- ?1 puid, ?2 kind
SELECT r.peer_id FROM safety_restrictions r JOIN safety_decisions d ON d.id = r.decision_id
WHERE d.puid = ?1 AND r.kind = ?2;

-- name: is_held
-- ?1 kind, ?2 peer
SELECT EXISTS (
    SELECT 1 FROM safety_restrictions
    WHERE kind = ?1 AND peer_id = ?2 AND (until = 0 OR until > domain_now())
);

-- name: marks_held
-- What stands in the row of an account or channel by now, of whichever decision. ?1 peer
SELECT r.kind, coalesce(p.every_s, 0)
FROM safety_restrictions r LEFT JOIN safety_decision_parts p ON p.decision_id = r.decision_id
WHERE r.kind IN (
    'flag_scam', 'flag_fake', 'read_only', 'slow', 'terminate', 'label', 'age_gate', 'demote',
    'geo_block', 'hide'
) AND r.peer_id = ?1;

-- name: provisional_of_case
-- What is hidden in a case until somebody decides: its end is yet to come. ?1 case
SELECT d.puid FROM safety_decisions d
JOIN safety_provisional p ON p.decision_id = d.id
JOIN safety_effects e ON e.decision_id = d.id AND e.act = 'end'
WHERE d.case_id = ?1 AND e.due IS NOT NULL;

-- name: add_provisional
-- ?1 decision, ?2 subject, ?3 peer, ?4 date
INSERT INTO safety_provisional (decision_id, subject_id, peer_id, date) VALUES (?1, ?2, ?3, ?4);

-- name: hidden_before
-- ?1 subject
SELECT count(*) FROM safety_provisional WHERE subject_id = ?1;

-- name: hidden_of_target
-- ?1 peer, ?2 since
SELECT count(*) FROM safety_provisional WHERE peer_id = ?1 AND date > ?2;

-- name: urgent_of_target
-- How many cases of a channel or group wait at the head of the inbox. ?1 peer, ?2 place below
SELECT count(*) FROM safety_cases c JOIN safety_subjects s ON s.id = c.subject_id
WHERE c.state = 'open' AND c.place < ?2 AND s.peer_id = ?1;

-- name: put_first
-- ?1 case, ?2 place, ?3 due, ?4 clock
UPDATE safety_cases SET place = min(place, ?2), due = min(due, ?3), clock = ?4 WHERE id = ?1;

-- name: mark_account
-- ?1 account, ?2 bits, ?3 all that decisions hold
UPDATE accounts SET flags = (flags & ~?3) | ?2, changed = domain_now()
WHERE id = ?1 AND flags & ?3 <> ?2;

-- name: restrictions
-- ?1 kind
SELECT r.kind, r.peer_id, d.puid, r.since, r.until
FROM safety_restrictions r JOIN safety_decisions d ON d.id = r.decision_id WHERE r.kind = ?1;

-- name: restrictions_upon
-- ?1 kind, ?2 peer
SELECT r.kind, r.peer_id, d.puid, r.since, r.until
FROM safety_restrictions r JOIN safety_decisions d ON d.id = r.decision_id
WHERE r.kind = ?1 AND r.peer_id = ?2;

-- name: close_case
-- ?1 case, ?2 who, ?3 puid, ?4 date
UPDATE safety_cases SET state = 'decided', decided_by = ?2, puid = ?3, decided = ?4
WHERE id = ?1 AND state = 'open' RETURNING id;

-- name: tell_closed
-- ?1 case, ?2 when, NULL once it was told
UPDATE safety_cases SET untold = ?2 WHERE id = ?1;

-- name: closed_untold
-- Cases in which nothing was found and that is yet to be told, with when. ?1 now, ?2 limit
SELECT id, decided FROM safety_cases WHERE untold <= ?1 ORDER BY untold, id LIMIT ?2;

-- name: reopen_case
-- Unless there is another one about the same thing by now, where it is looked at anew.
UPDATE safety_cases SET state = 'open', decided = NULL, untold = NULL WHERE id = ?1 AND NOT EXISTS (
    SELECT 1 FROM safety_cases o WHERE o.subject_id = safety_cases.subject_id AND o.state = 'open'
);

-- name: judge_reporters
-- ?1 case, ?2 how many were right, ?3 how many were wrong: 1 and 0, or 0 and 1
INSERT INTO safety_reporters (account_id, upheld, rejected)
SELECT reporter_id, ?2, ?3 FROM safety_reports WHERE case_id = ?1 AND reporter_id IS NOT NULL
ON CONFLICT (account_id) DO UPDATE SET
    upheld = upheld + excluded.upheld, rejected = rejected + excluded.rejected;

-- name: judged_reporters
-- How the reports ended of those who reported in the apps. ?1 case
SELECT r.account_id, r.upheld, r.rejected, r.warned, r.unheard_until, p.receipt
FROM safety_reports p JOIN safety_reporters r ON r.account_id = p.reporter_id
WHERE p.case_id = ?1 AND p.way = 'in_app';

-- name: warn_reporter
-- ?1 account, ?2 how many were wrong by then, ?3 until when theirs weigh nothing
UPDATE safety_reporters SET warned = ?2, unheard_until = ?3 WHERE account_id = ?1;

-- name: decision
-- Whom it affects does not change with whose the subject is later. ?1 puid
SELECT d.id, d.puid, d.case_id, d.ground, d.clause, d.category, d.keyword, d.facts, d.date, d.ends,
       d.automation, d.decided_by, d.second_by, d.solo, d.supersedes,
       (SELECT json_group_array(kind) FROM safety_measures WHERE decision_id = d.id),
       s.id, s.kind, s.peer_id, s.item_id, s.surface, t.affected_id, s.reach,
       (SELECT json_group_array(country) FROM safety_scopes WHERE decision_id = d.id),
       EXISTS (SELECT 1 FROM safety_provisional WHERE decision_id = d.id),
       EXISTS (SELECT 1 FROM safety_blocked_files WHERE puid = d.puid),
       p.every_s, p.part, p.grave,
       coalesce((SELECT max(text) FROM safety_notices
                 WHERE decision_id = d.id AND kind = 'label'), ''),
       coalesce((SELECT max(orderer) FROM safety_notices
                 WHERE decision_id = d.id AND kind = 'geo_block'), '')
FROM safety_decisions d
JOIN safety_decision_parts p ON p.decision_id = d.id
JOIN safety_statements t ON t.puid = d.puid
JOIN safety_cases c ON c.id = d.case_id
JOIN safety_subjects s ON s.id = c.subject_id
WHERE d.puid = ?1;

-- name: counted
-- ?1 from, ?2 up to
SELECT category, keyword, count(*) FROM safety_decisions d
WHERE date >= ?1 AND date < ?2
    AND NOT EXISTS (SELECT 1 FROM safety_provisional p WHERE p.decision_id = d.id)
GROUP BY category, keyword ORDER BY category, keyword;

-- name: statement
-- ?1 puid
SELECT document, affected_id, made, delivered FROM safety_statements WHERE puid = ?1;

-- name: delivered
-- ?1 puid, ?2 date
UPDATE safety_statements SET delivered = ?2 WHERE puid = ?1 AND delivered IS NULL;

-- name: due
-- ?1 now, ?2 limit
SELECT e.id, e.act, e.kind, e.attempts, d.puid
FROM safety_effects e JOIN safety_decisions d ON d.id = e.decision_id
WHERE e.due <= ?1 ORDER BY e.due, e.id LIMIT ?2;

-- name: done
UPDATE safety_effects SET due = NULL WHERE id = ?1 AND due IS NOT NULL RETURNING decision_id;

-- name: is_ending
-- ?1 puid
SELECT 1 FROM safety_decisions d
JOIN safety_effects e ON e.decision_id = d.id AND e.act = 'end' AND e.due IS NOT NULL
WHERE d.puid = ?1 LIMIT 1;

-- name: leave_undone
-- What has not begun yet of a decision that is taken back. ?1 decision
UPDATE safety_effects SET due = NULL
WHERE decision_id = ?1 AND act = 'begin' AND due IS NOT NULL;

-- name: try_again
-- ?1 effect, ?2 when
UPDATE safety_effects SET due = ?2, attempts = attempts + 1 WHERE id = ?1 AND due IS NOT NULL;

-- name: decision_number
SELECT id FROM safety_decisions WHERE puid = ?1;

-- name: reporters
-- Who is told of a case's outcome. ?1 case
SELECT reporter_id, receipt FROM safety_reports WHERE case_id = ?1 AND reporter_id IS NOT NULL
ORDER BY id;

-- name: bodies_of_copy
-- ?1 channel's peer, ?2 message
SELECT body_id FROM copies WHERE owner_id = ?1 AND id = ?2;

-- name: newest_bodies
-- ?1 channel's peer, ?2 limit
SELECT body_id FROM copies WHERE owner_id = ?1 ORDER BY id DESC LIMIT ?2;

-- name: add_appeal
-- ?1 case, ?2 puid, ?3 side, ?4 who, ?5 receipt, ?6 argument, ?7 date
INSERT INTO safety_appeals (case_id, puid, side, appellant_id, receipt, argument, date)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING RETURNING id;

-- name: appeal
-- Who closed a case does not stand beside it any more once it was open again.
SELECT a.id, a.case_id, a.side, a.appellant_id, a.argument, a.date,
       (SELECT json_group_array(who) FROM (
            SELECT decided_by AS who FROM safety_cases WHERE id = a.case_id
            UNION SELECT decided_by FROM safety_decisions WHERE case_id = a.case_id
            UNION SELECT second_by FROM safety_decisions WHERE case_id = a.case_id
            UNION SELECT actor FROM safety_events WHERE case_id = a.case_id AND kind = 'closed'
        ) WHERE who <> ''),
       a.reviewer, a.view, a.outcome, a.reasons, a.puid
FROM safety_appeals a WHERE a.id = ?1;

-- name: complaint_of_author
-- ?1 puid
SELECT case_id, puid, date, outcome, reasons, coalesce(decided, 0) FROM safety_appeals
WHERE puid = ?1 AND side = 'author';

-- name: complaints_of_reporter
-- ?1 receipt
SELECT case_id, coalesce(puid, ''), date, outcome, reasons, coalesce(decided, 0)
FROM safety_appeals
WHERE case_id IN (SELECT case_id FROM safety_reports WHERE receipt = ?1)
    AND side = 'reporter' AND receipt = ?1 ORDER BY id;

-- name: after_decision
-- Whether another decision took the place of one, and when a person ended what was only until then
-- and found nothing, 0 for never. ?1 puid
SELECT EXISTS (SELECT 1 FROM safety_decisions WHERE supersedes = ?1), coalesce((
    SELECT c.decided FROM safety_decisions d
    JOIN safety_provisional p ON p.decision_id = d.id
    JOIN safety_cases c ON c.id = d.case_id
    WHERE d.puid = ?1 AND c.state = 'decided' AND c.puid = ''
), 0);

-- name: note_appeal_log
-- ?1 appeal, ?2 puid
INSERT INTO safety_appeal_logs (appeal_id, puid) VALUES (?1, ?2);

-- name: appeal_log
-- ?1 appeal
SELECT puid FROM safety_appeal_logs WHERE appeal_id = ?1;

-- name: open_appeals
-- ?1 limit
SELECT id FROM safety_appeals WHERE outcome = '' ORDER BY id LIMIT ?1;

-- name: write_view
-- ?1 appeal, ?2 reviewer, ?3 view
UPDATE safety_appeals SET reviewer = ?2, view = ?3 WHERE id = ?1;

-- name: end_appeal
-- ?1 appeal, ?2 outcome, ?3 reasons, ?4 date
UPDATE safety_appeals SET outcome = ?2, reasons = ?3, decided = ?4 WHERE id = ?1;
