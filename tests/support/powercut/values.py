"""Reads back, through the store's own operations, the values that the clients wrote."""

from typing import Any

from heliograph.domain.people import Seen
from heliograph.domain.sign_in import AttemptResult, CodeLimits, check_code
from heliograph.ports.store import Store
from support.powercut.ledger import Subject
from support.powercut.sealed import state_of
from support.powercut.workload import FIRST_DATE, attempt_of


class ValueReader:
    """What each subject of the ledger holds now; None is a subject that nobody wrote."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._contacts: dict[int, dict[int, Seen]] = {}
        self._blocked: dict[int, set[int]] = {}

    async def read(self, subject: Subject) -> Any:
        match subject:
            case ("key", int(auth_key_id)):
                stored = await self._store.load_auth_key(auth_key_id)
                return stored and stored.key
            case ("phone", str(phone)):
                account = await self._store.account_by_phone(phone)
                return account and account.first_name
            case ("device", int(owner)):
                devices = await self._store.authorizations(owner)
                return devices[0].hash if devices else None
            case ("username", int(owner)):
                account = await self._store.account(owner)
                return account and account.username
            case ("contact", int(owner), int(other)):
                return await self._contact(owner, other)
            case ("blocked", int(owner), int(other)):
                return await self._is_blocked(owner, other) or None
            case ("sealed", int(chat_id)):
                return await state_of(self._store, chat_id)
            case ("code", int(number)):
                return await self._code(number)
        raise LookupError(subject)

    async def _contact(self, owner: int, other: int) -> str | None:
        if owner not in self._contacts:
            book = await self._store.contacts(owner)
            self._contacts[owner] = {seen.account.id: seen for seen in book}
        seen = self._contacts[owner].get(other)
        return seen.contact.first_name if seen and seen.contact else None

    async def _is_blocked(self, owner: int, other: int) -> bool:
        if owner not in self._blocked:
            page, _ = await self._store.blocked(owner, offset=0, limit=1000)
            self._blocked[owner] = {one.seen.account.id for one in page}
        return other in self._blocked[owner]

    async def _code(self, number: int) -> str | None:
        """A code that was issued still signs its number up, unless it has done so already."""
        attempt = attempt_of(number, FIRST_DATE + 10)
        if await self._store.account_by_phone(attempt.phone) is not None:
            return "issued"
        outcome = await self._store.attempt_code(
            attempt, decide=lambda a, c: check_code(a, c, CodeLimits())
        )
        return None if outcome.result is AttemptResult.EXPIRED else "issued"
