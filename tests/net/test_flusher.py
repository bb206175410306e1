"""One flush for each connection in a turn, and none that another's fault prevents."""

import asyncio

from heliograph.net.flusher import Flusher


class Flushed:
    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.said: list[str] = []

    def flush(self) -> None:
        self.said.append("flush")
        if self.broken:
            raise ZeroDivisionError

    def abort(self, reason: str) -> None:
        self.said.append(reason)


async def test_a_fault_of_one_connection_ends_that_one_alone() -> None:
    flusher = Flusher(asyncio.get_running_loop())
    broken, whole = Flushed(broken=True), Flushed()
    for connection in (broken, whole):
        flusher.add(connection)
    await asyncio.sleep(0)
    assert (broken.said, whole.said) == (["flush", "fault"], ["flush"])
    flusher.add(whole)
    await asyncio.sleep(0)
    assert whole.said == ["flush", "flush"]
