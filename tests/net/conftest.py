"""Servers for the tests of this folder; whatever a test leaves running is stopped."""

from collections.abc import AsyncIterator

import pytest
import uvloop
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from heliograph.config import Limits
from support.net_place import OpenPlace, Place


@pytest.fixture(scope="session")
def event_loop_policy() -> uvloop.EventLoopPolicy:
    """The loop the server runs on; its transports differ from asyncio's."""
    return uvloop.EventLoopPolicy()


@pytest.fixture(scope="session")
def private_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
async def open_place(
    private_key: RSAPrivateKey,
) -> AsyncIterator[OpenPlace]:
    places: list[Place] = []

    async def make(**limits: int) -> Place:
        place = Place(private_key, Limits(**{"stop_timeout_s": 3, **limits}))  # type: ignore[arg-type]
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
