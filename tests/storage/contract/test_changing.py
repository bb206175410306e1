"""What every store makes of edits, deletions and reading."""

from functools import partial

import pytest

from heliograph.domain import errors
from heliograph.domain.composing import compose_private
from heliograph.domain.entities import Entity
from heliograph.domain.history import DialogQuery
from heliograph.domain.messages import Body, Draft, Edit, EditContext
from heliograph.domain.people import Contact
from heliograph.ports.store import Store
from support.mailboxes import LIMITS, NOON, delete, edit, send


async def test_an_edit_reaches_every_copy_the_editors_first(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await send(store, cyd, bob)
    await send(store, ada, bob, "hi")
    mine, theirs = await edit(store, ada, 1, "ho", date=NOON + 9)
    assert (mine.owner_id, mine.message.id, mine.pts, mine.pts_count) == (ada, 1, 3, 1)
    assert (theirs.owner_id, theirs.message.id, theirs.pts) == (bob, 2, 4)
    assert theirs.message.text == "ho"
    assert theirs.message.edit_date == NOON + 9
    assert theirs.message.date == NOON
    assert {one.account.id for one in theirs.sees} == {ada, bob}
    assert (await store.messages(bob, [2])).messages == (theirs.message,)


async def test_an_edit_can_change_the_entities(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    bold = Entity(kind="Bold", offset=0, length=1)
    await send(store, ada, bob, "hi", entities=(bold,))

    def plain(_: Edit, context: EditContext) -> Body:
        assert context.message is not None
        assert context.message.entities == (bold,)
        return Body(sender_id=ada, date=NOON, text="hi")

    asked = Edit(editor_id=ada, peer_id=bob, message_id=1, text="hi", date=NOON)
    parts = await store.edit_message(asked, decide=plain)
    assert [part.message.entities for part in parts] == [(), ()]


async def test_an_edit_is_decided_on_who_edits_and_whether_the_peer_blocks(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi")
    seen: list[EditContext] = []

    def look(_: Edit, context: EditContext) -> Body:
        seen.append(context)
        raise errors.MessageNotModified

    async def edited() -> EditContext:
        asked = Edit(editor_id=ada, peer_id=bob, message_id=1, text="ho", date=NOON)
        with pytest.raises(errors.MessageNotModified):
            await store.edit_message(asked, decide=look)
        return seen[-1]

    assert not (await edited()).blocked_by_peer
    await store.set_blocked(ada, bob, True)
    assert not (await edited()).blocked_by_peer
    await store.set_blocked(bob, ada, True)
    await store.set_disabled(ada, True)
    context = await edited()
    assert context.blocked_by_peer
    assert (context.editor.id, context.editor.disabled) == (ada, True)


async def test_who_deleted_a_copy_hears_of_no_edit(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi")
    await delete(store, bob, 1, revoke=False)
    (mine,) = await edit(store, ada, 1, "ho")
    assert mine.owner_id == ada
    assert (await store.state(bob)).pts == 3


async def test_only_the_author_edits_and_only_what_is_there(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await send(store, ada, bob, "hi")
    with pytest.raises(errors.MessageAuthorRequired):
        await edit(store, bob, 1, "ho")
    with pytest.raises(errors.MessageIdInvalid):
        await edit(store, cyd, 1, "ho")
    with pytest.raises(errors.MessageNotModified):
        await edit(store, ada, 1, "hi")
    assert (await store.state(bob)).pts == 2


async def test_revoking_takes_the_message_from_both(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, cyd, bob)
    await send(store, ada, bob, "one")
    await send(store, ada, bob, "two")
    mine, theirs = await delete(store, ada, 1, 2)
    assert (mine.owner_id, mine.ids, mine.pts, mine.pts_count) == (ada, (1, 2), 5, 2)
    assert (theirs.owner_id, theirs.ids, theirs.pts, theirs.pts_count) == (bob, (2, 3), 6, 2)
    assert (await store.messages(bob, [1, 2, 3])).messages[0].sender_id == cyd
    assert (await store.messages(ada, [1, 2])).messages == ()


async def test_deleting_for_oneself_leaves_the_others_copy(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "one")
    (mine,) = await delete(store, ada, 1, revoke=False)
    assert mine.owner_id == ada
    assert (await store.messages(bob, [1])).messages[0].text == "one"
    assert (await store.state(bob)).unread == 1
    (theirs,) = await delete(store, bob, 1)
    assert theirs.owner_id == bob


async def test_deleting_nothing_takes_no_pts(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob)
    (mine,) = await delete(store, ada, 7, 8)
    assert (mine.pts, mine.pts_count, mine.ids) == (2, 0, ())


async def test_a_message_of_somebody_elses_mailbox_cannot_be_deleted(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await send(store, ada, bob)
    (mine,) = await delete(store, cyd, 1)
    assert mine.pts_count == 0
    assert len((await store.messages(ada, [1])).messages) == 1


async def test_deletion_across_dialogs_corrects_each_top_and_counter(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    for text in ("one", "two", "three"):
        await send(store, bob, ada, text)
    await send(store, cyd, ada, "four")
    await store.read_history(ada, bob, max_id=1, date=NOON)
    await delete(store, ada, 1, 3, 4, revoke=False)
    page = await store.dialogs_of(ada, [bob, cyd])
    with_bob, with_cyd = page.dialogs
    assert (with_bob.top_id, with_bob.unread) == (2, 1)
    assert (with_cyd.top_id, with_cyd.unread) == (0, 0)
    assert (await store.state(ada)).unread == 1
    assert [
        dialog.peer_id for dialog in (await store.dialogs(DialogQuery(owner_id=ada))).dialogs
    ] == [bob]


async def test_a_dialog_emptied_and_begun_again_keeps_its_read_mark(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, bob, ada)
    await store.read_history(ada, bob, max_id=1, date=NOON)
    await delete(store, ada, 1, revoke=False)
    sent = await send(store, bob, ada)
    assert sent.delivered is not None
    assert sent.delivered.id == 2
    (dialog,) = (await store.dialogs_of(ada, [bob])).dialogs
    assert (dialog.top_id, dialog.unread, dialog.read_inbox_max_id) == (2, 1, 1)


async def test_reading_tells_the_writer_in_their_own_ids(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, cyd, bob)
    for text in ("one", "two", "three"):
        await send(store, ada, bob, text)
    inbox, outbox = await store.read_history(bob, ada, max_id=3, date=NOON)
    assert (inbox.owner_id, inbox.peer_id, inbox.max_id) == (bob, ada, 3)
    assert (inbox.still_unread, inbox.pts, inbox.pts_count) == (1, 6, 1)
    assert outbox is not None
    assert (outbox.owner_id, outbox.peer_id, outbox.max_id, outbox.pts) == (ada, bob, 2, 5)
    assert (await store.state(bob)).unread == 2
    (dialog,) = (await store.dialogs_of(ada, [bob])).dialogs
    assert dialog.read_outbox_max_id == 2


async def test_reading_again_or_less_changes_nothing(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    for _ in range(3):
        await send(store, ada, bob)
    await store.read_history(bob, ada, max_id=2, date=NOON)
    for max_id in (1, 2):
        inbox, outbox = await store.read_history(bob, ada, max_id=max_id, date=NOON)
        assert (inbox.pts_count, inbox.max_id, inbox.still_unread) == (0, 2, 1)
        assert outbox is None


@pytest.mark.parametrize("max_id", [0, 99, 2**31 - 1])
async def test_reading_everything_stops_at_the_top(
    store: Store, people: list[int], max_id: int
) -> None:
    ada, bob, _ = people
    for _ in range(3):
        await send(store, ada, bob)
    inbox, _ = await store.read_history(bob, ada, max_id=max_id, date=NOON)
    assert (inbox.max_id, inbox.still_unread) == (3, 0)


async def test_reading_ones_own_messages_tells_nobody(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob)
    inbox, outbox = await store.read_history(ada, bob, max_id=1, date=NOON)
    assert (inbox.pts_count, outbox) == (1, None)


async def test_reading_a_dialog_that_is_not_there_changes_nothing(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    inbox, outbox = await store.read_history(ada, bob, max_id=5, date=NOON)
    assert (inbox.pts, inbox.pts_count, inbox.max_id, outbox) == (1, 0, 0, None)


async def test_the_writer_who_deleted_the_message_hears_of_the_one_before(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, ada, bob)
    await send(store, ada, bob)
    await delete(store, ada, 2, revoke=False)
    _, outbox = await store.read_history(bob, ada, max_id=2, date=NOON)
    assert outbox is not None
    assert outbox.max_id == 1


async def test_a_renamed_contact_shows_in_the_parts_of_an_edit(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi")
    entry = Contact(owner_id=bob, contact_id=ada, phone="1", first_name="Ady")
    await store.save_contacts(bob, contacts=[entry])
    _, theirs = await edit(store, ada, 1, "ho")
    assert entry in [one.contact for one in theirs.sees]


async def test_a_change_on_a_clock_that_stepped_back_lowers_no_date(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, date=NOON + 100)
    await edit(store, ada, 1, "edited", date=NOON + 50)
    for owner_id in (ada, bob):
        assert (await store.state(owner_id)).date == NOON + 100


async def test_an_edit_keeps_how_the_message_was_sent(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    draft = Draft(
        sender_id=ada, recipient_id=bob, random_id=2**40, text="m", date=NOON, silent=True,
        noforwards=True,
    )  # fmt: skip
    await store.append_private(draft, decide=partial(compose_private, limits=LIMITS))
    for part in await edit(store, ada, 1, "edited"):
        assert (part.message.silent, part.message.noforwards) == (True, True)
    (kept,) = (await store.messages(bob, [1])).messages
    assert (kept.silent, kept.noforwards) == (True, True)
