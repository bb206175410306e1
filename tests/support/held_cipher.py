"""A cipher that does nothing until it is let, so that a test can look at what happens meanwhile."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from heliograph.net.cipher import Cipher


class HeldCipher(Cipher):
    """Does nothing until it is let; `waiting` counts what it has to do."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go = asyncio.Event()
        self.waiting = 0

    async def __call__(self, work: Callable[[], Any]) -> Any:
        self.waiting += 1
        try:
            await self.may_go.wait()
        finally:
            self.waiting -= 1
        return await super().__call__(work)


def hold_cipher(monkeypatch: pytest.MonkeyPatch) -> HeldCipher:
    """The cipher of the server that is made next."""
    cipher = HeldCipher()
    monkeypatch.setattr("heliograph.net.server.Cipher", lambda: cipher)
    return cipher
