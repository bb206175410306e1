"""Where something was said or shown, and what may be looked at there, on which legal basis."""

import enum

import msgspec


class Surface(enum.StrEnum):
    """Where a subject stands: decides which duties hold and what may run there at all."""

    PRIVATE_1TO1 = "private_1to1"
    PRIVATE_GROUP = "private_group"
    PUBLIC_GROUP = "public_group"
    PUBLIC_CHANNEL = "public_channel"
    STORY = "story"
    PROFILE = "profile"
    BOT = "bot"
    E2E = "e2e"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What may be done on a surface: screened by rules for text, compared by exact or perceptual
    hash, kept as evidence once somebody who has it reports it; and why."""

    text_rules: bool = False
    exact_hash: bool = False
    perceptual_hash: bool = False
    kept_when_reported: bool = True
    basis: str


_OWN_TERMS = Rule(
    text_rules=True,
    exact_hash=True,
    perceptual_hash=True,
    basis="shown to the public: own-initiative investigation, Regulation (EU) 2022/2065, Art. 7",
)
_DISCLOSED = Rule(
    basis="confidential, Directive 2002/58/EC, Art. 5: known by the report of somebody in it alone",
)

RULES: dict[Surface, Rule] = {
    Surface.PRIVATE_1TO1: _DISCLOSED,
    Surface.PRIVATE_GROUP: _DISCLOSED,
    Surface.PUBLIC_GROUP: _OWN_TERMS,
    Surface.PUBLIC_CHANNEL: _OWN_TERMS,
    Surface.STORY: _OWN_TERMS,
    Surface.PROFILE: _OWN_TERMS,
    Surface.BOT: _OWN_TERMS,
    Surface.E2E: Rule(
        kept_when_reported=False,
        basis="end-to-end encrypted: the server cannot read it, and asks nobody for it",
    ),
}
"""A row for each surface; private ones and e2e are off."""


def surface_of_channel(*, public: bool, broadcast: bool) -> Surface:
    """Where something is said in a channel or supergroup."""
    if not public:
        return Surface.PRIVATE_GROUP
    return Surface.PUBLIC_CHANNEL if broadcast else Surface.PUBLIC_GROUP
