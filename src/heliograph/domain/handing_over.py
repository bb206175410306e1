"""Who may give a group or channel of theirs away: nobody who only got hold of a device.

https://core.telegram.org/api/rights
"""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization
from heliograph.domain.two_step import TwoStep


def check_settled_for_long(
    state: TwoStep,
    devices: Sequence[Authorization],
    authorization_hash: int | None,
    *,
    password_s: int,
    session_s: int,
    now: int,
) -> None:
    """PASSWORD_MISSING, PASSWORD_TOO_FRESH_x for one that was set less than `password_s` ago,
    SESSION_TOO_FRESH_x for a device that signed in less than `session_s` ago.

    Clients ask what is missing before anything else, with nobody named and no proof.
    """
    if state.verifier is None:
        raise errors.PasswordMissing
    if state.changed + password_s > now:
        raise errors.PasswordTooFresh(state.changed + password_s - now)
    signed_in = max((one.created for one in devices if one.hash == authorization_hash), default=now)
    if signed_in + session_s > now:
        raise errors.SessionTooFresh(signed_in + session_s - now)
