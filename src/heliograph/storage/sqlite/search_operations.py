"""The store's operations that look for messages."""

from functools import partial

from heliograph.domain.search import Found, SearchQuery
from heliograph.storage.sqlite import searching
from heliograph.storage.sqlite.asking import Ask


class SearchOperations:
    """Implements `ports.search_store.SearchOperations`."""

    _ask: Ask

    async def search_dialog(self, query: SearchQuery) -> Found:
        return await self._ask(partial(searching.search_dialog, query=query))
