"""A server that dies by itself, between two commits."""

import os
import signal
import sys
from pathlib import Path

from heliograph.storage.sqlite import writer
from support.play_server import PlayServer

_TESTS = Path(__file__).parents[2]


class MortalServer(PlayServer):
    """`heliograph serve` that is killed right after a commit, before anybody hears of it."""

    def __init__(self, folder: Path, *, environment: dict[str, str] | None = None) -> None:
        self._order = folder.parent / f"{folder.name}-order"
        super().__init__(
            folder,
            command=[sys.executable, "-m", "support.powercut.spoilt_server", f"dies={self._order}"],
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


def obey(order: Path) -> None:
    """Have this process die after as many commits as the file says, once it is there."""
    commit, made = writer.Writer._commit, 0

    def counting(self: writer.Writer, batch: list[writer.Operation]) -> list[writer.Outcome]:
        nonlocal made
        outcomes = commit(self, batch)
        if order.exists():
            made += 1
            if made >= int(order.read_text()):
                os.kill(os.getpid(), signal.SIGKILL)
        return outcomes

    writer.Writer._commit = counting  # type: ignore[method-assign]
