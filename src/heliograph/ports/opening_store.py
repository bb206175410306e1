"""What the store knows of who looked at or listened to what."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.account_events import ChannelContentsRead
from heliograph.domain.message_changes import ContentsRead, Edited


class OpeningOperations(Protocol):
    """Voices and round films that were heard, media that go once they were seen."""

    async def open_contents(
        self, owner_id: int, ids: Sequence[int], *, date: int
    ) -> tuple[ContentsRead, ...]:
        """The owner has looked at what these messages show, and at those that name them: told to
        their mailbox first, then to the authors' of what is opened. Of those that had been looked
        at, or that nobody opens, nothing is told: the owner's part has then a pts_count of 0. The
        time of media that go begins."""
        ...

    async def open_posts(
        self, account_id: int, peer_id: int, ids: Sequence[int], *, date: int
    ) -> Sequence[tuple[int, ChannelContentsRead]]:
        """As `open_contents`, of a channel's messages: what each account is to be told, the asker
        first."""
        ...

    async def expire_opened(self, *, now: int, at_most: int) -> tuple[Edited, ...]:
        """Take from messages the media whose time is over, and end all references to the files."""
        ...
