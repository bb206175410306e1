"""How uploaded pictures, videos and sounds are looked at: outside the process, within limits."""

from pathlib import Path
from typing import Protocol

import msgspec

from heliograph.domain.looks import Looks


class MadePicture(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One size of a picture that was made: JPEG, or WebP where it lets through what is behind it.

    `type` is the letter that clients know, sides are pixels; `progressive` are the lengths after
    which a progressive JPEG can be shown, the last being its own.
    """

    type: str
    width: int
    height: int
    content: bytes
    progressive: tuple[int, ...] = ()


class MadePhoto(msgspec.Struct, frozen=True, kw_only=True):
    """A photo in all sizes from the smallest; `stripped` is the one that goes along in messages.

    https://core.telegram.org/api/files#stripped-thumbnails
    """

    sizes: tuple[MadePicture, ...]
    stripped: bytes


class Seen(Looks, frozen=True, kw_only=True, omit_defaults=True):
    """What a document turned out to be; `thumb` is None where nothing could be shown."""

    thumb: MadePicture | None = None
    stripped: bytes = b""


class Probe(Protocol):
    """Looks at files that somebody sent. Whatever they hold, it costs bounded time and memory, and
    what harm they do is done to files of the same `owner_id`."""

    async def photo(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        """All sizes of a photo: upright, and without what its camera noted.

        PHOTO_INVALID_DIMENSIONS for sides no client shows, IMAGE_PROCESS_FAILED for what is no
        picture or takes too much, WORKER_BUSY_TOO_LONG_RETRY where too many wait.
        """
        ...

    async def profile_photo(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        """The square sizes of a photo of somebody; refusals as for `photo`."""
        ...

    async def thumbnail(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        """The one small size that a client sent to stand for its document; refusals likewise."""
        ...

    async def document(
        self, source: Path, *, mime_type: str, voice: bool = False, owner_id: int = 0
    ) -> Seen:
        """What a document shows and says; an empty Seen for what cannot be made out.

        A `voice` gets its waveform.
        """
        ...

    async def close(self) -> None:
        """End the processes that do the work."""
        ...
