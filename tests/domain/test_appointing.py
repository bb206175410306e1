"""Who makes whom an admin, with which rights, and whom an admin keeps out."""

import pytest

from heliograph.domain import errors
from heliograph.domain.appointing import (
    Party,
    appoint,
    completed,
    ends,
    forbid_all,
    is_under,
    may_change_admin,
    restrict,
    role_after,
)
from heliograph.domain.permissions import AdminRight, Kind, Right, Role, Standing

NOW = 1_700_000_000
DAY = 86_400
A = AdminRight
NONE = AdminRight(0)

CREATOR, BOSS, HELPER, OTHER, MEMBER, GONE, REMOVED = range(1, 8)
# The creator made the boss and the other admin, the boss made the helper.
PROMOTERS = {BOSS: CREATOR, HELPER: BOSS, OTHER: CREATOR}
MAY_APPOINT = A.ADD_ADMINS | A.OTHER | A.CHANGE_INFO | A.DELETE_MESSAGES
ROLES = {
    CREATOR: (Role.CREATOR, NONE),
    BOSS: (Role.ADMIN, MAY_APPOINT | A.BAN_USERS),
    HELPER: (Role.ADMIN, MAY_APPOINT),
    OTHER: (Role.ADMIN, A.OTHER | A.BAN_USERS),
    MEMBER: (Role.MEMBER, NONE),
    GONE: (Role.LEFT, NONE),
    REMOVED: (Role.REMOVED, NONE),
}


def party(account_id: int, kind: Kind = Kind.SUPERGROUP) -> Party:
    role, rights = ROLES[account_id]
    return Party(account_id=account_id, standing=Standing(role=role, rights=rights, kind=kind))


def appointed(actor: int, subject: int, asked: AdminRight, kind: Kind = Kind.SUPERGROUP) -> A:
    return appoint(party(actor, kind), party(subject, kind), asked, promoters=PROMOTERS, now=NOW)


INFO = A.CHANGE_INFO
REQUIRED, ITS_CREATOR = errors.ChatAdminRequired, errors.UserCreator
FORBIDDEN, NOT_THEIRS = errors.RightForbidden, errors.UserAdminInvalid

# Who gives whom `change_info`: the rights given, or the refusal.
APPOINTING = [
    (CREATOR, MEMBER, INFO | A.OTHER),
    (CREATOR, GONE, INFO | A.OTHER),
    (CREATOR, REMOVED, INFO | A.OTHER),
    (CREATOR, BOSS, INFO | A.OTHER),
    (CREATOR, HELPER, INFO | A.OTHER),
    (BOSS, CREATOR, ITS_CREATOR),
    (BOSS, BOSS, REQUIRED),
    (BOSS, HELPER, INFO | A.OTHER),
    (BOSS, OTHER, REQUIRED),
    (BOSS, MEMBER, INFO | A.OTHER),
    (BOSS, REMOVED, INFO | A.OTHER),
    (HELPER, CREATOR, ITS_CREATOR),
    (HELPER, BOSS, REQUIRED),
    (HELPER, MEMBER, INFO | A.OTHER),
    (HELPER, REMOVED, REQUIRED),
    (OTHER, MEMBER, REQUIRED),
    (OTHER, OTHER, REQUIRED),
    (MEMBER, MEMBER, REQUIRED),
    (MEMBER, BOSS, REQUIRED),
    (GONE, MEMBER, REQUIRED),
    (REMOVED, MEMBER, REQUIRED),
]


@pytest.mark.parametrize(("actor", "subject", "result"), APPOINTING)
def test_who_makes_whom_an_admin(
    actor: int, subject: int, result: AdminRight | type[errors.Refused]
) -> None:
    if isinstance(result, AdminRight):
        assert appointed(actor, subject, INFO) == result
        return
    with pytest.raises(result):
        appointed(actor, subject, INFO)


@pytest.mark.parametrize("right", A)
def test_an_admin_gives_what_they_have_alone(right: AdminRight) -> None:
    has = ROLES[BOSS][1]
    if right & has:
        assert appointed(BOSS, MEMBER, right) == right | A.OTHER
    else:
        with pytest.raises(FORBIDDEN):
            appointed(BOSS, MEMBER, right)


