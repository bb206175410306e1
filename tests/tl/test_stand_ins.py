"""An InputPeer where an InputUser or InputChannel belongs is understood, as Pyrogram writes it."""

import pytest

from heliograph.tl import functions, types
from heliograph.tl.codec import decode, encode
from heliograph.tl.errors import UnknownConstructor

LAYER = 229


def get_users_with(written: bytes) -> bytes:
    whole = encode(functions.users.GetUsers(id=[types.InputUserSelf()]), LAYER)
    return whole.removesuffix(encode(types.InputUserSelf(), LAYER)) + written


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (types.InputPeerSelf(), types.InputUserSelf()),
        (types.InputPeerEmpty(), types.InputUserEmpty()),
        (
            types.InputPeerUser(user_id=5, access_hash=-7),
            types.InputUser(user_id=5, access_hash=-7),
        ),
        (
            types.InputPeerUserFromMessage(peer=types.InputPeerSelf(), msg_id=3, user_id=5),
            types.InputUserFromMessage(peer=types.InputPeerSelf(), msg_id=3, user_id=5),
        ),
    ],
)
def test_a_peer_stands_in_for_a_user(written: object, meant: object) -> None:
    request = decode(get_users_with(encode(written, LAYER)))
    assert request == functions.users.GetUsers(id=[meant])


def test_a_peer_stands_in_for_a_channel() -> None:
    written = encode(types.InputPeerChannel(channel_id=5, access_hash=7), LAYER)
    head = encode(functions.channels.GetFullChannel(channel=types.InputChannelEmpty()), LAYER)
    request = decode(head.removesuffix(encode(types.InputChannelEmpty(), LAYER)) + written)
    meant = types.InputChannel(channel_id=5, access_hash=7)
    assert request == functions.channels.GetFullChannel(channel=meant)


@pytest.mark.parametrize(
    "written", [types.InputPeerChat(chat_id=1), types.BoolTrue(), types.PeerUser(user_id=1)]
)
def test_nothing_else_stands_in(written: object) -> None:
    with pytest.raises(UnknownConstructor) as refused:
        decode(get_users_with(encode(written, LAYER)))
    assert not refused.value.at_root
