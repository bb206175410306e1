"""What may be changed of a basic group: by whom, what it is then, and what it is told."""

from collections.abc import Callable
from typing import Any

import pytest

from heliograph.domain import errors
from heliograph.domain.chat_changes import (
    choose_reactions,
    close,
    describe,
    forbid,
    protect,
    rename,
    set_timer,
    show_photo,
)
from heliograph.domain.chats import Chat, ChatContext, ChatDecision, ChatLimits
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.permissions import MEDIA, NOTHING, Right, Role
from heliograph.domain.profile_photos import ShownPhoto
from heliograph.domain.telling import Told
from support.group_rows import ANN, BEN, CAT, DAN, asks, is_in, rows, rows_as

LIMITS = ChatLimits()
PHOTO = ShownPhoto(9, b"stripped")
SOME = ChosenReactions(("👍",))
DAY_S = 86_400

Change = Callable[[ChatContext], ChatDecision]

# Each change, and the same once more after it was made.
BY_WHO_MAY_CHANGE: dict[str, Change] = {
    "title": lambda rows: rename(asks(DAN), rows, "Climbers", LIMITS),
    "about": lambda rows: describe(asks(DAN), rows, "Up and down", LIMITS),
    "photo": lambda rows: show_photo(asks(DAN), rows, PHOTO),
    "reactions": lambda rows: choose_reactions(asks(DAN), rows, SOME),
}
BY_ADMINS: dict[str, Change] = {
    "banned": lambda rows: forbid(asks(DAN), rows, Right.SEND_POLLS),
    "ttl_period": lambda rows: set_timer(asks(DAN), rows, DAY_S),
}
BY_CREATOR: dict[str, Change] = {
    "noforwards": lambda rows: protect(rows, enabled=True),
    "closed": close,
}
ALL = BY_WHO_MAY_CHANGE | BY_ADMINS | BY_CREATOR
CHANGED: dict[str, Any] = {
    "title": "Climbers",
    "about": "Up and down",
    "photo": PHOTO,
    "reactions": SOME,
    "ttl_period": DAY_S,
    "banned": Right.SEND_POLLS,
    "noforwards": True,
}
TOLD = {
    "title": Told(action="ChatEditTitle", arguments=(("title", "Climbers"),)),
    "photo": Told(action="ChatEditPhoto"),
    "ttl_period": Told(action="SetMessagesTTL", arguments=(("period", DAY_S),)),
}


@pytest.mark.parametrize("what", ALL)
@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        (Role.STRANGER, errors.PeerIdInvalid),
        (Role.LEFT, errors.UserNotParticipant),
        (Role.REMOVED, errors.UserNotParticipant),
    ],
)
def test_who_is_out_changes_nothing(what: str, role: Role, refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        ALL[what](rows_as(role))


@pytest.mark.parametrize("what", ALL)
def test_nothing_changes_once_it_is_deleted_or_the_account_disabled(what: str) -> None:
    with pytest.raises(errors.PeerIdInvalid):
        ALL[what](rows_as(Role.CREATOR, closed=True))
    with pytest.raises(errors.UserDeactivatedBan):
        ALL[what](rows_as(Role.CREATOR, disabled=True))


@pytest.mark.parametrize("what", CHANGED)
def test_the_creator_changes_everything_and_nothing_else_with_it(what: str) -> None:
    before = rows_as(Role.CREATOR)
    decision = ALL[what](before)
    assert decision.changed == ()
    assert decision.told == TOLD.get(what)
    differs = {
        name: getattr(decision.chat, name)
        for name in Chat.__struct_fields__
        if getattr(decision.chat, name) != getattr(before.chat, name)
    }
    # Clients learn what is forbidden as they learn who is in it: in the order of its versions.
    versions = {"version": before.chat.version + 1} if what == "banned" else {}
    assert differs == {what: CHANGED[what]} | versions


@pytest.mark.parametrize("what", CHANGED)
def test_what_is_so_already_is_said(what: str) -> None:
    refusal = errors.ChatAboutNotModified if what == "about" else errors.ChatNotModified
    with pytest.raises(refusal):
        ALL[what](rows_as(Role.CREATOR, **{what: CHANGED[what]}))


@pytest.mark.parametrize("what", BY_WHO_MAY_CHANGE)
def test_members_change_how_it_looks_unless_that_is_forbidden(what: str) -> None:
    BY_WHO_MAY_CHANGE[what](rows_as(Role.MEMBER, banned=~Right.CHANGE_INFO))
    BY_WHO_MAY_CHANGE[what](rows_as(Role.ADMIN, banned=Right.CHANGE_INFO))
    with pytest.raises(errors.ChatAdminRequired):
        BY_WHO_MAY_CHANGE[what](rows_as(Role.MEMBER, banned=Right.CHANGE_INFO))


@pytest.mark.parametrize("what", BY_ADMINS)
def test_admins_say_what_is_forbidden_and_when_messages_go(what: str) -> None:
    BY_ADMINS[what](rows_as(Role.ADMIN))
    with pytest.raises(errors.ChatAdminRequired):
        BY_ADMINS[what](rows_as(Role.MEMBER))


@pytest.mark.parametrize("what", BY_CREATOR)
@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMIN])
def test_only_the_creator_protects_and_deletes_it(what: str, role: Role) -> None:
    with pytest.raises(errors.ChatAdminRequired):
        BY_CREATOR[what](rows_as(role))


def test_a_photo_taken_away_is_told_as_that() -> None:
    decision = show_photo(asks(DAN), rows_as(Role.MEMBER, photo=PHOTO), None)
    assert decision.chat.photo is None
    assert decision.told == Told(action="ChatDeletePhoto")


def test_nobody_can_be_forbidden_to_look() -> None:
    with pytest.raises(errors.BannedRightsInvalid):
        forbid(asks(DAN), rows_as(Role.ADMIN), Right.VIEW_MESSAGES | Right.SEND_POLLS)


def test_what_is_forbidden_is_kept_with_all_it_stands_for() -> None:
    before = rows_as(Role.ADMIN, banned=Right.SEND_MEDIA | MEDIA)
    with pytest.raises(errors.ChatNotModified):
        forbid(asks(DAN), before, Right.SEND_MEDIA)
    assert forbid(asks(DAN), before, NOTHING).chat.banned == NOTHING


def test_a_deleted_group_is_empty_and_everybody_in_it_has_left() -> None:
    ann, ben = is_in(ANN, Role.CREATOR), is_in(BEN, date=20)
    decision = close(rows(ANN, ann, ben, is_in(CAT, Role.REMOVED)))
    assert decision.chat.closed
    assert (decision.chat.members, decision.chat.version) == (0, 6)
    # Who was removed before stays removed.
    assert decision.changed == (is_in(ANN, Role.LEFT), is_in(BEN, Role.LEFT, date=20))
    assert decision.told is None
