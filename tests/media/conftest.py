"""Probing as a server does it, with bounds that a test reaches."""

from collections.abc import AsyncIterator

import pytest

from heliograph.media.probe import ConfinedProbe
from heliograph.media.workers import Bounds

BOUNDS = Bounds(processes=2, waiting=4, memory_bytes=768 << 20, seconds=20, pixels=30_000_000)


@pytest.fixture
async def probe() -> AsyncIterator[ConfinedProbe]:
    made = ConfinedProbe(BOUNDS)
    yield made
    await made.close()
