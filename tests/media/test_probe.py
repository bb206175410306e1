"""What people send is looked at in processes that it can neither escape nor exhaust."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from heliograph.domain import errors
from heliograph.media import programs
from heliograph.media.confinement import environment
from heliograph.media.probe import ConfinedProbe
from heliograph.media.workers import Bounds, Worker
from heliograph.ports.probe import Seen

LOOKING = Bounds(processes=1, waiting=1, memory_bytes=768 << 20, seconds=20, pixels=1_000_000)


def made_by(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def our_workers() -> list[str]:
    """The processes of ours that look at files."""
    command = ["pgrep", "-P", str(os.getpid()), "-f", "heliograph.media"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


def film(path: Path, *options: str, size: str = "320x240", seconds: float = 1) -> Path:
    picture = f"testsrc=size={size}:rate=10:duration={seconds}"
    made_by("ffmpeg", "-y", "-f", "lavfi", "-i", picture, *options, str(path))
    return path


def sound(path: Path, *options: str, seconds: float = 1) -> Path:
    tone = f"sine=frequency=300:duration={seconds}"
    made_by("ffmpeg", "-y", "-f", "lavfi", "-i", tone, *options, str(path))
    return path


async def test_a_photo_is_made_in_another_process(probe: ConfinedProbe, tmp_path: Path) -> None:
    Image.new("RGB", (1000, 500), "red").save(tmp_path / "photo", "JPEG")
    made = await probe.photo(tmp_path / "photo")
    assert [(one.type, one.width, one.height) for one in made.sizes] == [
        ("m", 320, 160),
        ("x", 800, 400),
        ("y", 1000, 500),
    ]
    square = await probe.profile_photo(tmp_path / "photo")
    assert [one.type for one in square.sizes] == ["a", "b", "c"]
    small = await probe.thumbnail(tmp_path / "photo")
    assert [(one.type, one.width) for one in small.sizes] == [("m", 320)]


async def test_heic_becomes_a_photo(probe: ConfinedProbe, tmp_path: Path) -> None:
    Image.effect_noise((400, 200), 50).convert("RGB").save(tmp_path / "photo.png")
    made_by("heif-enc", str(tmp_path / "photo.png"), "-o", str(tmp_path / "photo.heic"))
    made = await probe.photo(tmp_path / "photo.heic")
    assert (made.sizes[-1].width, made.sizes[-1].height) == (400, 200)
    seen = await probe.document(tmp_path / "photo.heic", mime_type="image/heic")
    assert (seen.width, seen.height, seen.video) == (400, 200, False)


async def test_of_a_heic_with_several_pictures_the_first_is_taken(
    probe: ConfinedProbe, tmp_path: Path
) -> None:
    pictures = [tmp_path / "1.png", tmp_path / "2.png"]
    for width, path in zip((400, 300), pictures, strict=True):
        Image.effect_noise((width, 200), 50).convert("RGB").save(path)
    made_by("heif-enc", *map(str, pictures), "-o", str(tmp_path / "photo.heic"))
    made = await probe.photo(tmp_path / "photo.heic")
    assert (made.sizes[-1].width, made.sizes[-1].height) == (400, 200)


async def test_what_is_no_photo_is_refused(probe: ConfinedProbe, tmp_path: Path) -> None:
    (tmp_path / "words").write_bytes(b"no picture at all")
    with pytest.raises(errors.ImageProcessFailed):
        await probe.photo(tmp_path / "words")
    (tmp_path / "heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(100))
    with pytest.raises(errors.ImageProcessFailed):
        await probe.photo(tmp_path / "heic")
    Image.new("1", (9_999, 2)).save(tmp_path / "thin", "PNG")
    with pytest.raises(errors.PhotoInvalidDimensions):
        await probe.photo(tmp_path / "thin")
    assert await probe.document(tmp_path / "words", mime_type="image/jpeg") == Seen()


async def test_a_film_is_measured_and_shown(probe: ConfinedProbe, tmp_path: Path) -> None:
    tone = ("-f", "lavfi", "-i", "sine=duration=2", "-c:v", "libx264", "-c:a", "aac")
    path = film(tmp_path / "film.mp4", *tone, size="640x360", seconds=2)
    seen = await probe.document(path, mime_type="video/mp4")
    assert (seen.width, seen.height, round(seen.duration), seen.video, seen.sound) == (
        (640, 360, 2, True, True)
    )
    assert seen.codec == "h264"
    assert seen.thumb is not None
    assert (seen.thumb.type, seen.thumb.width, seen.thumb.height) == ("m", 320, 180)
    assert seen.stripped


async def test_a_film_without_sound_says_so(probe: ConfinedProbe, tmp_path: Path) -> None:
    seen = await probe.document(film(tmp_path / "film.webm"), mime_type="video/webm")
    assert (seen.width, seen.video, seen.sound) == (320, True, False)


async def test_a_film_taken_upright_is_upright(probe: ConfinedProbe, tmp_path: Path) -> None:
    film(tmp_path / "lying.mp4", "-c:v", "libx264", size="640x360")
    turn = ("-display_rotation", "90", "-i", str(tmp_path / "lying.mp4"), "-c", "copy")
    try:
        made_by("ffmpeg", "-y", *turn, str(tmp_path / "film.mp4"))
    except subprocess.CalledProcessError:
        # ffmpeg before 6 says it otherwise.
        old = ("-i", str(tmp_path / "lying.mp4"), "-c", "copy", "-metadata:s:v:0", "rotate=90")
        made_by("ffmpeg", "-y", *old, str(tmp_path / "film.mp4"))
    seen = await probe.document(tmp_path / "film.mp4", mime_type="video/mp4")
    assert (seen.width, seen.height) == (360, 640)
    assert seen.thumb is not None
    assert seen.thumb.height > seen.thumb.width


@pytest.mark.parametrize("ahead", [True, False])
async def test_41_a_film_whose_index_stands_at_its_end_is_not_streamed(
    probe: ConfinedProbe, tmp_path: Path, ahead: bool
) -> None:
    moved = ("-movflags", "+faststart") if ahead else ()
    path = film(tmp_path / "film.mp4", "-c:v", "libx264", *moved)
    seen = await probe.document(path, mime_type="video/mp4")
    assert (seen.video, seen.index_behind) == (True, not ahead)


async def test_music_says_what_it_is(probe: ConfinedProbe, tmp_path: Path) -> None:
    told = ("-metadata", "title=A song", "-metadata", "artist=Somebody")
    path = sound(tmp_path / "song.mp3", *told, seconds=3)
    seen = await probe.document(path, mime_type="audio/mpeg")
    assert (seen.title, seen.performer, round(seen.duration)) == ("A song", "Somebody", 3)
    assert seen.sound
    assert not seen.waveform


async def test_a_voice_has_a_waveform(probe: ConfinedProbe, tmp_path: Path) -> None:
    quiet_then_loud = ("-af", "volume='if(lt(t,1),0.05,1)':eval=frame", "-c:a", "libopus")
    path = sound(tmp_path / "voice.ogg", *quiet_then_loud, seconds=2)
    seen = await probe.document(path, mime_type="audio/ogg", voice=True)
    bits = int.from_bytes(seen.waveform, "little")
    bars = [(bits >> 5 * number) & 31 for number in range(100)]
    assert max(bars[5:40]) <= 4
    assert min(bars[60:95]) >= 25


@pytest.mark.parametrize("mime_type", ["video/mp4", "audio/mpeg", "image/png", "text/plain"])
async def test_what_only_claims_a_kind_is_nothing(
    probe: ConfinedProbe, tmp_path: Path, mime_type: str
) -> None:
    (tmp_path / "file").write_bytes(b"just some words\n" * 100)
    assert await probe.document(tmp_path / "file", mime_type=mime_type) == Seen()


async def test_a_playlist_reads_no_other_file(probe: ConfinedProbe, tmp_path: Path) -> None:
    other = film(tmp_path / "other.ts", "-f", "mpegts")
    lists = {
        "concat": f"ffconcat version 1.0\nfile {other}\n",
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{other}\n#EXT-X-ENDLIST\n",
    }
    for name, content in lists.items():
        (tmp_path / name).write_text(content)
        assert await probe.document(tmp_path / name, mime_type="video/mp4") == Seen()


def test_a_playlist_is_no_container_also_where_nothing_else_keeps_files_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unconfined(program: list[str], **_: object) -> list[str]:
        return program

    monkeypatch.setattr(programs, "command", unconfined)
    other = film(tmp_path / "other.ts", "-f", "mpegts")
    looked = programs.Programs(LOOKING)
    assert looked.told(other).streams
    listed = tmp_path / "listed"
    listed.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{other}\n#EXT-X-ENDLIST\n")
    with pytest.raises(programs.Lacking):
        looked.told(listed)


async def test_a_picture_that_would_take_all_memory_is_refused_and_the_next_is_made(
    tmp_path: Path,
) -> None:
    probe = ConfinedProbe(
        Bounds(processes=1, waiting=1, memory_bytes=110 << 20, seconds=20, pixels=10**9)
    )
    Image.new("RGB", (5_000, 5_000)).save(tmp_path / "bomb", "PNG")
    Image.new("RGB", (50, 50)).save(tmp_path / "small", "PNG")
    with pytest.raises(errors.ImageProcessFailed):
        await probe.profile_photo(tmp_path / "bomb")
    assert (await probe.photo(tmp_path / "small")).sizes
    await probe.close()


async def test_whoever_takes_too_long_is_ended(tmp_path: Path) -> None:
    # No process is even ready within that time.
    bounds = Bounds(processes=1, waiting=1, memory_bytes=768 << 20, seconds=0.01, pixels=10**9)
    probe = ConfinedProbe(bounds)
    film(tmp_path / "film.mp4")
    Image.new("RGB", (50, 50)).save(tmp_path / "small", "PNG")
    with pytest.raises(errors.ImageProcessFailed):
        await probe.photo(tmp_path / "small")
    assert await probe.document(tmp_path / "film.mp4", mime_type="video/mp4") == Seen()
    await probe.close()
    assert not our_workers()


async def test_too_many_at_once_are_told_to_come_back(tmp_path: Path) -> None:
    probe = ConfinedProbe(
        Bounds(processes=1, waiting=1, memory_bytes=768 << 20, seconds=20, pixels=10**7)
    )
    Image.new("RGB", (50, 50)).save(tmp_path / "small", "PNG")
    answers = await asyncio.gather(
        *(probe.photo(tmp_path / "small") for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(answer, errors.WorkerBusy) for answer in answers) == 1
    await probe.close()


ESCAPES = {
    "a socket": "import socket; socket.socket()",
    "another's signal": "import os, sys; os.kill(os.getppid(), 0)",
    "another's signal that is queued": "call(SIGQUEUE, os.getppid(), 0, FORGED)",
    "another's limits": "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (64, 64))",
    "another's processors": "os.sched_setaffinity(os.getppid(), {0})",
    "another's turn": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    "a file's rights": "os.chmod(sys.argv[1], 0o666)",
    "a file's times": "os.utime(sys.argv[1])",
    "a file's labels": "os.setxattr(sys.argv[1], 'user.note', b'')",
    "memory of others": "call(SHMGET, 0, 4096, 0o600)",
    "a file": "open('/etc/passwd')",
    "a new file": f"open('{Path(__file__).parent}/made', 'w')",
    "a program": "import subprocess; subprocess.run(['/bin/true'])",
    "memory": "bytearray(300 << 20)",
}


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_confined_process_reaches_nothing(escape: str, tmp_path: Path) -> None:
    (tmp_path / "ours").touch()
    confine = (
        "import ctypes, os, platform, resource, socket, subprocess, sys\n"
        "SIGQUEUE, SHMGET = (129, 29) if platform.machine() == 'x86_64' else (138, 194)\n"
        # As if it came from a queue: the kernel itself refuses what says that a person sent it.
        "FORGED = bytes(8) + b'\\xff' * 120\n"
        "def call(*arguments):\n"
        "    if ctypes.CDLL(None, use_errno=True).syscall(*arguments) < 0:\n"
        "        raise OSError(ctypes.get_errno(), '')\n"
        "from heliograph.media.confinement import *\n"
        "limit(memory_bytes=200 << 20, cpu_s=5, written_bytes=0)\n"
        "assert leave_files(), 'no Landlock here'\n"
        "leave_network_and_processes()\n"
        f"try:\n    {ESCAPES[escape]}\n"
        "except (PermissionError, MemoryError):\n    os._exit(7)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", confine, str(tmp_path / "ours")],
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 7, done.stderr.decode()


def test_a_confined_process_knows_no_secret_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HELIOGRAPH_SECRET", "canary")
    monkeypatch.setenv("LANG", "C")
    assert environment()["LANG"] == "C"
    worker = Worker(Bounds(processes=1, waiting=1, memory_bytes=768 << 20, seconds=20, pixels=9))
    (process,) = our_workers()
    assert b"canary" not in Path(f"/proc/{process}/environ").read_bytes()
    worker.end()


async def test_where_no_process_can_be_confined_nothing_is_looked_at_if_so_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.media.probe.can_confine", lambda: False)
    picture = tmp_path / "p.png"
    Image.new("RGB", (9, 9)).save(picture)
    for confined in (False, True):
        probe = ConfinedProbe(replace(LOOKING, confined=confined))
        try:
            seen = await probe.document(picture, mime_type="image/png")
            assert seen.shows is not confined
            if confined:
                with pytest.raises(errors.ImageProcessFailed):
                    await probe.photo(picture)
        finally:
            await probe.close()
