"""A server that dies by itself, between two commits."""

import os
import signal
import sys
import time
from pathlib import Path

from heliograph.storage.sqlite import writer
from support.play_server import PlayServer

_TESTS = Path(__file__).parents[2]
_ANSWERED_WITHIN_S = 0.5


class MortalServer(PlayServer):
    """`heliograph serve` that is killed right after a commit, before anybody hears of it; or, if it
    answers `early`, before the commit of what it just answered."""

    def __init__(
        self, folder: Path, *, environment: dict[str, str] | None = None, early: bool = False
    ) -> None:
        self._order = folder.parent / f"{folder.name}-order"
        spoil = f"{'dies-early' if early else 'dies'}={self._order}"
        super().__init__(
            folder,
            command=[sys.executable, "-m", "support.powercut.spoilt_server", spoil],
            environment={**(environment or {}), "PYTHONPATH": str(_TESTS)},
        )

    async def start(self) -> None:
        self._order.unlink(missing_ok=True)
        await super().start()

    def die_after(self, commits: int) -> None:
        """Have it die so many commits from now on."""
        written = self._order.with_suffix(".part")
        written.write_text(str(commits))
        written.replace(self._order)


def obey(order: Path, *, early: bool) -> None:
    """Have this process die after as many commits as the file says, once it is there; `early` is
    in the place of the last of them, when what it would hold was answered."""
    commit, made = writer.Writer._commit, 0

    def counting(self: writer.Writer, batch: list[writer.Operation]) -> list[writer.Outcome]:
        nonlocal made
        made += order.exists()
        doomed = made > 0 and made >= int(order.read_text())
        if doomed and early:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._apply(operation) for operation in batch]
            self._loop.call_soon_threadsafe(writer._resolve, outcomes)
            time.sleep(_ANSWERED_WITHIN_S)
        else:
            outcomes = commit(self, batch)
        if doomed:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcomes

    writer.Writer._commit = counting  # type: ignore[method-assign]
