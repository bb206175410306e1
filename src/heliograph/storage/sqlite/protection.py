"""Protected chats, each side's own choice."""

from collections.abc import Callable

import apsw

from heliograph.domain.protection import (
    Protection,
    ProtectionContext,
    ProtectionDecision,
    ProtectionOutcome,
    ProtectionRequest,
)
from heliograph.storage.sqlite import changing, mailbox, people, queries, rows, telling

_SQL = queries.load("protection")


def protection(db: apsw.Connection, owner_id: int, peer_id: int) -> Protection:
    """See `ports.protection_store.ProtectionOperations.protection`."""
    ((mine, theirs),) = rows.fetch(db, _SQL.state, (owner_id, peer_id))
    return Protection(bool(mine), bool(theirs))


def protect(
    db: apsw.Connection,
    request: ProtectionRequest,
    decide: Callable[[ProtectionRequest, ProtectionContext], ProtectionDecision],
) -> ProtectionOutcome:
    """See `ports.protection_store.ProtectionOperations.protect`."""
    owner, peer, answers = request.owner_id, request.peer_id, request.answers_id
    context = ProtectionContext(
        account=people.known_account(db, owner),
        peer=people.account(db, peer),
        now=protection(db, owner, peer),
        asked=None if answers is None else mailbox.message(db, owner, answers),
        blocks=people.blocks(db, owner, peer),
    )
    decision = decide(request, context)
    db.execute(_SQL.add if decision.mine else _SQL.drop, (owner, peer))
    sent = telling.tell(
        db, decision.body, peer_id=peer, reply_to_id=answers, random_id=request.random_id
    )
    if answers is None or decision.answered is None:
        return ProtectionOutcome(sent=sent)
    changing.keep_extras(db, owner, answers, decision.answered)
    edited = changing.edited_copies(db, owner, answers, date=request.date)
    return ProtectionOutcome(sent=sent, edited=edited)
