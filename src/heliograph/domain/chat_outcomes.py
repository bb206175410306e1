"""What became of a group once it is durable."""

import msgspec

from heliograph.domain.bot_events import BotUpdate
from heliograph.domain.chats import Chat, Member
from heliograph.domain.message_changes import Sent


class ChatOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The group and who is in it, those of its members who changed, and what was told of it.

    `audience` are all whose clients are to hear of it. Nothing was changed if `changes` is False.
    `for_bots` is what programs are told of it.
    """

    chat: Chat
    members: tuple[Member, ...] = ()
    changed: tuple[Member, ...] = ()
    sent: Sent | None = None
    audience: tuple[int, ...] = ()
    changes: bool = True
    for_bots: tuple[BotUpdate, ...] = ()
