"""What every store makes of to-do lists."""

from functools import partial

import pytest

from heliograph.domain import errors
from heliograph.domain.composing import compose_private
from heliograph.domain.extras import Extras, TodoItem, TodoList
from heliograph.domain.message_changes import Edited
from heliograph.domain.messages import Body, Draft
from heliograph.domain.shared_media import SharedContext
from heliograph.domain.todo_changes import TodoOutcome, change_todo
from heliograph.domain.todos import TodoRequest
from heliograph.ports.store import Store
from support.mailboxes import LIMITS, NOON, send

LIST = TodoList(title="To buy", items=(TodoItem(id=3, title="Milk"),), others_may_complete=True)


async def write(store: Store, sender_id: int, recipient_id: int) -> None:
    draft = Draft(
        sender_id=sender_id,
        recipient_id=recipient_id,
        random_id=7,
        text="",
        extras=Extras(media=LIST),
        date=NOON,
    )
    await store.append_private(draft, decide=partial(compose_private, limits=LIMITS))


async def tick(store: Store, account_id: int, peer_id: int, message_id: int) -> TodoOutcome:
    request = TodoRequest(
        account_id=account_id,
        peer_id=peer_id,
        message_id=message_id,
        completed=(3,),
        random_id=8,
        date=NOON,
    )
    return await store.change_todo(request, decide=change_todo)


async def test_a_list_changes_in_every_mailbox_and_is_told_of(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await send(store, cyd, bob)
    await write(store, ada, bob)
    outcome = await tick(store, bob, ada, 2)
    assert [(p.owner_id, p.message.id, p.pts) for p in outcome.parts] == [(bob, 2, 4), (ada, 1, 3)]
    assert outcome.sent is not None
    assert (outcome.sent.message.reply_to_id, outcome.sent.pts) == (2, 5)
    assert outcome.sent.delivered is not None
    assert (outcome.sent.delivered.reply_to_id, outcome.sent.delivered_pts) == (1, 4)
    (kept,) = (await store.messages(ada, [1])).messages
    assert kept == outcome.parts[1].message
    assert kept.extras is not None
    assert isinstance(kept.extras.media, TodoList)
    assert [one.account_id for one in kept.extras.media.done] == [bob]
    changes = (await store.difference(ada, pts=2, limit=9)).changes
    assert isinstance(changes[0], Edited)


async def test_a_change_is_decided_on_the_message_and_on_who_blocks(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await write(store, ada, bob)
    await store.set_blocked(bob, ada, True)
    seen: list[SharedContext] = []

    def look(_: TodoRequest, context: SharedContext) -> tuple[Extras, Body | None]:
        seen.append(context)
        raise errors.MessageNotModified

    for account_id, peer_id, message_id in ((ada, bob, 1), (bob, ada, 1), (ada, bob, 9)):
        request = TodoRequest(
            account_id=account_id, peer_id=peer_id, message_id=message_id, random_id=8, date=NOON
        )
        with pytest.raises(errors.MessageNotModified):
            await store.change_todo(request, decide=look)
    assert [(c.blocks.by_peer, c.blocks.of_peer) for c in seen] == [
        (True, False),
        (False, True),
        (True, False),
    ]
    assert [c.message is None for c in seen] == [False, False, True]
