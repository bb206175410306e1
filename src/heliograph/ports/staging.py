"""Where the parts of an upload wait until something is made of them."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

import msgspec

from heliograph.domain.uploads import Part


class Assembled(msgspec.Struct, frozen=True, kw_only=True):
    """A whole upload: a file of `size` bytes at `path`, and the SHA-256 of its content.

    Whoever takes it in may move the file away.
    """

    path: Path
    size: int
    sha256: bytes


class Staging(Protocol):
    """Parts of uploads by account and the client's own id. Nothing here holds up the event loop.

    A part that was kept survives the process; one that a power cut took is found missing when the
    upload is assembled.
    """

    async def keep_part(self, part: Part, *, now: int) -> None:
        """Write one part; one that is there already may come again. `now` in Unix seconds.

        What `domain.uploads` refuses; FLOOD_WAIT_x where too much of the account waits,
        WORKER_BUSY where the disk is too full.
        """
        ...

    def assembled(
        self, owner_id: int, upload_id: int, *, parts: int, md5: str = "", waits: bool = True
    ) -> AbstractAsyncContextManager[Assembled]:
        """The upload as one file, which must have so many parts, for as long as it is worked at.

        Once that is done without an exception nothing is left of it; until then others who want
        the same one wait. Whoever holds one already asks for another with `waits` off, by which
        it counts as missing: two who waited for each other's would do so for good.
        FILE_PART_x_MISSING, also where there is no such upload; FILE_PARTS_INVALID;
        MD5_CHECKSUM_INVALID for another content than `md5`, in hexadecimal digits ("" is not
        compared, nor is that of more than 32 MiB).
        """
        ...

    async def sweep(self, *, before: int) -> int:
        """Remove uploads whose last part came before a time; gives how many went."""
        ...

    async def close(self) -> None:
        """Finish what is being written and let go of threads and files."""
        ...
