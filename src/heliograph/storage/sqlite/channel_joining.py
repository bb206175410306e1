"""Coming into channels by a link or by being let in."""

from collections.abc import Callable

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channel_log import came_by
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import ChannelContext, ChannelDecision
from heliograph.domain.chat_invites import ChatInvite, JoinDecision, Joiner
from heliograph.domain.chats import Asker
from heliograph.domain.peers import channel_of
from heliograph.storage.sqlite import bot_queue, channel_changes, channels, chat_invites


def join(
    db: apsw.Connection,
    asker: Asker,
    hash: str,
    *,
    decide: Callable[[Asker, ChannelContext, ChatInvite], JoinDecision],
) -> ChannelOutcome:
    """See `ports.chat_invite_store.ChatInviteOperations.join_channel_by`."""
    known = chat_invites.invite(db, hash)
    if known is None or known.chat_id > 0:
        raise errors.InviteHashExpired
    coming = replace(asker, chat_id=channel_of(known.chat_id))
    context = channels.context(db, coming, named=(known.admin_id,))
    return _write(db, coming, context, decide(coming, context, known), known)


def join_public(
    db: apsw.Connection, asker: Asker, *, decide: Callable[[ChannelContext], JoinDecision]
) -> ChannelOutcome:
    """See `ports.chat_invite_store.ChatInviteOperations.join_public_channel`."""
    context = channels.context(db, asker)
    return _write(db, asker, context, decide(context), None)


def settle(
    db: apsw.Connection,
    asker: Asker,
    account_id: int,
    *,
    decide: Callable[[ChannelContext, Joiner | None], JoinDecision | None],
) -> ChannelOutcome:
    """See `ports.chat_invite_store.ChatInviteOperations.settle_channel_request`."""
    context = channels.context(db, asker, named=[account_id])
    peer_id = context.channel.peer_id
    decision = decide(context, chat_invites.joiner(db, peer_id, account_id))
    if decision is None:
        chat_invites.drop_joiner(db, peer_id, account_id)
        return ChannelOutcome(channel=context.channel, changes=False)
    known = chat_invites.invite(db, decision.joiner.hash)
    return _write(db, asker, context, decision, known)


def _write(
    db: apsw.Connection,
    asker: Asker,
    context: ChannelContext,
    decision: JoinDecision,
    known: ChatInvite | None,
) -> ChannelOutcome:
    one, peer_id = decision.joiner, context.channel.peer_id
    if not isinstance(decision.change, ChannelDecision):
        chat_invites.keep_joiner(db, peer_id, one)
        asked = bot_queue.tell_asked(db, peer_id, one.account_id, invite=known, date=asker.date)
        return ChannelOutcome(channel=context.channel, changes=False, for_bots=asked)
    entry = came_by(known, one) if known is not None or one.approved_by else None
    outcome = channel_changes.write(db, asker, context, decision.change, came=entry, invite=known)
    if entry is not None:
        # After the change, which forgets that somebody waited.
        chat_invites.keep_joiner(db, peer_id, one)
        chat_invites.count_use(db, one.hash)
    return outcome
