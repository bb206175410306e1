"""Methods under test: which tests call them, and a refusal or a stub in their place."""

import time
from collections import defaultdict
from collections.abc import Generator
from typing import Any

import pytest

from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.registry import Method, Run, load_methods
from support.stub_answers import stub_answer

REFUSED, STUB = "refused", "stub"
WAYS = (REFUSED, STUB)


def replaced(method: Method, way: str) -> Run:
    """What stands in for a method: INPUT_METHOD_INVALID, or an answer without any effect."""

    async def refuse(context: Context, query: Any) -> Any:
        raise errors.InputMethodInvalid

    async def answer(context: Context, query: Any) -> Any:
        return stub_answer(method.name, query, context.clock.now())

    return refuse if way == REFUSED else answer


class Replacing:
    """Runs the tests with one method replaced."""

    def __init__(self, name: str, way: str) -> None:
        method = load_methods()[name]
        method.run = replaced(method, way)


class Noting:
    """Notes for each test which methods answer in it (and not: refuse).

    `callers` has, by method and test, how many methods the test calls and the seconds it takes.
    """

    def __init__(self) -> None:
        self.callers: dict[str, dict[str, tuple[int, float]]] = defaultdict(dict)
        self._called: set[str] = set()
        for method in load_methods().values():
            method.run = self._noted(method.name, method.run)

    def _noted(self, name: str, run: Run) -> Run:
        async def noted(context: Context, query: Any) -> Any:
            answer = await run(context, query)
            self._called.add(name)
            return answer

        return noted

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        self._called.clear()
        started = time.perf_counter()
        done = yield
        # What calls few methods is about them.
        cost = (len(self._called), time.perf_counter() - started)
        for name in self._called:
            self.callers[name][item.nodeid] = cost
        return done
