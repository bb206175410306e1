"""Health, readiness and metrics over HTTP."""

import asyncio
import logging
import signal
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from heliograph.config import Limits, parse_address
from heliograph.server.errors import CannotStart
from heliograph.server.http import bind, make_http, serve_http
from heliograph.telemetry import metrics


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


async def test_health_readiness_and_metrics() -> None:
    ready = [True]
    metrics.RPC_CALLS.labels("help.getConfig", "ok")
    listener = bind(parse_address("127.0.0.1:0"))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with serve_http(make_http(lambda: ready[0]), listener, Limits()):
        assert await asyncio.to_thread(fetch, base + "/healthz") == (200, "ok\n")
        assert await asyncio.to_thread(fetch, base + "/readyz") == (200, "ready\n")
        ready[0] = False
        assert await asyncio.to_thread(fetch, base + "/readyz") == (503, "not ready\n")
        status, text = await asyncio.to_thread(fetch, base + "/metrics")
        assert status == 200
        assert "heliograph_rpc_calls_total" in text
        assert (await asyncio.to_thread(fetch, base + "/"))[0] == 404


async def test_signals_stay_the_process_owners() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    listener = bind(parse_address("[::1]:0"))
    async with serve_http(make_http(lambda: True), listener, Limits()):
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_address_in_use_is_told_with_the_address() -> None:
    taken = bind(parse_address("127.0.0.1:0"))
    with pytest.raises(CannotStart, match="in use"):
        bind(parse_address(f"127.0.0.1:{taken.getsockname()[1]}"))
    taken.close()


@asynccontextmanager
async def serving(**limits: int) -> AsyncIterator[int]:
    """A server under these limits; gives its port."""
    listener = bind(parse_address("127.0.0.1:0"))
    bounds = Limits(**limits)  # type: ignore[arg-type]
    async with serve_http(make_http(lambda: True), listener, bounds):
        yield listener.getsockname()[1]


async def healthy(port: int) -> bool:
    url = f"http://127.0.0.1:{port}/healthz"
    return await asyncio.to_thread(fetch, url) == (200, "ok\n")


async def ended(reader: asyncio.StreamReader) -> bytes:
    """What still comes until the server closes, quietly or by a reset."""
    received = b""
    with suppress(ConnectionResetError):
        async with asyncio.timeout(5):
            while part := await reader.read(4096):
                received += part
    return received


async def said(port: int, request: bytes) -> bytes:
    """Everything that is answered before the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    received = await ended(reader)
    writer.close()
    return received


@pytest.mark.parametrize("request_", [b"", b"GET /healthz HTTP/1.1\r\nHost: a\r\n"])
async def test_request_that_does_not_end_is_cut_off(request_: bytes) -> None:
    async with serving(http_exchange_timeout_s=1) as port:
        assert await said(port, request_) == b""
        assert await healthy(port)


async def test_dripping_bytes_win_no_time() -> None:
    head = b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
    async with serving(http_exchange_timeout_s=1) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        over = asyncio.ensure_future(ended(reader))
        async with asyncio.timeout(5):
            while not (await asyncio.wait([over], timeout=0.05))[0]:
                writer.write(b"x")
        writer.close()


async def test_half_requests_beyond_the_bound_keep_nobody_out() -> None:
    async with serving(http_connections_max=8) as port:
        opened = []
        for _ in range(20):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /healthz HTTP/1.1\r\n")
            opened.append((reader, writer))
            assert await healthy(port)
        # The oldest have given way: at most eight are left, and one came for health.
        for reader, _ in opened[:12]:
            assert await ended(reader) == b""
        assert not any(reader.at_eof() for reader, _ in opened[13:])
        for _, writer in opened:
            writer.close()


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\n\r\nzz\r\n",
    ],
)
async def test_malformed_request_is_one_line_in_the_log(
    request_: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving() as port:
        with caplog.at_level(logging.INFO):
            assert (await said(port, request_)).startswith(b"HTTP/1.1 400")
            assert await healthy(port)
    lines = [r for r in caplog.records if r.name.startswith(("uvicorn", "asyncio"))]
    assert [(r.levelname, r.exc_info) for r in lines if r.levelno > logging.INFO] == [
        ("WARNING", None)
    ]


async def test_body_that_breaks_after_the_answer_closes_without_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    head = b"GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        await reader.readuntil(b"ok\n")
        writer.write(b"zz\r\n")
        assert await ended(reader) == b""
        writer.close()
    assert not [r for r in caplog.records if r.exc_info]


async def test_an_answer_that_goes_on_may_take_longer_than_one_that_does_not() -> None:
    async def answer(request: Request) -> Response:
        loop = asyncio.get_running_loop()
        over = loop.time() + 1.3
        while loop.time() < over:
            await asyncio.sleep(0.05)
            if request.url.path == "/goes-on":
                request.state.progress()
        return PlainTextResponse("done")

    pages = [Route("/goes-on", answer), Route("/hangs", answer)]
    listener = bind(parse_address("127.0.0.1:0"))
    port = listener.getsockname()[1]
    async with serve_http(
        make_http(lambda: True, pages), listener, Limits(http_exchange_timeout_s=1)
    ):
        asked = [
            said(port, f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
            for path in ("/goes-on", "/hangs")
        ]
        went_on, hung = await asyncio.gather(*asked)
    assert went_on.endswith(b"done")
    assert hung == b""
