-- Reading out all of an account, and the log of who did so.

-- name: note_audit
-- ?1 date, ?2 kind, ?3 account, ?4 actor, ?5 reason, ?6 the event it ends or NULL
INSERT INTO audit (date, kind, account_id, actor, reason, of) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
RETURNING id;

-- name: audit_event
SELECT id, date, kind, account_id, actor, reason, coalesce(of, 0),
       EXISTS (SELECT 1 FROM audit e WHERE e.of = audit.id)
FROM audit WHERE id = ?1;

-- name: audit_log
-- ?1 above, ?2 at most
SELECT id, date, kind, account_id, actor, reason, coalesce(of, 0)
FROM audit WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: audit_of
SELECT id, date, kind, account_id, actor, reason, coalesce(of, 0)
FROM audit WHERE account_id = ?1 ORDER BY id;

-- name: dialogs
-- ?1 owner, ?2 peers above, ?3 at most
SELECT d.peer_id, d.messages, coalesce(b.date, 0),
    EXISTS (SELECT 1 FROM protected_dialogs p WHERE p.owner_id = ?1 AND p.peer_id = d.peer_id),
    EXISTS (SELECT 1 FROM hidden_bars h WHERE h.owner_id = ?1 AND h.peer_id = d.peer_id)
FROM dialogs d
LEFT JOIN copies c ON c.owner_id = d.owner_id AND c.id = d.top_id AND c.peer_id = d.peer_id
LEFT JOIN bodies b ON b.id = c.body_id
WHERE d.owner_id = ?1 AND d.peer_id > ?2 ORDER BY d.peer_id LIMIT ?3;

-- name: pinned_in
-- ?1 owner, ?2 peers as one JSON array
SELECT peer_id, message_id FROM pinned_messages
WHERE owner_id = ?1 AND peer_id IN (SELECT value FROM json_each(?2)) ORDER BY message_id DESC;

-- name: messages
-- ?1 owner, ?2 peer, ?3 above, ?4 up to, ?5 at most
SELECT owner_id, id, peer_id, sender_id, date, edit_date, text, entities, flags, reply_to_id,
       action, extras, marks, reactions
FROM messages
WHERE owner_id = ?1 AND id IN (
    SELECT id FROM copies
    WHERE owner_id = ?1 AND peer_id = ?2 AND id > ?3 AND id <= ?4
    ORDER BY id LIMIT ?5
)
ORDER BY id;

-- name: posts
-- What somebody wrote in a channel. ?1 the channel's peer, ?2 who, ?3 above, ?4 up to
SELECT owner_id, id, peer_id, sender_id, date, edit_date, text, entities, flags, reply_to_id,
       action, extras, marks, reactions
FROM messages
WHERE owner_id = ?1 AND id > ?3 AND id <= ?4 AND sender_id = ?2
ORDER BY id;

-- name: restricted
-- What decisions do with messages that somebody wrote: of each, of its media, of the channel that it
-- is in. ?1 mailbox, ?2 ids, ?3 who
SELECT c.id, h.kind, '', d.puid, d.date, d.ends,
       (SELECT json_group_array(country) FROM safety_scopes WHERE decision_id = d.id)
FROM json_each(?2) j
CROSS JOIN copies c ON c.owner_id = ?1 AND c.id = j.value AND c.marks & 64
CROSS JOIN bodies b ON b.id = c.body_id AND b.sender_id = ?3
CROSS JOIN safety_holds h ON h.body_id = c.body_id AND h.kind <> 'quote'
CROSS JOIN safety_decisions d ON d.id = h.decision_id
UNION ALL
SELECT c.id, 'remove', 'media', d.puid, d.date, d.ends, '[]'
FROM json_each(?2) j
CROSS JOIN copies c ON c.owner_id = ?1 AND c.id = j.value
CROSS JOIN safety_taken_files t ON t.body_id = c.body_id
CROSS JOIN bodies b ON b.id = c.body_id AND b.sender_id = ?3
CROSS JOIN safety_decisions d ON d.puid = t.puid
UNION ALL
SELECT c.id, r.kind, 'channel', d.puid, d.date, d.ends,
       (SELECT json_group_array(country) FROM safety_scopes WHERE decision_id = d.id)
FROM safety_restrictions r
CROSS JOIN safety_decisions d ON d.id = r.decision_id
CROSS JOIN json_each(?2) j
CROSS JOIN copies c ON c.owner_id = ?1 AND c.id = j.value
CROSS JOIN bodies b ON b.id = c.body_id AND b.sender_id = ?3
WHERE r.kind IN ('label', 'age_gate', 'demote', 'geo_block', 'hide') AND r.peer_id = ?1
  AND ?1 < 0
ORDER BY 1, 2;

