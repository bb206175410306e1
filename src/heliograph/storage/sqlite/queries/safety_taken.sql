-- What decisions took of accounts and channels, as long as it may return.

-- name: keep
-- The first time counts: later it is gone already. ?1 puid, ?2 part, ?3 folded name, ?4 value
INSERT INTO safety_taken (puid, part, name, value) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING;

-- name: give_back
-- ?1 puid
DELETE FROM safety_taken WHERE puid = ?1 RETURNING name, value;
