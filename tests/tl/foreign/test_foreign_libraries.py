"""Our bytes read by other people's decoders: every constructor that answers may hold.

The libraries run in environments of their own (`scripts/client_venvs.py`), each speaks one layer.
"""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from heliograph.tl import registry
from heliograph.tl.codec import decode_as_written, encode
from heliograph.tl.errors import NotAtLayer
from heliograph.tl.layers import NEWEST
from support import gaps
from support.foreign_compare import differences
from support.tl_reference import CannotBuild, ObjectMaker

ROOT = Path(__file__).resolve().parents[3]
WORKERS = Path(__file__).with_name("workers")
TIMEOUT_S = 600
SAMPLE = 250


class Library(NamedTuple):
    folder: str
    layer: int
    worker: str = "pyrogram_worker.py"

    def __str__(self) -> str:
        return self.folder


LIBRARIES = [
    Library("telethon-1.45.0", 229, "telethon_worker.py"),
    Library("telethon-1.42.0", 216, "telethon_worker.py"),
    Library("telethon-1.39.0", 199, "telethon_worker.py"),
    Library("kurigram-2.2.26", 229),
    Library("kurigram-2.2.0", 201),
    Library("pyrogram-2.0.106", 158),
    Library("hydrogram-0.2.0", 181),
]


def read_by(library: Library, blobs: list[bytes]) -> list[dict[str, Any]]:
    """What the library makes of each blob."""
    python = ROOT / ".venvs" / library.folder / "bin" / "python"
    assert python.exists(), f"no {library}: run scripts/client_venvs.py"
    done = subprocess.run(
        [str(python), str(WORKERS / library.worker)],
        input="".join(f"{blob.hex()}\n" for blob in blobs),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def names_sent_at(layer: int) -> list[str]:
    # A Bool by itself is a bare True for every library.
    sent = gaps.sent_types(layer) - {"Bool"}
    known = (registry.newest(name) for name in registry.names("c"))
    return [item.name for item in known if item.last >= NEWEST and item.result in sent]


def encoded(names: list[str], layer: int, *, seed: int, depth: int) -> list[bytes]:
    """Random newest objects of these constructors, written for the layer."""
    maker = ObjectMaker(NEWEST, random.Random(seed), depth=depth)
    blobs = []
    for name in names:
        try:
            blobs.append(encode(maker.make(registry.newest(name)), layer))
        except (CannotBuild, NotAtLayer):
            continue
    return blobs


def check(library: Library, blobs: list[bytes]) -> None:
    told = read_by(library, blobs)
    assert len(told) == len(blobs)
    wrong = []
    for blob, answer in zip(blobs, told, strict=True):
        expected = decode_as_written(blob)
        if "error" in answer:
            wrong.append(f"{expected!r}: {answer['error']}")
        else:
            wrong += differences(expected, answer["object"])
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("library", LIBRARIES, ids=str)
def test_a_foreign_library_reads_a_sample_of_what_we_write(library: Library) -> None:
    names = random.Random(library.folder).sample(names_sent_at(library.layer), SAMPLE)
    check(library, encoded(names, library.layer, seed=1, depth=2))


@pytest.mark.long
@pytest.mark.parametrize("library", LIBRARIES, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_a_foreign_library_reads_everything_we_write(library: Library, seed: int) -> None:
    names = names_sent_at(library.layer)
    check(library, encoded(names, library.layer, seed=seed, depth=1 + seed % 3))
