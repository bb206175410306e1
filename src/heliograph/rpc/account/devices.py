"""Devices that want to be woken up. Nothing is sent to them yet.

Clients repeat a refused registration at every start, so a well-formed one is answered yes; it is
not kept, since nothing would use it.
https://core.telegram.org/api/push-updates
"""

from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions

# From Apple's (1) to Huawei's (13), as the page above numbers them.
_TOKEN_TYPES = range(1, 14)


@method("account.registerDevice")
async def register_device(context: Context, query: functions.account.RegisterDevice) -> bool:
    """https://core.telegram.org/method/account.registerDevice"""
    return _checked(query.token_type, query.token)


@method("account.unregisterDevice")
async def unregister_device(context: Context, query: functions.account.UnregisterDevice) -> bool:
    """https://core.telegram.org/method/account.unregisterDevice"""
    return _checked(query.token_type, query.token)


def _checked(token_type: int, token: str) -> bool:
    if token_type not in _TOKEN_TYPES:
        raise errors.TokenTypeInvalid
    if not token:
        raise errors.TokenEmpty
    return True
