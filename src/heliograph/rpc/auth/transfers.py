"""Taking an authorization along to another data centre."""

from heliograph.actions import transfers
from heliograph.domain import errors
from heliograph.rpc.auth.sign_in import client_of
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.config import DC_IDS
from heliograph.views.users import user


@method("auth.exportAuthorization", subscribes=False)
async def export_authorization(
    context: Context, query: functions.auth.ExportAuthorization
) -> types.auth.ExportedAuthorization:
    """https://core.telegram.org/method/auth.exportAuthorization"""
    key = context.call.key
    if query.dc_id not in DC_IDS:
        raise errors.DcIdInvalid
    if key.authorization_hash is None:
        raise errors.AuthKeyUnregistered
    secret = await transfers.export_authorization(
        context.app,
        context.account_id,
        auth_key_id=key.auth_key_id,
        authorization_hash=key.authorization_hash,
        dc=query.dc_id,
    )
    return types.auth.ExportedAuthorization(id=context.account_id, bytes=secret)


@method("auth.importAuthorization", signed_in=False, subscribes=False)
async def import_authorization(
    context: Context, query: functions.auth.ImportAuthorization
) -> types.auth.Authorization:
    """https://core.telegram.org/method/auth.importAuthorization"""
    key = context.call.key
    await transfers.import_authorization(
        context.app,
        query.id,
        query.bytes,
        auth_key_id=key.auth_key_id,
        dc=key.dc,
        address=context.call.address,
        client=client_of(context),
    )
    (seen,) = await context.store.seen(query.id, [query.id])
    return types.auth.Authorization(user=user(seen, context.access))
