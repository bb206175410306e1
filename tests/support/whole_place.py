"""A listening server with real methods and a real store in this process, and clients of it."""

import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from heliograph.config import Limits
from heliograph.delivery.node import Delivery
from heliograph.mtproto.rsa import ServerKey
from heliograph.net.server import MtprotoServer
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.empty_store import open_store
from support.mtproto_client import ClientKey, bind_message
from support.net_place import SystemRandom, TestClock
from support.raw_client import RawClient
from support.stage import RpcError, Stage, initialised, read, send_code, sign_in


class WholePlace:
    """Everything but the process: `stage` has the fakes for what is outside."""

    def __init__(self, folder: Path, private_key: RSAPrivateKey, limits: Limits) -> None:
        self.folder = folder
        self.limits = limits
        self.public_key: RSAPublicKey = private_key.public_key()
        self.server_key = ServerKey(private_key)
        self.clock = TestClock()
        self.address = ("", 0)

    async def start(self) -> None:
        """Open the store and listen; after `stop`, do so again as a restarted process would."""
        self.store = open_store(self.folder / "store.sqlite")
        self.stage = Stage(self.store, folder=self.folder, limits=self.limits)
        self.server = MtprotoServer(
            limits=self.limits,
            key_store=self.store,
            handler=self.stage.dispatcher.handle,
            server_keys=[self.server_key],
            clock=self.clock,
            random=SystemRandom(),
        )
        self.stage.turn(sessions=self.server.sessions)
        app = self.stage.app
        app.bus.subscribe(Delivery(app, self.stage.service.access).receive)
        self.address = await self.server.start("127.0.0.1", 0)

    async def stop(self) -> None:
        await self.server.stop()
        await self.stage.settle()
        await self.store.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def client(
        self, key: ClientKey | None = None, *, expires_in: int | None = None, dc: int | None = 2
    ) -> "WholeClient":
        """A connected client, with the given key or a new one; temporary if it expires."""
        client = WholeClient(self)
        await client.connect(self.address)
        if key is None:
            await client.agree_key(self.public_key, expires_in=expires_in, dc=dc)
        else:
            client.key, client.salt = key, key.salt
        return client

    async def bound(self, permanent: ClientKey, *, expires_in: int = 86_400) -> "WholeClient":
        """A client with a new temporary key, bound."""
        client = await self.client(expires_in=expires_in)
        assert await client.bind(permanent) is True
        return client


class WholeClient(RawClient):
    """A raw client that calls methods by their TL objects."""

    def __init__(self, place: WholePlace) -> None:
        super().__init__()
        self.place = place

    async def ask_for(self, query: Any) -> Any:
        """The decoded result of a bare query; RpcError if it is refused."""
        return read(await self.call(encode(query, NEWEST)))

    async def api(self, query: Any) -> Any:
        """As `ask_for`, introducing the client with it."""
        return await self.ask_for(initialised(query, NEWEST))

    async def bind(self, permanent: ClientKey, **false: Any) -> Any:
        """Bind this client's key; `false` replaces fields of the encrypted message."""
        return read(await self.result(self.send_bind(permanent, **false)))

    def send_bind(
        self,
        permanent: ClientKey,
        *,
        sealed_by: ClientKey | None = None,
        wrapped: bool = False,
        **false: Any,
    ) -> int:
        """Ask for a binding without waiting; gives the msg_id."""
        assert self.key is not None
        msg_id = self.msg_id()
        fields: dict[str, Any] = {
            "msg_id": msg_id,
            "nonce": secrets.randbits(62),
            "temp_key_id": self.key.key_id,
            "perm_key_id": permanent.key_id,
            "session_id": self.session_id,
            "expires_at": int(time.time()) + 86_000,
        }
        query: Any = functions.auth.BindTempAuthKey(
            perm_auth_key_id=permanent.key_id,
            nonce=fields["nonce"],
            expires_at=fields["expires_at"],
            encrypted_message=bind_message((sealed_by or permanent).key, **{**fields, **false}),
        )
        if wrapped:
            query = initialised(query, NEWEST)
        self.write(self.seal(encode(query, NEWEST), msg_id=msg_id))
        return msg_id

    async def sign_up(self, phone: str, first_name: str = "Ann") -> Any:
        """Open an account on this client's key."""
        sent = await self.enter_code(phone)
        done = await self.ask_for(
            functions.auth.SignUp(
                phone_number=phone,
                phone_code_hash=sent.phone_code_hash,
                first_name=first_name,
                last_name="",
            )
        )
        return done.user

    async def enter_code(self, phone: str) -> Any:
        """Have a code sent and enter it; gives what auth.sendCode answered."""
        sent = await self.api(send_code(phone))
        # The code is sent behind the answer.
        await self.place.stage.settle()
        code = self.place.stage.messenger.codes[-1][1]
        await self.ask_for(sign_in(phone, sent.phone_code_hash, code))
        return sent

    async def me(self) -> Any:
        """The account as it sees itself."""
        (user,) = await self.ask_for(functions.users.GetUsers(id=[types.InputUserSelf()]))
        return user


async def refusal(asked: Awaitable[Any]) -> str:
    """The code and token of the rpc_error that a call must draw."""
    try:
        answer = await asked
    except RpcError as refused:
        return str(refused)
    raise AssertionError(f"not refused: {answer!r}")


OpenWhole = Callable[..., Awaitable[WholePlace]]
