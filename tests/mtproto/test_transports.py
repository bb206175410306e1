"""Detection, frames, quick acks and errors of every TCP transport, byte by byte."""

import os
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heliograph.mtproto.errors import HttpRequest, Remedy, TransportError
from heliograph.mtproto.transports import MAX_FRAME_BYTES, Frame, ServerTransport
from support.mtproto_transport import ClientTransport, obfuscation_header

KINDS = ("abridged", "intermediate", "padded", "full")
CARRIERS = [(kind, False) for kind in KINDS] + [
    (kind, True) for kind in ("abridged", "intermediate", "padded")
]
QUICK_ACK_CARRIERS = [carrier for carrier in CARRIERS if carrier[0] != "full"]
TOKEN = 0x87654321

# An encrypted packet: key id, msg_key, whole blocks.
PACKET = b"\x11" * 24 + b"\x22" * 64


def connect(kind: str, obfuscated: bool) -> tuple[ClientTransport, ServerTransport]:
    client = ClientTransport(kind, obfuscated)
    server = ServerTransport()
    assert server.feed(client.start()) == []
    return client, server


# --- 1.1 --------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "obfuscated"), CARRIERS)
def test_1_1_first_bytes_tell_the_transport(kind: str, obfuscated: bool) -> None:
    client, server = connect(kind, obfuscated)
    assert server.feed(client.frame(PACKET)) == [Frame(PACKET, False)]
    assert server.name == ("obfuscated " if obfuscated else "") + kind


@pytest.mark.parametrize(("kind", "obfuscated"), CARRIERS)
def test_1_1_detection_works_one_byte_at_a_time(kind: str, obfuscated: bool) -> None:
    client = ClientTransport(kind, obfuscated)
    server = ServerTransport()
    frames: list[Frame] = []
    for byte in client.start() + client.frame(PACKET) + client.frame(PACKET):
        frames += server.feed(bytes([byte]))
    assert frames == [Frame(PACKET, False)] * 2
    assert server.buffered_bytes == 0


@pytest.mark.parametrize("word", [b"HEAD", b"POST", b"GET ", b"OPTI"])
def test_1_1_http_is_told_apart_with_its_bytes_kept(word: bytes) -> None:
    with pytest.raises(HttpRequest) as caught:
        ServerTransport().feed(word + b"/api HTTP/1.1\r\n")
    assert caught.value.head == word + b"/api HTTP/1.1\r\n"


def test_1_1_tls_hello_closes_the_connection() -> None:
    with pytest.raises(TransportError) as caught:
        ServerTransport().feed(b"\x16\x03\x01\x02\x00\x01\x00\x01")
    assert caught.value.remedy is Remedy.CLOSE


def test_1_1_nothing_can_be_sent_before_detection() -> None:
    with pytest.raises(ValueError, match="named its transport"):
        ServerTransport().frame(PACKET)


# --- 1.2 --------------------------------------------------------------------------------


def test_1_2_server_never_sends_the_magic_back() -> None:
    for kind, magic in (("abridged", b"\xef"), ("intermediate", b"\xee" * 4), ("padded", b"\xdd")):
        _, server = connect(kind, False)
        assert not server.frame(PACKET).startswith(magic)


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (24, b"\x06"),
        (504, b"\x7e"),
        (508, b"\x7f\x7f\x00\x00"),
        (1 << 18, b"\x7f\x00\x00\x01"),
    ],
)
def test_1_2_abridged_length_counts_words_in_one_or_four_bytes(size: int, head: bytes) -> None:
    payload = b"\x55" * size
    client, server = connect("abridged", False)
    assert server.frame(payload) == head + payload
    assert client.frame(payload) == head + payload
    assert server.feed(head + payload) == [Frame(payload, False)]


# --- 1.3 --------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "obfuscated"), QUICK_ACK_CARRIERS)
def test_1_3_quick_ack_flag_is_seen_and_only_then(kind: str, obfuscated: bool) -> None:
    client, server = connect(kind, obfuscated)
    long_packet = PACKET + bytes(4096)
    data = client.frame(PACKET, quick_ack=True)
    data += client.frame(PACKET)
    data += client.frame(long_packet, quick_ack=True)
    assert server.feed(data) == [
        Frame(PACKET, True),
        Frame(PACKET, False),
        Frame(long_packet, True),
    ]


@pytest.mark.parametrize(("kind", "obfuscated"), QUICK_ACK_CARRIERS)
def test_1_3_client_reads_the_token_between_packets(kind: str, obfuscated: bool) -> None:
    client, server = connect(kind, obfuscated)
    server.feed(client.frame(PACKET))
    data = server.quick_ack(TOKEN) + server.frame(PACKET) + server.quick_ack(TOKEN)
    assert client.feed(data) == [TOKEN, PACKET, TOKEN]


