"""What a member of a supergroup is refused with who is no admin, by method.

https://core.telegram.org/api/errors
"""

from collections import defaultdict
from pathlib import Path

import pytest

from heliograph.config import limits_for
from heliograph.rpc.registry import load_methods
from heliograph.tl import types
from support.talk import People
from support.watched_place import LEFT_OUT, ask, make_watched

ADMINS_ALONE = frozenset({
    "channels.checkUsername",
    "channels.deleteChannel",
    "channels.deleteParticipantHistory",
    "channels.editAdmin",
    "channels.editBanned",
    "channels.editLocation",
    "channels.editPhoto",
    "channels.editTitle",
    "channels.getAdminLog",
    "channels.getMessageAuthor",
    "channels.inviteToChannel",
    "channels.toggleAntiSpam",
    "channels.toggleForum",
    "channels.toggleJoinRequest",
    "channels.toggleParticipantsHidden",
    "channels.togglePreHistoryHidden",
    "channels.toggleSlowMode",
    "channels.updateColor",
    "channels.updateUsername",
    "messages.deleteExportedChatInvite",
    "messages.deleteRevokedExportedChatInvites",
    "messages.editChatAbout",
    "messages.editChatDefaultBannedRights",
    "messages.editExportedChatInvite",
    "messages.exportChatInvite",
    "messages.getAdminsWithInvites",
    "messages.getChatInviteImporters",
    "messages.getExportedChatInvites",
    "messages.hideAllChatJoinRequests",
    "messages.hideChatJoinRequest",
    "messages.setChatAvailableReactions",
    "messages.setHistoryTTL",
    "messages.toggleNoForwards",
    "messages.unpinAllMessages",
    "messages.updatePinnedMessage",
})  # fmt: skip

OTHERWISE = {
    "channels.deleteMessages": "MESSAGE_DELETE_FORBIDDEN",
    "channels.joinChannel": "USER_ALREADY_PARTICIPANT",
    "channels.setMainProfileTab": "CHANNEL_INVALID",
    "channels.toggleSignatures": "CHANNEL_INVALID",
    "messages.editMessage": "MESSAGE_AUTHOR_REQUIRED",
    "messages.getPollVotes": "BROADCAST_FORBIDDEN",
}

OF_ITS_FORM = {"CHANNEL_INVALID", "PEER_ID_INVALID"}
"""Where a query names somebody by the supergroup's peer, or the other way round."""


async def test_a_member_is_told_of_each_method_why_not(people: People, tmp_path: Path) -> None:
    people.stage.service.limits = limits_for("bench")
    watched = await make_watched(people, tmp_path / "store.sqlite", broadcast=False)
    cat = watched.place.cat
    await cat.device.me()
    told: dict[str, set[str]] = defaultdict(set)
    async for name, answer in ask(cat, watched.asked(cat), methods=ADMINS_ALONE | OTHERWISE.keys()):
        if isinstance(getattr(answer.query, "peer", None), types.InputPeerSelf):
            # What was saved from there is one's own.
            continue
        told[name].add(answer.refusal)
    watched.close()
    odd = {
        name: told[name]
        for name in ADMINS_ALONE
        if "CHAT_ADMIN_REQUIRED" not in told[name]
        or told[name] - OF_ITS_FORM != {"CHAT_ADMIN_REQUIRED"}
    }
    assert odd == {}
    assert {name: told[name] for name in OTHERWISE} == {k: {v} for k, v in OTHERWISE.items()}


@pytest.mark.parametrize("broadcast", [False, pytest.param(True, marks=pytest.mark.long)])
async def test_no_method_fails_for_who_may_do_everything(
    people: People, tmp_path: Path, broadcast: bool
) -> None:
    """The creator does all that there is, one after another."""
    people.stage.service.limits = limits_for("bench")
    watched = await make_watched(people, tmp_path / "store.sqlite", broadcast=broadcast)
    ann = watched.place.ann
    await ann.device.me()
    methods = load_methods().keys() - LEFT_OUT - {"channels.deleteChannel", "channels.leaveChannel"}
    async for name, answer in ask(ann, watched.asked(ann), methods=methods):
        assert answer.refusal != "INTERNAL", f"{name}: {answer.query}"
    assert list(await people.stage.store.check(whole=True)) == []
    watched.close()
