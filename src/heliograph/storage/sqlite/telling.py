"""Telling both sides in their chat what became of a message."""

import apsw

from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.storage.sqlite import sending


def tell(
    db: apsw.Connection, body: Body, *, peer_id: int, reply_to_id: int | None, random_id: int
) -> Sent:
    """Send a body that was decided on already, as an answer to the message it tells of, if any."""

    def decided(draft: Draft, context: SendContext) -> Body:
        return body

    draft = Draft(
        sender_id=body.sender_id,
        recipient_id=peer_id,
        random_id=random_id,
        text="",
        reply_to_id=reply_to_id,
        silent=body.silent,
        date=body.date,
    )
    return sending.append_private(db, draft, decided)
