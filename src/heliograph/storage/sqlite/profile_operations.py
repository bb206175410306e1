"""The store's operations on profiles."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.people import Account, Seen
from heliograph.domain.privacy import Privacy
from heliograph.domain.profiles import Birthday, Profile
from heliograph.storage.sqlite import people, profiles
from heliograph.storage.sqlite.asking import Ask, Change


class ProfileOperations:
    """Implements `ports.profile_store.ProfileOperations`."""

    _ask: Ask
    _change: Change

    async def change_usernames(
        self, account_id: int, *, decide: Callable[[Account], Account]
    ) -> Account:
        work = partial(people.change_usernames, account_id=account_id, decide=decide)
        return await self._change(work)

    async def hold_username(
        self,
        account_id: int,
        username: str,
        *,
        decide: Callable[[Account, str, int | None], Account],
    ) -> Account:
        work = partial(
            people.hold_username, account_id=account_id, username=username, decide=decide
        )
        return await self._change(work)

    async def username_holder(self, username: str) -> int | None:
        return await self._ask(partial(people.username_holder, username=username))

    async def privacy(self, account_id: int) -> Privacy:
        return await self._ask(partial(profiles.privacy, account_id=account_id))

    async def change_privacy(
        self, account_id: int, *, decide: Callable[[Privacy], Privacy]
    ) -> Privacy:
        work = partial(profiles.change_privacy, account_id=account_id, decide=decide)
        return await self._change(work)

    async def change_online(
        self, account_id: int, *, decide: Callable[[int], int | None]
    ) -> int | None:
        work = partial(profiles.change_online, account_id=account_id, decide=decide)
        return await self._change(work, bulk=True)

    async def profile(self, viewer_id: int, account_id: int) -> Profile | None:
        work = partial(profiles.profile, viewer_id=viewer_id, account_id=account_id)
        return await self._ask(work)

    async def set_birthday(self, account_id: int, birthday: Birthday | None) -> None:
        work = partial(profiles.set_birthday, account_id=account_id, birthday=birthday)
        await self._change(work)

    async def birthdays(self, owner_id: int) -> Sequence[tuple[Seen, Birthday]]:
        return await self._ask(partial(profiles.birthdays, owner_id=owner_id))
