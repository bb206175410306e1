"""What somebody whose account is frozen may still call: they read, and leave.

https://core.telegram.org/api/auth#frozen-accounts
"""

_READING = ("check", "get", "read", "received", "resolve", "search")
"""How methods begin that show something, or say that it was seen."""

_WHOLE = ("auth", "help", "langpack", "updates")
"""Namespaces of what keeps a client running."""

_BESIDES = frozenset(
    {
        "account.cancelPasswordEmail",
        "account.confirmPasswordEmail",
        "account.confirmPhone",
        "account.deleteAccount",
        "account.finishTakeoutSession",
        "account.initTakeoutSession",
        "account.registerDevice",
        "account.reportPeer",
        "account.reportProfilePhoto",
        "account.resetAuthorization",
        "account.unregisterDevice",
        "account.updateDeviceLocked",
        "account.updatePasswordSettings",
        "account.updateStatus",
        "channels.leaveChannel",
        "messages.report",
        "messages.reportSpam",
    }
)
"""What protects the account, tells of wrongs, leaves, or takes one's own data along."""


def may_call(name: str) -> bool:
    """Whether a frozen account may call a method."""
    namespace, _, rest = name.partition(".")
    return namespace in _WHOLE or rest.startswith(_READING) or name in _BESIDES
