"""What of a password's settings may be changed, by whom, and what waits for a confirmed address."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.passwords import NewSalts
from heliograph.domain.srp import NUMBER_BYTES, Verifier
from heliograph.domain.two_step import (
    ChangeRequest,
    Decided,
    MailCode,
    NewPassword,
    NewSettings,
    PendingChange,
    SecureSecret,
    Settled,
    TwoStep,
    TwoStepContext,
    TwoStepLimits,
    Verdict,
    apply,
    cancel_mail,
    change_settings,
    check_letters,
    check_new,
    check_proven,
    check_rate,
    confirm_mail,
    judge_code,
    resend_mail,
    without_password,
)

NOW = 1_000_000
LIMITS = TwoStepLimits(
    window_s=100,
    letters_per_account=2,
    letters_per_recipient=3,
    code_attempts=2,
    code_lifetime_s=50,
)
SALTS = NewSalts(salt1=b"12345678", salt2=b"abcdefgh", secure=b"ABCDEFGH")


def verifier(value: int = 5, *, salt1: bytes = SALTS.salt1 + bytes(16)) -> Verifier:
    return Verifier(salt1=salt1, salt2=SALTS.salt2, value=value.to_bytes(NUMBER_BYTES, "big"))


PASSWORD = NewPassword(verifier=verifier(), hint="cat")
SECURE = SecureSecret(salt=SALTS.secure + bytes(16), secret=b"s" * 32, secret_id=9)
CODE = MailCode(mac=b"right", created=NOW)
NOTHING = TwoStep()
LOCKED = TwoStep(
    generation=3,
    verifier=verifier(6),
    hint="dog",
    email="old@example.org",
    secure=SECURE,
    changed=NOW - 500,
    recovery=CODE,
    reset_at=NOW + 9,
    retry_at=NOW + 8,
)
WAITING = PendingChange(
    email="new@example.org",
    code=CODE,
    change=NewSettings(password=PASSWORD, email="new@example.org"),
)


def asked(new: NewSettings, *, proven: int | None = None, by_mail: bool = True) -> ChangeRequest:
    return ChangeRequest(new=new, proven=proven, salts=SALTS, code=CODE, by_mail=by_mail, date=NOW)


def of(state: TwoStep) -> TwoStepContext:
    return TwoStepContext(state=state)


def test_who_has_a_password_proves_the_present_one() -> None:
    check_proven(NOTHING, None)
    check_proven(LOCKED, 3)
    with pytest.raises(errors.PasswordHashInvalid):
        check_proven(LOCKED, None)
    for state, proven in ((LOCKED, 2), (NOTHING, 0)):
        with pytest.raises(errors.SrpPasswordChanged):
            check_proven(state, proven)


def test_a_first_password_is_set() -> None:
    decided = change_settings(asked(NewSettings(password=PASSWORD)), of(NOTHING), LIMITS)
    state = TwoStep(generation=1, verifier=verifier(), hint="cat", changed=NOW)
    assert decided == Decided(state=state, outcome=Settled.SET)


def test_another_password_keeps_the_address_and_ends_what_the_old_one_had_begun() -> None:
    decided = change_settings(
        asked(NewSettings(password=PASSWORD), proven=3),
        of(replace(LOCKED, pending=WAITING)),
        LIMITS,
    )
    state = TwoStep(
        generation=4, verifier=verifier(), hint="cat", email="old@example.org", changed=NOW
    )
    assert decided == Decided(state=state, outcome=Settled.CHANGED)


def test_without_a_password_there_is_no_hint_and_no_address() -> None:
    bare = NewSettings(password=NewPassword(verifier=None, hint="cat"), email="new@example.org")
    decided = change_settings(asked(bare, proven=3), of(LOCKED), LIMITS)
    gone = TwoStep(generation=4, changed=NOW)
    assert decided == Decided(state=gone, outcome=Settled.REMOVED)
    assert without_password(LOCKED, NOW) == gone


def test_a_new_address_waits_with_all_that_came_with_it() -> None:
    new = NewSettings(password=PASSWORD, email="new@example.org")
    for state, proven in ((NOTHING, None), (LOCKED, 3)):
        decided = change_settings(asked(new, proven=proven), of(state), LIMITS)
        assert decided == Decided(
            state=replace(state, pending=WAITING), outcome=Settled.UNCONFIRMED, letter=True
        )
    alone = NewSettings(email="new@example.org")
    decided = change_settings(asked(alone, proven=3), of(LOCKED), LIMITS)
    assert decided.state.pending == replace(WAITING, change=alone)


def test_the_same_address_need_not_be_confirmed_again() -> None:
    same = asked(NewSettings(email="old@example.org"), proven=3, by_mail=False)
    assert change_settings(same, of(LOCKED), LIMITS) == Decided(state=LOCKED, outcome=Settled.KEPT)


def test_an_address_that_is_taken_away_takes_its_code_along() -> None:
    decided = change_settings(asked(NewSettings(email=""), proven=3), of(LOCKED), LIMITS)
    assert decided == Decided(
        state=replace(LOCKED, email=None, recovery=None), outcome=Settled.KEPT
    )


def test_a_secret_of_the_client_is_kept_with_what_else_there_is() -> None:
    secret = replace(SECURE, secret_id=10)
    decided = change_settings(asked(NewSettings(secure=secret), proven=3), of(LOCKED), LIMITS)
    assert decided == Decided(state=replace(LOCKED, secure=secret), outcome=Settled.KEPT)
    waiting = apply(replace(LOCKED, pending=WAITING), NewSettings(secure=secret), NOW)
    assert waiting == replace(LOCKED, secure=secret)
    both = apply(NOTHING, NewSettings(password=PASSWORD, secure=secret), NOW)
    assert (both.verifier, both.secure) == (verifier(), secret)


@pytest.mark.parametrize(
    "new",
    [
        NewSettings(email="new@example.org"),
        NewSettings(secure=SECURE),
        NewSettings(password=NewPassword(verifier=None)),
    ],
)
def test_where_there_is_no_password_one_comes_first(new: NewSettings) -> None:
    with pytest.raises(errors.NewSettingsEmpty):
        change_settings(asked(new), of(NOTHING), LIMITS)


@pytest.mark.parametrize(
    ("context", "by_mail", "email", "refusal"),
    [
        ({}, False, "new@example.org", errors.EmailInvalid),
        ({}, True, "new", errors.EmailInvalid),
        ({"code_mail": "New@Example.org"}, True, "nEw@example.org", errors.EmailNotAllowed),
        ({"account_letters": (NOW - 5, NOW)}, True, "new@example.org", errors.Wait),
        ({"recipient_letters": (NOW - 5, NOW, NOW)}, True, "new@example.org", errors.Wait),
    ],
)
def test_not_every_address_is_written_to(
    context: dict[str, object], by_mail: bool, email: str, refusal: type[errors.Refused]
) -> None:
    request = asked(NewSettings(email=email), proven=3, by_mail=by_mail)
    with pytest.raises(refusal):
        change_settings(request, replace(of(LOCKED), **context), LIMITS)


def test_another_address_than_that_of_the_codes_may_be_named() -> None:
    request = asked(NewSettings(email="new@example.org"), proven=3)
    context = replace(of(LOCKED), code_mail="codes@example.org")
    assert change_settings(request, context, LIMITS).letter


@pytest.mark.parametrize("added", [16, 64])
def test_salts_have_so_many_bytes_of_the_clients(added: int) -> None:
    salted = verifier(salt1=SALTS.salt1 + bytes(added))
    secure = replace(SECURE, salt=SALTS.secure + bytes(added), secret=b"s" * 1024)
    hinted = NewPassword(verifier=salted, hint="h" * 255)
    check_new(NewSettings(password=hinted, secure=secure), SALTS)


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (replace(PASSWORD, hint="h" * 256), errors.NewSettingsInvalid),
        (NewPassword(verifier=verifier(0)), errors.NewSettingsInvalid),
        (
            NewPassword(verifier=replace(verifier(), salt2=b"another")),
            errors.NewSaltInvalid,
        ),
        (NewPassword(verifier=verifier(salt1=bytes(24))), errors.NewSaltInvalid),
        (NewPassword(verifier=verifier(salt1=SALTS.salt1 + bytes(15))), errors.NewSaltInvalid),
        (NewPassword(verifier=verifier(salt1=SALTS.salt1 + bytes(65))), errors.NewSaltInvalid),
        (replace(SECURE, salt=SALTS.salt1 + bytes(16)), errors.NewSaltInvalid),
        (replace(SECURE, secret=b"s" * 1025), errors.NewSettingsInvalid),
    ],
)
def test_what_no_client_may_send_is_refused(
    new: NewPassword | SecureSecret, refusal: type[errors.Refused]
) -> None:
    settings = (
        NewSettings(password=new) if isinstance(new, NewPassword) else NewSettings(secure=new)
    )
    with pytest.raises(refusal):
        check_new(settings, SALTS)
    with pytest.raises(refusal):
        change_settings(asked(settings, proven=3), of(LOCKED), LIMITS)


def test_a_window_says_how_long_to_wait() -> None:
    check_rate((NOW - 40, NOW - 30), 3, 100, NOW)
    with pytest.raises(errors.Wait) as refused:
        check_rate((NOW - 60, NOW - 40, NOW - 30), 2, 100, NOW)
    assert refused.value.seconds == 60


def test_letters_are_counted_for_the_account_and_for_whom_they_go_to() -> None:
    full = TwoStepContext(
        state=NOTHING, account_letters=(NOW - 1,), recipient_letters=(NOW - 2, NOW - 1)
    )
    check_letters(full, LIMITS, NOW)
    for more in (
        replace(full, account_letters=(NOW - 7, NOW)),
        replace(full, recipient_letters=(NOW - 7, NOW, NOW)),
    ):
        with pytest.raises(errors.Wait) as refused:
            check_letters(more, LIMITS, NOW)
        assert refused.value.seconds == 93


@pytest.mark.parametrize(
    ("code", "mac", "date", "verdict", "left"),
    [
        (CODE, b"right", NOW + 50, Verdict.RIGHT, CODE),
        (CODE, b"right", NOW + 51, Verdict.EXPIRED, CODE),
        (CODE, b"wrong", NOW, Verdict.WRONG, replace(CODE, attempts=1)),
        (replace(CODE, attempts=1), b"right", NOW, Verdict.RIGHT, replace(CODE, attempts=1)),
        (replace(CODE, attempts=2), b"right", NOW, Verdict.EXPIRED, replace(CODE, attempts=2)),
        (None, b"right", NOW, Verdict.EXPIRED, None),
    ],
)
def test_a_code_is_good_for_some_attempts_and_some_time(
    code: MailCode | None, mac: bytes, date: int, verdict: Verdict, left: MailCode | None
) -> None:
    assert judge_code(code, mac, date=date, limits=LIMITS) == (verdict, left)


def test_a_confirmed_address_brings_what_waited_for_it() -> None:
    state = replace(NOTHING, pending=WAITING)
    decided = confirm_mail(of(state), b"right", date=NOW, limits=LIMITS)
    made = TwoStep(
        generation=1, verifier=verifier(), hint="cat", email="new@example.org", changed=NOW
    )
    assert decided == Decided(state=made, outcome=(Verdict.RIGHT, Settled.SET))


def test_a_wrong_code_is_counted_and_what_waits_goes_on_waiting() -> None:
    state = replace(LOCKED, pending=WAITING)
    decided = confirm_mail(of(state), b"wrong", date=NOW, limits=LIMITS)
    counted = replace(WAITING, code=replace(CODE, attempts=1))
    assert decided == Decided(
        state=replace(state, pending=counted), outcome=(Verdict.WRONG, Settled.KEPT)
    )
    late = confirm_mail(of(state), b"right", date=NOW + 51, limits=LIMITS)
    assert late == Decided(state=state, outcome=(Verdict.EXPIRED, Settled.KEPT))
    nothing = confirm_mail(of(LOCKED), b"right", date=NOW, limits=LIMITS)
    assert nothing == Decided(state=LOCKED, outcome=(Verdict.EXPIRED, Settled.KEPT))


def test_a_code_is_sent_anew_to_the_address_that_waits() -> None:
    state = replace(LOCKED, pending=WAITING)
    fresh = MailCode(mac=b"fresh", created=NOW + 1)
    decided = resend_mail(of(state), fresh, by_mail=True, limits=LIMITS)
    assert decided == Decided(
        state=replace(state, pending=replace(WAITING, code=fresh)),
        outcome="new@example.org",
        letter=True,
    )
    for nothing, by_mail in ((LOCKED, True), (state, False)):
        with pytest.raises(errors.EmailHashExpired):
            resend_mail(of(nothing), fresh, by_mail=by_mail, limits=LIMITS)
    full = replace(of(state), account_letters=(NOW, NOW))
    with pytest.raises(errors.Wait):
        resend_mail(full, fresh, by_mail=True, limits=LIMITS)


def test_what_waits_can_be_called_off() -> None:
    decided = cancel_mail(of(replace(LOCKED, pending=WAITING)))
    assert decided == Decided(state=LOCKED, outcome=None)
    with pytest.raises(errors.EmailHashExpired):
        cancel_mail(of(LOCKED))
