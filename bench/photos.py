"""How long it takes to make all sizes of photos of 12 megapixels, as people send them.

    .venv/bin/python bench/photos.py [--photos 100] [--processes 2] [--accounts 1]

A photo is drawn as nature is seen: contrast in every octave of sizes, edges, and the grain of a
sensor; some 4 MB as a camera writes it, half of them lying on their side. Ten are drawn, and made
sizes of in turn. The workers are the server's own, with its limits, and each looks at the photos of
one account; several send theirs in turn.
"""

import argparse
import asyncio
import json
import random
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageDraw

from heliograph.config import Limits
from heliograph.media.probe import ConfinedProbe
from heliograph.media.workers import Bounds

SIDES = (4_000, 3_000)
DISTINCT = 10
QUALITY = 92
"""As cameras write them."""

TARGET_S_PER_100 = 20
_OCTAVES = 9
_SWING = 45
_GRAIN = 6
_EDGES = 60
_ORIENTATION = 0x0112
_LYING = 6


def main() -> None:
    """Draw the photos, have them looked at, print what that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--accounts", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="heliograph-photos-") as folder:
        photos = [_draw(Path(folder), number) for number in range(DISTINCT)]
        found = asyncio.run(_measure(photos, options))
    print(json.dumps(found))


def _draw(folder: Path, number: int) -> Path:
    dice = random.Random(number)
    light = _clouds(dice, _SWING)
    paint = ImageDraw.Draw(light)
    for _ in range(_EDGES):
        x, y = dice.randrange(SIDES[0]), dice.randrange(SIDES[1])
        reach = dice.randrange(20, 500)
        corners = [
            (x + dice.randrange(-reach, reach), y + dice.randrange(-reach, reach)) for _ in range(4)
        ]
        paint.polygon(corners, fill=dice.randrange(256))
    grain = Image.effect_noise(SIDES, _GRAIN)
    colours = [_clouds(dice, _SWING / 4, blurred=2) for _ in range(2)]
    light = ImageChops.add(light, grain, scale=1, offset=-128)
    photo = Image.merge("YCbCr", (light, *colours))
    exif = Image.Exif()
    exif[_ORIENTATION] = _LYING if number % 2 else 1
    path = folder / f"{number}.jpg"
    photo.save(path, "JPEG", quality=QUALITY, exif=exif)
    return path


def _clouds(dice: random.Random, swing: float, *, blurred: int = 0) -> Image.Image:
    """Grey with contrast in every octave but the finest `blurred` ones."""
    made = Image.new("L", SIDES, dice.randrange(90, 160))
    for octave in range(_OCTAVES - blurred):
        coarse = (max(1, SIDES[0] >> (_OCTAVES - octave)), max(1, SIDES[1] >> (_OCTAVES - octave)))
        # Lenses take from the finest.
        noise = Image.effect_noise(coarse, swing / (1 + octave / 2))
        made = ImageChops.add(made, noise.resize(SIDES, Image.Resampling.BICUBIC), offset=-128)
    return made


async def _measure(photos: list[Path], options: argparse.Namespace) -> dict[str, Any]:
    limits, count, processes = Limits(), options.photos, options.processes
    probe = ConfinedProbe(
        Bounds(
            processes=processes,
            waiting=count,
            memory_bytes=limits.media_process_bytes,
            seconds=limits.media_process_s,
            pixels=limits.media_pixels,
        )
    )
    # Starting the processes is no part of what a photo takes.
    await asyncio.gather(*(probe.photo(photos[0]) for _ in range(processes)))
    began = time.monotonic()
    made = await asyncio.gather(
        *(probe.photo(photos[n % len(photos)], owner_id=n % options.accounts) for n in range(count))
    )
    seconds = time.monotonic() - began
    await probe.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    shares = count / (count + processes)
    cpu_s = (used.ru_utime + used.ru_stime) * shares
    return {
        "photos": count,
        "accounts": options.accounts,
        "megabytes_each": round(sum(one.stat().st_size for one in photos) / len(photos) / 1e6, 1),
        "sizes": [f"{one.type}{one.width}x{one.height}" for one in made[0].sizes],
        "made_kilobytes_each": sum(len(one.content) for one in made[0].sizes) // 1_000,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu_s, 1),
        "seconds_of_two_quiet_cores": round(cpu_s / 2, 1),
        "target_seconds": TARGET_S_PER_100 * count / 100,
        "mebibytes_of_the_largest_process": used.ru_maxrss // 1024,
    }


if __name__ == "__main__":
    main()
