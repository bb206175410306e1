-- What measures hold of messages, channels and people, and who decides on them: each part has its
-- section. Times are Unix seconds.

-- ---- measures on accounts and channels ----

-- The numbers of accounts that were deleted while they were frozen or ended, each by a hash whose
-- key is not in the database: nobody signs up anew with one until the measure ends.
CREATE TABLE safety_numbers (
    mark BLOB NOT NULL,
    kind TEXT NOT NULL,
    decision_id INTEGER NOT NULL REFERENCES safety_decisions (id),
    until INTEGER NOT NULL,
    PRIMARY KEY (mark, kind, decision_id)
) WITHOUT ROWID;
CREATE INDEX safety_numbers_by_decision ON safety_numbers (decision_id);
CREATE INDEX bots_by_owner ON bots (owner_id) WHERE owner_id IS NOT NULL;

-- What a decision took of an account or a channel, as long as it may return. `name` is the folded
-- username, which is nobody's as long as it stands here.
CREATE TABLE safety_taken (
    puid TEXT NOT NULL REFERENCES safety_decisions (puid),
    part TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (puid, name)
) WITHOUT ROWID;
CREATE INDEX safety_taken_by_name ON safety_taken (name) WHERE part = 'username';

-- How many measures a decision has, the seconds between two posts where it slows somebody, and which
-- part of something it removes: made with the decision, so that no measure comes to it later.
CREATE TABLE safety_decision_parts (
    decision_id INTEGER PRIMARY KEY REFERENCES safety_decisions (id),
    measures INTEGER NOT NULL CHECK (measures > 0),
    every_s INTEGER NOT NULL CHECK (every_s >= 0),
    part TEXT NOT NULL DEFAULT ''
        CHECK (part IN ('', 'media', 'photo', 'username', 'about', 'title'))
);
INSERT INTO safety_decision_parts (decision_id, measures, every_s)
SELECT decision_id, count(*), 0 FROM safety_measures GROUP BY decision_id;
CREATE TRIGGER safety_decision_parts_stay_as_they_are BEFORE UPDATE ON safety_decision_parts BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed: another one supersedes it');
END;
CREATE TRIGGER safety_decision_parts_are_made_once BEFORE INSERT ON safety_decision_parts
WHEN EXISTS (SELECT 1 FROM safety_decision_parts WHERE decision_id = new.decision_id) BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed: another one supersedes it');
END;
CREATE TRIGGER safety_decision_parts_stay BEFORE DELETE ON safety_decision_parts BEGIN
    SELECT RAISE(ABORT, 'a decision stays');
END;
CREATE TRIGGER safety_measures_come_with_their_decision BEFORE INSERT ON safety_measures
WHEN (SELECT count(*) FROM safety_measures WHERE decision_id = new.decision_id)
    >= coalesce(
        (SELECT measures FROM safety_decision_parts WHERE decision_id = new.decision_id), 0
    )
BEGIN
    SELECT RAISE(ABORT, 'a measure is decided with all others of its decision');
END;
CREATE TRIGGER safety_measures_are_made_once BEFORE INSERT ON safety_measures
WHEN EXISTS (
    SELECT 1 FROM safety_measures WHERE decision_id = new.decision_id AND kind = new.kind
) BEGIN
    SELECT RAISE(ABORT, 'a measure is never changed: another decision supersedes its own');
END;

CREATE TRIGGER safety_readings_say_why BEFORE INSERT ON safety_events
WHEN new.kind = 'evidence read' AND (trim(new.about) = '' OR trim(new.actor) = '') BEGIN
    SELECT RAISE(ABORT, 'whoever reads what was reported says why');
END;

