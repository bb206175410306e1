"""Voting in polls and closing them."""

from collections.abc import Sequence
from functools import partial

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.mailbox_events import sent_changes, tell_changes
from heliograph.domain import poll_answers as rules
from heliograph.domain.account_events import PollChanged
from heliograph.domain.asked_polls import PollLimits
from heliograph.domain.events import MailboxChange, Origin, PostPollChanged
from heliograph.domain.history import MessagePage
from heliograph.domain.peers import box_of
from heliograph.domain.poll_answers import AnswerRequest
from heliograph.domain.polls import Ballot, cast, check_may_close

_LIMITS = PollLimits()
_CLOSED_AT_ONCE = 100
_READ_AT_ONCE = 100


async def vote(app: App, ballot: Ballot, *, origin: Origin | None) -> MessagePage:
    """Count a vote and tell whoever is shown the poll; gives the voter's own message."""
    pages = await app.store.vote(ballot, decide=cast)
    _tell(app, pages, origin=origin)
    return pages[0]


async def close_poll(
    app: App, account_id: int, *, peer_id: int, message_id: int, origin: Origin | None
) -> MessagePage:
    """Have a poll take no more votes; gives the message of who asked."""
    pages = await app.store.close_poll(
        account_id,
        peer_id=peer_id,
        message_id=message_id,
        decide=check_may_close,
        date=app.clock.now(),
    )
    _tell(app, pages, origin=origin)
    return pages[0]


async def change_answers(
    app: App, request: AnswerRequest, *, origin: Origin | None
) -> tuple[MessagePage, Sequence[MailboxChange]]:
    """Add an answer to a poll or take one out, and tell of it in the chat.

    Gives the message of who asked, and what came into their own mailbox.
    """
    decide = partial(rules.change_answers, limits=_LIMITS)
    pages, sent = await app.store.change_answers(request, decide=decide)
    _tell(app, pages, origin=origin)
    told = tell_changes(app, sent_changes(sent), origin=origin)
    box_id = box_of(request.account_id, request.peer_id)
    return pages[0], [change for change in told if change.owner_id == box_id]


async def read_votes(
    app: App, owner_id: int, peer_id: int, *, thread_id: int = 0, origin: Origin | None
) -> bool:
    """The owner has looked at the votes in a dialog, or in a thread of it; whether some are left
    for another call."""
    seen = await app.store.read_votes(owner_id, peer_id, thread_id=thread_id, at_most=_READ_AT_ONCE)
    _tell(app, seen, origin=origin)
    return len(seen) == _READ_AT_ONCE


async def close_due_polls(app: App) -> None:
    """Close all polls whose time is over.

    What fails by a fault of ours keeps no other waiting: ExceptionGroup behind all others, and it
    is tried again the next time.
    """
    faults: list[Exception] = []
    while not faults:
        due = await app.store.due_polls(now=app.clock.now(), at_most=_CLOSED_AT_ONCE)
        for poll_id in due:
            try:
                _tell(app, await app.store.close_due_poll(poll_id), origin=None)
            except Exception as fault:
                faults.append(fault)
        if not due:
            return
    raise ExceptionGroup("some of the polls that are over could not be closed", faults)


def _tell(app: App, pages: Sequence[MessagePage], *, origin: Origin | None) -> None:
    for page in pages:
        (message,) = page.messages
        change = PollChanged(message=message)
        if not message.owner_id:
            app.bus.publish(PostPollChanged(message=message, origin=origin))
            continue
        tell_account(app, message.owner_id, change, sees=page.sees, origin=origin)
