"""What was done in a channel, and who is in it, as clients of every layer are told."""

from typing import Any

import pytest

from heliograph.domain import channel_log as log
from heliograph.domain.access import AccessHasher
from heliograph.domain.channels import Channel, ChannelMember
from heliograph.domain.messages import Message
from heliograph.domain.permissions import AdminRight, Right, Role
from heliograph.tl import types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.views.channel_log import LogView
from heliograph.views.participants import participant

GROUP = Channel(id=5, title="Hikers", date=1, creator_id=1, members=3)
MEMBER = ChannelMember(account_id=2, role=Role.MEMBER, inviter_id=1, date=5, rank="Cook")
ADMIN = ChannelMember(
    account_id=2, role=Role.ADMIN, inviter_id=1, date=5, rights=~AdminRight(0), by_id=1
)
LIMITED = ChannelMember(
    account_id=2, role=Role.MEMBER, inviter_id=1, date=5, banned=Right.SEND_REACTIONS, until=90
)
OUT = ChannelMember(
    account_id=2, role=Role.REMOVED, inviter_id=1, date=5, banned=Right.VIEW_MESSAGES
)
SAID = Message(owner_id=3, id=7, peer_id=GROUP.peer_id, sender_id=2, date=4, text="hi")
LAYERS = (OLDEST, 158, 198, 222, NEWEST)

ACTIONS: list[tuple[log.Action, str]] = [
    (log.TextChanged(what="ChangeTitle", before="a", after="b"), "ChangeTitle"),
    (log.TextChanged(what="ChangeAbout", before="a", after="b"), "ChangeAbout"),
    (log.TextChanged(what="ChangeUsername", before="a", after="b"), "ChangeUsername"),
    (log.NumberChanged(what="ToggleSlowMode", before=0, after=10), "ToggleSlowMode"),
    (log.NumberChanged(what="ChangeLinkedChat", before=0, after=10), "ChangeLinkedChat"),
    (log.NumberChanged(what="ChangeHistoryTTL", before=0, after=10), "ChangeHistoryTTL"),
    (log.Switched(what="ToggleSignatures", on=True), "ToggleSignatures"),
    (log.Switched(what="TogglePreHistoryHidden", on=True), "TogglePreHistoryHidden"),
    (log.Switched(what="ToggleNoForwards", on=True), "ToggleNoForwards"),
    (log.Switched(what="ToggleForum", on=True), "ToggleForum"),
    (log.PhotoChanged(before_id=0, after_id=4), "ChangePhoto"),
    (log.ReactionsChanged(before=None, after=None), "ChangeAvailableReactions"),
    (log.DefaultsChanged(before=Right(0), after=Right.SEND_POLLS), "DefaultBannedRights"),
    (log.Came(), "ParticipantJoin"),
    (log.Went(), "ParticipantLeave"),
    (log.Brought(member=MEMBER), "ParticipantInvite"),
    (log.AdminChanged(before=MEMBER, after=ADMIN), "ParticipantToggleAdmin"),
    (log.LimitsChanged(before=MEMBER, after=LIMITED), "ParticipantToggleBan"),
    (log.RankChanged(account_id=2, before="a", after="b"), "ParticipantEditRank"),
    (log.MessageTouched(what="DeleteMessage", message=SAID), "DeleteMessage"),
    (log.MessageTouched(what="UpdatePinned", message=SAID), "UpdatePinned"),
    (log.MessageEdited(before=SAID, after=SAID), "EditMessage"),
]


@pytest.mark.parametrize(("action", "name"), ACTIONS)
def test_what_was_done_can_be_told_at_every_layer(action: log.Action, name: str) -> None:
    view = LogView(GROUP, viewer_id=3, access=AccessHasher(b"k" * 32), photos={})
    event = view.event(log.LogEntry(id=1, date=2, account_id=2, action=action))
    assert type(event.action).__name__ == f"ChannelAdminLogEventAction{name}"
    answer = types.channels.AdminLogResults(events=[event], chats=[], users=[])
    for layer in LAYERS:
        assert encode(answer, layer)


# What somebody is, who looks, and when -> as what they are shown.
PARTICIPANTS: list[tuple[ChannelMember, int, int, Any]] = [
    (MEMBER, 3, 9, types.ChannelParticipant),
    (MEMBER, 2, 9, types.ChannelParticipantSelf),
    (ADMIN, 3, 9, types.ChannelParticipantAdmin),
    (LIMITED, 3, 89, types.ChannelParticipantBanned),
    (LIMITED, 3, 90, types.ChannelParticipant),
    (OUT, 3, 9, types.ChannelParticipantBanned),
]


@pytest.mark.parametrize(("member", "viewer_id", "now", "shown"), PARTICIPANTS)
def test_somebody_is_shown_as_what_they_are_at_every_layer(
    member: ChannelMember, viewer_id: int, now: int, shown: Any
) -> None:
    made = participant(GROUP, member, viewer_id=viewer_id, now=now)
    assert isinstance(made, shown)
    for layer in LAYERS:
        assert encode(made, layer)
