-- What keeps what was decided: each part has its section. Times are Unix seconds.

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
