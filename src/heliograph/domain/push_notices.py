"""What a device is told of a message: as much as its owner's settings allow, and no more.

https://core.telegram.org/api/push-updates#notification-structure
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from heliograph.domain.messages import Message
from heliograph.domain.notifications import NotifySettings
from heliograph.domain.people import Seen
from heliograph.domain.push import PushTask
from heliograph.domain.texts import language_of, text

PREVIEW_LENGTH = 256
"""Characters of a text: what services carry is 4 KiB, of which they may take 4 bytes each."""

_SERVER = "Heliograph"

# The constructor's name without `messageAction`, and what the page above calls it.
_ACTIONS: Mapping[str, str] = {
    "ContactSignUp": "CONTACT_JOINED",
    "PinMessage": "PINNED_NOTEXT",
    "ScreenshotTaken": "MESSAGE_SCREENSHOT",
}


class PushContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice is made of: `sender` as the owner sees them, `settings` as in force for their
    dialog, `unread` in the whole mailbox."""

    message: Message
    sender: Seen
    settings: NotifySettings
    unread: int


class PushNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice before it has a form. `title` and `text` are for whoever knows no `loc_key`."""

    user_id: int
    loc_key: str
    loc_args: tuple[str, ...] = ()
    custom: Mapping[str, str] = msgspec.field(default_factory=dict)
    badge: int = 0
    title: str = _SERVER
    text: str = ""
    silent: bool = False

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


def is_muted(settings: NotifySettings, now: int) -> bool:
    """Whether a dialog's messages make no device ring."""
    return settings.mute_until is not None and settings.mute_until > now


def message_notice(
    task: PushTask, context: PushContext, *, now: int, sealed: bool
) -> PushNotice | None:
    """What a device is told of a message; None for nothing, as the dialog is muted.

    Unless it is `sealed` for the device alone, whoever carries it learns that there is something
    for the account, and the ids its client asks the server by: no name, no text.
    """
    device, message = task.device, context.message
    if is_muted(context.settings, now) or message.out:
        return None
    new_message = text(language_of(device.language), "NewMessage")
    notice = PushNotice(
        user_id=device.account_id,
        loc_key=_loc_key(message),
        custom=_custom(context),
        badge=context.unread,
        text=new_message,
        silent=message.silent or bool(context.settings.silent),
    )
    if device.is_locked(now):
        return msgspec.structs.replace(notice, loc_key="LOCKED_MESSAGE", custom={})
    if not sealed:
        return msgspec.structs.replace(notice, loc_args=(_SERVER,))
    return _with_names(notice, context)


def read_notice(task: PushTask, *, unread: int) -> PushNotice:
    """That a dialog was read elsewhere, so that what the device shows of it goes away."""
    return PushNotice(
        user_id=task.device.account_id,
        loc_key="READ_HISTORY",
        custom={"from_id": str(task.peer_id), "max_id": str(task.message_id)},
        badge=unread,
        silent=True,
    )


def _loc_key(message: Message) -> str:
    if message.action is None:
        return "MESSAGE_NOTEXT"
    return _ACTIONS.get(message.action, "MESSAGE_NOTEXT")


def _custom(context: PushContext) -> dict[str, str]:
    message = context.message
    custom = {"from_id": str(message.peer_id), "msg_id": str(message.id)}
    if message.action == "ContactSignUp":
        custom["contact_id"] = str(message.peer_id)
    if message.silent or context.settings.silent:
        custom["silent"] = "1"
    return custom


def _with_names(notice: PushNotice, context: PushContext) -> PushNotice:
    name = " ".join(part for part in context.sender.names if part) or _SERVER
    named = msgspec.structs.replace(notice, loc_args=(name,), title=name)
    # Unsaid means yes: https://core.telegram.org/constructor/peerNotifySettings
    hidden = context.settings.show_previews is False
    said = context.message.text
    if hidden or not said or context.message.action is not None:
        return named
    shown = said if len(said) <= PREVIEW_LENGTH else said[: PREVIEW_LENGTH - 1] + "…"
    return msgspec.structs.replace(
        named, loc_key="MESSAGE_TEXT", loc_args=(name, shown), text=shown
    )
