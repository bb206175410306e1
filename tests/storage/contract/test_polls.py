"""What every store makes of polls."""

from collections.abc import Sequence
from functools import partial

import pytest

from heliograph.domain import errors
from heliograph.domain.account_events import PollChanged
from heliograph.domain.composing import compose_private
from heliograph.domain.entities import Entity
from heliograph.domain.extras import NEW_POLL, Extras
from heliograph.domain.history import DialogQuery, HistoryQuery, MessagePage
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Draft, Message
from heliograph.domain.polls import (
    Ballot,
    Poll,
    PollAnswer,
    PollState,
    VotersQuery,
    cast,
    check_may_close,
)
from heliograph.ports.store import Store
from support.mailboxes import LIMITS, NOON, delete, send

YES, NO = b"y", b"n"
POLL = Poll(
    question="Is it?",
    answers=(PollAnswer(option=YES, text="Yes"), PollAnswer(option=NO, text="No")),
    public_voters=True,
    multiple=True,
)


async def ask(
    store: Store, sender_id: int, recipient_id: int, poll: Poll = POLL, *, random_id: int = 7
) -> Sent:
    draft = Draft(
        sender_id=sender_id,
        recipient_id=recipient_id,
        random_id=random_id,
        text="",
        extras=Extras(media=NEW_POLL),
        poll=poll,
        date=NOON,
    )
    return await store.append_private(draft, decide=partial(compose_private, limits=LIMITS))


async def vote(
    store: Store, account_id: int, peer_id: int, message_id: int, *options: bytes, date: int = NOON
) -> Sequence[MessagePage]:
    ballot = Ballot(
        account_id=account_id,
        peer_id=peer_id,
        message_id=message_id,
        options=options,
        date=date,
    )
    return await store.vote(ballot, decide=cast)


def shown(message: Message) -> PollState:
    assert message.poll is not None
    return message.poll


async def poll_of(store: Store, owner_id: int, message_id: int) -> PollState:
    return shown((await store.messages(owner_id, [message_id])).messages[0])


async def test_a_poll_is_shown_on_both_sides(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, cyd, bob)
    sent = await ask(store, ada, bob)
    assert sent.delivered is not None
    mine, theirs = shown(sent.message), shown(sent.delivered)
    assert mine == theirs == await poll_of(store, ada, 1) == await poll_of(store, bob, 2)
    assert (mine.poll.creator_id, mine.poll.answers, mine.counts) == (ada, POLL.answers, (0, 0))
    assert mine.poll.id > 0
    again = await ask(store, ada, bob)
    assert (again.repeated, again.message) == (True, sent.message)


