"""Who goes on in the supergroup that a basic group becomes, and as what."""

import pytest

from heliograph.domain import errors
from heliograph.domain.channel_membership import JOINED_MAX
from heliograph.domain.channels import NO_RIGHTS
from heliograph.domain.migration import ADMIN, Migration, migrate
from heliograph.domain.people import FIRST_BOT_ID
from heliograph.domain.permissions import AdminRight, Right, Role
from support.group_rows import ANN, BEN, CAT, DAN, asks, is_in, rows, rows_as


def moved(*members: object, joined: int = 0, **fields: object) -> Migration:
    """Ann has her group go on."""
    context = rows(ANN, is_in(ANN, Role.CREATOR), *members, **fields)  # type: ignore[arg-type]
    return migrate(asks(ANN), context, joined=joined, channel_id=8)


def test_everybody_in_it_comes_along_as_what_they_were() -> None:
    made = moved(
        is_in(BEN, Role.ADMIN), is_in(CAT, by=BEN), is_in(DAN, Role.LEFT), banned=Right.SEND_POLLS
    )
    roles = {one.account_id: one.role for one in made.members}
    assert roles == {ANN: Role.CREATOR, BEN: Role.ADMIN, CAT: Role.MEMBER}
    rights = {one.account_id: (one.rights, one.by_id) for one in made.members}
    assert rights == {ANN: (NO_RIGHTS, 0), BEN: (ADMIN, ANN), CAT: (NO_RIGHTS, 0)}
    assert made.channel.members == 3
    assert made.channel.banned == Right.SEND_POLLS
    assert (made.chat.closed, made.chat.migrated_to) == (True, 8)


def test_who_was_removed_is_kept_out() -> None:
    made = moved(is_in(BEN, Role.LEFT), is_in(CAT, Role.REMOVED))
    (kept_out,) = made.kept_out
    assert (kept_out.account_id, kept_out.role) == (CAT, Role.REMOVED)
    assert kept_out.banned == Right.VIEW_MESSAGES
    assert made.channel.members == 1


def test_an_admin_is_given_nothing_that_they_had_not() -> None:
    assert ADMIN & AdminRight.BAN_USERS
    assert not ADMIN & (AdminRight.ADD_ADMINS | AdminRight.ANONYMOUS | AdminRight.MANAGE_RANKS)


def test_programs_come_along_as_what_they_were() -> None:
    made = moved(is_in(FIRST_BOT_ID), is_in(FIRST_BOT_ID + 1, Role.ADMIN))
    roles = [(one.account_id, one.role) for one in made.members[1:]]
    assert roles == [(FIRST_BOT_ID, Role.MEMBER), (FIRST_BOT_ID + 1, Role.ADMIN)]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER])
def test_who_did_not_make_it_may_not(role: Role) -> None:
    with pytest.raises(errors.ChatAdminRequired):
        migrate(asks(DAN), rows_as(role), joined=0, channel_id=8)


def test_who_left_or_never_came_may_not() -> None:
    for role, refusal in (
        (Role.LEFT, errors.UserNotParticipant),
        (Role.STRANGER, errors.PeerIdInvalid),
    ):
        with pytest.raises(refusal):
            migrate(asks(DAN), rows_as(role), joined=0, channel_id=8)


def test_one_that_is_over_does_not_go_on() -> None:
    with pytest.raises(errors.PeerIdInvalid):
        moved(closed=True)


def test_who_is_in_too_many_channels_makes_no_other() -> None:
    assert moved(joined=JOINED_MAX - 1).channel.id == 8
    with pytest.raises(errors.ChannelsTooMuch):
        moved(joined=JOINED_MAX)
