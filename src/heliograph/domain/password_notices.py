"""What people are told about their password: on their devices, and by mail."""

from datetime import UTC, datetime

from heliograph.domain.two_step import Settled

_NOT_YOU = "If this was not you, end the sessions you do not know in your list of devices"

RECOVERED_TEXT = (
    "The password of your account was reset by a code sent to its recovery address. "
    f"{_NOT_YOU} and set a new password."
)
RESET_TEXT = (
    "The password of your account was taken away, as was requested a while ago. "
    f"{_NOT_YOU} and set a new password."
)
RESET_DECLINED_TEXT = "The reset of your password was cancelled. Your password stays as it is."
OPERATOR_TEXT = (
    "The operator of this server took away the password of your account: it now opens by a login "
    "code alone. Set a new password in the settings. If you did not ask for this, ask the operator."
)

_SETTLED = {
    Settled.SET: f"A password was set for your account. {_NOT_YOU}.",
    Settled.CHANGED: f"The password of your account was changed. {_NOT_YOU}.",
    Settled.REMOVED: f"The password of your account was taken away. {_NOT_YOU}.",
}


def settled_text(settled: Settled) -> str | None:
    """What the account's devices are told of a change; None if nothing."""
    return _SETTLED.get(settled)


def reset_requested_text(until: int) -> str:
    """The notice that the password goes at a Unix time unless somebody objects."""
    when = datetime.fromtimestamp(until, UTC)
    return (
        "A device of your account asked to reset its password without knowing it. "
        f"The password can be taken away from {when:%Y-%m-%d %H:%M} UTC on.\n\n"
        "If this was not you, cancel the reset in the settings of two-step verification, and end "
        "the sessions you do not know in your list of devices."
    )


def confirmation_mail(code: str) -> tuple[str, str]:
    """Subject and text of the mail that carries a code. The subject, which others may see on a
    locked screen, does not hold it."""
    text = (
        f"{code}\n\n"
        "Enter this code in the app to go on with your two-step verification.\n\n"
        "Do not give it to anyone, even if they say they run the server. "
        "If you did not ask for it, ignore this mail.\n"
    )
    return "Your code for two-step verification", text
