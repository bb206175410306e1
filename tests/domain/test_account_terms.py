"""How long devices and accounts may stay unused."""

import pytest

from heliograph.domain import errors
from heliograph.domain.account_terms import check_account_days, check_session_days


@pytest.mark.parametrize("days", [1, 90, 366])
def test_a_device_is_logged_out_within_a_year(days: int) -> None:
    check_session_days(days)


@pytest.mark.parametrize("days", [30, 365, 730])
def test_an_account_is_deleted_within_two_years(days: int) -> None:
    check_account_days(days)


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_other_terms_of_devices_are_refused(days: int) -> None:
    with pytest.raises(errors.TtlDaysInvalid):
        check_session_days(days)


@pytest.mark.parametrize("days", [0, 29, 731])
def test_other_terms_of_accounts_are_refused(days: int) -> None:
    with pytest.raises(errors.TtlDaysInvalid):
        check_account_days(days)
