"""The store's operations on codes, invitations and accounts."""

from collections.abc import Callable, Sequence
from functools import partial

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
from heliograph.storage.sqlite import people, sign_in
from heliograph.storage.sqlite.asking import Ask, Change


class SignInOperations:
    """Implements `ports.store.SignInOperations`."""

    _ask: Ask
    _change: Change

    async def issue_code(
        self,
        request: CodeRequest,
        *,
        window_s: int,
        decide: Callable[[CodeRequest, CodeContext], LoginCode],
    ) -> tuple[LoginCode, CodeContext]:
        return await self._change(
            partial(sign_in.issue_code, request=request, window_s=window_s, decide=decide)
        )

    async def attempt_code(
        self,
        attempt: CodeAttempt,
        *,
        decide: Callable[[CodeAttempt, AttemptContext], AttemptResult],
    ) -> SignedIn:
        return await self._change(partial(sign_in.attempt_code, attempt=attempt, decide=decide))

    async def sign_up(
        self,
        request: SignUp,
        *,
        decide: Callable[[SignUp, SignUpContext], Account | None],
    ) -> SignedIn:
        return await self._change(partial(sign_in.sign_up, request=request, decide=decide))

    async def cancel_code(
        self,
        request: Cancellation,
        *,
        decide: Callable[[LoginCode | None, Cancellation], None],
    ) -> None:
        await self._change(partial(sign_in.cancel_code, request=request, decide=decide))

    async def add_invite(self, invite: Invite) -> None:
        await self._change(partial(sign_in.add_invite, invite=invite))

    async def add_account(
        self, *, phone: str, first_name: str, last_name: str, date: int
    ) -> Account:
        work = partial(
            sign_in.add_account,
            phone=phone,
            first_name=first_name,
            last_name=last_name,
            date=date,
        )
        return await self._change(work)

    async def set_disabled(self, account_id: int, disabled: bool) -> Sequence[int]:
        return await self._change(
            partial(sign_in.set_disabled, account_id=account_id, disabled=disabled),
            erases=disabled,
        )

    async def accounts(self, *, after_id: int, limit: int) -> Sequence[Account]:
        return await self._ask(partial(people.accounts, after_id=after_id, limit=limit))
