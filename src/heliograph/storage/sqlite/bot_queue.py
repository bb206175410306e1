"""What bots are told by their own qts: written with what happened, kept until they have it."""

from collections.abc import Iterable

import apsw

from heliograph.domain.bot_events import (
    KEPT_S,
    WAITING_MAX,
    BotEvent,
    BotStopped,
    BotUpdate,
    JoinAsked,
    MissedByBot,
    changed_in_channel,
    changed_in_chat,
    named_in,
    without_doers,
)
from heliograph.domain.channels import ChannelContext, ChannelDecision
from heliograph.domain.chat_invites import ChatInvite
from heliograph.domain.chats import Asker, ChatContext, ChatDecision
from heliograph.domain.encrypted_messages import FIRST_QTS
from heliograph.domain.peers import channel_of, chat_peer, is_channel
from heliograph.domain.people import BOTS_MAX, FIRST_BOT_ID, is_bot
from heliograph.domain.permissions import AdminRight
from heliograph.storage.sqlite import people, queries, rows
from heliograph.storage.sqlite.blobs import pack_bot_event, unpack_bot_event

_SQL = queries.load("bot_queue")
_BOTS = (FIRST_BOT_ID, FIRST_BOT_ID + BOTS_MAX)

Told = tuple[BotUpdate, ...]


def tell_channel(
    db: apsw.Connection,
    asker: Asker,
    context: ChannelContext,
    decision: ChannelDecision,
    *,
    invite: ChatInvite | None = None,
    asked: bool = False,
) -> Told:
    """Who changed in a channel, to the programs that are its admins; to one of itself always."""
    if not decision.changed:
        return ()
    known = [*context.others, *([context.member] if context.member is not None else [])]
    events = changed_in_channel(
        {one.account_id: one for one in known},
        decision.changed,
        peer_id=decision.channel.peer_id,
        actor_id=asker.account_id,
        date=asker.date,
        invite=invite,
        asked=asked,
    )
    channel_id = decision.channel.id
    found = rows.fetch(db, _SQL.channel_admins, (channel_id, *_BOTS))
    admins = {row[0] for row in found}
    told: list[BotUpdate] = []
    for event in events:
        told += _tell(db, admins, event)
        if members := _itself(event.user_id) - admins:
            hidden = rows.fetch(db, _SQL.anonymous, (channel_id, int(AdminRight.ANONYMOUS)))
            told += _tell(db, members, without_doers(event, {row[0] for row in hidden}))
    return tuple(told)


def tell_chat(
    db: apsw.Connection,
    asker: Asker,
    context: ChatContext,
    decision: ChatDecision,
    *,
    invite: ChatInvite | None = None,
) -> Told:
    """As `tell_channel`, of a basic group."""
    if not decision.changed:
        return ()
    events = changed_in_chat(
        {one.account_id: one for one in context.members},
        decision.changed,
        peer_id=decision.chat.peer_id,
        actor_id=asker.account_id,
        date=asker.date,
        invite=invite,
    )
    admins = {row[0] for row in rows.fetch(db, _SQL.chat_admins, (decision.chat.id, *_BOTS))}
    return tuple(
        one for event in events for one in _tell(db, admins | _itself(event.user_id), event)
    )


def tell_asked(
    db: apsw.Connection, place: int, user_id: int, *, invite: ChatInvite | None, date: int
) -> Told:
    """Who waits to be let in, to the programs that may do so; `place` is a group's id or a
    channel's peer."""
    if is_channel(place):
        found = rows.fetch(db, _SQL.channel_admins, (channel_of(place), *_BOTS))
        doorkeepers = {one for one, rights in found if rights & AdminRight.INVITE_USERS}
    else:
        doorkeepers = {row[0] for row in rows.fetch(db, _SQL.chat_admins, (place, *_BOTS))}
        place = chat_peer(place)
    return _tell(
        db, doorkeepers, JoinAsked(peer_id=place, date=date, user_id=user_id, invite=invite)
    )


def tell_stopped(
    db: apsw.Connection, bot_id: int, user_id: int, *, stopped: bool, date: int
) -> Told:
    """A bot that somebody keeps it out, or does so no longer."""
    return _tell(db, _itself(bot_id), BotStopped(date=date, user_id=user_id, stopped=stopped))


def _itself(account_id: int) -> set[int]:
    return {account_id} if is_bot(account_id) else set()


def _tell(db: apsw.Connection, bot_ids: Iterable[int], event: BotEvent) -> Told:
    """Keep it for those that are signed in: whoever does so later begins with what comes then, and
    a channel that many join would write for nobody."""
    told: list[BotUpdate] = []
    for bot_id in sorted(bot_ids):
        for (reached,) in rows.fetch(db, _SQL.next_qts, (bot_id,)):
            db.execute(_SQL.add, (bot_id, reached, event.date, pack_bot_event(event)))
            db.execute(_SQL.drop_up_to, (bot_id, reached - WAITING_MAX))
            told.append(BotUpdate(bot_id=bot_id, qts=reached, event=event))
    return tuple(told)


def qts(db: apsw.Connection, bot_id: int) -> int:
    """See `ports.bot_store.BotOperations.bot_qts`."""
    found = rows.fetch(db, _SQL.qts, (bot_id,))
    return int(found[0][0]) if found else FIRST_QTS


def may_acknowledge(db: apsw.Connection, bot_id: int, *, up_to: int) -> bool:
    """Whether there is something that a bot has, on the one session that it is signed in with."""
    if up_to > qts(db, bot_id):
        return False
    return bool(rows.number(db, _SQL.may_acknowledge, (bot_id, up_to)))


def acknowledge(db: apsw.Connection, bot_id: int, *, up_to: int) -> None:
    """Forget what a bot has."""
    if may_acknowledge(db, bot_id, up_to=up_to):
        db.execute(_SQL.drop_up_to, (bot_id, up_to))


def missed(db: apsw.Connection, bot_id: int, *, after: int, limit: int) -> MissedByBot:
    """See `ports.bot_store.BotOperations.missed_by_bot`."""
    reached = qts(db, bot_id)
    # As with devices: one that is ahead of us lost its place, or we did.
    start = after if after <= reached else 0
    found = rows.fetch(db, _SQL.after, (bot_id, start, limit + 1))
    final = len(found) <= limit
    updates = tuple(
        BotUpdate(bot_id=bot_id, qts=row[0], event=unpack_bot_event(row[1]))
        for row in found[:limit]
    )
    named = dict.fromkeys(one for update in updates for one in named_in(update.event))
    return MissedByBot(
        qts=reached if final else updates[-1].qts,
        updates=updates,
        sees=people.shown(db, bot_id, named),
        final=final,
    )


def forget(db: apsw.Connection, *, now: int, at_most: int) -> None:
    """Drop what no bot has fetched for a day."""
    db.execute(_SQL.forget, (now - KEPT_S, at_most))
