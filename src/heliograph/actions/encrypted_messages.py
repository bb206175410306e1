"""Handing opaque messages from one device to another.

https://core.telegram.org/api/end-to-end
"""

from collections.abc import Sequence
from functools import partial

from heliograph.actions.app import App
from heliograph.domain import errors
from heliograph.domain.encrypted_events import EncryptedMessageArrived
from heliograph.domain.encrypted_messages import (
    MissedEncrypted,
    QueueLimits,
    Sealed,
    check_sealed,
    may_send,
)

_TOLERANCE_S = 60
"""A client's date may be of an answer that was made while something changed."""


async def send(app: App, sealed: Sealed, *, limits: QueueLimits, overdue_every: int) -> int:
    """Queue a message for the other side's device; gives its date, the first one for a repeat.

    Raises what `check_sealed` and `may_send` refuse, RANDOM_ID_DUPLICATE.
    """
    check_sealed(sealed, limits)
    queued = await app.store.queue_encrypted(
        sealed, decide=partial(may_send, sealed, limits=limits)
    )
    if queued.message is not None:
        app.bus.publish(
            EncryptedMessageArrived(
                owner_id=queued.recipient_id,
                auth_key_id=queued.auth_key_id,
                message=queued.message,
                overdue=queued.waiting % overdue_every == 0,
            )
        )
    return queued.date


async def acknowledge(app: App, auth_key_id: int, *, max_qts: int) -> Sequence[int]:
    """Erase what a device says it has; gives the random_ids. MAX_QTS_INVALID."""
    if not 0 <= max_qts <= await app.store.encrypted_qts(auth_key_id):
        raise errors.MaxQtsInvalid
    return await app.store.acknowledge_encrypted(auth_key_id, qts=max_qts)


async def catch_up(
    app: App, account_id: int, auth_key_id: int, *, qts: int, date: int, limit: int
) -> MissedEncrypted:
    """What a device missed since `qts` and `date`; asking for it acknowledges all up to `qts`."""
    await app.store.acknowledge_encrypted(auth_key_id, qts=qts)
    return await app.store.missed_encrypted(
        account_id, auth_key_id, qts=qts, since=date - _TOLERANCE_S, limit=limit
    )
