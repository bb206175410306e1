-- Devices that want to be told of messages, and what they have yet to be told. `subject` is one of
-- `domain.push.Subject`.

-- name: free_token
-- Takes a token from everybody but the accounts that share the device, and from the account's
-- other keys. ?1 digest, ?2 account, ?3 the others, ?4 key
DELETE FROM push_devices
WHERE digest = ?1 AND auth_key_id <> ?4
    AND (account_id = ?2 OR account_id NOT IN (SELECT value FROM json_each(?3)));

-- name: drop_former
-- ?1 key, ?2 kind, ?3 digest
DELETE FROM push_devices WHERE auth_key_id = ?1 AND kind = ?2 AND digest <> ?3;

-- name: register
INSERT INTO push_devices (auth_key_id, account_id, kind, digest, sealed, registered)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (auth_key_id, kind) DO UPDATE SET
    account_id = excluded.account_id, sealed = excluded.sealed, registered = excluded.registered;

-- name: is_authorized
SELECT EXISTS (SELECT 1 FROM authorizations WHERE auth_key_id = ?1 AND account_id = ?2);

-- name: drop_oldest
-- Those beyond so many. ?1 account, ?2 at most
DELETE FROM push_devices WHERE id IN (
    SELECT id FROM push_devices WHERE account_id = ?1 ORDER BY registered DESC, id DESC
    LIMIT -1 OFFSET ?2
);

-- name: unregister
-- ?1 digest, ?2 accounts
DELETE FROM push_devices
WHERE digest = ?1 AND account_id IN (SELECT value FROM json_each(?2));

-- name: drop_device
-- ?1 id, ?2 digest
DELETE FROM push_devices WHERE id = ?1 AND digest = ?2;

-- name: lock
INSERT INTO device_locks (auth_key_id, locked_from) VALUES (?1, ?2)
ON CONFLICT (auth_key_id) DO UPDATE SET locked_from = excluded.locked_from;

-- name: unlock
DELETE FROM device_locks WHERE auth_key_id = ?1;

-- name: accounts
SELECT DISTINCT account_id FROM push_devices;

-- name: devices
SELECT d.id, d.account_id, d.auth_key_id, d.kind, d.sealed, l.locked_from, k.client
FROM push_devices d
JOIN auth_keys k ON k.auth_key_id = d.auth_key_id
LEFT JOIN device_locks l ON l.auth_key_id = d.auth_key_id
WHERE d.account_id = ?1 ORDER BY d.id;

-- name: devices_of
-- As `devices`, of some accounts. ?1 accounts
SELECT d.id, d.account_id, d.auth_key_id, d.kind, d.sealed, l.locked_from, k.client
FROM push_devices d
JOIN auth_keys k ON k.auth_key_id = d.auth_key_id
LEFT JOIN device_locks l ON l.auth_key_id = d.auth_key_id
WHERE d.account_id IN (SELECT value FROM json_each(?1)) ORDER BY d.account_id, d.id;

-- name: tasks
SELECT count(*) FROM push_tasks WHERE due IS NOT NULL;

-- name: waiting
-- How many tasks there are; reads them all, but no more than so many. ?1 at most
SELECT count(*) FROM (SELECT 1 FROM push_tasks LIMIT ?1);

-- name: queue
-- ?1 devices, ?2 peer, ?3 message, ?4 due, ?5 expires, ?6 subject, ?7 whether the message may be an
-- older one, or the same again
INSERT INTO push_tasks (device_id, peer_id, subject, message_id, told_id, attempts, due, expires)
SELECT d.id, ?2, ?6, ?3, 0, 0, ?4, ?5
FROM push_devices d WHERE d.id IN (SELECT value FROM json_each(?1))
ON CONFLICT (device_id, peer_id) DO UPDATE SET
    subject = excluded.subject, message_id = excluded.message_id,
    attempts = CASE WHEN due IS NULL OR subject IN (1, 3, 5) THEN 0 ELSE attempts END,
    due = CASE
        WHEN due IS NULL OR subject IN (1, 3, 5) THEN excluded.due
        WHEN attempts = 0 THEN min(due, excluded.due)
        ELSE due
    END,
    expires = excluded.expires
WHERE ?7 OR excluded.message_id > message_id
RETURNING device_id;

-- name: drop_surplus
-- What a device waits for longest, beyond so many dialogs. ?1 device, ?2 at most
DELETE FROM push_tasks WHERE device_id = ?1 AND peer_id IN (
    SELECT peer_id FROM push_tasks WHERE device_id = ?1
    ORDER BY message_id DESC LIMIT -1 OFFSET ?2
);

-- name: drop_read
-- What was not told yet. ?1 account, ?2 peer, ?3 read up to
DELETE FROM push_tasks
WHERE peer_id = ?2 AND subject = 0 AND message_id <= ?3 AND told_id = 0
    AND device_id IN (SELECT id FROM push_devices WHERE account_id = ?1);

-- name: tell_read
-- ?1 account, ?2 peer, ?3 read up to, ?4 now, ?5 expires
UPDATE push_tasks SET subject = 1, message_id = ?3, attempts = 0, due = ?4, expires = ?5
WHERE peer_id = ?2 AND subject = 0 AND message_id <= ?3
    AND device_id IN (SELECT id FROM push_devices WHERE account_id = ?1)
RETURNING device_id;

-- name: drop_deleted
-- What was not told yet; messages of channels have numbers of their own. ?1 account, ?2 messages
DELETE FROM push_tasks
WHERE subject IN (0, 4) AND told_id = 0 AND message_id IN (SELECT value FROM json_each(?2))
    AND peer_id NOT BETWEEN -1997852516352 AND -1000000000001
    AND device_id IN (SELECT id FROM push_devices WHERE account_id = ?1);

