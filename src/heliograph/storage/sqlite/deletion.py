"""Deleting accounts: what is theirs at once, their mailbox in bounded steps."""

from collections.abc import Callable, Sequence

import apsw

from heliograph.domain.account_terms import AccountTerms
from heliograph.domain.deletion import DeletionContext, Ended
from heliograph.domain.errors import UserIdInvalid
from heliograph.domain.people import FIRST_ACCOUNT_ID, Account
from heliograph.storage.sqlite import (
    changing,
    chats,
    devices,
    encrypted_chats,
    keys,
    people,
    queries,
    rows,
    two_step,
    voting,
)
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("deletion")

_OWN = (
    _SQL.hold_number,
    _SQL.drop_taken,
    _SQL.drop_taken_photos,
    _SQL.drop_answers,
    _SQL.drop_usernames,
    _SQL.drop_profile_photos,
    _SQL.drop_profile,
    _SQL.drop_contacts,
    _SQL.drop_awaited,
    _SQL.drop_blocks,
    _SQL.drop_story_blocks,
    _SQL.drop_hidden_bars,
    _SQL.drop_notify_settings,
    _SQL.drop_topic_settings,
    _SQL.drop_account_events,
    _SQL.drop_drafts,
    _SQL.drop_topic_drafts,
    _SQL.drop_filters,
    _SQL.drop_saved_pins,
    _SQL.drop_preferences,
    _SQL.drop_top_peers,
    _SQL.drop_two_step,
    _SQL.drop_waits,
    _SQL.drop_attempts,
    _SQL.drop_letters,
    _SQL.drop_exports,
    _SQL.drop_takeouts,
    _SQL.drop_takeout_waits,
    _SQL.drop_terms,
    _SQL.drop_accepted_terms,
    _SQL.forget_reporter,
    _SQL.drop_reporter,
    _SQL.drop_scheduled,
    _SQL.drop_scheduled_ids,
    _SQL.drop_protected,
    _SQL.drop_joins,
    _SQL.drop_chosen_speakers,
    _SQL.drop_links,
    _SQL.leave_channels,
    _SQL.drop_from_channels,
    _SQL.drop_channel_dialogs,
    _SQL.drop_post_calls,
    _SQL.drop_post_opened,
    _SQL.drop_thread_marks,
    _SQL.drop_channel_reads,
    _SQL.drop_post_reactions,
    _SQL.drop_from_log,
    _SQL.clear_account,
    _SQL.erase_later,
)


def end_account(
    db: apsw.Connection,
    account_id: int,
    sealer: Sealer,
    *,
    decide: Callable[[DeletionContext], AccountTerms | None],
) -> Ended:
    """See `ports.ending_store.EndingOperations.end_account`."""
    account = people.known_account(db, account_id)
    if account_id < FIRST_ACCOUNT_ID:
        raise UserIdInvalid
    context = DeletionContext(
        two_step=two_step.two_step(db, account_id, sealer),
        terms=devices.terms(db, account_id),
        used=rows.number(db, _SQL.last_used, (account_id,)),
    )
    kept = decide(context)
    if kept is None:
        groups = chats.leave_all(db, account_id, date=context.used)
        ended = _delete(db, account)
        left = people.known_account(db, account_id)
        return Ended(
            left=left,
            auth_key_ids=ended,
            terms=context.terms,
            before=context.terms,
            groups=groups,
        )
    if kept != context.terms:
        devices.keep_terms(db, account_id, kept)
    return Ended(terms=kept, before=context.terms)


def _delete(db: apsw.Connection, account: Account) -> Sequence[int]:
    ended = keys.end_all_authorizations(db, account.id)
    encrypted_chats.end_of_account(db, account.id)
    voting.take_back_votes(db, account.id)
    if account.phone:
        db.execute(_SQL.drop_code_mail, (account.phone,))
        db.execute(_SQL.drop_codes, (account.phone,))
    for statement in _OWN:
        db.execute(statement, (account.id,))
    return ended


def erase_mailboxes(db: apsw.Connection, *, date: int, at_most: int) -> None:
    """Take so many messages, then so much of its history, out of a deleted account's mailbox."""
    found = rows.fetch(db, _SQL.next_erasure, ())
    if not found:
        return
    account_id = found[0][0]
    ids = [row[0] for row in rows.fetch(db, _SQL.some_copies, (account_id, at_most))]
    if ids:
        changing.delete_messages(db, account_id, ids, revoke=False, date=date)
        return
    if rows.fetch(db, _SQL.drop_latest_log, (account_id, at_most)):
        db.execute(_SQL.rewind_mailbox, (account_id,))
        return
    db.execute(_SQL.drop_dialogs, (account_id,))
    db.execute(_SQL.erased, (account_id,))
