"""Which devices may be logged out, and by whom."""

from functools import partial

import pytest
from msgspec.structs import replace

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
    assert end_others(DEVICES, auth_key_id=20, signed_in_by=0) == [1, 3]


def test_another_one_ends() -> None:
    assert end_this(DEVICES, 3, auth_key_id=20, signed_in_by=0) == [3]


@pytest.mark.parametrize("hash_", [2, 4, 0])
def test_own_and_unknown_devices_do_not_end(hash_: int) -> None:
    with pytest.raises(errors.HashInvalid):
        end_this(DEVICES, hash_, auth_key_id=20, signed_in_by=0)


def test_whoever_was_logged_out_ends_nobody() -> None:
    with pytest.raises(errors.AuthKeyUnregistered):
        end_others(DEVICES, auth_key_id=40, signed_in_by=0)
    with pytest.raises(errors.AuthKeyUnregistered):
        end_this(DEVICES, 3, auth_key_id=40, signed_in_by=0)


def test_who_has_just_come_in_throws_nobody_out() -> None:
    for end in (partial(end_others, DEVICES), partial(end_this, DEVICES, 3)):
        with pytest.raises(errors.FreshResetForbidden):
            end(auth_key_id=20, signed_in_by=-1)


def test_a_device_is_as_old_as_its_first_key() -> None:
    later = replace(device(2), auth_key_id=21, created=100, imported=True)
    assert end_others([*DEVICES, later], auth_key_id=21, signed_in_by=0) == [1, 3]
