"""What a restored store does to its counters: it moves them past all that can have been given out.

A client that has seen more than the copy holds ignores a counter that fell a little, and keeps the
old messages under ids that would be given out again.
"""

from collections.abc import Mapping

import apsw

from heliograph.domain.people import BOTS_MAX, FIRST_ACCOUNT_ID, FIRST_BOT_ID
from heliograph.storage.sqlite import drafts, queries, rows

_SQL = queries.load("leap")

LEAP = 100_000
"""At least so far: what a mailbox may have been given while the copy was being made, and after."""

LEAP_PER_SECOND = 10
"""And so much for each second of the copy's age: as fast as one account may send for long. Whoever
restores a copy once more is past what the first restore gave out, a few minutes after it: what is
told again took up to `_EDITED_MOST` pts."""

_SCHEDULED_LEAP = 1_000
"""Ids of scheduled messages have 18 bits in TDLib (td/telegram/ScheduledServerMessageId.h), and no
dialog has more than a hundred at once."""

_DAY_S = 86_400
_TOLD_AGAIN = (
    (_SQL.tell_events_again, _DAY_S),
    (_SQL.tell_names_again, 7 * _DAY_S),
    (_SQL.tell_dialogs_again, 30 * _DAY_S),
    (_SQL.tell_topics_again, 30 * _DAY_S),
    (_SQL.tell_lists_again, 30 * _DAY_S),
)
"""How long before the copy something must have been in use for a change since to be likely: all of
it would be more than an answer may hold."""

_EDITED_WITHIN_S = 2 * _DAY_S
"""As long as a message may be edited: `edit_window_s`."""

_EDITED_MOST = 1_000
"""So many messages of a mailbox are told again, the newest: of others edits are rare."""

_HIGHEST = 2**31 - 1
"""Ids and pts are 32 bits wide on the wire."""

LEAPS: Mapping[str, tuple[str, ...]] = {
    "accounts": ("id",),
    "auth_keys": ("qts",),
    "bots": ("qts",),
    "chats": ("version",),
    "mailboxes": ("pts", "top_id"),
    "scheduled_ids": ("top_id",),
}
"""Tables whose columns are given out by counting, or say how far the counting is. All of them leap.

Every table of the schema stands here or in `STAND`; a test holds both against it.
"""

