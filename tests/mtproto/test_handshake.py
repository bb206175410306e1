"""The key exchange from the server's side: right, wrong, out of turn, repeated."""

import os
import struct
import time
from collections.abc import Callable
from hashlib import sha1
from typing import Any

import cryptg
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from heliograph.mtproto.dh import DH_PRIME
from heliograph.mtproto.errors import HandshakeError, InvalidDc, ProtocolError, Remedy
from heliograph.mtproto.handshake import Handshake, KeyAgreed
from heliograph.mtproto.rsa import ServerKey
from support import mtproto_client as client

NOW = 1_800_000_000.75
MSGS_ACK = struct.pack("<IIiq", 0x62D6B459, 0x1CB5C415, 1, 5)


class Meeting:
    """A client's exchange and the server's handshake, one message after the other."""

    def __init__(self, private: RSAPrivateKey, *keys: ServerKey, **options: Any) -> None:
        self.exchange = client.Exchange(private.public_key(), **options)
        self.handshake = Handshake(keys, clock=lambda: NOW)
        self.agreed: KeyAgreed | None = None

    def tell(self, body: bytes) -> bytes:
        answer = self.handshake.step(body)
        if callable(answer):
            answer = self.handshake.finish(answer())
        if isinstance(answer, KeyAgreed):
            self.agreed = answer
            answer = answer.reply
        assert answer is not None
        return answer

    def to_pq(self) -> "Meeting":
        self.exchange.on_res_pq(self.tell(self.exchange.req_pq()))
        return self

    def to_dh(self) -> "Meeting":
        self.to_pq().exchange.on_server_dh_params(self.tell(self.exchange.req_dh_params()))
        return self

    def to_end(self) -> KeyAgreed:
        answer = self.to_dh().tell(self.exchange.set_client_dh_params())
        assert self.exchange.verdict(answer) == "ok"
        assert self.agreed is not None
        return self.agreed


Start = Callable[..., Meeting]


@pytest.fixture
def start(private_key: RSAPrivateKey, server_key: ServerKey) -> Start:
    return lambda **options: Meeting(private_key, server_key, **options)


def refused(meeting: Meeting, body: bytes) -> ProtocolError:
    """Send what must close the connection."""
    with pytest.raises(HandshakeError) as caught:
        meeting.tell(body)
    assert caught.value.remedy is Remedy.CLOSE
    return caught.value


# --- 2.1 --------------------------------------------------------------------------------


@pytest.mark.parametrize("multi", [True, False])
def test_2_1_both_req_pq_forms_lead_to_a_key(start: Start, multi: bool) -> None:
    meeting = start(multi=multi)
    agreed = meeting.to_end()
    assert agreed.secret.key == meeting.exchange.key


def test_2_1_res_pq_lists_every_server_key(
    private_key: RSAPrivateKey, server_key: ServerKey
) -> None:
    older = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    keys = (server_key, ServerKey(older))
    for private in (private_key, older):
        meeting = Meeting(private, *keys)
        assert meeting.to_end().secret.key == meeting.exchange.key


def test_2_1_server_nonce_and_pq_are_new_each_time(start: Start) -> None:
    seen = {(m.exchange.server_nonce, m.exchange.p) for m in (start().to_pq() for _ in range(5))}
    assert len(seen) == 5


def test_2_1_random_bytes_after_the_object_are_ignored(start: Start) -> None:
    meeting = start()
    tail = os.urandom(255)  # TDLib
    meeting.exchange.on_res_pq(meeting.tell(meeting.exchange.req_pq() + tail))
    meeting.exchange.on_server_dh_params(meeting.tell(meeting.exchange.req_dh_params() + tail))
    answer = meeting.tell(meeting.exchange.set_client_dh_params() + tail)
    assert meeting.exchange.verdict(answer) == "ok"


@pytest.mark.parametrize(
    "res_pq",
    [
        # https://core.telegram.org/mtproto/samples-auth_key
        "632416053e0549828cca27e966b301a48fece2fca5cf4d33f4a11ea877ba4aa5"
        "739073300817ed48941a08f98100000015c4b51c01000000216be86c022bb4c3"
    ],
)
def test_2_1_res_pq_has_the_published_form(res_pq: str) -> None:
    from heliograph.mtproto.handshake_wire import pack_res_pq

    packed = pack_res_pq(
        bytes.fromhex("3e0549828cca27e966b301a48fece2fc"),
        bytes.fromhex("a5cf4d33f4a11ea877ba4aa573907330"),
        pq=0x17ED48941A08F981,
        fingerprints=[0xC3B42B026CE86B21 - (1 << 64)],
    )
    assert packed.hex() == res_pq


