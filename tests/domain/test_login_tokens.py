"""What a key that shows tokens is told, and who may accept one."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.login_tokens import (
    Acceptance,
    AcceptContext,
    KeyStanding,
    LoginToken,
    LoginTokenLimits,
    Outcome,
    ShowContext,
    accept,
    show,
    take_up,
)

NOW = 1_000
SHOWING, ACCEPTING = 1, 2
TOKEN = LoginToken(
    digest=b"d", auth_key_id=SHOWING, address="192.0.2.1", network="192.0.2.0/24", expires=NOW + 30
)
LIMITS = LoginTokenLimits(per_network=2)
NOTHING = KeyStanding()
ACCEPTED = replace(TOKEN, accepted_by=5)
ACCEPTANCE = Acceptance(
    digest=b"d",
    account_id=5,
    auth_key_id=ACCEPTING,
    authorization_hash=9,
    password_until=0,
    remembered_until=0,
    date=NOW,
)
CONTEXT = AcceptContext(token=TOKEN, signed_in=None, has_password=False)


@pytest.mark.parametrize(
    ("standing", "outcome"),
    [
        (NOTHING, Outcome.SHOW),
        (KeyStanding(signed_in=5), Outcome.SIGNED_IN),
        (KeyStanding(owes_password_of=5, accepted_by=5), Outcome.PASSWORD),
        (KeyStanding(owes_password_of=5), Outcome.SHOW),
        (KeyStanding(accepted_by=5), Outcome.SHOW),
        (KeyStanding(owes_password_of=5, accepted_by=6), Outcome.SHOW),
    ],
)
def test_a_key_is_told_how_far_it_came(standing: KeyStanding, outcome: Outcome) -> None:
    assert show(TOKEN, ShowContext(standing=standing), LIMITS, NOW) is outcome
    assert take_up(TOKEN, standing, auth_key_id=SHOWING, now=NOW) is outcome


def test_a_network_shows_so_many_at_once() -> None:
    one = ShowContext(standing=NOTHING, living=(NOW + 20,))
    assert show(TOKEN, one, LIMITS, NOW) is Outcome.SHOW
    full = replace(one, living=(NOW + 20, NOW + 7))
    with pytest.raises(errors.Wait) as refused:
        show(TOKEN, full, LIMITS, NOW)
    assert refused.value.seconds == 7
    inside = replace(full, standing=KeyStanding(signed_in=5))
    assert show(TOKEN, inside, LIMITS, NOW) is Outcome.SIGNED_IN


@pytest.mark.parametrize(
    ("token", "refusal"),
    [
        (None, errors.AuthTokenInvalid),
        (replace(TOKEN, auth_key_id=3), errors.AuthTokenInvalid),
        (replace(TOKEN, expires=NOW), errors.AuthTokenExpired),
        (ACCEPTED, errors.AuthTokenAlreadyAccepted),
    ],
)
def test_a_token_is_taken_up_by_its_own_key_in_time(
    token: LoginToken | None, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        take_up(token, NOTHING, auth_key_id=SHOWING, now=NOW)


def test_an_accepted_token_is_told_of_after_its_time() -> None:
    late = replace(ACCEPTED, expires=NOW - 5)
    standing = KeyStanding(signed_in=5)
    assert take_up(late, standing, auth_key_id=SHOWING, now=NOW) is Outcome.SIGNED_IN


@pytest.mark.parametrize(
    ("has_password", "outcome"), [(False, Outcome.SIGNED_IN), (True, Outcome.PASSWORD)]
)
def test_a_password_is_still_asked_for(has_password: bool, outcome: Outcome) -> None:
    assert accept(ACCEPTANCE, replace(CONTEXT, has_password=has_password)) is outcome


@pytest.mark.parametrize(
    ("token", "signed_in", "refusal"),
    [
        (None, None, errors.AuthTokenInvalid),
        (replace(TOKEN, auth_key_id=ACCEPTING), None, errors.AuthTokenInvalid),
        (ACCEPTED, None, errors.AuthTokenAlreadyAccepted),
        (replace(TOKEN, expires=NOW), None, errors.AuthTokenExpired),
        (TOKEN, 6, errors.AuthTokenExpired),
        (replace(TOKEN, except_ids=(4, 5)), None, errors.AuthTokenException),
    ],
)
def test_not_every_token_may_be_accepted(
    token: LoginToken | None, signed_in: int | None, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        accept(ACCEPTANCE, replace(CONTEXT, token=token, signed_in=signed_in))
