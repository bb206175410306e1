#!/usr/bin/env bash
# Runs the tests; the last output is pytest's summary of the main run.
#   run_tests.sh quick   the checks, the codec's tests with the Python codec, then everything short
#                        with C
#   run_tests.sh all     the checks, then everything with each codec
set -u
cd "$(dirname "$0")/.."

pytest() { # codec, further arguments
    echo "== codec $1 ==" >&2
    HELIOGRAPH_CODEC=$1 .venv/bin/python -m pytest "${@:2}" || status=$?
}

status=0
case "${1:-}" in
quick)
    # First, so that pytest's summary stays the last output.
    scripts/run_checks.sh >&2 || status=1
    .venv/bin/python scripts/methods_audit.py check >&2 || status=1
    pytest py -m "both_codecs and not long"
    pytest c -m "not long"
    ;;
all)
    scripts/run_checks.sh >&2 || status=1
    .venv/bin/python scripts/methods_audit.py check >&2 || status=1
    pytest py --hypothesis-profile=search
    pytest c --hypothesis-profile=search
    ;;
*)
    echo "usage: $0 quick|all" >&2
    exit 2
    ;;
esac
exit "$status"
