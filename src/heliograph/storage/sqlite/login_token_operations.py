"""The store's operations on tokens that another device accepts."""

from collections.abc import Callable
from functools import partial

from heliograph.domain.login_tokens import (
    Acceptance,
    AcceptContext,
    Accepted,
    KeyStanding,
    LoginToken,
    Outcome,
    ShowContext,
)
from heliograph.storage.sqlite import login_tokens
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.sealing import Sealer


class LoginTokenOperations:
    """Implements `ports.login_token_store.LoginTokenOperations`."""

    _ask: Ask
    _change: Change
    _sealer: Sealer

    async def show_login_token(
        self,
        token: LoginToken,
        *,
        at_most: int,
        now: int,
        decide: Callable[[LoginToken, ShowContext], Outcome],
    ) -> Outcome:
        work = partial(
            login_tokens.show_login_token, token=token, at_most=at_most, now=now, decide=decide
        )
        return await self._change(work)

    async def login_token(
        self, digest: bytes, *, auth_key_id: int, now: int
    ) -> tuple[LoginToken | None, KeyStanding]:
        work = partial(login_tokens.login_token, digest=digest, auth_key_id=auth_key_id, now=now)
        return await self._ask(work)

    async def accept_login_token(
        self, request: Acceptance, *, decide: Callable[[Acceptance, AcceptContext], Outcome]
    ) -> Accepted:
        work = partial(
            login_tokens.accept_login_token, request=request, sealer=self._sealer, decide=decide
        )
        return await self._change(work)