# --- 2.2, 2.3 ---------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["pad", "legacy"])
@pytest.mark.parametrize("dc", [None, 4])
def test_2_2_both_rsa_forms_lead_to_a_key(start: Start, form: str, dc: int | None) -> None:
    meeting = start(rsa=form, dc=dc)
    assert meeting.to_end().secret.key == meeting.exchange.key


def test_2_2_published_inner_data_parses() -> None:
    from heliograph.mtproto.handshake_wire import parse_pq_inner_data

    # https://core.telegram.org/mtproto/samples-auth_key
    data = bytes.fromhex(
        "ec5ac9830817ed48941a08f98100000004494c553b0000000453911073000000"
        "3e0549828cca27e966b301a48fece2fca5cf4d33f4a11ea877ba4aa573907330"
        "311c85db234aa2640afc4a76a735cf5b1f0fd68bd17fa181e1229ad867cc024d"
    )
    assert sha1(data).hexdigest().upper() == "DB761C27718A2305044F71F2AD951629D78B2449"
    inner, length = parse_pq_inner_data(data + bytes(99))
    assert length == len(data)
    assert (inner.p, inner.q, inner.pq) == (0x494C553B, 0x53911073, 0x17ED48941A08F981)
    assert (inner.dc, inner.expires_in) == (0, None)
    assert inner.new_nonce.hex().startswith("311c85db")


@pytest.mark.parametrize(
    ("sent", "kept"), [(None, 0), (0, 0), (1, 1), (4, 4), (-4, 4), (10002, 2), (-10003, 3)]
)
def test_2_3_dc_is_kept_without_its_test_and_media_marks(
    start: Start, sent: int | None, kept: int
) -> None:
    assert start(dc=sent).to_end().dc == kept


@pytest.mark.parametrize("dc", [6, 203, -9, 10006, 2**31 - 1, -(2**31)])
def test_2_3_unknown_dc_draws_error_444(start: Start, dc: int) -> None:
    meeting = start(dc=dc).to_pq()
    with pytest.raises(InvalidDc) as caught:
        meeting.tell(meeting.exchange.req_dh_params())
    assert (caught.value.remedy, caught.value.code) == (Remedy.ERROR_FRAME, -444)


@pytest.mark.parametrize("dc", [None, 2, -4])
def test_2_3_a_temporary_key_says_how_long_it_lives(start: Start, dc: int | None) -> None:
    assert start(dc=dc, expires_in=86400).to_end().expires_in == 86400
    assert start(dc=dc).to_end().expires_in is None


@pytest.mark.parametrize("expires_in", [0, -1, -(2**31)])
def test_2_3_a_temporary_key_without_a_lifetime_closes(start: Start, expires_in: int) -> None:
    meeting = start(expires_in=expires_in).to_pq()
    refused(meeting, meeting.exchange.req_dh_params())


# --- 2.4 --------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["nonce", "server_nonce", "p", "q", "fingerprint"])
def test_2_4_wrong_value_outside_closes(start: Start, field: str) -> None:
    meeting = start().to_pq()
    exchange = meeting.exchange
    inner = exchange.inner_data()
    exchange.inner_data = lambda: inner  # type: ignore[method-assign]
    _change(exchange, field)
    refused(meeting, exchange.req_dh_params())


@pytest.mark.parametrize("form", ["pad", "legacy"])
@pytest.mark.parametrize("field", ["nonce", "server_nonce", "p", "q"])
def test_2_4_wrong_value_inside_closes(start: Start, field: str, form: str) -> None:
    meeting = start(rsa=form).to_pq()
    exchange = meeting.exchange
    right = getattr(exchange, field)
    _change(exchange, field)
    inner = exchange.inner_data()
    setattr(exchange, field, right)
    exchange.inner_data = lambda: inner  # type: ignore[method-assign]
    refused(meeting, exchange.req_dh_params())


def _change(exchange: client.Exchange, field: str) -> None:
    value = getattr(exchange, field)
    changed = value + 2 if isinstance(value, int) else bytes([value[0] ^ 1]) + value[1:]
    setattr(exchange, field, changed)


def test_2_4_wrong_nonces_in_the_last_step_close(start: Start) -> None:
    for field in ("nonce", "server_nonce"):
        meeting = start().to_dh()
        body = bytearray(meeting.exchange.set_client_dh_params())
        body[4 if field == "nonce" else 20] ^= 1
        refused(meeting, bytes(body))


