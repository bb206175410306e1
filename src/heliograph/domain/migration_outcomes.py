"""What became of a basic group that goes on as a supergroup, once it is durable."""

import msgspec

from heliograph.domain.channels import Channel, ChannelMember
from heliograph.domain.chats import Chat
from heliograph.domain.message_changes import Sent


class Migrated(msgspec.Struct, frozen=True, kw_only=True):
    """The group as it ended, the supergroup as it began and who came along, and what was told in
    each. `audience` are all who were in the group."""

    chat: Chat
    channel: Channel
    members: tuple[ChannelMember, ...]
    audience: tuple[int, ...]
    before: Sent
    after: Sent
