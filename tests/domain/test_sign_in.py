"""Login codes: who is sent one, what one answers, who may open an account."""

import msgspec
import pytest

from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.people import Account
from heliograph.domain.sign_in import (
    UNGUESSABLE,
    AttemptContext,
    AttemptResult,
    CodeAttempt,
    CodeContext,
    CodeLimits,
    CodeRequest,
    LoginCode,
    Registration,
    SignUp,
    SignUpContext,
    check_code,
    issue_code,
    may_sign_up,
    normalise_phone,
)

LIMITS = CodeLimits(lifetime_s=300, attempts=3, window_s=3600, per_phone=2, per_address=3)
PHONE, NOW, KEY = "12025550101", 1_000_000, 77
CLIENT = ClientInfo(layer=229)
ANN = Account(id=1, phone=PHONE, first_name="Ann")
REQUEST = CodeRequest(
    phone=PHONE, address="::1", auth_key_id=KEY, code_hash="h", code_mac=b"right", date=NOW
)
CONTEXT = CodeContext(account=None, invite_mac=None, phone_times=(), address_times=())
CODE = LoginCode(
    phone=PHONE, address="::1", auth_key_id=KEY, code_hash="h", code_mac=b"right", created=NOW
)
ATTEMPT = CodeAttempt(
    phone=PHONE,
    code_hash="h",
    code_mac=b"right",
    auth_key_id=KEY,
    address="::1",
    client=CLIENT,
    authorization_hash=5,
    password_until=NOW + 3600,
    guesses_since=NOW - LIMITS.guess_window_s,
    date=NOW,
)
SIGN_UP = SignUp(
    phone=PHONE,
    code_hash="h",
    first_name="Ann",
    last_name="",
    auth_key_id=KEY,
    address="::1",
    client=CLIENT,
    authorization_hash=5,
    date=NOW,
)


@pytest.mark.parametrize("phone", ["+1 (202) 555-0101", "12025550101", "1-202-555-0101"])
def test_phone_is_read_as_its_digits(phone: str) -> None:
    assert normalise_phone(phone) == PHONE


@pytest.mark.parametrize("phone", ["", "1234", "1" * 16, "abc", "١٢٣٤٥٦٧"])
def test_phone_of_another_length_is_invalid(phone: str) -> None:
    with pytest.raises(errors.PhoneNumberInvalid):
        normalise_phone(phone)


@pytest.mark.parametrize(
    ("registration", "account", "invite_mac", "code_mac", "deliver"),
    [
        (Registration.OPEN, None, None, b"right", True),
        (Registration.OPEN, ANN, None, b"right", True),
        (Registration.OPEN, None, b"invite", b"invite", False),
        (Registration.INVITE, None, b"invite", b"invite", False),
        (Registration.INVITE, None, None, UNGUESSABLE, False),
        (Registration.INVITE, ANN, None, b"right", True),
        (Registration.INVITE, ANN, b"invite", b"right", True),
        (Registration.CLOSED, None, None, UNGUESSABLE, False),
        (Registration.CLOSED, None, b"invite", UNGUESSABLE, False),
        (Registration.CLOSED, ANN, None, b"right", True),
    ],
)
def test_code_is_delivered_to_those_who_may_use_it(
    registration: Registration,
    account: Account | None,
    invite_mac: bytes | None,
    code_mac: bytes,
    deliver: bool,
) -> None:
    context = msgspec.structs.replace(CONTEXT, account=account, invite_mac=invite_mac)
    code = issue_code(REQUEST, context, registration, LIMITS)
    assert (code.code_mac, code.deliver) == (code_mac, deliver)


@pytest.mark.parametrize(
    ("phone_times", "address_times", "wait_s"),
    [
        ((NOW - 100, NOW - 50), (), 3500),
        ((), (NOW - 3000, NOW - 50, NOW), 600),
        ((NOW - 3599, NOW), (), 1),
    ],
)
def test_too_many_codes_must_wait_until_the_window_moves_on(
    phone_times: tuple[int, ...], address_times: tuple[int, ...], wait_s: int
) -> None:
    context = msgspec.structs.replace(CONTEXT, phone_times=phone_times, address_times=address_times)
    with pytest.raises(errors.Wait) as refused:
        issue_code(REQUEST, context, Registration.OPEN, LIMITS)
    assert refused.value.text == f"FLOOD_WAIT_{wait_s}"