def test_2_4_steps_out_of_turn_close(start: Start) -> None:
    early = start().to_dh()
    refused(start(), early.exchange.req_dh_params())
    refused(start(), early.exchange.set_client_dh_params())
    refused(early, early.exchange.req_dh_params())
    skipping = start().to_pq()
    skipping.exchange.g, skipping.exchange.dh_prime = 3, DH_PRIME
    refused(skipping, skipping.exchange.set_client_dh_params())


def test_2_4_a_finished_exchange_takes_nothing_but_a_new_one(start: Start) -> None:
    meeting = start()
    meeting.to_end()
    refused(meeting, meeting.exchange.set_client_dh_params())
    again = start()
    again.handshake = meeting.handshake
    assert again.to_end().secret.key == again.exchange.key


def test_2_4_req_pq_starts_over_at_any_step(start: Start) -> None:
    for reach in ("to_pq", "to_dh", "to_end"):
        meeting = start()
        getattr(meeting, reach)()
        meeting.exchange = start().exchange
        assert meeting.to_end().secret.key == meeting.exchange.key


def test_2_4_messages_during_the_arithmetic_close(start: Start) -> None:
    meeting = start().to_pq()
    assert callable(meeting.handshake.step(meeting.exchange.req_dh_params()))
    refused(meeting, meeting.exchange.req_pq())


def test_2_4_acks_between_the_steps_are_ignored(start: Start) -> None:
    meeting = start()
    for body in (meeting.exchange.req_pq,):
        assert meeting.handshake.step(MSGS_ACK) is None
        meeting.exchange.on_res_pq(meeting.tell(body()))
    assert meeting.handshake.step(MSGS_ACK) is None
    work = meeting.handshake.step(meeting.exchange.req_dh_params())
    assert meeting.handshake.step(MSGS_ACK) is None
    assert callable(work)
    reply = meeting.handshake.finish(work())
    assert isinstance(reply, bytes)
    meeting.exchange.on_server_dh_params(reply)
    assert meeting.handshake.step(MSGS_ACK) is None
    answer = meeting.tell(meeting.exchange.set_client_dh_params())
    assert meeting.exchange.verdict(answer) == "ok"


@pytest.mark.parametrize(
    "body",
    [b"", b"\x01", struct.pack("<I", 0xBE7E8EF1), struct.pack("<I", 0x7ABE77EC) + bytes(8)],
)
def test_2_4_other_unencrypted_messages_close(start: Start, body: bytes) -> None:
    refused(start(), body)


def test_2_4_oversized_messages_close(start: Start) -> None:
    meeting = start()
    refused(meeting, meeting.exchange.req_pq() + bytes(1024))


def test_2_4_cut_requests_close_at_every_length(start: Start) -> None:
    meeting = start().to_pq()
    body = meeting.exchange.req_dh_params()
    for size in range(0, len(body), 3):
        refused(meeting, body[:size])


# --- 2.5, 2.6, 2.7, 2.8 -----------------------------------------------------------------


def test_2_5_client_is_offered_the_well_known_group(start: Start) -> None:
    exchange = start().to_dh().exchange
    assert (exchange.dh_prime, exchange.g) == (DH_PRIME, 3)


def test_2_6_g_a_keeps_its_distance_from_the_ends(start: Start) -> None:
    g_a = start().to_dh().exchange.g_a
    assert 1 << (2048 - 64) <= g_a <= DH_PRIME - (1 << (2048 - 64))


@pytest.mark.parametrize("g_b", [0, 1, 2, 1 << 1983, DH_PRIME - 1, DH_PRIME - 2, DH_PRIME + 5])
def test_2_6_g_b_out_of_range_closes(start: Start, g_b: int) -> None:
    meeting = start().to_dh()
    refused(meeting, meeting.exchange.client_dh_params_with(g_b))


def test_2_7_server_time_is_the_clocks(start: Start) -> None:
    assert start().to_dh().exchange.server_time == int(NOW)


def test_2_7_answer_is_padded_by_less_than_a_block(start: Start) -> None:
    # The client's own reader asserts SHA1 and padding; here: whole blocks on the wire.
    meeting = start().to_pq()
    body = meeting.tell(meeting.exchange.req_dh_params())
    sealed, end = client.read_tl_bytes(body, 36)
    assert len(sealed) % 16 == 0
    assert end == len(body)


