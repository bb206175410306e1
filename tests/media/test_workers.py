"""Which process looks at whose pictures, and for how long."""

import io
import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PIL import Image

from heliograph.media.worker import Answer, Failed
from heliograph.media.workers import Bounds, Worker, WorkerDied, Workers

BOUNDS = Bounds(processes=1, waiting=1, memory_bytes=1 << 30, seconds=20, pixels=1_000_000)
DRIP_S, JOB_S, SOON_S = 0.05, 0.3, 5


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(BOUNDS)
    yield made
    made._end_idle()


def look(workers: Workers, content: bytes, *, owner_id: int) -> Answer:
    with os.fdopen(os.memfd_create("picture"), "w+b") as file:
        file.write(content)
        file.flush()
        return workers.picture("thumbnail", file.fileno(), owner_id=owner_id)


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (9, 9, 9)).save(made, "PNG")
    return made.getvalue()


def pids(workers: Workers) -> list[int]:
    return [worker._process.pid for _, worker in workers._idle]


def test_a_process_looks_at_the_files_of_one_account_alone(workers: Workers) -> None:
    good = picture()
    for owner_id in (1, 1):
        assert not isinstance(look(workers, good, owner_id=owner_id), Failed)
    (first,) = pids(workers)
    look(workers, good, owner_id=1)
    assert pids(workers) == [first]
    look(workers, good, owner_id=2)
    (second,) = pids(workers)
    assert second != first


def test_accounts_for_whom_there_is_room_keep_their_processes() -> None:
    workers, good = Workers(replace(BOUNDS, processes=2)), picture()
    for owner_id in (1, 2):
        look(workers, good, owner_id=owner_id)
    first, second = pids(workers)
    for owner_id in (1, 2, 1):
        look(workers, good, owner_id=owner_id)
    assert pids(workers) == [second, first]
    # The one that was idle longest makes room.
    look(workers, good, owner_id=3)
    assert pids(workers)[0] == first
    assert second not in pids(workers)
    workers._end_idle()
    for owner_id in (4, 5, 6):
        look(workers, good, owner_id=owner_id)
    assert len(pids(workers)) == 2, "those that ended count no more"
    workers._end_idle()


def test_a_process_that_could_not_read_a_file_looks_at_no_other(workers: Workers) -> None:
    assert isinstance(look(workers, b"no picture", owner_id=1), Failed)
    assert pids(workers) == []


def test_an_answer_that_comes_drop_by_drop_takes_no_longer_than_a_job_may() -> None:
    worker = Worker(BOUNDS)
    ours, theirs = socket.socketpair()
    over = threading.Event()

    def drip() -> None:
        theirs.sendall((1_000).to_bytes(4))
        while not over.wait(DRIP_S):
            theirs.send(b"x")

    worker._socket.close()
    worker._socket, worker._seconds = ours, JOB_S
    dripping = threading.Thread(target=drip)
    dripping.start()
    begun = time.monotonic()
    try:
        with os.fdopen(os.memfd_create("picture"), "w+b") as file, pytest.raises(WorkerDied):
            worker.do("thumbnail", file.fileno())
    finally:
        over.set()
        dripping.join()
        theirs.close()
        worker.end()
    assert time.monotonic() - begun < SOON_S
