"""Links to messages of channels."""

import pytest

from heliograph.domain.channels import Channel
from heliograph.domain.extras import Extras
from heliograph.domain.messages import Message
from heliograph.views.message_links import post_link


@pytest.mark.parametrize(
    ("username", "album", "whole", "link"),
    [
        ("hikers", 0, False, "https://t.me/hikers/7"),
        ("hikers", 0, True, "https://t.me/hikers/7"),
        ("hikers", 5, False, "https://t.me/hikers/7?single"),
        ("hikers", 5, True, "https://t.me/hikers/7"),
        ("", 5, False, "https://t.me/c/12/7?single"),
    ],
)
def test_a_link_names_one_message_or_its_album(
    username: str, album: int, link: str, *, whole: bool
) -> None:
    channel = Channel(id=12, title="Hikers", date=1, creator_id=1, members=1, username=username)
    extras = Extras(grouped_id=album) if album else None
    message = Message(
        owner_id=1, id=7, peer_id=channel.peer_id, sender_id=1, date=1, text="", extras=extras
    )
    assert post_link(channel, message, whole_album=whole, prefix="https://t.me/") == link
