"""The store's operations for visitors of the web."""

from functools import partial

from heliograph.domain.channels import Channel
from heliograph.domain.public_pages import MayLook, PublicPage, PublicQuery
from heliograph.storage.sqlite import public_pages
from heliograph.storage.sqlite.asking import Ask
from heliograph.storage.sqlite.word_hiding import WordHider


class PublicOperations:
    """Implements `ports.public_store.PublicOperations`."""

    _ask: Ask
    _hider: WordHider

    async def public_channel(self, username: str, *, may_look: MayLook) -> Channel | None:
        return await self._ask(partial(public_pages.channel, username=username, may_look=may_look))

    async def public_posts(
        self, username: str, query: PublicQuery, *, may_look: MayLook
    ) -> PublicPage | None:
        work = partial(
            public_pages.page,
            username=username,
            query=query,
            may_look=may_look,
            hider=self._hider,
        )
        return await self._ask(work)

    async def public_post(
        self, username: str, message_id: int, *, may_look: MayLook, elsewhere: bool = False
    ) -> PublicPage | None:
        work = partial(
            public_pages.post,
            username=username,
            message_id=message_id,
            may_look=may_look,
            elsewhere=elsewhere,
        )
        return await self._ask(work)
