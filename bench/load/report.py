"""The table that people read, and the file that programs read."""

import json
import operator
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from load.figures import middle

OTHERS_MAX = 0.2
"""Cores. Server and load fill one each; on two cores anybody else takes from them."""

Rounds = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Row:
    """One line of the table: a figure of a scenario, and the target it is held against."""

    scenario: str
    figure: str
    title: str
    unit: str
    digits: int = 1
    target: float | None = None
    holds: Callable[[float, float], bool] = operator.le


ROWS = (
    Row("closed", "cpu_ms_per_message", "1:1, 50 pairs: CPU per message", "ms", 3, 0.30),
    Row("closed", "messages_per_s", "  messages, closed loop", "/s", 0, 3000, operator.ge),
    Row("closed", "p50_ms", "  sent, answered and delivered, p50", "ms"),
    Row("closed", "p99_ms", "  the same, p99", "ms"),
    Row("closed", "fsyncs_per_s", "  fsyncs", "/s", 0),
    Row("closed", "messages_per_fsync", "  messages per fsync", "", 1),
    Row("closed", "server_cores", "  cores the server used", "", 2),
    Row("closed", "other_cores", "  cores others used meanwhile", "", 2),
    Row("open", "messages_per_s", "open loop at 70 %: messages", "/s", 0),
    Row("open", "p50_ms", "  due to recipient's push, p50", "ms"),
    Row("open", "p99_ms", "  the same, p99", "ms", 1, 40),
    Row("open", "cpu_ms_per_message", "  CPU per message", "ms", 3),
    Row("open", "client_cores", "  cores the load client used", "", 2),
    Row("open", "other_cores", "  cores others used meanwhile", "", 2),
    Row(
        "sessions",
        "cpu_ms_per_message",
        "the same, 3 sessions of 3 layers each: CPU",
        "ms",
        3,
        0.55,
    ),
    Row("single", "cpu_ms_online", "1:1, a message now and then: CPU per message", "ms", 2),
    Row("single", "last_ms", "  the recipient has it, p50", "ms", 1),
    Row("groups", "cpu_ms_offline", "to a group of 200, nobody there: CPU per message", "ms", 2, 8),
    Row("groups", "cpu_ms_per_delivery", "  for each who is there", "ms", 4, 0.04),
    Row("groups", "cpu_ms_per_reader", "  all of it, shared by those there", "ms", 4),
    Row("groups", "first_ms", "  the first of 200 has it, p50", "ms", 1),
    Row("groups", "last_ms", "  the last of 200 has it, p50", "ms", 1, 15),
    Row(
        "supergroup_200",
        "cpu_ms_per_delivery",
        "supergroup of 200: CPU per delivery",
        "ms",
        4,
        0.04,
    ),
    Row("supergroup_200", "cpu_ms_per_reader", "  all of it, shared by those there", "ms", 4, 0.04),
    Row("supergroup_200", "first_ms", "  the first has it, p50", "ms", 1),
    Row("supergroup_200", "last_ms", "  the last has it, p50", "ms", 1, 15),
    Row(
        "supergroup_1000",
        "cpu_ms_per_delivery",
        "supergroup of 1,000: CPU per delivery",
        "ms",
        4,
        0.04,
    ),
    Row("supergroup_1000", "last_ms", "  the last has it, p50", "ms", 1),
    Row(
        "supergroup_5000",
        "cpu_ms_offline",
        "supergroup of 5,000, nobody there: CPU per post",
        "ms",
        2,
    ),
    Row("supergroup_5000", "cpu_ms_per_delivery", "  for each who is there", "ms", 4, 0.04),
    Row("supergroup_5000", "last_ms", "  the last has it, p50", "ms", 1, 250),
    Row("supergroup_5000", "last_max_ms", "  the slowest post's last", "ms", 1),
    Row(
        "channels", "message_rows_per_post", "channel of 1,000,000: message rows per post", "", 1, 1
    ),
    Row("channels", "log_rows_per_post", "  log rows per post", "", 1, 1),
    Row("channels", "cpu_ms_per_post", "  CPU per post, one at a time", "ms", 2),
    Row("channels", "cpu_ms_to_come_and_go_few", "joining and leaving one of 1,000: CPU", "ms", 2),
    Row("channels", "cpu_ms_to_come_and_go_many", "  of 1,000,000", "ms", 2),
    Row(
        "channels",
        "cpu_ms_to_hear_what_moved",
        "back to 300 channels: to hear which moved",
        "ms",
        2,
    ),
    Row("channels", "cpu_ms_to_come_back", "  and to read the 20 that did", "ms", 1, 20),
    Row("crowd", "cpu_ms_per_change_alone", "somebody comes or goes, nobody there: CPU", "ms", 3),
    Row("crowd", "cpu_ms_per_change", "  with 5,000 of their supergroup there", "ms", 3),
    Row("crowd", "pushes_per_change", "  members told", "", 1),
    Row("crowd", "cpu_ms_per_typing_unseen", "typing in it, nobody looks: CPU", "ms", 3),
    Row("crowd", "cpu_ms_per_typing", "  1,000 have it before them", "ms", 2),
    Row("crowd", "pushes_per_typing", "  members told", "", 1),
    Row("exchange", "cpu_ms_per_exchange", "key exchange: CPU", "ms", 2, 5),
    Row("start", "seconds", "start-up, empty folder to ready", "s", 2, 2),
    Row("idle", "mib_per_1000_connections", "idle: per 1,000 signed-in connections", "MiB", 1, 15),
    Row("idle", "memory_mib", "  whole process with them", "MiB", 0),
    Row("catch_up", "seconds", "catch-up of 10,000 messages", "s", 2, 1),
    Row("catch_up", "cpu_ms_per_message", "  CPU per message", "ms", 3),
    Row("stored", "bytes_per_message", "stored per 60-byte text", "B", 0, 1024),
    Row(
        "files", "up_mib_per_cpu_s", "10 files up: for a second of CPU", "MiB", 0, 150, operator.ge
    ),
    Row("files", "down_mib_per_cpu_s", "  and down", "MiB", 0, 150, operator.ge),
    Row("files", "grown_mib", "  memory above idle", "MiB", 0, 64),
    Row("unread", "cpu_ms_first", "sends, 2,000 unread: CPU per message", "ms", 3),
    Row("unread", "cpu_ms_last", "  the same, 20,000 unread", "ms", 3),
    Row("reads", "cpu_ms_per_page", "history page of 100: CPU", "ms", 2, 3),
    Row("reads", "cpu_ms_per_dialog_list", "dialog list of 1,000, all pages: CPU", "ms", 1, 30),
    Row("reads", "everywhere_p95_ms", "search of the mailbox, p95", "ms", 1, 50),
    Row("reads", "everywhere_cpu_ms", "  CPU per search", "ms", 2),
    Row("reads", "dialog_p95_ms", "search of a dialog, p95", "ms", 1, 50),
    Row("reads", "dialog_cpu_ms", "  CPU per search", "ms", 2),
    Row("probe", "cpu_ms", "the machine: calibration loop before each round", "ms"),
)


