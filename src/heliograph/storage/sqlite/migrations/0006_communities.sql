-- Groups and channels, further: each part has its section. Times are Unix seconds.

-- ---- reactions to channels' messages ----

-- A row for each sign that somebody chose; `id` rises with time. `shown_as` is the peer in whose
-- name, `unread_by` whoever wrote the message until they have seen it, 0 then.
CREATE TABLE post_reactions (
    id INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    shown_as INTEGER NOT NULL,
    sign TEXT NOT NULL,
    date INTEGER NOT NULL,
    big INTEGER NOT NULL,
    unread_by INTEGER NOT NULL
);
CREATE UNIQUE INDEX post_reactions_by_account
ON post_reactions (channel_id, message_id, account_id, sign);
CREATE INDEX post_reactions_by_message ON post_reactions (channel_id, message_id, id);
CREATE INDEX post_reactions_of_account ON post_reactions (account_id);

-- How many chose each sign; `since` orders those that as many chose.
CREATE TABLE post_tallies (
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    sign TEXT NOT NULL,
    count INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (channel_id, message_id, sign)
) WITHOUT ROWID;

CREATE TRIGGER post_reaction_counted AFTER INSERT ON post_reactions BEGIN
    INSERT INTO post_tallies (channel_id, message_id, sign, count, since)
    VALUES (new.channel_id, new.message_id, new.sign, 1, new.id)
    ON CONFLICT (channel_id, message_id, sign) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER post_reaction_unread AFTER INSERT ON post_reactions WHEN new.unread_by != 0 BEGIN
    INSERT OR IGNORE INTO unread_reactions (owner_id, message_id, peer_id)
    VALUES (new.unread_by, new.message_id, -1000000000000 - new.channel_id);
END;
CREATE TRIGGER post_reaction_gone AFTER DELETE ON post_reactions BEGIN
    UPDATE post_tallies SET count = count - 1
    WHERE channel_id = old.channel_id AND message_id = old.message_id AND sign = old.sign;
    DELETE FROM post_tallies
    WHERE channel_id = old.channel_id AND message_id = old.message_id AND sign = old.sign
        AND count = 0;
END;
CREATE TRIGGER unread_post_reaction_gone AFTER DELETE ON post_reactions WHEN old.unread_by != 0
BEGIN
    DELETE FROM unread_reactions
    WHERE owner_id = old.unread_by AND peer_id = -1000000000000 - old.channel_id
        AND message_id = old.message_id AND NOT EXISTS (
            SELECT 1 FROM post_reactions WHERE channel_id = old.channel_id
                AND message_id = old.message_id AND unread_by = old.unread_by
        );
END;
CREATE TRIGGER post_reaction_seen AFTER UPDATE OF unread_by ON post_reactions
WHEN old.unread_by != new.unread_by BEGIN
    DELETE FROM unread_reactions
    WHERE owner_id = old.unread_by AND peer_id = -1000000000000 - old.channel_id
        AND message_id = old.message_id;
END;
CREATE TRIGGER reacted_post_gone AFTER DELETE ON copies
WHEN old.owner_id < -1000000000000 AND old.marks & 2 BEGIN
    DELETE FROM post_reactions
    WHERE channel_id = -1000000000000 - old.owner_id AND message_id = old.id;
END;

-- ---- migrated groups ----

-- The supergroup that a basic group goes on as, 0 for none; it is `closed` then. Who was in it stays
-- in it, to look at what was said.
ALTER TABLE chats ADD COLUMN migrated_to INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX chats_migrated ON chats (migrated_to) WHERE migrated_to <> 0;

-- ---- requests to join ----

-- As before, also of channels, whose peer is `chat_id` then; `hash` is empty for who asked by the
-- name of a public supergroup.
CREATE TABLE joiners (
    chat_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    hash TEXT NOT NULL,
    date INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    approved_by INTEGER NOT NULL,
    PRIMARY KEY (chat_id, account_id)
) WITHOUT ROWID;
INSERT INTO joiners (chat_id, account_id, hash, date, waiting, approved_by)
SELECT chat_id, account_id, hash, date, waiting, approved_by FROM chat_joiners;
DROP TABLE chat_joiners;
ALTER TABLE joiners RENAME TO chat_joiners;
CREATE INDEX chat_joiners_by_date ON chat_joiners (chat_id, waiting, date);
CREATE INDEX chat_joiners_by_account ON chat_joiners (account_id);

-- ---- whom posts name or answer, and who opened what they show ----

