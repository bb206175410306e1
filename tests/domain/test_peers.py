"""The one number of a dialog, as https://core.telegram.org/api/bots/ids draws its bounds."""

import pytest

from heliograph.domain.peers import (
    box_of,
    channel_of,
    channel_peer,
    chat_of,
    chat_peer,
    is_channel,
    is_chat,
)

ANN = 1_000_000_001


@pytest.mark.parametrize(
    ("peer_id", "chat", "channel"),
    [
        (ANN, False, False),
        (0, False, False),
        (-1, True, False),
        (-999_999_999_999, True, False),
        (-1_000_000_000_000, False, False),
        (-1_000_000_000_001, False, True),
        (-1_997_852_516_352, False, True),
    ],
)
def test_what_a_dialog_is_with(peer_id: int, *, chat: bool, channel: bool) -> None:
    assert is_chat(peer_id) is chat
    assert is_channel(peer_id) is channel


def test_ids_and_peers_stand_for_each_other() -> None:
    assert (chat_peer(5), chat_of(-5)) == (-5, 5)
    assert (channel_peer(5), channel_of(-1_000_000_000_005)) == (-1_000_000_000_005, 5)


def test_only_what_is_said_in_a_channel_lies_in_its_own_mailbox() -> None:
    for peer_id in (ANN + 1, chat_peer(5)):
        assert box_of(ANN, peer_id) == ANN
    assert box_of(ANN, channel_peer(5)) == channel_peer(5)
