"""Tries mutants in forks of one process that has loaded every test."""

import contextlib
import gc
import importlib
import math
import os
import pkgutil
import resource
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import pytest

import heliograph
from mutation.mutants import Mutant
from mutation.witnesses import QUICK, TESTS, Witness

# A mutant may loop, wait or eat memory for ever; whichever limit it meets, it is noticed. A test
# is given its usual CPU many times over, as one that is slow on a busy machine notices nothing. On
# such a machine a test that waits for its turn runs; one that sleeps in all its threads waits for
# what a mutant will not do.
CPU_FACTOR, CPU_MORE_S = 10, 2
ASLEEP_S = 3
WAIT_S = 60
WHOLE_S = 240
MEMORY_BYTES = 8 * 2**30

KILLED, SURVIVED, TIMED_OUT, UNSEEN = "killed", "survived", "timed-out", "unseen"
# What a fork says besides.
TRYING, BROKEN = "trying", "broken"

# Nobody pulls the plug on a store of these tests, so it need not wait for a disk.
_IN_MEMORY = Path("/dev/shm")
_LOOK_S = 0.5


class Trial(NamedTuple):
    """A mutant, and the tests to try it with, in their order."""

    mutant: Mutant
    tests: Sequence[Witness]


class Outcome(NamedTuple):
    """What became of a mutant, and the test that noticed it, if one did."""

    mutant: Mutant
    end: str
    test: str


class Trying:
    """A plugin of pytest that runs trials instead of the tests."""

    def __init__(self, trials: Iterable[Trial], tell: Callable[[Outcome], None]) -> None:
        self._trials = trials
        self._tell = tell
        self._items: dict[str, pytest.Item] = {}
        self._sound: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = {item.nodeid: item for item in session.items}
        gc.collect()
        gc.freeze()
        for trial in self._trials:
            self._tell(self._outcome(trial))
        return True

    def _outcome(self, trial: Trial) -> Outcome:
        """What becomes of the mutant, by tests that pass without it."""
        while True:
            tests = [test for test in trial.tests if test.test in self._items]
            if not tests:
                return Outcome(trial.mutant, UNSEEN, "")
            end, killer = _in_fork(trial.mutant, tests, self._items)
            if not killer or killer in self._sound:
                return Outcome(trial.mutant, end, killer)
            alone = [test for test in tests if test.test == killer]
            if _in_fork(None, alone, self._items)[0] == SURVIVED:
                self._sound.add(killer)
            else:
                del self._items[killer]


def run_trials(trials: Iterable[Trial], tell: Callable[[Outcome], None]) -> None:
    """Try each in turn, and tell of each when it is through."""
    _load_all()
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None) as folder:
        arguments = [
            "-q",
            "-q",
            "--no-header",
            "--disable-warnings",
            "-s",
            *QUICK,
            f"--basetemp={folder}/tests",
        ]
        limits = ["--hypothesis-profile=mutants", f"--timeout={WAIT_S}"]
        status = pytest.main([*arguments, *limits, *TESTS], plugins=[Trying(trials, tell)])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit("pytest could not begin")


def _load_all() -> None:
    """Import what else every fork would import for itself."""
    # structlog draws a refusal's locals with it, which takes longer than the test does.
    sys.modules["rich"] = None  # type: ignore[assignment]
    for module in pkgutil.walk_packages(heliograph.__path__, "heliograph."):
        # What stands on an extension that was not built is not used either.
        if not module.name.endswith("__main__"):
            with contextlib.suppress(ImportError):
                importlib.import_module(module.name)


