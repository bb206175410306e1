"""Mail addresses: which ones can be written to, and how one is shown to who should know it."""

import re

ADDRESS_LENGTH_MAX = 254
"""RFC 5321's 256 for a path, without its angle brackets."""

# No quoting and no comments: nothing that could end a header or name a second recipient.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}"
)


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent to the text as it is."""
    return len(text) <= ADDRESS_LENGTH_MAX and _ADDRESS.fullmatch(text) is not None


def mask_mail(address: str) -> str:
    """The address with its name hidden: `a***e@example.org`."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}***{name[-1:] if len(name) > 1 else ''}@{host}"
