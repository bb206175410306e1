"""The separate programs that look at videos, sounds and HEIC, each run confined and bounded.

They are programs and not libraries because of their licences, and because what they read is a
stranger's. https://ffmpeg.org/ffprobe.html, https://ffmpeg.org/ffmpeg.html
"""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from math import ceil
from pathlib import Path
from typing import TypeVar

import msgspec

from heliograph.media.confined import command
from heliograph.media.confinement import environment
from heliograph.media.workers import Bounds

PROGRAMS = {
    "ffprobe": "ffmpeg",
    "ffmpeg": "ffmpeg",
    "heif-convert": "libheif-examples",
}
"""What is run, and the Debian package that it comes with."""

_DEMUXERS = (
    "aac,ac3,aiff,amr,ape,avi,caf,flac,flv,gif,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,"
    "mpeg,mpegts,ogg,opus,wav,w64,wv"
)
"""Containers that hold what they play: none that names other files, as playlists do."""
_BOUNDED = ("-v", "error", "-protocol_whitelist", "file,pipe", "-format_whitelist", _DEMUXERS)
_ASKED = (
    "format=duration:format_tags=title,artist"
    ":stream=codec_type,codec_name,width,height:stream_disposition=attached_pic"
    ":stream_side_data=rotation"
)
_TOLD_BYTES_MAX = 256 << 10
_FRAME_BYTES_MAX = 4 << 20
_CONVERTED_BYTES_MAX = 128 << 20
_FRAME_BOX = 640
_WAVE_RATE_HZ = 1_000
_WAVE_S_MAX = 3_600


Made = TypeVar("Made")


class Lacking(Exception):
    """A program is not installed, or made nothing of the file."""


class _Disposition(msgspec.Struct, frozen=True):
    attached_pic: int = 0


class _SideData(msgspec.Struct, frozen=True):
    rotation: int = 0


class _Stream(msgspec.Struct, frozen=True):
    codec_type: str = ""
    codec_name: str = ""
    width: int = 0
    height: int = 0
    disposition: _Disposition = _Disposition()
    side_data_list: tuple[_SideData, ...] = ()

    @property
    def is_video(self) -> bool:
        """Whether it moves: the cover of music is a stream as well."""
        return self.codec_type == "video" and not self.disposition.attached_pic

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height in pixels as it is to be shown: upright."""
        lies = any(one.rotation % 180 for one in self.side_data_list)
        return (self.height, self.width) if lies else (self.width, self.height)


class _Tags(msgspec.Struct, frozen=True):
    title: str = ""
    artist: str = ""


class _Format(msgspec.Struct, frozen=True):
    duration: str = "0"
    tags: _Tags = _Tags()


class Told(msgspec.Struct, frozen=True):
    """What ffprobe tells of a file: its streams, how long it is in seconds, what it is called."""

    streams: tuple[_Stream, ...] = ()
    format: _Format = _Format()


class Programs:
    """Runs them. Everything here blocks, at most for the bound's seconds."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds

    def told(self, source: Path) -> Told:
        """What ffprobe says of a file. Lacking."""
        asked = ("-show_entries", _ASKED, "-of", "json", f"file:{source}")
        output = self._output(["ffprobe", *_BOUNDED, *asked], source, _TOLD_BYTES_MAX)
        try:
            return msgspec.json.decode(output, type=Told)
        except msgspec.DecodeError as error:
            raise Lacking(str(error)) from None

    def frame(self, source: Path, *, at_s: float) -> bytes:
        """One picture of a video, or the cover of music, as PNG. Lacking."""
        shrunk = f"scale=w='min({_FRAME_BOX},iw)':h='min({_FRAME_BOX},ih)'"
        asked = ("-map", "0:v:0", "-frames:v", "1", "-vf", shrunk + _KEEP_RATIO)
        output = ("-c:v", "png", "-f", "image2pipe", "pipe:1")
        return self._output(
            [*_ffmpeg(source, at_s=at_s), *asked, *output], source, _FRAME_BYTES_MAX
        )

    def loudness(self, source: Path) -> bytes:
        """How far a sound swings: a thousand unsigned bytes a second, 128 is silence. Lacking."""
        asked = ("-map", "0:a:0", "-ac", "1", "-ar", str(_WAVE_RATE_HZ), "-t", str(_WAVE_S_MAX))
        output = ("-c:a", "pcm_u8", "-f", "u8", "pipe:1")
        return self._output(
            [*_ffmpeg(source, at_s=0), *asked, *output], source, _WAVE_RATE_HZ * _WAVE_S_MAX
        )

    def with_jpeg(self, source: Path, use: Callable[[Path], Made]) -> Made:
        """Do something with a HEIC as a JPEG, which is gone afterwards. Lacking."""
        # Beside the upload, where what a killed server leaves is swept with it.
        with tempfile.TemporaryDirectory(prefix=f"{source.name}-", dir=source.parent) as folder:
            made = Path(folder) / "made.jpg"
            program = ["heif-convert", "-q", "95", str(source), str(made)]
            self._output(program, source, _TOLD_BYTES_MAX, write=folder)
            if not made.exists():
                # The first of several pictures is named so.
                made = made.with_name("made-1.jpg")
            if not made.exists():
                raise Lacking("heif-convert made no picture")
            return use(made)

    def _output(
        self, program: list[str], source: Path, bytes_max: int, *, write: str = ""
    ) -> bytes:
        if shutil.which(program[0]) is None:
            raise Lacking(f"{program[0]} is not installed")
        run = command(
            program,
            read=str(source),
            write=write,
            memory_bytes=self._bounds.memory_bytes,
            cpu_s=ceil(self._bounds.seconds),
            bytes_max=_CONVERTED_BYTES_MAX,
        )
        with subprocess.Popen(
            run,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        ) as process:
            assert process.stdout is not None
            late = threading.Timer(self._bounds.seconds, process.kill)
            late.start()
            try:
                output = process.stdout.read(bytes_max + 1)
                if len(output) > bytes_max:
                    process.kill()
                code = process.wait()
            finally:
                late.cancel()
        if code or len(output) > bytes_max:
            raise Lacking(f"{program[0]} ended with {code}")
        return output


def _ffmpeg(source: Path, *, at_s: float) -> list[str]:
    seek = ["-ss", f"{at_s:.3f}"] if at_s else []
    return ["ffmpeg", "-nostdin", "-threads", "1", *_BOUNDED, *seek, "-i", f"file:{source}"]


_KEEP_RATIO = ":force_original_aspect_ratio=decrease"
