"""The terms of service an operator wrote, and which text an account has accepted.

https://core.telegram.org/constructor/help.termsOfService
"""

import hashlib

import msgspec

from heliograph.domain.detection import detect_entities
from heliograph.domain.entities import Entity

_LINKS_MAX = 100
_VERSION_DIGITS = 16


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """A text that people are asked to accept; links in it can be followed."""

    text: str
    entities: tuple[Entity, ...]

    @property
    def digest(self) -> bytes:
        """32 bytes that name this text and no other: after a change everybody is asked again."""
        return hashlib.sha256(self.text.encode()).digest()

    @property
    def id(self) -> str:
        """What clients send back when somebody accepts the text."""
        return self.digest.hex()

    @property
    def version(self) -> str:
        """As much of it as tells the texts of one service apart."""
        return self.id[:_VERSION_DIGITS]


def make_terms(text: str) -> Terms:
    """The terms in an operator's file; ValueError if there is nothing to read in it."""
    text = text.strip()
    if not text:
        raise ValueError("is empty")
    return Terms(text=text, entities=detect_entities(text, (), _LINKS_MAX))
