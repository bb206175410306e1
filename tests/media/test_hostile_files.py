"""Broken and hostile files: each is refused or a plain document, in bounded time and memory."""

import io
import resource
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from heliograph.domain import errors
from heliograph.media import pictures
from heliograph.media.mp4 import is_index_behind
from heliograph.media.probe import ConfinedProbe
from heliograph.ports.probe import Seen

NO_PHOTO = (errors.ImageProcessFailed, errors.PhotoInvalidDimensions)


def encoded(made: Image.Image, kind: str, **options: object) -> bytes:
    content = io.BytesIO()
    made.save(content, kind, **options)
    return content.getvalue()


def png(width: int, height: int, rows: bytes) -> bytes:
    """A PNG of one bit a pixel that claims its sides, whatever its rows are."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def claiming(width: int, height: int) -> bytes:
    """A JPEG whose header claims other sides than it has."""
    content = bytearray(encoded(Image.new("RGB", (8, 8)), "JPEG"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def text_bomb() -> bytes:
    """A PNG with 200 MB of words that take 200 KB."""
    notes = PngImagePlugin.PngInfo()
    for number in range(4):
        notes.add_text(f"note{number}", "a" * 50_000_000, zip=True)
    return encoded(Image.new("1", (9, 9)), "PNG", pnginfo=notes)


def frames() -> bytes:
    """A GIF that goes on for thousands of frames."""
    one = Image.new("L", (50, 50))
    others = [Image.new("L", (50, 50), number % 250) for number in range(2_000)]
    return encoded(one, "GIF", save_all=True, append_images=others, duration=10)


BOMBS: dict[str, Callable[[], bytes]] = {
    "a picture of ten thousand million pixels": lambda: png(100_000, 100_000, zlib.compress(b"")),
    "a picture that unpacks to two gigabytes": lambda: png(
        65_535, 65_535, zlib.compress(bytes(1 << 24))
    ),
    "a JPEG that claims 65,500 by 65,500": lambda: claiming(65_500, 65_500),
    "words that unpack to 200 MB": text_bomb,
    "an SVG with a script": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "an HTML page": lambda: b"<!doctype html><script>alert(1)</script>",
    "an EPS that would run": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nquit",
    "an ICO, which nobody sends": lambda: encoded(Image.new("RGB", (16, 16)), "ICO"),
    "a TIFF, which refers to places in itself": lambda: encoded(Image.new("RGB", (9, 9)), "TIFF"),
    "a PNG without end": lambda: png(900, 900, zlib.compress(bytes(900 * 120))[:-9])[:-40],
}


@pytest.mark.parametrize("bomb", BOMBS)
async def test_what_would_do_harm_is_no_photo(
    probe: ConfinedProbe, tmp_path: Path, bomb: str
) -> None:
    (tmp_path / "bomb").write_bytes(BOMBS[bomb]())
    with pytest.raises(NO_PHOTO):
        await probe.photo(tmp_path / "bomb")
    seen = await probe.document(tmp_path / "bomb", mime_type="image/png")
    assert seen.thumb is None
    # Whoever comes next is served.
    (tmp_path / "good").write_bytes(encoded(Image.new("RGB", (9, 9)), "PNG"))
    assert (await probe.photo(tmp_path / "good")).sizes


@pytest.mark.parametrize("sides", [(100_000, 100_000), (20_000, 20_000), (9_000, 9_000)])
def test_a_picture_of_too_many_pixels_is_told_from_a_broken_one(sides: tuple[int, int]) -> None:
    for content in (
        png(*sides, zlib.compress(b"")),
        claiming(*(min(65_500, one) for one in sides)),
    ):
        for make in (pictures.photo, pictures.profile_photo):
            with pytest.raises(pictures.BadPicture, match="PHOTO_INVALID_DIMENSIONS"):
                make(io.BytesIO(content), pixels_max=50_000_000)


async def test_of_many_frames_one_is_looked_at(probe: ConfinedProbe, tmp_path: Path) -> None:
    (tmp_path / "frames").write_bytes(frames())
    assert (await probe.photo(tmp_path / "frames")).sizes
    seen = await probe.document(tmp_path / "frames", mime_type="image/gif")
    assert (seen.width, seen.height, seen.video) == (50, 50, True)


async def test_what_hangs_on_to_a_picture_is_not_in_its_photo(
    probe: ConfinedProbe, tmp_path: Path
) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("payload", "canary")
    picture = encoded(Image.new("RGB", (99, 99)), "JPEG")
    (tmp_path / "both").write_bytes(picture + archive.getvalue())
    photo = await probe.photo(tmp_path / "both")
    for size in photo.sizes:
        assert b"canary" not in size.content
        assert not zipfile.is_zipfile(io.BytesIO(size.content))


def film() -> bytes:
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=160x120:duration=1"]
    mp4 = ["-c:v", "libx264", "-f", "mp4", "-movflags", "frag_keyframe+empty_moov", "pipe:1"]
    return subprocess.run([*command, *mp4], capture_output=True, check=True, timeout=60).stdout


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def nested() -> bytes:
    """An MP4 of boxes in boxes, a thousand deep."""
    inside = b""
    for _ in range(1_000):
        inside = box(b"moov", inside)
    return box(b"ftyp", b"isom\0\0\0\0isom") + inside


def endless() -> bytes:
    """An MP4 whose box is said to have no bytes at all, again and again."""
    return box(b"ftyp", b"isom\0\0\0\0isom") + struct.pack(">I", 1) + b"moov" + bytes(8) * 4_000


def around() -> bytes:
    """A Matroska file whose index says that the index is to be found where it is itself."""
    ebml = bytes.fromhex(
        "1a45dfa3a34286810142f7810142f2810442f381084282886d6174726f736b614287810442858102"
    )
    seek = bytes.fromhex("114d9b74") + b"\x8e" + bytes.fromhex("4dbb8b53ab84114d9b7453ac8100")
    return ebml + bytes.fromhex("18538067") + b"\x01" + b"\xff" * 7 + seek * 500


FILMS: dict[str, Callable[[], bytes]] = {
    "boxes a thousand deep": nested,
    "boxes without bytes": endless,
    "an index that refers to itself": around,
    "half a film": lambda: film()[:900],
    "a list of other files": lambda: b"ffconcat version 1.0\nfile /etc/passwd\n",
    "a list of addresses": lambda: (
        b"#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n"
    ),
    "a session of addresses": lambda: b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
}


@pytest.mark.parametrize("name", FILMS)
async def test_what_would_do_harm_is_no_film(
    probe: ConfinedProbe, tmp_path: Path, name: str
) -> None:
    (tmp_path / "film").write_bytes(FILMS[name]())
    for mime_type in ("video/mp4", "audio/mpeg"):
        assert await probe.document(tmp_path / "film", mime_type=mime_type) == Seen()


@pytest.mark.parametrize("length", [1 << 63, (1 << 64) - 1, 1 << 62])
def test_a_box_may_claim_to_be_longer_than_any_file(tmp_path: Path, length: int) -> None:
    (tmp_path / "film").write_bytes(struct.pack(">I4sQ", 1, b"free", length) + bytes(99))
    assert not is_index_behind(tmp_path / "film")


async def test_the_server_itself_takes_no_memory_for_it(
    probe: ConfinedProbe, tmp_path: Path
) -> None:
    (tmp_path / "bomb").write_bytes(text_bomb())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(NO_PHOTO):
        await probe.photo(tmp_path / "bomb")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 64 << 10  # KiB
