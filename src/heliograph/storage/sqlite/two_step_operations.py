"""The store's operations on two-step verification and on where codes go by mail."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import apsw

from heliograph.domain.password_attempts import AttemptsContext, Entry, PasswordAttempt
from heliograph.domain.sign_in import SignedIn
from heliograph.domain.two_step import Decided, TwoStep, TwoStepContext, Verdict
from heliograph.ports.two_step_store import RecipientMac, no_recipient
from heliograph.storage.sqlite import code_mails, password_waits, two_step
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.sealing import Sealer

Outcome = TypeVar("Outcome")


class TwoStepOperations:
    """Implements `ports.two_step_store.TwoStepOperations` and
    `ports.code_mail_store.CodeMailOperations`."""

    _ask: Ask
    _change: Change
    _sealer: Sealer

    async def two_step(self, account_id: int) -> TwoStep:
        work = partial(two_step.two_step, account_id=account_id, sealer=self._sealer)
        return await self._ask(work)

    async def with_password(self, account_ids: Sequence[int]) -> frozenset[int]:
        return await self._ask(partial(two_step.with_password, account_ids=account_ids))

    async def change_two_step(
        self,
        account_id: int,
        *,
        date: int,
        window_s: int,
        recipient_mac: RecipientMac = no_recipient,
        decide: Callable[[TwoStepContext], Decided[Outcome]],
    ) -> Outcome:
        def work(db: apsw.Connection) -> Outcome:
            return two_step.change_two_step(
                db,
                account_id,
                self._sealer,
                date=date,
                window_s=window_s,
                recipient_mac=recipient_mac,
                decide=decide,
            )

        return await self._change(work)

    async def awaiting_password(self, auth_key_id: int, *, now: int) -> int | None:
        work = partial(password_waits.awaiting_password, auth_key_id=auth_key_id, now=now)
        return await self._ask(work)

    async def end_password_wait(self, auth_key_id: int) -> None:
        await self._change(partial(password_waits.end_wait, auth_key_id=auth_key_id))

    async def try_password(
        self,
        attempt: PasswordAttempt,
        *,
        window_s: int,
        decide: Callable[[PasswordAttempt, AttemptsContext], None],
    ) -> TwoStep:
        work = partial(
            two_step.try_password,
            attempt=attempt,
            sealer=self._sealer,
            window_s=window_s,
            decide=decide,
        )
        return await self._change(work)

    async def forgive_attempt(self, attempt: PasswordAttempt) -> None:
        await self._change(partial(two_step.forgive_attempt, attempt=attempt))

    async def let_in(
        self, entry: Entry, *, decide: Callable[[TwoStepContext], Decided[Verdict]]
    ) -> tuple[Verdict, SignedIn | None]:
        work = partial(two_step.let_in, entry=entry, sealer=self._sealer, decide=decide)
        return await self._change(work)

    async def code_mail(self, phone: str) -> str | None:
        return await self._ask(partial(code_mails.code_mail, phone=phone))

    async def set_code_mail(self, phone: str, mail: str | None) -> None:
        await self._change(partial(code_mails.set_code_mail, phone=phone, mail=mail))
