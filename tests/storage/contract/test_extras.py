"""What every store keeps of a message besides its text."""

import pytest
from msgspec.structs import replace

from heliograph.domain.entities import Entity
from heliograph.domain.extras import (
    Dice,
    Extras,
    Forward,
    GeoPoint,
    LiveLocation,
    Quote,
    ReplyOrigin,
    SharedContact,
    Venue,
)
from heliograph.domain.history import HistoryQuery
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.ports.store import Store
from support.mailboxes import NOON, edit, send

PLACE = GeoPoint(latitude=52.5, longitude=-13.25, accuracy_radius=7)
KINDS = (
    Extras(media=Dice(emoticon="🎲", value=6)),
    Extras(media=SharedContact(phone="1202", first_name="Bob", vcard="BEGIN:VCARD")),
    Extras(media=PLACE),
    Extras(media=LiveLocation(point=PLACE, period=900, heading=90, proximity_radius=5)),
    Extras(media=Venue(point=PLACE, title="Café", address="1 Street", provider="foursquare")),
    Extras(forward=Forward(date=NOON - 9, from_name="Somebody")),
    Extras(
        quote=Quote(text="part", entities=(Entity(kind="Bold", offset=0, length=4),), offset=3),
        reply_origin=ReplyOrigin(forward=Forward(date=NOON, from_name="X"), media=PLACE),
    ),
    Extras(ttl_period=86_400, effect=5, invert_media=True, from_scheduled=True),
    Extras(arguments=(("period", 60), ("prop", "x"), ("flag", True))),
)


def _carry(draft: Draft, _: SendContext) -> Body:
    return Body(sender_id=draft.sender_id, date=draft.date, text=draft.text, extras=draft.extras)


async def _send(store: Store, sender_id: int, recipient_id: int, extras: Extras) -> Sent:
    draft = Draft(
        sender_id=sender_id,
        recipient_id=recipient_id,
        random_id=hash(extras) or 1,
        text="t",
        date=NOON,
        extras=extras,
    )
    return await store.append_private(draft, decide=_carry)


@pytest.mark.parametrize("extras", KINDS)
async def test_what_a_message_carries_is_the_same_wherever_it_is_read(
    store: Store, people: list[int], extras: Extras
) -> None:
    ada, bob, _ = people
    sent = await _send(store, ada, bob, extras)
    assert sent.delivered is not None
    assert (sent.message.extras, sent.delivered.extras) == (extras, extras)
    for owner_id, copy in ((ada, sent.message), (bob, sent.delivered)):
        peer_id = copy.peer_id
        page = await store.history(HistoryQuery(owner_id=owner_id, peer_id=peer_id))
        missed = await store.difference(owner_id, pts=1, limit=10)
        assert page.messages == (copy,)
        assert (await store.messages(owner_id, [1])).messages == (copy,)
        assert [getattr(change, "message", None) for change in missed.changes] == [copy]


async def test_a_plain_text_carries_nothing(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    sent = await send(store, ada, bob)
    (kept,) = (await store.messages(bob, [1])).messages
    assert (sent.message.extras, kept.extras, kept.pinned, kept.reactions) == (
        None,
        None,
        False,
        (),
    )


async def test_an_edit_keeps_what_the_message_carried(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    extras = Extras(effect=5, ttl_period=60)
    await _send(store, ada, bob, extras)
    mine, theirs = await edit(store, ada, 1, "other")
    assert (mine.message.text, mine.message.extras, theirs.message.extras) == (
        "other",
        extras,
        extras,
    )


async def test_everybody_whom_a_message_names_is_shown_with_it(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    for extras in (
        Extras(forward=Forward(date=1, from_id=cyd)),
        Extras(media=SharedContact(phone="1", first_name="C", user_id=cyd)),
        Extras(reply_origin=ReplyOrigin(forward=Forward(date=1, from_id=cyd))),
        Extras(via_bot_id=cyd),
    ):
        sent = await _send(store, ada, bob, extras)
        assert sent.delivered is not None
        assert cyd in [seen.account.id for seen in sent.recipient_sees]
        page = await store.messages(bob, [sent.delivered.id])
        assert cyd in [seen.account.id for seen in page.sees]


async def test_other_media_under_the_same_random_id_is_refused_and_the_same_is_repeated(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    extras = Extras(media=PLACE)
    first = await _send(store, ada, bob, extras)
    again = await _send(store, ada, bob, extras)
    assert again.repeated
    assert again.message == first.message
    one = Draft(sender_id=ada, recipient_id=bob, random_id=1, text="", date=NOON, extras=extras)
    other = replace(one, extras=Extras(media=replace(PLACE, latitude=1.0)))
    assert one.fingerprint() != other.fingerprint()
    assert one.fingerprint() != replace(one, extras=None).fingerprint()
