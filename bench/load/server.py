"""The server under test: seeded and started as its users start it, pinned to its own core."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import apsw

SERVER_CORE, CLIENT_CORE = 0, 1
READY_WITHIN_S = 30
STOP_WITHIN_S = 10
SEED_WITHIN_S = 120
COMMUNITY_WITHIN_S = 2 * 3600

DATABASE = "heliograph.db"
COMMAND = Path(sys.executable).with_name("heliograph")


def seed(
    folder: Path,
    *,
    users: int,
    accounts: Path,
    profile: str | None = None,
    scale: float = 1,
    groups: str = "",
) -> None:
    """Fill a folder with accounts that have ready keys, and with a community if one is named, or
    with groups of the sizes that are named."""
    arguments = [f"--data-dir={folder}", f"--users={users}", f"--out={accounts}"]
    arguments += [f"--groups={groups}"] if groups else []
    if profile is not None:
        arguments += [f"--profile={profile}", f"--scale={scale}"]
    subprocess.run([COMMAND, "dev", "seed", *arguments], check=True,
                   timeout=SEED_WITHIN_S if profile is None else COMMUNITY_WITHIN_S,
                   stdout=subprocess.DEVNULL)  # fmt: skip


class Server:
    """`heliograph serve` on free ports of 127.0.0.1. `ready` holds the words of the ready line."""

    host = "127.0.0.1"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder.with_name(folder.name + ".log")
        self.ready: dict[str, str] = {}
        self.started_in_s = 0.0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Server":
        began = time.perf_counter()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [COMMAND, "serve", f"--data-dir={self.folder}", f"--mtproto={self.host}:0",
                 f"--http={self.host}:0", f"--codes=file:{self.folder}-codes"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
                preexec_fn=_on_server_core,
            )  # fmt: skip
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        self.started_in_s = time.perf_counter() - began
        words = line.split()
        if words[:2] != ["heliograph", "ready"]:
            self.__exit__()
            raise RuntimeError(f"the server did not start; its log ends:\n{self._log_end()}")
        self.ready = dict(word.split("=", 1) for word in words[2:])
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def port(self) -> int:
        return int(self.ready["mtproto"].rsplit(":", 1)[1])

    @property
    def public_key(self) -> bytes:
        """The PEM file that clients are given."""
        return (self.folder / "server_key.pub.pem").read_bytes()

    def metrics(self) -> dict[str, float]:
        """The counters without labels, by name."""
        with urllib.request.urlopen(self.ready["http"] + "/metrics", timeout=5) as answer:
            lines = answer.read().decode().splitlines()
        rows = (line.split() for line in lines if not line.startswith("#") and "{" not in line)
        return {name: float(value) for name, value in rows}

    def stored_bytes(self) -> int:
        """What the database holds, its free pages left out."""
        database = apsw.Connection(str(self.folder / DATABASE), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            pages, free, size = (
                database.pragma(name) for name in ("page_count", "freelist_count", "page_size")
            )
        finally:
            database.close()
        return (pages - free) * size

    def _log_end(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]


def _on_server_core() -> None:
    os.sched_setaffinity(0, {SERVER_CORE % os.cpu_count()})
