-- What makes the server accountable, and what groups and channels still lacked: each part has its
-- section. Times are Unix seconds.

-- ---- the public log ----

-- What waits for its place, in the order of `id`; the sequencer moves it to `log_leaves`.
CREATE TABLE log_pending (
    id INTEGER PRIMARY KEY,
    puid TEXT NOT NULL,
    event TEXT NOT NULL,
    leaf BLOB NOT NULL,
    made INTEGER NOT NULL
);

-- The public entries, each at its place in the tree, from 0 on and without a hole.
CREATE TABLE log_leaves (
    place INTEGER PRIMARY KEY CHECK (place >= 0),
    leaf BLOB NOT NULL CHECK (length(leaf) BETWEEN 1 AND 65535)
);
CREATE TRIGGER log_leaves_stay BEFORE UPDATE ON log_leaves BEGIN
    SELECT raise(ABORT, 'the public log only grows');
END;
CREATE TRIGGER log_leaves_have_their_place BEFORE INSERT ON log_leaves
WHEN EXISTS (SELECT 1 FROM log_leaves WHERE place = new.place) BEGIN
    SELECT raise(ABORT, 'the public log only grows');
END;
CREATE TRIGGER log_leaves_are_kept BEFORE DELETE ON log_leaves BEGIN
    SELECT raise(ABORT, 'the public log only grows');
END;

-- What an entry is about, with the salt of its commitment, until erased: the leaf says nothing of
-- anybody then. `place` is missing while the entry waits.
CREATE TABLE log_private (
    puid TEXT NOT NULL,
    event TEXT NOT NULL,
    place INTEGER UNIQUE,
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    record BLOB NOT NULL,
    PRIMARY KEY (puid, event)
) WITHOUT ROWID;

-- Hashes of the tree, 32 bytes each, up to 256 in a row: https://c2sp.org/tlog-tiles
CREATE TABLE log_tiles (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hashes BLOB NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (level, number)
) WITHOUT ROWID;
CREATE TRIGGER log_tiles_grow BEFORE UPDATE ON log_tiles
WHEN substr(new.hashes, 1, length(old.hashes)) IS NOT old.hashes BEGIN
    SELECT raise(ABORT, 'the public log only grows');
END;
CREATE TRIGGER log_tiles_are_kept BEFORE DELETE ON log_tiles BEGIN
    SELECT raise(ABORT, 'the public log only grows');
END;

-- Signed heads: nobody may ever see two of one size that differ.
CREATE TABLE log_heads (
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL CHECK (length(root) = 32),
    note TEXT NOT NULL,
    date INTEGER NOT NULL
);
CREATE TRIGGER log_heads_stay BEFORE UPDATE ON log_heads BEGIN
    SELECT raise(ABORT, 'a signed head stays as it is');
END;
CREATE TRIGGER log_heads_are_signed_once BEFORE INSERT ON log_heads
WHEN EXISTS (SELECT 1 FROM log_heads WHERE size = new.size) BEGIN
    SELECT raise(ABORT, 'a signed head stays as it is');
END;
CREATE TRIGGER log_heads_are_kept BEFORE DELETE ON log_heads BEGIN
    SELECT raise(ABORT, 'a signed head stays as it is');
END;

-- How many leaves of the newest head say the same but for their hash, and which say what the
-- operator attests: the totals as they are published.
CREATE TABLE log_totals (
    kind BLOB PRIMARY KEY,
    count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE log_attested (
    place INTEGER PRIMARY KEY
);

-- What witnesses said of heads, a line of a signed note each.
CREATE TABLE log_cosignatures (
    size INTEGER NOT NULL REFERENCES log_heads (size),
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (size, witness)
) WITHOUT ROWID;

-- The newest head of this log that each witness showed, be it one that a restored store lacks.
CREATE TABLE log_witnesses (
    witness TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    note TEXT NOT NULL,
    date INTEGER NOT NULL
) WITHOUT ROWID;

-- ---- safety: subjects, reports, cases, evidence ----

-- What was reported or decided on. Of a message in a channel `peer_id` and `item_id` are where it
-- lies there, of another one its author and body. `affected_id` is whom a decision is told to.
CREATE TABLE safety_subjects (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    peer_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    surface TEXT NOT NULL,
    affected_id INTEGER NOT NULL,
    reach INTEGER NOT NULL,
    UNIQUE (kind, peer_id, item_id)
);
-- Of a message that is gone `item_id` names nothing any more: its number may become another one's.
CREATE TRIGGER safety_message_gone AFTER DELETE ON bodies WHEN old.sender_id > 0 BEGIN
    UPDATE safety_subjects SET item_id = -id
    WHERE kind = 'message' AND peer_id = old.sender_id AND item_id = old.id;
END;

-- `place` orders the inbox, the lowest first; `weight` is what all reports weigh, in thousandths.
-- `decided_by` is who decided it or closed it without one; `puid` names the decision.
-- `untold` is when to tell who reported that nothing was found, NULL once they were.
CREATE TABLE safety_cases (
    id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES safety_subjects (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'decided')),
    category TEXT NOT NULL,
    keyword TEXT NOT NULL,
    reports INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    due INTEGER NOT NULL,
    clock TEXT NOT NULL,
    place INTEGER NOT NULL,
    assignee TEXT NOT NULL DEFAULT '',
    decided_by TEXT NOT NULL DEFAULT '',
    decided INTEGER,
    puid TEXT NOT NULL DEFAULT '',
    untold INTEGER
);
CREATE INDEX safety_cases_untold ON safety_cases (untold) WHERE untold IS NOT NULL;
CREATE UNIQUE INDEX safety_open_case ON safety_cases (subject_id) WHERE state = 'open';
CREATE INDEX safety_inbox ON safety_cases (place, id) WHERE state = 'open';
CREATE INDEX safety_cases_by_subject ON safety_cases (subject_id);

