"""The codecs under test: both, or the one that HELIOGRAPH_CODEC names."""

from __future__ import annotations

import os

import pytest

from heliograph.tl.pure import PureCodec

CODECS = {"py": PureCodec}
CHOSEN = os.environ.get("HELIOGRAPH_CODEC")


@pytest.fixture(scope="session", params=[CHOSEN] if CHOSEN else list(CODECS))
def codec(request: pytest.FixtureRequest) -> PureCodec:
    return CODECS[request.param]()
