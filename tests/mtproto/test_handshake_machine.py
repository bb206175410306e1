"""The key exchange under any order of right, wrong and repeated messages."""

import os

from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from heliograph.mtproto.errors import ProtocolError
from heliograph.mtproto.handshake import Handshake, KeyAgreed
from heliograph.mtproto.rsa import ServerKey
from support import mtproto_client as client

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SERVER_KEY = ServerKey(PRIVATE)


class HandshakeMachine(RuleBasedStateMachine):
    """A client that follows the page, and strangers' messages at any point.

    What holds: a right message in turn is answered rightly; anything else raises a
    ProtocolError and yields no key; a key comes only out of the client's own last step.
    """

    @initialize()
    def begin(self) -> None:
        self.handshake = Handshake([SERVER_KEY])
        self.exchange = client.Exchange(PRIVATE.public_key())
        self.turn = "req_pq"
        self.sent: list[bytes] = []

    def tell(self, body: bytes) -> bytes | KeyAgreed | None:
        answer = self.handshake.step(body)
        return self.handshake.finish(answer()) if callable(answer) else answer

    @rule()
    def req_pq(self) -> None:
        self.exchange = client.Exchange(PRIVATE.public_key())
        answer = self.tell(self.exchange.req_pq())
        assert isinstance(answer, bytes)
        self.exchange.on_res_pq(answer)
        self.turn = "req_dh"

    @precondition(lambda self: self.turn == "req_dh")
    @rule(form=st.sampled_from(["pad", "legacy"]))
    def req_dh_params(self, form: str) -> None:
        self.exchange.rsa = form
        body = self.exchange.req_dh_params()
        self.sent.append(body)
        answer = self.tell(body)
        assert isinstance(answer, bytes)
        self.exchange.on_server_dh_params(answer)
        self.turn = "set_client"

    @precondition(lambda self: self.turn == "set_client")
    @rule()
    def set_client_dh_params(self) -> None:
        body = self.exchange.set_client_dh_params()
        self.sent.append(body)
        answer = self.tell(body)
        assert isinstance(answer, KeyAgreed)
        assert answer.secret.key == self.exchange.key
        assert self.exchange.verdict(answer.reply) == "ok"
        self.turn = "done"

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def repeat_an_old_message(self, data: st.DataObject) -> None:
        self.must_refuse(data.draw(st.sampled_from(self.sent)))

    @precondition(lambda self: self.turn == "req_dh")
    @rule(at=st.integers(4, 330), bit=st.integers(0, 7))
    def change_one_bit_of_req_dh_params(self, at: int, bit: int) -> None:
        body = bytearray(self.exchange.req_dh_params())
        if at < len(body) and not self._is_string_slack(at):
            body[at] ^= 1 << bit
            self.must_refuse(bytes(body))

    def _is_string_slack(self, at: int) -> bool:
        """Bytes 41-43 and 49-51 only align the strings p and q; nobody reads them."""
        return 41 <= at <= 43 or 49 <= at <= 51

    @rule(body=st.binary(max_size=80))
    def noise(self, body: bytes) -> None:
        self.must_refuse(body)

    def must_refuse(self, body: bytes) -> None:
        """A refusal closes the connection, so the exchange goes on with a new object."""
        try:
            answer = self.tell(body)
        except ProtocolError:
            self.handshake = Handshake([SERVER_KEY], random=os.urandom)
            self.turn = "req_pq"
            return
        raise AssertionError(f"accepted: {answer!r}")


TestHandshakeMachine = HandshakeMachine.TestCase
TestHandshakeMachine.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
