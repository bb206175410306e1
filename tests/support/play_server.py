"""A real server process for plays: started as its users start it, stopped, killed and restarted."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from heliograph.server.control import ask

HELIOGRAPH = str(Path(sys.executable).with_name("heliograph"))
READY_WITHIN_S = 180
STOP_WITHIN_S = 5
CODE_WITHIN_S = 30
_ALLOWED = {"HELIOGRAPH_ALLOW_CLOCK_SHIFT": "true"}
_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL")
"""A test run that is killed leaves no server behind; clients end with their pipe."""


class PlayServer:
    """`heliograph serve` on free ports of 127.0.0.1; its ports stay the same over restarts."""

    def __init__(
        self,
        folder: Path,
        *,
        environment: dict[str, str] | None = None,
        command: Sequence[str] = (HELIOGRAPH,),
    ) -> None:
        self.folder = folder
        self.codes = folder.parent / f"{folder.name}-codes"
        self.log = folder.parent / f"{folder.name}-log"
        self.public_key = folder / "server_key.pub.pem"
        self.host = "127.0.0.1"
        self.port = 0
        self.http = ""
        self.ready: dict[str, str] = {}
        self._environment = {**os.environ, **_ALLOWED, **(environment or {})}
        self._command = command
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start and wait for the ready line."""
        http = self.http.removeprefix("http://") or f"{self.host}:0"
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *_DIES_WITH_US,
                *self._command,
                "serve",
                f"--data-dir={self.folder}",
                f"--mtproto={self.host}:{self.port}",
                f"--http={http}",
                f"--codes=file:{self.codes}",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=self._environment,
            )
        line = await asyncio.wait_for(self._output().readline(), READY_WITHIN_S)
        words = line.decode().split()
        assert words[:2] == ["heliograph", "ready"], (line, self.log.read_text()[-2000:])
        self.ready = dict(word.split("=", 1) for word in words[2:])
        self.port = int(self.ready["mtproto"].rsplit(":", 1)[1])
        self.http = self.ready["http"]

    def _output(self) -> asyncio.StreamReader:
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs, as far as is known by now."""
        return self._process is not None and self._process.returncode is None

    async def stop(self) -> int:
        """SIGTERM; gives the exit code. Fails if it takes longer than promised."""
        return await self._end(signal.SIGTERM)

    async def ended(self) -> int:
        """Wait until the server ends by itself; gives its exit code."""
        assert self._process is not None
        process, self._process = self._process, None
        return await asyncio.wait_for(process.wait(), STOP_WITHIN_S)

    async def pass_time(self, seconds: int) -> None:
        """Move domain time forward."""
        asked = partial(ask, self.folder, "clock.shift", {"seconds": seconds}, timeout_s=5)
        await asyncio.to_thread(asked)

    async def kill(self) -> None:
        """SIGKILL, as in a crash."""
        await self._end(signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        process, self._process = self._process, None
        if process.returncode is None:
            process.send_signal(how)
        try:
            return await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
        except TimeoutError:
            process.kill()
            raise

    async def code(self, phone: str, *, after: int = 0) -> str:
        """The last code sent to a number; waits until more than `after` of them were."""
        digits = "".join(filter(str.isdigit, phone))
        async with asyncio.timeout(CODE_WITHIN_S):
            # A file has no event to wait for.
            while len(found := self._codes_of(digits)) <= after:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return found[-1]

    def _codes_of(self, digits: str) -> list[str]:
        if not self.codes.exists():
            return []
        pairs = [line.split() for line in self.codes.read_text().splitlines()]
        return [code for phone, code in pairs if phone == digits]

    def count_codes(self, phone: str) -> int:
        """How many codes a number was sent so far."""
        return len(self._codes_of("".join(filter(str.isdigit, phone))))

    async def add_bot(self, name: str, username: str, *, owner: str = "") -> tuple[int, str]:
        """A bot's id and token, by the operator's command; `owner` is a number, empty for none."""
        whose = [f"--owner=+{owner}"] if owner else []
        made = json.loads(await self.operate("bot", "add", "--json", *whose, name, username))
        return made["id"], made["token"]

    async def operate(self, *words: str) -> str:
        """What an operator's command says."""
        group, verb, *rest = words
        process = await asyncio.create_subprocess_exec(
            HELIOGRAPH,
            group,
            verb,
            f"--data-dir={self.folder}",
            *rest,
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
        assert process.returncode == 0
        return output.decode()
