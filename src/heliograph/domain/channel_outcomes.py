"""What became of a channel once it is durable."""

import msgspec

from heliograph.domain.bot_events import BotUpdate
from heliograph.domain.channels import Channel, ChannelMember
from heliograph.domain.message_changes import Sent


class ChannelOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The channel, those in it who changed, and what was told in it.

    Nothing was changed if `changes` is False. `unlinked` is what the channel belonged to until it
    was deleted; `for_bots` is what programs are told of it.
    """

    channel: Channel
    changed: tuple[ChannelMember, ...] = ()
    sent: Sent | None = None
    changes: bool = True
    unlinked: Channel | None = None
    for_bots: tuple[BotUpdate, ...] = ()
