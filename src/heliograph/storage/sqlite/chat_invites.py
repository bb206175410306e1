"""Links into groups, and who came by them."""

from collections.abc import Callable, Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channel_log import Action, InviteTouched, invite_changed
from heliograph.domain.chat_invites import ChatInvite, Group, JoinContext, JoinDecision, Joiner
from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import Asker, ChatContext, ChatDecision
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.permissions import is_inside
from heliograph.storage.sqlite import (
    bot_queue,
    channel_log,
    channels,
    chat_sending,
    chats,
    link_rows,
    queries,
    rows,
)

_SQL = queries.load("chat_invites")


def invite(db: apsw.Connection, hash: str) -> ChatInvite | None:
    """See `ports.chat_invite_store.ChatInviteOperations.chat_invite`."""
    row = db.execute(_SQL.invite, (hash,)).fetchone()
    return link_rows.invite(row) if row else None


def invites(
    db: apsw.Connection,
    chat_id: int,
    admin_id: int,
    *,
    revoked: bool,
    before: int,
    after_hash: str,
    at_most: int,
) -> tuple[Sequence[ChatInvite], int]:
    """See `ports.chat_invite_store.ChatInviteOperations.chat_invites`."""
    found = rows.fetch(
        db, _SQL.invites, (chat_id, admin_id, int(revoked), before, after_hash, at_most)
    )
    count = rows.number(db, _SQL.count, (chat_id, admin_id, int(revoked)))
    return [link_rows.invite(row) for row in found], count


def admins(db: apsw.Connection, chat_id: int) -> Sequence[tuple[int, int, int]]:
    """See `ports.chat_invite_store.ChatInviteOperations.admins_with_invites`."""
    return [(row[0], row[1], row[2]) for row in rows.fetch(db, _SQL.admins, (chat_id,))]


def change(
    db: apsw.Connection,
    asker: Asker,
    hash: str | None,
    *,
    decide: Callable[[Group, ChatInvite | None], Sequence[ChatInvite]],
) -> Sequence[ChatInvite]:
    """See `ports.chat_invite_store.ChatInviteOperations.change_invite`."""
    if hash is None:
        row = db.execute(_SQL.permanent, (asker.chat_id, asker.account_id)).fetchone()
        hash = row[0] if row else ""
    before = invite(db, hash)
    made = decide(_group(db, asker), before)
    for one in made:
        values = (one.hash, one.chat_id, one.admin_id, one.title, one.date, one.started)
        terms = (one.expires, one.usage_limit, one.usage)
        flags = (int(one.request_needed), int(one.permanent), int(one.revoked))
        db.execute(_SQL.keep, (*values, *terms, *flags))
        if one.revoked:
            db.execute(_SQL.drop_waiting_by, (one.chat_id, one.hash))
    if before is not None:
        _log(db, asker, invite_changed(before, made[0]))
    return made


def _log(db: apsw.Connection, asker: Asker, actions: Iterable[Action]) -> None:
    """Keep what was done with a link into a channel; basic groups have no log."""
    if is_channel(asker.chat_id):
        channel_id = channel_of(asker.chat_id)
        channel_log.note(db, channel_id, asker.account_id, actions, date=asker.date)


def drop(
    db: apsw.Connection,
    asker: Asker,
    *,
    hash: str | None,
    admin_id: int,
    decide: Callable[[Group, ChatInvite | None], None],
) -> None:
    """See `ports.chat_invite_store.ChatInviteOperations.drop_invites`."""
    known = None if hash is None else invite(db, hash)
    decide(_group(db, asker), known)
    if hash is None:
        db.execute(_SQL.drop_revoked, (asker.chat_id, admin_id))
    else:
        db.execute(_SQL.drop, (hash,))
        if known is not None:
            _log(db, asker, [InviteTouched(what="ExportedInviteDelete", invite=known)])


def _group(db: apsw.Connection, asker: Asker) -> Group:
    if asker.chat_id > 0:
        return chats.context(db, asker)
    return channels.context(db, replace(asker, chat_id=channel_of(asker.chat_id)))


