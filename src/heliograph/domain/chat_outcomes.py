"""What became of a group once it is durable."""

import msgspec

from heliograph.domain.bot_events import BotUpdate
from heliograph.domain.chats import Chat, Member
from heliograph.domain.events import MessageArrived
from heliograph.domain.message_changes import Sent


class ChatOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The group and who is in it, those of its members who changed, and what was told of it.

    `audience` are all whose clients are to hear of it. Nothing was changed if `changes` is False.
    `shown_before` is what somebody who was added is shown of what was said before; `for_bots` what
    programs are told of it.
    """

    chat: Chat
    members: tuple[Member, ...] = ()
    changed: tuple[Member, ...] = ()
    sent: Sent | None = None
    audience: tuple[int, ...] = ()
    changes: bool = True
    shown_before: tuple[MessageArrived, ...] = ()
    for_bots: tuple[BotUpdate, ...] = ()
