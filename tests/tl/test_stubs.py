"""The committed stubs say what the schema says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "tl_stubs.py"


def test_committed_stubs_are_current() -> None:
    spec = importlib.util.spec_from_file_location("tl_stubs", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    stale = [path.name for path, text in module.stubs().items() if path.read_text("utf-8") != text]
    assert not stale, "run scripts/tl_stubs.py"
