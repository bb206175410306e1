"""Authorizations on their way to another data centre, in the store."""

from collections.abc import Callable
from typing import Protocol

from heliograph.domain.authorizations import Authorization
from heliograph.domain.transfers import ExportedAuthorization, Import, ImportContext


class TransferOperations(Protocol):
    """What one key exports and another imports; both keys hold one authorization afterwards."""

    async def export_authorization(self, exported: ExportedAuthorization) -> None:
        """Keep it to be imported once; of one key only the latest few are kept."""
        ...

    async def import_authorization(
        self, request: Import, *, decide: Callable[[Import, ImportContext], None]
    ) -> Authorization:
        """Tie the asking key to the exporter's account and device, and use the export up.

        What the key carried before is replaced. The imported authorization is not listed among the
        account's devices and ends with the one it came from. AUTH_BYTES_INVALID.
        """
        ...
