"""Logs: for a person or a program, and never a secret."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from heliograph.telemetry import logs
from heliograph.telemetry.redaction import mask_phone


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def written(log_format: logs.Format) -> tuple[logs.Logger, io.StringIO]:
    stream = io.StringIO()
    logs.configure("info", log_format, stream)
    return logs.get_logger("heliograph.test"), stream


def test_a_stream_that_is_no_terminal_gets_json_lines() -> None:
    log, stream = written("auto")
    log.info("Started.", port=1)
    line = json.loads(stream.getvalue())
    assert (line["event"], line["port"], line["level"]) == ("Started.", 1, "info")


def test_secrets_codes_texts_and_raw_bytes_are_hidden_by_name_or_type() -> None:
    log, stream = written("json")
    log.info("Sent.", code="12345", text="hello there", auth_key="k" * 9, frame=b"raw-bytes")
    assert not [
        leak for leak in ("12345", "hello", "kkk", "raw-bytes") if leak in stream.getvalue()
    ]


def test_phones_keep_their_last_two_digits() -> None:
    log, stream = written("json")
    log.info("Asked.", phone="+7 999 123-45-67")
    assert json.loads(stream.getvalue())["phone"] == "*********67"
    assert mask_phone("") == ""


@pytest.mark.parametrize("log_format", ["human", "json"])
def test_tracebacks_show_no_local_variables(log_format: logs.Format) -> None:
    log, stream = written(log_format)
    try:
        hidden = "local-" + "secret"
        raise RuntimeError(len(hidden))
    except RuntimeError:
        log.exception("Failed.")
    assert "RuntimeError" in stream.getvalue()
    assert "local-secret" not in stream.getvalue()


def test_lines_of_libraries_take_the_same_way() -> None:
    _, stream = written("json")
    logging.getLogger("uvicorn").warning("from a library")
    assert json.loads(stream.getvalue())["event"] == "from a library"


def test_lines_below_the_level_are_left_out() -> None:
    log, stream = written("json")
    log.debug("Detail.")
    assert stream.getvalue() == ""
