"""Whom a message in a group is to: those it names, and programs it gives an order."""

import pytest
from msgspec.structs import replace

from heliograph.domain.chat_calls import called_by, hears, names_in
from heliograph.domain.entities import Entity
from heliograph.domain.extras import Extras
from heliograph.domain.messages import Body
from heliograph.domain.people import FIRST_BOT_ID

BOT = FIRST_BOT_ID


def said(text: str, *entities: Entity, action: str | None = None) -> Body:
    return Body(sender_id=1, date=1, text=text, entities=entities, action=action)


def order(text: str) -> Body:
    return said(text, Entity(kind="BotCommand", offset=0, length=len(text)))


@pytest.mark.parametrize(
    ("body", "called", "heard"),
    [
        (said("hello"), False, False),
        (said("hello"), True, True),
        (said("", action="ChatAddUser"), False, True),
        (replace(said("mine"), sender_id=BOT), False, True),
        (replace(said("by it"), extras=Extras(via_bot_id=BOT)), False, True),
        (replace(said("by another"), extras=Extras(via_bot_id=BOT + 1)), False, False),
        (order("/help"), False, True),
        (order("/help@Helper_Bot"), False, True),
        (order("/help@other_bot"), False, False),
    ],
)
def test_a_program_hears_what_is_for_it(body: Body, *, called: bool, heard: bool) -> None:
    assert hears(body, bot_id=BOT, names={"helper_bot"}, called=called) is heard


def test_names_are_cut_out_by_their_units() -> None:
    entities = (Entity(kind="Mention", offset=3, length=6), Entity(kind="Bold", offset=0, length=2))
    assert names_in("😀 @benny!", entities) == ["benny"]


def test_what_cuts_a_sign_in_two_names_nobody_and_stops_nothing() -> None:
    halved = (
        Entity(kind="Mention", offset=1, length=1),
        Entity(kind="Mention", offset=3, length=4),
    )
    assert names_in("😀 @ann", halved) == ["", "ann"]


def test_who_is_named_by_id_is_called() -> None:
    named = Entity(kind="MentionName", offset=0, length=3, number=7)
    assert called_by(said("you", named)) == [7]
    assert called_by(said("you", named, action="PinMessage")) == []
