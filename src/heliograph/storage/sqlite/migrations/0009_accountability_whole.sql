-- What accountability still lacked: each part has its section. Times are Unix seconds.

-- ---- what takes two people: who is of the staff, too ----

-- As before, and `staff` for who is added to the staff, given other roles or removed from it.
DROP TRIGGER safety_proposals_are_decided;
CREATE TABLE proposals_anew (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('end', 'export', 'bulk', 'staff')),
    case_id INTEGER NOT NULL,
    document TEXT NOT NULL CHECK (json_valid(document)),
    reason TEXT NOT NULL CHECK (trim(reason) <> ''),
    members INTEGER NOT NULL,
    proposed_by TEXT NOT NULL REFERENCES staff (name),
    date INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'agreed', 'declined', 'withdrawn', 'overtaken')),
    second_by TEXT REFERENCES staff (name),
    ended INTEGER NOT NULL DEFAULT 0,
    solo INTEGER NOT NULL DEFAULT 0,
    CHECK (state <> 'agreed' OR second_by IS NOT NULL),
    CHECK (state <> 'agreed' OR second_by <> proposed_by OR solo = 1),
    CHECK (state <> 'withdrawn' OR second_by = proposed_by),
    CHECK ((state = 'open') = (ended = 0))
);
INSERT INTO proposals_anew
SELECT id, kind, case_id, document, reason, members, proposed_by, date, state, second_by, ended, solo
FROM safety_proposals;
DROP TABLE safety_proposals;
ALTER TABLE proposals_anew RENAME TO safety_proposals;
CREATE INDEX safety_proposals_open ON safety_proposals (case_id, id) WHERE state = 'open';
CREATE UNIQUE INDEX safety_one_proposal ON safety_proposals (case_id, kind)
WHERE state = 'open' AND case_id <> 0;
-- What two agreed to take out, to be fetched for a day.
CREATE INDEX safety_archives ON safety_proposals (ended) WHERE kind = 'export' AND state = 'agreed';
CREATE TRIGGER safety_proposals_come_in_open BEFORE INSERT ON safety_proposals
WHEN new.state <> 'open' BEGIN
    SELECT RAISE(ABORT, 'a proposal waits for a second person');
END;
CREATE TRIGGER safety_proposals_stay_as_they_are
BEFORE UPDATE OF id, kind, case_id, document, reason, members, proposed_by, date
ON safety_proposals BEGIN
    SELECT RAISE(ABORT, 'what was proposed is never changed');
END;
CREATE TRIGGER safety_proposals_end_once BEFORE UPDATE ON safety_proposals
WHEN old.state <> 'open' BEGIN
    SELECT RAISE(ABORT, 'a proposal ends once');
END;
CREATE TRIGGER safety_proposals_stay BEFORE DELETE ON safety_proposals BEGIN
    SELECT RAISE(ABORT, 'a proposal stays');
END;
CREATE TRIGGER safety_proposals_are_decided AFTER INSERT ON safety_decisions
WHEN EXISTS (SELECT 1 FROM safety_proposals WHERE case_id = new.case_id AND state = 'open') BEGIN
    UPDATE safety_proposals SET
        state = 'agreed', second_by = new.second_by, ended = max(new.date, 1)
    WHERE case_id = new.case_id AND state = 'open' AND kind = 'end'
        AND proposed_by = new.decided_by AND new.second_by IN (SELECT name FROM staff);
    UPDATE safety_proposals SET state = 'overtaken', ended = max(new.date, 1)
    WHERE case_id = new.case_id AND state = 'open' AND kind = 'end';
END;

-- ---- what decisions take, and give back when they are taken back ----

-- What a reported message is made of, by the kinds of the EU's transparency database, a space
-- between: a statement names them also when its author has taken the message away since.
ALTER TABLE safety_evidence ADD COLUMN contents TEXT NOT NULL DEFAULT '';

