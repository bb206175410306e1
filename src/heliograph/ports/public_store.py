"""Storage of what anybody may read on the web: public supergroups and channels."""

from typing import Protocol

from heliograph.domain.channels import Channel
from heliograph.domain.public_pages import MayLook, PublicPage, PublicQuery


class PublicOperations(Protocol):
    """Reads of one moment each: a channel that was public when it was looked up is so still when
    its posts are read. None for whoever `may_look` refuses, and where no channel has the name."""

    async def public_channel(self, username: str, *, may_look: MayLook) -> Channel | None:
        """The supergroup or channel that has a name now, in whatever letter case."""
        ...

    async def public_posts(
        self, username: str, query: PublicQuery, *, may_look: MayLook
    ) -> PublicPage | None:
        """A page of what is said in it, with whole albums: up to nine posts more than asked for."""
        ...

    async def public_post(
        self, username: str, message_id: int, *, may_look: MayLook, elsewhere: bool = False
    ) -> PublicPage | None:
        """One post, and what was sent together with it; none if it is not there. With `elsewhere`
        as it is shown where it is not blocked."""
        ...
