"""The title that stands beside somebody's name in a group.

https://core.telegram.org/api/rank
"""

from heliograph.domain import errors

RANK_LENGTH = 16
"""Characters."""

# Where pictures begin and end, and what makes one of a sign that is a letter otherwise.
_PICTURES = (
    (0x1F000, 0x1FAFF),
    (0x2600, 0x27BF),
    (0x2B00, 0x2BFF),
    (0x231A, 0x231B),
    (0x23E9, 0x23FA),
    (0xFE0F, 0xFE0F),
    (0x20E3, 0x20E3),
    (0xE0020, 0xE007F),
)


def check_rank(rank: str) -> str:
    """The rank to keep. ADMIN_RANK_INVALID if it is too long, ADMIN_RANK_EMOJI_NOT_ALLOWED."""
    rank = " ".join(rank.split())
    if len(rank) > RANK_LENGTH:
        raise errors.AdminRankInvalid
    if any(first <= ord(one) <= last for one in rank for first, last in _PICTURES):
        raise errors.AdminRankEmojiNotAllowed
    return rank
