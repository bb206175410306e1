"""A basic group that goes on as a supergroup."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community
from support.groups import Group, make_group
from support.stage import RpcError
from support.talk import People, Talker, refusal

messages = functions.messages


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


async def migrate(group: Group) -> Community:
    """Have Ann do it."""
    answer = await group.ann(messages.MigrateChat(chat_id=group.id))
    (made,) = (one for one in answer.chats if isinstance(one, types.Channel))
    return Community(group.people, made.id)


def action_of(update: Any) -> Any:
    return getattr(getattr(update, "message", None), "action", None)


async def test_both_are_told_of_the_other(group: Group) -> None:
    await group.ben.send(group.peer, "before")
    for talker in (group.ann, group.ben, group.cat):
        talker.pushed()
    made = await migrate(group)
    for talker in (group.ben, group.cat):
        seen = await group.as_seen_by(talker)
        assert seen.deactivated
        assert not seen.left
        assert seen.participants_count == 0
        assert seen.migrated_to == made.named_by(talker)
        told = [action_of(one) for one in talker.pushed()]
        assert types.MessageActionChatMigrateTo(channel_id=made.id) in told
        begun = types.MessageActionChannelMigrateFrom(title="Hikers", chat_id=group.id)
        assert begun in told
        (first,) = await talker.history(made.peer(talker))
        assert (first.id, first.action) == (1, begun)
        assert first.from_id in (None, types.PeerChannel(channel_id=made.id))
        full = await made.full(talker)
        old = await talker.history(group.peer)
        assert [
            one.action if isinstance(one, types.MessageService) else one.message for one in old
        ][:2] == [types.MessageActionChatMigrateTo(channel_id=made.id), "before"]
        assert full.full_chat.migrated_from_chat_id == group.id
        assert full.full_chat.migrated_from_max_id == old[0].id
        assert {chat.id for chat in full.chats} == {group.id, made.id}


async def test_everybody_comes_along_as_what_they_were(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await ann(messages.EditChatAdmin(chat_id=group.id, user_id=ann.user(ben), is_admin=True))
    await ann(messages.EditChatAbout(peer=group.peer, about="On foot"))
    banned = types.ChatBannedRights(send_polls=True, until_date=0)
    await ann(messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=banned))
    made = await migrate(group)
    role = await made.role(ann, ben)
    assert isinstance(role, types.ChannelParticipantAdmin)
    assert role.promoted_by == ann.id
    assert role.admin_rights.ban_users
    assert not role.admin_rights.add_admins
    assert isinstance(await made.role(ann, cat), types.ChannelParticipant)
    assert isinstance(await made.role(ben, ann), types.ChannelParticipantCreator)
    full = await made.full(cat)
    assert full.full_chat.unread_count == 0
    assert full.full_chat.about == "On foot"
    assert full.full_chat.participants_count == 3
    (shown,) = (one for one in full.chats if one.id == made.id)
    assert shown.megagroup
    assert shown.default_banned_rights.send_polls
    assert not shown.default_banned_rights.send_messages
    await cat.send(made.peer(cat), "here we are")
    (newest, *_) = await ben.history(made.peer(ben))
    assert newest.message == "here we are"


async def test_only_the_creator_may_once(group: Group) -> None:
    ann, ben = group.ann, group.ben
    query = messages.MigrateChat(chat_id=group.id)
    await ann(messages.EditChatAdmin(chat_id=group.id, user_id=ann.user(ben), is_admin=True))
    assert "CHAT_ADMIN_REQUIRED" in await refusal(ben, query)
    assert "PEER_ID_INVALID" in await refusal(await group.stranger(), query)
    await migrate(group)
    assert "PEER_ID_INVALID" in await refusal(ann, query)


async def test_nothing_more_is_said_in_the_group_but_what_was_can_be_taken_back(
    group: Group,
) -> None:
    ben, cat = group.ben, group.cat
    await ben.send(group.peer, "oops")
    (oops, *_) = await ben.history(group.peer)
    await migrate(group)
    with pytest.raises(RpcError, match="PEER_ID_INVALID"):
        await ben.send(group.peer, "more")
    adding = messages.AddChatUser(chat_id=group.id, user_id=ben.user(cat), fwd_limit=0)
    assert "PEER_ID_INVALID" in await refusal(ben, adding)
    await ben(messages.DeleteMessages(id=[oops.id], revoke=True))
    assert "oops" not in [getattr(one, "message", "") for one in await cat.history(group.peer)]


async def test_links_lead_into_the_supergroup(group: Group) -> None:
    ann = group.ann
    made_of = await ann(messages.ExportChatInvite(peer=group.peer, title="door"))
    dan = await group.stranger()
    made = await migrate(group)
    secret = made_of.link.rsplit("+", 1)[-1]
    await dan(messages.ImportChatInvite(hash=secret))
    assert isinstance(await made.role(dan, dan), types.ChannelParticipantSelf)
    full = await made.full(dan)
    # Who came later is not told which group it was.
    assert full.full_chat.migrated_from_chat_id is None
    assert {chat.id for chat in full.chats} == {made.id}
    with pytest.raises(RpcError, match="PEER_ID_INVALID"):
        await dan.history(group.peer)


async def test_who_waits_to_be_let_in_waits_for_the_supergroup(group: Group) -> None:
    ann = group.ann
    link = (await ann(messages.ExportChatInvite(peer=group.peer, request_needed=True))).link
    dan = await group.stranger()
    asking = messages.ImportChatInvite(hash=link.rsplit("+", 1)[-1])
    assert "INVITE_REQUEST_SENT" in await refusal(dan, asking)
    made = await migrate(group)
    assert (await made.full(ann)).full_chat.requests_pending == 1
    assert "CHANNEL_PRIVATE" in await refusal(
        dan, functions.channels.GetFullChannel(channel=made.named_by(dan))
    )
    await ann(
        messages.HideChatJoinRequest(peer=made.peer(ann), user_id=ann.user(dan), approved=True)
    )
    assert isinstance(await made.role(dan, dan), types.ChannelParticipantSelf)


async def test_who_left_or_was_removed_before_is_not_told_where_it_went(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await cat(messages.DeleteChatUser(chat_id=group.id, user_id=types.InputUserSelf()))
    await ann(messages.DeleteChatUser(chat_id=group.id, user_id=ann.user(ben)))
    for talker in (ben, cat):
        talker.pushed()
    made = await migrate(group)
    assert [one for talker in (ben, cat) for one in talker.pushed() if action_of(one)] == []
    assert (await group.as_seen_by(cat)).migrated_to is None
    assert isinstance(await group.as_seen_by(ben), types.ChatForbidden)
    for talker in (ben, cat):
        with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
            await made.full(talker)


async def test_the_supergroup_lies_where_the_group_lay_and_is_as_quiet(group: Group) -> None:
    ben = group.ben
    peers = [types.InputFolderPeer(peer=group.peer, folder_id=1)]
    await ben(functions.folders.EditPeerFolders(folder_peers=peers))
    quiet = types.InputPeerNotifySettings(mute_until=2_000_000_000)
    notified = types.InputNotifyPeer(peer=group.peer)
    await ben(functions.account.UpdateNotifySettings(peer=notified, settings=quiet))
    made = await migrate(group)
    dialog = await ben.dialog_with(made.peer(ben))
    assert (dialog.folder_id, dialog.notify_settings.mute_until) == (1, 2_000_000_000)


async def test_it_is_among_nobodys_groups_any_more(group: Group) -> None:
    ann, ben = group.ann, group.ben
    query = messages.GetCommonChats(user_id=ann.user(ben), max_id=0, limit=10)
    assert [one.id for one in (await ann(query)).chats] == [group.id]
    made = await migrate(group)
    assert [one.id for one in (await ann(query)).chats] == [made.id]


async def test_whoever_was_away_is_told_by_the_difference(group: Group) -> None:
    ben: Talker = group.ben
    pts = await ben.pts()
    made = await migrate(group)
    query = functions.updates.GetDifference(pts=pts, date=0, qts=0)
    answer = await ben(query)
    told = [getattr(one, "action", None) for one in answer.new_messages]
    assert types.MessageActionChatMigrateTo(channel_id=made.id) in told
    (old,) = (one for one in answer.chats if one.id == group.id)
    assert old.migrated_to == made.named_by(ben)
    named = types.UpdateChannel(channel_id=made.id)
    assert named in answer.other_updates


async def test_who_was_removed_is_kept_out_of_the_supergroup(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    link = await ann(messages.ExportChatInvite(peer=group.peer))
    come = messages.ImportChatInvite(hash=link.link.rpartition("+")[2])
    for talker in (ben, cat):
        await ann(messages.DeleteChatUser(chat_id=group.id, user_id=ann.user(talker)))
    await ann(messages.AddChatUser(chat_id=group.id, user_id=ann.user(ben), fwd_limit=0))
    await ben(messages.DeleteChatUser(chat_id=group.id, user_id=types.InputUserSelf()))
    cat.pushed()
    made = await migrate(group)
    assert cat.pushed() == []
    with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
        await cat(come)
    kept_out = await made.role(ann, cat)
    assert isinstance(kept_out, types.ChannelParticipantBanned)
    assert kept_out.left
    assert (await made.full(ann)).full_chat.participants_count == 1
    # Who left by themselves comes back as before.
    await ben(come)
    await made.limit(ann, cat)
    await cat(come)
    assert (await made.full(ann)).full_chat.participants_count == 3
