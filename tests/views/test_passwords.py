"""Two-step verification as clients of every layer are told of it."""

from typing import Any

import pytest

from heliograph.domain.passwords import NewSalts
from heliograph.domain.srp import Verifier
from heliograph.domain.two_step import MailCode, NewSettings, PendingChange, SecureSecret, TwoStep
from heliograph.tl import registry as schema
from heliograph.tl import types
from heliograph.tl.codec import decode_as_written, encode_result
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.views.passwords import password, password_settings

SALTS = NewSalts(salt1=b"1" * 8, salt2=b"2" * 8, secure=b"3" * 8)
FULL = TwoStep(
    generation=1,
    verifier=Verifier(salt1=b"1" * 40, salt2=b"2" * 8, value=bytes(256)),
    hint="hint",
    email="ann@example.org",
    secure=SecureSecret(salt=b"3" * 40, secret=b"s" * 32, secret_id=-1),
    pending=PendingChange(
        email="bob@example.org", code=MailCode(mac=b"", created=0), change=NewSettings()
    ),
    reset_at=2_000_000_000,
)


def told(state: TwoStep) -> types.account.Password:
    return password(
        state, SALTS, srp_id=-5, srp_b=b"B" * 256, by_mail=True, secure_random=bytes(256)
    )


ANSWERS: dict[str, Any] = {
    "account.getPassword": told(FULL),
    "account.getPasswordSettings": password_settings(FULL),
    "account.resetPassword": types.account.ResetPasswordRequestedWait(until_date=5),
    "auth.requestPasswordRecovery": types.auth.PasswordRecovery(email_pattern="a***n@example.org"),
    "account.updatePasswordSettings": True,
}


@pytest.mark.parametrize("method", ANSWERS)
def test_answer_is_written_in_every_layer(method: str) -> None:
    for layer in range(OLDEST, NEWEST + 1):
        assert schema.at_layer(method, layer) is not None
        written = decode_as_written(encode_result(method, ANSWERS[method], layer))
        assert written.TL_DEFINITION.first <= layer


def test_everything_is_told_where_it_is_there_and_nothing_where_it_is_not() -> None:
    full, empty = told(FULL), told(TwoStep())
    assert (full.has_password, full.has_recovery, full.hint) == (True, True, "hint")
    assert (full.srp_id, full.srp_B, full.pending_reset_date) == (-5, b"B" * 256, 2_000_000_000)
    assert full.email_unconfirmed_pattern == "b***b@example.org"
    assert (empty.has_password, empty.has_recovery, empty.srp_id, empty.current_algo) == (
        False,
        False,
        None,
        None,
    )
    assert type(full.new_algo) is type(empty.new_algo) is type(full.current_algo)
