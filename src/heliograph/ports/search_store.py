"""Looking for messages by what they say."""

from typing import Protocol

from heliograph.domain.search import Dated, Found, SearchQuery


class Search(Protocol):
    """An index of words behind the messages; what it does not hold yet is found as well.

    What a text is found by, `domain.words` says. Deleting or editing a message changes the index
    in the same transaction: it holds nothing that no mailbox has.
    """

    async def search(self, query: SearchQuery) -> Found:
        """A page of matches, newest first, of what the owner's mailbox holds."""
        ...

    async def search_dates(self, query: SearchQuery) -> Dated:
        """All that `search` would count, whatever page the query asks for."""
        ...

    async def unindexed(self) -> int:
        """About how many messages the index does not hold yet."""
        ...

    async def index_messages(self, *, at_most: int) -> int:
        """Take up the next messages, oldest first; gives how many. 0: there are none.

        Goes on where it stopped, after a crash too, and lets changes that people wait for go first.
        """
        ...
