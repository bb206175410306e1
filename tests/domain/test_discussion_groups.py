"""Which group may belong to which channel, and who says so."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channels import Channel, ChannelContext, ChannelMember
from heliograph.domain.discussion_groups import link
from heliograph.domain.people import Account
from heliograph.domain.permissions import AdminRight, Role

ANN = 1_000_000_001
NONE = AdminRight(0)
NEWS = Channel(id=5, title="News", date=1, creator_id=9, members=2, broadcast=True)
GROUP = Channel(id=6, title="Talk", date=1, creator_id=9, members=2)


def place(channel: Channel, role: Role, rights: AdminRight = NONE) -> ChannelContext:
    member = ChannelMember(account_id=ANN, role=role, inviter_id=9, date=1, rights=rights)
    account = Account(id=ANN, phone="1", first_name="Ann")
    return ChannelContext(channel=channel, actor=account, member=member)


NEWS_BY_ADMIN = place(NEWS, Role.ADMIN, AdminRight.CHANGE_INFO)
GROUP_BY_ADMIN = place(GROUP, Role.ADMIN, AdminRight.PIN_MESSAGES)


def test_a_channel_and_a_group_belong_together_until_one_of_them_does_not() -> None:
    news, group = link(NEWS_BY_ADMIN, GROUP_BY_ADMIN)
    assert (news.linked_id, group.linked_id) == (GROUP.id, NEWS.id)
    joined = replace(GROUP_BY_ADMIN, channel=replace(group, join_to_send=True))
    assert link(None, joined) == (GROUP,)


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.MEMBER, NONE),
        (Role.ADMIN, AdminRight.CHANGE_INFO),
    ],
)
def test_only_who_was_given_the_right_says_so(role: Role, rights: AdminRight) -> None:
    """Every member may pin in it, which gives nobody's group away."""
    group = place(GROUP, role, rights)
    for broadcast in (NEWS_BY_ADMIN, None):
        with pytest.raises(errors.ChatAdminRequired):
            link(broadcast, group)
    with pytest.raises(errors.ChatAdminRequired):
        link(place(NEWS, Role.ADMIN, AdminRight.POST_MESSAGES), GROUP_BY_ADMIN)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"forum": True}, errors.MegagroupIdInvalid),
        ({"broadcast": True}, errors.MegagroupIdInvalid),
        ({"hidden_history": True}, errors.MegagroupPrehistoryHidden),
    ],
)
def test_some_groups_belong_to_no_channel(
    fields: dict[str, bool], refusal: type[errors.Refused]
) -> None:
    group = place(replace(GROUP, **fields), Role.CREATOR)
    with pytest.raises(refusal):
        link(NEWS_BY_ADMIN, group)
