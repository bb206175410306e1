"""Ways to sign in that this server does not offer, and what clients may say about its codes."""

from heliograph.domain import errors
from heliograph.domain.sign_in import normalise_phone
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("auth.reportMissingCode", signed_in=False, subscribes=False)
async def report_missing_code(context: Context, query: functions.auth.ReportMissingCode) -> bool:
    """Taken note of and nothing else: who sends codes knows which did not arrive.

    https://core.telegram.org/method/auth.reportMissingCode
    """
    normalise_phone(query.phone_number)
    if not query.phone_code_hash:
        raise errors.PhoneCodeHashEmpty
    return True


@method("auth.requestFirebaseSms", signed_in=False, subscribes=False)
async def request_firebase_sms(context: Context, query: functions.auth.RequestFirebaseSms) -> bool:
    """Refused: no code is ever announced as going that way.

    https://core.telegram.org/method/auth.requestFirebaseSms
    """
    normalise_phone(query.phone_number)
    if not query.phone_code_hash:
        raise errors.PhoneCodeHashEmpty
    raise errors.CodeDeliveryUnavailable


@method("account.sendVerifyEmailCode")
async def send_verify_email_code(
    context: Context, query: functions.account.SendVerifyEmailCode
) -> types.account.SentEmailCode:
    """Refused: where codes go by mail is the operator's to say.

    https://core.telegram.org/method/account.sendVerifyEmailCode
    """
    raise errors.EmailNotAllowed


@method("account.verifyEmail")
async def verify_email(
    context: Context, query: functions.account.VerifyEmail
) -> types.account.TypeEmailVerified:
    """https://core.telegram.org/method/account.verifyEmail"""
    raise errors.EmailVerifyExpired


@method("account.getPasskeys")
async def get_passkeys(
    context: Context, query: functions.account.GetPasskeys
) -> types.account.Passkeys:
    """https://core.telegram.org/method/account.getPasskeys"""
    return types.account.Passkeys(passkeys=[])


@method("auth.finishPasskeyLogin", signed_in=False, subscribes=False)
async def finish_passkey_login(
    context: Context, query: functions.auth.FinishPasskeyLogin
) -> types.auth.TypeAuthorization:
    """https://core.telegram.org/method/auth.finishPasskeyLogin"""
    raise errors.PasskeyCredentialNotFound