-- `notifier` is who gave notice without an account, sealed. `reporter_id` is NULL for those, and for
-- whoever deleted their account. `doubtful` marks reports that are taken for a crowd's.
CREATE TABLE safety_reports (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES safety_cases (id),
    receipt TEXT NOT NULL,
    way TEXT NOT NULL,
    category TEXT NOT NULL,
    keyword TEXT NOT NULL,
    comment TEXT NOT NULL,
    reporter_id INTEGER,
    notifier BLOB,
    language TEXT NOT NULL,
    date INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    doubtful INTEGER NOT NULL
);
CREATE UNIQUE INDEX safety_reporter_counts_once ON safety_reports (case_id, reporter_id)
WHERE reporter_id IS NOT NULL;
CREATE INDEX safety_reports_by_case ON safety_reports (case_id, id);
CREATE INDEX safety_reports_by_receipt ON safety_reports (receipt);
CREATE INDEX safety_reports_by_reporter ON safety_reports (reporter_id)
WHERE reporter_id IS NOT NULL;
CREATE INDEX safety_crowds ON safety_reports (case_id, date) WHERE doubtful = 1;

-- How somebody's reports ended.
CREATE TABLE safety_reporters (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    upheld INTEGER NOT NULL,
    rejected INTEGER NOT NULL
);

-- What was reported as it stood, sealed under a key that is not in the database.
CREATE TABLE safety_evidence (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES safety_cases (id),
    version INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    taken INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    UNIQUE (case_id, version)
);
CREATE INDEX safety_evidence_expires ON safety_evidence (expires);

-- What happened, in order, by whom; also that somebody read evidence. Never content. Nothing of it
-- changes, and nothing goes but by `safety_expiring`, which is filled and emptied by the one
-- transaction that forgets what has had its time.
CREATE TABLE safety_events (
    id INTEGER PRIMARY KEY,
    date INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    about TEXT NOT NULL
);
CREATE INDEX safety_events_by_case ON safety_events (case_id, id);
CREATE TABLE safety_expiring (
    before INTEGER NOT NULL
);
CREATE TRIGGER safety_events_stay_as_they_are BEFORE UPDATE ON safety_events BEGIN
    SELECT RAISE(ABORT, 'what happened is never changed');
END;
CREATE TRIGGER safety_events_are_added BEFORE INSERT ON safety_events
WHEN EXISTS (SELECT 1 FROM safety_events WHERE id = new.id) BEGIN
    SELECT RAISE(ABORT, 'what happened is never changed');
END;
CREATE TRIGGER safety_events_stay BEFORE DELETE ON safety_events
WHEN NOT EXISTS (SELECT 1 FROM safety_expiring WHERE old.date < before) BEGIN
    SELECT RAISE(ABORT, 'what happened stays until its time is over');
END;

-- ---- safety: decisions, statements, effects, appeals ----

-- What a decision is stated by: `document` in the fields of the EU's transparency database.
CREATE TABLE safety_statements (
    puid TEXT PRIMARY KEY CHECK (puid <> ''),
    document TEXT NOT NULL CHECK (json_valid(document)),
    affected_id INTEGER NOT NULL,
    made INTEGER NOT NULL,
    delivered INTEGER
) WITHOUT ROWID;
CREATE TRIGGER safety_statements_stay_as_they_are
BEFORE UPDATE OF puid, document, affected_id, made ON safety_statements BEGIN
    SELECT RAISE(ABORT, 'a statement is never changed');
END;

CREATE TRIGGER safety_statements_are_made_once BEFORE INSERT ON safety_statements
WHEN EXISTS (SELECT 1 FROM safety_statements WHERE puid = new.puid) BEGIN
    SELECT RAISE(ABORT, 'a statement is never changed');
