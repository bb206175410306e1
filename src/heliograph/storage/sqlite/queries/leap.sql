-- What a restore moves past everything that may have been given out since the copy was made.

-- name: highest
-- Of all that leaps and is 32 bits wide on the wire.
SELECT max(
    (SELECT max(max(pts), max(top_id)) FROM mailboxes),
    (SELECT coalesce(max(qts), 0) FROM auth_keys)
);

-- name: log_leaps
-- ?1 how far, ?2 date. `message_id` is the id before the leap, `top_id` the one after it.
INSERT INTO log (owner_id, pts, top_id, pts_count, kind, date, message_id)
SELECT account_id, pts + ?1, top_id + ?1, ?1, 9, ?2, top_id FROM mailboxes;

-- name: leap_mailboxes
UPDATE mailboxes SET pts = pts + ?1, top_id = top_id + ?1, date = max(date, ?2);

-- name: leap_devices
UPDATE auth_keys SET qts = qts + ?1;

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

-- name: tell_events_again
-- What was changed after the copy was made is as it was before: clients are told how it stands.
-- ?1 date
UPDATE account_events SET date = ?1;

-- name: tell_names_again
UPDATE accounts SET changed = ?1;
