"""Which devices may be logged out, and by whom."""

import pytest

from heliograph.domain import errors
from heliograph.domain.authorizations import (
    Authorization,
    ClientInfo,
    end_others,
    end_this,
)


def device(hash_: int) -> Authorization:
    return Authorization(
        hash=hash_,
        auth_key_id=hash_ * 10,
        account_id=1,
        created=0,
        active=0,
        address="",
        client=ClientInfo(layer=198),
    )


DEVICES = [device(1), device(2), device(3)]


def test_all_others_end() -> None:
    assert end_others(DEVICES, auth_key_id=20) == [1, 3]


def test_another_one_ends() -> None:
    assert end_this(DEVICES, 3, auth_key_id=20) == [3]


@pytest.mark.parametrize("hash_", [2, 4, 0])
def test_own_and_unknown_devices_do_not_end(hash_: int) -> None:
    with pytest.raises(errors.HashInvalid):
        end_this(DEVICES, hash_, auth_key_id=20)


def test_whoever_was_logged_out_ends_nobody() -> None:
    with pytest.raises(errors.AuthKeyUnregistered):
        end_others(DEVICES, auth_key_id=40)
    with pytest.raises(errors.AuthKeyUnregistered):
        end_this(DEVICES, 3, auth_key_id=40)
