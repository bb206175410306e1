"""Live locations: moved for whoever has the message, told of where they come near."""

from collections.abc import Callable

import apsw

from heliograph.domain.messages import Body, Edit, EditContext
from heliograph.domain.proximity import Approach, MoveOutcome
from heliograph.storage.sqlite import changing, history, kept, mailbox, people, telling

_BOTH = 2


def move(
    db: apsw.Connection,
    edit: Edit,
    *,
    random_id: int,
    decide: Callable[[Edit, EditContext], Body],
    alert: Callable[[Approach], Body | None],
) -> MoveOutcome:
    """See `ports.location_store.LocationOperations.move_location`."""
    owner, peer = edit.editor_id, edit.peer_id
    kept.before_change(db, owner, peer, edit.message_id)
    before = mailbox.message(db, owner, edit.message_id)
    parts = changing.edit_message(db, edit, decide)
    shared = history.live_locations(db, owner, peer, now=edit.date, at_most=_BOTH).messages
    watcher = next((message for message in shared if message.sender_id == peer), None)
    body = None
    if peer != owner and not people.is_gone(db, peer):
        body = alert(Approach(before=before, after=parts[0].message, watcher=watcher))
    if body is None:
        return MoveOutcome(parts=parts)
    sent = telling.tell(db, body, peer_id=peer, reply_to_id=None, random_id=random_id)
    return MoveOutcome(parts=parts, sent=sent)
