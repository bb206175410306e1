"""What may be changed of a basic group besides who is in it.

https://core.telegram.org/api/channel
"""

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.chats import (
    Asker,
    ChatContext,
    ChatDecision,
    ChatLimits,
    check_about,
    check_open,
    check_title,
)
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.permissions import (
    AdminRight,
    Right,
    Role,
    check_administers,
    check_inside,
    widened,
)
from heliograph.domain.profile_photos import ShownPhoto
from heliograph.domain.telling import Told


def rename(asker: Asker, context: ChatContext, title: str, limits: ChatLimits) -> ChatDecision:
    """https://core.telegram.org/method/messages.editChatTitle"""
    check_open(context)
    check_administers(context.standing, AdminRight.CHANGE_INFO, now=asker.date)
    title = check_title(title, limits)
    if title == context.chat.title:
        raise errors.ChatNotModified
    told = Told(action="ChatEditTitle", arguments=(("title", title),))
    return ChatDecision(chat=replace(context.chat, title=title), told=told)


def describe(asker: Asker, context: ChatContext, about: str, limits: ChatLimits) -> ChatDecision:
    """https://core.telegram.org/method/messages.editChatAbout"""
    check_open(context)
    check_administers(context.standing, AdminRight.CHANGE_INFO, now=asker.date)
    about = check_about(about, limits)
    if about == context.chat.about:
        raise errors.ChatAboutNotModified
    return ChatDecision(chat=replace(context.chat, about=about))


def show_photo(asker: Asker, context: ChatContext, photo: ShownPhoto | None) -> ChatDecision:
    """Another photo, or none.

    https://core.telegram.org/method/messages.editChatPhoto
    """
    check_open(context)
    check_administers(context.standing, AdminRight.CHANGE_INFO, now=asker.date)
    if photo == context.chat.photo:
        raise errors.ChatNotModified
    told = Told(action="ChatDeletePhoto" if photo is None else "ChatEditPhoto")
    return ChatDecision(chat=replace(context.chat, photo=photo), told=told)


def forbid(asker: Asker, context: ChatContext, banned: Right) -> ChatDecision:
    """What members may not do from now on. Who may see a group is no such thing.

    https://core.telegram.org/method/messages.editChatDefaultBannedRights
    """
    check_open(context)
    check_administers(context.standing, AdminRight.BAN_USERS, now=asker.date)
    if banned & Right.VIEW_MESSAGES:
        raise errors.BannedRightsInvalid
    banned = widened(banned)
    chat = context.chat
    if banned == chat.banned:
        raise errors.ChatNotModified
    return ChatDecision(chat=replace(chat, banned=banned, version=chat.version + 1))


def protect(context: ChatContext, *, enabled: bool) -> ChatDecision:
    """Whether what is said in the group may be passed on; only its creator says so.

    https://core.telegram.org/method/messages.toggleNoForwards
    """
    check_open(context)
    check_inside(context.standing.role)
    if context.standing.role is not Role.CREATOR:
        raise errors.ChatAdminRequired
    if enabled == context.chat.noforwards:
        raise errors.ChatNotModified
    return ChatDecision(chat=replace(context.chat, noforwards=enabled))


def choose_reactions(
    asker: Asker, context: ChatContext, reactions: ChosenReactions | None
) -> ChatDecision:
    """https://core.telegram.org/method/messages.setChatAvailableReactions"""
    check_open(context)
    check_administers(context.standing, AdminRight.CHANGE_INFO, now=asker.date)
    if reactions == context.chat.reactions:
        raise errors.ChatNotModified
    return ChatDecision(chat=replace(context.chat, reactions=reactions))


def set_timer(asker: Asker, context: ChatContext, period: int) -> ChatDecision:
    """After how many seconds messages go, 0 for never: for who may delete them, as clients have it.

    https://core.telegram.org/method/messages.setHistoryTTL
    """
    check_open(context)
    check_administers(context.standing, AdminRight.DELETE_MESSAGES, now=asker.date)
    if period == context.chat.ttl_period:
        raise errors.ChatNotModified
    told = Told(action="SetMessagesTTL", arguments=(("period", period),))
    return ChatDecision(chat=replace(context.chat, ttl_period=period), told=told)


def close(context: ChatContext) -> ChatDecision:
    """The group deleted for everybody, by its creator.

    https://core.telegram.org/method/messages.deleteChat
    """
    check_open(context)
    check_inside(context.standing.role)
    if context.standing.role is not Role.CREATOR:
        raise errors.ChatAdminRequired
    out = tuple(replace(one, role=Role.LEFT) for one in context.inside)
    chat = context.chat
    return ChatDecision(
        chat=replace(chat, closed=True, members=0, version=chat.version + 1), changed=out
    )
