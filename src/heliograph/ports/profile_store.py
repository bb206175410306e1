"""What the store keeps of profiles: names, privacy, when somebody was there, birthdays."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.people import Account, Seen
from heliograph.domain.privacy import Privacy
from heliograph.domain.profiles import Birthday, Profile


class ProfileOperations(Protocol):
    """Of one account each; USER_ID_INVALID for one that does not exist."""

    async def change_usernames(
        self, account_id: int, *, decide: Callable[[Account], Account]
    ) -> Account:
        """Show, hide and order the names an account holds."""
        ...

    async def hold_username(
        self,
        account_id: int,
        username: str,
        *,
        decide: Callable[[Account, str, int | None], Account],
    ) -> Account:
        """Give an account one more name; `decide` is told who holds it now, shown or hidden."""
        ...

    async def username_holder(self, username: str) -> int | None:
        """Who holds a name, shown or hidden."""
        ...

    async def privacy(self, account_id: int) -> Privacy: ...

    async def change_privacy(
        self, account_id: int, *, decide: Callable[[Privacy], Privacy]
    ) -> Privacy: ...

    async def change_online(
        self, account_id: int, *, decide: Callable[[int], int | None]
    ) -> int | None:
        """Change until when somebody is there; `decide` is told until when they are or were, and
        gives None to leave it. Gives what `decide` gave."""
        ...

    async def profile(self, viewer_id: int, account_id: int) -> Profile | None:
        """None for an account that does not exist."""
        ...

    async def set_birthday(self, account_id: int, birthday: Birthday | None) -> None: ...

    async def birthdays(self, owner_id: int) -> Sequence[tuple[Seen, Birthday]]:
        """Of the owner's contacts, whether they show it or not."""
        ...
