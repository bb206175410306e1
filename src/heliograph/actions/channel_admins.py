"""Changing who is in a channel and who has a say in it: load, decide, commit, tell."""

from collections.abc import Callable, Sequence

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.channel_telling import tell_changed
from heliograph.actions.chats import asker
from heliograph.domain import channel_admins
from heliograph.domain.account_events import ChannelChanged
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import ChannelContext, ChannelDecision
from heliograph.domain.chats import Asker
from heliograph.domain.events import Origin
from heliograph.domain.permissions import AdminRight, Right
from heliograph.domain.standing_still import heeding

_LIFTED_AT_ONCE = 100

Decide = Callable[[ChannelContext], ChannelDecision | None]


async def invite(
    app: App, account_id: int, channel_id: int, named: Sequence[int], *, origin: Origin | None
) -> ChannelOutcome:
    """Those of the named in the channel who let themselves be added."""
    who = asker(app, account_id, channel_id)
    limits = app.channel_limits
    return await _change(
        app, who, named, lambda context: channel_admins.invite(who, context, limits), origin
    )


async def appoint(
    app: App,
    account_id: int,
    channel_id: int,
    user_id: int,
    *,
    asked: AdminRight,
    rank: str | None,
    origin: Origin | None,
) -> ChannelOutcome:
    """Somebody an admin with those rights, or with none no more."""
    who = asker(app, account_id, channel_id)
    limits = app.channel_limits

    def decide(context: ChannelContext) -> ChannelDecision | None:
        return channel_admins.appoint(who, context, user_id, asked=asked, rank=rank, limits=limits)

    return await _change(app, who, [user_id], decide, origin)


async def restrict(
    app: App,
    account_id: int,
    channel_id: int,
    user_id: int,
    *,
    asked: Right,
    until: int,
    origin: Origin | None,
) -> ChannelOutcome:
    """What is forbidden to somebody alone, until then."""
    who = asker(app, account_id, channel_id)

    def decide(context: ChannelContext) -> ChannelDecision | None:
        return channel_admins.restrict(who, context, user_id, asked=asked, until=until)

    return await _change(app, who, [user_id], decide, origin)


async def forbid(
    app: App, account_id: int, channel_id: int, asked: Right, *, origin: Origin | None
) -> ChannelOutcome:
    """What members may not do from now on."""
    who = asker(app, account_id, channel_id)
    return await _change(
        app, who, [], lambda context: channel_admins.forbid(who, context, asked), origin
    )


async def entitle(
    app: App, account_id: int, channel_id: int, user_id: int, rank: str, *, origin: Origin | None
) -> ChannelOutcome:
    """What stands beside somebody's name."""
    who = asker(app, account_id, channel_id)
    return await _change(
        app,
        who,
        [user_id],
        lambda context: channel_admins.entitle(who, context, user_id, rank),
        origin,
    )


async def hand_over(
    app: App, account_id: int, channel_id: int, user_id: int, *, origin: Origin | None
) -> ChannelOutcome:
    """Another creator."""
    who = asker(app, account_id, channel_id)
    return await _change(
        app, who, [user_id], lambda c: channel_admins.hand_over(who, c, user_id), origin
    )


async def lift_ended(app: App) -> None:
    """Let those be as everybody whose time is over, and tell them."""
    while ended := await app.store.lift_ended(now=app.clock.now(), at_most=_LIFTED_AT_ONCE):
        for channel_id, account_id in ended:
            tell_account(app, account_id, ChannelChanged(channel_id=channel_id), origin=None)


async def _change(
    app: App, who: Asker, named: Sequence[int], decide: Decide, origin: Origin | None
) -> ChannelOutcome:
    outcome = await app.store.change_channel(
        who, named=named, decide=lambda context: heeding(context, decide(context))
    )
    return tell_changed(app, outcome, origin=origin)
