"""Who has a say in the name in which they once wrote."""

import pytest
from msgspec.structs import replace

from heliograph.domain.channels import Channel, SeenChannel
from heliograph.domain.permissions import AdminRight, Role
from heliograph.domain.speaking import NOBODY_ELSE, Speakers, still_speaks

ANN = 1_000_000_001
NONE = AdminRight(0)
GROUP = Channel(id=6, title="Talk", date=1, creator_id=9, members=2, linked_id=5)
NEWS = Channel(id=5, title="News", date=1, creator_id=9, members=2, broadcast=True)


def seen(channel: Channel, role: Role, rights: AdminRight = NONE) -> SeenChannel:
    return SeenChannel(channel=channel, viewer_id=ANN, role=role, rights=rights)


@pytest.mark.parametrize(
    ("role", "speaks"), [(Role.MEMBER, False), (Role.ADMIN, True), (Role.CREATOR, True)]
)
def test_admins_have_a_say_in_what_was_said_for_a_supergroup(role: Role, speaks: bool) -> None:
    group = seen(GROUP, role)
    assert still_speaks(group, NOBODY_ELSE, GROUP.peer_id, writer_id=ANN) is speaks
    assert still_speaks(group, NOBODY_ELSE, ANN, writer_id=ANN)


def test_who_posts_in_a_channel_has_a_say_in_what_was_said_in_its_name() -> None:
    group = seen(GROUP, Role.MEMBER)
    posts = seen(NEWS, Role.ADMIN, AdminRight.POST_MESSAGES)
    for one, speaks in ((posts, True), (replace(posts, rights=AdminRight.CHANGE_INFO), False)):
        speakers = Speakers(channels=(one,))
        assert still_speaks(group, speakers, NEWS.peer_id, writer_id=ANN) is speaks
    assert not still_speaks(group, NOBODY_ELSE, NEWS.peer_id, writer_id=ANN)
    own = seen(NEWS, Role.ADMIN)
    assert still_speaks(own, NOBODY_ELSE, NEWS.peer_id, writer_id=ANN)
