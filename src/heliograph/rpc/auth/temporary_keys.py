"""Temporary keys: binding and dropping them."""

from heliograph.actions import temporary_keys as actions
from heliograph.domain import errors
from heliograph.domain.key_binding import BindRequest
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions

# Far more than a client may have bound at once.
_EXCEPT_MAX = 1024


@method("auth.bindTempAuthKey", signed_in=False, subscribes=False, unbound=True)
async def bind_temp_auth_key(context: Context, query: functions.auth.BindTempAuthKey) -> bool:
    """https://core.telegram.org/method/auth.bindTempAuthKey"""
    call, session = context.call, context.call.session
    if session.used_key_id == call.key.auth_key_id and not call.key.unbound:
        raise errors.TempAuthKeyEmpty
    request = BindRequest(
        temporary_key_id=session.used_key_id,
        permanent_key_id=query.perm_auth_key_id,
        nonce=query.nonce,
        expires=query.expires_at,
        session_id=session.session_id,
        msg_id=call.msg_id,
    )
    await actions.bind_temporary_key(
        context.app,
        request,
        query.encrypted_message,
        most=context.limits.temporary_keys_per_key,
    )
    return True


@method("auth.dropTempAuthKeys", signed_in=False, subscribes=False)
async def drop_temp_auth_keys(context: Context, query: functions.auth.DropTempAuthKeys) -> bool:
    """The key that asks stays, whether it is named or not.

    https://core.telegram.org/method/auth.dropTempAuthKeys
    """
    if len(query.except_auth_keys) > _EXCEPT_MAX:
        raise errors.InputRequestTooLong
    keep = {*query.except_auth_keys, context.call.session.used_key_id}
    await actions.drop_temporary_keys(context.app, context.call.key.auth_key_id, keep=keep)
    return True
