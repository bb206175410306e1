"""Reading threads.

https://core.telegram.org/api/threads
"""

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.domain.events import Origin


async def read(
    app: App,
    account_id: int,
    *,
    peer_id: int,
    message_id: int,
    max_id: int,
    origin: Origin | None,
) -> None:
    """Mark a thread read up to `max_id`; who wrote in it learns of it."""
    mine, others = await app.store.read_thread(
        account_id, peer_id=peer_id, message_id=message_id, max_id=max_id
    )
    if mine is not None:
        tell_account(app, account_id, mine, origin=origin)
    for writer_id, told in others:
        tell_account(app, writer_id, told, origin=None)