END;
CREATE INDEX safety_statements_by_affected ON safety_statements (affected_id);

-- No decision without its statement, its ground, its facts and who made it. `ends` is 0 for never.
CREATE TABLE safety_decisions (
    id INTEGER PRIMARY KEY,
    puid TEXT NOT NULL UNIQUE REFERENCES safety_statements (puid),
    case_id INTEGER NOT NULL REFERENCES safety_cases (id),
    ground TEXT NOT NULL CHECK (ground IN ('law', 'terms')),
    clause TEXT NOT NULL CHECK (trim(clause) <> ''),
    category TEXT NOT NULL CHECK (category <> ''),
    keyword TEXT NOT NULL CHECK (keyword <> ''),
    facts TEXT NOT NULL CHECK (trim(facts) <> ''),
    date INTEGER NOT NULL,
    ends INTEGER NOT NULL CHECK (ends = 0 OR ends > date),
    automation TEXT NOT NULL CHECK (automation IN ('none', 'partial', 'full')),
    decided_by TEXT NOT NULL CHECK (decided_by <> ''),
    second_by TEXT NOT NULL CHECK (second_by <> decided_by),
    solo INTEGER NOT NULL,
    supersedes TEXT REFERENCES safety_decisions (puid)
);
CREATE INDEX safety_decisions_by_case ON safety_decisions (case_id);
CREATE INDEX safety_decisions_superseding ON safety_decisions (supersedes)
WHERE supersedes IS NOT NULL;
CREATE TRIGGER safety_decisions_stay_as_they_are BEFORE UPDATE ON safety_decisions BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed: another one supersedes it');
END;
CREATE TRIGGER safety_decisions_are_made_once BEFORE INSERT ON safety_decisions
WHEN EXISTS (SELECT 1 FROM safety_decisions WHERE id = new.id OR puid = new.puid) BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed: another one supersedes it');
END;
CREATE TRIGGER safety_decisions_stay BEFORE DELETE ON safety_decisions BEGIN
    SELECT RAISE(ABORT, 'a decision stays');
END;

-- No measure without its decision. Ending an account takes two people, or one who declared to run
-- the service alone.
CREATE TABLE safety_measures (
    decision_id INTEGER NOT NULL REFERENCES safety_decisions (id),
    kind TEXT NOT NULL CHECK (kind IN (
        'warn', 'label', 'flag_fake', 'flag_scam', 'age_gate', 'demote', 'geo_block', 'hide',
        'remove', 'slow', 'read_only', 'freeze', 'terminate'
    )),
    PRIMARY KEY (decision_id, kind)
) WITHOUT ROWID;
CREATE TRIGGER safety_two_people_end_an_account BEFORE INSERT ON safety_measures
WHEN new.kind = 'terminate' AND NOT EXISTS (
    SELECT 1 FROM safety_decisions WHERE id = new.decision_id AND (second_by <> '' OR solo = 1)
) BEGIN
    SELECT RAISE(ABORT, 'ending an account takes two people');
END;
CREATE TRIGGER safety_measures_stay_as_they_are BEFORE UPDATE ON safety_measures BEGIN
    SELECT RAISE(ABORT, 'a measure is never changed: another decision supersedes its own');
END;
CREATE TRIGGER safety_measures_stay BEFORE DELETE ON safety_measures BEGIN
    SELECT RAISE(ABORT, 'a measure stays');
END;

-- What holds by now, of which decision: `until` is 0 for what does not end by itself.
CREATE TABLE safety_restrictions (
    kind TEXT NOT NULL,
    peer_id INTEGER NOT NULL,
    decision_id INTEGER NOT NULL REFERENCES safety_decisions (id),
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (kind, peer_id, decision_id)
) WITHOUT ROWID;
CREATE INDEX safety_restrictions_by_decision ON safety_restrictions (decision_id);

-- What remains to be done of decisions: at least once, and each may be done again. `due` is when,
-- NULL once it is done.
CREATE TABLE safety_effects (
    id INTEGER PRIMARY KEY,
    decision_id INTEGER NOT NULL REFERENCES safety_decisions (id),
    act TEXT NOT NULL,
    kind TEXT NOT NULL,
    due INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    UNIQUE (decision_id, act, kind)
);
CREATE INDEX safety_effects_due ON safety_effects (due) WHERE due IS NOT NULL;

