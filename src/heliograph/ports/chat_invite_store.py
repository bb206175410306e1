"""Storage of links into groups, and of who came by them."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import ChannelContext
from heliograph.domain.chat_invites import ChatInvite, Group, JoinContext, JoinDecision, Joiner
from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import Asker, ChatContext


class ChatInviteOperations(Protocol):
    """Links, joining, requests."""

    async def chat_invite(self, hash: str) -> ChatInvite | None: ...

    async def chat_invites(
        self,
        chat_id: int,
        admin_id: int,
        *,
        revoked: bool,
        before: int,
        after_hash: str,
        at_most: int,
    ) -> tuple[Sequence[ChatInvite], int]:
        """An admin's, the permanent one first, then the newest; and how many there are."""
        ...

    async def admins_with_invites(self, chat_id: int) -> Sequence[tuple[int, int, int]]:
        """Who has links, how many, and how many that were revoked."""
        ...

    async def change_invite(
        self,
        asker: Asker,
        hash: str | None,
        *,
        decide: Callable[[Group, ChatInvite | None], Sequence[ChatInvite]],
    ) -> Sequence[ChatInvite]:
        """Keep the links that `decide` makes of the one under a hash, None for the asker's
        permanent one."""
        ...

    async def drop_invites(
        self,
        asker: Asker,
        *,
        hash: str | None,
        admin_id: int,
        decide: Callable[[Group, ChatInvite | None], None],
    ) -> None:
        """Forget a link that was revoked, or with no hash all of an admin's."""
        ...

    async def join_chat(
        self, asker: Asker, hash: str, *, decide: Callable[[Asker, JoinContext], JoinDecision]
    ) -> ChatOutcome:
        """Come by a link, or ask to be let in: then nothing changes. INVITE_HASH_EXPIRED."""
        ...

    async def join_channel_by(
        self,
        asker: Asker,
        hash: str,
        *,
        decide: Callable[[Asker, ChannelContext, ChatInvite], JoinDecision],
    ) -> ChannelOutcome:
        """As `join_chat`, into a channel. INVITE_HASH_EXPIRED."""
        ...

    async def join_public_channel(
        self, asker: Asker, *, decide: Callable[[ChannelContext], JoinDecision]
    ) -> ChannelOutcome:
        """Come into a channel by its name, or ask to be let in: then nothing changes.

        CHANNEL_INVALID.
        """
        ...

    async def settle_channel_request(
        self,
        asker: Asker,
        account_id: int,
        *,
        decide: Callable[[ChannelContext, Joiner | None], JoinDecision | None],
    ) -> ChannelOutcome:
        """As `settle_request`, of a channel, whose id the asker's `chat_id` is."""
        ...

    async def settle_request(
        self,
        asker: Asker,
        account_id: int,
        *,
        decide: Callable[[ChatContext, Joiner | None], JoinDecision | None],
    ) -> ChatOutcome:
        """Let somebody in who asked, or forget that they did."""
        ...

    async def joiners(
        self,
        chat_id: int,
        *,
        waiting: bool,
        hash: str | None,
        before: int,
        below_id: int,
        at_most: int,
    ) -> tuple[Sequence[Joiner], int]:
        """Who came by a link or waits, the latest first; and how many there are. A channel is named
        by its peer."""
        ...
