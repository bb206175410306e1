"""The store's operations on bots."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from heliograph.domain.authorizations import Authorization
from heliograph.domain.bot_events import MissedByBot
from heliograph.domain.bots import Bot, BotCommand, BotEntry, BotInfo, NewBot
from heliograph.domain.people import Account, Seen
from heliograph.storage.sqlite import bot_queue, bots, hearing
from heliograph.storage.sqlite.asking import Ask, Change


class BotOperations:
    """Implements `ports.bot_store.BotOperations`."""

    _ask: Ask
    _change: Change

    async def add_bot(
        self,
        new: NewBot,
        *,
        token_mac: Callable[[int], bytes],
        decide: Callable[[str, int | None], None],
    ) -> Account:
        work = partial(bots.add_bot, new=new, token_mac=token_mac, decide=decide)
        return await self._change(work)

    async def bots(self) -> Sequence[tuple[Bot, Account]]:
        return await self._ask(bots.bots)

    async def replace_token(self, account_id: int, token_mac: bytes) -> Sequence[int]:
        work = partial(bots.replace_token, account_id=account_id, token_mac=token_mac)
        return await self._change(work)

    async def let_bot_in(
        self, entry: BotEntry, *, decide: Callable[[BotEntry, Bot | None, Account | None], None]
    ) -> Authorization:
        return await self._change(partial(bots.let_bot_in, entry=entry, decide=decide))

    async def set_bot_commands(
        self, account_id: int, *, scope: str, language: str, commands: Sequence[BotCommand]
    ) -> None:
        work = partial(
            bots.set_bot_commands,
            account_id=account_id,
            scope=scope,
            language=language,
            commands=commands,
        )
        await self._change(work)

    async def bot_commands(
        self, account_id: int, *, scope: str, language: str
    ) -> Sequence[BotCommand]:
        work = partial(bots.bot_commands, account_id=account_id, scope=scope, language=language)
        return await self._ask(work)

    async def set_bot_description(self, account_id: int, description: str) -> None:
        await self._change(
            partial(bots.set_bot_description, account_id=account_id, description=description)
        )

    async def bot_info(self, account_id: int, *, scopes: Sequence[str], language: str) -> BotInfo:
        work = partial(bots.bot_info, account_id=account_id, scopes=scopes, language=language)
        return await self._ask(work)

    async def set_bot_hearing(
        self, account_id: int, *, hears_all: bool | None, stays_out: bool | None
    ) -> Account:
        work = partial(
            bots.set_bot_hearing, account_id=account_id, hears_all=hears_all, stays_out=stays_out
        )
        return await self._change(work)

    async def deaf_bots(self, peer_id: int, bot_ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
        return await self._ask(partial(hearing.deaf, peer_id=peer_id, bot_ids=bot_ids))

    async def bot_qts(self, bot_id: int) -> int:
        return await self._ask(partial(bot_queue.qts, bot_id=bot_id))

    async def acknowledge_bot(self, bot_id: int, *, qts: int) -> None:
        if await self._ask(partial(bot_queue.may_acknowledge, bot_id=bot_id, up_to=qts)):
            await self._change(partial(bot_queue.acknowledge, bot_id=bot_id, up_to=qts))

    async def missed_by_bot(self, bot_id: int, *, qts: int, limit: int) -> MissedByBot:
        return await self._ask(partial(bot_queue.missed, bot_id=bot_id, after=qts, limit=limit))

    async def owned_bots(self, owner_id: int, *, at_most: int) -> Sequence[Seen]:
        return await self._ask(partial(bots.owned, owner_id=owner_id, at_most=at_most))

    async def met(self, owner_id: int, account_ids: Sequence[int]) -> frozenset[int]:
        return await self._ask(partial(bots.met, owner_id=owner_id, account_ids=account_ids))
