"""Ending all references to a file, as an operator asks for."""

from collections.abc import AsyncIterator

from heliograph.actions.app import App
from heliograph.domain.exports import WITHDRAWN
from heliograph.domain.files import Owned
from heliograph.domain.people import Account

_AT_ONCE = 500


async def withdraw_files(app: App, named: int | bytes, *, actor: str, reason: str) -> int:
    """Withdraw a file by its id, or all that hold a content by its SHA-256; gives how many.

    Who did it and why is noted first, with the file's owner. Whoever is still shown a file is
    given new references; what others kept of the old ones fetches nothing.
    """
    count = 0
    async for owned in _named(app, named):
        await app.store.note_audit(
            owned.owner_id,
            kind=WITHDRAWN,
            actor=actor,
            reason=f"file {owned.file_id}: {reason}",
            date=app.clock.now(),
            decide=_whosever,
        )
        count += await app.store.withdraw_file(owned.file_id) is not None
    return count


async def _named(app: App, named: int | bytes) -> AsyncIterator[Owned]:
    if isinstance(named, int):
        owner_id = await app.store.owner_of_file(named)
        if owner_id is not None:
            yield Owned(file_id=named, owner_id=owner_id)
        return
    after = 0
    while page := await app.store.files_made_of(named, after_id=after, at_most=_AT_ONCE):
        for owned in page:
            yield owned
        after = page[-1].file_id


def _whosever(account: Account) -> None:
    """It is noted whatever became of who sent the file."""
