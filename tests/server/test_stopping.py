"""Signals end the process, whatever hangs in it."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from heliograph.server.stopping import STUCK, stop_signals

BLOCKED = """
import asyncio, os, sys
from heliograph.server.stopping import stop_signals

async def block():
    with stop_signals(asyncio.Event(), stuck_after_s=0.1):
        reading, writing = os.pipe()
        print("ready", flush=True)
        while True:
            {block}

asyncio.run(block())
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_signal_sets_stop_and_the_former_handlers_come_back(number: signal.Signals) -> None:
    stop = asyncio.Event()
    # Whoever runs the tests may have had hang-ups ignored.
    former = signal.signal(number, signal.SIG_DFL)
    try:
        with stop_signals(stop, stuck_after_s=60):
            os.kill(os.getpid(), number)
            os.kill(os.getpid(), number)
            async with asyncio.timeout(5):
                await stop.wait()
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, former)


async def test_hangup_that_nohup_ignores_stays_ignored() -> None:
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_signals(asyncio.Event(), stuck_after_s=60):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, former)


def is_cut_off(process: subprocess.Popen[bytes]) -> None:
    """What cannot stop by itself is ended in time."""
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGTERM)
    try:
        assert process.wait(5) == STUCK
    finally:
        process.kill()


@pytest.mark.parametrize(
    "block", ["os.write(writing, bytes(4096))", "__import__('threading').Lock().acquire() and 0"]
)
def test_process_whose_loop_is_blocked_is_cut_off(block: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BLOCKED.format(block=block)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        is_cut_off(process)


def test_log_that_is_blocked_does_not_hold_up_the_end() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with open(reading, "rb"), open(writing, "wb", buffering=0) as full:
        while full.write(bytes(4096)):
            pass
        os.set_blocking(writing, True)
        with subprocess.Popen(
            [sys.executable, "-c", BLOCKED.format(block="os.write(2, bytes(4096))")],
            stdout=subprocess.PIPE,
            stderr=full,
        ) as process:
            is_cut_off(process)
