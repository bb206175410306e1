#!/usr/bin/env bash
# Says what the machine lacks, and the apt command that brings it; installs nothing.
#   prerequisites.sh python    prints the Python to use, or what is missing
#   prerequisites.sh run       checks what `make run` needs
#   prerequisites.sh test      checks what `make test` needs
#   prerequisites.sh test-all  checks what `make test-all` needs
set -u

missing=()   # sentences
packages=()  # Debian and Ubuntu package names

lack() { missing+=("$1"); shift; packages+=("$@"); }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
has_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }
has_headers() {
    "$1" -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' 2>/dev/null
}

# The first Python that can do everything, else the first that is new enough.
choose_python() {
    local candidate fallback=
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        is_new_enough "$candidate" || continue
        fallback=${fallback:-$candidate}
        if has_venv "$candidate" && has_headers "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "$fallback"
}

compiler() {
    local name
    for name in ${CC:-} cc gcc clang; do
        command -v "$name" >/dev/null && { echo "$name"; return; }
    done
    return 1
}

python=$(choose_python)
# A system whose own Python is older (Ubuntu 22.04) has 3.11 beside it.
wanted_python=python3
[ -n "$python" ] || ! command -v python3 >/dev/null || wanted_python=python3.11

need_python() {
    if [ -z "$python" ]; then
        lack "Python 3.11 or newer (found: $(python3 --version 2>/dev/null || echo none))" \
            "$wanted_python" "$wanted_python-venv"
    elif ! has_venv "$python"; then
        lack "the venv module of $python" "$("$python" -c 'import sys
print("python%d.%d-venv" % sys.version_info[:2])')"
    fi
}

note_codec() {
    if ! compiler >/dev/null || ! has_headers "$python"; then
        echo "notice: no C compiler or no Python.h, so the slower pure-Python codec will be used;" \
            "for the C one: apt-get install -y gcc python3-dev, then make install" >&2
    fi
}

need_test_tools() {
    compiler >/dev/null || lack "a C compiler" gcc libc6-dev
    if [ -z "$python" ]; then
        lack "Python.h, the headers of Python" "$wanted_python-dev"
    elif ! has_headers "$python"; then
        lack "Python.h, the headers of $python" "$("$python" -c 'import sys
print("python%d.%d-dev" % sys.version_info[:2])')"
    fi
    case "$(node --version 2>/dev/null)" in
    v18.* | v19.* | v[2-9][0-9].*) ;;
    *) lack "node (18 or newer)" nodejs ;;
    esac
    command -v npm >/dev/null || lack "npm" npm
    command -v chromium >/dev/null || lack "chromium" chromium
    command -v strace >/dev/null || lack "strace" strace
    command -v ffprobe >/dev/null && command -v ffmpeg >/dev/null || lack "ffmpeg" ffmpeg
    command -v heif-convert >/dev/null && command -v heif-enc >/dev/null ||
        lack "heif-convert and heif-enc" libheif-examples
}

# A real S3 server, which the tests start in a folder of their own.
need_s3_server() {
    command -v swift-proxy-server swift-account-server swift-container-server \
        swift-object-server swift-ring-builder >/dev/null ||
        lack "an S3 server (OpenStack Swift)" \
            swift-proxy swift-account swift-container swift-object
}

case "${1:-}" in
python) need_python ;;
run) need_python; [ ${#missing[@]} -gt 0 ] || note_codec ;;
test) need_python; need_test_tools ;;
test-all) need_python; need_test_tools; need_s3_server ;;
*) echo "usage: $0 python|run|test|test-all" >&2; exit 2 ;;
esac

if [ ${#missing[@]} -gt 0 ]; then
    {
        echo "This machine lacks:"
        printf '  - %s\n' "${missing[@]}"
        echo "On Debian or Ubuntu, as root:"
        echo "  apt-get update && apt-get install -y --no-install-recommends ${packages[*]}"
    } >&2
    exit 1
fi
[ "$1" != python ] || echo "$python"
