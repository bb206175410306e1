"""What a process has used, and what the machine was doing, read from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads. Those that ended are in the coarse total alone."""
    exact_ns = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            exact_ns += int((task / "schedstat").read_text().split()[0])
        except OSError:
            continue  # the thread has just ended
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    coarse_s = (int(fields[11]) + int(fields[12])) * _TICK_S
    return max(exact_ns / 1e9, coarse_s)


def memory_mib(pid: int) -> float:
    """Resident memory, shared pages counted by share."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError("smaps_rollup without Pss")


def resident_mib(pid: int) -> float:
    """Resident memory, shared pages and all, as the system counts it anyway.

    `memory_mib` has every page looked at, in which time the process can map none: milliseconds.
    """
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_MIB


@dataclass(frozen=True)
class Machine:
    """Seconds of all cores since boot."""

    busy: float
    stolen: float


def machine() -> Machine:
    """What the whole machine has done so far."""
    values = [int(v) * _TICK_S for v in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    user, nice, system, _, _, irq, softirq, steal = values[:8]
    return Machine(user + nice + system + irq + softirq, steal)
