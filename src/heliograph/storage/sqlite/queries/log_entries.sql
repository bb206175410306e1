-- What enters the public log, and what is erased of it.

-- name: enter_private
-- ?1 puid, ?2 event, ?3 salt, ?4 record, ?5 date. Gives nothing if the event was entered before.
INSERT INTO log_private (puid, event, salt, record, made) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (puid, event) DO NOTHING RETURNING 1;

-- name: enter_pending
-- ?1 puid, ?2 event, ?3 leaf, ?4 date.
INSERT INTO log_pending (puid, event, leaf, made) VALUES (?1, ?2, ?3, ?4);

-- name: private_of
-- ?1 puid. What the leaves of one thing are about, in the order of the log.
SELECT event, place, salt, record FROM log_private WHERE puid = ?1
ORDER BY place IS NULL, place, event;

-- name: erase
-- ?1 puid. Gives a row for each leaf that says nothing of anybody any more.
DELETE FROM log_private WHERE puid = ?1 RETURNING event;

-- name: forget
-- What has its place in the log already. What was attested is nobody's secret, and keeps a period
-- from being attested twice. ?1 made before, ?2 at most
DELETE FROM log_private WHERE (puid, event) IN (
    SELECT puid, event FROM log_private
    WHERE made < ?1 AND place IS NOT NULL AND event <> 'attestation' LIMIT ?2
);
