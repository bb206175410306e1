"""Servers for the tests of this folder; whatever a test leaves running is stopped."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest
import uvloop
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from heliograph.config import Limits
from support.net_place import OpenPlace, Place
from support.whole_place import OpenWhole, WholePlace


@pytest.hookimpl(optionalhook=True)
def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop the server runs on; its transports differ from asyncio's."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session")
def private_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
async def open_place(
    private_key: RSAPrivateKey,
) -> AsyncIterator[OpenPlace]:
    places: list[Place] = []

    async def make(*, proxies: Sequence[str] = (), **limits: int) -> Place:
        bounds = Limits(**{"stop_timeout_s": 3, **limits})  # type: ignore[arg-type]
        place = Place(private_key, bounds, proxies=proxies)
        places.append(place)
        await place.start()
        return place

    yield make
    for place in places:
        place.release.set()
        await place.server.stop()


@pytest.fixture
async def place(open_place: OpenPlace) -> Place:
    return await open_place()


@pytest.fixture
async def open_whole(private_key: RSAPrivateKey, tmp_path: Path) -> AsyncIterator[OpenWhole]:
    places: list[WholePlace] = []

    async def make(**limits: int) -> WholePlace:
        place = WholePlace(tmp_path, private_key, Limits(**{"stop_timeout_s": 3, **limits}))  # type: ignore[arg-type]
        await place.start()
        places.append(place)
        return place

    yield make
    for place in places:
        await place.stop()


@pytest.fixture
async def whole(open_whole: OpenWhole) -> WholePlace:
    return await open_whole()
