"""The names a supergroup or channel is found under: one of its choice, and others that the operator
gave it.

https://core.telegram.org/api/usernames
"""

from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channel_membership import check_inside, check_open
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision
from heliograph.domain.people import Username
from heliograph.domain.permissions import check_owns
from heliograph.domain.usernames import (
    check_form,
    fold,
    one_less,
    one_more,
    reordered,
    toggled,
    with_choice,
)


def held(channel: Channel) -> tuple[Username, ...]:
    """All names of a channel in their order, the one of its choice among them."""
    if channel.usernames or not channel.username:
        return channel.usernames
    return (Username(channel.username, editable=True),)


def with_names(channel: Channel, names: Sequence[Username]) -> Channel:
    """The channel with these names; it is public by the first that is shown."""
    first = next((name.name for name in names if name.active), "")
    plain = all(name.editable and name.active for name in names)
    return replace(channel, username=first, usernames=() if plain else tuple(names))


def claim(context: ChannelContext, username: str) -> ChannelDecision:
    """Another name of its choice, or none any more: only the creator says.

    CHAT_ADMIN_REQUIRED, USERNAME_NOT_MODIFIED, USERNAME_INVALID, USERNAME_OCCUPIED.

    https://core.telegram.org/method/channels.updateUsername
    """
    _check_owned(context)
    names = held(context.channel)
    own = next((name.name for name in names if name.editable), "")
    if username == own:
        raise errors.UsernameNotModified
    if username:
        check_form(username)
        if context.holder_id is not None and fold(username) != fold(own):
            raise errors.UsernameOccupied
    return _named(context, with_choice(names, username or None))


def toggle(context: ChannelContext, username: str, *, active: bool) -> ChannelDecision:
    """One of its names shown or hidden; the one of its choice is given up by another.

    As `usernames.toggled`, and CHAT_ADMIN_REQUIRED.

    https://core.telegram.org/method/channels.toggleUsername
    """
    _check_owned(context)
    names = held(context.channel)
    if not active and any(one.editable and fold(one.name) == fold(username) for one in names):
        raise errors.UsernameInvalid
    return _named(context, toggled(names, username, active=active))


def reorder(context: ChannelContext, order: Sequence[str]) -> ChannelDecision:
    """Its shown names in another order. As `usernames.reordered`, and CHAT_ADMIN_REQUIRED.

    https://core.telegram.org/method/channels.reorderUsernames
    """
    _check_owned(context)
    return _named(context, reordered(held(context.channel), order))


def hide_all(context: ChannelContext) -> ChannelDecision | None:
    """All but the one of its choice hidden; None if they are. CHAT_ADMIN_REQUIRED.

    https://core.telegram.org/method/channels.deactivateAllUsernames
    """
    _check_owned(context)
    names = held(context.channel)
    hidden = [one if one.editable else replace(one, active=False) for one in names]
    return None if hidden == list(names) else _named(context, hidden)


def grant(context: ChannelContext, username: str) -> ChannelDecision:
    """One more name, by the operator. USERNAME_INVALID, USERNAME_OCCUPIED, CHANNEL_PRIVATE."""
    check_open(context)
    return _named(context, one_more(held(context.channel), username, context.holder_id))


def withdraw(context: ChannelContext, username: str) -> ChannelDecision:
    """Without a name that it was given, by the operator. USERNAME_INVALID, CHANNEL_PRIVATE."""
    check_open(context)
    return _named(context, one_less(held(context.channel), username))


def _named(context: ChannelContext, names: Sequence[Username]) -> ChannelDecision:
    return ChannelDecision(channel=with_names(context.channel, names))


def _check_owned(context: ChannelContext) -> None:
    check_inside(context)
    check_owns(context.standing.role)
