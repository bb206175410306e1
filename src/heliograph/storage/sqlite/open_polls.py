"""Answers that come to a poll later, and go."""

import json
from collections.abc import Callable

import apsw
from msgspec.structs import replace

from heliograph.domain.history import MessagePage
from heliograph.domain.message_changes import Sent
from heliograph.domain.poll_answers import AnswerRequest, AnswersChanged
from heliograph.domain.shared_media import SharedContext
from heliograph.storage.sqlite import polls, queries, rows, shared_media, telling, voting
from heliograph.storage.sqlite.blobs import pack_poll

_SQL = queries.load("polls")

Decide = Callable[[AnswerRequest, SharedContext], AnswersChanged]


def change_answers(
    db: apsw.Connection, request: AnswerRequest, decide: Decide
) -> tuple[tuple[MessagePage, ...], Sent | None]:
    """See `ports.poll_store.PollOperations.change_answers`."""
    asked = (request.account_id, request.peer_id)
    context = shared_media.context(db, *asked, message_id=request.message_id)
    changed = decide(request, context)
    if changed.gone is None:
        shared_media.has_added(db, request.account_id, context, date=request.date)
    message = context.message
    assert message is not None
    assert message.poll is not None
    poll_id, counts = message.poll.poll.id, list(message.poll.counts)
    # Who added one in the name of another group is not shown here, and stays noted.
    (whole,) = polls.states(db, request.account_id, (poll_id,)).values()
    noted = {one.option: one for one in whole.poll.answers}
    answers = tuple(noted.get(one.option, one) for one in changed.poll.answers)
    poll = replace(changed.poll, answers=answers)
    if changed.gone is None:
        counts.append(0)
    else:
        del counts[changed.gone]
    db.execute(_SQL.keep_answers, (poll_id, pack_poll(poll), json.dumps(counts)))
    if changed.gone is not None:
        _take_out(db, poll_id, changed.gone)
    pages = voting.tell(db, poll_id, first=message)
    if changed.told is None:
        return pages, None
    sent = telling.tell(
        db,
        changed.told,
        peer_id=request.peer_id,
        reply_to_id=request.message_id,
        random_id=request.random_id,
    )
    return pages, sent


def _take_out(db: apsw.Connection, poll_id: int, place: int) -> None:
    """Have votes name their answers by where they stand from now on, and those of none go."""
    db.execute(_SQL.take_place_out, (poll_id, place))
    lost = len(rows.fetch(db, _SQL.drop_empty_votes, (poll_id,)))
    db.execute(_SQL.fewer_voters, (poll_id, lost))
