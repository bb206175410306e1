"""Whether disks have room for what is about to be written: found out before, not in the middle."""

import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from heliograph.server.errors import CannotStart

_MIB = 1 << 20


class NoRoom(CannotStart):
    """A disk has no room for it; the text says which, how much it has and how much is needed."""


def refuse_full(wanted: Sequence[tuple[Path, int]]) -> None:
    """Raise NoRoom unless all of it fits: folders, and the bytes that are to be written to each.

    Folders on one disk share its room. One that does not exist yet counts as where it will be.
    """
    by_disk: dict[int, list[tuple[Path, int]]] = defaultdict(list)
    for folder, size in wanted:
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        by_disk[there.stat().st_dev].append((there, size))
    for shares in by_disk.values():
        free = shutil.disk_usage(shares[0][0]).free
        needed = sum(size for _, size in shares)
        if needed > free:
            places = " and ".join(str(folder) for folder, _ in shares)
            raise NoRoom(
                f"{places}: {free // _MIB} MiB are free, and {-(-needed // _MIB)} MiB are needed"
            )
