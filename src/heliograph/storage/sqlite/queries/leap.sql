-- What a restore moves past everything that may have been given out since the copy was made.

-- name: highest
-- Of all that leaps and is 32 bits wide on the wire.
SELECT max(
    (SELECT max(max(pts), max(top_id)) FROM mailboxes),
    (SELECT coalesce(max(qts), 0) FROM auth_keys),
    (SELECT coalesce(max(qts), 0) FROM bots),
    (SELECT coalesce(max(version), 0) FROM chats)
);

-- name: log_leaps
-- ?1 how far, ?2 date. `message_id` is the id before the leap, `top_id` the one after it.
INSERT INTO log (owner_id, pts, top_id, pts_count, kind, date, message_id)
SELECT account_id, pts + ?1, top_id + ?1, ?1, 9, ?2, top_id FROM mailboxes;

-- name: leap_mailboxes
UPDATE mailboxes SET pts = pts + ?1, top_id = top_id + ?1, date = max(date, ?2);

-- name: tell_messages_again
-- As they stand, for whoever saw them edited since. ?1 date, ?2 sent since when, ?3 at most so many
-- in each mailbox, the newest
INSERT INTO log (owner_id, pts, top_id, pts_count, kind, date, message_id)
SELECT r.owner_id, m.pts + row_number() OVER (PARTITION BY r.owner_id ORDER BY r.id), m.top_id,
    1, 2, ?1, r.id
FROM (
    SELECT c.owner_id, c.id,
        row_number() OVER (PARTITION BY c.owner_id ORDER BY c.id DESC) AS newer
    FROM copies c JOIN bodies b ON b.id = c.body_id
    WHERE b.date >= ?2 AND b.action IS NULL
) r JOIN mailboxes m ON m.account_id = r.owner_id
WHERE r.newer <= ?3;

-- name: date_edits_anew
-- Later than any edit that is lost. ?1 date, ?2 sent since when
UPDATE bodies SET edit_date = ?1 WHERE edit_date IS NOT NULL AND date >= ?2;

-- name: pass_what_is_told
-- Of mailboxes that told something after the leap.
UPDATE mailboxes SET pts = l.pts
FROM (SELECT owner_id, max(pts) AS pts FROM log GROUP BY owner_id) l
WHERE l.owner_id = mailboxes.account_id AND l.pts > mailboxes.pts;

-- name: leap_devices
UPDATE auth_keys SET qts = qts + ?1;

-- name: leap_bots
UPDATE bots SET qts = qts + ?1;

-- name: leap_chats
-- Clients heed no group that is older than the one they have.
UPDATE chats SET version = version + ?1;

-- name: leap_scheduled
-- In every dialog, as it may have scheduled its first since. ?1 how far
INSERT INTO scheduled_ids (owner_id, peer_id, top_id)
SELECT owner_id, peer_id, ?1 FROM dialogs WHERE true
ON CONFLICT (owner_id, peer_id) DO UPDATE SET top_id = scheduled_ids.top_id + ?1;

-- name: raise_floor
-- Of people or of bots. ?1 how far, ?2 first id of the range, ?3 end of it
INSERT OR IGNORE INTO account_floors (id)
SELECT ?1 + max(
    ?2,
    coalesce(max(id) + 1, 0),
    (SELECT coalesce(max(id), 0) FROM account_floors WHERE id < ?3)
)
FROM accounts WHERE id < ?3;

-- What was changed after the copy was made is as it was before, and clients are told how it stands:
-- ?1 date, ?2 since when what may have been changed was in use.

-- name: tell_events_again
-- Of messages, which are many, only what was new.
UPDATE account_events SET date = ?1
WHERE date >= ?2 OR kind NOT IN ('reactions', 'poll', 'scheduled', 'channel_contents');

-- name: tell_names_again
UPDATE accounts SET changed = ?1 WHERE changed > 0 OR online_until >= ?2;

-- name: tell_dialogs_again
-- Also what nobody had changed before. In its readers' lists a channel has no top id, and no timer.
INSERT INTO account_events (owner_id, kind, subject, date)
SELECT d.owner_id, k.column1, k.column2 || d.peer_id, ?1
FROM dialogs d
JOIN accounts a ON a.id = d.owner_id
LEFT JOIN channels h ON h.id = -1000000000000 - d.peer_id
LEFT JOIN copies c ON c.owner_id = d.owner_id AND c.id = d.top_id AND h.id IS NULL
LEFT JOIN bodies b ON b.id = c.body_id
JOIN (VALUES ('notify_settings', '0:'), ('timer', ''), ('unread_mark', ''), ('unsent', ''),
             ('forum_view', '')) k
WHERE coalesce(h.posted, b.date) >= ?2
  AND k.column1 <> iif(h.id IS NULL, 'forum_view', 'timer')
ON CONFLICT (owner_id, kind, subject) DO UPDATE SET date = excluded.date;

-- name: tell_topics_again
-- Of topics only what is kept: of the others there is nothing to say. ?1 date, ?2 since when what
-- may have been changed was in use
INSERT INTO account_events (owner_id, kind, subject, date)
SELECT k.owner_id, k.kind, k.subject, ?1
FROM (
    SELECT owner_id, peer_id, 'unsent' AS kind, peer_id || ':' || topic_id AS subject
    FROM topic_drafts
    UNION ALL
    SELECT owner_id, peer_id, 'notify_settings', '0:' || peer_id || ':' || topic_id
    FROM topic_notify_settings
) k
JOIN channels h ON h.id = -1000000000000 - k.peer_id
WHERE h.posted >= ?2
ON CONFLICT (owner_id, kind, subject) DO UPDATE SET date = excluded.date;

-- name: tell_lists_again
INSERT INTO account_events (owner_id, kind, subject, date)
SELECT a.id, k.column1, k.column2, ?1
FROM accounts a
JOIN (VALUES ('filters', ''), ('pinned_dialogs', '0'), ('pinned_dialogs', '1')) k
WHERE a.online_until >= ?2 OR a.id IN (SELECT account_id FROM authorizations WHERE active >= ?2)
ON CONFLICT (owner_id, kind, subject) DO UPDATE SET date = excluded.date;