def _in_fork(
    mutant: Mutant | None, tests: Sequence[Witness], items: Mapping[str, pytest.Item]
) -> tuple[str, str]:
    """How it ended, and the test that it ended with; without a mutant for comparison."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _be_mutant(mutant, tests, items, say=theirs)
    os.close(theirs)
    return _await_end(child, ours)


def _await_end(child: int, says: int) -> tuple[str, str]:
    """The child names each test before it runs it, and says at the end whether one noticed."""
    said = b""
    sleep = _Sleep(child)
    deadline = time.monotonic() + WHOLE_S
    while time.monotonic() < deadline:
        if not select.select([says], [], [], _LOOK_S)[0]:
            if sleep.is_too_long():
                break
            continue
        part = os.read(says, 65536)
        if not part:
            break
        said += part
    os.close(says)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    last = said.decode().splitlines()[-1]
    end, _, test = last.partition(" ")
    if end == BROKEN:
        raise RuntimeError(test)
    # Whoever ended while a test ran met a limit, or took the interpreter down.
    return (TIMED_OUT if end == TRYING else end), test


class _Sleep:
    """How long a process has done nothing, as far as /proc tells; where there is none, it never."""

    def __init__(self, process: int) -> None:
        self._threads = Path(f"/proc/{process}/task")
        self._used = ""
        self._since = math.inf

    def is_too_long(self) -> bool:
        """Whether no thread wanted to run since longer than a test may sleep."""
        now = time.monotonic()
        stats = [_words_of(thread / "stat") for thread in self._threads.glob("*")]
        used = " ".join(word for words in stats for word in words[11:13])
        asleep = bool(stats) and all(words and words[0] == "S" for words in stats)
        if not asleep or used != self._used:
            self._since = now
        self._used = used
        return now - self._since > ASLEEP_S


def _words_of(stat: Path) -> Sequence[str]:
    """What stands behind the name: the state first, the CPU used in user and system mode later."""
    try:
        return stat.read_text().rpartition(")")[2].split()
    except OSError:
        return ()


def _be_mutant(
    mutant: Mutant | None,
    tests: Sequence[Witness],
    items: Mapping[str, pytest.Item],
    *,
    say: int,
) -> None:
    """Never comes back."""
    last = BROKEN
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        if mutant is not None:
            put_in_place(mutant)
        last = _run_until_noticed(tests, items, say=say)
    except BaseException as error:
        last = f"{BROKEN} {error!r}"
    finally:
        os.write(say, f"{last}\n".encode())
        os._exit(0)


def _run_until_noticed(
    tests: Sequence[Witness], items: Mapping[str, pytest.Item], *, say: int
) -> str:
    next(iter(items.values())).config.pluginmanager.register(_Noticing(say))
    following = [*(items[test.test] for test in tests[1:]), None]
    for test, after in zip(tests, following, strict=True):
        os.write(say, f"{TRYING} {test.test}\n".encode())
        limit = math.ceil(time.process_time() + CPU_MORE_S + CPU_FACTOR * test.cpu_s)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        item = items[test.test]
        item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
    return SURVIVED


class _Noticing:
    """Ends the process with the first test that fails: nobody reads what else pytest had to say."""

    def __init__(self, say: int) -> None:
        self._say = say

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        if call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
            os.write(self._say, f"{KILLED} {item.nodeid}\n".encode())
            os._exit(0)
        return (yield)


def put_in_place(mutant: Mutant) -> None:
    """Give the function the mutant's code, wherever it was already imported to."""
    name = "heliograph." + mutant.module.removesuffix(".py").replace("/", ".")
    module = importlib.import_module(name)
    names = dict(vars(module))
    exec(mutant.code, names)
    target, changed = (_plain(_found(place, mutant.function)) for place in (vars(module), names))
    target.__code__ = changed.__code__
    target.__defaults__ = changed.__defaults__
    target.__kwdefaults__ = changed.__kwdefaults__


def _found(names: Mapping[str, Any], function: str) -> object:
    owner, _, name = function.rpartition(".")
    return vars(names[owner])[name] if owner else names[name]


def _plain(function: Any) -> FunctionType:
    """Without what decorators put around it."""
    while not isinstance(function, FunctionType) or hasattr(function, "__wrapped__"):
        if hasattr(function, "cache_clear"):
            function.cache_clear()
        for inside in ("fget", "__func__", "__wrapped__"):
            if getattr(function, inside, None) is not None:
                function = getattr(function, inside)
                break
    return function
