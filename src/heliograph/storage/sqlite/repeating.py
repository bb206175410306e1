"""What was sent before under the same random_id, and who must be shown with a message."""

import apsw
from msgspec.structs import replace

from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Draft, Message
from heliograph.domain.peers import box_of
from heliograph.storage.sqlite import mailbox, people, posts
from heliograph.storage.sqlite.send_context import Earlier, Sides


def repeated(db: apsw.Connection, draft: Draft, *, sides: Sides, earlier: Earlier) -> Sent:
    """The first message again. Nothing is delivered: the recipient was told the first time."""
    draft.check_repeat(earlier.fingerprint)
    box_id = box_of(draft.sender_id, draft.recipient_id)
    if box_id != draft.sender_id:
        kept = posts.by_ids(db, draft.sender_id, box_id, (earlier.message_id,)).get(
            earlier.message_id
        )
    else:
        kept = mailbox.message(db, box_id, earlier.message_id)
    # Of a message that is gone the repeat itself knows the content: it has the same fingerprint.
    gone = Message(
        owner_id=draft.sender_id,
        id=earlier.message_id,
        peer_id=draft.recipient_id,
        sender_id=draft.sender_id,
        date=earlier.date,
        text=draft.text.strip(),
        silent=draft.silent,
        noforwards=draft.noforwards,
        extras=draft.extras,
    )
    pts = sides.sender_box.pts
    sent = Sent(
        message=kept or gone,
        pts=pts,
        pts_count=int(pts == earlier.pts),
        sender_sees=sides.sender_sees,
        repeated=True,
        deleted=kept is None and earlier.message_id != 0,
    )
    return with_mentioned(db, sent)


def with_mentioned(db: apsw.Connection, sent: Sent) -> Sent:
    """Adds the people whom the entities name."""
    named = set(sent.message.mentioned) - {sent.message.owner_id, sent.message.peer_id}
    if not named:
        return sent
    sender_sees = (*sent.sender_sees, *people.seen(db, sent.message.owner_id, sorted(named)))
    if sent.delivered is None:
        return replace(sent, sender_sees=sender_sees)
    also = people.seen(db, sent.delivered.owner_id, sorted(named))
    return replace(sent, sender_sees=sender_sees, recipient_sees=(*sent.recipient_sees, *also))
