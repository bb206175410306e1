"""Notices are encrypted as clients read them."""

import json

import pytest

from heliograph.mtproto.notices import seal_notice
from support.push_tokens import b64, open_notice

KEY = bytes(range(256))


@pytest.mark.parametrize("size", [0, 1, 200, 3_000])
def test_a_client_reads_a_notice_sealed_with_its_key(size: int) -> None:
    content = {"loc_key": "x" * size}
    sealed = seal_notice(KEY, json.dumps(content).encode())
    assert open_notice(KEY, b64(sealed)) == content
    assert (len(sealed) - 24) % 256 == 0


def test_each_is_sealed_anew() -> None:
    assert seal_notice(KEY, b"{}") != seal_notice(KEY, b"{}")


def test_a_short_key_seals_nothing() -> None:
    with pytest.raises(ValueError, match="256"):
        seal_notice(bytes(255), b"{}")
