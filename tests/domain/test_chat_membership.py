"""Who comes into a basic group, who goes, and to whom it belongs then."""

from typing import Any

import pytest

from heliograph.domain import errors
from heliograph.domain.chat_membership import (
    add,
    appoint,
    begin,
    hand_over,
    join,
    leave_for_good,
    lets_be_added,
    remove,
    successor,
)
from heliograph.domain.chats import ChatLimits, Member
from heliograph.domain.people import (
    FIRST_BOT_ID,
    SERVICE_ACCOUNT_ID,
    Contact,
    Seen,
)
from heliograph.domain.permissions import Right, Role
from heliograph.domain.privacy import ALL_PERMISSIONS, PrivacyKey, permission
from heliograph.domain.telling import Told
from support.group_rows import ANN, BEN, CAT, DAN, NOW, account, asks, is_in, rows

BOT = FIRST_BOT_ID
LIMITS = ChatLimits(members=4)
NOT_INTO_CHATS = ALL_PERMISSIONS & ~permission(PrivacyKey.CHAT_INVITE)
OWNER = is_in(ANN, Role.CREATOR)
GONE = (Role.STRANGER, Role.LEFT, Role.REMOVED)


def seen(account_id: int, by: int = ANN, **fields: Any) -> Seen:
    about = {name: fields.pop(name) for name in ("phone", "disabled") if name in fields}
    return Seen(account=account(account_id, **about), viewer_id=by, **fields)


def friend(account_id: int, by: int = ANN, **fields: Any) -> Seen:
    """Somebody who has the viewer as a contact, as the viewer has them."""
    entry = Contact(owner_id=by, contact_id=account_id, phone="", first_name="X")
    return seen(account_id, by, contact=entry, knows_viewer=True, **fields)


def kept(*out: Member) -> tuple[Member, ...]:
    """Those who are in a row."""
    return tuple(one for one in out if one.role is not Role.STRANGER)


@pytest.mark.parametrize(
    ("named", "lets"),
    [
        (seen(BEN), True),
        (seen(BEN, allowed=NOT_INTO_CHATS), False),
        (seen(BOT, phone="", allowed=NOT_INTO_CHATS), True),
        (seen(BEN, disabled=True), False),
        (seen(BOT, disabled=True), False),
        (seen(BEN, phone=""), False),
        (seen(ANN), False),
        (seen(SERVICE_ACCOUNT_ID, phone=""), False),
    ],
    ids=["anybody", "private", "bot", "disabled", "disabled bot", "deleted", "self", "service"],
)
def test_who_lets_themselves_be_added(named: Seen, *, lets: bool) -> None:
    assert lets_be_added(named) is lets


def test_a_group_begins_with_its_creator_and_who_lets_themselves_be_added() -> None:
    asked = [seen(BEN), seen(CAT, allowed=NOT_INTO_CHATS), seen(DAN)]
    assert begin(asked, creator_id=ANN, date=NOW, limits=LIMITS) == (
        is_in(ANN, Role.CREATOR, date=NOW),
        is_in(BEN, date=NOW),
        is_in(DAN, date=NOW),
    )


def test_its_creator_counts_among_those_a_group_may_have() -> None:
    asked = [seen(one) for one in (BEN, CAT, DAN)]
    begin(asked, creator_id=ANN, date=NOW, limits=LIMITS)
    with pytest.raises(errors.UsersTooMuch):
        begin([*asked, seen(DAN + 1)], creator_id=ANN, date=NOW, limits=LIMITS)
    with pytest.raises(errors.UsersTooFew):
        begin([], creator_id=ANN, date=NOW, limits=LIMITS)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMIN])
def test_whom_a_member_adds_is_theirs(role: Role) -> None:
    before = rows(BEN, OWNER, is_in(BEN, role), named=[seen(DAN, BEN)])
    decision = add(asks(BEN), before, LIMITS)
    assert decision is not None
    assert decision.changed == (is_in(DAN, by=BEN, date=NOW),)
    assert decision.told == Told(action="ChatAddUser", arguments=(("users", (DAN,)),))
    assert (decision.chat.members, decision.chat.version) == (3, 6)


