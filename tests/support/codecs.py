"""The two codecs by name."""

from __future__ import annotations

import pytest

from heliograph.tl.pure import PureCodec

Codec = PureCodec


def make_codec(name: str) -> Codec:
    """A fresh codec: `py`, or `c` where the walker is built."""
    if name == "py":
        return PureCodec()
    walker = pytest.importorskip("heliograph.tl.walker", reason="the C walker is not built")
    codec: Codec = walker.WalkerCodec()
    return codec
