#!/usr/bin/env bash
# Runs the tests; the last output is pytest's summary of the main run.
#   run_tests.sh quick   the checks and, beside them, the codec's tests with the Python codec, then
#                        everything short with C
#   run_tests.sh all     the checks, which small changes of the core no test notices, then everything
#                        with each codec
set -u
cd "$(dirname "$0")/.."
# Each play starts a server and clients, and each worker reads all tests: compiled once, that takes
# half the time.
unset PYTHONDONTWRITEBYTECODE

pytest() { # codec, further arguments
    echo "== codec $1 ==" >&2
    HELIOGRAPH_CODEC=$1 .venv/bin/python -m pytest "${@:2}" || status=$?
}

# The short tests: a worker more than there are cores, as plays wait for their clients, but not more
# than four, as every play starts a server and clients. What is left of one's share helps another.
short() { # codec, marks, files
    local workers=$(($(nproc) + 1))
    pytest "$1" -m "$2" --numprocesses $((workers < 4 ? workers : 4)) --dist worksteal "${@:3}"
}

checks() {
    local failed=0
    scripts/run_checks.sh || failed=1
    .venv/bin/python scripts/methods_audit.py check || failed=1
    return $failed
}

status=0
case "${1:-}" in
quick)
    # The checks beside the first tests; both have ended before the tests whose summary is to be
    # the last output.
    told=$(mktemp)
    checks >"$told" 2>&1 &
    checking=$!
    trap 'kill $checking 2>/dev/null; rm -f "$told"' EXIT
    # All that have such a test: to collect the others takes each worker many seconds.
    mapfile -t marked < <(grep -rl --include='test_*.py' 'mark\.both_codecs' tests)
    short py "both_codecs and not long" tests/tl tests/mtproto "${marked[@]}"
    wait "$checking" || status=1
    cat "$told" >&2
    short c "not long"
    ;;
all)
    checks >&2 || status=1
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
