"""Heads of the log as the store keeps them, and why no further one may be signed."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from heliograph.safety.log.notes import Key

MERGE_DELAY_S = 60
"""Promised to everybody: what happened has its place in the log after so long."""

Sign = Callable[[int, bytes], str]
"""Signs a head: size and root."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A signed head. `cosignatures` are lines of witnesses, to be put under the note."""

    size: int
    root: bytes
    note: str
    date: int
    cosignatures: Sequence[str] = ()

    def text(self) -> str:
        return self.note + "".join(self.cosignatures)


class LogKeeper(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs the log, and which witnesses the operator trusts."""

    key: Key
    sign: Sign
    witnesses: Sequence[Key] = ()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How the log stands: entries in it, entries that wait, since when the first (0 for none), why
    nothing is signed and what to do (empty if it is), and what each witness last showed: size and
    date."""

    size: int
    waiting: int
    since: int
    held: str
    witnesses: Mapping[str, tuple[int, int]]


class Private(msgspec.Struct, frozen=True, kw_only=True):
    """What a leaf is about: whoever holds `salt` and `record` can show it. `place` is None while
    the entry waits for the sequencer."""

    event: str
    place: int | None
    salt: bytes
    record: bytes


class LogHeld(Exception):
    """No head may be signed: somebody knows one that this log does not continue. The text is for
    the operator."""
