"""Structured logs on stderr: for a person in a terminal, JSON lines otherwise."""

import contextlib
import logging
import sys
from collections.abc import Iterator
from typing import Any, Literal, TextIO

import structlog

from heliograph.telemetry.log_thread import ThreadHandler
from heliograph.telemetry.redaction import redact

Format = Literal["auto", "human", "json"]
Logger = structlog.stdlib.BoundLogger

_LAST_WORDS_S = 1.0


def get_logger(name: str, **fields: Any) -> Logger:
    """A logger whose lines carry `name` and `fields`; cheap, to be made at module level."""
    logger: Logger = structlog.stdlib.get_logger(name, **fields)
    return logger


def configure(level: str, log_format: Format = "auto", stream: TextIO | None = None) -> None:
    """Send every log line of the process, libraries' included, to `stream` (stderr)."""
    stream = stream or sys.stderr
    human = log_format == "human" or (log_format == "auto" and stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(human, stream),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Their ordinary lines repeat ours (process started), or name keys of people.
    for talkative in ("uvicorn", "fido2"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


@contextlib.contextmanager
def written_by_a_thread(*, waiting_max: int) -> Iterator[None]:
    """Let nobody who logs wait while the context lasts: a reader may stop reading.

    At most `waiting_max` lines wait; at its end they get a moment to be written.
    """
    root = logging.getLogger()
    (direct,) = root.handlers
    if not isinstance(direct, logging.StreamHandler):
        raise TypeError("the log is not configured")
    handler = ThreadHandler(direct.stream.fileno(), waiting_max=waiting_max)
    handler.setFormatter(direct.formatter)
    root.handlers[:] = [handler]
    try:
        yield
    finally:
        wait_until_written()
        root.handlers[:] = [direct]


def wait_until_written(timeout_s: float = _LAST_WORDS_S) -> None:
    """Give what was logged a moment to be written, before the process ends at once."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, ThreadHandler):
            handler.wait(timeout_s)


def _renderers(human: bool, stream: TextIO) -> list[structlog.typing.Processor]:
    # The plain formatter on purpose: structlog's rich one prints local variables, and those
    # hold message text and keys.
    if human:
        return [
            structlog.dev.ConsoleRenderer(
                colors=stream.isatty(),
                exception_formatter=structlog.dev.plain_traceback,
                pad_event_to=0,
            )
        ]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
