"""What may be asked for and sent in end-to-end chats."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.encrypted_chats import (
    DH_PRIME,
    ChatLimits,
    ChatState,
    EncryptedChat,
    RequestContext,
    begin_chat,
    check_public,
)
from heliograph.domain.encrypted_messages import (
    QueueLimits,
    Sealed,
    SealedContext,
    check_sealed,
    may_send,
)
from heliograph.domain.people import FIRST_ACCOUNT_ID, FIRST_BOT_ID, Account, Seen
from heliograph.domain.privacy import ALL_PERMISSIONS

ADA, BOB = FIRST_ACCOUNT_ID, FIRST_ACCOUNT_ID + 1
HERS, HIS = 11, 22
PRIME = int.from_bytes(DH_PRIME, "big")
MARGIN = 1 << 1984

ASKED = EncryptedChat(
    id=5, admin_id=ADA, admin_key_id=HERS, participant_id=BOB, date=1, changed=1, g_a=b"a"
)
OPEN = replace(ASKED, participant_key_id=HIS, state=ChatState.ACCEPTED, g_b=b"b")
OVER = replace(OPEN, state=ChatState.DISCARDED, g_a=b"", g_b=b"")


def seen(account_id: int = BOB, **fields: Any) -> Seen:
    about = {name: fields.pop(name) for name in ("disabled", "phone") if name in fields}
    account = Account(**{"id": account_id, "phone": "1", "first_name": "B", **about})
    return Seen(account=account, viewer_id=ADA, **fields)


def context(**fields: Any) -> RequestContext:
    usual: dict[str, Any] = {
        "existing": None,
        "participant": seen(),
        "blocked_by_participant": False,
        "was_written_to": False,
        "waiting": 0,
    }
    return RequestContext(**{**usual, **fields})


def begin(found: RequestContext, asked: EncryptedChat = ASKED) -> EncryptedChat:
    return begin_chat(asked, found, ChatLimits(waiting=3), retry_s=60)


def test_a_new_chat_is_as_it_was_asked_for() -> None:
    assert begin(context()) is ASKED
    assert begin(context(waiting=2)) is ASKED
    stranger = seen(allowed=0)
    assert begin(context(participant=stranger, was_written_to=True)) is ASKED


@pytest.mark.parametrize("existing", [ASKED, OPEN, OVER])
def test_a_repeat_gives_what_the_chat_came_to(existing: EncryptedChat) -> None:
    """Whoever is kept out or has too many by now."""
    found = context(existing=existing, blocked_by_participant=True, waiting=99)
    assert begin(found) is existing


OTHERS = [
    replace(ASKED, g_a=b"other"),
    replace(ASKED, admin_key_id=HIS),
    replace(ASKED, participant_id=BOB + 1),
    replace(OVER, admin_id=ADA + 7),
]


@pytest.mark.parametrize("existing", OTHERS)
def test_an_id_is_one_chats(existing: EncryptedChat) -> None:
    with pytest.raises(errors.ChatIdTaken):
        begin(context(existing=existing))


KEPT_OUT: list[tuple[dict[str, Any], type[errors.Refused]]] = [
    ({"participant": None}, errors.UserIdInvalid),
    ({"participant": seen(ADA)}, errors.UserIdInvalid),
    ({"participant": seen(disabled=True)}, errors.InputUserDeactivated),
    ({"participant": seen(phone="")}, errors.InputUserDeactivated),
    ({"blocked_by_participant": True}, errors.UserIsBlocked),
    ({"participant": seen(blocked=True)}, errors.YouBlockedUser),
    ({"participant": seen(allowed=0)}, errors.PrivacyPremiumRequired),
    ({"waiting": 3}, errors.Wait),
]


@pytest.mark.parametrize(("fields", "refusal"), KEPT_OUT)
def test_who_may_not_ask_is_told_why(fields: dict[str, Any], refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        begin(context(**fields))


@pytest.mark.parametrize("account_id", [FIRST_BOT_ID, 777000])
def test_there_is_no_secret_with_machines(account_id: int) -> None:
    found = context(participant=seen(account_id, allowed=ALL_PERMISSIONS))
    with pytest.raises(errors.UserIdInvalid):
        begin(found, replace(ASKED, participant_id=account_id))


@pytest.mark.parametrize("number", [MARGIN, MARGIN + 1, PRIME - MARGIN - 1, PRIME - MARGIN])
def test_public_halves_within_the_margins_are_taken_as_they_are(number: int) -> None:
    value = number.to_bytes(256, "big")
    assert check_public(value) is value


@pytest.mark.parametrize("number", [0, 1, MARGIN - 1, PRIME - MARGIN + 1, PRIME - 1, PRIME])
def test_public_halves_beyond_the_margins_are_refused(number: int) -> None:
    with pytest.raises(errors.DhGAInvalid):
        check_public(number.to_bytes(256, "big"))


LIMITS = QueueLimits(messages=3, size_bytes=200, message_bytes=72, retry_s=60)
SEALED = Sealed(
    chat_id=5,
    sender_id=ADA,
    auth_key_id=HERS,
    random_id=1,
    data=bytes(40),
    service=False,
    date=1,
)


@pytest.mark.parametrize("length", [40, 56, 72])
def test_whole_blocks_behind_a_head_are_taken(length: int) -> None:
    check_sealed(replace(SEALED, data=bytes(length)), LIMITS)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"random_id": 0}, errors.RandomIdEmpty),
        ({"data": bytes(88)}, errors.DataTooLong),
        ({"data": bytes(73)}, errors.DataTooLong),
        ({"data": bytes(39)}, errors.DataInvalid),
        ({"data": bytes(41)}, errors.DataInvalid),
        ({"data": bytes(24)}, errors.DataInvalid),
        ({"data": bytes(8)}, errors.DataInvalid),
        ({"data": b""}, errors.DataInvalid),
    ],
)
def test_what_no_client_encrypts_is_refused(
    changes: dict[str, Any], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        check_sealed(replace(SEALED, **changes), LIMITS)


def sealed_context(**fields: Any) -> SealedContext:
    usual = {"chat": OPEN, "blocked_by_other": False, "waiting": 0, "waiting_bytes": 0}
    return SealedContext(**{**usual, **fields})


@pytest.mark.parametrize("fields", [{}, {"waiting": 2}, {"waiting_bytes": 160}])
def test_what_finds_room_is_sent(fields: dict[str, Any]) -> None:
    assert may_send(SEALED, sealed_context(**fields), LIMITS) is OPEN


@pytest.mark.parametrize("fields", [{"waiting": 3}, {"waiting_bytes": 161}])
def test_what_finds_no_room_waits(fields: dict[str, Any]) -> None:
    with pytest.raises(errors.Wait) as refused:
        may_send(SEALED, sealed_context(**fields), LIMITS)
    assert refused.value.text == "FLOOD_WAIT_60"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"chat": None}, errors.ChatIdInvalid),
        ({"chat": OVER}, errors.EncryptionDeclined),
        ({"chat": ASKED}, errors.EncryptionIdInvalid),
        ({"blocked_by_other": True}, errors.UserIsBlocked),
    ],
)
def test_who_may_not_send_is_told_why(
    fields: dict[str, Any], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        may_send(SEALED, sealed_context(**fields), LIMITS)
