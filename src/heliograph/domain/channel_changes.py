"""What may be changed of a channel besides who is in it.

https://core.telegram.org/api/channel
"""

from collections.abc import Callable

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.appearance import Paint, Tab, recolored
from heliograph.domain.channel_membership import check_inside
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision
from heliograph.domain.chats import Asker, ChatLimits, check_about, check_title
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.permissions import AdminRight, Role, check_administers
from heliograph.domain.profile_photos import ShownPhoto
from heliograph.domain.telling import Told

PUBLIC_MAX = 10
"""Public channels that one account may have made, as clients are told in
`channels_public_limit_default`."""

SLOW_MODES = (0, 5, 10, 30, 60, 300, 900, 3600)
"""Seconds that may lie between two posts of a member."""


def rename(
    asker: Asker, context: ChannelContext, title: str, limits: ChatLimits
) -> ChannelDecision:
    """https://core.telegram.org/method/channels.editTitle"""
    _check_may_change(asker, context)
    title = check_title(title, limits)
    if title == context.channel.title:
        raise errors.ChatNotModified
    told = Told(action="ChatEditTitle", arguments=(("title", title),))
    return ChannelDecision(channel=replace(context.channel, title=title), told=told)


def describe(
    asker: Asker, context: ChannelContext, about: str, limits: ChatLimits
) -> ChannelDecision:
    """https://core.telegram.org/method/messages.editChatAbout"""
    _check_may_change(asker, context)
    about = check_about(about, limits)
    if about == context.channel.about:
        raise errors.ChatAboutNotModified
    return ChannelDecision(channel=replace(context.channel, about=about))


def show_photo(asker: Asker, context: ChannelContext, photo: ShownPhoto | None) -> ChannelDecision:
    """Another photo, or none.

    https://core.telegram.org/method/channels.editPhoto
    """
    _check_may_change(asker, context)
    if photo == context.channel.photo:
        raise errors.ChatNotModified
    told = Told(action="ChatDeletePhoto" if photo is None else "ChatEditPhoto")
    return ChannelDecision(channel=replace(context.channel, photo=photo), told=told)


def set_slow_mode(asker: Asker, context: ChannelContext, seconds: int) -> ChannelDecision:
    """SECONDS_INVALID, and CHANNEL_INVALID for a channel in which only admins write.

    https://core.telegram.org/method/channels.toggleSlowMode
    """
    if seconds not in SLOW_MODES:
        raise errors.SecondsInvalid
    return _change(
        asker,
        context,
        AdminRight.BAN_USERS,
        lambda channel: replace(channel, slow_mode=seconds),
        broadcast=False,
    )


def sign(asker: Asker, context: ChannelContext, *, enabled: bool) -> ChannelDecision:
    """Whether posts say which admin wrote them.

    https://core.telegram.org/method/channels.toggleSignatures
    """
    return _change(
        asker,
        context,
        AdminRight.CHANGE_INFO,
        lambda channel: replace(channel, signatures=enabled),
        broadcast=True,
    )


def hide_history(asker: Asker, context: ChannelContext, *, enabled: bool) -> ChannelDecision:
    """Whether who comes sees what was said before; in a discussion group they do.

    In a public supergroup and in a forum it may be said, and holds once it is neither.
    CHAT_LINK_EXISTS.

    https://core.telegram.org/method/channels.togglePreHistoryHidden
    """
    if enabled and context.channel.linked_id:
        raise errors.ChatLinkExists
    return _change(
        asker,
        context,
        AdminRight.CHANGE_INFO,
        lambda channel: replace(channel, hidden_history=enabled),
        broadcast=False,
    )


def hide_members(asker: Asker, context: ChannelContext, *, enabled: bool) -> ChannelDecision:
    """Whether only admins see who is in it.

    https://core.telegram.org/method/channels.toggleParticipantsHidden
    """
    return _change(
        asker,
        context,
        AdminRight.BAN_USERS,
        lambda channel: replace(channel, hidden_members=enabled),
        broadcast=False,
    )


def require_joining(asker: Asker, context: ChannelContext, *, enabled: bool) -> ChannelDecision:
    """Whether only who is in it may write in a channel's discussion group.

    CHANNEL_INVALID for what is no such group.

    https://core.telegram.org/method/channels.toggleJoinToSend
    """
    if not context.channel.linked_id:
        raise errors.ChannelInvalid
    return _change(
        asker,
        context,
        AdminRight.BAN_USERS,
        lambda channel: replace(channel, join_to_send=enabled),
        broadcast=False,
    )


