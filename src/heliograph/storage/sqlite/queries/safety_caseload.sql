-- What staff look through: the inbox and its counts, and what is known of one case.

-- name: sift
-- ?1 place and ?2 id of the last one seen, ?3 category, ?4 surface, ?5 due before, ?6 limit
SELECT id, place FROM safety_cases INDEXED BY safety_inbox_sifted
WHERE state = 'open' AND (place, id) > (?1, ?2) AND (?3 = '' OR category = ?3)
  AND (?4 = '' OR surface = ?4) AND (?5 = 0 OR due < ?5)
ORDER BY place, id LIMIT ?6;

-- name: sift_of
-- As `sift`. ?7 whose
SELECT id, place FROM safety_cases INDEXED BY safety_inbox_of
WHERE state = 'open' AND assignee = ?7 AND (place, id) > (?1, ?2)
  AND (?3 = '' OR category = ?3) AND (?4 = '' OR surface = ?4) AND (?5 = 0 OR due < ?5)
ORDER BY place, id LIMIT ?6;

-- name: sift_decided
-- As `sift`, the last decided first: ?1 is when, below 0
SELECT id, decided FROM safety_cases INDEXED BY safety_cases_decided
WHERE state = 'decided' AND (decided, id) < (-?1, -?2) AND (?3 = '' OR category = ?3)
  AND (?4 = '' OR surface = ?4)
ORDER BY decided DESC, id DESC LIMIT ?6;

-- name: count_open
-- ?1 at most
SELECT count(*) FROM (SELECT 1 FROM safety_cases WHERE state = 'open' AND place > -9e18 LIMIT ?1);

-- name: count_overdue
-- ?1 now, ?2 at most
SELECT count(*) FROM (SELECT 1 FROM safety_cases WHERE state = 'open' AND due < ?1 LIMIT ?2);

-- name: count_of
-- ?1 whose, ?2 at most
SELECT count(*) FROM (SELECT 1 FROM safety_cases WHERE state = 'open' AND assignee = ?1 LIMIT ?2);

-- name: count_appeals
-- ?1 at most
SELECT count(*) FROM (SELECT 1 FROM safety_appeals WHERE outcome = '' AND id > 0 LIMIT ?1);

-- name: said
-- ?1 case, ?2 at most
SELECT r.way, r.category, r.keyword, r.comment, r.date, r.weight, r.doubtful, r.reporter_id,
       coalesce(p.upheld, 0), coalesce(p.rejected, 0), coalesce(a.created, 0)
FROM safety_reports r
LEFT JOIN safety_reporters p ON p.account_id = r.reporter_id
LEFT JOIN accounts a ON a.id = r.reporter_id
WHERE r.case_id = ?1 ORDER BY r.id LIMIT ?2;

-- name: earlier
-- Decisions against somebody, the last first. ?1 account, ?2 at most
SELECT d.puid, d.case_id, d.date, d.category, d.keyword,
       (SELECT json_group_array(kind) FROM safety_measures WHERE decision_id = d.id),
       d.ends, d.decided_by,
       coalesce((SELECT max(outcome) FROM safety_appeals WHERE puid = d.puid), ''),
       EXISTS (SELECT 1 FROM safety_appeals WHERE puid = d.puid AND outcome = '' AND view = '')
FROM safety_statements t JOIN safety_decisions d ON d.puid = t.puid
WHERE t.affected_id = ?1 ORDER BY d.date DESC, d.id DESC LIMIT ?2;

-- name: siblings
-- Other cases about the same thing. ?1 subject, ?2 case, ?3 at most
SELECT id, opened, decided, puid FROM safety_cases
WHERE subject_id = ?1 AND id <> ?2 ORDER BY id DESC LIMIT ?3;

-- name: kept
-- ?1 case, ?2 now
SELECT id, taken, expires FROM safety_evidence WHERE case_id = ?1 AND expires > ?2 ORDER BY id;

-- name: events
-- ?1 case, ?2 at most
SELECT date, kind, actor, about FROM safety_events WHERE case_id = ?1 ORDER BY id DESC LIMIT ?2;

-- name: outcome_of_case
SELECT decided_by, puid FROM safety_cases WHERE id = ?1;

-- name: waits_for_a_view
-- Whether somebody is to look anew who has not said what they think. ?1 case
SELECT EXISTS (
    SELECT 1 FROM safety_appeals WHERE case_id = ?1 AND outcome = '' AND view = ''
);

-- name: take_case
-- ?1 case, ?2 who, ?3 from whomever
UPDATE safety_cases SET assignee = ?2
WHERE id = ?1 AND state = 'open' AND (assignee IN ('', ?2) OR ?3) RETURNING id;

-- name: leave_case
-- ?1 case, ?2 who
UPDATE safety_cases SET assignee = '' WHERE id = ?1 AND assignee = ?2 RETURNING id;

-- name: exposure
-- How often somebody looked. ?1 who, ?2 since
SELECT count(*) FILTER (WHERE kind = 'evidence read'),
       count(*) FILTER (WHERE kind = 'media shown')
FROM safety_events WHERE actor = ?1 AND date >= ?2 AND kind IN ('evidence read', 'media shown');
