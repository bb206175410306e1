"""Who is shown what of an end-to-end chat, and what ends one."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.encrypted_chats import (
    NO_DEVICE,
    ChatState,
    EncryptedChat,
    ReadMark,
    Shown,
    accept_chat,
    check_talks,
    discard_chat,
    mark_read,
)

ADA, BOB, CYD = 1, 2, 3
HERS, HERS_TOO, HIS, HIS_TOO = 11, 12, 21, 22

ASKED = EncryptedChat(
    id=5,
    admin_id=ADA,
    admin_key_id=HERS,
    participant_id=BOB,
    date=100,
    changed=100,
    g_a=b"a",
)
OPEN = replace(ASKED, participant_key_id=HIS, state=ChatState.ACCEPTED, g_b=b"b", key_fingerprint=9)
OVER = replace(OPEN, state=ChatState.DISCARDED, g_a=b"", g_b=b"")
DECLINED = replace(OVER, participant_key_id=NO_DEVICE)

SHOWN = [
    (ASKED, (ADA, HERS), Shown.WAITING),
    (ASKED, (ADA, HERS_TOO), None),
    (ASKED, (BOB, HIS), Shown.REQUESTED),
    (ASKED, (BOB, HIS_TOO), Shown.REQUESTED),
    (ASKED, (CYD, HIS), None),
    (OPEN, (ADA, HERS), Shown.OPEN),
    (OPEN, (ADA, HERS_TOO), None),
    (OPEN, (BOB, HIS), Shown.OPEN),
    (OPEN, (BOB, HIS_TOO), Shown.DISCARDED),
    (OPEN, (CYD, HERS), None),
    (OVER, (ADA, HERS), Shown.DISCARDED),
    (OVER, (ADA, HERS_TOO), None),
    (OVER, (BOB, HIS), Shown.DISCARDED),
    (DECLINED, (BOB, HIS_TOO), Shown.DISCARDED),
    (DECLINED, (CYD, 0), None),
]


@pytest.mark.parametrize(("chat", "device", "shown"), SHOWN)
def test_each_device_is_shown_its_own_part(
    chat: EncryptedChat, device: tuple[int, int], shown: Shown | None
) -> None:
    assert chat.shown_to(*device) is shown


def accept(chat: EncryptedChat | None, account_id: int, auth_key_id: int) -> EncryptedChat:
    return accept_chat(
        chat,
        account_id=account_id,
        auth_key_id=auth_key_id,
        g_b=b"b",
        key_fingerprint=9,
        date=200,
    )


def discard(chat: EncryptedChat | None, account_id: int, auth_key_id: int) -> EncryptedChat:
    return discard_chat(
        chat, account_id=account_id, auth_key_id=auth_key_id, delete_history=True, date=200
    )


def talk(chat: EncryptedChat | None, account_id: int, auth_key_id: int) -> EncryptedChat:
    return check_talks(chat, account_id=account_id, auth_key_id=auth_key_id)


Rule = Callable[[EncryptedChat | None, int, int], EncryptedChat]

REFUSED = [
    (accept, None, (BOB, HIS), errors.ChatIdInvalid),
    (accept, ASKED, (ADA, HERS), errors.ChatIdInvalid),
    (accept, ASKED, (CYD, HIS), errors.ChatIdInvalid),
    (accept, OPEN, (BOB, HIS_TOO), errors.EncryptionAlreadyAccepted),
    (accept, replace(OPEN, g_b=b"?"), (BOB, HIS), errors.EncryptionAlreadyAccepted),
    (accept, OVER, (BOB, HIS), errors.EncryptionAlreadyDeclined),
    (discard, None, (BOB, HIS), errors.EncryptionIdInvalid),
    (discard, OPEN, (CYD, HIS), errors.EncryptionIdInvalid),
    (discard, ASKED, (ADA, HERS_TOO), errors.EncryptionIdInvalid),
    (discard, OPEN, (ADA, HERS_TOO), errors.EncryptionIdInvalid),
    (discard, OPEN, (BOB, HIS_TOO), errors.EncryptionAlreadyAccepted),
    (discard, OVER, (BOB, HIS), errors.EncryptionAlreadyDeclined),
    (talk, None, (ADA, HERS), errors.ChatIdInvalid),
    (talk, OPEN, (CYD, HERS), errors.ChatIdInvalid),
    (talk, ASKED, (ADA, HERS), errors.EncryptionIdInvalid),
    (talk, ASKED, (BOB, NO_DEVICE), errors.EncryptionIdInvalid),
    (talk, OPEN, (ADA, HIS), errors.EncryptionIdInvalid),
    (talk, OPEN, (BOB, HIS_TOO), errors.EncryptionIdInvalid),
    (talk, OVER, (BOB, HIS), errors.EncryptionDeclined),
]


@pytest.mark.parametrize(("rule", "chat", "device", "refusal"), REFUSED)
def test_who_may_not_is_told_why(
    rule: Rule,
    chat: EncryptedChat | None,
    device: tuple[int, int],
    refusal: type[errors.Refused],
) -> None:
    with pytest.raises(refusal):
        rule(chat, *device)


def test_device_that_accepts_has_the_chat() -> None:
    assert accept(ASKED, BOB, HIS) == replace(OPEN, changed=200)
    assert accept(OPEN, BOB, HIS) is OPEN


@pytest.mark.parametrize(
    ("chat", "device"),
    [
        (ASKED, (ADA, HERS)),
        (ASKED, (BOB, HIS)),
        (ASKED, (BOB, HIS_TOO)),
        (OPEN, (ADA, HERS)),
        (OPEN, (BOB, HIS)),
    ],
)
def test_chat_that_is_over_keeps_no_public_halves(
    chat: EncryptedChat, device: tuple[int, int]
) -> None:
    over = discard(chat, *device)
    assert (over.state, over.changed, over.history_deleted) == (ChatState.DISCARDED, 200, True)
    assert (over.g_a, over.g_b) == (b"", b"")


def test_the_two_who_talk_may() -> None:
    assert talk(OPEN, ADA, HERS) is talk(OPEN, BOB, HIS) is OPEN
    assert OPEN.other_side(ADA) == (BOB, HIS)
    assert OPEN.other_side(BOB) == (ADA, HERS)


def test_read_marks_are_each_sides_own_and_only_rise() -> None:
    read = mark_read(OPEN, account_id=ADA, mark=ReadMark(50, 60))
    assert (read.admin_read, read.participant_read) == (ReadMark(50, 60), ReadMark())
    assert mark_read(read, account_id=ADA, mark=ReadMark(49, 90)) is read
    again = mark_read(read, account_id=ADA, mark=ReadMark(50, 90))
    assert again.admin_read == ReadMark(50, 90)
    both = mark_read(read, account_id=BOB, mark=ReadMark(40, 90))
    assert (both.admin_read, both.participant_read) == (ReadMark(50, 60), ReadMark(40, 90))
