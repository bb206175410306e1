"""Exporting an authorization, and importing it by another key."""

from collections.abc import Callable

import apsw

from heliograph.domain.authorizations import Authorization
from heliograph.domain.errors import AuthBytesInvalid
from heliograph.domain.transfers import ExportedAuthorization, Import, ImportContext
from heliograph.storage.sqlite import keys, queries, rows

_SQL = queries.load("transfers")

_KEPT_PER_KEY = 16
"""A client exports to five data centres at most; a few more for those it tries again."""


def export_authorization(db: apsw.Connection, exported: ExportedAuthorization) -> None:
    values = (
        exported.digest,
        exported.auth_key_id,
        exported.account_id,
        exported.authorization_hash,
        exported.dc,
        exported.expires,
    )
    db.execute(_SQL.add_export, values)
    db.execute(_SQL.drop_oldest_exports, (exported.auth_key_id, _KEPT_PER_KEY))


def import_authorization(
    db: apsw.Connection, request: Import, decide: Callable[[Import, ImportContext], None]
) -> Authorization:
    """See `ports.transfer_store.TransferOperations.import_authorization`."""
    context = _context(db, request.digest)
    decide(request, context)
    if context.exported is None:
        raise AuthBytesInvalid
    db.execute(_SQL.drop_export, (request.digest,))
    return keys.authorize(
        db,
        request.auth_key_id,
        account_id=context.exported.account_id,
        authorization_hash=context.exported.authorization_hash,
        date=request.date,
        address=request.address,
        client=request.client,
        imported=True,
    )


def _context(db: apsw.Connection, digest: bytes) -> ImportContext:
    found = rows.fetch(db, _SQL.exported, (digest,))
    if not found:
        return ImportContext(exported=None, still_holds=False)
    auth_key_id, account_id, authorization_hash, dc, expires, still_holds = found[0]
    exported = ExportedAuthorization(
        digest=digest,
        auth_key_id=auth_key_id,
        account_id=account_id,
        authorization_hash=authorization_hash,
        dc=dc,
        expires=expires,
    )
    return ImportContext(exported=exported, still_holds=bool(still_holds))


def forget_exports(db: apsw.Connection, *, before: int, at_most: int) -> None:
    """Drop what nobody imported in time."""
    db.execute(_SQL.forget_exports, (before, at_most))
