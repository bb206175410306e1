"""Storage of in whose name people write in supergroups."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.channels import ChannelContext, ChannelMember, SeenChannel
from heliograph.domain.chats import Asker
from heliograph.domain.speaking import Speakers


class SpeakerOperations(Protocol):
    """Channels are named by their peers."""

    async def speakers(self, account_id: int, channel_id: int) -> Speakers:
        """The channels that somebody has a say in, which are barred there, and what was chosen."""
        ...

    async def choose_speaker(
        self,
        account_id: int,
        *,
        peer_id: int,
        speaker_id: int,
        check: Callable[[SeenChannel, Speakers], None],
    ) -> None:
        """Have somebody write as that in a supergroup unless they say otherwise."""
        ...

    async def bar_speaker(
        self, asker: Asker, *, speaker_id: int, decide: Callable[[ChannelContext], ChannelMember]
    ) -> ChannelMember:
        """Have nobody write in the name of a channel, or again whoever may; the log says so."""
        ...

    async def barred_speakers(self, channel_id: int) -> Sequence[ChannelMember]:
        """The channels in whose name nobody writes, the latest first, no more than 100."""
        ...
