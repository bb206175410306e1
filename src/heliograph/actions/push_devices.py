"""Registering devices that want to be told of messages while they are not connected.

https://core.telegram.org/api/push-updates
"""

from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.domain import errors
from heliograph.domain.events import PushRegistered
from heliograph.domain.push import Registration, TokenKind
from heliograph.domain.push_tokens import OTHERS_MAX, check_registration


async def register(app: App, registration: Registration) -> None:
    """Have a device told from now on; clients repeat it at every start."""
    check_registration(registration, app.push_rules.own_networks)
    await app.store.register_push(registration, at_most=app.push_rules.bounds.devices_per_account)
    app.bus.publish(PushRegistered(account_id=registration.account_id))


async def unregister(
    app: App, account_id: int, *, kind: TokenKind, token: str, others: Sequence[int]
) -> None:
    """Leave a token of the account in peace, and of those others that share it."""
    if len(others) > OTHERS_MAX:
        raise errors.TokenInvalid
    await app.store.unregister_push([account_id, *others], kind=kind, token=token)


async def lock(app: App, auth_key_id: int, *, period_s: int) -> None:
    """Show nothing of messages on a device after a while; a negative period ends that."""
    locked_from = None if period_s < 0 else app.clock.now() + period_s
    await app.store.lock_device(auth_key_id, locked_from=locked_from)
