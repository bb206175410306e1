"""Where the index of an MP4 stands: what is behind the pictures keeps a film from being streamed.

ISO/IEC 14496-12, 4.2 and 8.2
"""

from pathlib import Path

_BOXES_MAX = 1_000
_HEAD_BYTES = 16
_SHORT_HEAD = 8


def is_index_behind(path: Path) -> bool:
    """Whether the pictures come before the index; false for what is no MP4."""
    with path.open("rb") as file:
        place, end = 0, path.stat().st_size
        for _ in range(_BOXES_MAX):
            if place >= end:
                return False
            file.seek(place)
            head = file.read(_HEAD_BYTES)
            name = head[4:8]
            if name in (b"moov", b"mdat") or len(head) < _SHORT_HEAD:
                return name == b"mdat"
            size = int.from_bytes(head[:4])
            # 1 says that the length follows, in eight bytes.
            place += int.from_bytes(head[8:16]) if size == 1 else size
            if size == 0:
                return False
    return False
