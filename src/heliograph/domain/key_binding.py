"""Tying temporary keys to the permanent key whose holder made them.

https://core.telegram.org/api/pfs
"""

from collections.abc import Sequence

import msgspec

from heliograph.domain import errors


class BindRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a client asks for, with the key, session and message it asks by."""

    temporary_key_id: int
    permanent_key_id: int
    nonce: int
    expires: int
    session_id: int
    msg_id: int


class BindMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in the message that the permanent key encrypted.

    https://core.telegram.org/method/auth.bindTempAuthKey#binding-message-contents
    """

    msg_id: int
    seqno: int
    nonce: int
    temporary_key_id: int
    permanent_key_id: int
    session_id: int
    expires: int


class BindContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a binding is decided on.

    `bound_to` is the permanent key that the temporary one is bound to already, `others` are the
    temporary keys bound to the wanted permanent key, earliest binding first.
    """

    is_temporary: bool
    bound_to: int | None
    others: Sequence[int]


def check_bind_message(request: BindRequest, message: BindMessage | None) -> None:
    """ENCRYPTED_MESSAGE_INVALID unless the message says the same as the request.

    `message` is None if it did not open. `expires` only has to be the same in both: when the key
    ends was agreed in its exchange, and Desktop and Android compute the time a little differently.
    """
    expected = BindMessage(
        msg_id=request.msg_id,
        seqno=0,
        nonce=request.nonce,
        temporary_key_id=request.temporary_key_id,
        permanent_key_id=request.permanent_key_id,
        session_id=request.session_id,
        expires=request.expires,
    )
    if message != expected:
        raise errors.EncryptedMessageInvalid


def bind(request: BindRequest, context: BindContext, *, most: int) -> Sequence[int]:
    """The temporary keys that make room for the new binding, `most` being allowed at once.

    Binding the same pair again changes nothing. TEMP_AUTH_KEY_EMPTY for a key that is none,
    TEMP_AUTH_KEY_ALREADY_BOUND for one that belongs to another permanent key.
    """
    if not context.is_temporary:
        raise errors.TempAuthKeyEmpty
    if context.bound_to == request.permanent_key_id:
        return ()
    if context.bound_to is not None:
        raise errors.TempAuthKeyAlreadyBound
    return context.others[: max(0, len(context.others) + 1 - most)]
