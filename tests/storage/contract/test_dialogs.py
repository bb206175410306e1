"""What every store keeps of what people arrange in their dialog lists."""

from functools import partial

import pytest
from msgspec.structs import replace

from heliograph.domain import channel_membership, errors
from heliograph.domain.account_events import FiltersChanged, PinnedDialogsChanged, TimerChanged
from heliograph.domain.channels import Channel
from heliograph.domain.chats import Asker
from heliograph.domain.clearing import Clearing
from heliograph.domain.dialogs import ARCHIVE, MAIN, Listed, Unsent, pin
from heliograph.domain.filters import ALL, DialogFilter, Filters
from heliograph.domain.history import DialogQuery, HistoryQuery
from heliograph.domain.messages import Draft
from heliograph.domain.notifications import NotifyScope, NotifySettings, NotifyTarget
from heliograph.domain.peers import channel_peer
from heliograph.domain.saved import SavedQuery
from heliograph.domain.telling import Told
from heliograph.domain.timers import compose_timer
from heliograph.ports.store import Store
from support.mailboxes import NOON, send

DAY = 86_400
VIEW = DialogFilter(id=2, title="Work", contacts=True)


async def _order(store: Store, owner_id: int, folder_id: int | None = MAIN) -> list[int]:
    page = await store.dialogs(DialogQuery(owner_id=owner_id, folder_id=folder_id))
    return [dialog.peer_id for dialog in page.dialogs]


async def test_pins_are_decided_on_what_is_there(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, bob, ada)
    await send(store, cyd, ada)
    seen: list[Listed] = []

    def decide(listed: Listed) -> tuple[int, ...]:
        seen.append(listed)
        return pin(listed, bob, pinned=True, most=5)

    assert await store.pin_dialog(ada, bob, decide=decide) == MAIN
    assert await store.pin_dialog(ada, bob, decide=decide) is None
    assert seen == [
        Listed(folder_id=MAIN, pinned=(), known=frozenset({bob})),
        Listed(folder_id=MAIN, pinned=(bob,), known=frozenset({bob})),
    ]
    assert await _order(store, ada) == [bob, cyd]
    order = await store.change_pinned(
        ada, MAIN, named=[cyd, bob, 5], decide=lambda listed: (cyd, bob)
    )
    assert order == (cyd, bob)
    page = await store.pinned_dialogs(ada, MAIN, now=NOON)
    assert [(dialog.peer_id, dialog.pinned) for dialog in page.dialogs] == [
        (cyd, True),
        (bob, True),
    ]
    missed = await store.account_difference(ada, since=0)
    assert missed.changes == (PinnedDialogsChanged(folder_id=MAIN, order=(cyd, bob)),)
    with pytest.raises(errors.PeerIdInvalid):
        await store.pin_dialog(bob, cyd, decide=decide)


async def test_a_refused_pin_changes_nothing(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, bob, ada)
    with pytest.raises(errors.PinnedDialogsTooMuch):
        await store.pin_dialog(ada, bob, decide=partial(pin, peer_id=bob, pinned=True, most=0))
    assert (await store.account_difference(ada, since=0)).changes == ()


async def test_dialogs_lie_in_one_folder_each(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, bob, ada)
    await send(store, cyd, ada)
    await store.pin_dialog(ada, bob, decide=lambda listed: (bob,))
    moved = await store.move_dialogs(ada, {bob: ARCHIVE, cyd: MAIN}, date=NOON)
    assert (moved.places, moved.pts, moved.pts_count) == (((bob, ARCHIVE),), 4, 1)
    assert [seen.account.id for seen in moved.sees] == [bob]
    assert await _order(store, ada) == [cyd]
    assert await _order(store, ada, ARCHIVE) == [bob]
    assert await _order(store, ada, None) == [cyd, bob]
    assert (await store.move_dialogs(ada, {bob: ARCHIVE}, date=NOON)).pts_count == 0
    (told,) = (await store.difference(ada, pts=3, limit=9)).changes
    assert told == type(told)(owner_id=ada, pts=4, pts_count=1, places=((bob, ARCHIVE),), sees=())


