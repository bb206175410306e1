"""What a device is told of a message: as much as its owner's settings allow, and no more.

https://core.telegram.org/api/push-updates#notification-structure
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from heliograph.domain.encrypted_chats import ChatState, EncryptedChat
from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    GeoPoint,
    LiveLocation,
    PhotoMedia,
    SharedContact,
    Venue,
)
from heliograph.domain.files import Animated, Audio, Document, Sticker, Video
from heliograph.domain.messages import Message
from heliograph.domain.notifications import NotifySettings, is_muted, is_soundless
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.people import Seen
from heliograph.domain.push import PushTask, told_peer
from heliograph.domain.texts import language_of, text

PREVIEW_LENGTH = 256
"""Characters of a text: what services carry is 4 KiB, of which they may take 4 bytes each."""

SERVER = "Heliograph"

# The constructor's name without `messageAction`, and what the page above calls it.
_ACTIONS: Mapping[str, str] = {
    "ContactSignUp": "CONTACT_JOINED",
    "PinMessage": "PINNED_NOTEXT",
    "ScreenshotTaken": "MESSAGE_SCREENSHOT",
    "SuggestProfilePhoto": "MESSAGE_SUGGEST_USERPIC",
}


class PushContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice is made of: `sender` as the owner sees them, None for the supergroup or channel
    itself, `settings` as in force for their dialog, `unread` in the whole mailbox, `chat_title`
    that of the group or channel it came by."""

    message: Message
    sender: Seen | None
    settings: NotifySettings
    unread: int
    chat_title: str = ""


class PushNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice before it has a form. `title` and `text` are for whoever knows no `loc_key`;
    a `quiet` one is for the app alone, which shows nothing of it."""

    user_id: int
    loc_key: str
    loc_args: tuple[str, ...] = ()
    custom: Mapping[str, str] = msgspec.field(default_factory=dict)
    badge: int = 0
    title: str = SERVER
    text: str = ""
    silent: bool = False
    quiet: bool = False

    def as_record(self) -> dict[str, Any]:
        """The notification as clients read it; numbers in `custom` are text, as FCM has them."""
        return {
            "loc_key": self.loc_key,
            "loc_args": list(self.loc_args),
            "user_id": self.user_id,
            "custom": dict(self.custom),
            "badge": str(self.badge),
            **({} if self.silent else {"sound": "default"}),
        }


def message_notice(
    task: PushTask, context: PushContext, *, now: int, sealed: bool
) -> PushNotice | None:
    """What a device is told of a message; None for nothing. Of one in a muted dialog it is no more
    than that there is something to count, if it wants that.

    Unless it is `sealed` for the device alone, whoever carries it learns that there is something
    for the account, and the ids its client asks the server by: no name, no text.
    """
    device, message = task.device, context.message
    if message.out:
        return None
    if is_muted(context.settings, now=now):
        shown = _is_shown(task, message)
        return _muted(task, context) if device.hears_of_muted and not shown else None
    new_message = text(language_of(device.language), "NewMessage")
    notice = PushNotice(
        user_id=device.account_id,
        loc_key=in_chat("MESSAGE_NOTEXT", message),
        custom=_custom(task, context),
        badge=context.unread,
        text=new_message,
        silent=message.silent or is_soundless(context.settings) or _is_shown(task, message),
    )
    if device.is_locked(now):
        return locked(notice)
    if not sealed:
        return msgspec.structs.replace(notice, loc_args=(SERVER,))
    return _with_names(notice, context)


class SecretContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice of an end-to-end chat is made of: `other` as the owner sees them, `settings` as
    in force for them, `random_id` of the newest message that waits, None if there is none."""

    chat: EncryptedChat
    other: Seen
    settings: NotifySettings
    unread: int
    random_id: int | None


def secret_notice(
    task: PushTask, context: SecretContext, *, now: int, sealed: bool
) -> PushNotice | None:
    """What a device is told of an end-to-end chat: that there is something, as nobody knows what.

    None for nothing: the other side is muted, or there is nothing to do any more.
    """
    device, chat = task.device, context.chat
    if is_muted(context.settings, now=now) or chat.state is ChatState.DISCARDED:
        return None
    asked = chat.state is ChatState.REQUESTED
    custom = {"encryption_id": str(chat.id)}
    if context.random_id is not None:
        key, custom["random_id"] = "ENCRYPTED_MESSAGE", str(context.random_id)
    else:
        key = "ENCRYPTION_REQUEST" if asked else "ENCRYPTION_ACCEPT"
    notice = PushNotice(
        user_id=device.account_id,
        loc_key=key,
        loc_args=(name_of(context.other) if sealed else SERVER,),
        custom=custom,
        badge=context.unread,
        text=text(language_of(device.language), "NewMessage"),
        silent=is_soundless(context.settings),
    )
    return locked(notice) if device.is_locked(now) else notice


def read_notice(task: PushTask, *, unread: int) -> PushNotice:
    """That a dialog was read elsewhere, so that what the device shows of it goes away."""
    return _gone(task, "READ_HISTORY", "max_id", unread=unread)


def deleted_notice(task: PushTask, *, unread: int) -> PushNotice:
    """That a message is gone, so that what the device shows of it goes away."""
    return _gone(task, "MESSAGE_DELETED", "messages", unread=unread)


def reaction_read_notice(task: PushTask, *, unread: int) -> PushNotice:
    """That a reaction was seen elsewhere, so that what the device shows of it goes away."""
    return _gone(task, "READ_REACTION", "msg_id", unread=unread)


