"""What we need to know of the bytes of a JPEG: where scans end, and what is always the same.

https://www.w3.org/Graphics/JPEG/itu-t81.pdf, appendix B
"""

_START_OF_SCAN = 0xDA
_END = 0xD9
_ALONE = (*range(0xD0, 0xD9), 0x01)
"""Markers without a length."""

_STRIPPED_VERSION = 1
_HEIGHT_AT = 164
_WIDTH_AT = 166
_HEADER_BYTES = 623
"""What clients put back in front: tables of quality 20, colours at half the sides, no more.

https://core.telegram.org/api/files#stripped-thumbnails
"""


def stripped_of(jpeg: bytes) -> bytes:
    """A small JPEG of quality 20 as messages carry it: without what is the same in all."""
    sides = bytes((_STRIPPED_VERSION, jpeg[_HEIGHT_AT], jpeg[_WIDTH_AT]))
    return sides + jpeg[_HEADER_BYTES:-2]


def scan_ends(jpeg: bytes) -> tuple[int, ...]:
    """After how many bytes each scan of a progressive JPEG is there; the last is its length."""
    ends: list[int] = []
    place = 2
    while place + 4 <= len(jpeg):
        marker = jpeg[place + 1]
        if marker == _END:
            break
        length = int.from_bytes(jpeg[place + 2 : place + 4])
        place += 2 + length
        if marker == _START_OF_SCAN:
            place = _behind_scan(jpeg, place)
            ends.append(place)
    if ends:
        ends[-1] = len(jpeg)
    return tuple(ends)


def _behind_scan(jpeg: bytes, place: int) -> int:
    while True:
        place = jpeg.find(b"\xff", place)
        if place < 0 or place + 1 >= len(jpeg):
            return len(jpeg)
        if jpeg[place + 1] != 0 and jpeg[place + 1] not in _ALONE:
            return place
        place += 2
