-- What keeps what was decided, and what groups still lacked: each part has its section. Times are Unix
-- seconds.

-- ---- files that are kept out, where something turns public ----

-- Which files show again what was sent up for something else.
CREATE INDEX files_by_original ON files (original) WHERE original IS NOT NULL;

-- What holds of messages by now. The kind 'file' stands for one that shows what a decision keeps out
-- of public: it was noted when its channel turned public, and holds while the decision does, where
-- anybody can read it.
CREATE VIEW safety_holds AS
SELECT h.body_id, h.kind, h.decision_id FROM safety_held_bodies h
WHERE h.kind <> 'file' OR (
    EXISTS (
        SELECT 1 FROM safety_decisions d JOIN safety_blocked_files x ON x.puid = d.puid
        WHERE d.id = h.decision_id AND (x.until = 0 OR x.until > domain_now())
    ) AND EXISTS (
        SELECT 1 FROM copies c
        JOIN channels g ON g.id = -1000000000000 - c.owner_id AND g.closed = 0
        LEFT JOIN channels o ON o.id = g.linked_id AND g.kind = 0
        WHERE c.body_id = h.body_id
            AND (g.username <> '' OR (o.username <> '' AND o.closed = 0))
    )
);

-- ---- channels that many are in ----

-- Channels that are closed, or open again, whose members' lists are not all written yet: up to which
-- account they are, and since when that is due.
CREATE TABLE channel_listings (
    channel_id INTEGER PRIMARY KEY REFERENCES channels (id),
    above INTEGER NOT NULL,
    since INTEGER NOT NULL
);

-- What came from a channel that protected it to the group beside it was marked as if each had been
-- sent so: 2 is that mark. Whether the channel protects is looked up where it is shown.
UPDATE bodies SET flags = flags & ~2 WHERE flags & 2 AND id IN (
    SELECT c.body_id FROM threads t
    JOIN copies c ON c.owner_id = t.owner_id AND c.id = t.root_id
    JOIN copies p ON p.owner_id = -1000000000000 - t.channel_id AND p.id = t.post_id
    JOIN bodies b ON b.id = p.body_id
    WHERE t.channel_id <> 0 AND b.flags & 2 = 0
);

-- Links of those who were removed are over.
UPDATE chat_invites SET revoked = 1 WHERE revoked = 0 AND (
    EXISTS (
        SELECT 1 FROM channel_members m
        WHERE m.channel_id = -1000000000000 - chat_id AND m.account_id = admin_id AND m.role = 1
    ) OR EXISTS (
        SELECT 1 FROM chat_members m
        WHERE m.chat_id = chat_invites.chat_id AND m.account_id = admin_id AND m.role = 1
    )
);

-- ---- forums ----

-- 1 where a member wants to see a forum as one list of messages, and not by its topics.
ALTER TABLE dialogs ADD COLUMN as_messages INTEGER NOT NULL DEFAULT 0;

-- ---- what takes two people ----

-- What two agreed to of several cases, looked up by when.
CREATE INDEX safety_agreed_together ON safety_proposals (ended)
WHERE kind = 'bulk' AND state = 'agreed';

-- Nobody is a second person by being named: what one proposed waits for the other, or they have just
-- agreed to it.
CREATE TRIGGER safety_decisions_of_two BEFORE INSERT ON safety_decisions
WHEN new.second_by <> '' AND NOT EXISTS (
    SELECT 1 FROM safety_proposals p
    WHERE p.case_id = new.case_id AND p.state = 'open' AND p.kind = 'end'
        AND p.proposed_by = new.decided_by
) AND NOT EXISTS (
    SELECT 1 FROM safety_proposals p
    WHERE p.kind = 'bulk' AND p.state = 'agreed' AND p.ended = max(new.date, 1)
        AND p.proposed_by = new.decided_by AND p.second_by = new.second_by
        AND new.case_id IN (SELECT value FROM json_each(p.document, '$.case_ids'))
) BEGIN
    SELECT RAISE(ABORT, 'a second person agrees to what was proposed');
END;
