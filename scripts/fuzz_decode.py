"""Feeds mutated bytes to the TL codecs until the time is up; any finding ends it with an error.

    python scripts/fuzz_decode.py --seconds 60            # both codecs, compared with each other
    python scripts/fuzz_decode.py --seconds 60 --asan     # the C walker under AddressSanitizer

`--asan` builds the walker with -fsanitize=address,undefined in a temporary copy of the package
and starts this script again on it, with libasan preloaded into Python.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "heliograph"
SANITIZE = ["-shared", "-fPIC", "-g", "-O1", "-std=c11", "-fno-omit-frame-pointer"]
SANITIZE += ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
REFRESH_S = 20


def main() -> int:
    """Fuzz as the arguments say; 0 when the time passed without a finding."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--asan", action="store_true", help="build and use a sanitized walker")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    if options.asan:
        return run_sanitized(options.seconds, seed)
    fuzz(options.seconds, seed)
    return 0


def run_sanitized(seconds: float, seed: int) -> int:
    """Build the walker with sanitizers next to a copy of the package, and fuzz that."""
    compiler = os.environ.get("CC", "gcc")
    with tempfile.TemporaryDirectory(prefix="heliograph-asan-") as folder:
        copy = Path(folder) / "heliograph"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
        sources = sorted(map(str, (copy / "tl" / "c").glob("*.c")))
        include = f"-I{sysconfig.get_path('include')}"
        subprocess.run(
            [compiler, *SANITIZE, include, *sources, "-o", str(copy / "tl" / "_walker.so")],
            check=True,
        )
        library = subprocess.run(
            [compiler, "-print-file-name=libasan.so"], check=True, capture_output=True, text=True
        ).stdout.strip()
        environment = os.environ | {
            "LD_PRELOAD": library,
            # Python itself keeps much until its end; leaks are counted by the tests instead.
            "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1",
            "PYTHONMALLOC": "malloc",
            "PYTHONPATH": folder,
            "HELIOGRAPH_CODEC": "c",
        }
        arguments = [f"--seconds={seconds}", f"--seed={seed}"]
        return subprocess.run([sys.executable, __file__, *arguments], env=environment).returncode


def fuzz(seconds: float, seed: int) -> None:
    """Mutate and check until the time is up, with a new corpus now and then."""
    sys.path.insert(0, str(ROOT / "tests"))
    from support.codecs import make_codec
    from support.tl_fuzz import check, corpus, mutate

    codecs = [make_codec(name) for name in ("c", "py")]
    rng = random.Random(seed)
    print(f"fuzzing for {seconds:.0f} s with seed {seed}", flush=True)
    ends = time.monotonic() + seconds
    inputs = 0
    while time.monotonic() < ends:
        seeds = corpus(rng, 300)
        refresh = min(ends, time.monotonic() + REFRESH_S)
        while time.monotonic() < refresh:
            check(codecs, mutate(rng, rng.choice(seeds), seeds), rng)
            inputs += 1
    print(f"{inputs} inputs, no finding", flush=True)


if __name__ == "__main__":
    sys.exit(main())
