"""From the bytes of a query to the bytes of its answer: the one way in for every API call."""

import time
from collections.abc import Mapping, Sequence

from prometheus_client import Counter

from heliograph.actions import takeouts
from heliograph.domain import errors
from heliograph.domain.people import is_bot
from heliograph.domain.takeouts import Takeout
from heliograph.ports.sessions import Call
from heliograph.rpc import frozen
from heliograph.rpc.activity import Activity
from heliograph.rpc.answers import error_answer
from heliograph.rpc.bot_access import FOR_BOTS
from heliograph.rpc.clients import client_after
from heliograph.rpc.context import Context, Service
from heliograph.rpc.lacking import Lacking
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import Method, load_methods
from heliograph.rpc.turns import Aside, Turns
from heliograph.rpc.wrappers import Unwrapped, unwrap
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger
from heliograph.tl import registry as schema
from heliograph.tl.codec import decode, encode_result
from heliograph.tl.decoding import GZIP_PACKED
from heliograph.tl.errors import DecodeError, LimitExceeded, UnknownConstructor
from heliograph.tl.layers import NEWEST
from heliograph.tl.limits import DEFAULT_LIMITS, Limits

_BIND = "auth.bindTempAuthKey"

_URGENT = frozenset({
    "messages.getDialogs",
    "messages.getPinnedDialogs",
    "updates.getDifference",
    "updates.getState",
})  # fmt: skip
"""Without these answers a client shows "updating" and nothing else."""

# TDLib names as many as a message has chats to keep its order in.
_AFTER_MAX = 1000

_TAKEOUT_CALLS, _TAKEOUT_FILES = 1, 4
"""So many calls of exports at once, of all accounts: of two readers of the store one is free."""

log = get_logger(__name__)

HEAVY_BYTES = 32 << 10
"""A longer query, or one with a pack inside, waits for its turn: decoding it takes milliseconds."""

OBJECT_BYTES = 128
"""Counted for each object that a heavy query may hold; the least takes 4 bytes on the wire."""


def _beginnings(*names: str) -> frozenset[bytes]:
    return frozenset(
        definition.id.to_bytes(4, "little")
        for name in names
        for definition in schema.definitions(name)
    )


_PARTS_UP = _beginnings("upload.saveFilePart", "upload.saveBigFilePart")
"""How queries begin that are long, and as quick to decode as they are copied."""
_FILE_PARTS = _PARTS_UP | _beginnings("upload.getFile")
"""Those that clients send a hundred times a second, for minutes."""

_PACK = GZIP_PACKED.to_bytes(4, "little")