-- Only those in the supergroup whom a message names, or whom it answers; unread_mentions has a row
-- besides until they looked. `copies.marks` has the bit 4.
CREATE TABLE post_calls (
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    PRIMARY KEY (channel_id, message_id, account_id)
) WITHOUT ROWID;
CREATE INDEX post_calls_of_account ON post_calls (account_id, channel_id, message_id);
CREATE TRIGGER calling_post_gone AFTER DELETE ON copies
WHEN old.owner_id < -1000000000000 AND old.marks & 4 BEGIN
    DELETE FROM post_calls
    WHERE channel_id = -1000000000000 - old.owner_id AND message_id = old.id;
END;
CREATE TRIGGER post_call_gone AFTER DELETE ON post_calls BEGIN
    DELETE FROM unread_mentions
    WHERE owner_id = old.account_id AND peer_id = -1000000000000 - old.channel_id
        AND message_id = old.message_id;
END;

-- Who has heard a voice or watched a round film; of its author that somebody else has. `date` is
-- when; a week later all count as opened. `copies.marks` has the bit 16.
CREATE TABLE post_opened (
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (channel_id, message_id, account_id)
) WITHOUT ROWID;
CREATE INDEX post_opened_by_date ON post_opened (date);
CREATE INDEX post_opened_of_account ON post_opened (account_id);
CREATE TRIGGER opened_post_gone AFTER DELETE ON copies
WHEN old.owner_id < -1000000000000 AND old.marks & 16 BEGIN
    DELETE FROM post_opened
    WHERE channel_id = -1000000000000 - old.owner_id AND message_id = old.id;
END;

-- Who is out has nothing to look at there.
CREATE TRIGGER left_with_unread AFTER UPDATE OF role ON channel_members
WHEN old.role >= 2 AND new.role < 2 BEGIN
    DELETE FROM unread_mentions
    WHERE owner_id = new.account_id AND peer_id = -1000000000000 - new.channel_id;
    DELETE FROM unread_reactions
    WHERE owner_id = new.account_id AND peer_id = -1000000000000 - new.channel_id;
END;

-- ---- closed channels ----

-- Channels that were deleted and still have something in them, and since when.
CREATE TABLE channel_erasures (
    channel_id INTEGER PRIMARY KEY REFERENCES channels (id),
    since INTEGER NOT NULL
);

-- ---- threads ----

-- Messages of supergroups that are talked about: how many answers are in the thread, and who wrote
-- the latest, as a JSON array of peers. Where the message came by itself from the channel that the
-- group belongs to, `channel_id` and `post_id` are the post, else 0.
CREATE TABLE threads (
    owner_id INTEGER NOT NULL,
    root_id INTEGER NOT NULL,
    replies INTEGER NOT NULL,
    repliers TEXT NOT NULL,
    channel_id INTEGER NOT NULL,
    post_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, root_id)
) WITHOUT ROWID;
CREATE INDEX threads_by_post ON threads (channel_id, post_id) WHERE channel_id <> 0;

-- Which thread a message of a supergroup is in, and in whose name it was said.
CREATE TABLE thread_messages (
    owner_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    root_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, message_id)
) WITHOUT ROWID;
CREATE INDEX thread_messages_by_root ON thread_messages (owner_id, root_id, message_id, author_id);

-- How far somebody has read a thread, and others what they wrote in it.
CREATE TABLE thread_marks (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    owner_id INTEGER NOT NULL,
    root_id INTEGER NOT NULL,
    read_inbox_max_id INTEGER NOT NULL,
    read_outbox_max_id INTEGER NOT NULL,
    PRIMARY KEY (account_id, owner_id, root_id)
) WITHOUT ROWID;
CREATE INDEX thread_marks_by_thread ON thread_marks (owner_id, root_id);

-- A message that goes leaves its thread, and a thread ends with what it is about.
CREATE TRIGGER talked_about_gone AFTER DELETE ON copies WHEN old.owner_id < -1000000000000 BEGIN
    DELETE FROM thread_messages WHERE owner_id = old.owner_id AND message_id = old.id;
    DELETE FROM threads WHERE owner_id = old.owner_id AND root_id = old.id;
END;
CREATE TRIGGER answer_leaves_thread AFTER DELETE ON thread_messages BEGIN
    UPDATE threads SET replies = replies - 1, repliers = (
        SELECT json_group_array(author_id) FROM (
            SELECT author_id FROM (
                SELECT author_id, message_id FROM thread_messages
                WHERE owner_id = old.owner_id AND root_id = old.root_id
                ORDER BY message_id DESC LIMIT 20
            ) GROUP BY author_id ORDER BY max(message_id) DESC LIMIT 3
        )
    ) WHERE owner_id = old.owner_id AND root_id = old.root_id;
