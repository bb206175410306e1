-- Deleting accounts. Others' copies of messages stay theirs.

-- name: last_used
-- When the account was in use, as `accounts_to_delete` reckons it.
SELECT max(
    created, online_until, last_used,
    coalesce((SELECT max(active) FROM authorizations WHERE account_id = ?1), 0)
)
FROM accounts WHERE id = ?1;

-- name: hold_number
-- What the account stands under follows its number. ?1 account
INSERT INTO safety_numbers (mark, kind, decision_id, until)
SELECT number_mark(a.phone), r.kind, r.decision_id, r.until
FROM accounts a JOIN safety_restrictions r ON r.peer_id = a.id
WHERE a.id = ?1 AND r.kind IN ('freeze', 'terminate') AND substr(a.phone, 1, 1) <> '~'
ON CONFLICT DO NOTHING;

-- name: drop_answers
DELETE FROM safety_letters WHERE account_id = ?1;

-- name: drop_taken
-- Words of theirs that would be given back. ?1 account
DELETE FROM safety_taken WHERE part <> 'username' AND puid IN (
    SELECT puid FROM safety_statements WHERE affected_id = ?1
);

-- name: drop_taken_photos
-- Theirs that would be. ?1 account
DELETE FROM safety_taken_files WHERE body_id IS NULL AND puid IN (
    SELECT puid FROM safety_statements WHERE affected_id = ?1
) AND file_id IN (SELECT id FROM files WHERE owner_id = ?1);

-- name: clear_account
-- The number is free; `~` and the id stand in its place, as numbers are unique. Bits from 48 on say
-- how it looks.
UPDATE accounts SET
    phone = '~' || id, first_name = '', last_name = '', username = NULL, usernames = NULL,
    about = '', privacy = NULL, photos = NULL, online_until = 0, flags = flags & 0xFFFFFFFFFFFF,
    changed = domain_now()
WHERE id = ?1;

-- name: drop_profile_photos
DELETE FROM profile_photos WHERE account_id = ?1;

-- name: drop_usernames
DELETE FROM usernames WHERE account_id = ?1;

-- name: drop_profile
DELETE FROM profiles WHERE account_id = ?1;

-- name: drop_contacts
DELETE FROM contacts WHERE owner_id = ?1 OR contact_id = ?1;

-- name: drop_awaited
DELETE FROM awaited_phones WHERE owner_id = ?1;

-- name: drop_blocks
DELETE FROM blocks WHERE owner_id = ?1 OR blocked_id = ?1;

-- name: drop_story_blocks
DELETE FROM story_blocks WHERE owner_id = ?1 OR blocked_id = ?1;

-- name: drop_hidden_bars
DELETE FROM hidden_bars WHERE owner_id = ?1;

-- name: drop_notify_settings
DELETE FROM notify_settings WHERE owner_id = ?1;

-- name: drop_topic_settings
DELETE FROM topic_notify_settings WHERE owner_id = ?1;

-- name: drop_account_events
DELETE FROM account_events WHERE owner_id = ?1;

-- name: drop_drafts
DELETE FROM drafts WHERE owner_id = ?1;

-- name: drop_topic_drafts
DELETE FROM topic_drafts WHERE owner_id = ?1;

-- name: drop_filters
DELETE FROM dialog_filters WHERE owner_id = ?1;

-- name: drop_saved_pins
DELETE FROM saved_pins WHERE owner_id = ?1;

-- name: drop_preferences
DELETE FROM preferences WHERE account_id = ?1;

-- name: drop_top_peers
DELETE FROM top_peer_resets WHERE owner_id = ?1;

-- name: drop_two_step
DELETE FROM two_step WHERE account_id = ?1;

-- name: drop_waits
DELETE FROM password_waits WHERE account_id = ?1;

-- name: drop_attempts
DELETE FROM password_attempts WHERE account_id = ?1;

-- name: drop_letters
DELETE FROM letters WHERE account_id = ?1;

-- name: drop_exports
DELETE FROM exported_authorizations WHERE account_id = ?1;

-- name: drop_takeouts
DELETE FROM takeouts WHERE account_id = ?1;

-- name: drop_takeout_waits
DELETE FROM takeout_waits WHERE account_id = ?1;

-- name: drop_terms
DELETE FROM account_terms WHERE account_id = ?1;

-- name: drop_accepted_terms
DELETE FROM accepted_terms WHERE account_id = ?1;

-- name: drop_scheduled
DELETE FROM scheduled WHERE owner_id = ?1;

-- name: drop_protected
DELETE FROM protected_dialogs WHERE owner_id = ?1 OR peer_id = ?1;

-- name: drop_joins
DELETE FROM chat_joiners WHERE account_id = ?1;

-- name: drop_chosen_speakers
DELETE FROM send_as WHERE account_id = ?1;

-- name: drop_links
DELETE FROM chat_invites WHERE admin_id = ?1;

-- name: leave_channels
UPDATE channels SET members = members - 1 WHERE id IN (
    SELECT channel_id FROM channel_members WHERE account_id = ?1 AND role >= 2
);

-- name: drop_from_channels
DELETE FROM channel_members WHERE account_id = ?1;

-- name: drop_post_calls
DELETE FROM post_calls WHERE account_id = ?1;

-- name: drop_post_opened
DELETE FROM post_opened WHERE account_id = ?1;

-- name: drop_thread_marks
DELETE FROM thread_marks WHERE account_id = ?1;

-- name: drop_channel_reads
DELETE FROM channel_reads WHERE account_id = ?1;

-- name: drop_post_reactions
DELETE FROM post_reactions WHERE account_id = ?1;

-- name: drop_channel_dialogs
DELETE FROM dialogs WHERE owner_id = ?1 AND peer_id < -1000000000000;

-- name: drop_from_log
DELETE FROM channel_log WHERE account_id = ?1;

-- name: drop_scheduled_ids
DELETE FROM scheduled_ids WHERE owner_id = ?1;

-- name: drop_code_mail
DELETE FROM code_mails WHERE phone = ?1;

-- name: drop_codes
DELETE FROM login_codes WHERE phone = ?1;

-- name: erase_later
INSERT OR IGNORE INTO erasures (account_id) VALUES (?1);

-- name: next_erasure
SELECT account_id FROM erasures ORDER BY account_id LIMIT 1;

-- name: some_copies
SELECT id FROM copies WHERE owner_id = ?1 ORDER BY id LIMIT ?2;

-- name: drop_latest_log
-- ?1 account, ?2 at most
DELETE FROM log WHERE owner_id = ?1 AND pts IN (
    SELECT pts FROM log WHERE owner_id = ?1 ORDER BY pts DESC LIMIT ?2
)
RETURNING pts;

-- name: rewind_mailbox
-- Nobody reads it any more; what stands there agrees with the last that is left of its log.
UPDATE mailboxes SET
    pts = coalesce((SELECT max(pts) FROM log WHERE owner_id = ?1), 1),
    top_id = coalesce(
        (SELECT top_id FROM log WHERE owner_id = ?1 ORDER BY pts DESC LIMIT 1), 0
    )
WHERE account_id = ?1;

-- name: drop_dialogs
DELETE FROM dialogs WHERE owner_id = ?1;

-- name: erased
DELETE FROM erasures WHERE account_id = ?1;

-- name: forget_reporter
-- What they reported stays with its case, without them.
UPDATE safety_reports SET reporter_id = NULL WHERE reporter_id = ?1;

-- name: drop_reporter
DELETE FROM safety_reporters WHERE account_id = ?1;
