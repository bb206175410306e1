"""How every store pages through a dialog and the dialog list.

https://core.telegram.org/api/offsets
"""

from typing import Any

import pytest

from heliograph.domain.history import DialogQuery, HistoryQuery
from heliograph.ports.store import Store
from support.mailboxes import NOON, delete, send

MESSAGES = 20
"""Ids 1 to 20, each a minute after the one before."""


@pytest.fixture
async def dialog(store: Store, people: list[int]) -> list[int]:
    ada, bob, cyd = people
    for number in range(1, MESSAGES + 1):
        sender, recipient = (ada, bob) if number % 2 else (bob, ada)
        await send(store, sender, recipient, f"m{number}", date=NOON + 60 * number)
    await send(store, ada, cyd, "elsewhere", date=NOON + 60 * 21)
    return people


CASES: list[tuple[dict[str, int], list[int]]] = [
    ({"limit": 3}, [20, 19, 18]),
    ({"limit": 0}, []),
    ({"offset_id": 5, "limit": 3}, [4, 3, 2]),
    ({"offset_id": 3, "limit": 9}, [2, 1]),
    ({"offset_id": 1, "limit": 9}, []),
    ({"offset_id": 99, "limit": 2}, [20, 19]),
    ({"add_offset": 2, "limit": 3}, [18, 17, 16]),
    ({"offset_id": 10, "add_offset": 3, "limit": 2}, [6, 5]),
    ({"offset_id": 10, "add_offset": -2, "limit": 4}, [11, 10, 9, 8]),
    ({"offset_id": 10, "add_offset": -4, "limit": 4}, [13, 12, 11, 10]),
    # Telethon's and TDLib's way forward: the page just above an id.
    ({"offset_id": 10, "add_offset": -6, "limit": 4}, [15, 14, 13, 12]),
    ({"offset_id": 19, "add_offset": -4, "limit": 4}, [20, 19]),
    ({"offset_id": 19, "add_offset": -9, "limit": 4}, []),
    ({"offset_date": NOON + 60 * 4, "limit": 9}, [3, 2, 1]),
    ({"offset_date": NOON + 60 * 4 + 1, "limit": 2}, [4, 3]),
    ({"offset_date": NOON, "limit": 2}, []),
    ({"offset_date": NOON + 60 * 4, "add_offset": -2, "limit": 3}, [5, 4, 3]),
    ({"offset_date": NOON + 9999, "limit": 2}, [20, 19]),
    ({"min_id": 18, "limit": 9}, [20, 19]),
    ({"max_id": 3, "limit": 9}, [2, 1]),
    ({"min_id": 5, "max_id": 8, "limit": 9}, [7, 6]),
    ({"offset_id": 10, "min_id": 7, "limit": 9}, [9, 8]),
    ({"offset_id": 10, "add_offset": -3, "limit": 5, "max_id": 12}, [11, 10, 9, 8]),
]


@pytest.mark.parametrize(("asked", "expected"), CASES)
async def test_pages_follow_the_offsets(
    store: Store, dialog: list[int], asked: dict[str, Any], expected: list[int]
) -> None:
    ada, bob, _ = dialog
    page = await store.history(HistoryQuery(owner_id=ada, peer_id=bob, **asked))
    assert [message.id for message in page.messages] == expected
    assert page.count == MESSAGES
    assert {one.account.id for one in page.sees} == {ada, bob}
    if expected:
        assert page.offset_id_offset == MESSAGES - expected[0]


async def test_the_count_follows_deletions(store: Store, dialog: list[int]) -> None:
    ada, bob, _ = dialog
    await delete(store, ada, 20, 7)
    page = await store.history(HistoryQuery(owner_id=ada, peer_id=bob, offset_id=9, limit=2))
    assert ([message.id for message in page.messages], page.count) == ([8, 6], 18)


async def test_an_unknown_dialog_is_empty(store: Store, dialog: list[int]) -> None:
    _, bob, cyd = dialog
    page = await store.history(HistoryQuery(owner_id=bob, peer_id=cyd))
    assert (page.messages, page.count) == ((), 0)
    assert {one.account.id for one in page.sees} == {bob, cyd}


async def test_messages_come_in_the_order_asked_each_once(store: Store, dialog: list[int]) -> None:
    page = await store.messages(dialog[0], [21, 3, 99, 3, 5, 0, -1])
    assert [message.id for message in page.messages] == [21, 3, 5]
    assert {one.account.id for one in page.sees} == set(dialog)


async def test_dialogs_come_newest_first_with_their_top_message(
    store: Store, dialog: list[int]
) -> None:
    ada, bob, cyd = dialog
    page = await store.dialogs(DialogQuery(owner_id=ada))
    assert [(one.peer_id, one.top_id, one.unread) for one in page.dialogs] == [
        (cyd, 21, 0),
        (bob, 20, 10),
    ]
    assert [message.id for message in page.messages] == [21, 20]
    assert page.count == 2
    assert {one.account.id for one in page.sees} == set(dialog)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"limit": 1}, [21]),
        ({"offset_id": 21}, [20]),
        ({"offset_id": 20}, []),
        ({"offset_id": 21, "offset_date": NOON}, [20]),
        ({"offset_date": NOON + 60 * 21}, [20]),
        ({"offset_date": NOON + 60 * 20}, []),
    ],
)
async def test_the_dialog_list_goes_on_behind_an_offset(
    store: Store, dialog: list[int], asked: dict[str, Any], expected: list[int]
) -> None:
    page = await store.dialogs(DialogQuery(owner_id=dialog[0], **asked))
    assert [one.top_id for one in page.dialogs] == expected
    assert page.count == 2


async def test_named_dialogs_come_in_the_order_asked_even_if_empty(
    store: Store, dialog: list[int]
) -> None:
    ada, bob, cyd = dialog
    page = await store.dialogs_of(ada, [ada, cyd, bob])
    assert [(one.peer_id, one.top_id) for one in page.dialogs] == [(ada, 0), (cyd, 21), (bob, 20)]
    assert [message.id for message in page.messages] == [21, 20]


async def test_a_dialog_without_messages_is_not_counted(store: Store, dialog: list[int]) -> None:
    ada, bob, cyd = dialog
    await send(store, bob, cyd)
    await delete(store, ada, 21)
    for limit in (1, 9):
        page = await store.dialogs(DialogQuery(owner_id=ada, limit=limit))
        assert ([one.peer_id for one in page.dialogs], page.count) == ([bob], 1)


async def test_a_message_is_found_in_the_others_mailbox(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, cyd, bob)
    await send(store, ada, bob, "hi")
    assert await store.copy_for(ada, 1, viewer_id=bob) == 2
    assert await store.copy_for(bob, 2, viewer_id=ada) == 1
    assert await store.copy_for(ada, 1, viewer_id=cyd) is None
    assert await store.copy_for(ada, 2, viewer_id=bob) is None
