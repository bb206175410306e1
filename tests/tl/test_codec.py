"""What encode and decode promise beyond plain fields."""

from __future__ import annotations

import gzip
import struct
import zlib

import pytest

from heliograph.tl import functions, types
from heliograph.tl.errors import (
    DecodeError,
    EncodeError,
    LimitExceeded,
    MalformedObject,
    NotAtLayer,
    UnknownConstructor,
)
from heliograph.tl.layers import NEWEST
from heliograph.tl.limits import DEFAULT_LIMITS, Limits
from heliograph.tl.objects import Encoded, TLObject
from support.codecs import Codec
from support.tl_reference import write

EMPTY_VECTOR = bytes.fromhex("15c4b51c00000000")
CONFIG = functions.help.GetConfig()


def decode(codec: Codec, data: bytes, limits: Limits = DEFAULT_LIMITS) -> object:
    return codec.decode(data, limits, lift=True)


def packed(content: bytes) -> bytes:
    size = len(content)
    head = bytes([size]) if size < 254 else b"\xfe" + size.to_bytes(3, "little")
    return struct.pack("<I", 0x3072CFA1) + head + content + bytes(-len(head + content) % 4)


def wrapped(query: object) -> TLObject:
    connection = functions.InitConnection(
        api_id=1,
        device_model="d",
        system_version="s",
        app_version="a",
        system_lang_code="en",
        lang_pack="",
        lang_code="en",
        query=query,
    )
    return functions.InvokeWithLayer(layer=NEWEST, query=connection)


def test_query_inside_wrappers_is_decoded(codec: Codec) -> None:
    assert decode(codec, codec.encode(wrapped(CONFIG), NEWEST)) == wrapped(CONFIG)


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress])
def test_6_3_gzip_packed_is_accepted_around_any_object(codec: Codec, compress: object) -> None:
    assert callable(compress)
    query = Encoded(packed(compress(write(CONFIG))))
    assert decode(codec, codec.encode(wrapped(query), NEWEST)) == wrapped(CONFIG)
    whole = packed(compress(write(wrapped(CONFIG))))
    assert decode(codec, whole) == wrapped(CONFIG)


def test_6_3_a_packed_part_of_a_file_may_be_nothing_but_zeros(codec: Codec) -> None:
    """TDLib packs the first part of a connection, inside of what it says of itself."""
    part = functions.upload.SaveBigFilePart(
        file_id=1, file_part=0, file_total_parts=1, bytes=bytes(512 << 10)
    )
    query = Encoded(packed(gzip.compress(write(part))))
    assert decode(codec, codec.encode(wrapped(query), NEWEST)) == wrapped(part)
    endless = functions.upload.SaveFilePart(file_id=1, file_part=0, bytes=bytes(15 << 20))
    with pytest.raises(LimitExceeded):
        decode(codec, packed(gzip.compress(write(endless) + bytes(2 << 20))))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (gzip.compress(bytes(17 << 20)), LimitExceeded),
        (gzip.compress(write(types.MsgsAck(msg_ids=[0] * 90_000))), LimitExceeded),
        (gzip.compress(packed(gzip.compress(write(CONFIG)))), MalformedObject),
        (gzip.compress(write(CONFIG))[:-9], MalformedObject),
        (gzip.compress(write(CONFIG) + b"\1\2\3\4"), MalformedObject),
        (b"not gzip", MalformedObject),
        (b"", MalformedObject),
    ],
    ids=["too big", "grows too much", "nested", "cut", "second object", "other bytes", "empty"],
)
def test_6_3_gzip_packed_is_bounded(codec: Codec, content: bytes, error: type[DecodeError]) -> None:
    with pytest.raises(error):
        decode(codec, packed(content))


@pytest.mark.parametrize("behind", [b"", bytes(4), bytes(16), EMPTY_VECTOR, EMPTY_VECTOR * 2])
def test_6_5_stray_bytes_of_an_empty_list_are_tolerated(codec: Codec, behind: bytes) -> None:
    assert decode(codec, write(CONFIG) + behind) == CONFIG


@pytest.mark.parametrize("behind", [bytes(20), EMPTY_VECTOR * 3, b"\1", write(CONFIG)])
def test_6_5_a_second_object_is_refused(codec: Codec, behind: bytes) -> None:
    with pytest.raises(MalformedObject):
        decode(codec, write(CONFIG) + behind)


