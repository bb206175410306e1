"""Whom somebody writes to most, as of late.

https://core.telegram.org/api/top-rating
"""

from collections import defaultdict
from collections.abc import Iterable
from math import exp

import msgspec

# help.getConfig tells clients the same, so that they count on by themselves.
DECAY_S = 2_419_200

# Ratings of messages older than this are less than a thousandth.
CONSIDERED_S = 7 * DECAY_S


class Rated(msgspec.Struct, frozen=True):
    """A peer and its rating: each message counts e times less per DECAY_S of age."""

    peer_id: int
    rating: float


def rate(sent: Iterable[tuple[int, int]], *, now: int) -> list[Rated]:
    """The peers of sent messages, given as (peer_id, date), the one written to most first."""
    ratings: dict[int, float] = defaultdict(float)
    for peer_id, date in sent:
        ratings[peer_id] += exp((date - now) / DECAY_S)
    rated = [Rated(peer_id, rating) for peer_id, rating in ratings.items()]
    return sorted(rated, key=lambda one: (-one.rating, one.peer_id))