-- What the service account has yet to say to somebody, under a name by which it is said once:
-- receipts, what became of complaints. `due` is when it is tried next.
CREATE TABLE safety_letters (
    name TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    receipt TEXT NOT NULL,
    about TEXT NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX safety_letters_due ON safety_letters (due);
CREATE INDEX safety_letters_by_account ON safety_letters (account_id);

-- How many of somebody's reports were wrong when they were warned of that, and until when theirs
-- weigh nothing.
ALTER TABLE safety_reporters ADD COLUMN warned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE safety_reporters ADD COLUMN unheard_until INTEGER NOT NULL DEFAULT 0;

-- Under which name complaints of those who reported stand in the public log.
CREATE TABLE safety_appeal_logs (
    appeal_id INTEGER PRIMARY KEY REFERENCES safety_appeals (id),
    puid TEXT NOT NULL
);

-- When something logged was entered: its private part goes in time.
ALTER TABLE log_private ADD COLUMN made INTEGER NOT NULL DEFAULT 0;
UPDATE log_private SET made = coalesce(json_extract(CAST(record AS TEXT), '$.date'), 0);
CREATE INDEX log_private_by_age ON log_private (made);

-- Who is ended stands among what holds, too.
INSERT INTO safety_restrictions (kind, peer_id, decision_id, since, until)
SELECT m.kind, t.affected_id, d.id, d.date, 0
FROM safety_measures m
JOIN safety_decisions d ON d.id = m.decision_id
JOIN safety_statements t ON t.puid = d.puid
WHERE m.kind = 'terminate' AND NOT EXISTS (
    SELECT 1 FROM safety_effects e
    WHERE e.decision_id = d.id AND e.kind = 'terminate' AND e.act = 'end' AND e.due IS NULL
) ON CONFLICT DO NOTHING;

-- ---- measures that limit what is seen ----

-- Where a decision holds, if not everywhere: countries by their two letters (ISO 3166-1).
CREATE TABLE safety_scopes (
    decision_id INTEGER NOT NULL REFERENCES safety_decisions (id),
    country TEXT NOT NULL CHECK (country GLOB '[A-Z][A-Z]'),
    PRIMARY KEY (decision_id, country)
) WITHOUT ROWID;
CREATE TRIGGER safety_scopes_stay_as_they_are BEFORE UPDATE ON safety_scopes BEGIN
    SELECT RAISE(ABORT, 'where a decision holds is never changed: another one supersedes it');
END;
CREATE TRIGGER safety_scopes_stay BEFORE DELETE ON safety_scopes BEGIN
    SELECT RAISE(ABORT, 'where a decision holds stays');
END;
CREATE TRIGGER safety_scopes_come_with_their_decision BEFORE INSERT ON safety_scopes
WHEN EXISTS (SELECT 1 FROM safety_measures WHERE decision_id = new.decision_id) BEGIN
    SELECT RAISE(ABORT, 'where a decision holds is never changed: another one supersedes it');
END;
CREATE TRIGGER safety_block_names_its_countries BEFORE INSERT ON safety_measures
WHEN new.kind = 'geo_block'
    AND NOT EXISTS (SELECT 1 FROM safety_scopes WHERE decision_id = new.decision_id) BEGIN
    SELECT RAISE(ABORT, 'what is blocked in countries names them');
END;

-- What is shown in the place of what a decision withholds, or beside what it labels, in each
-- language; `orderer` is who had it ordered, empty for the service itself.
CREATE TABLE safety_notices (
    decision_id INTEGER NOT NULL REFERENCES safety_decisions (id),
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL CHECK (trim(text) <> ''),
    orderer TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (decision_id, kind, language)
) WITHOUT ROWID;
CREATE TRIGGER safety_notices_stay_as_they_are BEFORE UPDATE ON safety_notices BEGIN
    SELECT RAISE(ABORT, 'what a decision has shown is never changed');
END;
CREATE TRIGGER safety_notices_stay BEFORE DELETE ON safety_notices BEGIN
    SELECT RAISE(ABORT, 'what a decision has shown stays');
END;

-- Bits of channels.flags: 64 it is found by its exact address alone (accounts.flags, too), 128 of
-- how it is seen something holds by `safety_restrictions`.
CREATE INDEX channels_limited ON channels (id) WHERE flags & 128;

-- What holds of messages by now, of which decision, for all copies of a body; `kind` is a measure,
-- or 'quote' of what quotes a message that is withheld. `copies.marks` has the bit 64.
CREATE TABLE safety_held_bodies (
    body_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    decision_id INTEGER NOT NULL REFERENCES safety_decisions (id),
    PRIMARY KEY (body_id, kind, decision_id)
) WITHOUT ROWID;
CREATE INDEX safety_held_bodies_by_decision ON safety_held_bodies (decision_id, kind);
CREATE TRIGGER held_message_gone AFTER DELETE ON copies WHEN old.marks & 64 BEGIN
    DELETE FROM safety_held_bodies WHERE body_id = old.body_id
        AND NOT EXISTS (SELECT 1 FROM copies WHERE body_id = old.body_id);
END;

-- ---- victims: what is hidden until a person has looked, and files that do not come back ----

-- Decisions that a program made for a victim, of what and in which channel or group. A post is
-- hidden so once, for three days at most, by a decision that does nothing else.
CREATE TABLE safety_provisional (
    decision_id INTEGER PRIMARY KEY REFERENCES safety_decisions (id),
    subject_id INTEGER NOT NULL UNIQUE REFERENCES safety_subjects (id),
    peer_id INTEGER NOT NULL,
    date INTEGER NOT NULL
);
CREATE INDEX safety_provisional_by_peer ON safety_provisional (peer_id, date);
CREATE TRIGGER safety_provisional_is_bounded BEFORE INSERT ON safety_provisional
WHEN NOT EXISTS (
    SELECT 1 FROM safety_decisions
    WHERE id = new.decision_id AND automation <> 'none' AND ends BETWEEN 1 AND date + 259200
) OR EXISTS (
    SELECT 1 FROM safety_measures WHERE decision_id = new.decision_id AND kind <> 'hide'
) BEGIN
    SELECT RAISE(ABORT, 'what a program hides for a victim ends after three days');
END;
CREATE TRIGGER safety_provisional_stays BEFORE DELETE ON safety_provisional BEGIN
    SELECT RAISE(ABORT, 'a decision stays');
END;

-- What was decided in a period is counted when it is attested.
CREATE INDEX safety_decisions_by_date ON safety_decisions (date);

-- Files that do not come back in public while a decision stands, by the SHA-256 of what was sent up
-- and of what is kept of it; `until` is 0 for as long as that.
CREATE TABLE safety_blocked_files (
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    puid TEXT NOT NULL REFERENCES safety_decisions (puid),
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (sha256, puid)
) WITHOUT ROWID;
CREATE INDEX safety_blocked_files_by_decision ON safety_blocked_files (puid);

-- The SHA-256 of what was sent up, where something else is kept of it: a photo's.
ALTER TABLE files ADD COLUMN original BLOB;

-- What was reported shows: `file_id` until its content is copied, so that nothing removes it before;
-- `copy_id` is the copy, sealed under the key of evidence. Of what is too long there is neither: its
-- hash and what the sealed snapshot says of it are all.
CREATE TABLE safety_evidence_files (
    id INTEGER PRIMARY KEY,
    evidence_id INTEGER NOT NULL REFERENCES safety_evidence (id) ON DELETE CASCADE,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    size INTEGER NOT NULL,
    file_id INTEGER REFERENCES files (id),
    copy_id INTEGER REFERENCES files (id),
    UNIQUE (evidence_id, sha256)
);
CREATE INDEX safety_evidence_files_to_copy ON safety_evidence_files (file_id)
WHERE file_id IS NOT NULL;
CREATE INDEX safety_evidence_files_by_copy ON safety_evidence_files (copy_id)
WHERE copy_id IS NOT NULL;
CREATE TRIGGER evidence_holds_file AFTER INSERT ON safety_evidence_files BEGIN
    UPDATE files SET holders = holders + 1, unheld = NULL WHERE id = new.file_id;
END;
CREATE TRIGGER evidence_holds_copy AFTER UPDATE OF copy_id ON safety_evidence_files BEGIN
    UPDATE files SET holders = holders + 1, unheld = NULL
    WHERE id = new.copy_id AND old.copy_id IS NULL;
END;
CREATE TRIGGER evidence_lets_file_go AFTER UPDATE OF file_id ON safety_evidence_files
WHEN new.file_id IS NULL BEGIN
    UPDATE files SET holders = holders - 1, unheld = iif(holders = 1, domain_now(), NULL)
    WHERE id = old.file_id;
END;
CREATE TRIGGER evidence_gone AFTER DELETE ON safety_evidence_files BEGIN
    UPDATE files SET holders = holders - 1, unheld = iif(holders = 1, domain_now(), NULL)
    WHERE id IN (old.file_id, old.copy_id);
END;

-- ---- staff ----

-- Who decides. Their names stand beside what they did, so that none goes or becomes another one's.
-- `roles` are words with a space between. `enrolment` is the hash of what they set themselves up
-- with, once; `passphrase` a salt and what was stretched from it; `totp` the sealed secret of their
-- codes, and `totp_step` the last step of which one was used.
CREATE TABLE staff (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    roles TEXT NOT NULL CHECK (roles <> ''),
    added INTEGER NOT NULL,
    enrolment BLOB UNIQUE CHECK (length(enrolment) = 32),
    enrolment_until INTEGER NOT NULL DEFAULT 0,
    enrolled INTEGER NOT NULL DEFAULT 0,
    passphrase BLOB,
    totp BLOB,
    totp_step INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0,
    CHECK (enrolled = 0 OR (passphrase IS NOT NULL AND totp IS NOT NULL)),
    CHECK (removed = 0 OR (enrolled = 0 AND enrolment IS NULL
                           AND passphrase IS NULL AND totp IS NULL))
);
CREATE TRIGGER staff_names_stay_as_they_are BEFORE UPDATE OF id, name ON staff BEGIN
    SELECT RAISE(ABORT, 'a name of the staff stands beside what they did');
END;
CREATE TRIGGER staff_stay BEFORE DELETE ON staff BEGIN
    SELECT RAISE(ABORT, 'a name of the staff stands beside what they did');
END;
CREATE TRIGGER staff_do_not_come_back BEFORE UPDATE ON staff WHEN old.removed <> 0 BEGIN
    SELECT RAISE(ABORT, 'whoever was removed does not come back under that name');
END;

-- Where they are signed in; `token` is the hash of what their browser holds.
CREATE TABLE staff_sessions (
    id INTEGER PRIMARY KEY,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    token BLOB NOT NULL UNIQUE CHECK (length(token) = 32),
    begun INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    device TEXT NOT NULL
);
CREATE INDEX staff_sessions_by_staff ON staff_sessions (staff_id);
CREATE TRIGGER staff_sessions_end_with_the_name AFTER UPDATE OF removed, roles, enrolled ON staff BEGIN
    DELETE FROM staff_sessions WHERE staff_id = new.id;
END;
CREATE TRIGGER staff_sessions_of_those_who_are_there BEFORE INSERT ON staff_sessions
WHEN NOT EXISTS (SELECT 1 FROM staff WHERE id = new.staff_id AND enrolled <> 0) BEGIN
    SELECT RAISE(ABORT, 'only who is enrolled signs in');
END;

-- What takes two people, waiting for the second one or ended. `document` is what would be done.
-- Who agrees is another person, or `solo` says that one runs the service.
CREATE TABLE safety_proposals (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('end', 'export', 'bulk')),
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
CREATE INDEX safety_proposals_open ON safety_proposals (case_id, id) WHERE state = 'open';
CREATE UNIQUE INDEX safety_one_proposal ON safety_proposals (case_id, kind)
WHERE state = 'open' AND case_id <> 0;
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
-- Whatever is decided on a case by two people is what one of them proposed, where it was; and what
-- waits after that is about a case that is over.
CREATE TRIGGER safety_proposals_are_decided AFTER INSERT ON safety_decisions
WHEN EXISTS (SELECT 1 FROM safety_proposals WHERE case_id = new.case_id AND state = 'open') BEGIN
    UPDATE safety_proposals SET
        state = 'agreed', second_by = new.second_by, ended = max(new.date, 1)
    WHERE case_id = new.case_id AND state = 'open' AND kind = 'end'
        AND proposed_by = new.decided_by AND new.second_by IN (SELECT name FROM staff);
    UPDATE safety_proposals SET state = 'overtaken', ended = max(new.date, 1)
    WHERE case_id = new.case_id AND state = 'open' AND kind = 'end';
END;

-- Who did what, the latest first; what nobody did (somebody reported) is left out.
CREATE INDEX safety_acts ON safety_events (id) WHERE actor <> '';
CREATE INDEX safety_acts_by_actor ON safety_events (actor, id) WHERE actor <> '';
CREATE INDEX safety_acts_by_kind ON safety_events (kind, id) WHERE actor <> '';

-- Passkeys of the staff: `public_key` is what proves them, `sign_count` how often they were used,
-- where they count.
CREATE TABLE staff_passkeys (
    id INTEGER PRIMARY KEY,
    staff_id INTEGER NOT NULL REFERENCES staff (id),
    credential BLOB NOT NULL UNIQUE CHECK (length(credential) BETWEEN 1 AND 1023),
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    name TEXT NOT NULL,
    added INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX staff_passkeys_by_staff ON staff_passkeys (staff_id);
CREATE TRIGGER staff_passkeys_go_with_what_they_sign_in AFTER UPDATE OF enrolled ON staff
WHEN new.enrolled = 0 BEGIN
    DELETE FROM staff_passkeys WHERE staff_id = new.id;
END;
CREATE TRIGGER staff_passkeys_of_those_who_are_there BEFORE INSERT ON staff_passkeys
WHEN NOT EXISTS (SELECT 1 FROM staff WHERE id = new.staff_id AND enrolled <> 0) BEGIN
    SELECT RAISE(ABORT, 'only who is enrolled has passkeys');
END;

-- ---- the console's screens ----

-- Where what a case is about stands, beside the case, so that the inbox is sifted by its index alone.
ALTER TABLE safety_cases ADD COLUMN surface TEXT NOT NULL DEFAULT '';
UPDATE safety_cases SET surface = (
    SELECT surface FROM safety_subjects WHERE id = safety_cases.subject_id
);
CREATE TRIGGER safety_case_has_a_surface AFTER INSERT ON safety_cases BEGIN
    UPDATE safety_cases SET surface = (
        SELECT surface FROM safety_subjects WHERE id = new.subject_id
    ) WHERE id = new.id;
END;
CREATE TRIGGER safety_case_moves_along AFTER UPDATE OF surface ON safety_subjects
WHEN new.surface <> old.surface BEGIN
    UPDATE safety_cases SET surface = new.surface WHERE subject_id = new.id;
END;
CREATE INDEX safety_inbox_sifted ON safety_cases (place, id, category, surface, due)
WHERE state = 'open';
CREATE INDEX safety_inbox_of ON safety_cases (assignee, place, id, category, surface, due)
WHERE state = 'open';
CREATE INDEX safety_inbox_due ON safety_cases (due) WHERE state = 'open';
CREATE INDEX safety_cases_decided ON safety_cases (decided, id, category, surface)
WHERE state = 'decided';

-- How often somebody of the staff looked at what was reported.
CREATE INDEX safety_events_looking ON safety_events (actor, date)
WHERE kind IN ('evidence read', 'media shown');
