"""The installed command, and servers started with it."""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heliograph.cli.main import main

COMMAND = str(Path(sys.executable).with_name("heliograph"))
READY = re.compile(
    r"^heliograph ready mtproto=(?P<mtproto>\S+) http=(?P<http>http://\S+)"
    r" fingerprint=(?P<fingerprint>[0-9a-f]{16}) codec=(?P<codec>c|py)"
    r" limits=(?P<limits>default|bench)\n$"
)
_FREE_PORTS = ("--mtproto=127.0.0.1:0", "--http=127.0.0.1:0")
START_S = 180
STOP_S = 5

Streams = dict[str, Any]
"""Arguments of Popen for standard streams other than pipes."""

_PIPES: Streams = {
    "stdin": subprocess.DEVNULL,
    "stdout": subprocess.PIPE,
    "stderr": subprocess.PIPE,
}


def environment(**changes: str) -> dict[str, str]:
    """This process's environment, with the settings in it left out but the codec."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HELIOGRAPH_") or name == "HELIOGRAPH_CODEC"
    }
    return kept | changes


class Served:
    """A running `heliograph serve` on free ports."""

    def __init__(
        self, folder: Path, *flags: str, streams: Streams | None = None, **environ: str
    ) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [COMMAND, "serve", "--data-dir", folder, *_FREE_PORTS, *flags],
            env=environment(**environ),
            **(_PIPES | (streams or {})),
        )
        if self.process.stdout is None:
            self.line = ""
            return
        if not select.select([self.process.stdout], [], [], START_S)[0]:
            self.process.kill()
            pytest.fail("no ready line in time")
        self.line = self.process.stdout.readline().decode()

    @property
    def ready(self) -> dict[str, str]:
        found = READY.match(self.line)
        assert found, (self.line, self.errors() if self.process.poll() is not None else "")
        return found.groupdict()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(STOP_S)

    def errors(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Servers:
    """Starts servers and ends them with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[Served] = []

    def start(
        self,
        *flags: str,
        folder: Path | None = None,
        streams: Streams | None = None,
        **environ: str,
    ) -> Served:
        served = Served(folder or self.folder, *flags, streams=streams, **environ)
        self.started.append(served)
        return served


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that a server has made, with Alice's account in it: to be copied."""
    made = tmp_path_factory.mktemp("begun") / "data"
    server = Served(made)
    try:
        assert server.ready
        command = [COMMAND, "user", "add", "--data-dir", made, "+15550100001", "Alice"]
        subprocess.run(command, check=True, capture_output=True, env=environment())
        server.stop()
    finally:
        server.end()
    return made


@pytest.fixture
def servers(folder: Path) -> Iterator[Servers]:
    made = Servers(folder)
    yield made
    for served in made.started:
        served.end()


@pytest.fixture
def heliograph(folder: Path) -> Any:
    """Run a command to its end; gives its status and output."""

    def run(*arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            env=environment(**environ),
        )

    return run


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """As `heliograph`, in this process: where starting one is not what is tested.

    What a command changes for its process goes with the test.
    """
    monkeypatch.setattr("heliograph.telemetry.logs.configure", lambda *_, **__: None)
    for name in [name for name in os.environ if name.startswith("HELIOGRAPH_")]:
        if name == "HELIOGRAPH_CODEC":
            monkeypatch.setenv(name, os.environ[name])
        else:
            monkeypatch.delenv(name)

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        given = [COMMAND, *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", given)
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        written = capsys.readouterr()
        return subprocess.CompletedProcess(given, status, written.out, written.err)

    return run