def _gone(task: PushTask, key: str, named: str, *, unread: int) -> PushNotice:
    return PushNotice(
        user_id=task.device.account_id,
        loc_key=key,
        custom={**_dialog(told_peer(task.peer_id)), named: str(task.message_id)},
        badge=unread,
        silent=True,
        quiet=True,
    )


def _muted(task: PushTask, context: PushContext) -> PushNotice:
    """Clients fetch what is new and count it; TDLib does so whatever the notice holds."""
    return PushNotice(
        user_id=task.device.account_id,
        loc_key="MESSAGE_MUTED",
        badge=context.unread,
        silent=True,
        quiet=True,
    )


def _dialog(peer_id: int) -> dict[str, str]:
    if is_channel(peer_id):
        return {"channel_id": str(channel_of(peer_id))}
    return {"from_id": str(peer_id)} if peer_id > 0 else {"chat_id": str(-peer_id)}


def _is_shown(task: PushTask, message: Message) -> bool:
    """Whether the device shows the message, and is to show it as it was edited."""
    return task.told_id == message.id and message.edit_date is not None


def _custom(task: PushTask, context: PushContext) -> dict[str, str]:
    message = context.message
    custom = {"msg_id": str(message.id), **place(message, message.author_id)}
    if message.action == "ContactSignUp":
        custom["contact_id"] = str(message.peer_id)
    if _is_shown(task, message):
        custom["edit_date"] = str(message.edit_date)
    if message.calls_owner:
        custom["mention"] = "1"
    if message.silent or context.settings.silent:
        custom["silent"] = "1"
    return custom


def place(message: Message, who_id: int) -> dict[str, str]:
    """Where the device is to open: the dialog, in a group with who did what is told."""
    if message.peer_id > 0:
        return {"from_id": str(message.peer_id)}
    if message.post:
        return _dialog(message.peer_id)
    named = "chat_from_id" if who_id > 0 else "chat_from_group_id"
    return {**_dialog(message.peer_id), named: str(who_id if who_id > 0 else channel_of(who_id))}


def in_chat(key: str, message: Message) -> str:
    """The key of what came by a group: those of the page above begin with CHAT_, of a channel's
    posts with CHANNEL_."""
    if message.post:
        return f"CHANNEL_{key}"
    return f"CHAT_{key}" if message.peer_id < 0 else key


def locked(notice: PushNotice) -> PushNotice:
    """What a locked device is told: that there is something."""
    return msgspec.structs.replace(notice, loc_key="LOCKED_MESSAGE", custom={})


def name_of(sender: Seen) -> str:
    """Whom the owner knows as this."""
    return " ".join(part for part in sender.names if part) or SERVER


def _with_names(notice: PushNotice, context: PushContext) -> PushNotice:
    message = context.message
    chat = (context.chat_title,) if context.chat_title and not message.post else ()
    name = context.chat_title or SERVER
    if context.sender is not None:
        name = name_of(context.sender)
    named = msgspec.structs.replace(notice, loc_args=(name, *chat), title=" @ ".join((name, *chat)))
    if message.action is not None:
        key = _ACTIONS.get(message.action)
        return named if key is None else msgspec.structs.replace(named, loc_key=key)
    # Unsaid means yes: https://core.telegram.org/constructor/peerNotifySettings
    if context.settings.show_previews is False:
        return named
    key, said = said_of(message)
    key = in_chat(key, message)
    if not said:
        return msgspec.structs.replace(named, loc_key=key)
    return msgspec.structs.replace(named, loc_key=key, loc_args=(name, *chat, said), text=said)


def said_of(message: Message) -> tuple[str, str]:
    """What a message is called, and the words it is shown by, not too many."""
    key, words = _words(message)
    return key, words if len(words) <= PREVIEW_LENGTH else words[: PREVIEW_LENGTH - 1] + "…"


def _words(message: Message) -> tuple[str, str]:
    if message.poll is not None:
        poll = message.poll.poll
        return "MESSAGE_QUIZ" if poll.quiz else "MESSAGE_POLL", poll.question
    media = message.extras.media if message.extras is not None else None
    match media:
        case SharedContact():
            names = (media.first_name, media.last_name)
            return "MESSAGE_CONTACT", " ".join(part for part in names if part)
        case GeoPoint() | Venue():
            return "MESSAGE_GEO", ""
        case LiveLocation():
            return "MESSAGE_GEOLIVE", ""
        case Dice():
            return "MESSAGE_TEXT", media.emoticon
        case PhotoMedia():
            return "MESSAGE_PHOTO_SECRET" if media.ttl_seconds else "MESSAGE_PHOTO", ""
        case DocumentMedia():
            key = _document_key(media.document)
            hides = media.ttl_seconds and key == "MESSAGE_VIDEO"
            return f"{key}_SECRET" if hides else key, ""
    return ("MESSAGE_TEXT", message.text) if message.text else ("MESSAGE_NOTEXT", "")


def _document_key(document: Document) -> str:
    """What a file is called by what its sender says of it."""
    kinds = {type(one): one for one in document.attributes}
    video, audio = kinds.get(Video), kinds.get(Audio)
    if Sticker in kinds:
        return "MESSAGE_STICKER"
    if Animated in kinds:
        return "MESSAGE_GIF"
    if isinstance(video, Video):
        return "MESSAGE_ROUND" if video.round else "MESSAGE_VIDEO"
    # Music is a file; a voice is not.
    return "MESSAGE_AUDIO" if isinstance(audio, Audio) and audio.voice else "MESSAGE_DOC"
