"""gzip_packed in both directions, bounded."""

import zlib

from heliograph.mtproto import constructors as ids
from heliograph.mtproto.packing import Unreadable, gzip_packed, read_string

_EITHER_WRAPPER = 47
"""zlib's window argument for "gzip or zlib, look": mtcute sends zlib, the others gzip."""

_GZIP = 31

_RATIO_MAX = 200
"""Text shrinks to a tenth; deflate's own bound of about 1,030 is only reached by bombs."""

_RATIO_FREE_BYTES = 1 << 16

_BEGINNING_BYTES = 1024
"""mtcute packs what it says of itself together with the first part: invokeWithLayer and all."""


def inflate(body: memoryview, *, limit_bytes: int) -> memoryview:
    """The object inside a gzip_packed. Raises Unreadable when it is broken or grows too large."""
    packed = read_string(body, 4)
    allowed = min(limit_bytes, max(_RATIO_FREE_BYTES, len(packed) * _RATIO_MAX))
    stream = zlib.decompressobj(_EITHER_WRAPPER)
    try:
        data = stream.decompress(packed, allowed + 1)
    except zlib.error as error:
        raise Unreadable(f"gzip_packed: {error}") from None
    if len(data) > allowed and _is_file_part(data):
        # Files may be empty space for long, and Telethon packs their parts as it packs all else.
        allowed = limit_bytes
        data += stream.decompress(stream.unconsumed_tail, allowed + 1 - len(data))
    if len(data) > allowed or not stream.eof:
        raise Unreadable("gzip_packed is cut off or grows too large")
    return memoryview(data)


def deflate(result: bytes, *, over_bytes: int) -> bytes:
    """The result as gzip_packed if that is smaller; see `goes_as_it_is`."""
    if len(result) <= over_bytes or goes_as_it_is(result):
        return result
    stream = zlib.compressobj(1, zlib.DEFLATED, _GZIP)
    packed = gzip_packed(stream.compress(result) + stream.flush())
    return packed if len(packed) < len(result) else result


def goes_as_it_is(result: bytes) -> bool:
    """Whether nobody tries to pack a result, however long: file bytes, and what is packed."""
    return result[:4] in _AS_THEY_ARE


def _is_file_part(data: bytes) -> bool:
    """Whether it begins with one, or with what a connection begins with and then with one."""
    return any(data.find(part, 0, _BEGINNING_BYTES) >= 0 for part in _FILE_PARTS)


def _first_bytes(*constructors: int) -> frozenset[bytes]:
    return frozenset(constructor.to_bytes(4, "little") for constructor in constructors)


_AS_THEY_ARE = _first_bytes(ids.UPLOAD_FILE, ids.GZIP_PACKED)
_FILE_PARTS = _first_bytes(ids.SAVE_FILE_PART, ids.SAVE_BIG_FILE_PART)
