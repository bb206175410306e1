"""Sealing and opening messages: every check of the envelope, against a foreign client."""

import os
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.mtproto.envelope import (
    AuthSecret,
    Packet,
    auth_key_id_of,
    open_message,
    open_unencrypted,
    seal_unencrypted,
)
from heliograph.mtproto.errors import EnvelopeError, Remedy
from heliograph.mtproto.padding import PaddingPool
from support import mtproto_client as client

KEY = bytes(range(256))
SECRET = AuthSecret(KEY)
IDS = {"salt": -5, "session_id": 1 << 62, "msg_id": 7_000_000_000 << 2, "seqno": 3}


def test_4_1_client_packet_opens_with_all_its_fields() -> None:
    packet = client.seal(KEY, b"body" * 9, **IDS)
    plain = open_message(SECRET, packet)
    assert plain[:4] == tuple(IDS.values())
    assert bytes(plain.body) == b"body" * 9
    assert auth_key_id_of(packet) == SECRET.key_id


def test_4_1_client_opens_what_is_sealed() -> None:
    packet = Packet(SECRET, **IDS, body=b"12345678").seal()
    got = client.unseal(KEY, packet)
    assert (got.salt, got.session_id, got.msg_id, got.seqno) == tuple(IDS.values())
    assert got.body == b"12345678"


@pytest.mark.parametrize("padding", [12, 28, 1020])
def test_4_1_padding_in_range_is_accepted(padding: int) -> None:
    body = bytes(-(32 + padding) % 16)
    packet = client.seal(KEY, body, **IDS, padding=padding)
    assert bytes(open_message(SECRET, packet).body) == body


@pytest.mark.parametrize(
    ("size", "padding", "length"),
    [
        (12, 4, None),  # padding below 12
        (16, 1040, None),  # padding above 1024
        (16, 16, 18),  # not a multiple of 4
        (16, 16, 24),  # eats into the padding
        (16, 16, 48),  # longer than the rest
        (16, 16, 0xFFFFFFFC),  # negative as a signed number
        (16, 1024, 0),  # leaves too much padding
    ],
)
def test_4_1_false_lengths_are_refused(size: int, padding: int, length: int | None) -> None:
    packet = client.seal(KEY, bytes(size), **IDS, padding=padding, length=length)
    with pytest.raises(EnvelopeError) as caught:
        open_message(SECRET, packet)
    assert caught.value.remedy is Remedy.CLOSE


def test_4_1_any_changed_byte_is_refused() -> None:
    packet = client.seal(KEY, bytes(32), **IDS)
    for at in range(len(packet)):
        broken = packet[:at] + bytes([packet[at] ^ 0x40]) + packet[at + 1 :]
        with pytest.raises(EnvelopeError):
            open_message(SECRET, broken)


@pytest.mark.parametrize("cut", [1, 8, 15, 16, 40, 72])
def test_4_1_cut_packets_are_refused(cut: int) -> None:
    with pytest.raises(EnvelopeError):
        open_message(SECRET, client.seal(KEY, bytes(32), **IDS)[:-cut])


def test_4_1_the_servers_direction_is_refused_from_a_client() -> None:
    with pytest.raises(EnvelopeError):
        open_message(SECRET, Packet(SECRET, **IDS, body=bytes(16)).seal())


def test_4_1_other_keys_packet_is_refused() -> None:
    with pytest.raises(EnvelopeError):
        open_message(SECRET, client.seal(os.urandom(256), bytes(16), **IDS))


def test_4_1_sealed_padding_is_fresh_and_in_range() -> None:
    packets = [Packet(SECRET, **IDS, body=bytes(size)).seal() for size in range(0, 2048, 4)]
    for packet, size in zip(packets, range(0, 2048, 4), strict=True):
        assert 12 <= len(packet) - 24 - 32 - size <= 27
    same = {Packet(SECRET, **IDS, body=b"same").seal() for _ in range(100)}
    assert len(same) == 100


def test_1_3_quick_ack_token_is_the_head_of_the_msg_key_hash() -> None:
    packet = client.seal(KEY, bytes(40), **IDS)
    token = open_message(SECRET, packet).quick_ack_token
    assert token == client.quick_ack_token(KEY, packet)
    assert token >> 31 == 1


def test_2_9_key_id_is_the_tail_of_the_keys_sha1() -> None:
    assert SECRET.key_id == client.ClientKey(KEY, 0).key_id
    assert SECRET.key_id_bytes == struct.pack("<q", SECRET.key_id)


def test_secret_never_shows_in_its_repr() -> None:
    assert KEY.hex() not in repr(SECRET)
    assert repr(SECRET) == f"AuthSecret(key_id={SECRET.key_id})"


def test_secret_of_wrong_length_is_a_fault() -> None:
    with pytest.raises(ValueError, match="256 bytes"):
        AuthSecret(bytes(255))


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=600), seqno=st.integers(0, 2**31 - 1))
def test_seal_and_open_agree_in_both_directions(body: bytes, seqno: int) -> None:
    body += bytes(-len(body) % 4)
    ids = {**IDS, "seqno": seqno}
    assert bytes(open_message(SECRET, client.seal(KEY, body, **ids)).body) == body
    assert client.unseal(KEY, Packet(SECRET, **ids, body=body).seal()).body == body


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_noise_never_opens(data: bytes) -> None:
    with pytest.raises(EnvelopeError):
        open_message(SECRET, SECRET.key_id_bytes + data)


# --- Unencrypted ------------------------------------------------------------------------


@pytest.mark.parametrize("msg_id", [0, 1, 7, -1, 7_000_000_000 << 2])
def test_2_1_unencrypted_messages_carry_any_msg_id(msg_id: int) -> None:
    packet = client.seal_unencrypted(b"body", msg_id=msg_id)
    assert open_unencrypted(packet) == b"body"
    assert open_unencrypted(packet + b"padding") == b"body"


def test_2_1_unencrypted_reply_has_a_zero_key_id() -> None:
    packet = seal_unencrypted(5, b"answer12")
    assert auth_key_id_of(packet) == 0
    assert client.open_unencrypted(packet) == b"answer12"


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        bytes(19),
        bytes(16) + struct.pack("<I", 5) + b"body",
        bytes(16) + struct.pack("<I", 4) + b"body" + bytes(16),
        bytes(16) + struct.pack("<i", -4) + b"body",
        b"\x01" + bytes(15) + struct.pack("<I", 4) + b"body",
    ],
)
def test_2_1_unencrypted_messages_of_false_length_are_refused(packet: bytes) -> None:
    with pytest.raises(EnvelopeError):
        open_unencrypted(packet)


def test_padding_pool_repeats_nothing_over_a_refill() -> None:
    pool = PaddingPool()
    seen = {pool.take(27) for _ in range(6000)}
    assert len(seen) == 6000
    assert {len(chunk) for chunk in seen} == {27}