def table(rounds: Rounds) -> str:
    """Median, spread and target of every figure there is."""
    head = ("", "median", "lowest", "highest", "", "target", "")
    lines = [head, *(_line(row, rounds[row.scenario]) for row in ROWS if rounds.get(row.scenario))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(_aligned(line, widths) for line in lines)


def _line(row: Row, found: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    values = [float(result[row.figure]) for result in found]
    shown = (middle(values), min(values), max(values))
    cells = (row.title, *(f"{value:,.{row.digits}f}" for value in shown), row.unit)
    if row.target is None:
        return (*cells, "", "")
    sign = "≤" if row.holds is operator.le else "≥"
    verdict = "met" if row.holds(middle(values), row.target) else "MISSED"
    return (*cells, f"{sign} {row.target:,g}", verdict)


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(line, widths, strict=True)
    cells = [first[0].ljust(first[1])]
    for column, (cell, width) in enumerate(rest):
        cells.append(cell.ljust(width) if column >= 3 else cell.rjust(width))
    return "  ".join(cells).rstrip()


def syncs(rounds: Rounds) -> str:
    """What is to be said of the disk; without fsyncs the figures are void."""
    closed = rounds.get("closed", ())
    if closed and min(result["fsyncs_per_s"] for result in closed) == 0:
        return "VOID: the server reported no fsync under load, so nothing was durable."
    checks = [check for check in rounds.get("sync_check", ()) if check]
    if not checks:
        return "fsyncs are the server's own count; strace was not there to check it."
    check = checks[0]
    if not check["system_calls"]:
        return "VOID: strace saw no fsync or fdatasync under load, so nothing was durable."
    return (
        f"strace, in a run apart: {check['system_calls']} fsync and fdatasync calls for "
        f"{check['commits']:.0f} commits of {check['operations']:.0f} operations."
    )


def company(rounds: Rounds) -> str:
    """A warning if others used so much of the machine that wall times say nothing; else empty."""
    results = [result for found in rounds.values() for result in found if "other_cores" in result]
    if not results:
        return ""
    others = middle([result["other_cores"] + result["stolen_cores"] for result in results])
    if others <= OTHERS_MAX:
        return ""
    return (
        f"NOISY: others used {others:.1f} cores meanwhile. Messages per second and latencies are "
        "not the server's, and CPU times are too high; measure again on a quiet machine."
    )


def noise(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """How steady the server's core was when nothing of ours ran."""
    parts = [
        f"{name} {found['cpu_ms']:.1f} ms CPU (spread {found['cpu_spread_percent']:.0f} %), "
        f"{found['wall_ms']:.1f} ms wall (spread {found['wall_spread_percent']:.0f} %)"
        for name, found in (("before", before), ("after", after))
    ]
    return "noise, one calibration loop on the server's core: " + "; ".join(parts)


def save(folder: Path, content: Mapping[str, Any]) -> Path:
    """Write everything measured as JSON; gives the path."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    about = {"python": platform.python_version(), "machine": platform.platform()}
    path.write_text(json.dumps({"about": about, **content}, indent=1) + "\n")
    return path
