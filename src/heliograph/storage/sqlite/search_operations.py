"""The store's operations that look for messages, and that keep the index of their words."""

from functools import partial

from heliograph.domain.search import Dated, Found, SearchQuery
from heliograph.storage.sqlite import search_index, searching
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.word_hiding import WordHider


class SearchOperations:
    """Implements `ports.search_store.Search`."""

    _ask: Ask
    _change: Change
    _hider: WordHider

    async def search(self, query: SearchQuery) -> Found:
        return await self._ask(partial(searching.search, query=query, hider=self._hider))

    async def search_dates(self, query: SearchQuery) -> Dated:
        work = partial(searching.search_dates, query=query, hider=self._hider)
        return await self._ask(work)

    async def unindexed(self) -> int:
        return await self._ask(search_index.unindexed)

    async def index_messages(self, *, at_most: int) -> int:
        work = partial(search_index.index_messages, at_most=at_most, hider=self._hider)
        return await self._change(work, bulk=True)
