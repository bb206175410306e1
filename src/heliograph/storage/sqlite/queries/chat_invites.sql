-- Links into groups, and who came by them.

-- name: invite
SELECT i.hash, i.chat_id, i.admin_id, i.title, i.date, i.started, i.expires, i.usage_limit, i.usage,
       (SELECT count(*) FROM chat_joiners j
        WHERE j.chat_id = i.chat_id AND j.waiting = 1 AND j.hash = i.hash),
       i.request_needed, i.permanent, i.revoked
FROM chat_invites i WHERE i.hash = ?1;

-- name: permanent
-- ?1 chat, ?2 admin
SELECT hash FROM chat_invites
WHERE chat_id = ?1 AND admin_id = ?2 AND permanent = 1 AND revoked = 0;

-- name: invites
-- Of one admin, the permanent one first, then the newest. ?1 chat, ?2 admin, ?3 revoked, ?4 before
-- (date) unless it follows the permanent one, ?5 hash at that date, '' for the first page, ?6 at most
SELECT i.hash, i.chat_id, i.admin_id, i.title, i.date, i.started, i.expires, i.usage_limit, i.usage,
       (SELECT count(*) FROM chat_joiners j
        WHERE j.chat_id = i.chat_id AND j.waiting = 1 AND j.hash = i.hash),
       i.request_needed, i.permanent, i.revoked
FROM chat_invites i
WHERE i.admin_id = ?2 AND i.chat_id = ?1 AND i.revoked = ?3 AND (
    (?5 = '' AND i.date < ?4)
    OR (i.permanent <= i.revoked AND (
        i.date < ?4 OR (i.date = ?4 AND i.hash > ?5)
        OR EXISTS (SELECT 1 FROM chat_invites p
                   WHERE p.hash = ?5 AND p.permanent = 1 AND p.revoked = 0)
    ))
)
ORDER BY i.permanent > i.revoked DESC, i.date DESC, i.hash LIMIT ?6;

-- name: count
-- ?1 chat, ?2 admin, ?3 revoked
SELECT count(*) FROM chat_invites WHERE admin_id = ?2 AND chat_id = ?1 AND revoked = ?3;

-- name: admins
-- Who has how many, and how many that are over. ?1 chat
SELECT admin_id, sum(1 - revoked), sum(revoked) FROM chat_invites WHERE chat_id = ?1
GROUP BY admin_id ORDER BY admin_id;

-- name: open_links_of
-- Those that people still come by. ?1 chat, ?2 who made them
SELECT i.hash, i.chat_id, i.admin_id, i.title, i.date, i.started, i.expires, i.usage_limit, i.usage,
       (SELECT count(*) FROM chat_joiners j
        WHERE j.chat_id = i.chat_id AND j.waiting = 1 AND j.hash = i.hash),
       i.request_needed, i.permanent, i.revoked
FROM chat_invites i
WHERE i.chat_id = ?1 AND i.revoked = 0 AND i.admin_id IN (SELECT value FROM json_each(?2));

-- name: revoke_links_of
-- ?1 chat, ?2 who made them
UPDATE chat_invites SET revoked = 1
WHERE chat_id = ?1 AND revoked = 0 AND admin_id IN (SELECT value FROM json_each(?2));

-- name: keep
INSERT INTO chat_invites (hash, chat_id, admin_id, title, date, started, expires, usage_limit,
                          usage, request_needed, permanent, revoked)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (hash) DO UPDATE SET
    title = excluded.title, started = excluded.started, expires = excluded.expires,
    usage_limit = excluded.usage_limit, usage = excluded.usage,
    request_needed = excluded.request_needed, revoked = excluded.revoked;

-- name: used
UPDATE chat_invites SET usage = usage + 1 WHERE hash = ?1;

-- name: drop
DELETE FROM chat_invites WHERE hash = ?1 AND revoked = 1;

-- name: drop_revoked
-- ?1 chat, ?2 admin
DELETE FROM chat_invites WHERE admin_id = ?2 AND chat_id = ?1 AND revoked = 1;

-- name: joiner
SELECT account_id, hash, date, waiting, approved_by FROM chat_joiners
WHERE chat_id = ?1 AND account_id = ?2;

-- name: keep_joiner
INSERT INTO chat_joiners (chat_id, account_id, hash, date, waiting, approved_by)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (chat_id, account_id) DO UPDATE SET
    hash = excluded.hash, date = excluded.date, waiting = excluded.waiting,
    approved_by = excluded.approved_by;

-- name: drop_joiner
DELETE FROM chat_joiners WHERE chat_id = ?1 AND account_id = ?2;

-- name: drop_waiting_by
-- ?1 chat, ?2 hash of a link that is over
DELETE FROM chat_joiners WHERE chat_id = ?1 AND waiting = 1 AND hash = ?2;

-- name: joiners
-- The newest first. ?1 chat, ?2 waiting, ?3 hash or NULL for any, ?4 before (date), ?5 below that
-- account at the same date, ?6 at most
SELECT account_id, hash, date, waiting, approved_by FROM chat_joiners
WHERE chat_id = ?1 AND waiting = ?2 AND (?3 IS NULL OR hash = ?3)
  AND (date < ?4 OR (date = ?4 AND account_id < ?5))
ORDER BY date DESC, account_id DESC LIMIT ?6;

-- name: count_joiners
-- ?1 chat, ?2 waiting, ?3 hash or NULL for any
SELECT count(*) FROM chat_joiners
WHERE chat_id = ?1 AND waiting = ?2 AND (?3 IS NULL OR hash = ?3);
