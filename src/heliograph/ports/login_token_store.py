"""Tokens that sign a device in once another accepts them, in the store."""

from collections.abc import Callable
from typing import Protocol

from heliograph.domain.login_tokens import (
    Acceptance,
    AcceptContext,
    Accepted,
    KeyStanding,
    LoginToken,
    Outcome,
    ShowContext,
)


class LoginTokenOperations(Protocol):
    """Kept by their digests, each for the key that shows it."""

    async def show_login_token(
        self,
        token: LoginToken,
        *,
        at_most: int,
        now: int,
        decide: Callable[[LoginToken, ShowContext], Outcome],
    ) -> Outcome:
        """Keep the token if `decide` says SHOW; of one key only the latest few are kept."""
        ...

    async def login_token(
        self, digest: bytes, *, auth_key_id: int, now: int
    ) -> tuple[LoginToken | None, KeyStanding]:
        """A token, and where the key stands."""
        ...

    async def accept_login_token(
        self, request: Acceptance, *, decide: Callable[[Acceptance, AcceptContext], Outcome]
    ) -> Accepted:
        """Tie the token's key to the account, or let it offer the password, as `decide` says; the
        token is used up."""
        ...
