"""Ways to sign in that there are not, refused as clients know it."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError, Stage
from support.talk import ANN, People

MAIL = "ann@example.org"


def missing(phone: str, code_hash: str) -> functions.auth.ReportMissingCode:
    return functions.auth.ReportMissingCode(phone_number=phone, phone_code_hash=code_hash, mnc="01")


def firebase(phone: str, code_hash: str) -> functions.auth.RequestFirebaseSms:
    return functions.auth.RequestFirebaseSms(phone_number=phone, phone_code_hash=code_hash)


def email_setup() -> types.EmailVerifyPurposeLoginSetup:
    return types.EmailVerifyPurposeLoginSetup(phone_number=ANN, phone_code_hash="x")


REFUSED = [
    (missing("12", "x"), "PHONE_NUMBER_INVALID"),
    (missing(ANN, ""), "400 PHONE_CODE_HASH_EMPTY"),
    (firebase("12", "x"), "PHONE_NUMBER_INVALID"),
    (firebase(ANN, ""), "400 PHONE_CODE_HASH_EMPTY"),
    (firebase(ANN, "x"), "406 SEND_CODE_UNAVAILABLE"),
    (
        functions.account.SendVerifyEmailCode(purpose=email_setup(), email=MAIL),
        "400 EMAIL_NOT_ALLOWED",
    ),
    (
        functions.account.VerifyEmail(
            purpose=email_setup(), verification=types.EmailVerificationCode(code="1")
        ),
        "400 EMAIL_VERIFY_EXPIRED",
    ),
]


@pytest.mark.parametrize(("query", "error"), REFUSED)
async def test_14_1_refusals(people: People, query: Any, error: str) -> None:
    with pytest.raises(RpcError, match=error):
        await people.ann.device(query)


async def test_14_1_a_code_may_be_reported_missing(stage: Stage) -> None:
    assert await (await stage.device())(missing(ANN, "x")) is True


async def test_14_1_nobody_has_passkeys(people: People) -> None:
    assert (await people.ann.device(functions.account.GetPasskeys())).passkeys == []
