"""The HTTP port: is it alive, ready, how is it doing; pages, and the way in for web clients."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import prometheus_client
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from heliograph.config import Address, Limits
from heliograph.net.server import MtprotoServer
from heliograph.server.errors import CannotStart
from heliograph.server.http_protocol import bounded_protocol

_START_TIMEOUT_S = 5
_KEEP_ALIVE_S = 5
_BACKLOG = 128


def make_http(is_ready: Callable[[], bool], pages: Sequence[BaseRoute] = ()) -> Starlette:
    """The application; `is_ready` says whether clients can be served right now, `pages` are what
    else is shown to browsers."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        return PlainTextResponse("ready\n") if is_ready() else PlainTextResponse("not ready\n", 503)

    async def metrics(_: Request) -> Response:
        return Response(
            prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST
        )

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            *pages,
        ]
    )


class _Server(uvicorn.Server):
    """Uvicorn inside our loop: the process's signals stay ours."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(address: Address) -> socket.socket:
    """A listening TCP socket; port 0 picks a free one. Raises CannotStart."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address.host, address.port))
        # At once: until somebody listens, SO_REUSEADDR lets a second socket bind the same port.
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotStart(f"http: {address}: {error.strerror}") from None
    listener.setblocking(False)
    return listener


@contextlib.asynccontextmanager
async def serve_http(
    app: Starlette, listener: socket.socket, limits: Limits, mtproto: MtprotoServer | None = None
) -> AsyncIterator[None]:
    """Serve `app` on a listening socket while the context lasts, and beside it MTProto."""
    server = _Server(
        uvicorn.Config(
            app,
            http=bounded_protocol(limits, mtproto),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            # Trusts 127.0.0.1 unless told otherwise; who is calling `server.pages` finds out.
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=1,
        )
    )
    failure: BaseException | None = None
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[listener]), name="http")
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                await server.listening.wait()
            yield
        except BaseException as error:
            # Raised below, as it is: the group would wrap it.
            failure = error
        server.should_exit = True
    if failure is not None:
        raise failure
