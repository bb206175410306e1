"""What the console's pages run: our own script, and one that is whole and says whose it is."""

import re
from hashlib import sha256
from pathlib import Path

from heliograph.web.pages import asset

DEPENDENCIES = Path(__file__).parents[2] / "docs" / "decisions" / "0002-dependencies.md"


def test_htmx_is_the_package_s_below_a_line_with_its_licence() -> None:
    licence, package = asset("htmx.min.js").split(b"\n", 1)
    assert b"Zero-Clause BSD" in licence
    (noted,) = re.findall(r"SHA-256\s+`([0-9a-f]{64})`", DEPENDENCIES.read_text())
    assert sha256(package.rstrip(b"\n")).hexdigest() == noted


def test_our_script_neither_evaluates_nor_fetches() -> None:
    script = asset("console.js").decode()
    for word in ("eval(", "Function(", "innerHTML", "fetch(", "XMLHttpRequest", "http"):
        assert word not in script
