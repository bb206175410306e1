"""Printing for people (aligned columns) and for programs (JSON)."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click
import msgspec


def printable(text: str) -> str:
    """Text chosen by strangers, with escapes for what would command the terminal or end the line.

    What does not print (ESC, BEL, newlines, direction controls) becomes `\\x1b` or `\\u202e`.
    """
    return _escape(text, lambda character: character.encode("unicode_escape").decode())


def print_json(value: Any) -> None:
    """Print a value as indented JSON, in which no text can command the terminal."""
    text = msgspec.json.format(msgspec.json.encode(value)).decode()
    # JSON leaves C1 and direction controls as they are; outside of strings there are only newlines.
    click.echo("\n".join(_escape(line, _json_escape) for line in text.split("\n")))


def print_table(headings: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Print columns as wide as their widest cell; the last one runs free."""
    cells = [list(headings), *([printable(str(cell)) for cell in line] for line in lines)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(headings))]
    widths[-1] = 0
    for line in cells:
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def _escape(text: str, escape: Callable[[str], str]) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else escape(c) for c in text)


def _json_escape(character: str) -> str:
    return json.dumps(character)[1:-1]