async def test_the_row_of_the_archive_counts_what_is_unread(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await send(store, bob, ada)
    await send(store, bob, ada)
    await send(store, cyd, ada)
    query = DialogQuery(owner_id=ada, folder_id=MAIN, without_pinned=True)
    assert (await store.dialogs(query)).archive is None
    await store.move_dialogs(ada, {bob: ARCHIVE, cyd: ARCHIVE}, date=NOON)
    muted = NotifySettings(mute_until=NOON + 10)
    await store.set_notify_settings(ada, NotifyTarget(NotifyScope.PEER, bob), muted)
    row = (await store.dialogs(query, now=NOON)).archive
    assert row is not None
    assert (row.peer_id, row.top_id) == (cyd, 3)
    assert (row.muted_peers, row.muted_messages) == (1, 2)
    assert (row.unmuted_peers, row.unmuted_messages) == (1, 1)
    later = (await store.dialogs(query, now=NOON + 10)).archive
    assert later is not None
    assert (later.muted_peers, later.unmuted_messages) == (0, 3)
    await store.read_history(ada, cyd, max_id=0, date=NOON)
    await store.mark_unread(ada, cyd, unread=True)
    marked = (await store.dialogs_of(ada, [], archive=True, now=NOON)).archive
    assert marked is not None
    assert (marked.unmuted_peers, marked.unmuted_messages) == (1, 0)


async def test_marks_end_with_reading(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, bob, ada)
    assert await store.mark_unread(ada, bob, unread=True)
    assert not await store.mark_unread(ada, bob, unread=True)
    assert list(await store.marked_unread(ada)) == [bob]
    mine, _ = await store.read_history(ada, bob, max_id=0, date=NOON)
    assert mine.mark_cleared
    again, _ = await store.read_history(ada, bob, max_id=0, date=NOON)
    assert not again.mark_cleared
    assert list(await store.marked_unread(ada)) == []


async def test_what_was_begun_is_kept_until_it_is_taken_back(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    begun = Unsent(date=NOON, text="well")
    assert await store.save_unsent(ada, bob, begun)
    assert await store.save_unsent(ada, cyd, begun)
    assert dict(await store.all_unsent(ada)) == {(bob, 0): begun, (cyd, 0): begun}
    assert dict(await store.all_unsent(bob)) == {}
    assert await store.save_unsent(ada, bob, None)
    assert not await store.save_unsent(ada, bob, None)
    assert list(await store.clear_all_unsent(ada)) == [(cyd, 0)]
    assert list(await store.clear_all_unsent(ada)) == []


async def test_views_are_kept_in_their_order(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    assert await store.filters(ada) == (ALL,)

    def decide(present: Filters) -> Filters:
        return (VIEW, ALL)

    assert await store.change_filters(ada, decide=decide)
    assert not await store.change_filters(ada, decide=decide)
    assert await store.filters(ada) == (VIEW, ALL)
    assert await store.filters(bob) == (ALL,)
    assert await store.show_filter_tags(bob, shown=True)
    assert not await store.show_filter_tags(bob, shown=True)
    for owner_id in (ada, bob):
        missed = await store.account_difference(owner_id, since=0)
        assert missed.changes == (FiltersChanged(),)


async def test_clearing_goes_in_steps_from_the_oldest(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    for number in range(5):
        await send(store, ada, bob, f"{number}", date=NOON + number)
    asked = Clearing(owner_id=ada, peer_id=bob)
    first = await store.clear_history(asked, at_most=3, date=NOON)
    assert (first.parts[0].ids, first.more, first.pts, first.pts_count) == ((1, 2, 3), True, 9, 3)
    rest = await store.clear_history(asked, at_most=3, date=NOON)
    assert (rest.parts[0].ids, rest.more) == ((4, 5), False)
    assert len((await store.history(HistoryQuery(owner_id=bob, peer_id=ada))).messages) == 5


async def test_a_mark_stands_in_the_place_of_the_newest(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "one")
    await send(store, bob, ada, "two")
    asked = Clearing(owner_id=ada, peer_id=bob, keep_place=True)
    cleared = await store.clear_history(asked, at_most=9, date=NOON)
    assert cleared.mark is not None
    message = cleared.mark.message
    assert (message.id, message.text, message.action) == (2, "", "HistoryClear")
    assert (cleared.pts, cleared.pts_count) == (5, 2)
    assert (await store.messages(bob, [2])).messages[0].text == "two"
    again = await store.clear_history(asked, at_most=9, date=NOON)
    assert (again.mark, again.pts_count) == (None, 0)


async def test_messages_with_a_timer_go_from_both_sides(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    draft = Draft(sender_id=ada, recipient_id=bob, random_id=9, text="", date=NOON)
    await store.set_timer(draft, period=DAY, decide=partial(compose_timer, period=DAY))
    for owner_id, peer_id in ((ada, bob), (bob, ada)):
        missed = await store.account_difference(owner_id, since=0)
        assert missed.changes == (TimerChanged(peer_id=peer_id, period=DAY),)
    await send(store, bob, ada, "goes", date=NOON)
    assert list(await store.expire(now=NOON + DAY - 1, at_most=9)) == []
    parts = await store.expire(now=NOON + DAY, at_most=9)
    assert {part.owner_id: part.ids for part in parts} == {ada: (2,), bob: (2,)}
    assert list(await store.expire(now=NOON + DAY, at_most=9)) == []


async def test_a_read_date_is_that_of_the_first_to_reach_it(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    for _ in range(3):
        await send(store, ada, bob)
    await store.read_history(bob, ada, max_id=1, date=NOON + 1)
    await store.read_history(bob, ada, max_id=2, date=NOON + 2)
    assert [await store.read_at(ada, bob, number) for number in (1, 2, 3)] == [
        NOON + 1,
        NOON + 2,
        None,
    ]


async def test_notes_are_filed_under_oneself(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "no note")
    await send(store, ada, ada, "a note")
    page = await store.saved_dialogs(SavedQuery(owner_id=ada))
    assert [(one.peer_id, one.top_id) for one in page.dialogs] == [(ada, 2)]
    assert (await store.saved_dialogs(SavedQuery(owner_id=bob))).dialogs == ()
    query = HistoryQuery(owner_id=ada, peer_id=ada)
    assert [m.text for m in (await store.saved_history(query, saved_peer=ada)).messages] == [
        "a note"
    ]
    assert (await store.saved_history(query, saved_peer=bob)).messages == ()
    order = await store.change_saved_pins(ada, named=[ada, bob], decide=lambda listed: (ada,))
    assert order == (ada,)
    assert [one.pinned for one in (await store.pinned_saved(ada)).dialogs] == [True]
    cleared = await store.clear_saved(Clearing(owner_id=ada, peer_id=ada), at_most=5, date=NOON)
    assert (cleared.parts[0].ids, cleared.more) == ((2,), False)


async def _channel(store: Store, creator_id: int, number: int, *, posts: int) -> None:
    """A channel of somebody with a newest message of the id `posts` + 1."""
    made = Asker(account_id=creator_id, chat_id=number, date=NOON, random_id=number)
    await store.create_channel(
        made,
        record=Channel(id=number, title="Hikers", date=NOON, creator_id=creator_id, members=1),
        member=channel_membership.creator(made),
        told=Told(action="ChannelCreate", arguments=(("title", "Hikers"),)),
    )
    for post in range(posts):
        await send(store, creator_id, channel_peer(number), "hi", random_id=number * 10 + post)


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_who_asks_behind_the_last_by_its_own_order_is_given_each_dialog_once(
    store: Store, people: list[int], limit: int
) -> None:
    """TDLib puts those of one second by the id of the newest message, then by their own."""
    ada, bob, cyd = people
    await send(store, bob, ada, "one")
    for number, posts in ((201, 3), (202, 0), (203, 1), (204, 3), (205, 2)):
        await _channel(store, ada, number, posts=posts)
    await send(store, cyd, ada, "two")
    await send(store, ada, channel_peer(203), "later", random_id=1, date=NOON + 1)
    query = DialogQuery(owner_id=ada, limit=limit)
    listed: list[tuple[int, int, int]] = []
    while True:
        page = await store.dialogs(query, now=NOON)
        tops = {one.peer_id: one.date for one in page.messages}
        places = [(tops[one.peer_id], one.top_id, one.peer_id) for one in page.dialogs]
        assert len(listed) <= 7, "it is asked for without end"
        if not places:
            break
        listed += places
        date, top_id, peer_id = min(places)
        query = replace(query, offset_date=date, offset_id=top_id, offset_peer=peer_id)
    assert len({peer_id for _, _, peer_id in listed}) == len(listed) == 7
    assert listed == sorted(listed, reverse=True)


async def test_a_channel_goes_back_to_the_place_of_the_newest_that_is_left(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await _channel(store, ada, 201, posts=1)
    await send(store, bob, ada, "one", date=NOON + 1)
    channel = channel_peer(201)
    last = await send(store, ada, channel, "soon gone", random_id=1, date=NOON + 3)
    await send(store, cyd, ada, "two", date=NOON + 2)
    assert await _order(store, ada) == [channel, cyd, bob]
    await store.delete_messages(channel, [last.message.id], revoke=False, date=NOON + 4)
    assert await _order(store, ada) == [cyd, bob, channel]
    behind = DialogQuery(owner_id=ada, offset_date=NOON + 1, offset_id=1, offset_peer=bob)
    assert [one.peer_id for one in (await store.dialogs(behind, now=NOON)).dialogs] == [channel]


async def test_a_channel_without_messages_stands_where_it_was_made(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, bob, ada, "one", date=NOON - 1)
    await _channel(store, ada, 201, posts=1)
    channel = channel_peer(201)
    await store.delete_messages(channel, [1, 2], revoke=False, date=NOON + 9)
    assert await _order(store, ada) == [channel, bob]
    await send(store, bob, ada, "two", date=NOON + 1)
    assert await _order(store, ada) == [bob, channel]
