"""The store's operations on authorizations that go to another data centre."""

from collections.abc import Callable
from functools import partial

from heliograph.domain.authorizations import Authorization
from heliograph.domain.transfers import ExportedAuthorization, Import, ImportContext
from heliograph.storage.sqlite import transfers
from heliograph.storage.sqlite.asking import Change


class TransferOperations:
    """Implements `ports.transfer_store.TransferOperations`."""

    _change: Change

    async def export_authorization(self, exported: ExportedAuthorization) -> None:
        await self._change(partial(transfers.export_authorization, exported=exported))

    async def import_authorization(
        self, request: Import, *, decide: Callable[[Import, ImportContext], None]
    ) -> Authorization:
        return await self._change(
            partial(transfers.import_authorization, request=request, decide=decide)
        )