STAND: Mapping[str, str] = {
    "account_events": "are told again",
    "account_floors": "is how accounts leap",
    "account_terms": "no ids",
    "accepted_terms": "no ids",
    "authorizations": "hashes are drawn",
    "audit": "ids stay inside",
    "awaited_phones": "no ids",
    "blobs": "names are hashes",
    "blocks": "ids stay inside",
    "bodies": "ids stay inside",
    "body_files": "ids are of bodies and files",
    "bot_commands": "no ids",
    "bot_queue": "qts are of bots",
    "barred_speakers": "no ids",
    "body_speakers": "ids stay inside",
    "chat_invites": "links are drawn",
    "chat_joiners": "no ids",
    "channel_erasures": "no ids",
    "channel_listings": "no ids but accounts'",
    "channel_log": "ids stay inside",
    "channel_reads": "ids are of mailboxes",
    "channel_members": "ids are of mailboxes",
    "channel_photos": "ids are of files",
    "channels": "ids are drawn",
    "chat_members": "no ids",
    "chat_photos": "ids are of files",
    "code_mails": "no ids",
    "contact_photos": "ids are of files",
    "contacts": "no ids but accounts'",
    "copies": "ids are of mailboxes",
    "send_as": "no ids",
    "device_locks": "no ids",
    "dialog_filters": "ids are the clients' choice",
    "dialogs": "ids are of mailboxes",
    "encrypted_chats": "ids are the clients' choice",
    "encrypted_files": "ids are of files",
    "encrypted_queue": "qts are of auth_keys",
    "encrypted_queues": "no ids",
    "encrypted_sends": "ids are the clients' choice",
    "drafts": "no ids",
    "erasures": "no ids",
    "expiring": "ids stay inside",
    "exported_authorizations": "secrets are drawn",
    "file_blobs": "ids are of files",
    "files": "ids are drawn",
    "hidden_bars": "no ids",
    "invites": "numbers and codes are drawn",
    "letters": "ids stay inside",
    "log": "pts are of mailboxes",
    "log_attested": "are of log_leaves",
    "log_cosignatures": "sizes are of log_heads",
    "log_heads": "go on from the newest head that witnesses know",
    "log_leaves": "go on from the newest head that witnesses know",
    "log_pending": "ids stay inside",
    "log_private": "puids are drawn",
    "log_tiles": "are of log_leaves",
    "log_totals": "are of log_leaves",
    "log_witnesses": "sizes are of log_heads",
    "kept_bodies": "ids are of mailboxes",
    "likeness_jobs": "ids are of files",
    "login_codes": "hashes are drawn",
    "login_tokens": "tokens are drawn",
    "media_use": "no ids",
    "meta": "no ids",
    "notify_settings": "no ids",
    "opened_media": "ids stay inside",
    "password_attempts": "challenges are drawn",
    "password_waits": "no ids",
    "pinned_messages": "ids are of mailboxes",
    "poll_bodies": "ids stay inside",
    "poll_votes": "no ids",
    "polls": "ids are drawn",
    "post_calls": "ids are of mailboxes",
    "post_counters": "ids are of mailboxes",
    "post_opened": "ids are of mailboxes",
    "post_reactions": "ids are of mailboxes",
    "post_tallies": "ids are of mailboxes",
    "preferences": "no ids",
    "profile_photos": "ids are of files",
    "profiles": "no ids",
    "protected_dialogs": "no ids",
    "push_devices": "ids stay inside",
    "push_tasks": "ids are of mailboxes",
    "search_progress": "counts bodies, whose ids stay inside",
    "search_words": "ids are bodies'",
    "scheduled": "ids are of scheduled_ids",
    "scheduled_files": "ids are of scheduled_ids and files",
    "safety_appeals": "ids stay inside",
    "safety_blocked_files": "no ids",
    "safety_cases": "ids stay inside",
    "safety_decisions": "named by what is drawn",
    "safety_decision_parts": "ids are of decisions",
    "safety_effects": "ids stay inside",
    "safety_events": "ids stay inside",
    "safety_evidence": "ids stay inside",
    "safety_evidence_files": "ids stay inside",
    "safety_expiring": "no ids",
    "safety_held_bodies": "ids stay inside",
    "safety_appeal_logs": "ids are of appeals",
    "safety_letters": "no ids",
    "safety_measures": "no ids",
    "safety_notices": "no ids",
    "safety_provisional": "ids stay inside",
    "safety_numbers": "no ids",
    "safety_proposals": "ids stay inside",
    "safety_reporters": "no ids",
    "safety_reports": "receipts are drawn",
    "safety_restrictions": "no ids",
    "safety_scopes": "no ids",
    "safety_statements": "names are drawn",
    "safety_taken": "no ids",
    "safety_taken_files": "ids stay inside",
    "safety_unreturned": "no ids",
    "safety_subjects": "ids stay inside",
    "staff": "ids stay inside",
    "staff_passkeys": "ids stay inside",
    "staff_sessions": "ids stay inside, tokens are drawn",
    "saved_copies": "ids are of mailboxes",
    "saved_pins": "no ids",
    "sends": "ids and pts are of mailboxes",
    "story_blocks": "ids stay inside",
    "takeout_waits": "no ids",
    "takeouts": "ids are drawn",
    "thread_marks": "ids are of mailboxes",
    "thread_messages": "ids are of mailboxes",
    "threads": "ids are of mailboxes",
    "topic_drafts": "no ids",
    "topic_notify_settings": "no ids",
    "topics": "ids are of mailboxes",
    "top_peer_resets": "no ids",
    "two_step": "no ids",
    "unread_mentions": "ids are of mailboxes",
    "unread_reactions": "ids are of mailboxes",
    "usernames": "no ids",
}
"""Why nothing of these tables has to leap."""


class CannotLeap(Exception):
    """A counter is so high that it cannot leap; the text is for the operator."""


def how_far(*, made: int, now: int) -> int:
    """How far the store of a copy made at `made` must leap (Unix seconds)."""
    return LEAP + LEAP_PER_SECOND * max(0, now - made)


def leap(db: apsw.Connection, *, by: int, made: int, date: int) -> None:
    """Move all of `LEAPS` by so much, in one transaction, and have told again what may have changed
    since.

    Raises CannotLeap and changes nothing.
    """
    with db:
        highest = rows.number(db, _SQL.highest, ())
        if highest + by + _EDITED_MOST > _HIGHEST:
            raise CannotLeap(f"a counter is at {highest}: it cannot leap {by} further")
        # The log first: it says where each mailbox stood.
        db.execute(_SQL.log_leaps, (by, date))
        db.execute(_SQL.leap_mailboxes, (by, date))
        db.execute(_SQL.tell_messages_again, (date, made - _EDITED_WITHIN_S, _EDITED_MOST))
        db.execute(_SQL.date_edits_anew, (date, made - _EDITED_WITHIN_S))
        db.execute(_SQL.pass_what_is_told)
        db.execute(_SQL.leap_devices, (by,))
        db.execute(_SQL.leap_bots, (by,))
        db.execute(_SQL.leap_chats, (by,))
        db.execute(_SQL.leap_scheduled, (_SCHEDULED_LEAP,))
        for begin, end in (
            (FIRST_ACCOUNT_ID, FIRST_BOT_ID),
            (FIRST_BOT_ID, FIRST_BOT_ID + BOTS_MAX),
        ):
            db.execute(_SQL.raise_floor, (by, begin, end))
        for statement, in_use_s in _TOLD_AGAIN:
            db.execute(statement, (date, made - in_use_s))
        drafts.date_anew(db, since=made - 30 * _DAY_S, date=date)