def test_1_3_token_bytes_per_transport() -> None:
    _, intermediate = connect("intermediate", False)
    assert intermediate.quick_ack(TOKEN) == b"\x21\x43\x65\x87"
    _, abridged = connect("abridged", False)
    assert abridged.quick_ack(TOKEN) == b"\x87\x65\x43\x21"
    padded = ServerTransport(random=lambda size: bytes(size))
    padded.feed(b"\xdd" * 4)
    assert padded.quick_ack(TOKEN) == b"\x08\0\0\0" + b"\xff" * 4 + b"\x21\x43\x65\x87"


def test_1_3_full_transport_has_no_quick_ack() -> None:
    client, server = connect("full", False)
    server.feed(client.frame(PACKET))
    with pytest.raises(TransportError):
        server.quick_ack(TOKEN)


# --- 1.4 --------------------------------------------------------------------------------


@pytest.mark.parametrize("padding", range(16))
def test_1_4_padding_after_an_encrypted_packet_is_cut(padding: int) -> None:
    server = ServerTransport()
    payload = PACKET + os.urandom(padding)
    data = b"\xdd" * 4 + struct.pack("<I", len(payload)) + payload
    assert server.feed(data) == [Frame(PACKET, False)]


def test_1_4_unencrypted_packets_keep_their_tail() -> None:
    plain = bytes(8) + bytes(8) + struct.pack("<I", 20) + b"\x01" * 20
    server = ServerTransport()
    data = b"\xdd" * 4 + struct.pack("<I", len(plain) + 3) + plain + b"abc"
    assert server.feed(data) == [Frame(plain + b"abc", False)]


def test_1_4_server_pads_packets_at_random_but_never_errors() -> None:
    client, server = connect("padded", False)
    sizes = {len(server.frame(PACKET)) - len(PACKET) - 4 for _ in range(200)}
    # Telethon cuts `length % 4` only, so three bytes are the most we may add.
    assert sizes == {0, 1, 2, 3}
    assert client.feed(server.frame(PACKET)) == [PACKET]
    assert server.error_frame(-404) == struct.pack("<Ii", 4, -404)


# --- 1.5 --------------------------------------------------------------------------------


@pytest.mark.parametrize("dc_id", [2, -4, 10002, -10003])
def test_1_5_header_carries_the_dc(dc_id: int) -> None:
    client = ClientTransport("intermediate", True, dc_id=dc_id)
    server = ServerTransport()
    server.feed(client.start())
    assert server.dc_id == dc_id


def test_1_5_streams_run_on_over_many_packets() -> None:
    client, server = connect("padded", True)
    for size in (0, 16, 1600, 160000):
        packet = b"\x33" * 24 + os.urandom(size)
        assert server.feed(client.frame(packet)) == [Frame(packet, False)]
        assert client.feed(server.frame(packet)) == [packet]


def test_1_5_first_packet_may_come_with_the_header() -> None:
    client = ClientTransport("abridged", True)
    server = ServerTransport()
    data = client.start() + client.frame(PACKET)
    assert server.feed(data[:30]) == []
    assert server.feed(data[30:]) == [Frame(PACKET, False)]


def test_1_5_unknown_inner_transport_closes() -> None:
    client = ClientTransport("intermediate", True)
    header = bytearray(client.start())
    header[56] ^= 1
    with pytest.raises(TransportError):
        ServerTransport().feed(bytes(header))


def test_1_5_telethon_header_opens() -> None:
    from telethon.network.connection.tcpabridged import AbridgedPacketCodec
    from telethon.network.connection.tcpobfuscated import ObfuscatedIO

    header, encrypt, decrypt = ObfuscatedIO.init_header(AbridgedPacketCodec)
    server = ServerTransport()
    codec = AbridgedPacketCodec(None)
    data = bytes(header) + encrypt.encrypt(codec.encode_packet(PACKET))
    assert server.feed(data) == [Frame(PACKET, False)]
    assert decrypt.encrypt(server.frame(PACKET)) == codec.encode_packet(PACKET)


# --- 1.8, 1.9 ---------------------------------------------------------------------------


@pytest.mark.parametrize("code", [-404, -429, -444])
@pytest.mark.parametrize(("kind", "obfuscated"), CARRIERS)
def test_1_8_error_frame_holds_exactly_four_bytes(kind: str, obfuscated: bool, code: int) -> None:
    client, server = connect(kind, obfuscated)
    server.feed(client.frame(PACKET))
    assert client.feed(server.error_frame(code)) == [struct.pack("<i", code)]


