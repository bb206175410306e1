"""The store's operations on topics of forums."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import Asker
from heliograph.domain.message_changes import Deleted, Sent
from heliograph.domain.people import Account
from heliograph.domain.telling import Told
from heliograph.domain.topic_pages import TopicPage, TopicQuery
from heliograph.domain.topics import Topic, Wrote
from heliograph.storage.sqlite import topics
from heliograph.storage.sqlite.asking import Ask, Change


class TopicOperations:
    """Implements `ports.topic_store.TopicOperations`."""

    _ask: Ask
    _change: Change

    async def create_topic(
        self, asker: Asker, *, decide: Callable[[SeenChannel, Wrote], Told]
    ) -> Sent:
        return await self._change(partial(topics.create, asker=asker, decide=decide))

    async def edit_topic(
        self,
        asker: Asker,
        *,
        topic_id: int,
        decide: Callable[[SeenChannel, Account, Topic], tuple[Topic, Told]],
    ) -> Sent:
        work = partial(topics.edit, asker=asker, topic_id=topic_id, decide=decide)
        return await self._change(work)

    async def pin_topics(
        self,
        asker: Asker,
        *,
        ids: Sequence[int],
        decide: Callable[[SeenChannel, Sequence[Topic]], Sequence[Topic]],
    ) -> tuple[tuple[int, ...], bool]:
        return await self._change(partial(topics.pin, asker=asker, ids=ids, decide=decide))

    async def drop_topic(
        self,
        asker: Asker,
        *,
        topic_id: int,
        at_most: int,
        check: Callable[[SeenChannel], None],
    ) -> tuple[tuple[Deleted, ...], bool]:
        work = partial(topics.drop, asker=asker, topic_id=topic_id, at_most=at_most, check=check)
        return await self._change(work)

    async def topics(self, query: TopicQuery) -> TopicPage:
        return await self._ask(partial(topics.page, query=query))

    async def topics_by_id(self, viewer_id: int, *, peer_id: int, ids: Sequence[int]) -> TopicPage:
        work = partial(topics.by_ids, viewer_id=viewer_id, peer_id=peer_id, ids=ids)
        return await self._ask(work)
