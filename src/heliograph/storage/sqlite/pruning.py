"""Forgetting what has had its time: sent random_ids, codes, invitations, unused keys."""

import apsw
import msgspec

from heliograph.storage.sqlite import (
    bot_queue,
    channel_erasing,
    channel_log,
    code_mails,
    deletion,
    encrypted_chats,
    files,
    key_binding,
    login_tokens,
    password_waits,
    post_contents,
    push,
    queries,
    transfers,
    two_step,
)
from heliograph.storage.sqlite.safety import evidence, log_entries, staff_sessions, taken_files

_SENDING = queries.load("sending")
_SIGN_IN = queries.load("sign_in")
_KEYS = queries.load("keys")

_ROWS_AT_ONCE = 500
"""Of each kind: so many are gone before the next interactive operation would feel it."""

_MESSAGES_AT_ONCE = 100
"""Of a deleted account: their words go out of the index with them, 0.2 ms for each."""


class Keep(msgspec.Struct, frozen=True, kw_only=True):
    """What is older than each date (Unix seconds) may go; `now` ends invitations."""

    now: int
    sends_after: int
    codes_after: int
    unused_keys_after: int
    expired_keys_after: int
    encrypted_after: int = 0
    likeness_after: int = 0
    logged_after: int = 0
    staff_seen_after: int = 0
    staff_begun_after: int = 0


def prune(db: apsw.Connection, keep: Keep) -> int:
    """Drop a bounded number of rows of each kind; 0 means that nothing is left to drop."""
    before = db.total_changes()
    db.execute(_SENDING.forget_sends, (keep.sends_after, _ROWS_AT_ONCE))
    db.execute(_SIGN_IN.forget_codes, (keep.codes_after, _ROWS_AT_ONCE))
    db.execute(_KEYS.forget_keys, (keep.unused_keys_after, _ROWS_AT_ONCE))
    key_binding.forget_expired(db, before=keep.expired_keys_after, at_most=_ROWS_AT_ONCE)
    transfers.forget_exports(db, before=keep.now, at_most=_ROWS_AT_ONCE)
    db.execute(_SIGN_IN.forget_invites, (keep.now,))
    password_waits.forget_expired(db, before=keep.now, at_most=_ROWS_AT_ONCE)
    two_step.forget(db, before=keep.codes_after, at_most=_ROWS_AT_ONCE)
    log_entries.forget(db, before=keep.logged_after, at_most=_ROWS_AT_ONCE)
    evidence.forget(db, now=keep.now, at_most=_ROWS_AT_ONCE)
    taken_files.forget(db, now=keep.now, at_most=_ROWS_AT_ONCE)
    login_tokens.forget_login_tokens(db, before=keep.codes_after, at_most=_ROWS_AT_ONCE)
    deletion.erase_mailboxes(db, date=keep.now, at_most=_MESSAGES_AT_ONCE)
    channel_erasing.erase(db, date=keep.now, at_most=_MESSAGES_AT_ONCE)
    encrypted_chats.forget(
        db,
        before=keep.encrypted_after,
        sends_before=keep.sends_after,
        at_most=_ROWS_AT_ONCE,
    )
    files.forget_encrypted(db, before=keep.encrypted_after, at_most=_ROWS_AT_ONCE)
    files.forget_likeness_jobs(db, before=keep.likeness_after, at_most=_ROWS_AT_ONCE)
    staff_sessions.forget(
        db, seen_before=keep.staff_seen_after, begun_before=keep.staff_begun_after
    )
    code_mails.forget_unused(db, at_most=_ROWS_AT_ONCE)
    post_contents.forget(db, now=keep.now, at_most=_ROWS_AT_ONCE)
    bot_queue.forget(db, now=keep.now, at_most=_ROWS_AT_ONCE)
    channel_log.forget(db, now=keep.now, at_most=_ROWS_AT_ONCE)
    push.forget_expired(db, before=keep.now, at_most=_ROWS_AT_ONCE)
    return db.total_changes() - before
