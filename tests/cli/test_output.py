"""What people typed into a client, on the operator's terminal."""

import json

import pytest

from heliograph.cli.output import print_json, print_table, printable

_HOSTILE = "a\x1b]0;owned\x07\r\nb\x9b2J\u202ec"


def test_table_escapes_what_would_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id", "name"), [(1, _HOSTILE), (2, "Zoë 🙂")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:] == [r"1   a\x1b]0;owned\x07\r\nb\x9b2J\u202ec", "2   Zoë 🙂"]


def test_json_says_the_same_without_raw_controls(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"name": _HOSTILE + "\U000e0001"}
    print_json(value)
    printed = capsys.readouterr().out
    assert printed.replace("\n", "").isprintable()
    assert json.loads(printed) == value


def test_bytes_that_are_no_text_print_as_escapes() -> None:
    assert printable("\udcff") == r"\udcff"
