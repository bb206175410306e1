"""Who may protect a chat, end that, ask the other to end it, and answer."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.extras import Extras
from heliograph.domain.messages import Message
from heliograph.domain.people import (
    FIRST_ACCOUNT_ID,
    FIRST_BOT_ID,
    SERVICE_ACCOUNT_ID,
    Account,
    Blocks,
)
from heliograph.domain.protection import (
    REQUEST_LIFETIME_S,
    Protection,
    ProtectionContext,
    ProtectionRequest,
    protect,
)

ANN_ID, BEN_ID = FIRST_ACCOUNT_ID, FIRST_ACCOUNT_ID + 1
ANN = Account(id=ANN_ID, phone="1001", first_name="Ann")
BEN = Account(id=BEN_ID, phone="1002", first_name="Ben")
REQUEST = ProtectionRequest(
    owner_id=ANN_ID, peer_id=BEN_ID, enabled=True, random_id=7, date=100_000
)
CONTEXT = ProtectionContext(account=ANN, peer=BEN, now=Protection())
ARGUMENTS = (("prev_value", True), ("new_value", False))
ASKED = Message(
    owner_id=ANN_ID,
    id=5,
    peer_id=BEN_ID,
    sender_id=BEN_ID,
    date=99_000,
    text="",
    action="NoForwardsRequest",
    extras=Extras(arguments=ARGUMENTS),
)
ANSWER = replace(REQUEST, enabled=False, answers_id=5)
ANSWERED = replace(CONTEXT, now=Protection(mine=True), asked=ASKED)
NOBODY, MINE, THEIRS, BOTH = (
    Protection(),
    Protection(mine=True),
    Protection(theirs=True),
    Protection(mine=True, theirs=True),
)


@pytest.mark.parametrize(
    ("now", "enabled", "mine", "told"),
    [
        (NOBODY, True, True, ("NoForwardsToggle", False, True)),
        (THEIRS, True, True, ("NoForwardsToggle", True, True)),
        (MINE, False, False, ("NoForwardsToggle", True, False)),
        (THEIRS, False, False, ("NoForwardsRequest", True, False)),
        (BOTH, False, False, ("NoForwardsRequest", True, False)),
    ],
)
def test_the_chat_is_told_what_it_was_and_what_it_is_or_should_be(
    now: Protection, enabled: bool, mine: bool, told: tuple[object, ...]
) -> None:
    decision = protect(replace(REQUEST, enabled=enabled), replace(CONTEXT, now=now))
    body = decision.body
    assert (decision.mine, decision.answered) == (mine, None)
    assert (body.sender_id, body.date, body.text) == (ANN_ID, 100_000, "")
    action, was, new = told
    assert body.action == action
    assert body.extras == Extras(arguments=(("prev_value", was), ("new_value", new)))


@pytest.mark.parametrize(("now", "enabled"), [(MINE, True), (BOTH, True), (NOBODY, False)])
def test_what_is_so_already_is_refused(now: Protection, enabled: bool) -> None:
    with pytest.raises(errors.ChatNotModified):
        protect(replace(REQUEST, enabled=enabled), replace(CONTEXT, now=now))


@pytest.mark.parametrize("enabled", [True, False])
def test_an_answer_ends_the_protection_or_keeps_it_and_can_be_given_once(enabled: bool) -> None:
    decision = protect(replace(ANSWER, enabled=enabled), ANSWERED)
    assert decision.mine is enabled
    assert decision.body.action == "NoForwardsToggle"
    assert decision.body.extras == Extras(arguments=(("prev_value", True), ("new_value", enabled)))
    assert decision.answered == Extras(arguments=(*ARGUMENTS, ("expired", True)))
    again = replace(ASKED, extras=decision.answered)
    with pytest.raises(errors.RequestMsgExpired):
        protect(replace(ANSWER, enabled=enabled), replace(ANSWERED, asked=again))


def test_an_answer_has_a_day() -> None:
    last = replace(ANSWER, date=ASKED.date + REQUEST_LIFETIME_S)
    assert protect(last, ANSWERED).answered is not None
    with pytest.raises(errors.RequestMsgExpired):
        protect(replace(last, date=last.date + 1), ANSWERED)


def test_a_request_without_arguments_is_answered_too() -> None:
    bare = replace(ANSWERED, asked=replace(ASKED, extras=None))
    assert protect(ANSWER, bare).answered == Extras(arguments=(("expired", True),))


@pytest.mark.parametrize(
    ("context", "refusal"),
    [
        ({"asked": None}, errors.MessageIdInvalid),
        ({"asked": replace(ASKED, peer_id=9)}, errors.MessageIdInvalid),
        ({"asked": replace(ASKED, action="NoForwardsToggle")}, errors.MessageIdInvalid),
        ({"asked": replace(ASKED, sender_id=ANN_ID)}, errors.MessageIdInvalid),
        ({"now": THEIRS}, errors.ChatNotModified),
    ],
)
def test_an_answer_is_refused(context: dict[str, object], refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        protect(ANSWER, replace(ANSWERED, **context))


@pytest.mark.parametrize(
    ("request_", "context", "refusal"),
    [
        ({}, {"account": replace(ANN, disabled=True)}, errors.UserDeactivatedBan),
        ({}, {"peer": None}, errors.PeerIdInvalid),
        ({}, {"peer": ANN}, errors.PeerIdInvalid),
        ({}, {"peer": replace(BEN, disabled=True)}, errors.PeerIdInvalid),
        ({}, {"peer": replace(BEN, phone="")}, errors.PeerIdInvalid),
        ({}, {"peer": replace(BEN, id=SERVICE_ACCOUNT_ID)}, errors.PeerIdInvalid),
        ({}, {"peer": replace(BEN, id=FIRST_BOT_ID)}, errors.PeerIdInvalid),
        ({"owner_id": FIRST_BOT_ID}, {}, errors.PeerIdInvalid),
        ({}, {"blocks": Blocks(by_peer=True)}, errors.UserIsBlocked),
        ({}, {"blocks": Blocks(of_peer=True)}, errors.YouBlockedUser),
    ],
)
def test_not_every_chat_can_be_protected(
    request_: dict[str, object], context: dict[str, object], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        protect(replace(REQUEST, **request_), replace(CONTEXT, **context))


def test_the_first_account_of_all_may_be_the_peer() -> None:
    context = replace(CONTEXT, account=BEN, peer=ANN)
    assert protect(replace(REQUEST, owner_id=BEN_ID, peer_id=ANN_ID), context).mine
