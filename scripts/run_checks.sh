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
for script in scripts/check_*.py; do
    [ ! -e "$script" ] || check python "$script"
done
exit "$status"
