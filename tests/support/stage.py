"""A server without sockets: real methods and a real store, under fakes for everything outside."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec

from heliograph.actions.app import App
from heliograph.bus.local import LocalBus
from heliograph.catalogues.drawings import REACTIONS
from heliograph.config import Address, Limits
from heliograph.delivery.node import Delivery
from heliograph.domain.access import AccessHasher
from heliograph.domain.authorizations import AuthKeyRecord, StoredKey
from heliograph.domain.composing import MessageLimits
from heliograph.domain.events import Event, MailboxAdvanced, MessageArrived
from heliograph.domain.file_references import FileReferences
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.reactions import ReactionLimits
from heliograph.domain.service import SUGGESTION
from heliograph.domain.sign_in import CodeLimits, Registration
from heliograph.domain.two_step import TwoStepLimits
from heliograph.domain.uploads import UploadLimits
from heliograph.ports.clock import Clock
from heliograph.ports.random import Random
from heliograph.ports.sessions import Call, KeyState
from heliograph.ports.store import Store
from heliograph.rpc.context import Service
from heliograph.rpc.dispatch import Dispatcher
from heliograph.safety.intake import Intake
from heliograph.safety.reporting import Options
from heliograph.storage.staging import LocalStaging
from heliograph.tl import functions, types
from heliograph.tl.codec import decode, encode
from heliograph.tl.errors import DecodeError
from heliograph.tl.layers import NEWEST
from support.fakes import (
    CountingRandom,
    FakeClock,
    FakeMailer,
    FakeMessenger,
    FakeSession,
    FakeSessions,
)
from support.instant_probe import InstantProbe
from support.memory_blobs import MemoryBlobs

RPC_ERROR = bytes.fromhex("19ca4421")
VECTOR = bytes.fromhex("15c4b51c")


class RpcError(Exception):
    """An rpc_error that came as an answer."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text


class Device:
    """A client with its own auth key, calling methods without a wire."""

    def __init__(self, stage: "Stage", key: KeyState, session_id: int = 1) -> None:
        self.stage = stage
        self.key = key
        self.session = FakeSession(key, session_id)
        self.layer = NEWEST
        self.address = "192.0.2.1"
        self._inited = False
        stage.sessions.live.append(self.session)

    async def __call__(self, query: Any) -> Any:
        """The decoded result of a call, wrapped the first time; RpcError if it is refused."""
        if not self._inited:
            self._inited = True
            query = initialised(query, self.layer)
        return read(await self.raw(encode(query, NEWEST)))

    async def raw(self, body: bytes) -> bytes:
        """The answer to the bytes of a query, after everything it started behind the answer."""
        call = Call(key=self.key, session=self.session, msg_id=1, address=self.address)
        before = len(self.stage.events)
        answer = await self.stage.dispatcher.handle(call, memoryview(body))
        await self.stage.settle()
        told = self.stage.events[before:]
        assert not any(_comes_twice(event, self.key.account_id) for event in told)
        return answer

    async def sign_up(self, phone: str, first_name: str, last_name: str = "") -> types.User:
        """Open an account for the number, by its code."""
        sent = await self(send_code(phone))
        code = self.stage.messenger.codes[-1][1]
        await self(sign_in(phone, sent.phone_code_hash, code))
        done = await self(
            functions.auth.SignUp(
                phone_number=phone,
                phone_code_hash=sent.phone_code_hash,
                first_name=first_name,
                last_name=last_name,
            )
        )
        user: types.User = done.user
        return user

    async def sign_in(self, phone: str) -> Any:
        """Sign in to the number's account, by a fresh code."""
        sent = await self(send_code(phone))
        code = self.stage.messenger.codes[-1][1]
        return await self(sign_in(phone, sent.phone_code_hash, code))

    def sibling(self) -> "Device":
        """Another session of the same key."""
        return Device(self.stage, self.key, self.session.session_id + 1)

    async def me(self) -> types.User:
        """The account as it sees itself."""
        (user,) = await self(functions.users.GetUsers(id=[types.InputUserSelf()]))
        return user


def _comes_twice(event: Event, account_id: int | None) -> bool:
    """Whether the session that asked for a change will be pushed what its answer brings.

    It would take the pts for one that it missed. Neither the server's own messages nor those that
    suggest a photo are in any answer.
    """
    if not isinstance(event, MailboxAdvanced) or event.origin is not None:
        return False
    change = event.change
    if isinstance(change, MessageArrived):
        message = change.message
        if message.sender_id == SERVICE_ACCOUNT_ID or message.action == SUGGESTION:
            return False
    return change.owner_id == account_id


