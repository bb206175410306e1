"""The processes that make pictures, started when the first is wanted, ended when none is."""

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TypeVar

import msgspec

from heliograph.domain import errors
from heliograph.media.confinement import environment
from heliograph.media.worker import LENGTH_BYTES, Answer, Failed, Kind

Result = TypeVar("Result")

_DECODE: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
_ANSWER_BYTES_MAX = 64 << 20
_IDLE_S = 60
"""A worker holds some 30 MiB, and takes a quarter of a second to start."""


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What looking at one file may take: processes at once, who may wait for one, bytes of memory,
    seconds, pixels. `confined` has nothing looked at by a process that could open other files."""

    processes: int
    waiting: int
    memory_bytes: int
    seconds: float
    pixels: int
    confined: bool = False


class WorkerDied(Exception):
    """It ended, or was ended, without an answer."""


class Worker:
    """One confined process, for one job at a time. Everything here may block."""

    def __init__(self, bounds: Bounds) -> None:
        ours, theirs = socket.socketpair()
        self._seconds = bounds.seconds
        with theirs:
            numbers = (theirs.fileno(), bounds.memory_bytes, bounds.pixels)
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "heliograph.media.worker", *map(str, numbers)],
                pass_fds=[theirs.fileno()],
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._socket = ours

    def do(self, kind: Kind, file: int) -> Answer:
        """Have an open file looked at. WorkerDied, after which this one is of no use.

        The whole job has so much time: one that is taken over may answer byte by byte.
        """
        deadline = monotonic() + self._seconds
        try:
            self._socket.settimeout(self._seconds)
            socket.send_fds(self._socket, [kind.encode()], [file])
            length = int.from_bytes(self._take(LENGTH_BYTES, deadline))
            if length > _ANSWER_BYTES_MAX:
                raise WorkerDied
            return _DECODE.decode(self._take(length, deadline))
        except (OSError, msgspec.DecodeError) as error:
            raise WorkerDied from error

    def _take(self, length: int, deadline: float) -> bytearray:
        taken = bytearray(length)
        rest = memoryview(taken)
        while rest:
            left = deadline - monotonic()
            if left <= 0:
                raise WorkerDied
            self._socket.settimeout(left)
            count = self._socket.recv_into(rest)
            if not count:
                raise WorkerDied
            rest = rest[count:]
        return taken

    def end(self) -> None:
        """End the process at once."""
        self._socket.close()
        self._process.kill()
        self._process.wait()


class Workers:
    """Hands jobs to idle workers, or to new ones up to the bound.

    A worker looks at the files of one account: what took it over by one of them is to see nobody
    else's. Starting one takes a third of what a photo does.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._idle: list[tuple[int, Worker]] = []
        self._alive = 0
        self._choosing = threading.Lock()
        self._asked = 0
        self._resting: asyncio.TimerHandle | None = None
        self._threads = ThreadPoolExecutor(bounds.processes, thread_name_prefix="heliograph-media")

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do what blocks beside the loop. WORKER_BUSY_TOO_LONG_RETRY where too many wait."""
        if self._asked >= self._bounds.waiting + self._bounds.processes:
            raise errors.WorkerBusy
        self._asked += 1
        loop = asyncio.get_running_loop()
        if self._resting is not None:
            self._resting.cancel()
        try:
            return await loop.run_in_executor(self._threads, work)
        finally:
            self._asked -= 1
            if not self._asked:
                self._resting = loop.call_later(_IDLE_S, self._end_idle)

    def picture(self, kind: Kind, file: int, *, owner_id: int) -> Answer:
        """Have a picture made of an open file; blocks. Failed where the process did not survive."""
        worker = self._worker_of(owner_id)
        try:
            answer = worker.do(kind, file)
        except WorkerDied:
            self._end(worker)
            return Failed("IMAGE_PROCESS_FAILED")
        if isinstance(answer, Failed):
            # What could not be decoded may have been meant for something else.
            self._end(worker)
        else:
            with self._choosing:
                self._idle.append((owner_id, worker))
        return answer

    def _worker_of(self, owner_id: int) -> Worker:
        """One that has looked at the account's files alone; where there is no room for another, the
        one that was idle longest makes it."""
        with self._choosing:
            own = [one for one in self._idle if one[0] == owner_id]
            if own:
                self._idle.remove(own[-1])
                return own[-1][1]
            going = self._idle.pop(0)[1] if self._alive >= self._bounds.processes else None
            if going is None:
                self._alive += 1
        if going is not None:
            going.end()
        return self._started()

    def _started(self) -> Worker:
        """A new one, which is counted already."""
        try:
            return Worker(self._bounds)
        except BaseException:
            self._uncount()
            raise

    def _end(self, worker: Worker) -> None:
        worker.end()
        self._uncount()

    def _uncount(self) -> None:
        with self._choosing:
            self._alive -= 1

    def _end_idle(self) -> None:
        with self._choosing:
            going, self._idle = self._idle, []
            self._alive -= len(going)
        for _, worker in going:
            worker.end()

    async def close(self) -> None:
        """End all of them, once what is under way is done."""
        if self._resting is not None:
            self._resting.cancel()
        await asyncio.to_thread(self._threads.shutdown)
        self._end_idle()
