"""Looking at what people send: pictures in confined workers, the rest by confined programs."""

import os
from collections.abc import Callable
from functools import partial
from math import isfinite
from pathlib import Path
from typing import BinaryIO

from heliograph.domain import errors
from heliograph.domain.files import CODEC_LENGTH, DURATION_MAX_S, TEXT_LENGTH
from heliograph.media.confinement import can_confine
from heliograph.media.mp4 import is_index_behind
from heliograph.media.programs import Lacking, Programs, Told
from heliograph.media.waveform import waveform_of
from heliograph.media.worker import Answer, DocumentSeen, Failed, Kind
from heliograph.media.workers import Bounds, Workers
from heliograph.ports.probe import MadePhoto, Seen

_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
"""The brands of ISO/IEC 23008-12, annex B, in the box that such a file begins with."""
_REFUSALS: dict[str, type[errors.Refused]] = {
    "PHOTO_INVALID_DIMENSIONS": errors.PhotoInvalidDimensions,
}
_NOTHING = Seen()
_FRAME_AT_S = 1.0
_SIDE_MAX = 65_535


class ConfinedProbe:
    """Implements `ports.probe.Probe`."""

    def __init__(self, bounds: Bounds) -> None:
        self._blind = bounds.confined and not can_confine()
        self._workers = Workers(bounds)
        self._programs = Programs(bounds)

    async def photo(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        return await self._made("photo", source, owner_id)

    async def profile_photo(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        return await self._made("profile_photo", source, owner_id)

    async def thumbnail(self, source: Path, *, owner_id: int = 0) -> MadePhoto:
        return await self._made("thumbnail", source, owner_id)

    async def document(
        self, source: Path, *, mime_type: str, voice: bool = False, owner_id: int = 0
    ) -> Seen:
        looks: dict[str, Callable[[Path], Seen]] = {
            "image": partial(self._image, owner_id=owner_id),
            "video": partial(self._video, owner_id=owner_id),
            "audio": partial(self._sound, voice=voice, owner_id=owner_id),
        }
        look = looks.get(mime_type.split("/", 1)[0])
        if look is None or self._blind:
            return _NOTHING
        return await self._workers.run(partial(look, source))

    async def close(self) -> None:
        await self._workers.close()

    async def _made(self, kind: Kind, source: Path, owner_id: int) -> MadePhoto:
        if self._blind:
            raise errors.ImageProcessFailed
        answer = await self._workers.run(partial(self._picture, kind, source, owner_id))
        if isinstance(answer, Failed):
            raise _REFUSALS.get(answer.token, errors.ImageProcessFailed)
        assert not isinstance(answer, DocumentSeen)
        return answer.photo

    # --- beside the loop: what follows blocks -------------------------------------------------

    def _picture(self, kind: Kind, source: Path, owner_id: int) -> Answer:
        def plain(picture: Path) -> Answer:
            with picture.open("rb") as file:
                return self._workers.picture(kind, file.fileno(), owner_id=owner_id)

        with source.open("rb") as file:
            converted = _is_heic(file)
        try:
            return self._programs.with_jpeg(source, plain) if converted else plain(source)
        except Lacking:
            return Failed("IMAGE_PROCESS_FAILED")

    def _image(self, source: Path, *, owner_id: int) -> Seen:
        answer = self._picture("document", source, owner_id)
        return answer.seen if isinstance(answer, DocumentSeen) else _NOTHING

    def _video(self, source: Path, *, owner_id: int) -> Seen:
        try:
            told = self._programs.told(source)
        except Lacking:
            return _NOTHING
        stream = next((one for one in told.streams if one.is_video), None)
        if stream is None:
            return _NOTHING
        duration = _duration(told)
        thumb = self._thumb(source, at_s=min(_FRAME_AT_S, duration / 2), owner_id=owner_id)
        width, height = stream.shown_size
        return Seen(
            width=min(width, _SIDE_MAX),
            height=min(height, _SIDE_MAX),
            duration=duration,
            video=True,
            sound=any(one.codec_type == "audio" for one in told.streams),
            codec=stream.codec_name[:CODEC_LENGTH],
            index_behind=is_index_behind(source),
            thumb=thumb.sizes[0] if thumb else None,
            stripped=thumb.stripped if thumb else b"",
        )

    def _sound(self, source: Path, *, voice: bool, owner_id: int) -> Seen:
        try:
            told = self._programs.told(source)
            if not any(one.codec_type == "audio" for one in told.streams):
                return _NOTHING
            waveform = waveform_of(self._programs.loudness(source)) if voice else b""
        except Lacking:
            return _NOTHING
        cover = any(one.disposition.attached_pic for one in told.streams)
        thumb = self._thumb(source, at_s=0, owner_id=owner_id) if cover else None
        return Seen(
            duration=_duration(told),
            sound=True,
            title=told.format.tags.title[:TEXT_LENGTH],
            performer=told.format.tags.artist[:TEXT_LENGTH],
            waveform=waveform,
            thumb=thumb.sizes[0] if thumb else None,
            stripped=thumb.stripped if thumb else b"",
        )

    def _thumb(self, source: Path, *, at_s: float, owner_id: int) -> MadePhoto | None:
        try:
            frame = self._programs.frame(source, at_s=at_s)
        except Lacking:
            return None
        with os.fdopen(os.memfd_create("frame"), "w+b") as file:
            file.write(frame)
            file.flush()
            file.seek(0)
            answer = self._workers.picture("thumbnail", file.fileno(), owner_id=owner_id)
        return None if isinstance(answer, Failed | DocumentSeen) else answer.photo


def _is_heic(file: BinaryIO) -> bool:
    head = file.read(12)
    file.seek(0)
    return head[4:8] == b"ftyp" and head[8:] in _HEIC


def _duration(told: Told) -> float:
    """Seconds; 0 for what makes no sense."""
    try:
        duration = float(told.format.duration)
    except ValueError:
        return 0.0
    return duration if isfinite(duration) and 0 <= duration <= DURATION_MAX_S else 0.0
