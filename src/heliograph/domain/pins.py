"""Pinned messages of private chats.

https://core.telegram.org/api/pin
"""

import msgspec

from heliograph.domain import errors
from heliograph.domain.channel_messages import check_may_show, speaks_for_it
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import SeenChat
from heliograph.domain.message_changes import Change, Sent
from heliograph.domain.messages import Body, Message
from heliograph.domain.people import Account, Blocks, is_bot
from heliograph.domain.permissions import AdminRight, Right, check_administers, may


class PinRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks to pin, or with `pinned` False to take down.

    `one_sided` leaves the other's chat as it is, `silent` keeps what tells of it from ringing.
    `random_id` is that of the message that tells of it.
    """

    owner_id: int
    peer_id: int
    message_id: int
    pinned: bool
    one_sided: bool = False
    silent: bool = False
    random_id: int
    date: int


class PinContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a pin is decided on: true at the moment it commits.

    `message` is the owner's copy, None if there is none; `changes` says that somebody's copy would
    be another than it is; `peer_gone` that the other has deleted their account; `chat` is the group
    that the dialog is with.
    """

    account: Account
    message: Message | None
    changes: bool
    blocks: Blocks = Blocks()
    peer_gone: bool = False
    chat: SeenChat | None = None
    channel: SeenChannel | None = None


class Pinned(Change, frozen=True, kw_only=True):
    """Messages of a dialog in the mailbox of `owner_id` were pinned, or taken down."""

    peer_id: int
    ids: tuple[int, ...]
    pinned: bool


class PinOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a pin did to each mailbox, the owner's own first, and what tells both sides of it."""

    parts: tuple[Pinned, ...]
    sent: Sent | None = None


def check_may_pin(chat: SeenChat | SeenChannel | None, *, now: int) -> None:
    """CHAT_ADMIN_REQUIRED for who may not in a group or channel; two people may both."""
    if isinstance(chat, SeenChannel):
        if not may(chat.standing, Right.PIN_MESSAGES, now=now):
            raise errors.ChatAdminRequired
    elif chat is not None:
        check_administers(chat.standing, AdminRight.PIN_MESSAGES, now=now)


def pin(request: PinRequest, context: PinContext) -> Body | None:
    """What is to be told in the chat, None for nothing; or the refusal.

    Only a message pinned for both sides is told of. In a channel, the refusals of `check_may_show`.

    https://core.telegram.org/method/messages.updatePinnedMessage
    """
    message = context.message
    context.account.check_enabled()
    if message is None or message.peer_id != request.peer_id or message.action is not None:
        raise errors.MessageIdInvalid
    check_may_pin(context.channel or context.chat, now=request.date)
    if request.pinned and context.channel is not None:
        check_may_show(context.channel.channel, context.account)
    if request.one_sided and is_bot(request.owner_id):
        raise errors.BotOnesideNotAvail
    if not context.changes:
        raise errors.ChatNotModified
    alone = request.one_sided or context.peer_gone or request.peer_id == request.owner_id
    if not request.pinned or alone:
        return None
    context.blocks.check()
    return Body(
        sender_id=request.owner_id,
        date=request.date,
        text="",
        silent=request.silent,
        action="PinMessage",
        as_chat=context.channel is not None and speaks_for_it(context.channel),
        post=context.channel is not None and context.channel.channel.broadcast,
    )
