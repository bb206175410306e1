"""What is asked about a channel is answered with what is so, and what is changed is changed."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker

channels, messages = functions.channels, functions.messages


@pytest.fixture
async def group(people: People) -> Community:
    return await make_community(people)


async def test_whether_a_channel_could_take_a_name(people: People, group: Community) -> None:
    ann, named = group.ann, group.named_by(group.ann)
    await make_community(people, broadcast=True, username="hikers_news")
    assert await ann(channels.CheckUsername(channel=named, username="hikers_club")) is True
    assert await ann(channels.CheckUsername(channel=named, username="Hikers_News")) is False
    nowhere = types.InputChannelEmpty()
    assert await ann(channels.CheckUsername(channel=nowhere, username="hikers_club")) is True
    with pytest.raises(RpcError, match="USERNAME_INVALID"):
        await ann(channels.CheckUsername(channel=named, username="1"))


async def test_which_public_channels_somebody_made(people: People, group: Community) -> None:
    ann, query = group.ann, channels.GetAdminedPublicChannels()
    assert (await ann(query)).chats == []
    news = await make_community(people, broadcast=True, username="hikers_news")
    assert [(one.id, one.username) for one in (await ann(query)).chats] == [
        (news.id, "hikers_news")
    ]
    assert (await group.ben(query)).chats == []


async def test_members_are_hidden_from_who_is_no_admin(group: Community) -> None:
    hide = channels.ToggleParticipantsHidden(channel=group.named_by(group.ann), enabled=True)
    recent = channels.GetParticipants(
        channel=group.named_by(group.ben),
        filter=types.ChannelParticipantsRecent(),
        offset=0,
        limit=10,
        hash=0,
    )
    assert len((await group.ben(recent)).participants) == 3
    answer = await group.ann(hide)
    assert [one.id for one in answer.chats] == [group.id]
    assert (await group.full(group.ann)).full_chat.participants_hidden
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await group.ben(recent)


async def revoked(group: Community, by: Talker) -> list[str]:
    query = messages.GetExportedChatInvites(
        peer=group.peer(by), admin_id=types.InputUserSelf(), revoked=True, limit=10
    )
    return [one.link for one in (await by(query)).invites]


async def test_a_link_is_shown_and_what_was_revoked_is_forgotten(group: Community) -> None:
    ann, peer = group.ann, group.peer(group.ann)
    made = [await ann(messages.ExportChatInvite(peer=peer, title=one)) for one in ("a", "b")]
    (kept, gone) = made
    shown = await ann(messages.GetExportedChatInvite(peer=peer, link=kept.link))
    assert (shown.invite.link, shown.invite.title) == (kept.link, "a")
    await ann(messages.EditExportedChatInvite(peer=peer, link=gone.link, revoked=True))
    assert await revoked(group, ann) == [gone.link]
    forget = messages.DeleteRevokedExportedChatInvites(peer=peer, admin_id=types.InputUserSelf())
    assert await ann(forget) is True
    assert await revoked(group, ann) == []
    assert (await ann(messages.GetExportedChatInvite(peer=peer, link=kept.link))).invite


async def test_what_stands_beside_a_name_is_shown_and_told(group: Community) -> None:
    ann, ben = group.ann, group.ben
    query: Any = messages.EditChatParticipantRank(
        peer=group.peer(ann), participant=ann.to(ben), rank="guide"
    )
    answer = await ann(query)
    assert [one.id for one in answer.chats] == [group.id]
    assert (await group.role(ann, ben)).rank == "guide"
