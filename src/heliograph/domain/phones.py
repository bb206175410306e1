"""Phone numbers as people and their phone books write them."""

# Digits, spaces, brackets, an extension; a name in its place may be a megabyte long.
_WRITTEN_MAX = 64


def phone_digits(written: str) -> str:
    """The digits of a number ("+1 23…", digits, or nothing); none of what is too long to be one."""
    if len(written) > _WRITTEN_MAX:
        return ""
    return "".join(sign for sign in written if sign.isascii() and sign.isdigit())
