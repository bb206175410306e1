-- The mark of a restore: while it is there, what is due waits for the operator.

-- name: mark_restored
INSERT OR REPLACE INTO meta (name, value) VALUES ('restored', ?1);

-- name: restored_at
SELECT value FROM meta WHERE name = 'restored';

-- name: release
DELETE FROM meta WHERE name = 'restored' RETURNING value;
