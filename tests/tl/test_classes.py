"""TL classes as Python sees them."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import traceback

import pytest

from heliograph.tl import functions, registry, types
from heliograph.tl.codec import encode
from heliograph.tl.objects import TLObject, canonical, class_by_id
from heliograph.tl.pure import PureCodec


def test_names_and_ids() -> None:
    assert types.User.TL_NAME == "user"
    assert functions.messages.SendMessage.TL_NAME == "messages.sendMessage"
    assert registry.newest("user").id == types.User.TL_ID
    assert types.MsgsAck.TL_NAME == "msgs_ack"


def test_missing_required_field_is_named() -> None:
    with pytest.raises(TypeError, match="user_id"):
        types.PeerUser()
    with pytest.raises(TypeError, match="nonsense"):
        types.PeerUser(user_id=1, nonsense=2)
    with pytest.raises(AttributeError):
        types.PeerUser(user_id=1).nonsense = 2


def test_optional_fields_default_to_none_and_flags_to_false() -> None:
    user = types.User(id=1)
    assert user.username is None
    assert user.bot is False
    assert user.self is False


def test_equality_is_by_class_and_fields() -> None:
    assert types.PeerUser(user_id=1) == types.PeerUser(user_id=1)
    assert types.PeerUser(user_id=1) != types.PeerUser(user_id=2)
    assert types.PeerUser(user_id=1) != types.PeerChat(chat_id=1)
    assert types.PeerUser(user_id=1) != 1


def test_repr_shows_what_is_set() -> None:
    assert repr(types.User(id=1, self=True)) == "User(self=True, id=1)"


def test_field_named_like_a_keyword_has_an_underscore() -> None:
    assert "from_" in types.StoryFwdHeader.TL_FIELDS


def test_objects_can_be_copied_and_pickled() -> None:
    dialogs = types.messages.DialogsNotModified(count=3)
    assert copy.deepcopy(dialogs) == dialogs
    assert pickle.loads(pickle.dumps(dialogs)) == dialogs


def test_unknown_names_are_attribute_errors() -> None:
    for module in (types, functions, types.messages, functions.messages):
        with pytest.raises(AttributeError):
            module.NoSuchThing  # noqa: B018


def test_old_ids_have_classes_of_their_own() -> None:
    old, *_, newest = registry.definitions("user")
    assert class_by_id(newest.id) is types.User
    assert class_by_id(old.id) is not types.User
    assert class_by_id(old.id).TL_NAME == "user"


def test_every_name_compiles() -> None:
    for name in registry.names():
        assert issubclass(canonical(name), TLObject)


def test_traceback_shows_generated_source() -> None:
    try:
        PureCodec()._layer(229).encode(types.PeerUser(user_id="x"))
    except Exception:
        shown = traceback.format_exc()
    assert "pack_Iq(0x59511722, o.user_id)" in shown


def test_encoding_at_the_newest_layer_needs_no_adapters() -> None:
    assert encode(types.User(id=1), 229)[:4] == types.User.TL_ID.to_bytes(4, "little")


def test_loading_the_schema_is_quick() -> None:
    program = (
        "import heliograph.tl.definitions, pathlib, time\n"
        "start = time.process_time()\n"
        "import heliograph.tl.registry\n"
        "print(time.process_time() - start)\n"
    )
    times = [
        float(subprocess.run([sys.executable, "-c", program], capture_output=True).stdout)
        for _ in range(3)
    ]
    assert min(times) < 0.05, "about 12 ms; the limit leaves room for a slow machine"
