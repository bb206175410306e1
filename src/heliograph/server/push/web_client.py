"""HTTP requests to addresses that others named: bounded in time and size, to where they may go.

Not by threads, as codes go to the operator's gateway: an endpoint that answers a byte a second
would hold one for as long as it likes, where a task ends with its time.
"""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

import h11
import msgspec

from heliograph.domain.endpoints import IpAddress, IpNetwork, WebAddress, may_contact

_ANSWER_BYTES_MAX = 64 << 10
_HEAD_BYTES_MAX = 16 << 10
_ADDRESSES_TRIED = 3

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Unreachable(OSError):
    """No answer came: the text says why, without the address."""


class ForbiddenAddress(Unreachable):
    """The name leads to where the server may not connect."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@contextlib.contextmanager
def without_answer(
    timeout_s: float, *, protocol: str, broken: tuple[type[Exception], ...]
) -> Iterator[None]:
    """Give every way in which no answer comes the words of an Unreachable.

    `broken` are the exceptions for an answer that is not of the `protocol`.
    """
    try:
        yield
    except TimeoutError:
        raise Unreachable(f"no answer within {timeout_s:g} s") from None
    except ssl.SSLError as error:
        raise Unreachable(f"TLS failed: {error.reason}") from None
    except broken as error:
        raise Unreachable(f"no {protocol}: {type(error).__name__}") from None
    except Unreachable:
        raise
    except OSError as error:
        raise Unreachable(type(error).__name__) from None


class WebClient:
    """Sends one request a connection, never follows a redirect, and connects to the very address
    that it resolved and looked at.

    `guarded` is off for addresses that the operator gave.
    """

    def __init__(
        self,
        *,
        timeout_s: float,
        own_networks: tuple[IpNetwork, ...] = (),
        guarded: bool = True,
        context: ssl.SSLContext | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        self._timeout_s = timeout_s
        self._own_networks = own_networks
        self._guarded = guarded
        self._context = context or ssl.create_default_context()
        self._resolve = resolve or resolve_name

    async def send(
        self, method: str, address: WebAddress, *, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """The answer. Raises Unreachable, or ForbiddenAddress where it may not connect."""
        broken = (h11.ProtocolError, ValueError)
        with without_answer(self._timeout_s, protocol="HTTP", broken=broken):
            async with asyncio.timeout(self._timeout_s):
                reader, writer = await self._connect(address)
                try:
                    return await _exchange(reader, writer, method, address, headers, body)
                finally:
                    writer.close()

    async def _connect(
        self, address: WebAddress
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        context = self._context if address.secure else None
        name = address.host if address.secure else None
        failure: OSError = Unreachable("the name leads nowhere")
        for found in (await self._addresses(address))[:_ADDRESSES_TRIED]:
            try:
                return await asyncio.open_connection(
                    str(found),
                    address.port,
                    limit=_HEAD_BYTES_MAX,
                    ssl=context,
                    server_hostname=name,
                )
            except ssl.SSLError:
                raise
            except OSError as error:
                failure = error
        raise failure

    async def _addresses(self, address: WebAddress) -> list[IpAddress]:
        with contextlib.suppress(ValueError):
            return self._allowed(address, [ipaddress.ip_address(address.host)])
        resolved = await self._resolve(address.host, address.port)
        return self._allowed(address, [ipaddress.ip_address(text) for text in resolved])

    def _allowed(self, address: WebAddress, resolved: list[IpAddress]) -> list[IpAddress]:
        if not self._guarded:
            return resolved
        allowed = [one for one in resolved if may_contact(address, one, self._own_networks)]
        if resolved and not allowed:
            raise ForbiddenAddress("the name leads into a network of our own")
        return allowed


async def resolve_name(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a name. Raises Unreachable."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("the name is unknown") from None
    return list(dict.fromkeys(str(one[4][0]) for one in found))


async def _exchange(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    method: str,
    address: WebAddress,
    headers: Mapping[str, str],
    body: bytes,
) -> Answer:
    wire = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_BYTES_MAX)
    host = address.origin.partition("://")[2]
    sent = {"Host": host, "Content-Length": str(len(body)), "Connection": "close", **headers}
    request = h11.Request(method=method, target=address.path, headers=list(sent.items()))
    for event in (request, h11.Data(data=body), h11.EndOfMessage()):
        writer.write(wire.send(event) or b"")
    await writer.drain()
    head: h11.Response | None = None
    content = b""
    while True:
        match wire.next_event():
            case h11.NEED_DATA:
                wire.receive_data(await reader.read(_HEAD_BYTES_MAX))
            case h11.Response() as head:
                pass
            case h11.Data(data=data):
                content += data
                if len(content) > _ANSWER_BYTES_MAX:
                    raise Unreachable("the answer is too long")
            case h11.EndOfMessage() | h11.ConnectionClosed():
                break
    if head is None:
        raise Unreachable("the connection ended without an answer")
    named = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
    return Answer(status=head.status_code, headers=named, body=content)
