"""Looking for messages, in the store."""

from typing import Protocol

from heliograph.domain.search import Found, SearchQuery


class SearchOperations(Protocol):
    """Searches one dialog by reading it: there is no index of words."""

    async def search_dialog(self, query: SearchQuery) -> Found: ...
