"""The same bytes through Telethon's own functions: a foreign judge of ours."""

import logging
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from telethon import helpers
from telethon.crypto import AuthKey, rsa
from telethon.network import authenticator
from telethon.network.mtprotostate import MTProtoState

from heliograph.mtproto.envelope import (
    AuthSecret,
    Packet,
    open_message,
    open_unencrypted,
    seal_unencrypted,
)
from heliograph.mtproto.handshake import Handshake, KeyAgreed, temporary_key
from heliograph.mtproto.rsa import ServerKey
from support import mtproto_client as client


def telethon_state(key: bytes) -> Any:
    return MTProtoState(AuthKey(key), {"telethon.network.mtprotostate": logging.getLogger()})


def test_4_1_telethon_and_server_open_each_others_packets() -> None:
    secret = AuthSecret(os.urandom(256))
    state = telethon_state(secret.key)
    state.salt = 77
    plain = open_message(secret, state.encrypt_message_data(bytes(24)))
    assert (plain.salt, plain.session_id) == (77, state.id)

    body = bytes.fromhex("c573773401000000000000000200000000000000")  # pong
    msg_id = (client.new_msg_id() & ~3) | 1
    packet = Packet(secret, salt=77, session_id=state.id, msg_id=msg_id, seqno=0, body=body).seal()
    message = state.decrypt_message_data(packet)
    assert message.msg_id == msg_id
    assert (message.obj.msg_id, message.obj.ping_id) == (1, 2)


def test_2_7_telethon_derives_the_same_temporary_key() -> None:
    new_nonce, server_nonce = os.urandom(32), os.urandom(16)
    theirs = helpers.generate_key_data_from_nonce(
        int.from_bytes(server_nonce, "little", signed=True),
        int.from_bytes(new_nonce, "little", signed=True),
    )
    assert temporary_key(new_nonce, server_nonce) == theirs


async def test_2_2_telethons_whole_exchange_succeeds(
    private_key: RSAPrivateKey, server_key: ServerKey
) -> None:
    pem = private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1)
    rsa.add_key(pem.decode(), old=False)
    handshake = Handshake([server_key])
    agreed: list[KeyAgreed] = []

    class PlainSender:
        async def send(self, request: Any) -> Any:
            packet = client.seal_unencrypted(bytes(request), msg_id=4)
            answer = handshake.step(open_unencrypted(packet))
            if callable(answer):
                done = handshake.finish(answer())
                if isinstance(done, KeyAgreed):
                    agreed.append(done)
                    done = done.reply
                answer = done
            assert answer is not None
            with helpers_reader(seal_unencrypted(5, answer)[20:]) as reader:
                return reader.tgread_object()

    key, offset = await authenticator.do_authentication(PlainSender())
    assert key.key == agreed[0].secret.key
    assert agreed[0].dc == 0
    assert abs(offset) <= 2


def helpers_reader(data: bytes) -> Any:
    from telethon.extensions import BinaryReader

    return BinaryReader(data)
