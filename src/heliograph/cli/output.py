"""Printing for people (aligned columns) and for programs (JSON)."""

from collections.abc import Iterable, Sequence
from typing import Any

import click
import msgspec


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(value)).decode())


def print_table(headings: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Print columns as wide as their widest cell; the last one runs free."""
    cells = [list(headings), *([str(cell) for cell in line] for line in lines)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(headings))]
    widths[-1] = 0
    for line in cells:
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())