async def test_a_vote_is_counted_once(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await ask(store, ada, bob)
    mine, theirs = await vote(store, bob, ada, 1, YES, NO)
    assert [page.messages[0].owner_id for page in (mine, theirs)] == [bob, ada]
    assert (shown(mine.messages[0]).chosen, shown(theirs.messages[0]).chosen) == ((0, 1), ())
    assert {seen.account.id for seen in theirs.sees} == {ada, bob}
    state = await poll_of(store, ada, 1)
    assert (state.counts, state.voters, state.recent_ids) == ((1, 1), 1, (bob,))
    assert len(await vote(store, bob, ada, 1, NO, YES)) == 1
    await vote(store, bob, ada, 1, NO)
    await vote(store, ada, bob, 1, NO, date=NOON + 1)
    state = await poll_of(store, bob, 1)
    assert (state.counts, state.voters, state.recent_ids) == ((0, 2), 2, (ada, bob))
    await vote(store, ada, bob, 1)
    state = await poll_of(store, bob, 1)
    assert (state.counts, state.voters, state.chosen) == ((0, 1), 1, (1,))
    missed = await store.account_difference(ada, since=0)
    message = (await store.messages(ada, [1])).messages[0]
    assert missed.changes == (PollChanged(message=message),)


async def test_a_vote_is_decided_on_the_poll_of_the_dialog(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await ask(store, ada, bob)
    await send(store, ada, bob)
    seen: list[PollState | None] = []

    def look(_: Ballot, state: PollState | None) -> tuple[int, ...]:
        seen.append(state)
        raise errors.OptionInvalid

    for account_id, peer_id, message_id in ((ada, cyd, 1), (ada, bob, 2), (ada, bob, 9)):
        ballot = Ballot(
            account_id=account_id, peer_id=peer_id, message_id=message_id, options=(), date=NOON
        )
        with pytest.raises(errors.OptionInvalid):
            await store.vote(ballot, decide=look)
    assert seen == [None, None, None]


async def test_a_poll_is_closed_by_hand_or_by_its_time(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await ask(store, ada, bob)
    ends = Poll(question="?", answers=POLL.answers, close_period=60)
    await ask(store, ada, bob, ends, random_id=8)
    pages = await store.close_poll(ada, peer_id=bob, message_id=1, decide=check_may_close, date=1)
    assert [page.messages[0].owner_id for page in pages] == [ada, bob]
    assert (await poll_of(store, bob, 1)).poll.closed
    assert await store.due_polls(now=NOON + 59, at_most=9) == ()
    (ended,) = await store.due_polls(now=NOON + 60, at_most=9)
    due = await store.close_due_poll(ended)
    assert {page.messages[0].id for page in due} == {2}
    assert all(shown(page.messages[0]).poll.closed for page in due)
    assert await store.due_polls(now=NOON + 60, at_most=9) == ()
    assert await store.close_due_poll(ended) == ()
    with pytest.raises(errors.MessageIdInvalid):
        await store.close_poll(ada, peer_id=bob, message_id=9, decide=check_may_close, date=1)


async def test_voters_come_the_latest_first(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    sent = await ask(store, ada, bob)
    poll_id = shown(sent.message).poll.id
    await vote(store, bob, ada, 1, YES, NO)
    await vote(store, ada, bob, 1, NO, date=NOON + 1)
    page = await store.voters(VotersQuery(account_id=ada, poll_id=poll_id))
    assert [(v.account_id, v.chosen, v.date) for v in page.voters] == [
        (ada, (1,), NOON + 1),
        (bob, (0, 1), NOON),
    ]
    assert (page.count, {seen.account.id for seen in page.sees}) == (2, {ada, bob})
    second = await store.voters(VotersQuery(account_id=ada, poll_id=poll_id, offset=1, limit=1))
    assert [v.account_id for v in second.voters] == [bob]
    yes = await store.voters(VotersQuery(account_id=ada, poll_id=poll_id, place=0))
    assert ([v.account_id for v in yes.voters], yes.count) == ([bob], 1)


async def test_votes_are_unread_by_who_asked(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    for number in (1, 2, 3):
        await ask(store, ada, bob, random_id=number)
        await vote(store, bob, ada, number, YES)
    query = HistoryQuery(owner_id=ada, peer_id=bob, limit=2)
    page = await store.unread_votes(query)
    assert ([message.id for message in page.messages], page.count) == ([3, 2], 3)
    (dialog,) = (await store.dialogs(DialogQuery(owner_id=ada), now=NOON)).dialogs
    assert dialog.unread_votes == 3
    seen = await store.read_votes(ada, bob, at_most=2)
    assert sorted(page.messages[0].id for page in seen) == [2, 3]
    assert not any(shown(page.messages[0]).unread for page in seen)
    assert (await poll_of(store, ada, 1)).unread
    assert not (await poll_of(store, bob, 1)).unread
    assert len(await store.read_votes(ada, bob, at_most=2)) == 1
    assert await store.read_votes(ada, bob, at_most=2) == ()


async def test_a_poll_goes_with_its_last_message(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    sent = await ask(store, ada, bob)
    query = VotersQuery(account_id=ada, poll_id=shown(sent.message).poll.id)
    await vote(store, bob, ada, 1, YES)
    await delete(store, ada, 1, revoke=False)
    assert (await store.voters(query)).count == 1
    await delete(store, bob, 1, revoke=False)
    page = await store.voters(query)
    assert (page.count, page.voters) == (0, ())
    assert (await store.account_difference(bob, since=0)).changes == ()


async def test_long_polls_are_told_in_slices(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    link = Entity(kind="TextUrl", offset=0, length=1, extra="u" * 16_000)
    quiz = Poll(
        question="?",
        answers=POLL.answers,
        quiz=True,
        correct=(0,),
        solution="so",
        solution_entities=(link,),
    )
    for number in range(1, 81):
        await ask(store, ada, bob, quiz, random_id=number)
    missed = await store.difference(bob, pts=1, limit=100)
    assert 0 < len(missed.changes) < 80
    assert not missed.final


async def test_votes_go_with_their_account(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await ask(store, ada, bob)
    await vote(store, bob, ada, 1, YES, NO)
    await vote(store, ada, bob, 1, NO)
    await store.end_account(bob, decide=lambda _: None)
    state = await poll_of(store, ada, 1)
    assert (state.counts, state.voters, state.recent_ids) == ((0, 1), 1, (ada,))
