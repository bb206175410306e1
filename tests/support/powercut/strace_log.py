"""Reads `strace -f -y` output and asks it: was every answer sent after a covering sync?"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

ARRIVALS = frozenset({"read", "readv", "recv", "recvfrom", "recvmsg"})
SENDS = frozenset({"write", "writev", "send", "sendto", "sendmsg"})
FILE_WRITES = frozenset({"write", "writev", "pwrite64", "pwritev"})
SYNCS = frozenset({"fsync", "fdatasync"})
# What strace has to be told to trace. Work given to io_uring would not show: see `carried`.
TRACED = ",".join(sorted(ARRIVALS - {"recv"} | SENDS - {"send"} | FILE_WRITES | SYNCS))

_ENTRY = re.compile(r"(?:\[pid\s+)?(?P<pid>\d+)?\]?\s*(?P<name>\w+)\((?P<rest>.*)$")
_RESUMED = re.compile(
    r"(?:\[pid\s+)?(?P<pid>\d+)?\]?\s*<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)$"
)
_DESCRIPTOR = re.compile(r"(?P<fd>\d+)<(?P<target>(?:->|[^<>])*)>")
_RESULT = re.compile(r"\)\s*=\s+(?P<result>-?\d+|\?)(?:\s+\w+ \([^)]*\))?\s*$")
_UNFINISHED = "<unfinished ...>"


@dataclass(frozen=True, slots=True)
class SystemCall:
    """One call on a descriptor. `began` and `ended` are line numbers: the order of things.

    `result` is None for a call that never returned.
    """

    pid: int
    name: str
    target: str
    result: int | None
    began: int
    ended: int


@dataclass(slots=True)
class _Begun:
    name: str
    target: str
    line: int


def parse(lines: Iterable[str]) -> list[SystemCall]:
    """The calls on descriptors, by the line where they ended."""
    calls = []
    begun: dict[int, _Begun] = {}
    number = 0
    for number, line in enumerate(lines):
        if resumed := _RESUMED.match(line):
            pid = int(resumed["pid"] or 0)
            start = begun.pop(pid, None)
            if start is not None:
                result = _result(resumed["rest"])
                calls.append(SystemCall(pid, start.name, start.target, result, start.line, number))
        elif entry := _ENTRY.match(line):
            pid = int(entry["pid"] or 0)
            descriptor = _DESCRIPTOR.match(entry["rest"])
            target = descriptor["target"] if descriptor else ""
            if line.rstrip().endswith(_UNFINISHED):
                begun[pid] = _Begun(entry["name"], target, number)
            else:
                result = _result(entry["rest"])
                calls.append(SystemCall(pid, entry["name"], target, result, number, number))
    for pid, start in begun.items():
        calls.append(SystemCall(pid, start.name, start.target, None, start.line, number + 1))
    return calls


def _result(rest: str) -> int | None:
    found = _RESULT.search(rest)
    return int(found["result"]) if found and found["result"] != "?" else None


@dataclass(frozen=True, slots=True)
class Answer:
    """A request that arrived on a socket and the first thing sent there afterwards.

    `covered` says that something was written to the log in between and that a sync which began
    after the last such write had returned before the sending began.
    """

    arrived: int
    sent: int
    covered: bool


def carried(calls: Iterable[SystemCall], *, socket: str) -> int:
    """How many bytes the trace saw go out on a socket: all that its client received, unless
    something was sent in a way that the trace does not show."""
    return sum(max(0, c.result or 0) for c in calls if socket in c.target and c.name in SENDS)


def any_bytes(start: int, end: int) -> bool:
    """Takes everything that is sent for an answer."""
    return True


def answers(
    calls: Sequence[SystemCall],
    *,
    socket: str,
    log: str,
    is_answer: Callable[[int, int], bool] = any_bytes,
) -> list[Answer]:
    """One Answer per request, for a socket on which requests come one at a time.

    `socket` is a part of the socket's description, `log` how the path of the log ends.
    `is_answer` says whether bytes start to end (exclusive) of all that the socket carried to the
    client hold an answer; sends without one are passed over.
    """
    sent = 0
    on_log = [c for c in calls if c.target.endswith(log) and c.result is not None]
    found = []
    arrived: int | None = None
    for call in sorted((c for c in calls if socket in c.target), key=lambda c: c.began):
        if call.name in ARRIVALS and call.result is not None and call.result > 0:
            # A request may arrive in several pieces: the last one completes it.
            arrived = call.ended
        elif call.name in SENDS:
            start, sent = sent, sent + max(0, call.result or 0)
            if arrived is not None and is_answer(start, sent):
                found.append(Answer(arrived, call.began, _covered(on_log, arrived, call.began)))
                arrived = None
    return found


def _covered(on_log: Sequence[SystemCall], arrived: int, sent: int) -> bool:
    writes = [
        c.ended for c in on_log if c.name in FILE_WRITES and arrived < c.began and c.began < sent
    ]
    if not writes:
        return False
    return any(
        c.name in SYNCS and c.result == 0 and c.began > max(writes) and c.ended < sent
        for c in on_log
    )
