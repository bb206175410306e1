"""Structured logs on stderr: for a person in a terminal, JSON lines otherwise."""

import logging
import sys
from typing import Any, Literal, TextIO

import structlog

from heliograph.telemetry.redaction import redact

Format = Literal["auto", "human", "json"]
Logger = structlog.stdlib.BoundLogger


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
    # Its ordinary lines (process started, shutting down) repeat ours.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)


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
