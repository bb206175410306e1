"""Storage of groups: who is in them, and every change of one."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import Asker, Chat, ChatContext, ChatDecision, Member, SeenChat
from heliograph.domain.files import Photo
from heliograph.domain.migration import Migration
from heliograph.domain.migration_outcomes import Migrated
from heliograph.domain.people import Seen


class ChatOperations(Protocol):
    """Basic groups."""

    async def create_chat(
        self,
        asker: Asker,
        *,
        named: Sequence[int],
        decide: Callable[[Sequence[Seen]], tuple[Chat, tuple[Member, ...]]],
    ) -> ChatOutcome:
        """A new group under the asker's `chat_id`; the group is told that it is there.

        `decide` sees the accounts that are to be in it as the asker sees them."""
        ...

    async def change_group(
        self,
        asker: Asker,
        *,
        named: Sequence[int] = (),
        decide: Callable[[ChatContext], ChatDecision | None],
        photo: Photo | None = None,
    ) -> ChatOutcome:
        """Write what is decided and tell the group, those who come with it and those who go.

        `named` are the accounts it is about, `photo` the file that the group shows from now on.
        """
        ...

    async def chats_of(
        self, account_id: int, *, below_id: int, at_most: int, with_id: int | None = None
    ) -> tuple[Sequence[SeenChat], int]:
        """Groups that somebody is in, the newest first, those with another if one is named; and
        how many there are with them."""
        ...

    async def chat(self, viewer_id: int, chat_id: int) -> tuple[SeenChat, Sequence[Member]] | None:
        """A group and who is in it, None if there is none."""
        ...

    async def chat_photo(self, chat_id: int) -> Photo | None:
        """The file that a group shows."""
        ...

    async def migrate_chat(
        self, asker: Asker, *, tell_id: int, decide: Callable[[ChatContext, int], Migration]
    ) -> Migrated:
        """End a group, begin the supergroup that it goes on as, and tell both; its links, and
        what members chose of it, are the supergroup's. `decide` also gets how many channels the
        asker is in; `tell_id` is the random_id of what the supergroup is told."""
        ...

    async def migrated_from(self, viewer_id: int, channel_id: int) -> tuple[int, int] | None:
        """The group that a supergroup was, and the viewer's newest message there; None for who was
        not in it then, and if it was none."""
        ...
