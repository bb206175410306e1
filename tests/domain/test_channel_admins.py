"""Who comes by others, who has a say, who is limited: what is written and what is told of it."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channel_admins import (
    ChannelLimits,
    appoint,
    forbid,
    hand_over,
    invite,
    restrict,
)
from heliograph.domain.channel_membership import JOINED_MAX
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision, ChannelMember
from heliograph.domain.chats import Asker
from heliograph.domain.people import FIRST_BOT_ID, Account, Contact, Seen
from heliograph.domain.permissions import AdminRight, Right, Role
from heliograph.domain.privacy import PrivacyKey, permission

NOW = 1_700_000_000
LIMITS = ChannelLimits(members=6, admins=3, bots=1, invited_subscribers=10)
ANN, BEN, CAT, DAN, EVE = range(1_000_000_001, 1_000_000_006)
BOT = FIRST_BOT_ID
A = AdminRight
ALL = A.OTHER | A.INVITE_USERS | A.BAN_USERS | A.ADD_ADMINS
GROUP = Channel(id=5, title="Hikers", date=1, creator_id=ANN, members=4, username="hikers")
MEMBERS = {
    ANN: (Role.CREATOR, A(0), 0),
    BEN: (Role.ADMIN, ALL, ANN),
    CAT: (Role.MEMBER, A(0), 0),
}


def member(account_id: int, **fields: Any) -> ChannelMember:
    role, rights, by_id = MEMBERS.get(account_id, (Role.MEMBER, A(0), 0))
    made = ChannelMember(
        account_id=account_id, role=role, rights=rights, by_id=by_id, inviter_id=ANN, date=9
    )
    return replace(made, **fields)


def seen(account_id: int, **fields: Any) -> Seen:
    account = Account(id=account_id, phone=str(account_id), first_name="Somebody")
    return Seen(account=account, viewer_id=ANN, **fields)


def asked_by(account_id: int) -> Asker:
    return Asker(account_id=account_id, chat_id=GROUP.id, date=NOW, random_id=1)


def context(
    actor: int,
    *others: ChannelMember,
    named: tuple[Seen, ...] = (),
    channel: Channel = GROUP,
    **fields: Any,
) -> ChannelContext:
    return ChannelContext(
        channel=channel,
        actor=Account(id=actor, phone=str(actor), first_name="Actor"),
        member=member(actor) if actor in MEMBERS else None,
        others=others,
        named=named or tuple(seen(one.account_id) for one in others),
        admins=(member(ANN), member(BEN)),
        **fields,
    )


def only(decision: ChannelDecision | None) -> ChannelMember:
    assert decision is not None
    (changed,) = decision.changed
    return changed


def made_admin(actor: int, who: ChannelMember, asked: A = A.INVITE_USERS, **fields: Any) -> Any:
    found = context(actor, who, **fields)
    return appoint(asked_by(actor), found, who.account_id, asked=asked, rank="Cook", limits=LIMITS)


def test_an_admin_is_made_with_a_rank_and_who_did_it() -> None:
    after = only(made_admin(BEN, member(CAT)))
    assert (after.role, after.rank, after.by_id) == (Role.ADMIN, "Cook", BEN)
    assert after.rights == A.INVITE_USERS | A.OTHER


def test_what_was_forbidden_to_an_admin_is_not_any_more() -> None:
    after = only(made_admin(ANN, member(CAT, banned=Right.SEND_POLLS, until=NOW + 100)))
    assert (after.banned, after.until) == (Right(0), 0)


def test_an_admin_with_no_rights_is_a_member() -> None:
    after = only(made_admin(ANN, member(BEN), A(0)))
    assert (after.role, after.rights, after.by_id) == (Role.MEMBER, A(0), 0)
    assert made_admin(ANN, member(CAT), A(0)) is None


def test_whoever_is_made_an_admin_comes_into_the_channel() -> None:
    decision = appoint(
        asked_by(BEN),
        context(BEN, named=(seen(DAN),)),
        DAN,
        asked=A.INVITE_USERS,
        rank=None,
        limits=LIMITS,
    )
    after = only(decision)
    assert (after.role, after.inviter_id) == (Role.ADMIN, BEN)
    assert decision is not None
    assert decision.channel.members == GROUP.members + 1
    assert decision.told is not None
    assert decision.told.action == "ChatAddUser"


def test_there_are_no_more_admins_than_are_counted() -> None:
    full = context(ANN, member(CAT), member(BEN))
    full = replace(full, admins=(member(ANN), member(BEN), member(DAN, role=Role.ADMIN)))
    with pytest.raises(errors.AdminsTooMuch):
        appoint(asked_by(ANN), full, CAT, asked=A.OTHER, rank=None, limits=LIMITS)
    assert appoint(asked_by(ANN), full, BEN, asked=A.OTHER, rank=None, limits=LIMITS) is not None


def invited(*named: Seen, **fields: Any) -> ChannelDecision | None:
    return invite(asked_by(BEN), context(BEN, named=named, **fields), LIMITS)


def test_nobody_is_brought_who_is_in_as_many_channels_as_they_may_be() -> None:
    full, room = {DAN: JOINED_MAX}, {DAN: JOINED_MAX - 1}
    with pytest.raises(errors.UserChannelsTooMuch):
        invited(seen(DAN), joined_by=full)
    assert only(invited(seen(DAN), seen(EVE), joined_by=full)).account_id == EVE
    assert only(invited(seen(DAN), joined_by=room)).account_id == DAN
    dan = member(DAN, role=Role.LEFT)
    with pytest.raises(errors.UserChannelsTooMuch):
        made_admin(BEN, dan, joined_by=full)
    assert only(made_admin(BEN, dan, joined_by=room)).role is Role.ADMIN
    assert only(made_admin(BEN, member(CAT), joined_by={CAT: JOINED_MAX})).role is Role.ADMIN


KEEPS_OUT = {"allowed": ~permission(PrivacyKey.CHAT_INVITE)}
Try = Callable[[], object]
REFUSED: list[tuple[type[errors.Refused], Try]] = [
    (
        errors.UserPrivacyRestricted,
        lambda: made_admin(ANN, member(DAN, role=Role.LEFT), named=(seen(DAN, **KEEPS_OUT),)),
    ),
    (errors.ChatAdminRequired, lambda: made_admin(CAT, member(DAN))),
    (errors.UserCreator, lambda: made_admin(BEN, member(ANN))),
    (errors.RightForbidden, lambda: made_admin(BEN, member(CAT), A.PIN_MESSAGES)),
    (errors.RightForbidden, lambda: made_admin(ANN, member(CAT), A.POST_MESSAGES)),
    (errors.UserNotParticipant, lambda: made_admin(DAN, member(CAT))),
    (
        errors.ChannelPrivate,
        lambda: made_admin(DAN, member(CAT), channel=replace(GROUP, username="")),
    ),
]


@pytest.mark.parametrize(("refusal", "attempt"), REFUSED)
def test_making_an_admin_is_refused(refusal: type[errors.Refused], attempt: Try) -> None:
    with pytest.raises(refusal):
        attempt()


def limited(actor: int, who: ChannelMember, asked: Right, until: int = 0, **fields: Any) -> Any:
    found = context(actor, who, **fields)
    return restrict(asked_by(actor), found, who.account_id, asked=asked, until=until)


def test_somebody_is_limited_until_then() -> None:
    decision = limited(BEN, member(CAT), Right.SEND_POLLS, NOW + 3600)
    after = only(decision)
    assert (after.role, after.banned) == (Role.MEMBER, Right.SEND_POLLS)
    assert (after.until, after.by_id) == (NOW + 3600, BEN)
    assert decision.channel.members == GROUP.members
    assert decision.told is None


def test_somebody_is_kept_out_and_the_supergroup_told() -> None:
    decision = limited(BEN, member(CAT), Right.VIEW_MESSAGES)
    after = only(decision)
    assert (after.role, after.until) == (Role.REMOVED, 0)
    assert decision.channel.members == GROUP.members - 1
    assert decision.told.action == "ChatDeleteUser"
    quiet = limited(BEN, member(CAT), Right.VIEW_MESSAGES, channel=replace(GROUP, broadcast=True))
    assert quiet.told is None


def test_who_never_came_is_kept_out_all_the_same() -> None:
    found = context(BEN, named=(seen(DAN),))
    decision = restrict(asked_by(BEN), found, DAN, asked=Right.VIEW_MESSAGES, until=0)
    assert only(decision).role is Role.REMOVED
    assert decision is not None
    assert decision.channel.members == GROUP.members
    assert restrict(asked_by(BEN), found, DAN, asked=Right(0), until=0) is None


def test_who_was_kept_out_comes_back_by_themselves() -> None:
    out = member(DAN, role=Role.REMOVED, banned=Right.VIEW_MESSAGES, by_id=BEN)
    decision = limited(BEN, out, Right(0))
    after = only(decision)
    assert (after.role, after.banned, after.by_id) == (Role.STRANGER, Right(0), 0)
    assert decision.channel.members == GROUP.members


def test_an_admin_who_is_limited_is_none_any_more() -> None:
    after = only(limited(ANN, member(BEN), Right.SEND_POLLS))
    assert (after.role, after.rights) == (Role.MEMBER, A(0))


def test_the_same_limits_change_nothing() -> None:
    before = member(CAT, banned=Right.SEND_POLLS, until=0, by_id=BEN)
    assert limited(BEN, before, Right.SEND_POLLS) is None


def brought(actor: int, *named: Seen, others: tuple[ChannelMember, ...] = (), **fields: Any) -> Any:
    return invite(asked_by(actor), context(actor, *others, named=named, **fields), LIMITS)


def test_a_program_comes_into_a_supergroup_as_anybody() -> None:
    assert only(brought(CAT, seen(BOT))).role is Role.MEMBER
    bot = member(BOT, role=Role.ADMIN, rights=A.BAN_USERS | A.OTHER, by_id=ANN)
    assert only(made_admin(ANN, bot, A(0))).role is Role.MEMBER
    assert only(limited(ANN, bot, Right.SEND_POLLS)).role is Role.MEMBER
    with pytest.raises(errors.BotsTooMuch):
        brought(CAT, seen(BOT), bots=1)


def test_a_program_that_stays_out_is_put_into_channels_alone() -> None:
    shy = seen(BOT)
    shy = replace(shy, account=replace(shy.account, stays_out=True))
    with pytest.raises(errors.BotGroupsBlocked):
        brought(CAT, shy)
    found = {
        GROUP: context(ANN, named=(shy,)),
        CHANNEL: context(ANN, named=(shy,), channel=CHANNEL),
    }

    def appointed(where: Channel) -> Any:
        asked = A.INVITE_USERS
        return appoint(asked_by(ANN), found[where], BOT, asked=asked, rank=None, limits=LIMITS)

    with pytest.raises(errors.BotGroupsBlocked):
        appointed(GROUP)
    assert only(appointed(CHANNEL)).role is Role.ADMIN


def test_a_program_is_an_admin_of_a_channel_or_nothing() -> None:
    found = context(ANN, named=(seen(BOT),), channel=CHANNEL)
    bot = only(appoint(asked_by(ANN), found, BOT, asked=A.BAN_USERS, rank=None, limits=LIMITS))
    assert (bot.role, bot.rights) == (Role.ADMIN, A.BAN_USERS | A.OTHER)
    gone = made_admin(ANN, bot, A(0), channel=CHANNEL)
    assert only(gone).role is Role.LEFT
    assert gone.channel.members == GROUP.members - 1
    assert gone.told is None
    assert only(limited(ANN, bot, Right.VIEW_MESSAGES, channel=CHANNEL)).role is Role.REMOVED
    full = replace(found, bots=1)
    with pytest.raises(errors.BotsTooMuch):
        appoint(asked_by(ANN), full, BOT, asked=A.BAN_USERS, rank=None, limits=LIMITS)


def test_those_who_let_themselves_be_added_come() -> None:
    decision = brought(CAT, seen(DAN), seen(EVE, **KEEPS_OUT))
    after = only(decision)
    assert (after.account_id, after.role, after.inviter_id) == (DAN, Role.MEMBER, CAT)
    assert decision.channel.members == GROUP.members + 1
    assert decision.told.arguments == (("users", (DAN,)),)
    assert brought(CAT, seen(EVE, **KEEPS_OUT)) is None


def test_who_was_kept_out_comes_back_by_an_admin_who_bans() -> None:
    out = member(DAN, role=Role.REMOVED, banned=Right.VIEW_MESSAGES, by_id=BEN)
    after = only(brought(BEN, seen(DAN), others=(out,)))
    assert (after.role, after.banned) == (Role.MEMBER, Right(0))
    over = replace(out, until=NOW)
    friend = seen(DAN, contact=_entry(DAN), knows_viewer=True)
    assert only(brought(CAT, friend, others=(over,))).role is Role.MEMBER


def _entry(account_id: int) -> Contact:
    return Contact(owner_id=ANN, contact_id=account_id, phone="", first_name="D")


LEFT = member(DAN, role=Role.LEFT)
OUT = member(DAN, role=Role.REMOVED, banned=Right.VIEW_MESSAGES)
NO_INVITES = replace(GROUP, banned=Right.INVITE_USERS)
CHANNEL = replace(GROUP, broadcast=True)
NOT_BROUGHT: list[tuple[type[errors.Refused], Try]] = [
    (errors.UserAlreadyParticipant, lambda: brought(CAT, seen(BEN), others=(member(BEN),))),
    (errors.UserKicked, lambda: brought(CAT, seen(DAN), others=(OUT,))),
    (errors.UserNotMutualContact, lambda: brought(CAT, seen(DAN), others=(LEFT,))),
    (errors.YouBlockedUser, lambda: brought(CAT, seen(DAN, blocked=True))),
    (errors.UserIdInvalid, lambda: brought(CAT)),
    (errors.ChatAdminRequired, lambda: brought(CAT, seen(DAN), channel=NO_INVITES)),
    (errors.ChatAdminRequired, lambda: brought(CAT, seen(DAN), channel=CHANNEL)),
    (errors.UserBot, lambda: brought(BEN, seen(BOT), channel=CHANNEL)),
    (errors.UsersTooMuch, lambda: brought(CAT, seen(DAN), channel=replace(GROUP, members=6))),
    (
        errors.ChatAdminRequired,
        lambda: brought(BEN, seen(DAN), channel=replace(CHANNEL, members=10)),
    ),
    (errors.ChannelPrivate, lambda: brought(BEN, seen(DAN), channel=replace(GROUP, closed=True))),
]


@pytest.mark.parametrize(("refusal", "attempt"), NOT_BROUGHT)
def test_adding_is_refused(refusal: type[errors.Refused], attempt: Try) -> None:
    with pytest.raises(refusal):
        attempt()


def test_of_several_who_cannot_come_is_left_out() -> None:
    decision = brought(CAT, seen(DAN), seen(EVE), others=(OUT,))
    assert only(decision).account_id == EVE


def test_something_is_forbidden_to_all() -> None:
    decision = forbid(asked_by(BEN), context(BEN), Right.SEND_POLLS)
    assert decision.channel.banned == Right.SEND_POLLS
    with pytest.raises(errors.ChatNotModified):
        forbid(asked_by(BEN), context(BEN), Right(0))
    with pytest.raises(errors.ChatAdminRequired):
        forbid(asked_by(CAT), context(CAT), Right.SEND_POLLS)


def test_another_creator_and_an_admin_who_was_it() -> None:
    decision = hand_over(asked_by(ANN), context(ANN, member(CAT)), CAT)
    before, after = decision.changed
    assert (before.account_id, before.role, before.by_id) == (ANN, Role.ADMIN, CAT)
    assert (after.account_id, after.role) == (CAT, Role.CREATOR)
    assert decision.channel.creator_id == CAT


@pytest.mark.parametrize(
    ("actor", "heir", "refusal"),
    [
        (BEN, member(CAT), errors.ChatAdminRequired),
        (ANN, member(DAN, role=Role.LEFT), errors.UserIdInvalid),
        (ANN, member(BOT), errors.UserIdInvalid),
    ],
)
def test_nobody_else_hands_over_and_to_nobody_else(
    actor: int, heir: ChannelMember, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        hand_over(asked_by(actor), context(actor, heir), heir.account_id)


def test_a_creator_who_left_is_neither_appointed_nor_kept_out_by_those_who_stay() -> None:
    away = member(ANN, role=Role.LEFT)
    with pytest.raises(errors.UserCreator):
        made_admin(BEN, away)
    with pytest.raises(errors.UserAdminInvalid):
        limited(BEN, away, Right.VIEW_MESSAGES)


def test_who_is_kept_out_has_no_rank_when_they_come_back() -> None:
    assert only(limited(BEN, member(CAT, rank="Cook"), Right.VIEW_MESSAGES)).rank == ""
    assert only(limited(BEN, member(CAT, rank="Cook"), Right.SEND_POLLS)).rank == "Cook"
