"""End-to-end chats are written for every layer, and put into any difference."""

import pytest
from msgspec.structs import replace

from heliograph.domain.access import AccessHasher
from heliograph.domain.encrypted_chats import ChatState, EncryptedChat, ReadMark
from heliograph.domain.encrypted_messages import EncryptedMessage, MissedEncrypted
from heliograph.domain.files import EncryptedFile
from heliograph.domain.messages import BoxState
from heliograph.domain.people import Account, Seen
from heliograph.tl import types
from heliograph.tl.codec import decode_as_written, encode
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.views import encrypted_chats as view
from heliograph.views.qts_difference import QtsPart, encrypted_part

ACCESS = AccessHasher(b"a" * 32)
ADA, BOB, HERS, HIS = 1_000_000_001, 1_000_000_002, 11, 22
ASKED = EncryptedChat(
    id=-7,
    admin_id=ADA,
    admin_key_id=HERS,
    participant_id=BOB,
    date=100,
    changed=100,
    g_a=b"a" * 256,
)
OPEN = replace(
    ASKED,
    participant_key_id=HIS,
    state=ChatState.ACCEPTED,
    g_b=b"b" * 256,
    key_fingerprint=-9,
    participant_read=ReadMark(40, 50),
)
OVER = replace(OPEN, state=ChatState.DISCARDED, history_deleted=True)
MESSAGE = EncryptedMessage(qts=5, chat_id=-7, random_id=-1, date=60, service=False, data=b"m" * 40)
FILE = EncryptedFile(id=1, access_hash=-2, date=3, size=2**33, sha256=b"", key_fingerprint=-4)
BOX = BoxState(pts=3, date=70)
SEES = tuple(
    Seen(
        account=Account(id=id_, phone="1", first_name="A", last_name="", created=1),
        viewer_id=ADA,
    )
    for id_ in (ADA, BOB)
)


def shown(chat: EncryptedChat, account_id: int, key_id: int) -> types.TypeEncryptedChat:
    made = view.encrypted_chat(chat, account_id, key_id, ACCESS)
    assert made is not None
    return made


UPDATES = [
    view.chat_update(shown(ASKED, ADA, HERS), 1),
    view.chat_update(shown(ASKED, BOB, HIS), 1),
    view.chat_update(shown(OPEN, ADA, HERS), 1),
    view.chat_update(shown(OVER, BOB, HIS), 1),
    view.message_update(MESSAGE),
    view.message_update(replace(MESSAGE, service=True)),
    view.read_update(-7, max_date=40, date=50),
    view.typing_update(-7),
]


@pytest.mark.parametrize("layer", range(OLDEST, NEWEST + 1))
def test_every_layer_reads_the_same(layer: int) -> None:
    for update in UPDATES:
        assert decode_as_written(encode(update, layer)) == update


def test_each_side_is_given_the_others_half_and_a_hash_of_its_own() -> None:
    hers, his = shown(OPEN, ADA, HERS), shown(OPEN, BOB, HIS)
    assert (hers.g_a_or_b, his.g_a_or_b) == (b"b" * 256, b"a" * 256)
    assert hers.access_hash != his.access_hash
    assert view.encrypted_chat(OPEN, ADA, HIS, ACCESS) is None


def part(asked_qts: int = 5, **fields: object) -> QtsPart:
    record = replace(MissedEncrypted(qts=5), **fields)
    return encrypted_part(record, ACCESS, account_id=ADA, auth_key_id=HERS, asked_qts=asked_qts)


def whole() -> types.updates.Difference:
    return types.updates.Difference(
        new_messages=[],
        new_encrypted_messages=[],
        other_updates=[view.typing_update(1)],
        chats=[],
        users=[],
        state=types.updates.State(pts=3, qts=0, date=70, seq=0, unread_count=0),
    )


EMPTY = types.updates.DifferenceEmpty(date=70, seq=0)


@pytest.mark.parametrize(("qts", "asked"), [(5, 5), (1, 0), (1, 1)])
def test_nothing_missed_stays_nothing(qts: int, asked: int) -> None:
    assert part(asked, qts=qts).into(EMPTY, BOX) is EMPTY
    too_long = types.updates.DifferenceTooLong(pts=3)
    assert part(0, messages=(MESSAGE,)).into(too_long, BOX) is too_long


@pytest.mark.parametrize("asked", [0, 4, 6])
def test_who_stands_elsewhere_is_told_where_it_stands(asked: int) -> None:
    found = part(asked).into(EMPTY, BOX)
    assert isinstance(found, types.updates.Difference)
    assert (found.state.pts, found.state.qts, found.state.date) == (3, 5, 70)


def test_chats_and_marks_stand_before_other_updates_and_people_are_shown_once() -> None:
    missed = part(4, messages=(MESSAGE,), chats=(OPEN,), sees=SEES)
    answer = whole()
    answer.users = [types.UserEmpty(id=BOB)]
    found = missed.into(answer, BOX)
    kinds = [type(update).__name__ for update in found.other_updates]
    assert kinds == ["UpdateEncryption", "UpdateEncryptedMessagesRead", "UpdateEncryptedChatTyping"]
    assert found.new_encrypted_messages == [view.encrypted_message(MESSAGE)]
    assert [user.id for user in found.users] == [BOB, ADA]


def test_queue_that_goes_on_makes_a_slice_of_any_answer() -> None:
    for answer in (EMPTY, whole()):
        found = part(4, messages=(MESSAGE,), final=False).into(answer, BOX)
        assert isinstance(found, types.updates.DifferenceSlice)
        assert found.intermediate_state.qts == 5


def test_a_file_goes_along_at_every_layer() -> None:
    made = view.message_update(replace(MESSAGE, file=FILE))
    for layer in range(OLDEST, NEWEST + 1):
        file = decode_as_written(encode(made, layer)).message.file
        assert file == types.EncryptedFile(
            id=1, access_hash=-2, size=2**33, dc_id=2, key_fingerprint=-4
        )
