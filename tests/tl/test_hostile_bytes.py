"""Mutated input: no crash, no slow decode, no leak, and both codecs say the same."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from support.codecs import Codec, make_codec
from support.tl_fuzz import check, corpus, mutate

ROOT = Path(__file__).parents[2]
LONG_S = int(os.environ.get("FUZZ_SECONDS", "3600"))


def test_mutated_objects_are_decoded_or_refused(codec: Codec) -> None:
    rng = random.Random(7)
    seeds = corpus(rng, 200)
    for _ in range(4000):
        check([codec], mutate(rng, rng.choice(seeds), seeds), rng)


def test_both_codecs_agree_on_mutated_objects() -> None:
    codecs = [make_codec("py"), make_codec("c")]
    rng = random.Random(8)
    seeds = corpus(rng, 200)
    for _ in range(4000):
        check(codecs, mutate(rng, rng.choice(seeds), seeds), rng)


def test_nothing_is_leaked_on_any_path(codec: Codec) -> None:
    inputs_rng = random.Random(9)
    seeds = corpus(inputs_rng, 200)
    inputs = [mutate(inputs_rng, data, seeds) for data in seeds * 5] + seeds

    def all_inputs() -> int:
        for data in inputs:
            check([codec], data, random.Random(data))
        gc.collect()
        return sys.getallocatedblocks()

    all_inputs()  # compiles what is needed
    before = all_inputs()
    growth = [all_inputs() - before for _ in range(3)]
    assert growth[-1] < 100, "each round repeats the one before"


if os.environ.get("HELIOGRAPH_CODEC") != "py":  # once, not in the run of each codec

    @pytest.mark.long
    @pytest.mark.timeout(LONG_S + 600)
    def test_fuzzing_under_address_sanitizer_finds_nothing() -> None:
        script = ROOT / "scripts" / "fuzz_decode.py"
        run = subprocess.run(
            [sys.executable, script, "--asan", f"--seconds={LONG_S}"],
            capture_output=True,
            text=True,
            timeout=LONG_S + 500,
        )
        assert run.returncode == 0, run.stderr[-5000:]
        assert "no finding" in run.stdout
