"""Which methods real clients called with success, as the server's own counters say."""

import contextlib
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

# Set by `make methods-audit`: where plays note what they saw.
_FILE = os.environ.get("TRAFFIC_FILE")
_COUNTED = re.compile(r'heliograph_rpc_calls_total\{method="([^"]+)",result="ok"\} ([\d.e+]+)')


def note_traffic(http: str, kinds: Iterable[str]) -> None:
    """Add a line `method<TAB>clients` for each method answered; nothing unless asked to."""
    if not _FILE:
        return
    # A play may end with its server stopped.
    with (
        contextlib.suppress(urllib.error.URLError),
        urllib.request.urlopen(f"{http}/metrics", timeout=10) as answer,
    ):
        _add(_COUNTED.findall(answer.read().decode()), kinds)


def _add(counted: Iterable[tuple[str, str]], kinds: Iterable[str]) -> None:
    clients = "+".join(sorted(set(kinds)))
    with Path(_FILE or os.devnull).open("a", encoding="utf-8") as file:
        file.writelines(f"{method}\t{clients}\n" for method, count in counted if float(count))
