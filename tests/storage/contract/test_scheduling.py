"""What every store makes of messages that wait to be sent."""

from collections.abc import Callable
from typing import Any

import pytest

from heliograph.domain import errors
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.ports.store import Store
from support.mailboxes import NOON

Opener = Callable[..., Any]


def _say(draft: Draft, _: SendContext, __: int) -> Body:
    return Body(sender_id=draft.sender_id, date=draft.date, text=draft.text)


def _as_kept(draft: Draft, _: SendContext, body: Body) -> Body:
    return body


def _refuse(draft: Draft, _: SendContext, __: Body) -> Body:
    raise errors.UserIsBlocked


def _draft(sender_id: int, recipient_id: int, text: str, *, due: int, random_id: int) -> Draft:
    return Draft(
        sender_id=sender_id,
        recipient_id=recipient_id,
        random_id=random_id,
        text=text,
        date=NOON,
        due=due,
    )


async def _dispatch(store: Store, owner_id: int, peer_id: int, *ids: int, **how: Any) -> Any:
    asked = {"date": NOON + 60, "decide": _as_kept, "drop_refused": True, **how}
    return await store.dispatch_scheduled(owner_id, peer_id, ids, **asked)


async def test_what_waits_is_kept_over_a_restart_and_sent_once(
    open_store: Opener, tmp_path: Any, store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await store.schedule([_draft(ada, bob, "a", due=NOON + 60, random_id=1)], decide=_say)
    await store.close()
    again = open_store(tmp_path)
    assert list(await again.due_scheduled(now=NOON + 59, at_most=9)) == []
    assert list(await again.due_scheduled(now=NOON + 60, at_most=9)) == [(ada, bob, 1)]
    first = await _dispatch(again, ada, bob, 1)
    second = await _dispatch(again, ada, bob, 1)
    assert [one.sent.message.text for one in first] == ["a"]
    assert list(second) == []
    assert [m.text for m in (await again.messages(bob, [1, 2])).messages] == ["a"]
    await again.close()


async def test_a_refusal_undoes_all_or_ends_the_waiting(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    drafts = [_draft(ada, bob, text, due=NOON + 60, random_id=ord(text)) for text in "ab"]
    await store.schedule(drafts, decide=_say)
    with pytest.raises(errors.UserIsBlocked):
        await _dispatch(store, ada, bob, 1, 2, decide=_refuse, drop_refused=False)
    assert len((await store.scheduled(ada, bob)).messages) == 2
    done = await _dispatch(store, ada, bob, 1, 2, decide=_refuse)
    assert [(one.id, one.sent) for one in done] == [(1, None), (2, None)]
    assert (await store.scheduled(ada, bob)).messages == ()
    assert (await store.state(bob)).pts == 1


async def test_each_dialog_numbers_its_own_and_knows_only_its_own(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    for owner_id, peer_id in ((ada, bob), (ada, cyd), (bob, ada)):
        (kept,) = await store.schedule(
            [_draft(owner_id, peer_id, "x", due=NOON + 60, random_id=1)], decide=_say
        )
        assert (kept.message.id, kept.message.peer_id) == (1, peer_id)
    assert await store.drop_scheduled(cyd, ada, [1]) == ()
    assert await store.drop_scheduled(ada, cyd, [1, 2]) == (1,)
    assert await store.has_scheduled(ada, bob)
    assert not await store.has_scheduled(ada, cyd)


async def test_the_decision_hears_how_many_wait(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    heard = []

    def decide(draft: Draft, context: SendContext, waiting: int) -> Body:
        heard.append(waiting)
        return _say(draft, context, waiting)

    drafts = [_draft(ada, bob, text, due=NOON + 60, random_id=ord(text)) for text in "abc"]
    await store.schedule(drafts, decide=decide)
    await store.schedule(drafts[:1], decide=decide)
    assert heard == [0, 1, 2]


async def test_what_waits_goes_with_its_senders_account(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await store.schedule([_draft(ada, bob, "a", due=NOON + 60, random_id=1)], decide=_say)
    await store.end_account(ada, decide=lambda _: None)
    assert list(await store.due_scheduled(now=NOON + 60, at_most=9)) == []
