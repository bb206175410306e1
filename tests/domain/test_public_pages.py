"""What anybody may see of channels, by what they are and by what the operator allows."""

import pytest
from msgspec.structs import replace

from heliograph.domain.channels import Channel
from heliograph.domain.extras import Extras
from heliograph.domain.messages import Message
from heliograph.domain.public_pages import (
    PreviewRules,
    cut_whole,
    may_index,
    may_keep,
    shows,
    shows_card,
    shows_posts,
)

ALL = PreviewRules(channels=True, groups=True)
CHANNELS = PreviewRules(channels=True, groups=False)
CHANNEL = Channel(
    id=1, broadcast=True, title="C", date=1, creator_id=1, members=1, username="channel"
)
GROUP = replace(CHANNEL, broadcast=False)


@pytest.mark.parametrize(
    ("channel", "card", "of_all", "of_channels"),
    [
        (CHANNEL, True, True, True),
        (GROUP, True, True, False),
        (replace(CHANNEL, username=""), False, False, False),
        (replace(CHANNEL, closed=True), False, False, False),
        (replace(GROUP, hidden_history=True), True, False, False),
        (replace(CHANNEL, noforwards=True), True, True, True),
    ],
)
def test_who_is_shown(channel: Channel, card: bool, of_all: bool, of_channels: bool) -> None:
    assert shows_card(channel) is card
    assert shows_posts(channel, ALL) is of_all
    assert shows_posts(channel, CHANNELS) is of_channels


@pytest.mark.parametrize(
    ("channel", "indexed_by_default", "index"),
    [
        (CHANNEL, False, False),
        (CHANNEL, True, True),
        (replace(CHANNEL, about="News. (#IndexAble.)"), False, True),
        (replace(CHANNEL, about="#indexables x#indexable"), False, False),
        (replace(CHANNEL, about="News. #noindex"), True, False),
        (replace(CHANNEL, about="#indexable #noindex"), True, False),
        (replace(CHANNEL, noforwards=True), True, False),
        (GROUP, True, False),
        (replace(GROUP, about="#indexable"), True, False),
        (replace(CHANNEL, username=""), True, False),
    ],
)
def test_who_may_be_indexed(channel: Channel, indexed_by_default: bool, index: bool) -> None:
    assert may_index(channel, replace(ALL, indexed=indexed_by_default)) is index


def message(number: int, *, album: int = 0, **fields: object) -> Message:
    extras = Extras(grouped_id=album) if album else None
    known = {"owner_id": 0, "peer_id": -1, "sender_id": 1, "date": 1, "text": "x"}
    return Message(id=number, extras=extras, **{**known, **fields})


def test_protection_of_a_channel_or_of_a_post_keeps_files() -> None:
    kept = message(1, noforwards=True)
    assert may_keep(CHANNEL, message(1))
    assert not may_keep(CHANNEL, kept)
    assert not may_keep(replace(CHANNEL, noforwards=True), message(1))


def test_pages_do_not_tell_who_came_or_went() -> None:
    for action in ("ChatAddUser", "ChatDeleteUser", "ChatJoinedByLink", "ChatJoinedByRequest"):
        assert not shows(message(1, action=action))
    assert shows(message(1, action="ChatEditTitle"))
    assert shows(message(1))


@pytest.mark.parametrize(
    ("albums", "limit", "taken"),
    [
        ([0, 0, 0], 2, 2),
        ([0, 7, 7, 7, 0], 2, 4),
        ([7, 7, 8, 8], 2, 2),
        ([7, 7], 5, 2),
        ([], 5, 0),
        ([0, 7], 0, 0),
    ],
)
def test_an_album_is_never_cut(albums: list[int], limit: int, taken: int) -> None:
    found = [message(place + 1, album=album) for place, album in enumerate(albums)]
    assert len(cut_whole(found, limit)) == taken