@pytest.mark.parametrize(
    ("role", "members", "named", "refusal"),
    [
        (Role.MEMBER, [], [], errors.UserIdInvalid),
        (Role.MEMBER, [is_in(DAN)], [seen(DAN, BEN)], errors.UserAlreadyParticipant),
        (Role.MEMBER, [is_in(CAT), is_in(CAT + 9)], [seen(DAN, BEN)], errors.UsersTooMuch),
        (Role.ADMIN, [], [seen(DAN, BEN, blocked=True)], errors.YouBlockedUser),
        (Role.ADMIN, [is_in(DAN, Role.LEFT)], [seen(DAN, BEN)], errors.UserNotMutualContact),
        (Role.MEMBER, [is_in(DAN, Role.REMOVED)], [friend(DAN, BEN)], errors.ChatAdminRequired),
        (Role.LEFT, [], [seen(DAN, BEN)], errors.UserNotParticipant),
        (Role.STRANGER, [], [seen(DAN, BEN)], errors.PeerIdInvalid),
    ],
)
def test_who_cannot_be_added(
    role: Role, members: list[Member], named: list[Seen], refusal: type[errors.Refused]
) -> None:
    before = rows(BEN, OWNER, *kept(is_in(BEN, role)), *members, named=named)
    with pytest.raises(refusal):
        add(asks(BEN), before, LIMITS)


def test_members_add_nobody_where_that_is_forbidden() -> None:
    fields: dict[str, Any] = {"named": [seen(DAN, BEN)], "banned": Right.INVITE_USERS}
    with pytest.raises(errors.ChatAdminRequired):
        add(asks(BEN), rows(BEN, OWNER, is_in(BEN), **fields), LIMITS)
    assert add(asks(BEN), rows(BEN, OWNER, is_in(BEN, Role.ADMIN), **fields), LIMITS)


def test_who_is_private_is_added_by_nobody() -> None:
    named = [seen(DAN, BEN, allowed=NOT_INTO_CHATS)]
    assert add(asks(BEN), rows(BEN, OWNER, is_in(BEN), named=named), LIMITS) is None


def test_who_left_comes_back_by_a_friend_and_who_was_removed_by_an_admin() -> None:
    left, removed = is_in(DAN, Role.LEFT), is_in(DAN, Role.REMOVED)
    assert add(asks(BEN), rows(BEN, OWNER, is_in(BEN), left, named=[friend(DAN, BEN)]), LIMITS)
    admin = is_in(BEN, Role.ADMIN)
    assert add(asks(BEN), rows(BEN, OWNER, admin, removed, named=[seen(DAN, BEN)]), LIMITS)


def test_a_creator_who_left_is_creator_again() -> None:
    away = is_in(ANN, Role.LEFT)
    decision = add(asks(BEN), rows(BEN, away, is_in(BEN), named=[friend(ANN, BEN)]), LIMITS)
    assert decision is not None
    assert decision.changed == (is_in(ANN, Role.CREATOR, by=BEN, date=NOW),)
    decision = join(asks(ANN), rows(ANN, away, is_in(BEN)), LIMITS, inviter_id=BEN, approved=False)
    assert decision.changed == (is_in(ANN, Role.CREATOR, by=BEN, date=NOW),)


@pytest.mark.parametrize(
    ("approved", "told"),
    [
        (False, Told(action="ChatJoinedByLink", arguments=(("inviter_id", BEN),))),
        (True, Told(action="ChatJoinedByRequest")),
    ],
)
def test_who_comes_by_a_link_is_brought_by_who_made_it(*, approved: bool, told: Told) -> None:
    before = rows(DAN, OWNER, is_in(BEN, Role.ADMIN))
    decision = join(asks(DAN), before, LIMITS, inviter_id=BEN, approved=approved)
    assert decision.changed == (is_in(DAN, by=BEN, date=NOW),)
    assert decision.told == told
    assert decision.chat.members == 3


