"""Where objects lie that have a name and never change; what blobs are made of."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec


class ObjectMissing(Exception):
    """There is no object of that name."""


class ObjectEntry(msgspec.Struct, frozen=True):
    """An object that is there: `size` in bytes, `changed` in Unix seconds."""

    name: str
    size: int
    changed: int


class Objects(Protocol):
    """Names are lower-case hexadecimal digits, at least two; an object is wholly there or not."""

    async def put(self, name: str, source: Path) -> None:
        """Take a finished file in, durably, in place of what has the name; it is gone then."""
        ...

    async def put_bytes(self, name: str, content: bytes) -> None: ...

    async def read(self, name: str, *, offset: int, limit: int) -> bytes:
        """Fewer bytes at the end, none behind it. ObjectMissing."""
        ...

    async def sizes(self, names: Sequence[str]) -> Sequence[int | None]: ...

    async def delete(self, names: Sequence[str]) -> None: ...

    def entries(self) -> AsyncIterator[ObjectEntry]: ...

    async def close(self) -> None: ...
