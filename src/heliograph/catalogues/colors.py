"""Colours people may choose for their name and their profile."""

import msgspec


class NameColor(msgspec.Struct, frozen=True):
    """`light` and `dark` are one to three #rrggbb numbers; none for the seven that clients know."""

    id: int
    light: tuple[int, ...] = ()
    dark: tuple[int, ...] = ()


class ProfileColor(msgspec.Struct, frozen=True):
    """Palette entry, background (one colour or a gradient of two) and the ring around stories."""

    id: int
    palette: tuple[int, ...]
    background: tuple[int, ...]
    story: tuple[int, int]


# The first seven are the clients' own: red, orange, violet, green, cyan, blue, pink.
NAME_COLORS = (
    *(NameColor(n) for n in range(7)),
    NameColor(7, (0xD2453D, 0xF3A19B), (0xF5837B, 0x9C3530)),
    NameColor(8, (0xC77A1B, 0xF2C178), (0xF0A94F, 0x8C5A17)),
    NameColor(9, (0x7E57C2, 0xC3AEE6), (0xB294EC, 0x5B3F91)),
    NameColor(10, (0x3C9A46, 0x9FD3A4), (0x79CB82, 0x2D6B35)),
    NameColor(11, (0x1F95A3, 0x93D3DA), (0x63C5D1, 0x1A6974)),
    NameColor(12, (0x2F7FD0, 0x9CC5EE), (0x77B4F2, 0x285F97)),
    NameColor(13, (0xC94F86, 0xEFAECB), (0xF08AB6, 0x8F3A61)),
)

PROFILE_COLORS = tuple(
    ProfileColor(n, (color,), (color,), (bright, color))
    for n, (color, bright) in enumerate(
        (
            (0xB1504A, 0xE88A83),
            (0xB37A35, 0xE6B06A),
            (0x8463A8, 0xBB9BE0),
            (0x4C8F55, 0x88C792),
            (0x3A8D99, 0x78C6D1),
            (0x4A7FB5, 0x86B8EA),
            (0xB15C83, 0xE696BB),
            (0x6F7A86, 0xA8B3BF),
        )
    )
)
