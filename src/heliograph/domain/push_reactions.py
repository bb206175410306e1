"""What a device is told of reactions to its owner's messages.

https://core.telegram.org/api/reactions#notifications-about-reactions
"""

import msgspec

from heliograph.domain.messages import Message
from heliograph.domain.notifications import NotifySettings, is_muted, is_none, is_soundless
from heliograph.domain.people import Seen
from heliograph.domain.preferences import ReactionNotices
from heliograph.domain.push import PushTask
from heliograph.domain.push_notices import (
    SERVER,
    PushNotice,
    in_chat,
    locked,
    name_of,
    place,
    said_of,
)
from heliograph.domain.reactions import Reaction
from heliograph.domain.texts import language_of, text


class ReactionPushContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice of a reaction is made of: `who` reacted as the owner sees them, `settings` as
    in force for the dialog, `notices` as the owner wants to hear of reactions at all, `chat_title`
    that of the group it happened in."""

    message: Message
    who: Seen
    settings: NotifySettings
    notices: ReactionNotices
    unread: int
    chat_title: str = ""


def unseen_reaction(message: Message) -> Reaction | None:
    """The last reaction that the owner, who wrote the message, has not seen."""
    if not message.out:
        return None
    return next((one for one in reversed(message.reactions) if one.unread), None)


def reaction_notice(
    task: PushTask, context: ReactionPushContext, *, now: int, sealed: bool
) -> PushNotice | None:
    """What a device is told of a reaction; None for nothing, as nobody wants to hear of it."""
    device, message = task.device, context.message
    reaction = unseen_reaction(message)
    if reaction is None or not is_told(context, now=now):
        return None
    name = name_of(context.who)
    notice = PushNotice(
        user_id=device.account_id,
        loc_key="REACT_HIDDEN",
        loc_args=(name if sealed else SERVER,),
        custom={"msg_id": str(message.id), **place(message, reaction.account_id)},
        badge=context.unread,
        text=text(language_of(device.language), "NewReaction"),
        silent=is_soundless(context.settings) or is_none(context.notices.sound),
    )
    if device.is_locked(now):
        return locked(notice)
    if not sealed:
        return notice
    chat = (context.chat_title,) if context.chat_title else ()
    named = msgspec.structs.replace(notice, title=" @ ".join((name, *chat)))
    if not context.notices.show_previews or context.settings.show_previews is False:
        return named
    return _with_words(named, message, args=(name, *chat, reaction.signs[0]))


def is_told(context: ReactionPushContext, *, now: int) -> bool:
    """Whether the owner wants to hear of it."""
    if is_muted(context.settings, now=now):
        return False
    match context.notices.messages_from:
        case "All":
            return True
        case "Contacts":
            return context.who.contact is not None
    return False


def _with_words(notice: PushNotice, message: Message, *, args: tuple[str, ...]) -> PushNotice:
    """With whose reaction it is, in a group where, and which one: the last of `args`."""
    key, said = said_of(message)
    # Apps know no keys of their own for what goes once it was seen.
    kind = key.removeprefix("MESSAGE").removesuffix("_SECRET")
    sign = args[-1]
    return msgspec.structs.replace(
        notice,
        loc_key=in_chat(f"REACT{kind}", message),
        loc_args=(*args, said) if said else args,
        text=f"{sign} {said}" if said else sign,
    )
