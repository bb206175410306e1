"""What admins are told of: which entries a change makes, and what each is found by."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain import channel_log as log
from heliograph.domain.channel_log import Sort, sort_of
from heliograph.domain.channel_log_changes import logged
from heliograph.domain.channels import Channel, ChannelDecision, ChannelMember
from heliograph.domain.chat_invites import ChatInvite
from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.entities import Entity
from heliograph.domain.messages import Message
from heliograph.domain.permissions import AdminRight, Right, Role
from heliograph.domain.profile_photos import ShownPhoto

ANN, BEN = 1, 2
GROUP = Channel(id=5, title="Hikers", about="", date=1, creator_id=ANN, members=2)
MEMBER = ChannelMember(account_id=BEN, role=Role.MEMBER, inviter_id=ANN, date=9)
OTHER = AdminRight.OTHER


def entries(*after: ChannelMember, actor: int = ANN, before: Any = (MEMBER,), **fields: Any) -> Any:
    decision = ChannelDecision(channel=replace(GROUP, **fields), changed=after)
    return logged(actor, GROUP, before, decision)


SETTINGS: list[tuple[dict[str, Any], Any, Sort]] = [
    ({"title": "B"}, log.TextChanged(what="ChangeTitle", before="Hikers", after="B"), Sort.INFO),
    ({"about": "B"}, log.TextChanged(what="ChangeAbout", before="", after="B"), Sort.INFO),
    ({"username": "b"}, log.TextChanged(what="ChangeUsername", before="", after="b"), Sort.INFO),
    ({"slow_mode": 30}, log.NumberChanged(what="ToggleSlowMode", before=0, after=30), Sort.INFO),
    ({"linked_id": 7}, log.NumberChanged(what="ChangeLinkedChat", before=0, after=7), Sort.INFO),
    ({"ttl_period": 9}, log.NumberChanged(what="ChangeHistoryTTL", before=0, after=9), Sort.INFO),
    ({"signatures": True}, log.Switched(what="ToggleSignatures", on=True), Sort.SETTINGS),
    (
        {"hidden_history": True},
        log.Switched(what="TogglePreHistoryHidden", on=True),
        Sort.SETTINGS,
    ),
    ({"noforwards": True}, log.Switched(what="ToggleNoForwards", on=True), Sort.SETTINGS),
    ({"forum": True}, log.Switched(what="ToggleForum", on=True), Sort.FORUMS),
    (
        {"banned": Right.SEND_POLLS},
        log.DefaultsChanged(before=Right(0), after=Right.SEND_POLLS),
        Sort.SETTINGS,
    ),
    (
        {"reactions": ChosenReactions(())},
        log.ReactionsChanged(before=None, after=ChosenReactions(())),
        Sort.SETTINGS,
    ),
    (
        {"photo": ShownPhoto(photo_id=8)},
        log.PhotoChanged(before_id=0, after_id=8),
        Sort.INFO,
    ),
]


@pytest.mark.parametrize(("fields", "entry", "sort"), SETTINGS)
def test_what_became_of_the_channel_is_told(fields: dict[str, Any], entry: Any, sort: Sort) -> None:
    assert entries(**fields) == [entry]
    assert sort_of(entry) is sort


def test_nothing_is_told_of_a_channel_that_is_no_more() -> None:
    assert entries(closed=True, username="", title="B") == []


STRANGER = replace(MEMBER, role=Role.LEFT)
ADMIN = replace(MEMBER, role=Role.ADMIN, rights=OTHER, by_id=ANN)
MORE = replace(ADMIN, rights=OTHER | AdminRight.PIN_MESSAGES)
LIMITED = replace(MEMBER, banned=Right.SEND_POLLS, by_id=ANN)
OUT = replace(MEMBER, role=Role.REMOVED, banned=Right.VIEW_MESSAGES, by_id=ANN)

# Who does it, what the other was and is, and what is told of it.
MEMBERS: list[tuple[int, ChannelMember | None, ChannelMember, list[tuple[type, Sort]]]] = [
    (BEN, None, MEMBER, [(log.Came, Sort.JOIN)]),
    (BEN, STRANGER, MEMBER, [(log.Came, Sort.JOIN)]),
    (BEN, MEMBER, STRANGER, [(log.Went, Sort.LEAVE)]),
    (ANN, None, MEMBER, [(log.Brought, Sort.INVITE)]),
    (ANN, None, ADMIN, [(log.Brought, Sort.INVITE), (log.AdminChanged, Sort.PROMOTE)]),
    (ANN, MEMBER, ADMIN, [(log.AdminChanged, Sort.PROMOTE)]),
    (ANN, ADMIN, MORE, [(log.AdminChanged, Sort.PROMOTE)]),
    (ANN, ADMIN, MEMBER, [(log.AdminChanged, Sort.DEMOTE)]),
    (ANN, MEMBER, LIMITED, [(log.LimitsChanged, Sort.BAN)]),
    (ANN, LIMITED, MEMBER, [(log.LimitsChanged, Sort.UNBAN)]),
    (ANN, MEMBER, OUT, [(log.LimitsChanged, Sort.KICK)]),
    (ANN, OUT, STRANGER, [(log.LimitsChanged, Sort.UNKICK)]),
    (ANN, MEMBER, replace(MEMBER, rank="Cook"), [(log.RankChanged, Sort.EDIT_RANK)]),
    (BEN, MEMBER, replace(MEMBER, read_inbox_max_id=7), []),
]


@pytest.mark.parametrize(("actor", "before", "after", "told"), MEMBERS)
def test_what_became_of_somebody_is_told(
    actor: int, before: ChannelMember | None, after: ChannelMember, told: list[tuple[type, Sort]]
) -> None:
    made = entries(after, actor=actor, before=() if before is None else (before,))
    assert [(type(one), sort_of(one)) for one in made] == told


CYD, DAN, EVE = 3, 4, 5
INVITE = ChatInvite(hash="x", chat_id=GROUP.peer_id, admin_id=CYD, title="Door", date=1)
SAID = Message(owner_id=0, id=7, peer_id=GROUP.peer_id, sender_id=CYD, date=1, text="one")
NAMED = replace(
    SAID, text="@D", entities=(Entity(kind="MentionName", offset=0, length=2, number=DAN),)
)


@pytest.mark.parametrize(
    ("action", "named", "said"),
    [
        (log.Came(), [], ()),
        (log.TextChanged(what="ChangeTitle", before="A", after="B"), [], ("A", "B")),
        (log.Brought(member=replace(MEMBER, by_id=CYD, inviter_id=DAN)), [BEN, DAN, CYD], ()),
        (
            log.AdminChanged(before=replace(MEMBER, by_id=CYD), after=replace(MEMBER, by_id=DAN)),
            [BEN, CYD, DAN],
            (),
        ),
        (
            log.LimitsChanged(before=MEMBER, after=replace(MEMBER, by_id=DAN, inviter_id=EVE)),
            [BEN, EVE, DAN],
            (),
        ),
        (log.RankChanged(account_id=DAN, before="A", after="B"), [DAN], ("A", "B")),
        (log.CameBy(invite=INVITE, approved_by=DAN), [DAN, CYD], ("Door",)),
        (log.CameBy(approved_by=DAN), [DAN], ()),
        (log.InviteTouched(what="ExportedInviteDelete", invite=INVITE), [CYD], ("Door",)),
        (log.MessageTouched(what="DeleteMessage", message=NAMED), [CYD, DAN], ("@D",)),
        (log.MessageEdited(before=SAID, after=NAMED), [CYD, DAN], ("one", "@D")),
    ],
)
def test_an_entry_shows_whom_it_names_and_is_found_by_what_it_says(
    action: log.Action, named: list[int], said: tuple[str, ...]
) -> None:
    entry = log.LogEntry(id=1, date=1, account_id=ANN, action=action)
    assert [one for one in log.named_in(entry) if one != ANN or one in named] == named
    assert log.named_in(entry)[0] == ANN
    assert tuple(log.said_in(action)) == said


def test_a_link_that_was_changed_is_shown_before_and_after() -> None:
    other = replace(INVITE, title="Gate")
    (touched,) = log.invite_changed(INVITE, other)
    assert touched == log.InviteTouched(what="ExportedInviteEdit", invite=INVITE, after=other)
