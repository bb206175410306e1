"""Who may do what in a group: every role, right, and end of what is forbidden."""

import itertools

import pytest

from heliograph.domain import errors
from heliograph.domain.permissions import (
    BASIC_ADMIN,
    MEDIA,
    NOTHING,
    SENDING,
    AdminRight,
    Right,
    Role,
    Standing,
    check_administers,
    check_inside,
    is_inside,
    may,
    may_administer,
    widened,
)

NOW = 1_000
OUTSIDE = (Role.STRANGER, Role.LEFT, Role.REMOVED)
INSIDE = (Role.MEMBER, Role.ADMIN, Role.CREATOR)
SHARED = {
    Right.CHANGE_INFO: AdminRight.CHANGE_INFO,
    Right.INVITE_USERS: AdminRight.INVITE_USERS,
    Right.PIN_MESSAGES: AdminRight.PIN_MESSAGES,
    Right.MANAGE_TOPICS: AdminRight.MANAGE_TOPICS,
}
NO_TOPICS = [right for right in Right if right is not Right.MANAGE_TOPICS]


@pytest.mark.parametrize(("role", "right"), list(itertools.product(OUTSIDE, Right)))
def test_who_is_out_may_nothing(role: Role, right: Right) -> None:
    assert not is_inside(role)
    assert not may(Standing(role=role), right, now=NOW)


@pytest.mark.parametrize(("role", "right"), list(itertools.product(INSIDE, Right)))
def test_who_is_in_may_what_nobody_forbids(role: Role, right: Right) -> None:
    assert may(Standing(role=role), right, now=NOW)


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize(
    ("until", "still"), [(0, True), (NOW + 1, True), (NOW, False), (NOW - 1, False)]
)
def test_what_is_forbidden_to_one_ends(right: Right, until: int, *, still: bool) -> None:
    standing = Standing(role=Role.MEMBER, banned=right, until=until)
    assert may(standing, right, now=NOW) is not still


@pytest.mark.parametrize("right", NO_TOPICS)
@pytest.mark.parametrize("until", [0, NOW - 1, NOW + 1])
def test_what_is_forbidden_to_all_never_ends(right: Right, until: int) -> None:
    standing = Standing(role=Role.MEMBER, until=until, default_banned=right)
    assert not may(standing, right, now=NOW)
    assert may(Standing(role=Role.CREATOR, default_banned=right), right, now=NOW)
    admin = Standing(role=Role.ADMIN, default_banned=right)
    assert may(admin, right, now=NOW)
    bare = Standing(role=Role.ADMIN, rights=AdminRight(0), default_banned=right)
    # Admins send what they like; the rest is their own right, or everybody's.
    assert may(bare, right, now=NOW) is (right not in SHARED)


@pytest.mark.parametrize(
    ("banned", "means"),
    [
        (NOTHING, NOTHING),
        (Right.SEND_POLLS, Right.SEND_POLLS),
        (Right.SEND_MEDIA, MEDIA | Right.SEND_MEDIA),
        (Right.SEND_MESSAGES, SENDING),
        (Right.VIEW_MESSAGES, Right.VIEW_MESSAGES | SENDING | Right.SEND_REACTIONS),
    ],
)
def test_what_is_forbidden_stands_for_more(banned: Right, means: Right) -> None:
    assert widened(banned) == means


@pytest.mark.parametrize("right", AdminRight)
def test_only_admins_with_the_right_administer(right: AdminRight) -> None:
    shared = next((own for own, admin in SHARED.items() if admin is right), None)
    assert may_administer(Standing(role=Role.CREATOR), right, now=NOW)
    for rights in (BASIC_ADMIN, AdminRight(0)):
        admin = Standing(role=Role.ADMIN, rights=rights)
        assert may_administer(admin, right, now=NOW) is (bool(right & rights) or bool(shared))
    assert may_administer(Standing(role=Role.MEMBER), right, now=NOW) is (shared is not None)
    if shared is not None:
        for role in (Role.MEMBER, Role.ADMIN):
            kept = Standing(role=role, rights=AdminRight(0), default_banned=shared)
            assert not may_administer(kept, right, now=NOW)
    for role in OUTSIDE:
        assert not may_administer(Standing(role=role), right, now=NOW)


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        (Role.STRANGER, errors.PeerIdInvalid),
        (Role.LEFT, errors.UserNotParticipant),
        (Role.REMOVED, errors.UserNotParticipant),
        (Role.MEMBER, errors.ChatAdminRequired),
    ],
)
def test_each_is_refused_as_what_they_are(role: Role, refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        check_administers(Standing(role=role), AdminRight.BAN_USERS, now=NOW)


@pytest.mark.parametrize("role", INSIDE)
def test_who_is_in_is_not_refused(role: Role) -> None:
    check_inside(role)
