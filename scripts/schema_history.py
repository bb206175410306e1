#!/usr/bin/env python3
"""Rebuilds src/heliograph/tl/schema/ from the registries' packages, or checks what is there."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tl_history import compare, rebuild
from tl_history.fetch import SourceError

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "src" / "heliograph" / "tl" / "schema"
CACHE = ROOT / ".cache" / "schema-history"


def main() -> int:
    """Runs one of: write the files, check them byte for byte, or compare with another history."""
    arguments = _arguments()
    try:
        if arguments.against is not None:
            return compare.report(
                arguments.out / rebuild.HISTORY,
                arguments.out / rebuild.MTPROTO,
                arguments.against,
            )
        files = rebuild.schema_files(arguments.cache)
    except SourceError as error:
        print(f"schema_history: {error}", file=sys.stderr)
        return 2
    if arguments.check:
        return _check(files, arguments.out)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (arguments.out / name).write_text(text, encoding="utf-8")
        print(f"{arguments.out / name}: {text.count(chr(10))} definitions")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=SCHEMA, help="folder of the schema files")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder of fetched packages")
    parser.add_argument("--check", action="store_true", help="rebuild and compare, write nothing")
    parser.add_argument("--against", type=Path, help="a reference history file to compare with")
    return parser.parse_args()


def _check(files: dict[str, str], folder: Path) -> int:
    stale = [
        name for name, text in files.items() if (folder / name).read_text(encoding="utf-8") != text
    ]
    for name in stale:
        print(f"{folder / name} is not what its sources give; run {Path(__file__).name}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