def test_2_7_temporary_key_matches_the_published_one() -> None:
    from heliograph.mtproto.handshake import temporary_key

    # https://core.telegram.org/mtproto/samples-auth_key
    key, iv = temporary_key(
        bytes.fromhex("311c85db234aa2640afc4a76a735cf5b1f0fd68bd17fa181e1229ad867cc024d"),
        bytes.fromhex("a5cf4d33f4a11ea877ba4aa573907330"),
    )
    assert key.hex() == "f011280887c7bb01df0fc4e17830e0b91fbb8be4b2267cb985ae25f33b527253"
    assert iv.hex() == "3212d579ee35452ed23e0d0c92841aa7d31b2e9bdef2151e80d15860311c85db"


def test_2_8_taken_key_id_draws_retries_and_then_fail(start: Start) -> None:
    meeting = start().to_dh()
    exchange = meeting.exchange
    retry_id = 0
    for expected in ("retry", "retry", "retry", "fail"):
        meeting.tell(exchange.set_client_dh_params(retry_id=retry_id))
        assert meeting.agreed is not None
        answer = meeting.handshake.refuse_key_id(meeting.agreed)
        assert exchange.verdict(answer) == expected
        retry_id = int.from_bytes(sha1(exchange.key).digest()[:8], "little", signed=True)
    refused(meeting, exchange.set_client_dh_params(retry_id=retry_id))


def test_2_8_retry_leads_to_another_key(start: Start) -> None:
    meeting = start()
    first = meeting.to_end()
    meeting.handshake.refuse_key_id(first)
    retry_id = int.from_bytes(first.secret.aux_hash, "little", signed=True)
    answer = meeting.tell(meeting.exchange.set_client_dh_params(retry_id=retry_id))
    assert meeting.exchange.verdict(answer) == "ok"
    assert meeting.agreed is not None
    assert meeting.agreed.secret.key == meeting.exchange.key != first.secret.key


def test_2_8_wrong_retry_id_closes(start: Start) -> None:
    meeting = start().to_dh()
    refused(meeting, meeting.exchange.set_client_dh_params(retry_id=1))


@pytest.mark.parametrize("kind", ["digest", "block", "empty", "padding", "noise"])
def test_2_8_wrong_encrypted_data_closes(start: Start, kind: str) -> None:
    meeting = start().to_dh()
    exchange = meeting.exchange
    body = exchange.set_client_dh_params()
    key = client.temporary_key(exchange.new_nonce, exchange.server_nonce)
    plain = cryptg.decrypt_ige(client.read_tl_bytes(body, 36)[0], *key)
    sealed = {
        "digest": lambda: cryptg.encrypt_ige(bytes(20) + plain[20:], *key),
        "block": lambda: cryptg.encrypt_ige(plain, *key)[:-4],
        "empty": lambda: b"",
        "padding": lambda: cryptg.encrypt_ige(plain + bytes(16), *key),
        "noise": lambda: os.urandom(len(plain)),
    }[kind]()
    refused(meeting, body[:36] + client.tl_bytes(sealed))


# --- 2.9, 2.10 --------------------------------------------------------------------------


def test_2_9_key_id_and_first_salt_are_what_the_client_computes(start: Start) -> None:
    meeting = start()
    agreed = meeting.to_end()
    ours = meeting.exchange.result()
    assert (agreed.secret.key_id, agreed.server_salt) == (ours.key_id, ours.salt)


def test_2_10_key_is_handed_over_before_dh_gen_ok_can_be_sent(start: Start) -> None:
    meeting = start().to_dh()
    work = meeting.handshake.step(meeting.exchange.set_client_dh_params())
    assert callable(work)
    agreed = meeting.handshake.finish(work())
    # The only road to dh_gen_ok's bytes goes through the key that must be stored first.
    assert isinstance(agreed, KeyAgreed)
    assert meeting.exchange.verdict(agreed.reply) == "ok"


def test_2_11_an_exchange_stays_within_its_cpu_budget(start: Start) -> None:
    # The goal is 3.5 ms and the limit 5; the margin is for a machine shared with other tests.
    costs = []
    for _ in range(5):
        meeting = start()
        spent = 0.0
        for body, read in (
            (meeting.exchange.req_pq, meeting.exchange.on_res_pq),
            (meeting.exchange.req_dh_params, meeting.exchange.on_server_dh_params),
            (meeting.exchange.set_client_dh_params, meeting.exchange.verdict),
        ):
            message = body()
            begin = time.thread_time()
            answer = meeting.tell(message)
            spent += time.thread_time() - begin
            read(answer)
        costs.append(spent)
    assert min(costs) < 0.010