class Dispatcher:
    """Runs queries; `handle` is the Handler that sessions call."""

    def __init__(self, service: Service, methods: Mapping[str, Method] | None = None) -> None:
        self._service = service
        self._methods = load_methods() if methods is None else methods
        self._results: dict[tuple[str, str], Counter] = {}
        self._activity = Activity(service.app)
        self._decode_limits = DEFAULT_LIMITS._replace(
            inflated_bytes=service.limits.inflated_bytes_max,
            objects=service.limits.objects_per_query,
        )
        self._turns = Turns()
        self._calls_aside = Aside(_TAKEOUT_CALLS)
        self._files_aside = Aside(_TAKEOUT_FILES)
        self.lacking = Lacking()

    async def handle(self, call: Call, body: memoryview) -> bytes:
        """The encoded result or rpc_error. Raises nothing but CancelledError."""
        started = time.perf_counter()
        name = ""
        try:
            # Before anything that costs: decoding, and the write that remembers a client.
            service = self._service
            rate = Rate.FILE_PARTS if bytes(body[:4]) in _FILE_PARTS else Rate.CALLS
            service.rates.spend(rate, call.key.auth_key_id, service.monotonic())
            if _is_light(body):
                found = unwrap(_decode(body, self._decode_limits))
            else:
                found = unwrap(await self._decoded(call, body))
            name = found.name
            if call.key.unbound:
                self._admit_unbound(found)
            if after := found.after:
                # What waits is kept as it came: decoded it may be fifty times as long.
                del found
                await self._wait(call, after)
                # Many may have waited for the same one.
                found = unwrap(await self._decoded(call, body))
            if len(body) > HEAVY_BYTES:
                # All in it was copied; of what came as a part of a file, one copy is enough.
                body.release()
            answer = await self._answer(call, found)
            self._charge(call, name, len(answer))
            result = "ok"
        except errors.Refused as refused:
            answer = error_answer(refused)
            result = refused.token
        except Exception:
            # The outermost edge of a call: whatever is wrong here is ours.
            log.exception("call failed", method=name, msg_id=call.msg_id)
            metrics.RPC_FAULTS.inc()
            answer = error_answer(errors.Internal())
            result = "INTERNAL"
        self._count(name, result)
        metrics.RPC_SECONDS.observe(time.perf_counter() - started)
        return answer

    def _charge(self, call: Call, name: str, size_bytes: int) -> None:
        """Count a long answer, which takes as much time as many short ones, for as many calls."""
        service = self._service
        more = size_bytes // service.limits.answer_bytes_per_call
        # Files are read and sent as they are.
        if more and not name.startswith("upload."):
            service.rates.charge(Rate.CALLS, call.key.auth_key_id, service.monotonic(), more)

    async def _decoded(self, call: Call, body: memoryview) -> object:
        """The query; what a small one is may be large, and many of them must not stop the loop."""
        inflated: list[int] = []
        async with self._turns.of(call.key.auth_key_id):
            query = _decode(body, self._decode_limits._replace(inflated=inflated.append))
        if _is_light(body):
            return query
        objects = min((len(body) + sum(inflated)) // 4, self._decode_limits.objects)
        if not call.hold(sum(inflated) + objects * OBJECT_BYTES):
            raise errors.WorkerBusy
        return query

    async def _answer(self, call: Call, found: Unwrapped) -> bytes:
        if found.name == _BIND:
            return await self._bind(call, found)
        if found.layer is not None or found.init is not None or call.key.client is None:
            await self._remember(call, found)
        layer = call.session.layer
        method = self._method(call, found)
        context = Context(self._service, call)
        if method.signed_in and not context.account_id:
            await self._admit_waiting(context, method)
        self._admit(context, method)
        if context.freeze is not None:
            await frozen.check(context, found.query)
        if found.takeout_id is not None:
            context.takeout = await self._takeout(context, found.takeout_id)
        call.urgent = found.name in _URGENT
        if found.updates and method.subscribes:
            call.session.subscribe()
        value = await self._run(context, method, found.query)
        return encode_result(method.name, value, layer)

    async def _bind(self, call: Call, found: Unwrapped) -> bytes:
        """Bind first: what the client says of itself belongs to the permanent key.

        mtcute and Desktop say nothing of themselves with it, which is no CONNECTION_NOT_INITED.
        """
        method = self._method(call, found)
        value = await method.run(Context(self._service, call), found.query)
        call.key = call.session.key
        if found.layer is not None or found.init is not None:
            await self._remember(call, found)
        return encode_result(method.name, value, NEWEST)

    async def _wait(self, call: Call, msg_ids: Sequence[int]) -> None:
        """Hold a query back until earlier ones of its session are done."""
        if call.msg_id in msg_ids or len(msg_ids) > _AFTER_MAX:
            raise errors.MsgWaitFailed
        await call.session.after(msg_ids, timeout_s=self._service.limits.invoke_after_wait_s)

    async def _run(self, context: Context, method: Method, query: object) -> object:
        """Let the method answer; those of an export let everybody else's go first."""
        if context.takeout is None:
            return await method.run(context, query)
        aside = self._files_aside if method.name.startswith("upload.") else self._calls_aside
        async with aside.of(context.account_id):
            return await method.run(context, query)

    async def _takeout(self, context: Context, takeout_id: int) -> Takeout:
        if not context.account_id or context.owes_password:
            raise errors.TakeoutInvalid
        return await takeouts.running_takeout(
            context.app,
            context.account_id,
            takeout_id=takeout_id,
            auth_key_id=context.call.key.auth_key_id,
        )

    def _admit_unbound(self, found: Unwrapped) -> None:
        """AUTH_KEY_PERM_EMPTY makes a client drop its temporary key and make another."""
        method = self._methods.get(found.name)
        if method is None or not method.unbound:
            raise errors.AuthKeyPermEmpty

    async def _remember(self, call: Call, found: Unwrapped) -> None:
        """Keep what the client newly said of itself; it is made durable first."""
        key = call.key
        client = client_after(key.client, found)
        if client is not key.client:
            await self._service.app.store.save_client(key.auth_key_id, client)
            key.client = client
        # Sessions of one key may speak different layers: the key's is only where they begin.
        if found.layer is not None:
            call.session.said_layer = found.layer

    def _method(self, call: Call, found: Unwrapped) -> Method:
        name = found.name
        method = self._methods.get(name)
        if method is not None:
            return method
        if call.key.client is not None and _is_method(name):
            self.lacking.count(name, call.key.client)
        raise errors.InputMethodInvalid

    def _admit(self, context: Context, method: Method) -> None:
        if context.account_id and not context.owes_password:
            if method.signed_in and is_bot(context.account_id) and method.name not in FOR_BOTS:
                raise errors.BotMethodInvalid
            if context.freeze is not None and not frozen.may_call(method.name):
                raise errors.FrozenMethodInvalid
            self._activity.note(context.call)
        if method.rate is not Rate.CALLS:
            context.spend(method.rate)

    async def _admit_waiting(self, context: Context, method: Method) -> None:
        """Let in who entered a code and owes the password yet, to what may be done before it."""
        app = self._service.app
        key_id = context.call.key.auth_key_id
        waits_for = await app.store.awaiting_password(key_id, now=app.clock.now())
        if waits_for is None:
            raise errors.AuthKeyUnregistered
        if not method.half_signed_in:
            raise errors.SessionPasswordNeeded
        context.account_id = waits_for
        context.owes_password = True

    def _count(self, name: str, result: str) -> None:
        # Labels are looked up once: the lookup costs more than the count. Names that are no
        # method of ours share a label, so that strangers can't make new ones.
        label = name if name in self._methods else ""
        counted = self._results.get((label, result))
        if counted is None:
            counted = self._results[label, result] = metrics.RPC_CALLS.labels(label, result)
        counted.inc()


def _is_light(body: memoryview) -> bool:
    if len(body) <= HEAVY_BYTES and _PACK not in bytes(body):
        return True
    return bytes(body[:4]) in _PARTS_UP


def _decode(body: memoryview, limits: Limits) -> object:
    try:
        return decode(body, limits)
    except UnknownConstructor as unknown:
        if unknown.at_root:
            raise errors.InputMethodInvalid from None
        raise errors.InputConstructorInvalid from None
    except LimitExceeded:
        raise errors.InputRequestTooLong from None
    except DecodeError:
        raise errors.InputFetchError from None


def _is_method(name: str) -> bool:
    known = schema.definitions(name)
    return bool(known) and known[0].kind == "f"
