"""Looking at messages that name oneself, and seeing who read one's own.

https://core.telegram.org/api/mentions
"""

from collections.abc import Sequence

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.mailbox_events import tell_changes
from heliograph.domain import errors
from heliograph.domain.events import Origin
from heliograph.domain.message_changes import ContentsRead
from heliograph.domain.peers import is_channel
from heliograph.domain.read_marks import check_may_ask

_HEEDED_AT_ONCE = 100
"""Messages that one call marks; clients call again while more are left."""


async def heed_dialog(
    app: App, owner_id: int, peer_id: int, *, origin: Origin | None
) -> tuple[ContentsRead, bool]:
    """The owner has looked at a dialog; whether there is more for another call."""
    change = await app.store.heed_dialog(
        owner_id, peer_id, at_most=_HEEDED_AT_ONCE, date=app.clock.now()
    )
    tell_changes(app, [change], origin=origin)
    return change, change.pts_count == _HEEDED_AT_ONCE


async def heed_channel(
    app: App, account_id: int, peer_id: int, *, thread_id: int = 0, origin: Origin | None
) -> bool:
    """As `heed_dialog`, of a supergroup or a thread of it: whether there is more."""
    change = await app.store.heed_channel(
        account_id, peer_id, thread_id=thread_id, at_most=_HEEDED_AT_ONCE
    )
    if change.ids:
        tell_account(app, account_id, change, origin=origin)
    return len(change.ids) == _HEEDED_AT_ONCE


async def readers(
    app: App, owner_id: int, peer_id: int, message_id: int
) -> Sequence[tuple[int, int]]:
    """Who has read a message of the owner's in a group, and when.

    PEER_ID_INVALID outside of one, and what `check_may_ask` refuses.

    https://core.telegram.org/method/messages.getMessageReadParticipants
    """
    if peer_id > 0:
        raise errors.PeerIdInvalid
    if is_channel(peer_id):
        page = await app.store.posts(owner_id, peer_id, [message_id])
    else:
        page = await app.store.messages(owner_id, [message_id])
    message = next((one for one in page.messages if one.peer_id == peer_id), None)
    sees = await app.store.shown(owner_id, [peer_id])
    check_may_ask(sees, message, owner_id=owner_id, now=app.clock.now())
    return await app.store.readers(owner_id, peer_id, message_id)
