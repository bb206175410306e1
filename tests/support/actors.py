"""Actors: real client libraries in processes of their own, told what to do by a play."""

import asyncio
import itertools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.play_server import PlayServer

ROOT = Path(__file__).resolve().parents[2]
WORKERS = ROOT / "tests" / "plays" / "workers"
ANSWER_WITHIN_S = 60
SEEN_WITHIN_S = 30
ASK_AGAIN_AFTER_S = 0.2


class ActorError(Exception):
    """The client library refused or failed; the text starts with its exception's name."""


class Actor:
    """One client. `kind` names the library, as in KINDS.

    With `pfs` it uses temporary keys; only TDLib and mtcute can. `dc` is the data centre it takes
    the server for; only the JavaScript clients can be told. Kinds that end in -ws or -http
    come by the server's HTTP port.
    """

    def __init__(
        self, kind: str, folder: Path, *, pfs: bool = False, dc: int | None = None
    ) -> None:
        self.kind = kind
        self.folder = folder
        self.pfs = pfs
        self.dc = dc
        self.user_id = 0
        self.phone = ""
        self.seen: list[dict[str, Any]] = []
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count(1)
        self._changed = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None

    async def open(self, server: PlayServer) -> None:
        """Start the client and connect it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *KINDS[self.kind],
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                cwd=self.folder,
                limit=1 << 22,
            )
        self._reader = asyncio.create_task(self._read())
        web = self.kind.endswith(("-ws", "-http"))
        await self.do(
            "open",
            host=server.host,
            port=int(server.http.rsplit(":", 1)[1]) if web else server.port,
            public_key=str(server.public_key),
            folder=str(self.folder),
            **({"pfs": True} if self.pfs else {}),
            **({"dc": self.dc} if self.dc else {}),
        )

    async def sign_in(self, server: PlayServer, phone: str, first_name: str) -> None:
        """Sign in, or up where the number is new."""
        before = server.count_codes(phone)
        code_hash = await self.do("send_code", phone=phone)
        code = await server.code(phone, after=before)
        self.phone = phone
        self.user_id = await self.do(
            "sign_in", phone=phone, code_hash=code_hash, code=code, first_name=first_name
        )

    async def do(self, verb: str, *, within_s: float = ANSWER_WITHIN_S, **given: Any) -> Any:
        """Have the client do something; raises ActorError with what it said."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._reader is not None
        if self._reader.done():
            raise self._ended()
        number = next(self._numbers)
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        line = json.dumps({"id": number, "do": verb, **given})
        self._process.stdin.write(line.encode() + b"\n")
        return await asyncio.wait_for(future, within_s)

    async def see(self, event: str, matches: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the client has told of a matching event, and give it."""
        async with asyncio.timeout(SEEN_WITHIN_S):
            while True:
                self._changed.clear()
                for line in self.seen:
                    if line["event"] == event and matches(line):
                        return line
                await self._changed.wait()

    async def do_until(self, wanted: Callable[[Any], bool], verb: str, **given: Any) -> Any:
        """Ask the client again and again until its answer is as wanted.

        For what it is told of by an update that it reports with no event.
        """
        async with asyncio.timeout(SEEN_WITHIN_S):
            while not wanted(answer := await self.do(verb, **given)):  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(ASK_AGAIN_AFTER_S)
        return answer

    async def see_text(self, text: str) -> dict[str, Any]:
        """Wait for a message with this text."""
        return await self.see("message", lambda line: line["text"] == text)

    def texts(self) -> list[str]:
        """The texts of all messages the client told of, in order."""
        return [line["text"] for line in self.seen if line["event"] == "message"]

    async def close(self) -> None:
        """End the client's process."""
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        if self._reader is not None:
            await self._reader

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            told = json.loads(line)
            if "event" in told:
                self.seen.append(told)
                self._changed.set()
            else:
                self._settle(told)
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(self._ended())

    def _settle(self, told: dict[str, Any]) -> None:
        future = self._waiting.pop(told["id"])
        if future.done():
            return
        if "error" in told:
            future.set_exception(ActorError(told["error"]))
        else:
            future.set_result(told["ok"])

    def _ended(self) -> ActorError:
        last = (self.folder / "log").read_text(errors="replace")[-1500:]
        return ActorError(f"{self.kind} ended: {last}")


def _python(venv: str, worker: str) -> list[str]:
    return [str(ROOT / ".venvs" / venv / "bin" / "python"), str(WORKERS / worker)]


def _tdlib(version: str, *arguments: str) -> list[str]:
    library = ROOT / ".venvs" / f"tdjson-{version}" / "libtdjson.so"
    return [sys.executable, str(WORKERS / "tdlib_worker.py"), str(library), *arguments]


def _node(worker: str, *arguments: str) -> list[str]:
    return ["node", str(WORKERS / worker), *arguments]


KINDS: dict[str, list[str]] = {
    "telethon": _python("telethon-1.45.0", "telethon_worker.py"),
    "telethon-1.39": _python("telethon-1.39.0", "telethon_worker.py"),
    "kurigram": _python("kurigram-2.2.26", "pyrogram_worker.py"),
    "pyrogram": _python("pyrogram-2.0.106", "pyrogram_worker.py"),
    "gramjs": _node("gramjs_worker.mjs", "telegram"),
    "teleproto": _node("gramjs_worker.mjs", "teleproto"),
    "mtcute": _node("mtcute_worker.mjs"),
    "tdlib": _tdlib("1.8.66"),
    "tdlib-1.8.46": _tdlib("1.8.46"),
    "gramjs-ws": _node("gramjs_worker.mjs", "telegram", "ws"),
    "mtcute-ws": _node("mtcute_worker.mjs", "ws"),
    "tdlib-http": _tdlib("1.8.66", "http"),
}


async def chat_of(tdlib: Actor, username: str) -> int:
    """The number by which a TDLib knows whom or what it finds by a name."""
    chat = await tdlib.do("call", function="searchPublicChat", username=username)
    number: int = chat["id"]
    return number