@pytest.mark.parametrize(
    ("code", "account", "attempt", "result"),
    [
        ({}, ANN, {}, AttemptResult.SIGNED_IN),
        ({}, None, {}, AttemptResult.SIGN_UP),
        ({}, msgspec.structs.replace(ANN, disabled=True), {}, AttemptResult.BANNED),
        ({}, ANN, {"code_mac": b"wrong"}, AttemptResult.WRONG),
        ({}, msgspec.structs.replace(ANN, disabled=True), {"code_mac": b"x"}, AttemptResult.WRONG),
        ({"code_mac": UNGUESSABLE}, None, {}, AttemptResult.WRONG),
        ({}, ANN, {"date": NOW + 301}, AttemptResult.EXPIRED),
        ({}, ANN, {"date": NOW + 300}, AttemptResult.SIGNED_IN),
        ({"attempts": 3}, ANN, {}, AttemptResult.EXPIRED),
        ({"attempts": 2}, ANN, {}, AttemptResult.SIGNED_IN),
        ({}, ANN, {"auth_key_id": KEY + 1}, AttemptResult.EXPIRED),
        ({}, ANN, {"phone": "99"}, AttemptResult.EXPIRED),
    ],
)
def test_attempt_is_judged(
    code: dict[str, object],
    account: Account | None,
    attempt: dict[str, object],
    result: AttemptResult,
) -> None:
    context = AttemptContext(code=msgspec.structs.replace(CODE, **code), account=account)
    assert check_code(msgspec.structs.replace(ATTEMPT, **attempt), context, LIMITS) is result


def test_guessing_at_a_number_ends_whatever_code_is_tried() -> None:
    hours = tuple((NOW - hour * 3600, 4) for hour in (9, 6, 3, 2, 1))
    context = AttemptContext(code=CODE, account=ANN, guessed=hours)
    wrong = msgspec.structs.replace(ATTEMPT, code_mac=b"wrong")
    for attempt in (ATTEMPT, wrong):
        with pytest.raises(errors.Wait) as refused:
            check_code(attempt, context, LIMITS)
        assert refused.value.seconds == 15 * 3600
    fewer = AttemptContext(code=CODE, account=ANN, guessed=(*hours[:4], (NOW - 3600, 3)))
    assert check_code(ATTEMPT, fewer, LIMITS) is AttemptResult.SIGNED_IN


def test_guesses_do_not_make_strangers_attempts_wait() -> None:
    """They would learn from it that somebody is signing in."""
    context = AttemptContext(code=None, account=ANN, guessed=((NOW, 20),))
    assert check_code(ATTEMPT, context, LIMITS) is AttemptResult.EXPIRED


def test_attempt_without_a_code_is_expired() -> None:
    context = AttemptContext(code=None, account=ANN)
    assert check_code(ATTEMPT, context, LIMITS) is AttemptResult.EXPIRED


def test_verified_number_becomes_an_account() -> None:
    code = msgspec.structs.replace(CODE, verified=True)
    context = SignUpContext(code=code, account=None, signed_in=None)
    assert may_sign_up(SIGN_UP, context, LIMITS) is None
    at_last = msgspec.structs.replace(SIGN_UP, date=NOW + 600)
    assert may_sign_up(at_last, context, LIMITS) is None


def test_repeated_sign_up_gives_the_account_it_made() -> None:
    code = msgspec.structs.replace(CODE, verified=True)
    context = SignUpContext(code=code, account=ANN, signed_in=ANN.id)
    assert may_sign_up(SIGN_UP, context, LIMITS) == ANN


@pytest.mark.parametrize(
    ("code", "account", "request_", "refusal"),
    [
        ({}, None, {}, errors.PhoneCodeInvalid),
        ({"verified": True}, ANN, {}, errors.PhoneNumberOccupied),
        ({"verified": True}, None, {"first_name": ""}, errors.FirstNameInvalid),
        ({"verified": True}, None, {"last_name": "a" * 65}, errors.LastNameInvalid),
        ({"verified": True}, None, {"date": NOW + 601}, errors.PhoneCodeExpired),
        ({"verified": True}, None, {"auth_key_id": 1}, errors.PhoneCodeExpired),
        ({"verified": True, "phone": "99"}, None, {}, errors.PhoneCodeExpired),
    ],
)
def test_sign_up_is_refused(
    code: dict[str, object],
    account: Account | None,
    request_: dict[str, object],
    refusal: type[errors.Refused],
) -> None:
    kept = msgspec.structs.replace(CODE, **code)
    context = SignUpContext(code=kept, account=account, signed_in=None)
    with pytest.raises(refusal):
        may_sign_up(msgspec.structs.replace(SIGN_UP, **request_), context, LIMITS)
