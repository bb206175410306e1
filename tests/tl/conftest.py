"""The codecs under test: both, or the one that HELIOGRAPH_CODEC names."""

from __future__ import annotations

import os

import pytest

from support.codecs import Codec, make_codec

CHOSEN = os.environ.get("HELIOGRAPH_CODEC")


@pytest.fixture(scope="session", params=[CHOSEN] if CHOSEN else ["py", "c"])
def codec(request: pytest.FixtureRequest) -> Codec:
    return make_codec(request.param)