def test_an_admin_lays_down_their_rights_and_takes_back_what_they_gave() -> None:
    assert appointed(OTHER, OTHER, NONE) == NONE
    assert appointed(BOSS, HELPER, NONE) == NONE
    with pytest.raises(REQUIRED):
        appointed(HELPER, BOSS, NONE)


def test_the_creator_keeps_all_rights_and_chooses_to_be_anonymous() -> None:
    kept = appointed(CREATOR, CREATOR, A.ANONYMOUS)
    always = A.ANONYMOUS | A.ADD_ADMINS | A.BAN_USERS
    assert kept & always == always
    assert appointed(CREATOR, CREATOR, NONE) == kept & ~A.ANONYMOUS


@pytest.mark.parametrize(
    ("kind", "asked", "given"),
    [
        (Kind.SUPERGROUP, NONE, NONE),
        (Kind.SUPERGROUP, A.OTHER, A.OTHER),
        (Kind.SUPERGROUP, A.PIN_MESSAGES | A.POST_MESSAGES, A.PIN_MESSAGES | A.OTHER),
        (Kind.CHANNEL, A.PIN_MESSAGES | A.POST_MESSAGES, A.POST_MESSAGES | A.OTHER | A.BAN_USERS),
        (Kind.CHANNEL, A.OTHER, A.OTHER | A.BAN_USERS),
    ],
)
def test_an_admin_gets_what_there_is_of_the_rights(
    kind: Kind, asked: AdminRight, given: AdminRight
) -> None:
    assert completed(asked, kind) == given


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (Kind.SUPERGROUP, A.POST_MESSAGES),
        (Kind.CHANNEL, A.ANONYMOUS),
        (Kind.CHANNEL, A.MANAGE_TOPICS),
    ],
)
def test_rights_there_are_none_of_are_refused(kind: Kind, asked: AdminRight) -> None:
    with pytest.raises(FORBIDDEN):
        completed(asked, kind)


def test_whoever_made_an_admin_or_made_who_did_is_above_them() -> None:
    above = {
        (under, over) for under in PROMOTERS for over in ROLES if is_under(under, over, PROMOTERS)
    }
    assert above == {(BOSS, CREATOR), (OTHER, CREATOR), (HELPER, BOSS), (HELPER, CREATOR)}
    assert not is_under(1, 3, {1: 2, 2: 1})


@pytest.mark.parametrize(
    ("actor", "changes"),
    [
        (CREATOR, {BOSS, HELPER, OTHER}),
        (BOSS, {HELPER}),
        (HELPER, set()),
        (OTHER, set()),
        (MEMBER, set()),
    ],
)
def test_whose_rights_somebody_may_change(actor: int, changes: set[int]) -> None:
    may = {
        one
        for one in (CREATOR, BOSS, HELPER, OTHER)
        if may_change_admin(party(actor), party(one), PROMOTERS)
    }
    assert may == changes


# Who keeps whom from sending polls: whether, or the refusal.
RESTRICTING = [
    (CREATOR, MEMBER, None),
    (CREATOR, BOSS, None),
    (CREATOR, GONE, None),
    (CREATOR, CREATOR, NOT_THEIRS),
    (BOSS, MEMBER, None),
    (BOSS, REMOVED, None),
    (BOSS, HELPER, None),
    (BOSS, OTHER, NOT_THEIRS),
    (BOSS, CREATOR, NOT_THEIRS),
    (BOSS, BOSS, NOT_THEIRS),
    (OTHER, MEMBER, None),
    (OTHER, HELPER, NOT_THEIRS),
    (HELPER, MEMBER, REQUIRED),
    (MEMBER, GONE, REQUIRED),
    (REMOVED, MEMBER, REQUIRED),
]


@pytest.mark.parametrize(("actor", "subject", "refusal"), RESTRICTING)
def test_who_limits_whom(actor: int, subject: int, refusal: type[errors.Refused] | None) -> None:
    if refusal is None:
        got = restrict(party(actor), party(subject), Right.SEND_POLLS, promoters=PROMOTERS, now=NOW)
        assert got == Right.SEND_POLLS
        return
    with pytest.raises(refusal):
        restrict(party(actor), party(subject), Right.SEND_POLLS, promoters=PROMOTERS, now=NOW)