class Stage:
    """The parts of a server that a test may look into and turn; its uploads wait in `folder`."""

    def __init__(
        self,
        store: Store,
        *,
        folder: Path,
        registration: Registration = Registration.OPEN,
        limits: Limits | None = None,
        clock: FakeClock | None = None,
    ) -> None:
        self.store = store
        self.clock = clock or FakeClock()
        self.messenger = FakeMessenger()
        self.mailer = FakeMailer()
        self.sessions = FakeSessions()
        self.events: list[Event] = []
        self.monotonic = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._keys = 0
        bus = LocalBus()
        bus.subscribe(self.events.append)
        self.blobs = MemoryBlobs(self.clock.now)
        self.probe = InstantProbe()
        self.staging = LocalStaging(folder / "uploads", UploadLimits(), free_bytes_min=0)
        self.app = App(
            store=store,
            probe=self.probe,
            blobs=self.blobs,
            staging=self.staging,
            bus=bus,
            clock=self.clock,
            random=CountingRandom(),
            messenger=self.messenger,
            mailer=self.mailer,
            compute=_at_once,
            sessions=self.sessions,
            spawn=self._spawn,
            pause=self._pause,
            registration=registration,
            code_secret=b"c" * 32,
            password_secret=b"p" * 32,
            message_limits=MessageLimits(),
            reaction_limits=ReactionLimits(offered=frozenset(REACTIONS)),
            code_limits=CodeLimits(per_phone=10, per_address=50),
            two_step_limits=TwoStepLimits(),
        )
        references = FileReferences(
            b"r" * 32, now=self.clock.now, lifetime_s=Limits().file_reference_lifetime_s
        )
        self.access = access = AccessHasher(b"a" * 32, files=references)
        self.delivery = Delivery(self.app, access)
        bus.subscribe(self.delivery.receive)
        self.service = Service(
            app=self.app,
            access=access,
            intake=make_intake(store, self.clock, self.app.random),
            limits=limits or Limits(),
            advertised=[Address("192.0.2.7", 443)],
            monotonic=lambda: self.monotonic,
        )
        self.dispatcher = Dispatcher(self.service)

    def turn(self, **changes: Any) -> None:
        """Exchange parts of the App, such as its registration rule."""
        self.app = msgspec.structs.replace(self.app, **changes)
        self.service.app = self.app

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[arg-type]
        self._tasks.add(task)

    @staticmethod
    async def _pause(seconds: float) -> None:
        await asyncio.sleep(0)

    async def settle(self) -> None:
        """Wait for all work behind answers; its failures are the test's."""
        while self._tasks:
            done, self._tasks = self._tasks, set()
            await asyncio.gather(*done)

    async def device(self, *, dc: int = 2) -> Device:
        """A client that has agreed a key and said nothing yet."""
        self._keys += 1
        record = AuthKeyRecord(
            auth_key_id=self._keys, secret=bytes(256), dc=dc, created=self.clock.now()
        )
        await self.store.save_auth_key(record)
        key = KeyState(StoredKey(key=record))
        self.sessions.keys[self._keys] = key
        return Device(self, key)

    async def person(self, phone: str, first_name: str, last_name: str = "") -> Device:
        """A device signed in to a new account."""
        device = await self.device()
        await device.sign_up(phone, first_name, last_name)
        return device


def make_intake(store: Any, clock: Clock, random: Random) -> Intake:
    """Where reports go; their evidence is under a key of its own."""
    return Intake(
        store=store.safety(b"e" * 32),
        clock=clock,
        random=random,
        options=Options(b"o" * 32),
        evidence_keep_s=Limits().evidence_keep_s,
        receipt_page=lambda receipt: f"https://h.example/notice/{receipt}",
    )


async def _at_once(work: Callable[[], Any]) -> Any:
    return work()


async def sign_in_again(device: Device, phone: str, *, layer: int) -> Device:
    """A second device of the account, at a layer; both are told of nothing yet."""
    other = await device.stage.device()
    other.layer = layer
    await other.sign_in(phone)
    other.session.take()
    device.session.take()
    return other


def read(answer: bytes) -> Any:
    """The decoded result; RpcError for an rpc_error."""
    if answer[:4] == RPC_ERROR:
        size = answer[8]
        code = int.from_bytes(answer[4:8], "little", signed=True)
        raise RpcError(code, answer[9 : 9 + size].decode())
    if answer[:4] == VECTOR:
        return elements(answer, decode)
    value = decode(answer)
    return isinstance(value, types.BoolTrue) if type(value) in _BOOLS else value


def elements(answer: bytes, decode: Callable[[bytes], Any]) -> list[Any]:
    """What is in a boxed vector, which is no object that could be decoded by itself."""
    found: list[Any] = []
    start = 8
    for _ in range(int.from_bytes(answer[4:8], "little")):
        for end in range(start + 4, len(answer) + 4, 4):
            try:
                found.append(decode(answer[start:end]))
            except DecodeError:
                continue
            start = end
            break
    assert start == len(answer)
    return found


_BOOLS = (types.BoolTrue, types.BoolFalse)


def initialised(query: Any, layer: int, **said: str) -> functions.InvokeWithLayer:
    """The query as the first of a client."""
    return functions.InvokeWithLayer(layer=layer, query=init_connection(query, **said))


def init_connection(
    query: Any, device_model: str = "Desk", lang_code: str = "en"
) -> functions.InitConnection:
    """The query behind what a client says of itself."""
    return functions.InitConnection(
        api_id=1,
        device_model=device_model,
        system_version="Linux 6",
        app_version="1.0",
        system_lang_code="en",
        lang_pack="",
        lang_code=lang_code,
        query=query,
    )


def send_code(phone: str) -> functions.auth.SendCode:
    """A request for a code."""
    return functions.auth.SendCode(
        phone_number=phone, api_id=1, api_hash="0", settings=types.CodeSettings()
    )


def sign_in(phone: str, code_hash: str, code: str) -> functions.auth.SignIn:
    """An attempt with a code."""
    return functions.auth.SignIn(phone_number=phone, phone_code_hash=code_hash, phone_code=code)
