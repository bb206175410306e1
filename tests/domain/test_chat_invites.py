"""Links into groups: what may be asked of one, who changes it, and who comes by it."""

from typing import Any

import pytest

from heliograph.domain import errors
from heliograph.domain.chat_invites import (
    ChatInvite,
    InviteTerms,
    JoinContext,
    JoinDecision,
    Joiner,
    check_may_change,
    check_may_invite,
    checked,
    come,
    edit_invite,
    new_invite,
    settle_request,
)
from heliograph.domain.chats import ChatContext, ChatLimits
from heliograph.domain.permissions import Role
from heliograph.domain.telling import Told
from support.group_rows import ANN, BEN, CAT, CHAT_ID, DAN, NOW, asks, is_in, rows

LIMITS = ChatLimits(members=4)
OWNER = is_in(ANN, Role.CREATOR)
USED = {"started": 30, "expires": NOW + 9, "usage_limit": 5, "usage": 3, "requested": 2}


def link(**fields: Any) -> ChatInvite:
    """Ben's link, made before."""
    known = {"hash": "old", "chat_id": CHAT_ID, "admin_id": BEN, "title": "Friends", "date": 20}
    return ChatInvite(**known | fields)


def admins(asker_id: int) -> ChatContext:
    return rows(asker_id, OWNER, is_in(BEN, Role.ADMIN), is_in(CAT, Role.ADMIN))


@pytest.mark.parametrize(
    ("fields", "over"),
    [
        ({}, False),
        ({"expires": NOW + 1}, False),
        ({"expires": NOW}, True),
        ({"usage": 9}, False),
        ({"usage_limit": 2, "usage": 1}, False),
        ({"usage_limit": 2, "usage": 2}, True),
        ({"revoked": True}, True),
    ],
)
def test_when_a_link_is_over(fields: dict[str, Any], *, over: bool) -> None:
    assert link(**fields).is_over(NOW) is over


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        (InviteTerms(), None),
        (InviteTerms(expires=0), None),
        (InviteTerms(expires=NOW + 1), None),
        (InviteTerms(expires=NOW), errors.ExpireDateInvalid),
        (InviteTerms(expires=1), errors.ExpireDateInvalid),
        (InviteTerms(usage_limit=0), None),
        (InviteTerms(usage_limit=99_999), None),
        (InviteTerms(usage_limit=100_000), errors.UsageLimitInvalid),
        (InviteTerms(usage_limit=-1), errors.UsageLimitInvalid),
        (InviteTerms(usage_limit=0, request_needed=True), None),
        (InviteTerms(usage_limit=1, request_needed=False), None),
        (InviteTerms(usage_limit=1, request_needed=True), errors.UsageLimitInvalid),
    ],
)
def test_what_may_be_asked_of_a_link(
    terms: InviteTerms, refusal: type[errors.Refused] | None
) -> None:
    if refusal is None:
        assert checked(terms, now=NOW) == terms
        return
    with pytest.raises(refusal):
        checked(terms, now=NOW)


def test_its_title_is_cut_to_what_clients_let_people_write() -> None:
    assert checked(InviteTerms(title=" " + "x" * 33), now=NOW).title == "x" * 32


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        (Role.MEMBER, errors.ChatAdminRequired),
        (Role.LEFT, errors.UserNotParticipant),
        (Role.ADMIN, None),
        (Role.CREATOR, None),
    ],
)
def test_links_are_the_admins(role: Role, refusal: type[errors.Refused] | None) -> None:
    if refusal is None:
        check_may_invite(rows(BEN, is_in(BEN, role)))
        return
    with pytest.raises(refusal):
        check_may_invite(rows(BEN, is_in(BEN, role)))


def test_a_new_link_has_what_was_asked_of_it_and_nothing_else() -> None:
    bare = new_invite(asks(BEN), admins(BEN), InviteTerms(), new_hash="new")
    assert bare == link(hash="new", title="", date=NOW)
    terms = InviteTerms(title="Friends", expires=NOW + 9, usage_limit=5)
    full = new_invite(asks(BEN), admins(BEN), terms, new_hash="new", permanent=True)
    assert full == link(hash="new", date=NOW, expires=NOW + 9, usage_limit=5, permanent=True)
    asked = new_invite(asks(BEN), admins(BEN), InviteTerms(request_needed=True), new_hash="new")
    assert asked.request_needed
    with pytest.raises(errors.ExpireDateInvalid):
        new_invite(asks(BEN), admins(BEN), InviteTerms(expires=NOW), new_hash="new")


def test_who_made_a_link_and_the_creator_change_it() -> None:
    for asker_id in (ANN, BEN):
        assert check_may_change(asks(asker_id), admins(asker_id), link()) == link()
    with pytest.raises(errors.ChatAdminRequired):
        check_may_change(asks(CAT), admins(CAT), link())


@pytest.mark.parametrize("invite", [None, link(chat_id=CHAT_ID + 1)])
def test_a_link_into_another_group_is_none(invite: ChatInvite | None) -> None:
    with pytest.raises(errors.InviteHashExpired):
        check_may_change(asks(BEN), admins(BEN), invite)


def edited(invite: ChatInvite, terms: InviteTerms) -> tuple[ChatInvite, ...]:
    return edit_invite(asks(BEN), admins(BEN), invite, terms, new_hash="new")


