#!/usr/bin/env bash
# Runs the tests; the last output is pytest's summary of the main run.
#   run_tests.sh quick   the checks, the codec's tests with the Python codec, then everything short
#                        with C
#   run_tests.sh all     the checks, which small changes of the core no test notices, then everything
#                        with each codec
set -u
cd "$(dirname "$0")/.."

pytest() { # codec, further arguments
    echo "== codec $1 ==" >&2
    HELIOGRAPH_CODEC=$1 .venv/bin/python -m pytest "${@:2}" || status=$?
}

# The short tests, each core with a share of them: what is left of one share helps with another.
# Not more than four at once, as every play starts a server and its clients.
short() { # codec, marks
    pytest "$1" -m "$2" --numprocesses auto --maxprocesses 4 --dist worksteal
}

status=0
case "${1:-}" in
quick)
    # First, so that pytest's summary stays the last output.
    scripts/run_checks.sh >&2 || status=1
    .venv/bin/python scripts/methods_audit.py check >&2 || status=1
    short py "both_codecs and not long"
    short c "not long"
    ;;
all)
    scripts/run_checks.sh >&2 || status=1
    .venv/bin/python scripts/methods_audit.py check >&2 || status=1
    .venv/bin/python scripts/mutation_tests.py --survivors >&2 || status=1
    pytest py --hypothesis-profile=search
    # After every play, devices that were off during it show the same as those that were there.
    pytest c --hypothesis-profile=search --cold-offline
    ;;
*)
    echo "usage: $0 quick|all" >&2
    exit 2
    ;;
esac
exit "$status"
