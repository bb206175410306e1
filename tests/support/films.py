"""Pictures, films and sounds as a camera or a microphone would make them, each once per play."""

import gzip
import json
import subprocess
from pathlib import Path

from PIL import Image

PHOTO, FILM, LOOP, VOICE, SONG = "photo", "video", "animation", "voice", "audio"
STICKER = "sticker"
SIDES = {PHOTO: (640, 480), FILM: (320, 240), LOOP: (160, 120), STICKER: (512, 512)}
MIMES = {
    PHOTO: "image/jpeg",
    FILM: "video/mp4",
    LOOP: "video/mp4",
    VOICE: "audio/ogg",
    SONG: "audio/mpeg",
    STICKER: "image/webp",
}
TGS, WEBM = "tgs", "webm"
MOVING = {TGS: "application/x-tgsticker", WEBM: "video/webm"}
"""Stickers that move, by how their files end."""

LASTS_S = {FILM: 2, LOOP: 1, VOICE: 3, SONG: 2}


def make_moving_sticker(folder: Path, ending: str) -> Path:
    """A sticker that does next to nothing for a second."""
    path = folder / f"f.{ending}"
    if ending == TGS:
        drawing = {"tgs": 1, "v": "5.5.2", "fr": 60, "ip": 0, "op": 60, "w": 512, "h": 512}
        path.write_bytes(gzip.compress(json.dumps({**drawing, "layers": []}).encode()))
        return path
    picture = ["-f", "lavfi", "-i", "testsrc=size=512x512:rate=10:duration=1"]
    _convert(*picture, "-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-an", str(path))
    return path


def make(folder: Path, kind: str) -> Path:
    """A file of a kind, as a camera or a microphone would make it."""
    if kind == PHOTO:
        exif = Image.Exif()
        exif[0x010E] = "canary"
        Image.effect_noise(SIDES[PHOTO], 60).convert("RGB").save(folder / "p.jpg", exif=exif)
        return folder / "p.jpg"
    if kind == STICKER:
        Image.new("RGBA", SIDES[STICKER], (250, 200, 0, 90)).save(folder / "f.webp")
        return folder / "f.webp"
    picture = "testsrc=size={}x{}:rate=10:duration={}"
    tone = ["-f", "lavfi", "-i", f"sine=duration={LASTS_S[kind]}"]
    film = ["-c:v", "libx264", "-pix_fmt", "yuv420p"]
    if kind in SIDES:
        shown = ["-f", "lavfi", "-i", picture.format(*SIDES[kind], LASTS_S[kind])]
    made = {
        FILM: lambda: ("v.mp4", [*shown, *tone, *film, "-c:a", "aac"]),
        LOOP: lambda: ("l.mp4", [*shown, *film, "-an"]),
        VOICE: lambda: ("o.ogg", [*tone, "-c:a", "libopus"]),
        SONG: lambda: ("s.mp3", [*tone, "-metadata", "title=A song"]),
    }
    name, options = made[kind]()
    _convert(*options, str(folder / name))
    return folder / name


def _convert(*options: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *options], check=True, timeout=60)
