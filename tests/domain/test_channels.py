"""What a channel is to one viewer: whether they look into it, and what limits them there."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain.channels import Channel, ChannelMember, SeenChannel, standing_of
from heliograph.domain.people import FIRST_BOT_ID
from heliograph.domain.permissions import AdminRight, Right, Role, Standing

ANN, BEN, BOT = 1, 2, FIRST_BOT_ID
GROUP = Channel(id=5, title="Talk", date=1, creator_id=ANN, members=2)
PUBLIC = replace(GROUP, username="talk_of_all")
OF_NEWS = replace(GROUP, linked_id=1)


def seen(channel: Channel, role: Role, **fields: Any) -> SeenChannel:
    return SeenChannel(channel=channel, viewer_id=BEN, role=role, **fields)


@pytest.mark.parametrize(
    ("channel", "role", "beside", "readable"),
    [
        (GROUP, Role.MEMBER, False, True),
        (GROUP, Role.LEFT, False, False),
        (PUBLIC, Role.LEFT, False, True),
        (GROUP, Role.LEFT, True, True),
        (PUBLIC, Role.REMOVED, True, False),
        (replace(PUBLIC, closed=True), Role.CREATOR, True, False),
    ],
)
def test_who_looks_into_it(channel: Channel, role: Role, beside: bool, readable: bool) -> None:
    assert seen(channel, role, beside=beside).readable == readable


@pytest.mark.parametrize(
    ("channel", "beside", "guests"),
    [
        (OF_NEWS, True, True),
        (OF_NEWS, False, False),
        (replace(OF_NEWS, join_to_send=True), True, False),
        (replace(OF_NEWS, broadcast=True), True, False),
        (replace(GROUP, linked_id=0), True, False),
    ],
)
def test_only_in_a_groups_talk_about_posts_guests_write(
    channel: Channel, beside: bool, guests: bool
) -> None:
    looker = seen(channel, Role.LEFT, beside=beside)
    assert looker.guests == guests
    assert looker.standing.guests == guests


def test_a_viewers_standing_is_what_the_channel_and_they_are() -> None:
    limited = replace(GROUP, banned=Right.SEND_POLLS)
    fields: dict[str, Any] = {
        "rights": AdminRight.OTHER,
        "banned": Right.SEND_MEDIA,
        "until": 90,
    }
    bot = SeenChannel(channel=limited, viewer_id=BOT, role=Role.MEMBER, **fields)
    common = {"role": Role.MEMBER, "default_banned": Right.SEND_POLLS, "kind": limited.kind}
    assert bot.standing == Standing(bot=True, guests=False, **common, **fields)
    member = ChannelMember(account_id=BOT, date=3, inviter_id=0, role=Role.MEMBER, **fields)
    assert standing_of(limited, member) == Standing(bot=True, **common, **fields)
    assert not seen(limited, Role.MEMBER).standing.bot


def test_who_was_never_there_has_the_limits_of_all_and_no_rights() -> None:
    limited = replace(GROUP, banned=Right.SEND_POLLS, broadcast=True)
    none = standing_of(limited, None)
    assert none == Standing(
        role=Role.STRANGER,
        rights=AdminRight(0),
        default_banned=Right.SEND_POLLS,
        kind=limited.kind,
    )
