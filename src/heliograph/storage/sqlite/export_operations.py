"""The store's operations on exports and the log of them."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.exports import (
    AuditEvent,
    ExportedDialog,
    ExportedMessages,
    ExportedPosts,
    Leftovers,
)
from heliograph.domain.messages import Message
from heliograph.domain.people import Account
from heliograph.storage.sqlite import exports, history
from heliograph.storage.sqlite.asking import Ask, Change


class ExportOperations:
    """Implements `ports.export_store.ExportOperations`."""

    _ask: Ask
    _change: Change

    async def note_audit(
        self,
        account_id: int,
        *,
        kind: str,
        actor: str,
        reason: str = "",
        of: int = 0,
        date: int,
        decide: Callable[[Account], None],
    ) -> AuditEvent:
        work = partial(
            exports.note_audit,
            account_id=account_id,
            kind=kind,
            actor=actor,
            reason=reason,
            of=of,
            date=date,
            decide=decide,
        )
        return await self._change(work)

    async def audit_event(self, event_id: int) -> tuple[AuditEvent, bool] | None:
        return await self._ask(partial(exports.audit_event, event_id=event_id))

    async def audit_log(self, *, after_id: int, limit: int) -> Sequence[AuditEvent]:
        return await self._ask(partial(exports.audit_log, after_id=after_id, limit=limit))

    async def export_top(self, owner_id: int) -> int:
        return await self._ask(lambda db: history.state_and_top(db, owner_id)[1])

    async def export_dialogs(
        self, owner_id: int, *, after_id: int, limit: int
    ) -> Sequence[ExportedDialog]:
        work = partial(exports.dialogs, owner_id=owner_id, after_id=after_id, limit=limit, now=0)
        return await self._ask(work)

    async def export_messages(
        self, owner_id: int, peer_id: int, *, after_id: int, up_to_id: int, limit: int
    ) -> ExportedMessages:
        work = partial(
            exports.messages,
            owner_id=owner_id,
            peer_id=peer_id,
            after_id=after_id,
            up_to_id=up_to_id,
            limit=limit,
        )
        return await self._ask(work)

    async def export_posts(
        self, account_id: int, peer_id: int, *, after_id: int, looked_at: int
    ) -> ExportedPosts:
        work = partial(
            exports.own_posts,
            account_id=account_id,
            peer_id=peer_id,
            after_id=after_id,
            looked_at=looked_at,
        )
        return await self._ask(work)

    async def export_scheduled(
        self, owner_id: int, peer_id: int, *, after_id: int, limit: int
    ) -> Sequence[Message]:
        work = partial(
            exports.scheduled, owner_id=owner_id, peer_id=peer_id, after_id=after_id, limit=limit
        )
        return await self._ask(work)

    async def export_leftovers(self, account_id: int) -> Leftovers:
        return await self._ask(partial(exports.leftovers, account_id=account_id))
