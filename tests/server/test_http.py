"""Health, readiness and metrics over HTTP."""

import asyncio
import signal
import urllib.error
import urllib.request

import pytest

from heliograph.config import parse_address
from heliograph.server.errors import CannotStart
from heliograph.server.http import bind, make_http, serve_http


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


async def test_health_readiness_and_metrics() -> None:
    ready = [True]
    listener = bind(parse_address("127.0.0.1:0"))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with serve_http(make_http(lambda: ready[0]), listener):
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
    async with serve_http(make_http(lambda: True), bind(parse_address("[::1]:0"))):
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_address_in_use_is_told_with_the_address() -> None:
    taken = bind(parse_address("127.0.0.1:0"))
    taken.listen()
    with pytest.raises(CannotStart, match="in use"):
        bind(parse_address(f"127.0.0.1:{taken.getsockname()[1]}"))
    taken.close()
