"""What a forward takes along, and what it says of where it comes from."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.entities import Entity
from heliograph.domain.extras import (
    Dice,
    Extras,
    Forward,
    GeoPoint,
    LiveLocation,
    Media,
    TodoDone,
    TodoItem,
    TodoList,
)
from heliograph.domain.forwarding import compose_forward
from heliograph.domain.messages import Body, Cited, Draft, Message, SendContext, Source
from heliograph.domain.people import ALL_PERMISSIONS, Account, Seen
from heliograph.domain.privacy import PrivacyKey, permission

ANN = Account(id=1, phone="1001", first_name="Ann")
BEN = Account(id=2, phone="1002", first_name="Ben", last_name="Oak")
CAT = Account(id=3, phone="1003", first_name="Cat")
SEEN = Seen(account=BEN, viewer_id=1)
HIDDEN = replace(SEEN, allowed=ALL_PERMISSIONS & ~permission(PrivacyKey.FORWARDS))
BOLD = (Entity(kind="Bold", offset=0, length=5),)
MESSAGE = Message(owner_id=1, id=5, peer_id=2, sender_id=2, date=800, text="hello", entities=BOLD)
SOURCE = Source(peer_id=2, message_id=5)
DRAFT = Draft(sender_id=1, recipient_id=3, random_id=7, text="", date=1_000, source=SOURCE)
CONTEXT = SendContext(
    sender=Seen(account=ANN, viewer_id=1),
    recipient=Seen(account=CAT, viewer_id=1),
    blocked_by_recipient=False,
    reply_known=False,
    source=Cited(MESSAGE, SEEN),
)
TO_SELF = replace(DRAFT, recipient_id=1)
AT_SELF = replace(CONTEXT, recipient=CONTEXT.sender)
POINT = GeoPoint(latitude=1.0, longitude=2.0)
DICE = Dice(emoticon="🎲", value=4)
LIST = TodoList(title="To buy", items=(TodoItem(id=3, title="Milk"),))


def of(message: Message, *, author: Seen = SEEN, to_self: bool = False) -> SendContext:
    return replace(AT_SELF if to_self else CONTEXT, source=Cited(message, author))


def carrying(media: Media | None = None, **fields: object) -> Message:
    return replace(MESSAGE, extras=replace(Extras(media=media), **fields))


def forwarded(body: Body) -> Forward:
    assert body.extras is not None
    assert body.extras.forward is not None
    return body.extras.forward


def test_words_go_along_under_the_names_of_both() -> None:
    body = compose_forward(replace(DRAFT, silent=True, noforwards=True), CONTEXT)
    assert body == Body(
        sender_id=1,
        date=1_000,
        text="hello",
        entities=BOLD,
        silent=True,
        noforwards=True,
        extras=Extras(forward=Forward(date=800, from_id=2)),
    )


def test_who_hides_from_forwards_is_a_name_and_no_account() -> None:
    forward = forwarded(compose_forward(DRAFT, of(MESSAGE, author=HIDDEN)))
    assert forward == Forward(date=800, from_name="Ben Oak")


def test_who_wrote_it_first_stays_its_author() -> None:
    first = Forward(date=500, from_id=3)
    assert forwarded(compose_forward(DRAFT, of(carrying(forward=first)))) == first


def test_a_copy_names_nobody_and_is_a_plain_text() -> None:
    source = replace(SOURCE, drop_author=True)
    body = compose_forward(replace(DRAFT, source=source), CONTEXT)
    assert (body.text, body.entities, body.extras) == ("hello", BOLD, None)


@pytest.mark.parametrize("drop_captions", [True, False])
def test_words_are_left_behind_if_they_are_a_caption(drop_captions: bool) -> None:
    draft = replace(DRAFT, source=replace(SOURCE, drop_captions=drop_captions))
    body = compose_forward(draft, of(carrying(POINT)))
    assert (body.text, body.entities) == (("", ()) if drop_captions else ("hello", BOLD))
    assert compose_forward(draft, CONTEXT).text == "hello"
    assert compose_forward(draft, CONTEXT).entities == BOLD


@pytest.mark.parametrize(
    ("media", "forward", "copy"),
    [
        (POINT, POINT, POINT),
        (LiveLocation(point=POINT, period=900), POINT, POINT),
        (DICE, DICE, Dice(emoticon="🎲")),
        (replace(LIST, done=(TodoDone(item_id=3, account_id=2, date=1),)), LIST, LIST),
    ],
)
def test_media_go_along_as_they_may(media: Media, forward: Media, copy: Media) -> None:
    context = of(carrying(media))
    went = compose_forward(DRAFT, context).extras
    copied = compose_forward(replace(DRAFT, source=replace(SOURCE, drop_author=True)), context)
    assert went is not None
    assert (went.media, copied.extras) == (forward, Extras(media=copy))


def test_the_bot_that_helped_is_named_and_the_dialogs_timer_holds() -> None:
    context = replace(of(carrying(via_bot_id=77, effect=5)), ttl_period=60)
    assert compose_forward(DRAFT, context).extras == Extras(
        forward=Forward(date=800, from_id=2), via_bot_id=77, ttl_period=60
    )


def test_an_album_stays_one_and_another_than_it_was() -> None:
    def album(random_id: int, *, of_album: int) -> int:
        draft = replace(DRAFT, source=replace(SOURCE, group=random_id))
        extras = compose_forward(draft, of(carrying(POINT, grouped_id=of_album))).extras
        assert extras is not None
        return extras.grouped_id

    assert album(9, of_album=77) == album(9, of_album=77)
    assert (
        len({77, album(9, of_album=77), album(1_000, of_album=77), album(9, of_album=5_000)}) == 4
    )
    assert album(9, of_album=0) == 0


def test_notes_say_which_message_they_were_taken_from() -> None:
    assert forwarded(compose_forward(TO_SELF, AT_SELF)) == Forward(
        date=800, from_id=2, saved_from_peer=2, saved_from_msg_id=5
    )


def test_notes_say_who_had_sent_what_another_wrote_first() -> None:
    context = of(carrying(forward=Forward(date=500, from_id=3)), to_self=True)
    assert forwarded(compose_forward(TO_SELF, context)) == Forward(
        date=500,
        from_id=3,
        saved_from_peer=2,
        saved_from_msg_id=5,
        saved_from_id=2,
        saved_date=800,
    )


def test_notes_say_no_more_of_who_hides_or_of_other_notes() -> None:
    hidden = compose_forward(TO_SELF, of(MESSAGE, author=HIDDEN, to_self=True))
    assert forwarded(hidden) == Forward(date=800, from_name="Ben Oak")
    note = replace(carrying(forward=Forward(date=500, from_id=3)), peer_id=1, sender_id=1)
    again = compose_forward(TO_SELF, of(note, author=CONTEXT.sender, to_self=True))
    assert forwarded(again) == Forward(date=500, from_id=3)


@pytest.mark.parametrize(
    ("draft", "context", "refusal"),
    [
        (replace(DRAFT, source=None), CONTEXT, errors.MessageIdInvalid),
        (DRAFT, replace(CONTEXT, source=None), errors.MessageIdInvalid),
        (DRAFT, of(replace(MESSAGE, action="PinMessage")), errors.MessageIdInvalid),
        (
            DRAFT,
            replace(CONTEXT, source=Cited(MESSAGE, SEEN, kept=True)),
            errors.ChatForwardsRestricted,
        ),
        (DRAFT, replace(CONTEXT, blocked_by_recipient=True), errors.UserIsBlocked),
    ],
)
def test_forwarding_is_refused(
    draft: Draft, context: SendContext, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        compose_forward(draft, context)