def join(
    db: apsw.Connection,
    asker: Asker,
    hash: str,
    *,
    decide: Callable[[Asker, JoinContext], JoinDecision],
) -> ChatOutcome:
    """See `ports.chat_invite_store.ChatInviteOperations.join_chat`."""
    known = invite(db, hash)
    if known is None or known.chat_id < 0:
        raise errors.InviteHashExpired
    asker = Asker(
        account_id=asker.account_id,
        chat_id=known.chat_id,
        date=asker.date,
        random_id=asker.random_id,
    )
    group = chats.context(db, asker)
    context = JoinContext(
        group=group, invite=known, joiner=joiner(db, known.chat_id, asker.account_id)
    )
    decision = decide(asker, context)
    outcome = _write(db, asker, group, decision)
    if decision.change is not None:
        count_use(db, hash)
    return outcome


def settle(
    db: apsw.Connection,
    asker: Asker,
    account_id: int,
    *,
    decide: Callable[[ChatContext, Joiner | None], JoinDecision | None],
) -> ChatOutcome:
    """See `ports.chat_invite_store.ChatInviteOperations.settle_request`."""
    group = chats.context(db, asker)
    decision = decide(group, joiner(db, asker.chat_id, account_id))
    if decision is None:
        drop_joiner(db, asker.chat_id, account_id)
        return ChatOutcome(chat=group.chat, members=group.inside, changes=False)
    count_use(db, decision.joiner.hash)
    return _write(db, asker, group, decision)


def _write(
    db: apsw.Connection, asker: Asker, group: ChatContext, decision: JoinDecision
) -> ChatOutcome:
    chat_id = asker.chat_id
    keep_joiner(db, chat_id, decision.joiner)
    if not isinstance(decision.change, ChatDecision):
        one = decision.joiner
        asked = bot_queue.tell_asked(
            db, chat_id, one.account_id, invite=invite(db, one.hash), date=asker.date
        )
        return ChatOutcome(chat=group.chat, members=group.inside, changes=False, for_bots=asked)
    by_link = invite(db, decision.joiner.hash)
    sent = chats.write(db, asker, decision.change, tell=chat_sending.append)
    present = tuple(m for m in chats.members(db, chat_id) if is_inside(m.role))
    audience = tuple(m.account_id for m in present)
    chats.note_all(db, chat_id, audience)
    return ChatOutcome(
        chat=decision.change.chat,
        members=present,
        changed=decision.change.changed,
        sent=sent,
        audience=audience,
        for_bots=bot_queue.tell_chat(db, asker, group, decision.change, invite=by_link),
    )


def joiner(db: apsw.Connection, chat_id: int, account_id: int) -> Joiner | None:
    """What somebody did by links into a group or channel, whose peer is `chat_id` then."""
    row = db.execute(_SQL.joiner, (chat_id, account_id)).fetchone()
    return _record(row) if row else None


def keep_joiner(db: apsw.Connection, chat_id: int, one: Joiner) -> None:
    """Note that somebody came by a link, or waits to be let in."""
    place = (chat_id, one.account_id, one.hash, one.date, int(one.waiting), one.approved_by)
    db.execute(_SQL.keep_joiner, place)


def drop_joiner(db: apsw.Connection, chat_id: int, account_id: int) -> None:
    """Forget that somebody came or asked."""
    db.execute(_SQL.drop_joiner, (chat_id, account_id))


def count_use(db: apsw.Connection, hash: str) -> None:
    """Somebody came by a link."""
    db.execute(_SQL.used, (hash,))


def _record(row: rows.Row) -> Joiner:
    return Joiner(
        account_id=row[0], hash=row[1], date=row[2], waiting=bool(row[3]), approved_by=row[4]
    )


def joiners(
    db: apsw.Connection,
    chat_id: int,
    *,
    waiting: bool,
    hash: str | None,
    before: int,
    below_id: int,
    at_most: int,
) -> tuple[Sequence[Joiner], int]:
    """See `ports.chat_invite_store.ChatInviteOperations.joiners`."""
    wanted = (chat_id, int(waiting), hash)
    found = rows.fetch(db, _SQL.joiners, (*wanted, before, below_id, at_most))
    return [_record(row) for row in found], rows.number(db, _SQL.count_joiners, wanted)
