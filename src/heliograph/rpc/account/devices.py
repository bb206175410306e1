"""Devices that want to be told of messages while they are not connected.

https://core.telegram.org/api/push-updates
"""

from heliograph.actions import push_devices
from heliograph.domain import errors
from heliograph.domain.push import Registration
from heliograph.domain.push_tokens import token_kind
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions


@method("account.registerDevice")
async def register_device(context: Context, query: functions.account.RegisterDevice) -> bool:
    """https://core.telegram.org/method/account.registerDevice"""
    registration = Registration(
        account_id=context.account_id,
        auth_key_id=context.call.key.auth_key_id,
        kind=token_kind(query.token_type),
        token=query.token,
        secret=query.secret,
        sandbox=query.app_sandbox,
        no_muted=query.no_muted,
        other_ids=tuple(query.other_uids),
        date=context.clock.now(),
    )
    await push_devices.register(context.app, registration)
    return True


@method("account.unregisterDevice")
async def unregister_device(context: Context, query: functions.account.UnregisterDevice) -> bool:
    """https://core.telegram.org/method/account.unregisterDevice"""
    kind = token_kind(query.token_type)
    if not query.token:
        raise errors.TokenEmpty
    await push_devices.unregister(
        context.app, context.account_id, kind=kind, token=query.token, others=query.other_uids
    )
    return True


@method("account.updateDeviceLocked")
async def update_device_locked(
    context: Context, query: functions.account.UpdateDeviceLocked
) -> bool:
    """Hides what is in messages once so many seconds went by; a negative period shows it again.

    https://core.telegram.org/method/account.updateDeviceLocked
    """
    await push_devices.lock(context.app, context.call.key.auth_key_id, period_s=query.period)
    return True
