"""The state of two-step verification, which nobody has set up."""

from heliograph.domain.passwords import GENERATOR, PRIME, SALT_BYTES, SECURE_RANDOM_BYTES
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("account.getPassword")
async def get_password(
    context: Context, query: functions.account.GetPassword
) -> types.account.Password:
    """TDLib refuses the whole answer unless both algorithms are ones it knows.

    https://core.telegram.org/method/account.getPassword
    """
    token = context.app.random.token
    algo = types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
        salt1=token(SALT_BYTES), salt2=token(SALT_BYTES), g=GENERATOR, p=PRIME
    )
    return types.account.Password(
        new_algo=algo,
        new_secure_algo=types.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000(
            salt=token(SALT_BYTES)
        ),
        secure_random=token(SECURE_RANDOM_BYTES),
    )
