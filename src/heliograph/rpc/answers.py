"""The bytes that go into rpc_result: values, packed values and errors.

https://core.telegram.org/mtproto/service_messages
"""

import struct
import zlib

from heliograph.domain.errors import Refused

_RPC_ERROR = struct.Struct("<Ii")
_RPC_ERROR_ID = 0x2144CA19
_GZIP_PACKED_ID = struct.pack("<I", 0x3072CFA1)

# Below this a packed answer saves less than one TCP segment's worth of anything.
_GZIP_FROM_BYTES = 512
# The fastest level: level 6 costs three times as much for a tenth less on pages of history.
_GZIP_LEVEL = 1
_GZIP_FORMAT = 31


def error(refused: Refused) -> bytes:
    """An rpc_error with the refusal's code and text."""
    return _RPC_ERROR.pack(_RPC_ERROR_ID, refused.code) + _tl_bytes(refused.text.encode())


def packed(body: bytes) -> bytes:
    """The body as gzip_packed if that is shorter, else as it is."""
    if len(body) <= _GZIP_FROM_BYTES:
        return body
    squeeze = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_FORMAT)
    content = squeeze.compress(body) + squeeze.flush()
    wrapped = _GZIP_PACKED_ID + _tl_bytes(content)
    return wrapped if len(wrapped) < len(body) else body


def _tl_bytes(value: bytes) -> bytes:
    size = len(value)
    if size < 254:
        return bytes((size,)) + value + bytes(-(size + 1) % 4)
    return b"\xfe" + size.to_bytes(3, "little") + value + bytes(-size % 4)
