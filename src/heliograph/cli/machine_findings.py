"""The doctor's look at the machine: its disk, its clock, how many files it lets us open."""

import ctypes
import os
import resource
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from heliograph.cli.finding import Finding
from heliograph.config import Limits

DISK_LOW_BYTES = 1 << 30
FILES_LOW = 1_000
CLOCK_EARLIEST = 1_767_225_600  # 2026-01-01: no machine that runs this release is older
CLOCK_SLACK_S = 300

_DESCRIPTORS_SPARE = 1_000
_TIMEX_BYTES = 512
_UNSYNCHRONISED = 5
"""TIME_ERROR of adjtimex(2): what keeps the clock has not set it, or lost it."""


def disk(folder: Path) -> Iterator[Finding]:
    """Room for what comes: a full disk is where a server ends on purpose."""
    free = shutil.disk_usage(folder).free
    text = f"{free / (1 << 30):.1f} GiB free"
    if free < DISK_LOW_BYTES:
        yield Finding(
            level="bad",
            subject="disk",
            text=text,
            means="A full disk stops the server: it acknowledges nothing it cannot keep.",
            remedy="Make room, or move the data folder to a larger disk while no server runs.",
        )
    else:
        yield Finding(level="ok", subject="disk", text=text)
    free_names = _free_names(folder)
    if free_names is not None and free_names < FILES_LOW:
        yield Finding(
            level="bad",
            subject="inodes",
            text=f"{free_names} more files can be made on this file system",
            means="Without one no log can be written, and the server stops as on a full disk.",
            remedy="Remove what made so many small files (df -i shows where).",
        )


def _free_names(folder: Path) -> int | None:
    """How many files can still be made; None where the file system counts none."""
    files = os.statvfs(folder)
    return files.f_favail if files.f_files else None


def clock(folder: Path) -> Iterator[Finding]:
    """Whether clients will believe the time."""
    now = time.time()
    newest = max((entry.stat().st_mtime for entry in os.scandir(folder)), default=0.0)
    if now < CLOCK_EARLIEST or newest > now + CLOCK_SLACK_S:
        yield Finding(
            level="bad",
            subject="clock",
            text=f"it says {time.ctime(now)}, which cannot be: files here are newer",
            means="Clients refuse a server whose clock is wrong by more than minutes.",
            remedy="Set it, and have it kept by NTP: timedatectl set-ntp true.",
        )
        return
    yield Finding(level="ok", subject="clock", text=time.ctime(now))
    if not _is_synchronised():
        yield Finding(
            level="note",
            subject="clock",
            text="nothing keeps it right, as far as the kernel knows",
            means="It drifts by seconds a day; clients refuse a server that is minutes off.",
            remedy="timedatectl set-ntp true. In a container the host's clock counts.",
        )


def _is_synchronised() -> bool:
    """What the kernel was told about its clock; taken for right where it cannot be asked."""
    try:
        adjtimex = ctypes.CDLL(None, use_errno=True).adjtimex
    except (OSError, AttributeError):
        return True
    state: int = adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return state != _UNSYNCHRONISED


def descriptors(limits: Limits) -> Finding:
    """Whether as many sockets can be open as the limits allow connections."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.connections_max + _DESCRIPTORS_SPARE
    if hard != resource.RLIM_INFINITY and hard < wanted:
        return Finding(
            level="note",
            subject="open files",
            text=f"{hard} are allowed here; {limits.connections_max} connections need {wanted}",
            means="Once they are used up, newcomers are not let in.",
            remedy="LimitNOFILE=65536, as deploy/heliograph.service has it, or ulimit -n.",
        )
    shown = "any number" if hard == resource.RLIM_INFINITY else str(hard)
    return Finding(level="ok", subject="open files", text=f"{shown} may be open")
