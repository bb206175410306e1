"""Store operations of two-step verification."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from heliograph.domain.password_attempts import AttemptsContext, Entry, PasswordAttempt
from heliograph.domain.sign_in import SignedIn
from heliograph.domain.two_step import Decided, TwoStep, TwoStepContext, Verdict

Outcome = TypeVar("Outcome")
RecipientMac = Callable[[TwoStep], bytes | None]


def no_recipient(state: TwoStep) -> bytes | None:
    """For changes that send no letter."""
    return None


class TwoStepOperations(Protocol):
    """Passwords (kept sealed), the keys that wait for one, and attempts at them."""

    async def two_step(self, account_id: int) -> TwoStep:
        """What the account has set up; an empty record if it never did."""
        ...

    async def with_password(self, account_ids: Sequence[int]) -> frozenset[int]:
        """Those of the accounts that have a password."""
        ...

    async def change_two_step(
        self,
        account_id: int,
        *,
        date: int,
        window_s: int,
        recipient_mac: RecipientMac = no_recipient,
        decide: Callable[[TwoStepContext], Decided[Outcome]],
    ) -> Outcome:
        """Keep the state that `decide` makes; a letter it tells of counts for the account and for
        the recipient whose mac `recipient_mac` finds in the state before, over `window_s`.
        USER_ID_INVALID."""
        ...

    async def awaiting_password(self, auth_key_id: int, *, now: int) -> int | None:
        """The account whose code the key has entered and whose password it still owes."""
        ...

    async def end_password_wait(self, auth_key_id: int) -> None:
        """Let the key be nobody's again."""
        ...

    async def try_password(
        self,
        attempt: PasswordAttempt,
        *,
        window_s: int,
        decide: Callable[[PasswordAttempt, AttemptsContext], None],
    ) -> TwoStep:
        """Count an attempt before it is judged, so that all made at once are counted; gives what
        to judge it by."""
        ...

    async def forgive_attempt(self, attempt: PasswordAttempt) -> None:
        """The attempt was right: it counts no more, but its challenge stays used. A deletion of
        the account that waits for its owner is called off."""
        ...

    async def let_in(
        self, entry: Entry, *, decide: Callable[[TwoStepContext], Decided[Verdict]]
    ) -> tuple[Verdict, SignedIn | None]:
        """Keep the state that `decide` makes and, if it says RIGHT, tie the waiting key to the
        account. AUTH_KEY_UNREGISTERED if the key does not wait (any more),
        PHONE_NUMBER_BANNED if the account was disabled meanwhile."""
        ...
