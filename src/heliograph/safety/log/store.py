"""What the public log needs of a store."""

from collections.abc import Sequence
from typing import Any, Protocol

from heliograph.safety.log.heads import Head, LogKeeper, Private, Standing
from heliograph.safety.log.notes import Note
from heliograph.safety.log.proofs import Receipt


class LogStore(Protocol):
    """The log: entered inside other transactions, sequenced here, and read by everybody."""

    async def sequence(self, keeper: LogKeeper, *, date: int, at_most: int) -> Head | None:
        """Give what waits its places and sign the new head, in one transaction.

        None if there was nothing to sign: a log without entries has a head, too. Raises LogHeld.
        """
        ...

    async def attest(self, leaf: bytes, *, date: int) -> None:
        """Have an attestation logged (`attestations.attestation_leaf`)."""
        ...

    async def attest_once(self, leaf: bytes, *, period: str, by: str, date: int) -> bool:
        """As `attest`, unless the period is attested already, and note who did; gives whether it is
        now."""
        ...

    async def newest_head(self) -> Head | None:
        """The newest head, with what witnesses added to it."""
        ...

    async def cosigned_head(self) -> Head | None:
        """The newest head that a witness signed."""
        ...

    async def tile(self, level: int, number: int, *, width: int) -> bytes | None:
        """So many hashes of a tile; None if the signed tree has no such tile."""
        ...

    async def bundle(self, number: int, *, width: int) -> bytes | None:
        """So many entries, as they are served; None if the signed tree has no such bundle."""
        ...

    async def receipt(self, puid: str, *, event: str) -> Receipt | None:
        """That something is in the log, by the newest head that a witness signed, if it is in that,
        else by the newest. `event` empty: the first that was logged of it. None while it waits, if
        it was never entered, or is erased."""
        ...

    async def consistency(self, first: int, second: int) -> Sequence[bytes] | None:
        """That the tree of `second` entries continues that of `first`; None if the signed tree is
        shorter."""
        ...

    async def totals(self) -> dict[str, Any]:
        """The published totals: `size`, what so many entries add up to, what is attested."""
        ...

    async def take_witnessed(self, note: Note, keeper: LogKeeper, *, date: int) -> str:
        """A head of this log that configured witnesses signed: keep their lines, and that they
        know it.

        Gives what became of it: `kept`, `newer` than all that is signed here, `forked`, or
        `outdated`: of this log, but signed before it was restored, so that it does not say what
        the witness knows.
        """
        ...

    async def adopt(
        self, note: Note, keeper: LogKeeper, *, leaves: Sequence[bytes], date: int
    ) -> int:
        """Append what a copy of this log has beyond it, up to a head that the log once signed.

        Gives how many entries. What is about them is not in a copy. Raises LogHeld, changing
        nothing, if the copy has no more or is of another history.
        """
        ...

    async def disclosed(self, puid: str) -> Sequence[Private]:
        """What the entries of something are about, in the order of the log."""
        ...

    async def erase(self, puid: str) -> int:
        """Forget what the entries of something are about: they stay, and say nothing of anybody.

        Gives of how many; there are no receipts for it any more.
        """
        ...

    async def log_standing(self, keeper: LogKeeper) -> Standing: ...