-- Files that decisions took out of messages (`body_id`) or from who showed them, held as long as they
-- may return. `value` is what showed it, a versioned blob, or where it stood among somebody's photos.
CREATE TABLE safety_taken_files (
    id INTEGER PRIMARY KEY,
    puid TEXT NOT NULL REFERENCES safety_decisions (puid),
    file_id INTEGER NOT NULL REFERENCES files (id),
    body_id INTEGER REFERENCES bodies (id) ON DELETE CASCADE,
    value BLOB NOT NULL,
    expires INTEGER NOT NULL
);
CREATE UNIQUE INDEX safety_taken_files_of ON safety_taken_files (puid, file_id, coalesce(body_id, 0));
CREATE INDEX safety_taken_files_by_body ON safety_taken_files (body_id);
CREATE INDEX safety_taken_files_by_file ON safety_taken_files (file_id);
CREATE INDEX safety_taken_files_expire ON safety_taken_files (expires);
CREATE TRIGGER decision_holds_file AFTER INSERT ON safety_taken_files BEGIN
    UPDATE files SET holders = holders + 1, unheld = NULL WHERE id = new.file_id;
END;
CREATE TRIGGER decision_lets_file_go AFTER DELETE ON safety_taken_files BEGIN
    UPDATE files SET holders = holders - 1, unheld = iif(holders = 1, domain_now(), NULL)
    WHERE id = old.file_id;
END;

-- Parts that a decision took and that did not return when it was taken back, or cannot: whom it
-- affects is told.
CREATE TABLE safety_unreturned (
    puid TEXT NOT NULL REFERENCES safety_decisions (puid),
    part TEXT NOT NULL,
    PRIMARY KEY (puid, part)
) WITHOUT ROWID;

-- ---- channels by their newest post ----

-- Where posts were deleted the channel kept its place in lists: it has that of the newest left now.
UPDATE channels SET posted = coalesce((
    SELECT b.date FROM dialogs d
    JOIN copies c ON c.owner_id = d.owner_id AND c.id = d.top_id
    JOIN bodies b ON b.id = c.body_id
    WHERE d.owner_id = -1000000000000 - channels.id AND d.peer_id = d.owner_id
), date);
-- Public channels, by when something was posted there last.
CREATE INDEX channels_public ON channels (posted)
    WHERE kind = 1 AND username <> '' AND closed = 0;

-- ---- the seal of what was reported ----

-- What somebody of the staff found of a file that is said to be abuse of a child: 1 that it is, which
-- stays, 0 that it is not, NULL as long as nobody looked.
ALTER TABLE safety_evidence_files ADD COLUMN abuse INTEGER CHECK (abuse IN (0, 1));
CREATE INDEX safety_evidence_files_by_content ON safety_evidence_files (sha256);
CREATE TRIGGER safety_known_abuse_stays_known BEFORE UPDATE OF abuse ON safety_evidence_files
WHEN old.abuse = 1 AND new.abuse IS NOT 1 BEGIN
    SELECT RAISE(ABORT, 'known abuse stays known');
END;

-- ---- grave harm ----

-- Why a decision suspends somebody at once, also if they were not warned before.
ALTER TABLE safety_decision_parts ADD COLUMN grave TEXT NOT NULL DEFAULT ''
    CHECK (grave IN ('', 'life', 'children', 'security', 'intimacy', 'theft'));

-- ---- appeals: who decided any of it before does not review, and what was written stays ----

-- Who closed a case does not stand beside it any more once it was open again.
DROP TRIGGER safety_reviewer_is_another;
CREATE TRIGGER safety_reviewer_is_another BEFORE UPDATE OF reviewer ON safety_appeals
WHEN new.reviewer <> '' AND EXISTS (
    SELECT 1 FROM safety_cases WHERE id = new.case_id AND decided_by = new.reviewer
    UNION ALL
    SELECT 1 FROM safety_decisions
    WHERE case_id = new.case_id AND new.reviewer IN (decided_by, second_by)
    UNION ALL
    SELECT 1 FROM safety_events
    WHERE case_id = new.case_id AND kind = 'closed' AND actor = new.reviewer
) BEGIN
    SELECT RAISE(ABORT, 'who decided does not review');
END;
CREATE TRIGGER safety_view_is_written_once BEFORE UPDATE OF view ON safety_appeals
WHEN old.view <> '' AND new.view <> old.view BEGIN
    SELECT RAISE(ABORT, 'a view is written once');
END;
CREATE TRIGGER safety_appeal_stays_as_it_came_in
BEFORE UPDATE OF id, case_id, puid, side, argument, date ON safety_appeals BEGIN
    SELECT RAISE(ABORT, 'an appeal stays as it came in');
END;
CREATE TRIGGER safety_appeal_stays BEFORE DELETE ON safety_appeals BEGIN
    SELECT RAISE(ABORT, 'an appeal stays');
END;