-- name: tell_deleted
-- A newer message takes the place of what the device shows. ?1 account, ?2 messages, ?3 now,
-- ?4 expires
UPDATE push_tasks SET subject = 3, attempts = 0, due = ?3, expires = ?4
WHERE subject IN (0, 4) AND told_id = message_id
    AND message_id IN (SELECT value FROM json_each(?2))
    AND peer_id NOT BETWEEN -1997852516352 AND -1000000000001
    AND device_id IN (SELECT id FROM push_devices WHERE account_id = ?1)
RETURNING device_id;

-- name: drop_seen
-- Reactions that were not told yet. ?1 account, ?2 messages
DELETE FROM push_tasks
WHERE subject = 4 AND told_id <> message_id AND message_id IN (SELECT value FROM json_each(?2))
    AND device_id IN (SELECT id FROM push_devices WHERE account_id = ?1);

-- name: tell_seen
-- ?1 account, ?2 messages, ?3 now, ?4 expires
UPDATE push_tasks SET subject = 5, attempts = 0, due = ?3, expires = ?4
WHERE subject = 4 AND told_id = message_id AND message_id IN (SELECT value FROM json_each(?2))
    AND device_id IN (SELECT id FROM push_devices WHERE account_id = ?1)
RETURNING device_id;

-- name: tell_edited
-- Of what was not told yet the text is read when it is. ?1 account, ?2 messages, ?3 now, ?4 expires
UPDATE push_tasks SET attempts = 0, due = ?3, expires = ?4
WHERE subject = 0 AND told_id = message_id AND message_id IN (SELECT value FROM json_each(?2))
    AND peer_id NOT BETWEEN -1997852516352 AND -1000000000001
    AND device_id IN (SELECT id FROM push_devices WHERE account_id = ?1)
RETURNING device_id;

-- name: due
-- ?1 now, ?2 at most, ?3 devices to leave out
SELECT d.id, d.account_id, d.auth_key_id, d.kind, d.sealed, l.locked_from, k.client,
       t.peer_id, t.subject, t.message_id, t.attempts, t.expires, t.told_id
FROM push_tasks t
JOIN push_devices d ON d.id = t.device_id
JOIN auth_keys k ON k.auth_key_id = d.auth_key_id
LEFT JOIN device_locks l ON l.auth_key_id = d.auth_key_id
WHERE t.due <= ?1 AND t.device_id NOT IN (SELECT value FROM json_each(?3))
ORDER BY t.due LIMIT ?2;

-- name: next_due
-- ?1 devices to leave out
SELECT due FROM push_tasks
WHERE due IS NOT NULL AND device_id NOT IN (SELECT value FROM json_each(?1))
ORDER BY due LIMIT 1;

-- name: told
-- A newer message that came meanwhile stays due. ?1 device, ?2 peer, ?3 message
UPDATE push_tasks SET
    told_id = max(told_id, ?3), attempts = 0,
    due = CASE WHEN subject IN (0, 2, 4) AND message_id = ?3 THEN NULL ELSE due END
WHERE device_id = ?1 AND peer_id = ?2
RETURNING device_id;

-- name: tell_read_late
-- It was read, and its task dropped, while the device was being told.
-- ?1 device, ?2 peer, ?3 message, ?4 account, ?5 expires
INSERT INTO push_tasks (device_id, peer_id, subject, message_id, told_id, attempts, due, expires)
SELECT d.id, ?2, 1, g.read_inbox_max_id, ?3, 0, 0, ?5
FROM push_devices d JOIN dialogs g ON g.owner_id = d.account_id AND g.peer_id = ?2
WHERE d.id = ?1 AND d.account_id = ?4 AND g.read_inbox_max_id >= ?3;

-- name: settled
DELETE FROM push_tasks
WHERE device_id = ?1 AND peer_id = ?2 AND subject = ?3 AND message_id = ?4;

-- name: retry
-- The device's other tasks would fail as well. ?1 device, ?2 peer, ?3 when
UPDATE push_tasks SET
    due = max(due, ?3), attempts = attempts + CASE WHEN peer_id = ?2 THEN 1 ELSE 0 END
WHERE device_id = ?1 AND due IS NOT NULL;

-- name: read_up_to
SELECT read_inbox_max_id FROM dialogs WHERE owner_id = ?1 AND peer_id = ?2;

-- name: unread
SELECT unread FROM mailboxes WHERE account_id = ?1;

-- name: forget_expired
-- ?1 before, ?2 at most
DELETE FROM push_tasks WHERE (device_id, peer_id) IN (
    SELECT device_id, peer_id FROM push_tasks WHERE expires < ?1 LIMIT ?2
);

-- name: note
-- Up to when everything was noted. ?1 date
INSERT OR REPLACE INTO meta (name, value) VALUES ('push_noted', ?1);

-- name: unnoted
-- Dialogs with something unread that came after everything was noted last. ?1 slack, ?2 at most
SELECT g.owner_id, g.peer_id, g.top_id
FROM dialogs g
JOIN copies c ON c.owner_id = g.owner_id AND c.id = g.top_id
JOIN bodies b ON b.id = c.body_id
WHERE g.owner_id IN (SELECT account_id FROM push_devices) AND g.unread > 0 AND c.incoming = 1
    AND b.date >= (SELECT value FROM meta WHERE name = 'push_noted') - ?1
LIMIT ?2;