def test_nobody_comes_twice_or_into_a_full_or_deleted_group() -> None:
    full = (OWNER, is_in(BEN), is_in(CAT), is_in(CAT + 9))
    for members, fields, refusal in (
        ((OWNER, is_in(DAN)), {}, errors.UserAlreadyParticipant),
        (full, {}, errors.UsersTooMuch),
        ((OWNER,), {"closed": True}, errors.PeerIdInvalid),
    ):
        with pytest.raises(refusal):
            join(asks(DAN), rows(DAN, *members, **fields), LIMITS, inviter_id=ANN, approved=False)


@pytest.mark.parametrize(
    ("mine", "theirs", "brought_by", "refused"),
    [
        (Role.MEMBER, Role.MEMBER, CAT, False),
        (Role.MEMBER, Role.MEMBER, ANN, True),
        (Role.MEMBER, Role.ADMIN, CAT, True),
        (Role.MEMBER, Role.CREATOR, CAT, True),
        (Role.ADMIN, Role.MEMBER, ANN, False),
        (Role.ADMIN, Role.ADMIN, CAT, True),
        (Role.ADMIN, Role.CREATOR, ANN, True),
        (Role.CREATOR, Role.MEMBER, ANN, False),
        (Role.CREATOR, Role.ADMIN, ANN, False),
    ],
)
def test_who_may_remove_whom(mine: Role, theirs: Role, brought_by: int, *, refused: bool) -> None:
    before = rows(CAT, is_in(CAT, mine), is_in(BEN, theirs, by=brought_by))
    if refused:
        with pytest.raises(errors.ChatAdminRequired):
            remove(asks(CAT), before, BEN)
        return
    decision = remove(asks(CAT), before, BEN)
    # The date is that from which on nothing more of the group is theirs.
    assert decision.changed == (is_in(BEN, Role.REMOVED, by=brought_by, date=NOW),)
    assert decision.told == Told(action="ChatDeleteUser", arguments=(("user_id", BEN),))
    assert (decision.chat.members, decision.chat.version) == (1, 6)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMIN, Role.CREATOR])
def test_everybody_may_leave_and_a_creator_stays_its_owner(role: Role) -> None:
    decision = remove(asks(ANN), rows(ANN, is_in(ANN, role), is_in(BEN)), ANN)
    assert decision.changed == (is_in(ANN, Role.LEFT, date=NOW),)
    assert (decision.chat.members, decision.chat.creator_id) == (1, ANN)


@pytest.mark.parametrize("role", GONE)
def test_nobody_is_removed_twice_nor_by_who_is_out(role: Role) -> None:
    with pytest.raises(errors.UserNotParticipant):
        remove(asks(ANN), rows(ANN, OWNER, *kept(is_in(BEN, role))), BEN)
    refusal = errors.PeerIdInvalid if role is Role.STRANGER else errors.UserNotParticipant
    with pytest.raises(refusal):
        remove(asks(BEN), rows(BEN, OWNER, *kept(is_in(BEN, role)), is_in(CAT)), CAT)


OLD_MEMBER, NEW_ADMIN = is_in(BEN, date=20), is_in(CAT, Role.ADMIN, date=90)


@pytest.mark.parametrize(
    ("others", "heir"),
    [
        ([OLD_MEMBER, NEW_ADMIN], CAT),
        ([NEW_ADMIN, is_in(DAN, Role.ADMIN, date=80)], DAN),
        ([is_in(CAT, date=90), OLD_MEMBER], BEN),
        ([is_in(CAT, date=20), OLD_MEMBER], BEN),
        ([is_in(CAT, Role.LEFT), is_in(DAN, Role.REMOVED), is_in(BEN, date=99)], BEN),
        ([is_in(BOT, Role.ADMIN), is_in(SERVICE_ACCOUNT_ID, Role.ADMIN)], None),
        ([], None),
    ],
    ids=["admin", "older admin", "older", "lower", "who is in", "no program", "nobody"],
)
def test_who_owns_a_group_after_its_creator(others: list[Member], heir: int | None) -> None:
    before = rows(ANN, OWNER, *others)
    found = successor(before, ANN)
    assert (found.account_id if found is not None else None) == heir
    decision = leave_for_good(before, ANN, date=NOW)
    assert decision.chat.creator_id == (ANN if heir is None else heir)
    left, *following = decision.changed
    assert left == is_in(ANN, Role.LEFT, date=NOW)
    assert [(one.account_id, one.role) for one in following] == (
        [] if heir is None else [(heir, Role.CREATOR)]
    )
    assert decision.told is None
    assert decision.chat.members == before.chat.members - 1


