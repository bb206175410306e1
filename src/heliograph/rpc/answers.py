"""The bytes of a refusal in the place of a result.

https://core.telegram.org/mtproto/service_messages#rpc-error
"""

import struct

from heliograph.domain.errors import Refused

_RPC_ERROR = struct.Struct("<Ii")
_RPC_ERROR_ID = 0x2144CA19


def error_answer(refused: Refused) -> bytes:
    """An rpc_error with the refusal's code and text, which is below 254 bytes."""
    text = refused.text.encode("ascii")
    return b"".join(
        (
            _RPC_ERROR.pack(_RPC_ERROR_ID, refused.code),
            bytes((len(text),)),
            text,
            bytes(-(len(text) + 1) % 4),
        )
    )
