"""What is said about a message of a supergroup, or about a channel's post in the group beside it.

https://core.telegram.org/api/threads
"""

import msgspec


class Replies(msgspec.Struct, frozen=True, kw_only=True):
    """How much was said about a message, as it stands at the `pts` of where it was said.

    `top_id` is the newest of it. Of a channel's post `place_id` is the peer of the group in which
    it is talked about, 0 for a message of a supergroup; `recent_ids` are who said something last
    there, and `read_max_id` is how far the viewer has read.

    https://core.telegram.org/constructor/messageReplies
    """

    count: int
    pts: int
    top_id: int = 0
    place_id: int = 0
    recent_ids: tuple[int, ...] = ()
    read_max_id: int = 0

    @property
    def names(self) -> tuple[int, ...]:
        """Whom whoever is shown it must be shown with it."""
        return (self.place_id, *self.recent_ids) if self.place_id else ()


class Place(msgspec.Struct, frozen=True):
    """A message of a channel, by the channel's peer."""

    peer_id: int
    message_id: int


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A thread as it stands for one account: `root_id` is the message that it is about.

    `post` is the post of a channel that the root came from, None for none; `unread` counts what
    others wrote above `read_inbox_max_id`.
    """

    peer_id: int
    root_id: int
    count: int = 0
    top_id: int = 0
    read_inbox_max_id: int = 0
    read_outbox_max_id: int = 0
    unread: int = 0
    post: Place | None = None
