-- The mark of a restore: while it is there, what is due waits for the operator.

-- name: mark_restored
INSERT OR REPLACE INTO meta (name, value) VALUES ('restored', ?1);

-- name: restored_at
SELECT value FROM meta WHERE name = 'restored';

-- name: release
DELETE FROM meta WHERE name = 'restored' RETURNING value;

-- name: mark_log_restored
-- The log goes on when every witness has shown the newest head it knows.
INSERT OR REPLACE INTO meta (name, value) VALUES ('log_restored', ?1);

-- name: forget_witnesses
DELETE FROM log_witnesses;
