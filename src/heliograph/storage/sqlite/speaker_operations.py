"""The store's operations on in whose name people write."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.channels import ChannelContext, ChannelMember, SeenChannel
from heliograph.domain.chats import Asker
from heliograph.domain.speaking import Speakers
from heliograph.storage.sqlite import speakers
from heliograph.storage.sqlite.asking import Ask, Change


class SpeakerOperations:
    """Implements `ports.speaker_store.SpeakerOperations`."""

    _ask: Ask
    _change: Change

    async def speakers(self, account_id: int, channel_id: int) -> Speakers:
        return await self._ask(partial(speakers.of, account_id=account_id, channel_id=channel_id))

    async def choose_speaker(
        self,
        account_id: int,
        *,
        peer_id: int,
        speaker_id: int,
        check: Callable[[SeenChannel, Speakers], None],
    ) -> None:
        work = partial(
            speakers.choose,
            account_id=account_id,
            peer_id=peer_id,
            speaker_id=speaker_id,
            check=check,
        )
        await self._change(work)

    async def bar_speaker(
        self, asker: Asker, *, speaker_id: int, decide: Callable[[ChannelContext], ChannelMember]
    ) -> ChannelMember:
        work = partial(speakers.bar, asker=asker, speaker_id=speaker_id, decide=decide)
        return await self._change(work)

    async def barred_speakers(self, channel_id: int) -> Sequence[ChannelMember]:
        return await self._ask(partial(speakers.barred, channel_id=channel_id))