def limited(kind: Kind, asked: Right) -> Right:
    return restrict(party(CREATOR, kind), party(MEMBER, kind), asked, promoters=PROMOTERS, now=NOW)


def test_in_a_channel_somebody_is_kept_out_or_not_limited() -> None:
    assert limited(Kind.CHANNEL, Right.VIEW_MESSAGES | Right.SEND_POLLS) == Right.VIEW_MESSAGES
    assert limited(Kind.CHANNEL, Right(0)) == Right(0)
    with pytest.raises(errors.BannedRightsInvalid):
        limited(Kind.CHANNEL, Right.SEND_POLLS)


def test_who_is_kept_out_of_a_supergroup_may_send_nothing_there() -> None:
    kept_out = limited(Kind.SUPERGROUP, Right.VIEW_MESSAGES)
    sending = Right.SEND_MESSAGES | Right.SEND_PHOTOS
    assert kept_out & sending == sending
    with pytest.raises(errors.BannedRightsInvalid):
        limited(Kind.SUPERGROUP, Right.MANAGE_LINKED_PEERS)


@pytest.mark.parametrize("kind", [Kind.BASIC, Kind.SUPERGROUP])
def test_anything_but_to_look_is_forbidden_to_all(kind: Kind) -> None:
    assert forbid_all(Right.SEND_POLLS, kind) == Right.SEND_POLLS
    with pytest.raises(errors.BannedRightsInvalid):
        forbid_all(Right.VIEW_MESSAGES, kind)
    with pytest.raises(errors.BannedRightsInvalid):
        forbid_all(Right.SEND_POLLS, Kind.CHANNEL)


@pytest.mark.parametrize(
    ("until", "kept"),
    [
        (0, 0),
        (-5, 0),
        (NOW - 100, 0),
        (NOW, 0),
        (NOW + 29, 0),
        (NOW + 30, NOW + 30),
        (NOW + DAY, NOW + DAY),
        (NOW + 366 * DAY, NOW + 366 * DAY),
        (NOW + 366 * DAY + 1, 0),
        (2**31 - 1, 0),
    ],
)
def test_a_very_short_or_long_time_is_for_good(until: int, kept: int) -> None:
    assert ends(until, now=NOW) == kept


@pytest.mark.parametrize(
    ("role", "banned", "after"),
    [
        (Role.MEMBER, Right.VIEW_MESSAGES, Role.REMOVED),
        (Role.STRANGER, Right.VIEW_MESSAGES, Role.REMOVED),
        (Role.ADMIN, Right.VIEW_MESSAGES, Role.REMOVED),
        (Role.MEMBER, Right.SEND_POLLS, Role.MEMBER),
        (Role.ADMIN, Right.SEND_POLLS, Role.MEMBER),
        (Role.LEFT, Right.SEND_POLLS, Role.LEFT),
        (Role.REMOVED, Right.SEND_POLLS, Role.STRANGER),
        (Role.REMOVED, Right(0), Role.STRANGER),
        (Role.STRANGER, Right.SEND_POLLS, Role.STRANGER),
        (Role.MEMBER, Right(0), Role.MEMBER),
    ],
)
def test_what_somebody_is_afterwards(role: Role, banned: Right, after: Role) -> None:
    assert role_after(role, banned) is after


def test_nobody_makes_those_admins_again_by_whom_they_are_one() -> None:
    # The boss is an admin no more, and whom they made one still is.
    left = {one: by for one, by in PROMOTERS.items() if one != BOSS}
    boss = Party(account_id=BOSS, standing=party(MEMBER).standing)
    for promoters in (left, left | {HELPER: OTHER, OTHER: BOSS}):
        with pytest.raises(FORBIDDEN):
            appoint(party(HELPER), boss, INFO, promoters=promoters, now=NOW)
    again = appoint(party(CREATOR), boss, INFO, promoters=left, now=NOW)
    assert again == INFO | A.OTHER
    helped = Party(account_id=MEMBER, standing=boss.standing)
    assert appoint(party(HELPER), helped, INFO, promoters=left, now=NOW) == INFO | A.OTHER
