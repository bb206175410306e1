"""`encode_result`: the result of a method, for the caller's layer."""

from __future__ import annotations

import sys

import pytest

from heliograph.tl import types
from heliograph.tl.codec import CODEC_NAME, choose, decode_as_written, encode, encode_result
from heliograph.tl.errors import EncodeError
from heliograph.tl.layers import NEWEST
from support.tl_reference import write


def test_bool_vector_and_object_results() -> None:
    assert encode_result("account.updateStatus", True, NEWEST).hex() == "b5757299"
    assert encode_result("account.updateStatus", False, NEWEST).hex() == "379779bc"
    assert encode_result("messages.receivedQueue", [5], NEWEST).hex() == (
        "15c4b51c010000000500000000000000"
    )
    state = types.updates.State(pts=1, qts=0, date=2, seq=0, unread_count=3)
    assert encode_result("updates.getState", state, NEWEST) == write(state)


def test_list_for_a_method_without_a_vector_result_is_an_error() -> None:
    with pytest.raises(EncodeError):
        encode_result("updates.getState", [], NEWEST)


def test_layer_above_the_newest_is_served_as_the_newest() -> None:
    user = types.User(id=1)
    assert encode(user, NEWEST + 50) == encode(user, NEWEST)


def test_result_whose_type_has_changed_is_the_old_type_at_old_layers() -> None:
    updates = types.Updates(updates=[], users=[], chats=[], date=1, seq=0)
    result = types.messages.InvitedUsers(updates=updates, missing_invitees=[])
    method = "channels.inviteToChannel"
    assert decode_as_written(encode_result(method, result, 170)) == updates
    assert decode_as_written(encode_result(method, result, NEWEST)) == result


def test_codec_is_the_one_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CODEC_NAME in ("c", "py")
    assert choose("py").name == "py"
    assert choose("c").name == choose(None).name == "c"
    with pytest.raises(ImportError):
        choose("rust")


def test_c_codec_without_the_extension_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "heliograph.tl.walker", raising=False)
    monkeypatch.setitem(sys.modules, "heliograph.tl._walker", None)
    assert choose(None).name == "py"
    with pytest.raises(ImportError):
        choose("c")