-- name: decisions
-- What was decided that affects somebody. ?1 account
SELECT d.puid, d.date, d.ends, s.kind,
       (SELECT json_group_array(kind) FROM safety_measures WHERE decision_id = d.id),
       p.part, d.ground, d.clause, d.category, d.keyword, d.facts,
       EXISTS (
           SELECT 1 FROM safety_appeals a
           WHERE a.puid = d.puid AND a.outcome = 'reversed' AND a.side = 'author'
       )
FROM safety_statements t
JOIN safety_decisions d ON d.puid = t.puid
JOIN safety_decision_parts p ON p.decision_id = d.id
JOIN safety_cases c ON c.id = d.case_id
JOIN safety_subjects s ON s.id = c.subject_id
WHERE t.affected_id = ?1 ORDER BY d.date, d.id;

-- name: top_post
SELECT top_id FROM mailboxes WHERE account_id = ?1;

-- name: scheduled
-- ?1 owner, ?2 and ?3 behind this peer's message, ?4 at most
SELECT id, due, edit_date, content FROM scheduled
WHERE owner_id = ?1 AND (peer_id, id) > (?2, ?3) ORDER BY peer_id, id LIMIT ?4;

-- name: contacts
SELECT c.contact_id, c.phone, c.first_name, c.last_name, c.close_friend, c.photo, c.note,
       f.record, f.generation
FROM contacts c
LEFT JOIN contact_photos p ON p.owner_id = c.owner_id AND p.contact_id = c.contact_id
LEFT JOIN files f ON f.id = p.file_id
WHERE c.owner_id = ?1 ORDER BY c.contact_id;

-- name: secret_chats
-- ?1 account
SELECT participant_id, date, changed, state, 1 FROM encrypted_chats WHERE admin_id = ?1
UNION ALL
SELECT admin_id, date, changed, state, 0 FROM encrypted_chats
WHERE participant_id = ?1 AND admin_id <> ?1;

-- name: top_peer_resets
SELECT peer_id, date FROM top_peer_resets WHERE owner_id = ?1;

-- name: saved_pins
SELECT saved_peer_id FROM saved_pins WHERE owner_id = ?1 ORDER BY pin DESC;

-- name: groups
-- Who is not inside any more is told no more of a group than what was there.
SELECT m.chat_id, m.role, m.date, m.inviter_id, coalesce(j.hash, ''), '',
       iif(m.role >= 2, c.about, ''), iif(m.role >= 2, p.file_id, NULL)
FROM chat_members m JOIN chats c ON c.id = m.chat_id
LEFT JOIN chat_photos p ON p.chat_id = m.chat_id
LEFT JOIN chat_joiners j ON j.chat_id = m.chat_id AND j.account_id = ?1 AND j.waiting = 0
WHERE m.account_id = ?1 ORDER BY m.chat_id;

-- name: channels
-- As groups.
SELECT m.channel_id, m.role, m.date, m.inviter_id, coalesce(j.hash, ''), m.rank,
       iif(m.role >= 2, c.about, ''), iif(m.role >= 2, p.file_id, NULL)
FROM channel_members m JOIN channels c ON c.id = m.channel_id
LEFT JOIN channel_photos p ON p.channel_id = m.channel_id
LEFT JOIN chat_joiners j
    ON j.chat_id = -1000000000000 - m.channel_id AND j.account_id = ?1 AND j.waiting = 0
WHERE m.account_id = ?1 ORDER BY m.channel_id;

-- name: group_requests
SELECT chat_id, date FROM chat_joiners WHERE account_id = ?1 AND waiting = 1 ORDER BY chat_id;

-- name: group_links
SELECT chat_id, hash, title, date, expires, usage_limit, usage, request_needed, revoked
FROM chat_invites WHERE admin_id = ?1 ORDER BY chat_id, date;

-- name: owned_bots
SELECT b.account_id, a.about, b.description
FROM bots b JOIN accounts a ON a.id = b.account_id WHERE b.owner_id = ?1;

-- name: all_commands
-- Of one bot, for whomever and in whatever language.
SELECT commands FROM bot_commands WHERE account_id = ?1 ORDER BY scope, language;

-- name: takeouts
SELECT w.asked, w.allowed, coalesce(t.expires, 0)
FROM takeout_waits w
LEFT JOIN takeouts t ON t.account_id = ?1 AND t.auth_key_id = w.auth_key_id
WHERE w.account_id = ?1 ORDER BY w.asked;

-- name: uploads
SELECT files, bytes FROM media_use WHERE account_id = ?1;

-- name: terms_accepted
SELECT coalesce((SELECT date FROM accepted_terms WHERE account_id = ?1), 0);

-- name: last_used
SELECT max(a.online_until, a.last_used) FROM accounts a WHERE a.id = ?1;
