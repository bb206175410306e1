-- Polls and votes. `poll_votes.chosen` has a bit for each answer.

-- name: add
-- ?1 asked, ?2 close_date, ?3 counts. Ids are not told in the order of asking.
INSERT INTO polls (id, asked, closed, close_date, counts, voters)
VALUES (1 + (random() & 0x3fffffffffffffff), ?1, 0, ?2, ?3, 0)
RETURNING id;

-- name: link
-- ?1 body, ?2 poll
INSERT INTO poll_bodies (body_id, poll_id) VALUES (?1, ?2);

-- name: states
-- ?1 viewer, ?2 poll ids
SELECT p.id, p.asked, p.closed OR coalesce(p.close_date <= domain_now(), 0), p.counts, p.voters,
       coalesce(v.chosen, 0), coalesce(p.unread_by = ?1, 0),
       (SELECT json_group_array(shown_as) FROM (
            SELECT coalesce(nullif(r.shown_as, 0), r.account_id) AS shown_as
            FROM poll_votes r WHERE r.poll_id = p.id
            ORDER BY r.date DESC, r.account_id DESC LIMIT 3
        ))
FROM polls p
LEFT JOIN poll_votes v ON v.poll_id = p.id AND v.account_id = ?1
WHERE p.id IN (SELECT value FROM json_each(?2));

-- name: set_vote
-- ?1 poll, ?2 account, ?3 chosen, ?4 date, ?5 the supergroup in whose name, or 0
INSERT INTO poll_votes (poll_id, account_id, chosen, date, shown_as) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (poll_id, account_id) DO UPDATE SET
    chosen = excluded.chosen, date = excluded.date, shown_as = excluded.shown_as;

-- name: voted_as
-- ?1 poll, ?2 account
SELECT shown_as FROM poll_votes WHERE poll_id = ?1 AND account_id = ?2;

-- name: speaks_where_shown
-- Supergroups that show a poll and in whose name an account speaks there, the first that did first;
-- those of the account come first in the joins: it speaks for few, and a poll may be shown often.
-- ?1 poll, ?2 account, ?3 the right to
SELECT c.owner_id
FROM channel_members m
CROSS JOIN channels g ON g.id = m.channel_id AND g.kind = 0
CROSS JOIN poll_bodies b ON b.poll_id = ?1
CROSS JOIN copies c ON c.body_id = b.body_id AND c.owner_id = -1000000000000 - m.channel_id
WHERE m.account_id = ?2 AND m.role >= 3 AND m.rights & ?3 <> 0
ORDER BY c.body_id LIMIT 1;

-- name: drop_vote
DELETE FROM poll_votes WHERE poll_id = ?1 AND account_id = ?2;

-- name: count
-- ?1 poll, ?2 counts, ?3 change of voters, ?4 who has that to look at, or NULL
UPDATE polls SET counts = ?2, voters = voters + ?3, unread_by = coalesce(?4, unread_by)
WHERE id = ?1;

-- name: keep_answers
-- ?1 poll, ?2 asked, ?3 counts
UPDATE polls SET asked = ?2, counts = ?3 WHERE id = ?1;

-- name: take_place_out
-- Of who chose it or one behind it, the bits behind it move up. ?1 poll, ?2 place
UPDATE poll_votes
SET chosen = (chosen & ((1 << ?2) - 1)) | ((chosen >> (?2 + 1)) << ?2)
WHERE poll_id = ?1 AND chosen >> ?2 <> 0;

-- name: drop_empty_votes
DELETE FROM poll_votes WHERE poll_id = ?1 AND chosen = 0 RETURNING 1;

-- name: fewer_voters
UPDATE polls SET voters = voters - ?2 WHERE id = ?1;

-- name: close
UPDATE polls SET closed = 1 WHERE id = ?1;

-- name: due
-- Polls whose time is over. ?1 date, ?2 at most
SELECT id FROM polls WHERE closed = 0 AND close_date IS NOT NULL AND close_date <= ?1
ORDER BY close_date LIMIT ?2;

-- name: close_due
-- Nothing if somebody closed it meanwhile. ?1 poll
UPDATE polls SET closed = 1 WHERE id = ?1 AND closed = 0 RETURNING id;

-- name: shown_to
-- One copy for each mailbox that shows the poll, the newest messages first; none of whoever is out
-- of a group.
-- ?1 poll, ?2 at most
SELECT c.owner_id, max(c.id)
FROM poll_bodies b JOIN copies c ON c.body_id = b.body_id
LEFT JOIN chat_members m ON m.chat_id = -c.peer_id AND m.account_id = c.owner_id
WHERE b.poll_id = ?1 AND (c.peer_id > 0 OR m.role >= 2)
GROUP BY c.owner_id ORDER BY max(b.body_id) DESC LIMIT ?2;

-- name: copies_of
-- The owner's newest message that shows each poll; CROSS JOIN, else SQLite walks the whole mailbox.
-- ?1 owner, ?2 poll ids
SELECT max(c.id)
FROM poll_bodies b CROSS JOIN copies c ON c.body_id = b.body_id AND c.owner_id = ?1
WHERE b.poll_id IN (SELECT value FROM json_each(?2))
GROUP BY b.poll_id;

-- name: voters
-- In the name of a supergroup in itself alone.
-- ?1 poll, ?2 bits of which one must be chosen, ?3 offset, ?4 limit, ?5 where the poll is shown
SELECT account_id, chosen, date, shown_as FROM poll_votes
WHERE poll_id = ?1 AND chosen & ?2 AND shown_as IN (0, ?5)
ORDER BY date DESC, account_id DESC LIMIT ?4 OFFSET ?3;

-- name: voted_among
-- Those of the accounts who have voted. ?1 poll, ?2 accounts
SELECT v.account_id FROM json_each(?2) j
CROSS JOIN poll_votes v ON v.poll_id = ?1 AND v.account_id = j.value;

-- name: votes_of
-- ?1 account
SELECT poll_id FROM poll_votes WHERE account_id = ?1;

-- name: unread_counts
-- Of the owner's own messages in every dialog that has some; most owners have none anywhere. Polls
-- come first in the joins: else SQLite walks the whole mailbox.
SELECT c.peer_id, count(*)
FROM polls p
CROSS JOIN poll_bodies b ON b.poll_id = p.id
CROSS JOIN bodies x ON x.id = b.body_id
CROSS JOIN copies c ON c.body_id = b.body_id AND (
    (c.owner_id = ?1 AND c.incoming <> 1)
    OR (c.owner_id < -1000000000000 AND x.sender_id = ?1 AND x.flags & 8 = 0)
)
WHERE p.unread_by = ?1
GROUP BY c.peer_id;

-- name: unread
-- ?1 owner, ?2 peer, ?3 at most
SELECT c.id, p.id
FROM polls p
CROSS JOIN poll_bodies b ON b.poll_id = p.id
CROSS JOIN bodies x ON x.id = b.body_id
CROSS JOIN copies c ON c.body_id = b.body_id AND (
    (c.owner_id = ?1 AND c.incoming <> 1)
    OR (c.owner_id < -1000000000000 AND x.sender_id = ?1 AND x.flags & 8 = 0)
)
WHERE p.unread_by = ?1 AND c.peer_id = ?2
ORDER BY c.id DESC LIMIT ?3;

-- name: looked_at
-- ?1 poll ids
UPDATE polls SET unread_by = NULL WHERE id IN (SELECT value FROM json_each(?1));