def test_unknown_ids_tell_whether_they_are_the_query(codec: Codec) -> None:
    stranger = struct.pack("<I", 0xDEADBEEF)
    for data in (stranger, codec.encode(wrapped(Encoded(stranger)), NEWEST)):
        with pytest.raises(UnknownConstructor) as caught:
            decode(codec, data)
        assert caught.value.at_root
        assert caught.value.id == 0xDEADBEEF
    inside = functions.messages.GetPeerDialogs(peers=[Encoded(stranger)])
    with pytest.raises(UnknownConstructor) as caught:
        decode(codec, codec.encode(inside, NEWEST))
    assert not caught.value.at_root


def test_constructor_of_another_type_is_refused(codec: Codec) -> None:
    swapped = Encoded(write(types.PeerUser(user_id=1)))
    query = functions.messages.SendMessage(peer=swapped, message="", random_id=1)
    with pytest.raises(UnknownConstructor) as caught:
        decode(codec, codec.encode(query, NEWEST))
    assert not caught.value.at_root


def test_constructor_cannot_stand_for_the_wrapped_query(codec: Codec) -> None:
    with pytest.raises(UnknownConstructor) as caught:
        decode(codec, codec.encode(wrapped(Encoded(write(types.PeerUser(user_id=1)))), NEWEST))
    assert caught.value.at_root


@pytest.mark.parametrize("size", range(1, 12))
def test_cut_bytes_are_malformed(codec: Codec, size: int) -> None:
    data = write(functions.messages.DeleteMessages(id=[1, 2]))
    with pytest.raises(DecodeError):
        decode(codec, data[:-size])


@pytest.mark.parametrize(
    "text",
    [b"\x04\xff\xff\xff\xff\0\0\0", b"\x03\xed\xa0\x80", b"\xff\0\0\0", b"\xfe\xff\xff\xff"],
    ids=["not utf-8", "surrogate", "no length", "longer than the data"],
)
def test_bad_strings_are_malformed(codec: Codec, text: bytes) -> None:
    head = write(functions.contacts.ResolveUsername(username=""))[:-4]
    with pytest.raises(MalformedObject):
        decode(codec, head + text)


@pytest.mark.parametrize("count", [-1, 3, 1 << 30])
def test_vectors_longer_than_their_bytes_are_malformed(codec: Codec, count: int) -> None:
    data = struct.pack("<IIi", types.MsgsAck.TL_ID, 0x1CB5C415, count) + bytes(16)
    with pytest.raises(MalformedObject):
        decode(codec, data)


@pytest.mark.parametrize(
    ("obj", "limits"),
    [
        (types.MsgsAck(msg_ids=[0] * 8), Limits(objects=8)),
        (functions.users.GetUsers(id=[types.InputUserSelf()] * 8), Limits(objects=8)),
        (wrapped(CONFIG), Limits(depth=2)),
        (functions.contacts.ResolveUsername(username="x" * 9), Limits(string_bytes=8)),
    ],
    ids=["numbers", "objects", "depth", "string"],
)
def test_limits_hold(codec: Codec, obj: TLObject, limits: Limits) -> None:
    assert decode(codec, write(obj)) == obj
    with pytest.raises(LimitExceeded):
        decode(codec, write(obj), limits)


def test_deep_nesting_is_refused_before_the_stack_ends(codec: Codec) -> None:
    level = struct.pack("<Ii", functions.InvokeWithLayer.TL_ID, NEWEST)
    with pytest.raises(LimitExceeded):
        decode(codec, level * 100_000)


def test_unknown_flag_bits_are_ignored(codec: Codec) -> None:
    data = bytearray(write(functions.messages.GetPinnedDialogs(folder_id=0)))
    assert decode(codec, bytes(data)) == functions.messages.GetPinnedDialogs(folder_id=0)
    query = functions.account.UpdateProfile(first_name="A")
    data = bytearray(write(query))
    data[7] |= 0x80
    assert decode(codec, bytes(data)) == query


def test_data_may_be_a_memoryview(codec: Codec) -> None:
    view = memoryview(b"...." + write(CONFIG))[4:]
    assert codec.decode(view, DEFAULT_LIMITS, lift=True) == CONFIG


def test_encoded_bytes_stand_for_an_object(codec: Codec) -> None:
    user = types.UserEmpty(id=7)
    plain = types.Updates(updates=[], users=[user], chats=[], date=1, seq=0)
    ready = types.Updates(updates=[], users=[Encoded(write(user))], chats=[], date=1, seq=0)
    assert codec.encode(ready, NEWEST) == codec.encode(plain, NEWEST) == write(plain)


