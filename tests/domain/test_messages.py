"""Who may send, edit what, and when a repeat is the same intent."""

from contextlib import nullcontext

import msgspec
import pytest

from heliograph.domain import errors
from heliograph.domain.editing import compose_edit
from heliograph.domain.entities import Entity
from heliograph.domain.extras import Extras
from heliograph.domain.messages import (
    Draft,
    Edit,
    EditContext,
    Message,
    MessageLimits,
    SendContext,
    compose_private,
    timed,
)
from heliograph.domain.people import Account, Seen

LIMITS = MessageLimits()
ALICE = Account(id=1, phone="1001", first_name="Alice")
BOB = Account(id=2, phone="1002", first_name="Bob")
DRAFT = Draft(sender_id=1, recipient_id=2, random_id=7, text="hello", date=1000)
CONTEXT = SendContext(
    sender=Seen(account=ALICE, viewer_id=1),
    recipient=Seen(account=BOB, viewer_id=1),
    blocked_by_recipient=False,
    reply_known=False,
)
MESSAGE = Message(owner_id=1, id=5, peer_id=2, sender_id=1, date=1000, text="hello")
EDITING = EditContext(editor=ALICE, message=MESSAGE, blocked_by_peer=False)
replace = msgspec.structs.replace


def test_a_plain_draft_becomes_its_body() -> None:
    body = compose_private(DRAFT, CONTEXT, LIMITS)
    assert (body.sender_id, body.text, body.date) == (1, "hello", 1000)
    assert (body.silent, body.noforwards, body.poll, body.extras) == (False, False, None, None)
    marked = compose_private(replace(DRAFT, silent=True, noforwards=True), CONTEXT, LIMITS)
    assert marked == replace(body, silent=True, noforwards=True)


def test_strangers_who_may_not_write_answer_whoever_wrote_first() -> None:
    closed = replace(CONTEXT, recipient=Seen(account=BOB, viewer_id=1, allowed=0))
    with pytest.raises(errors.PrivacyPremiumRequired):
        compose_private(DRAFT, closed, LIMITS)
    assert compose_private(DRAFT, replace(closed, was_written_to=True), LIMITS).text == "hello"


@pytest.mark.parametrize(
    ("draft", "context", "refusal"),
    [
        ({}, {"recipient": None}, errors.PeerIdInvalid),
        (
            {},
            {"sender": Seen(account=replace(ALICE, disabled=True), viewer_id=1)},
            errors.UserDeactivatedBan,
        ),
        ({}, {"blocked_by_recipient": True}, errors.UserIsBlocked),
        ({"random_id": 0}, {}, errors.RandomIdEmpty),
        ({"reply_to_id": 4}, {}, errors.ReplyMessageIdInvalid),
        ({"text": "  "}, {}, errors.MessageEmpty),
        (
            {},
            {"recipient": Seen(account=replace(BOB, disabled=True), viewer_id=1)},
            errors.InputUserDeactivated,
        ),
        (
            {},
            {"recipient": Seen(account=BOB, viewer_id=1, blocked=True)},
            errors.YouBlockedUser,
        ),
    ],
)
def test_sending_is_refused(
    draft: dict[str, object], context: dict[str, object], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        compose_private(replace(DRAFT, **draft), replace(CONTEXT, **context), LIMITS)


def test_a_known_message_may_be_replied_to() -> None:
    context = replace(CONTEXT, reply_known=True)
    assert compose_private(replace(DRAFT, reply_to_id=4), context, LIMITS).text == "hello"


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"date": 2000}, True),
        ({"text": "other"}, False),
        ({"recipient_id": 3}, False),
        ({"silent": True}, False),
        ({"entities": (Entity(kind="Bold", offset=0, length=1),)}, False),
        ({"reply_to_id": 9}, False),
    ],
)
def test_the_fingerprint_tells_intents_apart(changed: dict[str, object], same: bool) -> None:
    asked = replace(DRAFT, **changed)
    assert (asked.fingerprint() == DRAFT.fingerprint()) is same
    with nullcontext() if same else pytest.raises(errors.RandomIdDuplicate):
        asked.check_repeat(DRAFT.fingerprint())


def edit(**changed: object) -> Edit:
    return replace(Edit(editor_id=1, peer_id=2, message_id=5, text="new", date=1100), **changed)


def test_an_author_may_edit_within_the_window() -> None:
    last = 1000 + LIMITS.edit_window_s
    assert compose_edit(edit(date=last), EDITING, LIMITS).text == "new"


def test_saved_messages_may_be_edited_at_any_time() -> None:
    notes = replace(EDITING, message=replace(MESSAGE, peer_id=1))
    assert compose_edit(edit(date=10**9, peer_id=1), notes, LIMITS).text == "new"


@pytest.mark.parametrize(
    ("edit", "context", "refusal"),
    [
        (edit(), {"message": None}, errors.MessageIdInvalid),
        (edit(), {"blocked_by_peer": True}, errors.UserIsBlocked),
        (edit(), {"editor": replace(ALICE, disabled=True)}, errors.UserDeactivatedBan),
        (edit(peer_id=3), {}, errors.MessageIdInvalid),
        (edit(editor_id=2), {}, errors.MessageAuthorRequired),
        (edit(date=1001 + LIMITS.edit_window_s), {}, errors.MessageEditTimeExpired),
        (edit(text="hello"), {}, errors.MessageNotModified),
        (edit(text=""), {}, errors.MessageEmpty),
    ],
)
def test_editing_is_refused(
    edit: Edit, context: dict[str, object], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        compose_edit(edit, replace(EDITING, **context), LIMITS)


def test_leaving_out_the_entities_clears_them() -> None:
    bold = replace(MESSAGE, entities=(Entity(kind="Bold", offset=0, length=5),))
    context = replace(EDITING, message=bold)
    assert compose_edit(edit(text="hello"), context, LIMITS).entities == ()


def test_a_timer_is_all_that_a_plain_text_then_carries() -> None:
    assert timed(None, 0) is None
    assert timed(None, 60) == Extras(ttl_period=60)
    assert timed(Extras(effect=5), 60) == Extras(effect=5, ttl_period=60)
    assert timed(Extras(effect=5), 0) == Extras(effect=5)
