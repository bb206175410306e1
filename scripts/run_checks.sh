#!/usr/bin/env bash
# Style, types, layers and the tables that documentation promises; runs all, fails if one does.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

status=0
check() {
    echo "== $* =="
    "$@" || status=1
}

check ruff check .
check ruff format --check .
check mypy
check lint-imports
check python scripts/protocol_coverage.py
check python scripts/official_apps.py
check python scripts/tl_stubs.py --check
exit "$status"
