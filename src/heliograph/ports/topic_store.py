"""Storage of topics of forums."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import Asker
from heliograph.domain.message_changes import Deleted, Sent
from heliograph.domain.people import Account
from heliograph.domain.telling import Told
from heliograph.domain.topic_pages import TopicPage, TopicQuery
from heliograph.domain.topics import Topic, Wrote


class TopicOperations(Protocol):
    """An `Asker`'s `chat_id` is the channel's id. CHANNEL_INVALID, CHANNEL_PRIVATE,
    CHANNEL_FORUM_MISSING for what is no forum."""

    async def create_topic(
        self, asker: Asker, *, decide: Callable[[SeenChannel, Wrote], Told]
    ) -> Sent:
        """Make a topic; what tells of it is what it begins with, and its id."""
        ...

    async def edit_topic(
        self,
        asker: Asker,
        *,
        topic_id: int,
        decide: Callable[[SeenChannel, Account, Topic], tuple[Topic, Told]],
    ) -> Sent:
        """Have a topic be as decided, and tell it there. TOPIC_ID_INVALID."""
        ...

    async def pin_topics(
        self,
        asker: Asker,
        *,
        ids: Sequence[int],
        decide: Callable[[SeenChannel, Sequence[Topic]], Sequence[Topic]],
    ) -> tuple[tuple[int, ...], bool]:
        """Write the topics that the decision gives, which sees the pinned and those of the `ids`;
        all that are pinned then, the first first, and whether it is news."""
        ...

    async def drop_topic(
        self,
        asker: Asker,
        *,
        topic_id: int,
        at_most: int,
        check: Callable[[SeenChannel], None],
    ) -> tuple[tuple[Deleted, ...], bool]:
        """Take so many messages out of a topic; with the last it goes itself.

        What became of the mailboxes, and whether there are more. TOPIC_ID_INVALID.
        """
        ...

    async def topics(self, query: TopicQuery) -> TopicPage:
        """The pinned first, if from the first; then those in which something was said last."""
        ...

    async def topics_by_id(self, viewer_id: int, *, peer_id: int, ids: Sequence[int]) -> TopicPage:
        """Those of the topics that are there."""
        ...