@pytest.mark.parametrize("size", [0, 4, 8, 16, 20, 25, 26])
def test_1_9_short_or_unaligned_packets_are_never_emitted(size: int) -> None:
    _, server = connect("intermediate", False)
    with pytest.raises(ValueError, match="control word"):
        server.frame(bytes(size))


# --- 1.10 -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\x7f\x04\x00\x40",
        b"\xef\x00",
        b"\xef\x05",
        b"\xee\xee\xee\xee" + struct.pack("<I", MAX_FRAME_BYTES + 4),
        b"\xee\xee\xee\xee" + struct.pack("<I", 25),
        b"\xee\xee\xee\xee" + struct.pack("<I", 20),
        b"\xdd\xdd\xdd\xdd" + struct.pack("<I", MAX_FRAME_BYTES + 16),
        b"\xdd\xdd\xdd\xdd" + struct.pack("<I", 23),
        struct.pack("<II", MAX_FRAME_BYTES + 16, 0),
        struct.pack("<II", 37, 0),
        struct.pack("<II", 12, 0),
        struct.pack("<II", 4, 0),
    ],
)
def test_1_10_impossible_lengths_close_at_once(data: bytes) -> None:
    with pytest.raises(TransportError) as caught:
        ServerTransport().feed(data)
    assert caught.value.remedy is Remedy.CLOSE


@pytest.mark.parametrize("kind", KINDS)
def test_1_10_limit_may_be_lowered(kind: str) -> None:
    client, server = connect(kind, False)
    server.limit = 1024
    fitting = b"\x44" * 24 + bytes(976)
    assert server.feed(client.frame(fitting)) == [Frame(fitting, False)]
    with pytest.raises(TransportError):
        server.feed(client.frame(fitting + bytes(1024)))


def test_1_10_no_more_than_one_frame_is_buffered() -> None:
    client, server = connect("intermediate", False)
    data = client.frame(PACKET) * 1000
    assert len(server.feed(data + data[:50])) == 1000
    assert server.buffered_bytes == 50


def test_1_10_full_transport_closes_on_wrong_crc_or_counter() -> None:
    client, server = connect("full", False)
    first, second = client.frame(PACKET), client.frame(PACKET)
    with pytest.raises(TransportError):
        ServerTransport().feed(first[:-1] + bytes([first[-1] ^ 1]))
    server.feed(first)
    with pytest.raises(TransportError):
        server.feed(first)
    _, fresh = connect("full", False)
    with pytest.raises(TransportError):
        fresh.feed(first + second[:4] + b"\x07" + second[5:])


def test_1_10_large_frame_in_small_pieces_arrives_whole() -> None:
    client, server = connect("intermediate", False)
    packet = b"\x66" * 24 + bytes(4 << 20)
    data = client.frame(packet)
    pieces = [server.feed(data[at : at + 1024]) for at in range(0, len(data), 1024)]
    assert [frame for piece in pieces for frame in piece] == [Frame(packet, False)]


# --- Properties -------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    carrier=st.sampled_from(CARRIERS),
    sizes=st.lists(st.integers(0, 40).map(lambda n: n * 16), min_size=1, max_size=8),
    cuts=st.lists(st.integers(1, 700), min_size=1, max_size=20),
)
def test_frames_survive_any_cutting_of_the_stream(
    carrier: tuple[str, bool], sizes: list[int], cuts: list[int]
) -> None:
    client = ClientTransport(*carrier)
    server = ServerTransport()
    packets = [b"\x77" * 24 + os.urandom(size) for size in sizes]
    data = client.start() + b"".join(client.frame(packet) for packet in packets)
    received: list[Frame] = []
    at = 0
    while at < len(data):
        for cut in cuts:
            received += server.feed(data[at : at + cut])
            at += cut
    assert [frame.payload for frame in received] == packets


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_noise_gives_frames_or_a_protocol_error(data: bytes) -> None:
    server = ServerTransport()
    try:
        for frame in server.feed(data):
            assert len(frame.payload) >= 24
    except TransportError:
        return
    assert server.buffered_bytes <= len(data)


def test_obfuscation_headers_are_never_taken_for_another_transport() -> None:
    for _ in range(200):
        header = obfuscation_header(b"\xee" * 4, 2)
        assert header[0] != 0xEF
        assert header[4:8] != bytes(4)


def test_1_8_error_frame_of_the_padded_transport_has_no_padding() -> None:
    wire = ServerTransport(random=lambda size: b"\xff" * size)
    wire.feed(b"\xdd\xdd\xdd\xdd")
    assert wire.error_frame(-404) == b"\x04\0\0\0" + (-404).to_bytes(4, "little", signed=True)
