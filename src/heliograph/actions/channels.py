"""Making channels and changing them: load, decide, commit, tell."""

from collections.abc import Callable, Sequence

from heliograph.actions.app import App
from heliograph.actions.channel_telling import tell_changed
from heliograph.actions.chats import asker
from heliograph.domain import channel_changes, channel_membership, channel_names
from heliograph.domain.channel_messages import check_may_found
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision
from heliograph.domain.chats import Asker, check_about, check_title
from heliograph.domain.events import Origin
from heliograph.domain.files import Photo
from heliograph.domain.peers import CHANNEL_ID_MAX
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.profile_photos import shown
from heliograph.domain.standing_still import heeding
from heliograph.domain.telling import Told
from heliograph.domain.timers import check_period
from heliograph.domain.usernames import check_form

Decide = Callable[[Asker, ChannelContext], ChannelDecision | None]


async def create(
    app: App,
    account_id: int,
    *,
    title: str,
    about: str,
    broadcast: bool,
    forum: bool,
    ttl_period: int,
    origin: Origin | None,
) -> ChannelOutcome:
    """A new supergroup or channel with nobody in it but the account. USER_RESTRICTED."""
    founder = await app.store.account(account_id)
    if founder is not None:
        check_may_found(founder)
    # Drawn: a store that was restored gives none out twice.
    who = asker(app, account_id, 1 + app.random.below(CHANNEL_ID_MAX))
    record = Channel(
        id=who.chat_id,
        broadcast=broadcast,
        title=check_title(title, app.chat_limits),
        about=check_about(about, app.chat_limits),
        date=who.date,
        creator_id=account_id,
        members=1,
        forum=forum,
        ttl_period=check_period(ttl_period),
    )
    told = Told(action="ChannelCreate", arguments=(("title", record.title),))
    outcome = await app.store.create_channel(
        who, record=record, member=channel_membership.creator(who), told=told
    )
    return tell_changed(app, outcome, origin=origin)


async def change(
    app: App,
    account_id: int,
    channel_id: int,
    decide: Decide,
    *,
    named: Sequence[int] = (),
    username: str = "",
    photo: Photo | None = None,
    origin: Origin | None,
) -> ChannelOutcome:
    """Whatever `decide` makes of it, told to whom it concerns."""
    who = asker(app, account_id, channel_id)
    outcome = await app.store.change_channel(
        who,
        named=named,
        username=username,
        decide=lambda context: heeding(context, decide(who, context)),
        photo=photo,
    )
    return tell_changed(app, outcome, origin=origin)


async def leave(
    app: App, account_id: int, channel_id: int, *, origin: Origin | None
) -> ChannelOutcome:
    """Go out of a channel."""
    return await change(app, account_id, channel_id, channel_membership.leave, origin=origin)


async def close(
    app: App, account_id: int, channel_id: int, *, origin: Origin | None
) -> ChannelOutcome:
    """Delete a channel for everybody."""
    return await change(app, account_id, channel_id, channel_membership.close, origin=origin)


async def rename(
    app: App, account_id: int, channel_id: int, title: str, *, origin: Origin | None
) -> ChannelOutcome:
    """Another title."""

    def decide(who: Asker, context: ChannelContext) -> ChannelDecision:
        return channel_changes.rename(who, context, title, app.chat_limits)

    return await change(app, account_id, channel_id, decide, origin=origin)


async def describe(app: App, account_id: int, channel_id: int, about: str) -> None:
    """Another description."""

    def decide(who: Asker, context: ChannelContext) -> ChannelDecision:
        return channel_changes.describe(who, context, about, app.chat_limits)

    await change(app, account_id, channel_id, decide, origin=None)


async def show_photo(
    app: App, account_id: int, channel_id: int, photo: Photo | None, *, origin: Origin | None
) -> ChannelOutcome:
    """Another photo, or none."""

    def decide(who: Asker, context: ChannelContext) -> ChannelDecision:
        return channel_changes.show_photo(who, context, shown(photo))

    return await change(app, account_id, channel_id, decide, photo=photo, origin=origin)


async def claim_username(app: App, account_id: int, channel_id: int, username: str) -> None:
    """Another name, an empty one for none any more."""

    def decide(who: Asker, context: ChannelContext) -> ChannelDecision:
        return channel_names.claim(context, username)

    await change(app, account_id, channel_id, decide, username=username, origin=None)


async def toggle_username(
    app: App, account_id: int, channel_id: int, username: str, *, active: bool
) -> None:
    """One of its names shown or hidden."""

    def decide(who: Asker, context: ChannelContext) -> ChannelDecision:
        return channel_names.toggle(context, username, active=active)

    await change(app, account_id, channel_id, decide, origin=None)


async def reorder_usernames(
    app: App, account_id: int, channel_id: int, order: Sequence[str]
) -> None:
    """Its shown names in another order."""

    def decide(who: Asker, context: ChannelContext) -> ChannelDecision:
        return channel_names.reorder(context, order)

    await change(app, account_id, channel_id, decide, origin=None)


async def hide_usernames(app: App, account_id: int, channel_id: int) -> None:
    """All names hidden but the one of its choice."""

    def decide(who: Asker, context: ChannelContext) -> ChannelDecision | None:
        return channel_names.hide_all(context)

    await change(app, account_id, channel_id, decide, origin=None)


async def grant_username(app: App, channel_id: int, username: str) -> Channel:
    """Operator's way to give a channel one more name."""

    def decide(who: Asker, context: ChannelContext) -> ChannelDecision:
        return channel_names.grant(context, username)

    done = await change(app, SERVICE_ACCOUNT_ID, channel_id, decide, username=username, origin=None)
    return done.channel


async def withdraw_username(app: App, channel_id: int, username: str) -> Channel:
    """Operator's way to take a name back that a channel was given."""

    def decide(who: Asker, context: ChannelContext) -> ChannelDecision:
        return channel_names.withdraw(context, username)

    return (await change(app, SERVICE_ACCOUNT_ID, channel_id, decide, origin=None)).channel


async def username_is_free(app: App, peer_id: int, username: str) -> bool:
    """Whether a channel could take the name now. USERNAME_INVALID if nobody could."""
    check_form(username)
    return await app.store.username_holder(username) in (None, peer_id)
