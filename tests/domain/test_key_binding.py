"""Which temporary keys may be bound to a permanent one, and which make room."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.key_binding import (
    BindContext,
    BindMessage,
    BindRequest,
    bind,
    check_bind_message,
)

REQUEST = BindRequest(
    temporary_key_id=1, permanent_key_id=2, nonce=3, expires=4, session_id=5, msg_id=6
)
MESSAGE = BindMessage(
    msg_id=6,
    seqno=0,
    nonce=3,
    temporary_key_id=1,
    permanent_key_id=2,
    session_id=5,
    expires=4,
)
CONTEXT = BindContext(is_temporary=True, bound_to=None, others=(7, 8, 9))


def test_the_permanent_keys_message_says_what_was_asked() -> None:
    check_bind_message(REQUEST, MESSAGE)


@pytest.mark.parametrize("field", BindMessage.__struct_fields__)
def test_a_message_that_says_anything_else_binds_nothing(field: str) -> None:
    for message in (replace(MESSAGE, **{field: 99}), None):
        with pytest.raises(errors.EncryptedMessageInvalid):
            check_bind_message(REQUEST, message)


@pytest.mark.parametrize(("most", "ended"), [(5, ()), (4, ()), (3, (7,)), (1, (7, 8, 9))])
def test_the_keys_bound_first_make_room(most: int, ended: tuple[int, ...]) -> None:
    assert tuple(bind(REQUEST, CONTEXT, most=most)) == ended


def test_binding_the_same_pair_again_ends_nothing() -> None:
    assert tuple(bind(REQUEST, replace(CONTEXT, bound_to=2), most=1)) == ()


def test_permanent_keys_and_keys_of_others_are_not_bound() -> None:
    with pytest.raises(errors.TempAuthKeyEmpty):
        bind(REQUEST, replace(CONTEXT, is_temporary=False), most=1)
    with pytest.raises(errors.TempAuthKeyAlreadyBound):
        bind(REQUEST, replace(CONTEXT, bound_to=3), most=1)
