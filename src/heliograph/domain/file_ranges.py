"""Which parts of a file may be asked for.

https://core.telegram.org/api/files#downloading-files
"""

from heliograph.domain import errors

_KIB = 1024
_MIB = 1024 * _KIB


def check_range(offset: int, limit: int, *, precise: bool) -> None:
    """OFFSET_INVALID or LIMIT_INVALID unless the range is one that servers give out.

    Both are whole blocks (1 KiB if `precise`, else 4 KiB), a range is at most 1 MiB (and divides
    it unless `precise`) and does not cross a multiple of 1 MiB.
    """
    block = _KIB if precise else 4 * _KIB
    if offset < 0 or offset % block:
        raise errors.OffsetInvalid
    if not 0 < limit <= _MIB or limit % block or (not precise and _MIB % limit):
        raise errors.LimitInvalid
    if offset // _MIB != (offset + limit - 1) // _MIB:
        raise errors.LimitInvalid