def test_an_end_of_others_leaves_the_creator() -> None:
    decision = leave_for_good(rows(BEN, OWNER, is_in(BEN)), BEN, date=NOW)
    assert decision.changed == (is_in(BEN, Role.LEFT, date=NOW),)
    assert (decision.chat.creator_id, decision.chat.members) == (ANN, 1)


def test_the_creator_hands_it_over_and_stays_an_admin() -> None:
    decision = hand_over(asks(ANN), rows(ANN, OWNER, is_in(BEN), is_in(CAT)), BEN)
    assert decision.changed == (is_in(ANN, Role.ADMIN), is_in(BEN, Role.CREATOR))
    assert (decision.chat.creator_id, decision.chat.members) == (BEN, 3)
    assert decision.chat.version == 6
    assert decision.told == Told(action="ChangeCreator", arguments=(("new_creator_id", BEN),))


@pytest.mark.parametrize(
    ("mine", "heir", "refusal"),
    [
        (Role.CREATOR, is_in(BEN, Role.LEFT), errors.UserNotParticipant),
        (Role.CREATOR, is_in(CAT), errors.UserNotParticipant),
        (Role.CREATOR, is_in(BOT), errors.UserIdInvalid),
        (Role.ADMIN, is_in(BEN), errors.ChatAdminRequired),
        # Who left owns it as before, and has to come back first.
        (Role.LEFT, is_in(BEN), errors.ChatAdminRequired),
    ],
)
def test_who_cannot_be_the_next_creator(
    mine: Role, heir: Member, refusal: type[errors.Refused]
) -> None:
    named = BOT if heir.account_id == BOT else BEN
    with pytest.raises(refusal):
        hand_over(asks(ANN), rows(ANN, is_in(ANN, mine), heir), named)


def test_nobody_hands_it_to_themselves_nor_what_is_deleted() -> None:
    with pytest.raises(errors.UserIdInvalid):
        hand_over(asks(ANN), rows(ANN, OWNER, is_in(BEN)), ANN)
    with pytest.raises(errors.PeerIdInvalid):
        hand_over(asks(ANN), rows(ANN, OWNER, is_in(BEN), closed=True), BEN)


@pytest.mark.parametrize(
    ("role", "is_admin", "then"),
    [
        (Role.MEMBER, True, Role.ADMIN),
        (Role.ADMIN, False, Role.MEMBER),
        (Role.ADMIN, True, None),
        (Role.MEMBER, False, None),
    ],
)
def test_the_creator_appoints_and_dismisses(
    role: Role, then: Role | None, *, is_admin: bool
) -> None:
    decision = appoint(rows(ANN, OWNER, is_in(BEN, role)), BEN, is_admin=is_admin)
    if then is None:
        assert decision is None
        return
    assert decision is not None
    assert decision.changed == (is_in(BEN, then),)
    assert decision.chat.version == 6
    assert decision.told is None


@pytest.mark.parametrize(
    ("mine", "named", "refusal"),
    [
        (Role.CREATOR, is_in(BEN, Role.LEFT), errors.UserNotParticipant),
        (Role.CREATOR, is_in(CAT), errors.UserNotParticipant),
        (Role.ADMIN, is_in(BEN), errors.ChatAdminRequired),
        (Role.LEFT, is_in(BEN), errors.UserNotParticipant),
    ],
)
def test_who_cannot_be_appointed(mine: Role, named: Member, refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        appoint(rows(ANN, is_in(ANN, mine), named), BEN, is_admin=True)


def test_a_creator_is_no_admin() -> None:
    with pytest.raises(errors.UserCreator):
        appoint(rows(ANN, OWNER), ANN, is_admin=False)
