"""Compiling generated Python so that a traceback shows it like any other code."""

from __future__ import annotations

import linecache
from types import CodeType


def compile_source(title: str, lines: list[str]) -> CodeType:
    """Compile generated `lines` under a file name made of `title`, known to tracebacks."""
    filename = f"<heliograph.tl {title}>"
    text = "\n".join(lines) + "\n"
    # No modification time: linecache then never looks for the file on disk.
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    return compile(text, filename, "exec")