END;
CREATE TRIGGER thread_ends AFTER DELETE ON threads BEGIN
    DELETE FROM thread_marks WHERE owner_id = old.owner_id AND root_id = old.root_id;
END;

-- ---- who read what in small supergroups ----

-- When members of a supergroup of few read up to which message, for a week.
CREATE TABLE channel_reads (
    channel_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    max_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (channel_id, account_id, max_id)
) WITHOUT ROWID;
CREATE INDEX channel_reads_by_date ON channel_reads (date);
CREATE INDEX channel_reads_of_account ON channel_reads (account_id);
-- ---- notices of posts ----

-- What devices have yet to be told, or were told, of a channel's message.
CREATE INDEX push_tasks_of_channels ON push_tasks (peer_id, message_id)
WHERE peer_id < -1000000000000;
-- ---- in whose name ----

-- Messages of supergroups that were said in the name of another channel; `speaker_id` is its peer.
CREATE TABLE body_speakers (
    body_id INTEGER PRIMARY KEY REFERENCES bodies (id) ON DELETE CASCADE,
    speaker_id INTEGER NOT NULL
);
CREATE INDEX body_speakers_by_speaker ON body_speakers (speaker_id, body_id);

-- In whose name somebody writes in a supergroup unless they say otherwise: a peer.
CREATE TABLE send_as (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    channel_id INTEGER NOT NULL REFERENCES channels (id),
    speaker_id INTEGER NOT NULL,
    PRIMARY KEY (account_id, channel_id)
) WITHOUT ROWID;

-- Channels in whose name nobody writes in a supergroup, by whose word.
CREATE TABLE barred_speakers (
    channel_id INTEGER NOT NULL REFERENCES channels (id),
    speaker_id INTEGER NOT NULL,
    by_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (channel_id, speaker_id)
) WITHOUT ROWID;


-- ---- votes in whose name ----

-- The supergroup in whose name an anonymous admin voted, 0 for themselves.
ALTER TABLE poll_votes ADD COLUMN shown_as INTEGER NOT NULL DEFAULT 0;

-- ---- topics ----

-- Topics of forums: `id` is that of the message that tells of its making, 1 the General one, which
-- every forum has; in it is also what was said up to `since`, before the group was a forum.
-- `creator_id` is in whose name it was made, `icon_emoji_id` 0 for none. `pin` is 0 for none, else
-- higher the further up it stands; `newest_id` the newest message written in it.
CREATE TABLE topics (
    channel_id INTEGER NOT NULL REFERENCES channels (id),
    id INTEGER NOT NULL,
    title TEXT NOT NULL,
    icon_color INTEGER NOT NULL,
    icon_emoji_id INTEGER NOT NULL,
    creator_id INTEGER NOT NULL,
    date INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    hidden INTEGER NOT NULL,
    pin INTEGER NOT NULL,
    newest_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (channel_id, id)
) WITHOUT ROWID;
CREATE INDEX topics_by_newest ON topics (channel_id, newest_id);
CREATE TRIGGER topic_ends AFTER DELETE ON copies WHEN old.owner_id < -1000000000000 BEGIN
    DELETE FROM topics
    WHERE channel_id = -1000000000000 - old.owner_id AND id = old.id AND id <> 1;
END;

-- ---- search in basic groups ----

-- The words of a basic group's message stand in the index once, behind the group, for as long as
-- anybody in it has a copy as it stands now; only what somebody keeps of a message that changed
-- (bit 32) stands behind their own mailbox. The function `search_terms` is given the group for an
-- owner, and the body's id for the message's. What stood there once for each copy is made anew.
UPDATE search_progress SET words_version = 0 WHERE EXISTS (SELECT 1 FROM chats);

DROP TRIGGER copy_leaves_search;
CREATE TRIGGER copy_leaves_search BEFORE DELETE ON copies
WHEN old.body_id <= (SELECT indexed_to FROM search_progress)
    AND (old.peer_id NOT BETWEEN -999999999999 AND -1 OR old.marks & 32) BEGIN
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', old.body_id, terms FROM (
        SELECT search_terms(old.owner_id, old.id, old.peer_id, b.text, b.entities, b.extras)
            AS terms
        FROM bodies b WHERE b.id = iif(
            old.marks & 32,
            (SELECT body_id FROM kept_bodies WHERE owner_id = old.owner_id AND message_id = old.id),
            old.body_id
        )
    ) WHERE terms <> '';
