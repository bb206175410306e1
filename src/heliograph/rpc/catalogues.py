"""Lists that are the same for everybody: made once, then named by a hash of what they say."""

import asyncio
import zlib
from collections.abc import Callable
from typing import Generic, TypeVar

from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST

_MASK = 0x7FFFFFFF


def content_hash(value: object) -> int:
    """31 bits that follow from the content; never 0, which clients send when they have nothing."""
    return zlib.crc32(encode(value, NEWEST)) & _MASK or 1


Key = TypeVar("Key")
Made = TypeVar("Made")


class Catalogue(Generic[Key, Made]):
    """Answers by a key of few values (a language), each with its hash.

    `make` gets the hash to write into the answer; it runs in a thread, since libraries' tables
    take up to a second to read.
    """

    def __init__(self, make: Callable[[Key, int], Made]) -> None:
        self._make = make
        self._known: dict[Key, tuple[Made, int]] = {}

    async def get(self, key: Key) -> tuple[Made, int]:
        """The answer and its hash."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = await asyncio.to_thread(self._made, key)
        return found

    def _made(self, key: Key) -> tuple[Made, int]:
        current = content_hash(self._make(key, 0))
        return self._make(key, current), current
