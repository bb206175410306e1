"""How a page is looked at: on a phone and at a desk, by day and by night."""

import msgspec

from support.browser import DESKTOP, PHONE


class Look(msgspec.Struct, frozen=True):
    """The size of a window, and the colours that are asked for."""

    size: tuple[int, int]
    scheme: str

    def __str__(self) -> str:
        return f"{self.size[0]}-{self.scheme}"


LOOKS = [Look(size, scheme) for size in (PHONE, DESKTOP) for scheme in ("light", "dark")]

ACROSS = [Look(PHONE, "dark"), Look(DESKTOP, "light")]
"""Each size and each colour once: what is faint is so at any size, too wide in any colour."""
