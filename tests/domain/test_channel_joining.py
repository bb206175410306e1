"""Who comes by a link or a name while there is room, and who is only noted as asking."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channel_admins import ChannelLimits
from heliograph.domain.channel_joining import come, come_by_link, settle_request
from heliograph.domain.channels import (
    Channel,
    ChannelContext,
    ChannelDecision,
    ChannelMember,
)
from heliograph.domain.chat_invites import ChatInvite, JoinDecision, Joiner
from heliograph.domain.chats import Asker
from heliograph.domain.people import Account
from heliograph.domain.permissions import AdminRight, Role

NOW = 1_700_000_000
ANN, DAN = 1_000_000_001, 1_000_000_004
FULL = Channel(id=5, title="Hikers", date=1, creator_id=ANN, members=6, username="hikers")
INVITE = ChatInvite(hash="x", chat_id=FULL.peer_id, admin_id=ANN, date=1, started=1)
LIMITS = ChannelLimits(members=6)
ASKER = Asker(account_id=DAN, chat_id=FULL.id, date=NOW, random_id=1)


def context(channel: Channel) -> ChannelContext:
    return ChannelContext(channel=channel, actor=Account(id=DAN, phone="1", first_name="Dan"))


def by_name(channel: Channel) -> JoinDecision:
    return come(ASKER, context(channel), LIMITS)


def by_link(channel: Channel) -> JoinDecision:
    invite = replace(INVITE, request_needed=channel.join_request)
    return come_by_link(ASKER, context(channel), invite, LIMITS)


@pytest.mark.parametrize("way", [by_name, by_link])
def test_nobody_comes_into_a_supergroup_that_is_full(
    way: Callable[[Channel], JoinDecision],
) -> None:
    with pytest.raises(errors.UsersTooMuch):
        way(FULL)
    assert way(replace(FULL, members=5)).change is not None
    assert way(replace(FULL, broadcast=True)).change is not None


@pytest.mark.parametrize("way", [by_name, by_link])
def test_who_asks_waits_however_full_it_is(way: Callable[[Channel], JoinDecision]) -> None:
    decision = way(replace(FULL, join_request=True))
    assert (decision.change, decision.joiner.waiting) == (None, True)


def test_readers_of_its_channel_come_into_a_group_by_themselves() -> None:
    private = replace(FULL, username="", members=5, linked_id=6)
    with pytest.raises(errors.ChannelPrivate):
        by_name(private)
    beside = replace(context(private), beside=True)
    assert come(ASKER, beside, LIMITS).change is not None
    kept_out = ChannelMember(account_id=DAN, role=Role.REMOVED, inviter_id=ANN, date=1)
    with pytest.raises(errors.ChannelPrivate):
        come(ASKER, replace(beside, member=kept_out), LIMITS)


def test_a_link_says_whose_it_is_unless_they_are_anonymous() -> None:
    admin = ChannelMember(account_id=ANN, role=Role.ADMIN, inviter_id=ANN, date=1)
    hidden = replace(admin, rights=AdminRight.ANONYMOUS)
    for others, inviter_id in (((), ANN), ((admin,), ANN), ((hidden,), DAN)):
        known = replace(context(replace(FULL, members=5)), others=others)
        decision = come_by_link(ASKER, known, INVITE, LIMITS)
        assert isinstance(decision.change, ChannelDecision)
        assert decision.change.told is not None
        assert decision.change.told.arguments == (("inviter_id", inviter_id),)


def test_who_was_removed_comes_by_no_link_until_that_is_over() -> None:
    removed = ChannelMember(account_id=DAN, role=Role.REMOVED, inviter_id=ANN, date=1)
    for until, ended in ((0, False), (NOW + 1, False), (NOW, True)):
        channel = replace(FULL, members=5, username="")
        known = replace(context(channel), member=replace(removed, until=until))
        if ended:
            assert come_by_link(ASKER, known, INVITE, LIMITS).change is not None
        else:
            with pytest.raises(errors.InviteHashExpired):
                come_by_link(ASKER, known, INVITE, LIMITS)


def test_who_came_or_was_removed_meanwhile_is_not_let_in() -> None:
    own = ChannelMember(account_id=ANN, role=Role.CREATOR, inviter_id=ANN, date=1)
    joiner = Joiner(account_id=DAN, hash="x", date=1, waiting=True)
    by_ann = replace(ASKER, account_id=ANN)
    for role, let_in in ((Role.STRANGER, True), (Role.REMOVED, False), (Role.MEMBER, False)):
        asked = ChannelMember(account_id=DAN, role=role, inviter_id=ANN, date=1)
        known = replace(context(replace(FULL, members=5)), member=own, others=(asked,))
        if let_in:
            assert settle_request(by_ann, known, joiner, LIMITS, approved=True) is not None
        else:
            with pytest.raises(errors.HideRequesterMissing):
                settle_request(by_ann, known, joiner, LIMITS, approved=True)
