"""Ending the process when it is asked to, whatever hangs in it."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from heliograph.telemetry.logs import get_logger, wait_until_written

STUCK_AFTER_S = 4.6
"""A stop that takes longer is cut off: SIGTERM ends the process within 5 s, whatever hangs."""

STUCK = 71
_LAST_WORDS_S = 0.1
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

log = get_logger(__name__)


@contextmanager
def stop_signals(stop: asyncio.Event, *, stuck_after_s: float = STUCK_AFTER_S) -> Iterator[None]:
    """Let SIGTERM, SIGINT and SIGHUP set `stop`, and cut off what does not end by then.

    SIGHUP is what a terminal sends that is closed; under nohup it stays ignored.

    A thread reads the signals from a pipe that the C handler writes to: the event loop and the
    main thread may be blocked in a call, such as a log line to a terminal that was stopped.
    """
    loop = asyncio.get_running_loop()
    watchdog = threading.Timer(stuck_after_s, _cut_off)
    watchdog.daemon = True
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def wait_for_signal() -> None:
        while number := os.read(reading, 1):
            if number[0] in _SIGNALS:
                watchdog.start()
                loop.call_soon_threadsafe(stop.set)
                return

    watcher = threading.Thread(target=wait_for_signal, name="signals", daemon=True)
    watcher.start()
    former_fd = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    former = {number: signal.signal(number, _nothing_more) for number in _heard()}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(former_fd)
        os.close(writing)
        watcher.join()
        os.close(reading)
        watchdog.cancel()


def _heard() -> list[signal.Signals]:
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [number for number in _SIGNALS if number is not signal.SIGHUP or not ignored]


def _nothing_more(number: int, frame: object) -> None:
    """Python writes to the wakeup pipe only for signals that have a handler."""


def _cut_off() -> None:
    # What hangs may be the log itself: it gets a moment, and the process ends either way.
    text = "The server did not stop in time and is cut off; nothing acknowledged is lost."
    last_words = threading.Thread(target=_say, args=(text,), daemon=True)
    last_words.start()
    last_words.join(_LAST_WORDS_S)
    os._exit(STUCK)


def _say(text: str) -> None:
    log.error(text)
    wait_until_written()
