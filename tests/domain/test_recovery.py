"""Getting past a forgotten password: by a code, by waiting, by an operator."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.passwords import NewSalts
from heliograph.domain.recovery import (
    Recovery,
    ResetProgress,
    ResetStep,
    check_recovery,
    decline_reset,
    recover,
    request_recovery,
    request_reset,
    take_away,
)
from heliograph.domain.srp import NUMBER_BYTES, Verifier
from heliograph.domain.two_step import (
    Decided,
    MailCode,
    NewPassword,
    TwoStep,
    TwoStepContext,
    TwoStepLimits,
    Verdict,
)

NOW = 1_000_000
LIMITS = TwoStepLimits(letters_per_account=2, reset_delay_s=700, reset_retry_s=300)
SALTS = NewSalts(salt1=b"12345678", salt2=b"abcdefgh", secure=b"ABCDEFGH")
VERIFIER = Verifier(
    salt1=SALTS.salt1 + bytes(16), salt2=SALTS.salt2, value=(5).to_bytes(NUMBER_BYTES, "big")
)
CODE = MailCode(mac=b"right", created=NOW)
LOCKED = TwoStep(generation=3, verifier=VERIFIER, hint="dog", email="old@example.org", changed=7)
SENT = replace(LOCKED, recovery=CODE)
GONE = TwoStep(generation=4, changed=NOW)


def of(state: TwoStep) -> TwoStepContext:
    return TwoStepContext(state=state)


def test_a_code_goes_to_the_recovery_address() -> None:
    decided = request_recovery(of(LOCKED), CODE, by_mail=True, limits=LIMITS)
    assert decided == Decided(state=SENT, outcome="old@example.org", letter=True)


@pytest.mark.parametrize(
    ("context", "by_mail", "refusal"),
    [
        (of(TwoStep(email="old@example.org")), True, errors.PasswordEmpty),
        (of(replace(LOCKED, email=None)), True, errors.PasswordRecoveryNa),
        (of(LOCKED), False, errors.PasswordRecoveryNa),
        (replace(of(LOCKED), account_letters=(NOW, NOW)), True, errors.Wait),
    ],
)
def test_a_code_is_refused(
    context: TwoStepContext, by_mail: bool, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        request_recovery(context, CODE, by_mail=by_mail, limits=LIMITS)


def test_a_code_is_looked_at_without_being_used_up() -> None:
    right = check_recovery(of(SENT), b"right", date=NOW, limits=LIMITS)
    assert right == Decided(state=SENT, outcome=Verdict.RIGHT)
    wrong = check_recovery(of(SENT), b"wrong", date=NOW, limits=LIMITS)
    counted = replace(SENT, recovery=replace(CODE, attempts=1))
    assert wrong == Decided(state=counted, outcome=Verdict.WRONG)
    late = check_recovery(of(SENT), b"right", date=NOW + 3_601, limits=LIMITS)
    assert late == Decided(state=SENT, outcome=Verdict.EXPIRED)


def test_a_right_code_sets_a_new_password_and_keeps_the_account() -> None:
    new = NewPassword(verifier=VERIFIER, hint="cat")
    asked = Recovery(mac=b"right", new=new, salts=SALTS, date=NOW)
    state = TwoStep(
        generation=4, verifier=VERIFIER, hint="cat", email="old@example.org", changed=NOW
    )
    assert recover(asked, of(SENT), LIMITS) == Decided(
        state=state, outcome=Verdict.RIGHT, keeps_account=True
    )
    without = recover(replace(asked, new=None), of(SENT), LIMITS)
    assert without == Decided(state=GONE, outcome=Verdict.RIGHT, keeps_account=True)


def test_a_wrong_code_changes_no_password() -> None:
    asked = Recovery(mac=b"wrong", new=None, salts=SALTS, date=NOW)
    counted = replace(SENT, recovery=replace(CODE, attempts=1))
    assert recover(asked, of(SENT), LIMITS) == Decided(state=counted, outcome=Verdict.WRONG)
    bad = NewPassword(verifier=replace(VERIFIER, salt2=b"another"))
    with pytest.raises(errors.NewSaltInvalid):
        recover(replace(asked, mac=b"right", new=bad), of(SENT), LIMITS)


@pytest.mark.parametrize(
    ("state", "after", "step", "date"),
    [
        (
            replace(LOCKED, retry_at=NOW),
            replace(LOCKED, reset_at=NOW + 700),
            ResetStep.REQUESTED,
            NOW + 700,
        ),
        (
            replace(LOCKED, retry_at=NOW + 1),
            replace(LOCKED, retry_at=NOW + 1),
            ResetStep.TOO_EARLY,
            NOW + 1,
        ),
        (
            replace(LOCKED, reset_at=NOW + 1),
            replace(LOCKED, reset_at=NOW + 1),
            ResetStep.WAITING,
            NOW + 1,
        ),
        (replace(LOCKED, reset_at=NOW), GONE, ResetStep.DONE, 0),
    ],
)
def test_a_reset_is_asked_for_waited_for_and_done(
    state: TwoStep, after: TwoStep, step: ResetStep, date: int
) -> None:
    decided = request_reset(of(state), date=NOW, limits=LIMITS)
    assert decided == Decided(state=after, outcome=ResetProgress(step=step, date=date))


def test_where_there_is_no_password_nothing_is_reset() -> None:
    with pytest.raises(errors.PasswordEmpty):
        request_reset(of(TwoStep()), date=NOW, limits=LIMITS)
    assert take_away(of(TwoStep()), date=NOW) == Decided(state=TwoStep(), outcome=False)


def test_a_reset_that_was_declined_may_not_be_asked_for_at_once() -> None:
    decided = decline_reset(of(replace(LOCKED, reset_at=NOW)), date=NOW, limits=LIMITS)
    assert decided == Decided(state=replace(LOCKED, retry_at=NOW + 300), outcome=None)
    with pytest.raises(errors.ResetRequestMissing):
        decline_reset(of(LOCKED), date=NOW, limits=LIMITS)


def test_an_operator_takes_a_password_away() -> None:
    assert take_away(of(SENT), date=NOW) == Decided(state=GONE, outcome=True)
