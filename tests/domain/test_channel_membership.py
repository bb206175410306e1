"""Who comes into a channel by themselves and goes: what they are there afterwards."""

from typing import Any

import pytest

from heliograph.domain import errors
from heliograph.domain.channel_membership import join, leave
from heliograph.domain.channels import Channel, ChannelContext, ChannelMember
from heliograph.domain.chats import Asker
from heliograph.domain.people import Account
from heliograph.domain.permissions import AdminRight, Right, Role

NOW = 1_700_000_000
ANN, BEN = 1_000_000_001, 1_000_000_002
GROUP = Channel(id=5, title="Hikers", date=1, creator_id=ANN, members=4, username="hikers")


def asker(account_id: int) -> Asker:
    return Asker(account_id=account_id, chat_id=GROUP.id, date=NOW, random_id=1)


def context(member: ChannelMember, **fields: Any) -> ChannelContext:
    actor = Account(id=member.account_id, phone="1", first_name="Actor")
    return ChannelContext(**{"channel": GROUP, "actor": actor, "member": member} | fields)


def of(account_id: int, role: Role, **fields: Any) -> ChannelMember:
    return ChannelMember(account_id=account_id, role=role, inviter_id=ANN, date=9, **fields)


def test_a_creator_who_left_comes_back_as_the_creator() -> None:
    gone = leave(asker(ANN), context(of(ANN, Role.CREATOR)))
    (left,) = gone.changed
    assert left.role is Role.LEFT
    (back,) = join(asker(ANN), context(left, channel=gone.channel)).changed
    assert back.role is Role.CREATOR


def test_an_admin_who_left_comes_back_as_a_member() -> None:
    rights = AdminRight.CHANGE_INFO | AdminRight.OTHER
    (left,) = leave(asker(BEN), context(of(BEN, Role.ADMIN, rights=rights))).changed
    (back,) = join(asker(BEN), context(left)).changed
    assert back.role is Role.MEMBER


@pytest.mark.parametrize(("until", "comes"), [(0, False), (NOW + 1, False), (NOW, True)])
def test_who_was_removed_comes_back_when_that_is_over(until: int, comes: bool) -> None:
    removed = of(BEN, Role.REMOVED, banned=Right.VIEW_MESSAGES, until=until)
    if comes:
        (back,) = join(asker(BEN), context(removed)).changed
        assert back.role is Role.MEMBER
        return
    with pytest.raises(errors.ChannelPrivate):
        join(asker(BEN), context(removed))
