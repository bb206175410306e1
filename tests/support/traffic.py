"""Which methods real clients called with success, as the server's own counters say.

The counters also count the witness, a client of our own: its calls are taken off, so that nobody's
traffic is made of them.
"""

import contextlib
import os
import re
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

# Set by `make methods-audit`: where plays note what they saw.
_FILE = os.environ.get("TRAFFIC_FILE")
_COUNTED = re.compile(r'heliograph_rpc_calls_total\{method="([^"]+)",result="ok"\} ([\d.e+]+)')

# What clients of our own called with success since the last play.
_own: Counter[str] = Counter()


def note_own_call(method: str) -> None:
    """A client of ours called the method with success."""
    _own[method] += 1


def note_traffic(http: str, kinds: Iterable[str]) -> None:
    """Add a line `method<TAB>clients` for each method answered; nothing unless asked to."""
    own = Counter(_own)
    _own.clear()
    if not _FILE:
        return
    # A play may end with its server stopped.
    with (
        contextlib.suppress(urllib.error.URLError),
        urllib.request.urlopen(f"{http}/metrics", timeout=10) as answer,
    ):
        called = called_by_others(answer.read().decode(), own)
        clients = "+".join(sorted(set(kinds)))
        with Path(_FILE).open("a", encoding="utf-8") as file:
            file.writelines(f"{method}\t{clients}\n" for method in called)


def called_by_others(metrics: str, own: Mapping[str, int]) -> list[str]:
    """The methods answered more often than our own clients asked."""
    counted = _COUNTED.findall(metrics)
    return [method for method, count in counted if float(count) > own.get(method, 0)]
