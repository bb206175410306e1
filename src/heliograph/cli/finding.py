"""What the doctor says of one thing it looked at."""

from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at: fine, worth knowing, or to be mended."""

    level: Literal["ok", "note", "bad"]
    subject: str
    text: str
    remedy: str = ""
