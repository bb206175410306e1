"""The real server with its store spoilt in ways that no setting allows.

    python -m support.powercut.spoilt_server SPOIL serve …

SPOIL is `nothing`, `synchronous=MODE`, `fail=write|sync,io|full,PASSES`: the disk fails after
so many writes or syncs; `dies=PATH`: it is killed after as many commits as the file says, once it
is there; `dies-early=PATH`: before the last of these, of which it has told already; or
`journal=PATH`: what is done to the disk is recorded there. Several stand with `+` between them.
"""

import sys
from pathlib import Path
from typing import Any

import apsw

from heliograph.cli.main import main
from heliograph.storage.sqlite import SqliteStore
from support.powercut.mortal import obey
from support.powercut.recording import Recording
from support.powercut.vfs import Fault, RecordingVFS

ERRORS = {"io": apsw.IOError, "full": apsw.FullError}


def spoil(how: str) -> None:
    """Make every store opened from here on a spoilt one."""
    kind, _, value = how.partition("=")
    sound = SqliteStore.open

    def spoilt(path: Path, **arguments: Any) -> SqliteStore:
        if kind == "synchronous":
            return sound(path, synchronous=value, **arguments)
        if kind == "journal":
            vfs = RecordingVFS("journal", Recording.keep_in(Path(value)))
            return sound(path, vfs=vfs.name, **arguments)
        operation, error, passes = value.split(",")
        vfs = RecordingVFS("spoilt", Recording())
        store = sound(path, vfs="spoilt", **arguments)
        vfs.fault = Fault(operation, ERRORS[error], passes=int(passes))
        return store

    if kind.startswith("dies"):
        obey(Path(value), early=kind == "dies-early")
    elif kind != "nothing":
        SqliteStore.open = spoilt  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    import support.powercut.two_people  # noqa: F401 - it has commands of its own

    for way in sys.argv.pop(1).split("+"):
        spoil(way)
    main()
