"""What the doctor says of one thing it looked at."""

from typing import Literal

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at: fine, worth knowing, or to be mended.

    What is not fine says what that `means` for the server, and the `remedy`.
    """

    level: Literal["ok", "note", "bad"]
    subject: str
    text: str
    means: str = ""
    remedy: str = ""

    def __post_init__(self) -> None:
        if self.level != "ok" and not (self.means and self.remedy):
            raise ValueError(f"{self.subject}: say what it means and what to do")
