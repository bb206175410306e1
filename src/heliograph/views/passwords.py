"""Two-step verification as clients know it, in both directions.

https://core.telegram.org/constructor/account.password
"""

from heliograph.domain import errors
from heliograph.domain.mail import mask_mail
from heliograph.domain.passwords import GENERATOR, PRIME, NewSalts
from heliograph.domain.srp import Proof, Verifier
from heliograph.domain.two_step import NewPassword, NewSettings, SecureSecret, TwoStep
from heliograph.tl import types

_Algorithm = types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow


def password(
    state: TwoStep,
    salts: NewSalts,
    *,
    srp_id: int,
    srp_b: bytes,
    by_mail: bool,
    secure_random: bytes,
) -> types.account.Password:
    """What is set up. TDLib refuses the whole answer unless it knows both new algorithms."""
    shown = types.account.Password(
        has_recovery=state.email is not None and by_mail,
        has_secure_values=False,
        new_algo=_algorithm(salts.salt1, salts.salt2),
        new_secure_algo=types.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000(salt=salts.secure),
        secure_random=secure_random,
        email_unconfirmed_pattern=mask_mail(state.pending.email) if state.pending else None,
        pending_reset_date=state.reset_at,
    )
    if state.verifier is not None:
        shown.has_password = True
        shown.current_algo = _algorithm(state.verifier.salt1, state.verifier.salt2)
        shown.srp_B = srp_b
        shown.srp_id = srp_id
        shown.hint = state.hint or None
    return shown


def _algorithm(salt1: bytes, salt2: bytes) -> _Algorithm:
    return _Algorithm(salt1=salt1, salt2=salt2, g=GENERATOR, p=PRIME)


def password_settings(state: TwoStep) -> types.account.PasswordSettings:
    """What only who proved the password may see."""
    secure = state.secure
    return types.account.PasswordSettings(
        email=state.email,
        secure_settings=None
        if secure is None
        else types.SecureSecretSettings(
            secure_algo=types.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000(salt=secure.salt),
            secure_secret=secure.secret,
            secure_secret_id=secure.secret_id,
        ),
    )


def proof_of(given: types.TypeInputCheckPasswordSRP) -> Proof | None:
    """The proof a client sent, None if it says that there is no password."""
    match given:
        case types.InputCheckPasswordSRP():
            return Proof(srp_id=given.srp_id, public=given.A, proof=given.M1)
        case _:
            return None


def new_settings_of(given: types.account.TypePasswordInputSettings) -> NewSettings:
    """What a client wants changed; NEW_SETTINGS_INVALID for algorithms that were not offered."""
    secure = None
    if given.new_secure_settings is not None:
        secure = _secure_of(given.new_secure_settings)
    return NewSettings(password=_password_of(given), email=given.email, secure=secure)


def _password_of(given: types.account.TypePasswordInputSettings) -> NewPassword | None:
    if given.new_algo is None and given.new_password_hash is None:
        return None
    # An empty hash takes the password away, under whatever algorithm: TDLib says "unknown".
    if not given.new_password_hash:
        return NewPassword(verifier=None)
    algorithm = given.new_algo
    if not isinstance(algorithm, _Algorithm):
        raise errors.NewSettingsInvalid
    if algorithm.g != GENERATOR or algorithm.p != PRIME:
        raise errors.NewSettingsInvalid
    verifier = Verifier(salt1=algorithm.salt1, salt2=algorithm.salt2, value=given.new_password_hash)
    return NewPassword(verifier=verifier, hint=given.hint or "")


def _secure_of(given: types.TypeSecureSecretSettings) -> SecureSecret:
    algorithm = given.secure_algo
    if not isinstance(algorithm, types.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000):
        raise errors.NewSettingsInvalid
    return SecureSecret(
        salt=algorithm.salt, secret=given.secure_secret, secret_id=given.secure_secret_id
    )