def require_approval(asker: Asker, context: ChannelContext, *, enabled: bool) -> ChannelDecision:
    """Whether who comes by the name of a public supergroup, or from the channel that it belongs to,
    waits until an admin lets them in.

    CHAT_PUBLIC_REQUIRED where nobody comes by either.

    https://core.telegram.org/method/channels.toggleJoinRequest
    """
    decision = _change(
        asker,
        context,
        AdminRight.BAN_USERS,
        lambda channel: replace(channel, join_request=enabled),
        broadcast=False,
    )
    if enabled and not (context.channel.public or context.channel.linked_id):
        raise errors.ChatPublicRequired
    return decision


def judge_spam(asker: Asker, context: ChannelContext, *, enabled: bool) -> ChannelDecision:
    """Whether what members say is deleted if a rule of the operator fits it.

    CHAT_PUBLIC_REQUIRED for others than public supergroups: into those nobody looks.

    https://core.telegram.org/method/channels.toggleAntiSpam
    """
    decision = _change(
        asker,
        context,
        AdminRight.DELETE_MESSAGES,
        lambda channel: replace(channel, anti_spam=enabled),
        broadcast=False,
    )
    if enabled and not context.channel.public:
        raise errors.ChatPublicRequired
    return decision


def recolor(asker: Asker, context: ChannelContext, paint: Paint) -> ChannelDecision:
    """Another colour of the name or of the page. COLOR_INVALID, DOCUMENT_INVALID.

    Telegram asks for boosts, which there are none of here.

    https://core.telegram.org/method/channels.updateColor
    """
    _check_may_change(asker, context)
    present = context.channel.appearance
    looks = recolored(present, paint)
    if looks == present:
        raise errors.ChatNotModified
    return ChannelDecision(channel=replace(context.channel, appearance=looks))


def show_tab_first(asker: Asker, context: ChannelContext, tab: Tab) -> ChannelDecision:
    """Which part of a channel's page is shown first: CHANNEL_INVALID for a supergroup, which shows
    its messages.

    https://core.telegram.org/method/channels.setMainProfileTab
    """
    check_inside(context)
    if not context.channel.broadcast:
        raise errors.ChannelInvalid
    check_administers(context.standing, AdminRight.CHANGE_INFO, now=asker.date)
    looks = replace(context.channel.appearance, tab=tab)
    return ChannelDecision(channel=replace(context.channel, appearance=looks))


def choose_reactions(
    asker: Asker, context: ChannelContext, reactions: ChosenReactions | None
) -> ChannelDecision:
    """What may be chosen under messages, None for everything.

    https://core.telegram.org/method/messages.setChatAvailableReactions
    """
    _check_may_change(asker, context)
    if reactions == context.channel.reactions:
        raise errors.ChatNotModified
    return ChannelDecision(channel=replace(context.channel, reactions=reactions))


def set_timer(asker: Asker, context: ChannelContext, period: int) -> ChannelDecision:
    """After how many seconds what is said from now on goes, 0 for never.

    https://core.telegram.org/method/messages.setHistoryTTL
    """
    _check_may_change(asker, context)
    if period == context.channel.ttl_period:
        raise errors.ChatNotModified
    told = Told(action="SetMessagesTTL", arguments=(("period", period),))
    return ChannelDecision(channel=replace(context.channel, ttl_period=period), told=told)


def protect(asker: Asker, context: ChannelContext, *, enabled: bool) -> ChannelDecision:
    """Whether what is said in it may be passed on; only its creator says so.

    https://core.telegram.org/method/messages.toggleNoForwards
    """
    check_inside(context)
    if context.standing.role is not Role.CREATOR:
        raise errors.ChatAdminRequired
    if enabled == context.channel.noforwards:
        raise errors.ChatNotModified
    return ChannelDecision(channel=replace(context.channel, noforwards=enabled))


def _change(
    asker: Asker,
    context: ChannelContext,
    right: AdminRight,
    change: Callable[[Channel], Channel],
    *,
    broadcast: bool,
) -> ChannelDecision:
    check_inside(context)
    if context.channel.broadcast is not broadcast:
        raise errors.ChannelInvalid
    check_administers(context.standing, right, now=asker.date)
    changed = change(context.channel)
    if changed == context.channel:
        raise errors.ChatNotModified
    return ChannelDecision(channel=changed)


def _check_may_change(asker: Asker, context: ChannelContext) -> None:
    check_inside(context)
    check_administers(context.standing, AdminRight.CHANGE_INFO, now=asker.date)