@pytest.mark.parametrize(
    "obj",
    [
        types.PeerUser(user_id=1 << 63),
        types.PeerUser(user_id="1"),
        types.PeerUser(user_id=None),
        types.Pong(msg_id=1, ping_id=1.5),
        types.UpdateUserName(user_id=1, first_name=b"", last_name="", usernames=[]),
        types.UpdateUserName(user_id=1, first_name="\ud800", last_name="", usernames=[]),
        types.UpdateUserName(user_id=1, first_name="", last_name="", usernames=None),
        types.UpdateUserName(user_id=1, first_name="", last_name="", usernames=[None]),
        types.UpdateUserName(user_id=1, first_name="x" * (1 << 24), last_name="", usernames=[]),
        types.ResPQ(nonce=b"short", server_nonce=b"", pq=b"", server_public_key_fingerprints=[]),
        types.UpdateNewMessage(message=types.PeerUser(user_id=1), pts=1, pts_count=1),
        types.UpdateNewMessage(message=1, pts=1, pts_count=1),
        types.UpdateNewMessage(message=functions.help.GetConfig(), pts=1, pts_count=1),
        types.account.Password(
            new_algo=types.PasswordKdfAlgoUnknown(),
            new_secure_algo=types.SecurePasswordKdfAlgoUnknown(),
            secure_random=b"",
            srp_id=1,
        ),
        "text",
        None,
    ],
    ids=lambda obj: repr(obj)[:40],
)
def test_values_that_do_not_fit_are_encode_errors(codec: Codec, obj: object) -> None:
    with pytest.raises(EncodeError):
        codec.encode(obj, NEWEST)


def test_int_takes_its_whole_range_and_no_more(codec: Codec) -> None:
    for value in (-(1 << 31), (1 << 31) - 1):
        obj = types.UserStatusOnline(expires=value)
        assert decode(codec, codec.encode(obj, NEWEST)) == obj
    for value in (-(1 << 31) - 1, 1 << 31, 1 << 70):
        with pytest.raises(EncodeError):
            codec.encode(types.UserStatusOnline(expires=value), NEWEST)


def test_unset_attribute_is_an_encode_error(codec: Codec) -> None:
    obj = types.PeerUser.__new__(types.PeerUser)
    with pytest.raises(EncodeError):
        codec.encode(obj, NEWEST)


def test_old_layer_leaves_out_updates_it_lacks(codec: Codec) -> None:
    new = types.UpdateStarsBalance(balance=types.StarsAmount(amount=1, nanos=0))
    old = types.UpdateConfig()
    obj = types.Updates(updates=[new, old, new], users=[], chats=[], date=1, seq=0)
    decoded = codec.decode(codec.encode(obj, 152), DEFAULT_LIMITS, lift=False)
    assert decoded.updates == [old]
    with pytest.raises(NotAtLayer):
        codec.encode(new, 152)


def test_removed_constructor_cannot_be_said_at_a_newer_layer(codec: Codec) -> None:
    removed = types.SimpleWebViewResultUrl(url="https://example.org")
    assert codec.encode(removed, 160)
    with pytest.raises(NotAtLayer):
        codec.encode(removed, NEWEST)


def test_vectors_of_every_kind_are_results(codec: Codec) -> None:
    head = EMPTY_VECTOR[:4] + struct.pack("<i", 2)
    assert codec.encode_vector("int", [1, -1], NEWEST) == head + struct.pack("<ii", 1, -1)
    assert codec.encode_vector("long", [1, -1], NEWEST) == head + struct.pack("<qq", 1, -1)
    assert codec.encode_vector("string", ["a", ""], NEWEST) == head + b"\1a\0\0\0\0\0\0"
    users = [types.UserEmpty(id=1), types.UserEmpty(id=2)]
    assert codec.encode_vector("User", users, NEWEST) == head + b"".join(map(write, users))
    with pytest.raises(EncodeError):
        codec.encode_vector("User", [types.PeerUser(user_id=1)], NEWEST)


def test_a_bare_vector_counts_only_what_the_layer_can_say(codec: Codec) -> None:
    pong = types.MtMessage(msg_id=1, seqno=1, bytes=20, body=types.Pong(msg_id=1, ping_id=2))
    newer = types.MtMessage(
        msg_id=2, seqno=3, bytes=12, body=types.InputPeerColorCollectible(collectible_id=0)
    )
    both = codec.encode(types.MsgContainer(messages=[pong, newer]), 158)
    assert both == codec.encode(types.MsgContainer(messages=[pong]), 158)


def test_an_object_inside_itself_is_an_encode_error(codec: Codec) -> None:
    wrapped = functions.InvokeWithLayer(layer=1, query=functions.help.GetConfig())
    wrapped.query = wrapped
    with pytest.raises(EncodeError):
        codec.encode(wrapped, NEWEST)
