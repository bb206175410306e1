-- What will happen by itself because its time has come. Each statement gives how often, and since
-- when the first is due. :now; :account_days and :session_days where an account set none;
-- :first_person, :first_bot; :media_grace in seconds.

-- name: account_deletions_asked_for
SELECT count(*), min(delete_at) FROM account_terms WHERE delete_at <= :now;

-- name: accounts_unused_too_long
SELECT count(*), min(due) FROM (
    SELECT max(
        a.created, a.online_until, a.last_used,
        coalesce((SELECT max(active) FROM authorizations WHERE account_id = a.id), 0)
    ) + coalesce(t.account_days, :account_days) * 86400 AS due
    FROM accounts a LEFT JOIN account_terms t ON t.account_id = a.id
    WHERE a.id >= :first_person AND a.id < :first_bot AND a.phone NOT LIKE '~%'
) WHERE due < :now;

-- name: devices_unused_too_long
SELECT count(*), min(due) FROM (
    SELECT max(a.active) + coalesce(t.session_days, :session_days) * 86400 AS due
    FROM authorizations a LEFT JOIN account_terms t ON t.account_id = a.account_id
    WHERE a.account_id < :first_bot
    GROUP BY a.account_id, a.hash
) WHERE due < :now;

-- name: pushes
SELECT count(*), min(due) FROM push_tasks WHERE due <= :now;

-- name: polls_to_close
SELECT count(*), min(close_date) FROM polls WHERE closed = 0 AND close_date <= :now;

-- name: messages_with_a_timer
SELECT count(*), min(due) FROM expiring WHERE due <= :now;

-- name: media_that_were_opened
SELECT count(*), min(due) FROM opened_media WHERE due <= :now;

-- name: limits_in_channels_that_end
SELECT count(*), min(until) FROM channel_members WHERE until <> 0 AND until <= :now;

-- name: channels_that_were_deleted
SELECT count(*), min(since) FROM channel_erasures WHERE since <= :now;

-- name: channels_that_are_not_yet_in_all_lists_or_in_none
SELECT count(*), min(since) FROM channel_listings WHERE since <= :now;

-- name: scheduled_messages
SELECT count(*), min(due) FROM scheduled WHERE due <= :now;

-- name: files_that_nothing_shows
SELECT count(*), min(unheld) + :media_grace FROM files
WHERE unheld IS NOT NULL AND unheld < :now - :media_grace;

-- name: contents_of_no_file
SELECT count(*), min(expected) + :media_grace FROM blobs
WHERE state <> 1 AND expected < :now - :media_grace;

-- name: effects_of_decisions
SELECT count(*), min(due) FROM safety_effects WHERE due <= :now;

-- name: letters_to_reporters
SELECT count(*), min(due) FROM safety_letters WHERE due <= :now;
