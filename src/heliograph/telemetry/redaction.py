"""What never reaches a log: secrets, codes, message text, whole phone numbers."""

from collections.abc import MutableMapping
from typing import Any

SECRET = frozenset(
    {
        "access_hash", "auth_key", "body", "caption", "code", "key", "message", "password",
        "payload", "phone_code", "phone_code_hash", "salt", "secret", "server_salt", "text",
        "token",
    }
)  # fmt: skip
"""Field names whose value is replaced, whatever it is."""

PHONES = frozenset({"phone", "phone_number"})


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor that hides values by name and all raw bytes."""
    for name, value in event.items():
        if name in SECRET:
            event[name] = "[redacted]"
        elif name in PHONES:
            event[name] = mask_phone(str(value))
        elif isinstance(value, bytes | bytearray | memoryview):
            event[name] = f"[{len(value)} bytes]"
    return event


def mask_phone(phone: str) -> str:
    """Keep the last two digits: enough to compare with a complaint, too few to call."""
    digits = [character for character in phone if character.isdigit()]
    return "*" * max(0, len(digits) - 2) + "".join(digits[-2:])
