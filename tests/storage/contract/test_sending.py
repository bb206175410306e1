"""What every store makes of a message to be sent."""

import asyncio

import pytest

from heliograph.domain import errors
from heliograph.domain.entities import Entity
from heliograph.domain.history import HistoryQuery
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Contact
from heliograph.ports.store import Store
from support.mailboxes import NOON, delete, edit, open_accounts, send


async def test_a_message_is_one_copy_in_each_mailbox_and_one_pts(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    sent = await send(store, ada, bob, "hi", silent=True)
    assert (sent.message.owner_id, sent.message.id, sent.message.peer_id) == (ada, 1, bob)
    assert (sent.pts, sent.delivered_pts) == (2, 2)
    assert sent.delivered is not None
    assert (sent.delivered.owner_id, sent.delivered.id, sent.delivered.peer_id) == (bob, 1, ada)
    assert sent.message.out
    assert not sent.delivered.out
    assert sent.delivered.silent
    for owner_id, unread in ((ada, 0), (bob, 1)):
        state = await store.state(owner_id)
        assert (state.pts, state.date, state.unread) == (2, NOON, unread)


async def test_ids_belong_to_the_mailbox(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, bob, cyd)
    sent = await send(store, ada, bob)
    assert sent.delivered is not None
    assert (sent.message.id, sent.delivered.id) == (1, 2)


async def test_what_was_sent_is_what_is_read(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    bold = Entity(kind="Bold", offset=0, length=2)
    sent = await send(store, ada, bob, "hi ☀️ \x00 there", entities=(bold,))
    assert (await store.messages(ada, [1])).messages == (sent.message,)
    assert (await store.messages(bob, [1])).messages == (sent.delivered,)
    assert sent.message.entities == (bold,)


async def test_each_side_is_shown_with_what_stands_between_them(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    entry = Contact(owner_id=bob, contact_id=ada, phone="1", first_name="Ady")
    await store.save_contacts(bob, contacts=[entry])
    sent = await send(store, ada, bob)
    assert [(one.account.id, one.viewer_id) for one in sent.sender_sees] == [(ada, ada), (bob, ada)]
    assert sent.sender_sees[1].knows_viewer
    own, other = sent.recipient_sees
    assert (own.account.id, own.viewer_id) == (bob, bob)
    assert (other.account.id, other.contact) == (ada, entry)
    assert set(sent.sender_sees) == set(await store.seen(ada, [ada, bob]))
    assert set(sent.recipient_sees) == set(await store.seen(bob, [ada, bob]))


async def test_who_is_mentioned_by_id_is_shown_to_both(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    named = Entity(kind="MentionName", offset=0, length=3, number=cyd)
    sent = await send(store, ada, bob, "cyd", entities=(named,))
    assert [one.account.id for one in sent.sender_sees] == [ada, bob, cyd]
    assert [(one.account.id, one.viewer_id) for one in sent.recipient_sees][-1] == (cyd, bob)


async def test_the_decision_sees_both_directions_of_blocking(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await store.set_blocked(bob, ada, True)
    with pytest.raises(errors.UserIsBlocked):
        await send(store, ada, bob)
    with pytest.raises(errors.YouBlockedUser):
        await send(store, bob, ada)
    assert (await store.state(ada)).pts == (await store.state(bob)).pts == 1


@pytest.mark.parametrize("recipient_id", [5, 0, -1])
async def test_a_stranger_is_no_recipient(
    store: Store, people: list[int], recipient_id: int
) -> None:
    with pytest.raises(errors.PeerIdInvalid):
        await send(store, people[0], recipient_id)


async def test_a_disabled_account_receives_nothing(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await store.set_disabled(bob, True)
    with pytest.raises(errors.InputUserDeactivated):
        await send(store, ada, bob)


async def test_a_note_to_oneself_is_one_copy_read_at_once(store: Store, people: list[int]) -> None:
    ada = people[0]
    await store.set_blocked(people[1], ada, True)
    sent = await send(store, ada, ada, "note")
    assert (sent.message.id, sent.pts, sent.delivered) == (1, 2, None)
    (dialog,) = (await store.dialogs_of(ada, [ada])).dialogs
    assert (dialog.top_id, dialog.unread, dialog.read_inbox_max_id) == (1, 0, 1)
    assert dialog.read_outbox_max_id == 1
    assert (await store.state(ada)).unread == 0


async def test_a_reply_points_at_each_mailboxs_own_id(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, cyd, bob)
    first = await send(store, ada, bob, "first")
    reply = await send(store, ada, bob, "second", reply_to_id=first.message.id)
    assert reply.delivered is not None
    assert (reply.message.reply_to_id, reply.delivered.reply_to_id) == (1, 2)
    assert (await store.messages(bob, [3])).messages == (reply.delivered,)


async def test_a_reply_to_what_the_other_deleted_goes_out_without_it(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "first")
    await delete(store, bob, 1, revoke=False)
    reply = await send(store, ada, bob, "second", reply_to_id=1)
    assert reply.delivered is not None
    assert (reply.message.reply_to_id, reply.delivered.reply_to_id) == (1, None)
    await delete(store, ada, 1)
    page = await store.messages(ada, [2])
    assert page.messages[0].reply_to_id is None


async def test_a_reply_must_be_to_a_message_of_the_dialog(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, ada, cyd)
    for reply_to_id in (1, 99):
        with pytest.raises(errors.ReplyMessageIdInvalid):
            await send(store, ada, bob, reply_to_id=reply_to_id)


async def test_a_repeat_gives_the_first_result_and_delivers_nothing(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    first = await send(store, ada, bob, "hi", random_id=9)
    again = await send(store, ada, bob, "hi", random_id=9, date=NOON + 5)
    assert (again.message, again.pts, again.pts_count) == (first.message, first.pts, 1)
    assert (again.repeated, again.deleted, again.delivered) == (True, False, None)
    assert (await store.state(bob)).pts == 2


async def test_a_repeat_after_other_changes_stands_where_the_mailbox_does(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    first = await send(store, ada, bob, "hi", random_id=9)
    await send(store, ada, bob, "other")
    again = await send(store, ada, bob, "hi", random_id=9)
    assert (again.message, again.pts, again.pts_count) == (first.message, 3, 0)
    assert (await store.state(ada)).pts == 3


async def test_a_repeat_shows_the_message_as_it_is_now(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi", random_id=9)
    await edit(store, ada, 1, "edited", date=NOON + 1)
    again = await send(store, ada, bob, "hi", random_id=9)
    assert (again.message.text, again.message.edit_date) == ("edited", NOON + 1)


async def test_a_repeat_of_a_deleted_message_says_so(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi", random_id=9)
    await delete(store, ada, 1)
    again = await send(store, ada, bob, "hi", random_id=9)
    assert (again.repeated, again.deleted) == (True, True)
    assert (again.message.id, again.pts, again.pts_count) == (1, 3, 0)
    assert again.message.date == NOON


async def test_a_repeat_of_a_deleted_message_is_dated_as_the_message_was(
    store: Store, people: list[int]
) -> None:
    """Not as it was asked for: the clock had stepped back."""
    ada, bob, _ = people
    await send(store, bob, ada, "ahead", date=NOON + 60)
    first = await send(store, ada, bob, "hi", random_id=9, date=NOON)
    await delete(store, ada, first.message.id)
    again = await send(store, ada, bob, "hi", random_id=9, date=NOON + 90)
    assert again.message.date == first.message.date == NOON + 60


async def test_a_repeated_deletion_is_a_change_of_its_own(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi")
    await delete(store, ada, 1)
    gone = await store.repeat_deletion(ada, 1, date=NOON)
    assert (gone.pts, gone.pts_count, gone.ids) == (4, 1, (1,))
    assert (await store.difference(ada, pts=3, limit=9)).changes == (gone,)
    assert await store.state(ada) == (await store.difference(ada, pts=1, limit=9)).state


async def test_other_content_under_a_random_id_is_refused(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, ada, bob, "hi", random_id=9)
    with pytest.raises(errors.RandomIdDuplicate):
        await send(store, ada, bob, "ho", random_id=9)
    elsewhere = await send(store, ada, cyd, "ho", random_id=9)
    back = await send(store, bob, ada, "ho", random_id=9)
    assert not elsewhere.repeated
    assert not back.repeated


async def test_a_repeat_is_answered_even_when_it_would_be_refused_now(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi", random_id=9)
    await store.set_blocked(bob, ada, True)
    assert (await send(store, ada, bob, "hi", random_id=9)).repeated


async def test_a_random_id_that_was_refused_is_free(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await store.set_blocked(bob, ada, True)
    with pytest.raises(errors.UserIsBlocked):
        await send(store, ada, bob, "hi", random_id=9)
    await store.set_blocked(bob, ada, False)
    assert not (await send(store, ada, bob, "hi", random_id=9)).repeated


async def test_of_many_equal_sends_at_once_one_is_written(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    sends = await asyncio.gather(*(send(store, ada, bob, "hi", random_id=9) for _ in range(30)))
    assert sum(not sent.repeated for sent in sends) == 1
    assert {sent.message.id for sent in sends} == {1}
    assert (await store.state(bob)).pts == 2


async def test_a_clock_that_stepped_back_lowers_no_date(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, date=NOON + 100)
    sent = await send(store, bob, ada, date=NOON)
    assert sent.message.date == NOON + 100
    assert (await store.state(bob)).date == NOON + 100


async def test_a_fault_in_the_decision_reaches_the_caller_and_writes_nothing(
    store: Store, people: list[int]
) -> None:
    def decide(draft: Draft, context: SendContext) -> Body:
        raise ZeroDivisionError

    ada, bob, _ = people
    draft = Draft(sender_id=ada, recipient_id=bob, random_id=1, text="x", date=NOON)
    with pytest.raises(ZeroDivisionError):
        await store.append_private(draft, decide=decide)
    assert (await store.state(ada)).pts == 1


async def test_the_service_account_writes_without_a_mailbox(
    store: Store, people: list[int]
) -> None:
    ada = people[0]
    sent = await send(store, SERVICE_ACCOUNT_ID, ada, "Login code: 1", random_id=4)
    again = await send(store, SERVICE_ACCOUNT_ID, ada, "Login code: 1", random_id=4)
    assert (sent.message.owner_id, sent.message.id, sent.pts) == (SERVICE_ACCOUNT_ID, 0, 0)
    assert sent.delivered is not None
    assert (sent.delivered.id, sent.delivered.peer_id) == (1, SERVICE_ACCOUNT_ID)
    assert (again.repeated, again.deleted) == (True, False)
    assert (await store.state(SERVICE_ACCOUNT_ID)).pts == 1
    assert (await store.state(ada)).unread == 1
    inbox, outbox = await store.read_history(ada, SERVICE_ACCOUNT_ID, max_id=1, date=NOON)
    assert (inbox.still_unread, outbox) == (0, None)


async def test_writing_to_the_service_account_leaves_ones_own_copy(
    store: Store, people: list[int]
) -> None:
    ada = people[0]
    sent = await send(store, ada, SERVICE_ACCOUNT_ID, "thanks")
    assert (sent.message.id, sent.pts, sent.delivered) == (1, 2, None)
    assert (await store.state(SERVICE_ACCOUNT_ID)).pts == 1
    (mine,) = await edit(store, ada, 1, "thank you")
    assert mine.owner_id == ada
    (gone,) = await delete(store, ada, 1)
    assert gone.ids == (1,)


async def test_concurrent_sends_take_ids_and_pts_without_a_hole(store: Store) -> None:
    ids = await open_accounts(store, 6)
    await asyncio.gather(
        *(send(store, a, b, f"{a}-{b}-{n}") for n in range(5) for a in ids for b in ids)
    )
    for owner_id in ids:
        assert (await store.state(owner_id)).pts == 1 + 5 * 11
        difference = await store.difference(owner_id, pts=1, limit=1000)
        assert [change.pts for change in difference.changes] == list(range(2, 57))
        page = await store.history(HistoryQuery(owner_id=owner_id, peer_id=ids[0], limit=1000))
        assert page.count == (5 if owner_id == ids[0] else 10)


async def test_no_message_is_dated_before_those_the_recipient_has(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await send(store, cyd, bob, date=NOON + 100)
    assert (await send(store, ada, bob, date=NOON + 50)).message.date == NOON + 100


async def test_a_note_to_oneself_is_read_by_its_recipient_too(
    store: Store, people: list[int]
) -> None:
    ada = people[0]
    for _ in range(2):
        note = (await send(store, ada, ada)).message
        (dialog,) = (await store.dialogs_of(ada, [ada])).dialogs
        assert (dialog.read_inbox_max_id, dialog.read_outbox_max_id) == (note.id, note.id)