@pytest.mark.parametrize(
    ("terms", "then"),
    [
        (InviteTerms(), {}),
        (InviteTerms(title="Others"), {"title": "Others"}),
        (InviteTerms(title=""), {"title": ""}),
        (InviteTerms(expires=NOW + 50), {"expires": NOW + 50}),
        (InviteTerms(expires=0), {"expires": 0}),
        (InviteTerms(usage_limit=7), {"usage_limit": 7}),
        (InviteTerms(usage_limit=0), {"usage_limit": 0}),
        # Who is let in one by one is not counted.
        (InviteTerms(request_needed=True), {"request_needed": True, "usage_limit": 0}),
    ],
)
def test_what_is_changed_of_a_link_leaves_the_rest(
    terms: InviteTerms, then: dict[str, Any]
) -> None:
    assert edited(link(**USED), terms) == (link(**USED | {"started": NOW} | then),)


@pytest.mark.parametrize(("asked", "needed"), [(None, True), (True, True), (False, False)])
def test_whether_people_are_let_in_stays_or_changes(asked: bool | None, *, needed: bool) -> None:
    before = link(request_needed=True)
    (after,) = edited(before, InviteTerms(request_needed=asked))
    assert after.request_needed is needed


def test_a_link_is_over_once_and_for_all() -> None:
    assert edited(link(**USED), InviteTerms(revoked=True)) == (link(**USED, revoked=True),)
    with pytest.raises(errors.InviteHashExpired):
        edited(link(revoked=True), InviteTerms(title="x"))


def test_another_takes_the_place_of_a_permanent_one() -> None:
    before = link(usage=3, requested=2, permanent=True)
    assert edited(before, InviteTerms(revoked=True)) == (
        link(usage=3, requested=2, permanent=True, revoked=True),
        link(hash="new", date=NOW, permanent=True),
    )


def test_a_permanent_link_has_no_terms() -> None:
    with pytest.raises(errors.ChatInvitePermanent):
        edited(link(permanent=True), InviteTerms(title="x"))


def test_a_link_is_not_given_terms_that_are_over() -> None:
    with pytest.raises(errors.ExpireDateInvalid):
        edited(link(), InviteTerms(expires=NOW))


def comes(group: ChatContext, **fields: Any) -> JoinDecision:
    return come(asks(DAN), JoinContext(group=group, invite=link(**fields)), LIMITS)


def test_who_comes_by_a_link_is_told_of_as_that() -> None:
    decision = comes(rows(DAN, OWNER, is_in(BEN, Role.ADMIN)))
    assert decision.joiner == Joiner(account_id=DAN, hash="old", date=NOW)
    assert decision.change is not None
    assert decision.change.changed == (is_in(DAN, by=BEN, date=NOW),)
    assert decision.change.told == Told(action="ChatJoinedByLink", arguments=(("inviter_id", BEN),))


def test_who_has_to_be_let_in_waits() -> None:
    decision = comes(rows(DAN, OWNER), request_needed=True)
    assert decision == JoinDecision(
        joiner=Joiner(account_id=DAN, hash="old", date=NOW, waiting=True)
    )


@pytest.mark.parametrize(
    ("group", "fields", "refusal"),
    [
        (rows(DAN, OWNER, closed=True), {}, errors.InviteHashExpired),
        (rows(DAN, OWNER), {"revoked": True}, errors.InviteHashExpired),
        (rows(DAN, OWNER), {"expires": NOW}, errors.InviteHashExpired),
        (rows(DAN, OWNER, is_in(DAN)), {}, errors.UserAlreadyParticipant),
        (rows(DAN, OWNER, is_in(DAN, Role.REMOVED)), {}, errors.InviteHashExpired),
        (rows(DAN, OWNER, is_in(2), is_in(3), is_in(4)), {}, errors.UsersTooMuch),
        (rows(DAN, OWNER, disabled=True), {}, errors.UserDeactivatedBan),
    ],
)
def test_who_cannot_come_by_a_link(
    group: ChatContext, fields: dict[str, Any], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        comes(group, **fields)


def test_who_left_comes_back_by_a_link() -> None:
    decision = comes(rows(DAN, OWNER, is_in(DAN, Role.LEFT)))
    assert decision.change is not None
    assert decision.change.chat.members == 2


WAITING = Joiner(account_id=DAN, hash="old", date=40, waiting=True)


def test_who_is_let_in_says_so_themselves() -> None:
    decision = settle_request(asks(BEN), admins(BEN), WAITING, LIMITS, approved=True)
    assert decision is not None
    assert decision.joiner == Joiner(account_id=DAN, hash="old", date=NOW, approved_by=BEN)
    assert decision.change is not None
    assert decision.change.changed == (is_in(DAN, by=BEN, date=NOW),)
    assert decision.change.told == Told(action="ChatJoinedByRequest")
    assert decision.change.teller_id == DAN


def test_who_is_not_let_in_is_forgotten() -> None:
    assert settle_request(asks(BEN), admins(BEN), WAITING, LIMITS, approved=False) is None


@pytest.mark.parametrize("joiner", [None, Joiner(account_id=DAN, hash="old", date=40)])
def test_nobody_is_let_in_who_does_not_wait(joiner: Joiner | None) -> None:
    with pytest.raises(errors.HideRequesterMissing):
        settle_request(asks(BEN), admins(BEN), joiner, LIMITS, approved=False)


def test_members_let_nobody_in() -> None:
    with pytest.raises(errors.ChatAdminRequired):
        settle_request(asks(BEN), rows(BEN, OWNER, is_in(BEN)), WAITING, LIMITS, approved=True)


def test_who_came_meanwhile_is_not_let_in_again() -> None:
    group = rows(BEN, OWNER, is_in(BEN, Role.ADMIN), is_in(DAN))
    with pytest.raises(errors.UserAlreadyParticipant):
        settle_request(asks(BEN), group, WAITING, LIMITS, approved=True)


def test_admins_let_in_even_who_was_removed() -> None:
    group = rows(BEN, OWNER, is_in(BEN, Role.ADMIN), is_in(DAN, Role.REMOVED))
    assert settle_request(asks(BEN), group, WAITING, LIMITS, approved=True)
