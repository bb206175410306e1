"""Bots, their tokens and their commands, in the store."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from heliograph.domain.authorizations import Authorization
from heliograph.domain.bot_events import MissedByBot
from heliograph.domain.bots import Bot, BotCommand, BotEntry, BotInfo, NewBot
from heliograph.domain.people import Account, Seen


class BotOperations(Protocol):
    """Tokens are kept as keyed hashes alone."""

    async def add_bot(
        self,
        new: NewBot,
        *,
        token_mac: Callable[[int], bytes],
        decide: Callable[[str, int | None], None],
    ) -> Account:
        """Make a bot with its mailbox; `token_mac` is asked with the id it got, `decide` with the
        username and who has it. It is frozen as long as its owner is. USER_DEACTIVATED_BAN for an
        owner who is locked out."""
        ...

    async def bots(self) -> Sequence[tuple[Bot, Account]]:
        """By rising id."""
        ...

    async def replace_token(self, account_id: int, token_mac: bytes) -> Sequence[int]:
        """The present token is good no more; gives the auth_key_ids that ended with it.
        USER_ID_INVALID for what is no bot."""
        ...

    async def let_bot_in(
        self, entry: BotEntry, *, decide: Callable[[BotEntry, Bot | None, Account | None], None]
    ) -> Authorization:
        """Tie the key to the bot in place of what it carried."""
        ...

    async def set_bot_commands(
        self, account_id: int, *, scope: str, language: str, commands: Sequence[BotCommand]
    ) -> None:
        """None of them takes the scope's away."""
        ...

    async def bot_commands(
        self, account_id: int, *, scope: str, language: str
    ) -> Sequence[BotCommand]: ...

    async def set_bot_description(self, account_id: int, description: str) -> None: ...

    async def bot_info(self, account_id: int, *, scopes: Sequence[str], language: str) -> BotInfo:
        """With the commands of the first of the scopes that has any, in the language or in all."""
        ...

    async def set_bot_hearing(
        self, account_id: int, *, hears_all: bool | None, stays_out: bool | None
    ) -> Account:
        """What it hears in groups, and whether it comes into any; None leaves it. USER_ID_INVALID
        for what is no bot."""
        ...

    async def deaf_bots(self, peer_id: int, bot_ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
        """Those of the bots that hear only what is for them in a supergroup, each with its
        usernames in lower case; nobody in a channel."""
        ...

    async def bot_qts(self, bot_id: int) -> int:
        """How far a bot was told what bots alone are, FIRST_QTS if of nothing."""
        ...

    async def acknowledge_bot(self, bot_id: int, *, qts: int) -> None:
        """Forget what a bot has, unless another session of it may lack that."""
        ...

    async def missed_by_bot(self, bot_id: int, *, qts: int, limit: int) -> MissedByBot:
        """At most so much of what a bot is to be told after that, in order."""
        ...

    async def owned_bots(self, owner_id: int, *, at_most: int) -> Sequence[Seen]:
        """The bots that an operator made for somebody, but for those that are disabled."""
        ...

    async def met(self, owner_id: int, account_ids: Sequence[int]) -> frozenset[int]:
        """Those of the accounts that the owner has a dialog with."""
        ...
