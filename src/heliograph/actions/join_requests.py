"""Coming into groups and channels by a link or a name, and letting in who asked.

https://core.telegram.org/api/invites#join-requests
"""

from collections.abc import Sequence

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.bot_events import tell_bots
from heliograph.actions.channel_telling import tell_changed
from heliograph.actions.chats import asker, tell_members
from heliograph.domain import channel_joining, errors
from heliograph.domain.account_events import RequestsPending
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import ChannelContext, SeenChannel, standing_of
from heliograph.domain.chat_invites import (
    ChatInvite,
    JoinContext,
    JoinDecision,
    Joiner,
    come,
    settle_request,
)
from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import Asker, ChatContext
from heliograph.domain.events import Origin
from heliograph.domain.peers import channel_of, chat_peer
from heliograph.domain.people import is_bot
from heliograph.domain.permissions import AdminRight, Role, is_given

_PAST_ALL = 2**62
_SHOWN_REQUESTERS = 3
"""Faces beside the number of those who wait."""


async def join_channel(
    app: App, account_id: int, hash: str, *, origin: Origin | None
) -> ChannelOutcome:
    """Come into a channel by a link; as `join`."""
    who = asker(app, account_id, 0)

    def decide(coming: Asker, context: ChannelContext, invite: ChatInvite) -> JoinDecision:
        return channel_joining.come_by_link(coming, context, invite, app.channel_limits)

    outcome = await app.store.join_channel_by(who, hash, decide=decide)
    return await _came(app, outcome, origin)


async def join_public(
    app: App, account_id: int, channel_id: int, *, origin: Origin | None
) -> ChannelOutcome:
    """Come into a public channel; as `join`."""
    who = asker(app, account_id, channel_id)

    def decide(context: ChannelContext) -> JoinDecision:
        return channel_joining.come(who, context, app.channel_limits)

    outcome = await app.store.join_public_channel(who, decide=decide)
    return await _came(app, outcome, origin)


async def _came(app: App, outcome: ChannelOutcome, origin: Origin | None) -> ChannelOutcome:
    if not outcome.changes:
        tell_bots(app, outcome.for_bots)
        await tell_pending(app, outcome.channel.peer_id)
        raise errors.InviteRequestSent
    return tell_changed(app, outcome, origin=origin)


async def join(app: App, account_id: int, hash: str, *, origin: Origin | None) -> ChatOutcome:
    """Come by a link. INVITE_REQUEST_SENT for who waits to be let in: the admins are told."""
    who = asker(app, account_id, 0)

    def decide(coming: Asker, context: JoinContext) -> JoinDecision:
        return come(coming, context, app.chat_limits)

    outcome = await app.store.join_chat(who, hash, decide=decide)
    if not outcome.changes:
        tell_bots(app, outcome.for_bots)
        await tell_pending(app, outcome.chat.id)
        raise errors.InviteRequestSent
    return tell_members(app, outcome, origin)


async def settle(
    app: App, account_id: int, chat_id: int, user_id: int, *, approved: bool
) -> ChatOutcome:
    """Let somebody into a group who asked, or not; all admins are told how many wait by now."""
    who = asker(app, account_id, chat_id)

    def decide(group: ChatContext, joiner: Joiner | None) -> JoinDecision | None:
        return settle_request(who, group, joiner, app.chat_limits, approved=approved)

    outcome = await app.store.settle_request(who, user_id, decide=decide)
    # What comes to the asker's mailbox is another's message: no answer brings it.
    return tell_members(app, outcome, None)


async def settle_in_channel(
    app: App, account_id: int, peer_id: int, user_id: int, *, approved: bool
) -> ChannelOutcome:
    """As `settle`, of a channel."""
    who = asker(app, account_id, channel_of(peer_id))

    def decide(context: ChannelContext, joiner: Joiner | None) -> JoinDecision | None:
        return channel_joining.settle_request(
            who, context, joiner, app.channel_limits, approved=approved
        )

    outcome = await app.store.settle_channel_request(who, user_id, decide=decide)
    return tell_changed(app, outcome, origin=None)


async def pending(app: App, place: int) -> RequestsPending:
    """How many wait to be let in, and the latest of them; `place` is a group's id or a channel's
    peer."""
    found, count = await app.store.joiners(
        place,
        waiting=True,
        hash=None,
        before=_PAST_ALL,
        below_id=0,
        at_most=_SHOWN_REQUESTERS,
    )
    recent = tuple(one.account_id for one in found)
    return RequestsPending(
        peer_id=chat_peer(place) if place > 0 else place, count=count, recent_ids=recent
    )


async def tell_pending(app: App, place: int, *, origin: Origin | None = None) -> RequestsPending:
    """Tell who may let people in how many wait by now."""
    change = await pending(app, place)
    for account_id in await _doorkeepers(app, place):
        tell_account(app, account_id, change, origin=origin)
    return change


async def _doorkeepers(app: App, place: int) -> Sequence[int]:
    """Who may let people in, but programs, which keep no number of them."""
    if place > 0:
        known = await app.store.chat(0, place)
        inside = known[1] if known is not None else ()
        return [one.account_id for one in inside if one.role >= Role.ADMIN]
    channel_id = channel_of(place)
    admins = await app.store.channel_admins(channel_id)
    members = await app.store.channel_members_among(channel_id, admins)
    return [
        one.account_id
        for seen in await app.store.shown(0, [place])
        if isinstance(seen, SeenChannel)
        for one in members
        if is_given(standing_of(seen.channel, one), AdminRight.INVITE_USERS)
        and not is_bot(one.account_id)
    ]
