"""Updates for many sessions: encoded once for each layer, queued for a few at a time."""

import asyncio
from typing import Any

import pytest

from heliograph.delivery import encoding
from heliograph.telemetry import metrics
from heliograph.tl import types


class Listener:
    """As much of a session as is pushed to."""

    session_id = 1

    def __init__(self, layer: int, *, broken: bool = False) -> None:
        self.layer = layer
        self.broken = broken
        self.pushed: list[bytes] = []

    def push(self, body: bytes) -> None:
        if self.broken:
            raise ConnectionError("the session is broken")
        self.pushed.append(body)


async def test_many_are_told_a_few_at_a_time_what_was_encoded_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encoding, "AT_ONCE", 2)
    encode, encoded = encoding.encode, list[int]()

    def counted(updates: Any, layer: int) -> bytes:
        encoded.append(layer)
        return encode(updates, layer)

    monkeypatch.setattr(encoding, "encode", counted)
    listeners: list[Any] = [Listener(229), Listener(158), Listener(229, broken=True), Listener(229)]
    updates, variants = metrics.UPDATES.updates, metrics.UPDATES.variants
    telling = asyncio.create_task(encoding.push_to_many(listeners, types.UpdatesTooLong()))
    await asyncio.sleep(0)
    assert [len(one.pushed) for one in listeners] == [1, 1, 0, 0]
    await telling
    assert [len(one.pushed) for one in listeners] == [1, 1, 0, 1]
    assert encoded == [229, 158]
    assert metrics.UPDATES.updates - updates == 1
    assert metrics.UPDATES.variants - variants == 2
