"""What others than its author may change of a message: to-do lists, and polls with open answers."""

import msgspec

from heliograph.domain import channel_messages, topics
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chat_messages import check_may_post
from heliograph.domain.chats import SeenChat
from heliograph.domain.messages import Message
from heliograph.domain.people import Account, Blocks
from heliograph.domain.speaking import NOBODY_ELSE, Speakers
from heliograph.domain.topics import Topic


class SharedContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a change is decided on: true at the moment it commits.

    `message` is the asker's copy, None if there is none; `peer_gone` says that the other has
    deleted their account, `group` is the basic group, supergroup or channel that the peer is,
    `speakers` as of an `EditContext`, `topic` that of a forum in which the message stands. They
    wrote there last at `posted`, and in any channel at `posted_anywhere`.
    """

    account: Account
    message: Message | None
    blocks: Blocks = Blocks()
    peer_gone: bool = False
    group: SeenChat | SeenChannel | None = None
    speakers: Speakers = NOBODY_ELSE
    topic: Topic | None = None
    posted: int = 0
    posted_anywhere: int = 0

    @property
    def as_group(self) -> bool:
        """Whether what the asker does there is done in the group's name."""
        return isinstance(self.group, SeenChannel) and channel_messages.speaks_for_it(self.group)

    @property
    def silent(self) -> bool:
        """Whether nothing is said of it: in channels are posts alone."""
        return isinstance(self.group, SeenChannel) and self.group.channel.broadcast


def check_may_write(context: SharedContext, *, now: int, adds: bool) -> None:
    """The refusal of who may write nothing there: what they do is told all, in the topic that it
    stands in. What they add is read by all as well, and waits as a message does: SLOWMODE_WAIT_x.
    """
    context.account.check_enabled()
    group = context.group
    if isinstance(group, SeenChannel):
        channel_messages.check_may_post(group, now=now)
        anywhere = context.posted_anywhere if adds else 0
        channel_messages.check_speaker(context.account, posted=anywhere, now=now)
        if context.topic is not None:
            topics.check_may_write(group, context.topic)
        if adds:
            channel_messages.check_pace(group, posted=context.posted, now=now)
    elif group is not None:
        check_may_post(group, now=now)
