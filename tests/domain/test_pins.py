"""Who may pin what, and whether the chat is told."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.messages import Message
from heliograph.domain.people import FIRST_BOT_ID, Account, Blocks
from heliograph.domain.pins import PinContext, PinRequest, pin

REQUEST = PinRequest(
    owner_id=1, peer_id=2, message_id=5, pinned=True, silent=True, random_id=9, date=900
)
MESSAGE = Message(owner_id=1, id=5, peer_id=2, sender_id=2, date=800, text="hello")
CONTEXT = PinContext(
    account=Account(id=1, phone="1", first_name="Ada"), message=MESSAGE, changes=True
)


def test_the_chat_is_told_of_a_pin_for_both_sides() -> None:
    body = pin(REQUEST, CONTEXT)
    assert body is not None
    assert (body.action, body.sender_id, body.silent, body.date) == ("PinMessage", 1, True, 900)


@pytest.mark.parametrize(
    ("request_", "context"),
    [
        ({"one_sided": True}, {"blocks": Blocks(by_peer=True)}),
        ({}, {"peer_gone": True}),
        ({"pinned": False}, {"blocks": Blocks(by_peer=True)}),
        ({"peer_id": 1}, {"message": replace(MESSAGE, peer_id=1)}),
    ],
)
def test_nothing_else_is_told(request_: dict[str, object], context: dict[str, object]) -> None:
    assert pin(replace(REQUEST, **request_), replace(CONTEXT, **context)) is None


@pytest.mark.parametrize(
    ("request_", "context", "refusal"),
    [
        ({}, {"message": None}, errors.MessageIdInvalid),
        ({"peer_id": 3}, {}, errors.MessageIdInvalid),
        ({}, {"message": replace(MESSAGE, action="PinMessage")}, errors.MessageIdInvalid),
        ({}, {"changes": False}, errors.ChatNotModified),
        ({"owner_id": FIRST_BOT_ID, "one_sided": True}, {}, errors.BotOnesideNotAvail),
        ({}, {"blocks": Blocks(by_peer=True)}, errors.UserIsBlocked),
        ({}, {"blocks": Blocks(of_peer=True)}, errors.YouBlockedUser),
        ({}, {"account": replace(CONTEXT.account, disabled=True)}, errors.UserDeactivatedBan),
    ],
)
def test_pinning_is_refused(
    request_: dict[str, object],
    context: dict[str, object],
    refusal: type[errors.Refused],
) -> None:
    with pytest.raises(refusal):
        pin(replace(REQUEST, **request_), replace(CONTEXT, **context))
