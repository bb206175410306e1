"""A store in which two callers' operations take turns in an order that a test chooses."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from heliograph.ports.store import Store
from support.gate import Gate


class Turns:
    """Stands in for a store: whoever runs in one of its tasks waits for their turn, nobody else."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._gates: dict[asyncio.Task[Any], Gate] = {}

    def __getattr__(self, name: str) -> Any:
        gate = self._gates.get(asyncio.current_task())  # type: ignore[arg-type]
        return getattr(self._store if gate is None else gate, name)

    async def interleave(
        self, calls: Sequence[Callable[[], Awaitable[Any]]], order: Iterable[int]
    ) -> list[Any]:
        """What each of the calls gave or raised, whose operations were let through in the order."""
        gates = [Gate(self._store) for _ in calls]

        async def run(number: int) -> Any:
            self._gates[asyncio.current_task()] = gates[number]  # type: ignore[index]
            try:
                return await calls[number]()
            finally:
                gates[number].still.set()

        tasks = [asyncio.create_task(run(number)) for number in range(len(calls))]
        for number in itertools.chain(order, itertools.cycle(range(len(calls)))):
            for gate in gates:
                await gate.still.wait()
            if all(task.done() for task in tasks):
                break
            gates[number].open()
        self._gates.clear()
        return await asyncio.gather(*tasks, return_exceptions=True)