-- Complaints about decisions, and about cases closed without one (`puid` NULL). Whoever reviews
-- writes down their own view (`view`) before they see the first reasoning, and is not who decided.
-- `receipt` tells apart those who reported, of whom many have no account.
CREATE TABLE safety_appeals (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES safety_cases (id),
    puid TEXT REFERENCES safety_decisions (puid),
    side TEXT NOT NULL CHECK (side IN ('author', 'reporter')),
    appellant_id INTEGER NOT NULL,
    receipt TEXT NOT NULL DEFAULT '',
    argument TEXT NOT NULL CHECK (trim(argument) <> ''),
    date INTEGER NOT NULL,
    reviewer TEXT NOT NULL DEFAULT '',
    view TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'upheld', 'reversed')),
    reasons TEXT NOT NULL DEFAULT '',
    decided INTEGER,
    CHECK (outcome = '' OR (reviewer <> '' AND trim(view) <> '' AND trim(reasons) <> ''))
);
CREATE UNIQUE INDEX safety_appeal_once ON safety_appeals (
    case_id, coalesce(puid, ''), side, appellant_id, receipt
);
CREATE INDEX safety_appeals_open ON safety_appeals (id) WHERE outcome = '';
CREATE INDEX safety_appeals_by_decision ON safety_appeals (puid) WHERE puid IS NOT NULL;
CREATE TRIGGER safety_reviewer_is_another BEFORE UPDATE OF reviewer ON safety_appeals
WHEN new.reviewer <> '' AND EXISTS (
    SELECT 1 FROM safety_cases WHERE id = new.case_id AND decided_by = new.reviewer
    UNION ALL
    SELECT 1 FROM safety_decisions
    WHERE case_id = new.case_id AND new.reviewer IN (decided_by, second_by)
) BEGIN
    SELECT RAISE(ABORT, 'who decided does not review');
END;
CREATE TRIGGER safety_appeal_without_reviewer BEFORE INSERT ON safety_appeals
WHEN new.reviewer <> '' BEGIN
    SELECT RAISE(ABORT, 'an appeal comes in without a reviewer');
END;
CREATE TRIGGER safety_appeal_is_decided_once BEFORE UPDATE ON safety_appeals
WHEN old.outcome <> '' BEGIN
    SELECT RAISE(ABORT, 'an appeal is decided once');
END;

-- Bots ------------------------------------------------------------------------------------------

-- Bits. Of a bot: 1 it hears everything said in groups it is in, 2 nobody puts it into groups. Of
-- anybody: 4 and 8 warn of a scam and of somebody who is not who they say, as long as such a measure
-- holds.
ALTER TABLE accounts ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;

-- How far each bot has been told what bots alone are, and what of it may not have come to it yet.
ALTER TABLE bots ADD COLUMN qts INTEGER NOT NULL DEFAULT 1;
CREATE TABLE bot_queue (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    qts INTEGER NOT NULL,
    date INTEGER NOT NULL,
    event BLOB NOT NULL,
    PRIMARY KEY (account_id, qts)
) WITHOUT ROWID;
CREATE INDEX bot_queue_by_date ON bot_queue (date);

-- ---- what groups and channels lacked ----

-- What was chosen in a channel that is deleted, and what names one, goes with it.
CREATE INDEX send_as_by_channel ON send_as (channel_id);
CREATE INDEX send_as_by_speaker ON send_as (speaker_id);

-- ---- what somebody keeps of topics ----

-- What somebody has begun to write in a topic of a forum: a blob as in drafts.
CREATE TABLE topic_drafts (
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    peer_id INTEGER NOT NULL,
    topic_id INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (owner_id, peer_id, topic_id)
) WITHOUT ROWID;
CREATE INDEX topic_drafts_by_topic ON topic_drafts (peer_id, topic_id);

-- What makes their devices ring for it, where that is not as in all of the forum: a blob as in
-- notify_settings.
CREATE TABLE topic_notify_settings (
    owner_id INTEGER NOT NULL REFERENCES accounts (id),
    peer_id INTEGER NOT NULL,
    topic_id INTEGER NOT NULL,
    settings BLOB NOT NULL,
    PRIMARY KEY (owner_id, peer_id, topic_id)
) WITHOUT ROWID;
CREATE INDEX topic_notify_settings_by_topic ON topic_notify_settings (peer_id, topic_id);

CREATE TRIGGER kept_of_topic_gone AFTER DELETE ON topics BEGIN
    DELETE FROM topic_drafts
    WHERE peer_id = -1000000000000 - old.channel_id AND topic_id = old.id;
    DELETE FROM topic_notify_settings
    WHERE peer_id = -1000000000000 - old.channel_id AND topic_id = old.id;
END;

-- What warns of a channel: bits 4 and 8 as of accounts.
ALTER TABLE channels ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;

-- Names ------------------------------------------------------------------------------------------

-- All names of a channel that has others beside the one of its choice, as accounts have them;
-- `username` is the first that is shown.
ALTER TABLE channels ADD COLUMN usernames BLOB;
