"""Signing in and up, as the store does it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.people import Account
from heliograph.domain.sign_in import (
    AttemptContext,
    AttemptResult,
    Cancellation,
    CodeAttempt,
    CodeContext,
    CodeRequest,
    Invite,
    LoginCode,
    SignedIn,
    SignUp,
    SignUpContext,
)


class SignInOperations(Protocol):
    """Codes, invitations, accounts."""

    async def issue_code(
        self,
        request: CodeRequest,
        *,
        window_s: int,
        decide: Callable[[CodeRequest, CodeContext], LoginCode],
    ) -> tuple[LoginCode, CodeContext]:
        """Keep a code, and end the one it replaces; also returns what it was decided on."""
        ...

    async def attempt_code(
        self,
        attempt: CodeAttempt,
        *,
        decide: Callable[[CodeAttempt, AttemptContext], AttemptResult],
    ) -> SignedIn:
        """WRONG counts an attempt; SIGN_UP marks the code verified; SIGNED_IN ends the code and
        ties the key to the account (replacing what the key carried); PASSWORD ends the code and
        what the key carried, and lets the key offer the password. A correct code entered once
        more by the key it signed in gives the same authorization, by the key that owes the
        password the same result."""
        ...

    async def sign_up(
        self,
        request: SignUp,
        *,
        decide: Callable[[SignUp, SignUpContext], Account | None],
    ) -> SignedIn:
        """Make the account, its mailbox (pts 1) and the authorization; uses up the invite."""
        ...

    async def cancel_code(
        self,
        request: Cancellation,
        *,
        decide: Callable[[LoginCode | None, Cancellation], None],
    ) -> None:
        """End a code that lives; `decide` is given None if it does not."""
        ...

    async def add_invite(self, invite: Invite) -> None:
        """Replaces an earlier invite; Refused PHONE_NUMBER_OCCUPIED if there is an account."""
        ...

    async def add_account(
        self, *, phone: str, first_name: str, last_name: str, date: int
    ) -> Account:
        """Operator's way in. Refused PHONE_NUMBER_OCCUPIED."""
        ...

    async def set_disabled(self, account_id: int, disabled: bool) -> Sequence[int]:
        """Gives the auth_key_ids whose authorizations ended with it (all of the account's)."""
        ...

    async def accounts(self, *, after_id: int, limit: int) -> Sequence[Account]:
        """By rising id, for the operator's list."""
        ...