END;
CREATE TRIGGER last_copy_leaves_search BEFORE DELETE ON copies
WHEN old.body_id <= (SELECT indexed_to FROM search_progress)
    AND old.peer_id BETWEEN -999999999999 AND -1 AND old.marks & 32 = 0
    AND NOT EXISTS (
        SELECT 1 FROM copies
        WHERE body_id = old.body_id AND owner_id <> old.owner_id AND marks & 32 = 0
    ) BEGIN
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', old.body_id, terms FROM (
        SELECT search_terms(old.peer_id, b.id, old.peer_id, b.text, b.entities, b.extras) AS terms
        FROM bodies b WHERE b.id = old.body_id
    ) WHERE terms <> '';
END;

DROP TRIGGER edit_reaches_search;
CREATE TRIGGER edit_reaches_search AFTER UPDATE OF text, entities, extras ON bodies
WHEN old.id <= (SELECT indexed_to FROM search_progress) AND (
    old.text IS NOT new.text OR old.entities IS NOT new.entities OR old.extras IS NOT new.extras
) BEGIN
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', old.id, before FROM (
        SELECT search_terms(p.owner, p.id, p.peer_id, old.text, old.entities, old.extras)
                AS before,
            search_terms(p.owner, p.id, p.peer_id, new.text, new.entities, new.extras) AS after
        FROM (
            SELECT DISTINCT iif(peer_id BETWEEN -999999999999 AND -1, peer_id, owner_id) AS owner,
                iif(peer_id BETWEEN -999999999999 AND -1, body_id, id) AS id, peer_id
            FROM copies WHERE body_id = old.id AND marks & 32 = 0
        ) AS p
    ) WHERE before <> '' AND before <> after;
    INSERT INTO search_words (rowid, terms)
    SELECT old.id, after FROM (
        SELECT search_terms(p.owner, p.id, p.peer_id, old.text, old.entities, old.extras)
                AS before,
            search_terms(p.owner, p.id, p.peer_id, new.text, new.entities, new.extras) AS after
        FROM (
            SELECT DISTINCT iif(peer_id BETWEEN -999999999999 AND -1, peer_id, owner_id) AS owner,
                iif(peer_id BETWEEN -999999999999 AND -1, body_id, id) AS id, peer_id
            FROM copies WHERE body_id = old.id AND marks & 32 = 0
        ) AS p
    ) WHERE after <> '' AND before <> after;
END;

-- Who is out goes on to find what they keep, behind their own mailbox.
CREATE TRIGGER kept_body_enters_search BEFORE UPDATE OF marks ON copies
WHEN old.marks & 32 = 0 AND new.marks & 32
    AND old.body_id <= (SELECT indexed_to FROM search_progress) BEGIN
    INSERT INTO search_words (rowid, terms)
    SELECT old.body_id, terms FROM (
        SELECT search_terms(old.owner_id, old.id, old.peer_id, b.text, b.entities, b.extras)
            AS terms
        FROM kept_bodies k JOIN bodies b ON b.id = k.body_id
        WHERE k.owner_id = old.owner_id AND k.message_id = old.id
    ) WHERE terms <> '';
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', old.body_id, terms FROM (
        SELECT search_terms(old.peer_id, b.id, old.peer_id, b.text, b.entities, b.extras) AS terms
        FROM bodies b WHERE b.id = old.body_id AND NOT EXISTS (
            SELECT 1 FROM copies
            WHERE body_id = old.body_id AND owner_id <> old.owner_id AND marks & 32 = 0
        )
    ) WHERE terms <> '';
END;

DROP TRIGGER kept_body_taken_back;
CREATE TRIGGER kept_body_taken_back BEFORE UPDATE OF marks ON copies
WHEN old.marks & 32 AND new.marks & 32 = 0
    AND old.body_id <= (SELECT indexed_to FROM search_progress) BEGIN
    INSERT INTO search_words (search_words, rowid, terms)
    SELECT 'delete', old.body_id, terms FROM (
        SELECT search_terms(old.owner_id, old.id, old.peer_id, b.text, b.entities, b.extras)
            AS terms
        FROM kept_bodies k JOIN bodies b ON b.id = k.body_id
        WHERE k.owner_id = old.owner_id AND k.message_id = old.id
    ) WHERE terms <> '';
    INSERT INTO search_words (rowid, terms)
    SELECT old.body_id, terms FROM (
        SELECT search_terms(old.peer_id, b.id, old.peer_id, b.text, b.entities, b.extras) AS terms
        FROM bodies b WHERE b.id = old.body_id AND NOT EXISTS (
            SELECT 1 FROM copies WHERE body_id = old.body_id AND marks & 32 = 0
        )
    ) WHERE terms <> '';
END;
