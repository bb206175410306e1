"""Who comes into a basic group, who goes, and who may change what in it."""

from typing import Any

import pytest

from heliograph.domain.chats import ChatLimits
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.tl import functions, types
from support.groups import Group, make_group
from support.stage import RpcError
from support.talk import People, Talker, sent_id


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


async def add(group: Group, by: Talker, who: Talker) -> Any:
    return await by(
        functions.messages.AddChatUser(chat_id=group.id, user_id=by.user(who), fwd_limit=0)
    )


async def remove(group: Group, by: Talker, who: Talker, **fields: bool) -> Any:
    named = types.InputUserSelf() if by is who else by.user(who)
    return await by(functions.messages.DeleteChatUser(chat_id=group.id, user_id=named, **fields))


async def appoint(group: Group, who: Talker, *, is_admin: bool = True) -> None:
    ann = group.ann
    await ann(
        functions.messages.EditChatAdmin(chat_id=group.id, user_id=ann.user(who), is_admin=is_admin)
    )


def took(group: Group) -> None:
    for talker in (group.ann, group.ben, group.cat):
        talker.pushed()


async def test_somebody_more_is_told_to_all_and_sees_what_is_said_from_then_on(
    group: Group,
) -> None:
    ann, ben = group.ann, group.ben
    dan = await group.stranger()
    await ann.send(group.peer, "before")
    took(group)
    answer = await add(group, ann, dan)
    assert answer.missing_invitees == []
    _, told, came = answer.updates.updates
    assert told.message.action == types.MessageActionChatAddUser(users=[dan.id])
    assert (came.user_id, came.inviter_id, came.version) == (dan.id, ann.id, 2)
    at_ben = ben.pushed()
    assert {type(one).__name__ for one in at_ben} == {
        "UpdateNewMessage",
        "UpdateChatParticipantAdd",
    }
    dan.pushed()
    await ann.send(group.peer, "after")
    (update,) = dan.pushed()
    assert update.message.message == "after"
    shown = [getattr(m, "message", "") for m in await dan.history(group.peer)]
    assert shown == ["after", ""]
    assert await group.members(dan) == {ann.id, ben.id, group.cat.id, dan.id}


async def test_nobody_comes_twice(group: Group) -> None:
    with pytest.raises(RpcError, match="400 USER_ALREADY_PARTICIPANT"):
        await add(group, group.ann, group.ben)


async def test_who_keeps_themselves_out_is_missing(group: Group) -> None:
    dan = await group.stranger()
    await dan(
        functions.account.SetPrivacy(
            key=types.InputPrivacyKeyChatInvite(), rules=[types.InputPrivacyValueDisallowAll()]
        )
    )
    answer = await add(group, group.ann, dan)
    assert [one.user_id for one in answer.missing_invitees] == [dan.id]
    assert dan.id not in await group.members(group.ann)


async def test_a_full_group_takes_nobody(group: Group) -> None:
    stage = group.people.stage
    stage.turn(chat_limits=ChatLimits(members=3))
    dan = await group.stranger()
    with pytest.raises(RpcError, match="400 USERS_TOO_MUCH"):
        await add(group, group.ann, dan)


async def test_who_leaves_hears_no_more_and_keeps_what_was_said(group: Group) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer, "before")
    took(group)
    await remove(group, ben, ben)
    at_ann = ann.pushed()
    assert {type(one).__name__ for one in at_ann} == {
        "UpdateNewMessage",
        "UpdateChatParticipantDelete",
    }
    (told,) = [one for one in at_ann if isinstance(one, types.UpdateNewMessage)]
    assert told.message.action == types.MessageActionChatDeleteUser(user_id=ben.id)
    await ann.send(group.peer, "after")
    assert ben.pushed() == []
    words = [getattr(m, "message", "") for m in await ben.history(group.peer)]
    assert words == ["", "before", ""]
    assert (await group.as_seen_by(ben)).left
    with pytest.raises(RpcError, match="403 CHAT_WRITE_FORBIDDEN"):
        await ben.send(group.peer, "still here?")


async def test_who_leaves_may_take_all_of_it_along(group: Group) -> None:
    await group.ann.send(group.peer, "before")
    await remove(group, group.ben, group.ben, revoke_history=True)
    assert await group.ben.history(group.peer) == []
    assert len(await group.ann.history(group.peer)) == 3


async def test_who_left_comes_back_only_to_who_knows_them(group: Group) -> None:
    ann, ben = group.ann, group.ben
    await remove(group, ben, ben)
    with pytest.raises(RpcError, match="400 USER_NOT_MUTUAL_CONTACT"):
        await add(group, ann, ben)
    for one, other in ((ann, ben), (ben, ann)):
        await one(
            functions.contacts.AddContact(
                id=one.user(other), first_name="X", last_name="", phone=""
            )
        )
    await add(group, ann, ben)
    assert ben.id in await group.members(ann)


async def test_who_was_removed_sees_a_title_and_comes_back_by_admins(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await remove(group, cat, ben)
    await remove(group, ann, ben)
    assert await group.as_seen_by(ben) == types.ChatForbidden(id=group.id, title="Hikers")
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await add(group, cat, ben)
    await add(group, ann, ben)
    assert ben.id in await group.members(ben)


async def test_who_brought_somebody_may_remove_them(group: Group) -> None:
    dan = await group.stranger()
    await add(group, group.ben, dan)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await remove(group, group.cat, dan)
    await remove(group, group.ben, dan)
    assert dan.id not in await group.members(group.ann)


async def test_only_the_creator_makes_admins(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(
            functions.messages.EditChatAdmin(chat_id=group.id, user_id=ben.user(cat), is_admin=True)
        )
    await appoint(group, ben)
    (update,) = cat.pushed()
    assert (update.user_id, update.is_admin) == (ben.id, True)
    shown = await group.as_seen_by(ben)
    assert shown.admin_rights is not None
    await remove(group, ben, cat)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await remove(group, ben, ann)


async def test_what_members_may_not_do_admins_may(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await appoint(group, ben)
    took(group)
    rights = types.ChatBannedRights(
        until_date=0, send_plain=True, change_info=True, pin_messages=True, invite_users=True
    )
    await ann(functions.messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=rights))
    (update,) = cat.pushed()
    assert update.default_banned_rights.send_plain
    assert update.default_banned_rights.until_date == 2**31 - 1
    with pytest.raises(RpcError, match="403 CHAT_SEND_PLAIN_FORBIDDEN"):
        await cat.send(group.peer, "words")
    await ben.send(group.peer, "words")
    refused = (
        functions.messages.EditChatTitle(chat_id=group.id, title="Mine"),
        functions.messages.EditChatAbout(peer=group.peer, about="Mine"),
        functions.messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=rights),
        functions.messages.UpdatePinnedMessage(
            peer=group.peer, id=(await cat.history(group.peer))[0].id
        ),
    )
    for query in refused:
        with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
            await cat(query)
    await ben(functions.messages.EditChatTitle(chat_id=group.id, title="Ours"))
    assert (await group.as_seen_by(cat)).title == "Ours"


async def test_who_may_write_nothing_may_not_type_either(group: Group) -> None:
    rights = types.ChatBannedRights(until_date=0, send_messages=True)
    await group.ann(
        functions.messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=rights)
    )
    with pytest.raises(RpcError, match="403 CHAT_WRITE_FORBIDDEN"):
        await group.ben.send(group.peer, "words")
    with pytest.raises(RpcError, match="400 CHAT_NOT_MODIFIED"):
        await group.ann(
            functions.messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=rights)
        )


async def test_about_and_what_may_not_be_passed_on(group: Group) -> None:
    ann, ben = group.ann, group.ben
    assert await ann(functions.messages.EditChatAbout(peer=group.peer, about=" Up and up "))
    assert [type(one).__name__ for one in ben.pushed()] == ["UpdateChat"]
    full = await ben(functions.messages.GetFullChat(chat_id=group.id))
    assert full.full_chat.about == "Up and up"
    with pytest.raises(RpcError, match="400 CHAT_ABOUT_NOT_MODIFIED"):
        await ann(functions.messages.EditChatAbout(peer=group.peer, about="Up and up"))
    with pytest.raises(RpcError, match="400 CHAT_ABOUT_TOO_LONG"):
        await ann(functions.messages.EditChatAbout(peer=group.peer, about="x" * 256))
    await ann.send(group.peer, "stays here")
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(functions.messages.ToggleNoForwards(peer=group.peer, enabled=True))
    await ann(functions.messages.ToggleNoForwards(peer=group.peer, enabled=True))
    assert (await group.as_seen_by(ben)).noforwards
    theirs = (await ben.history(group.peer))[0].id
    with pytest.raises(RpcError, match="400 CHAT_FORWARDS_RESTRICTED"):
        await ben.forward(group.peer, [theirs], types.InputPeerSelf())


async def test_a_group_chooses_its_reactions(group: Group) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer, "like it?")
    some = types.ChatReactionsSome(reactions=[types.ReactionEmoji(emoticon="👍")])
    await ann(
        functions.messages.SetChatAvailableReactions(peer=group.peer, available_reactions=some)
    )
    full = await ben(functions.messages.GetFullChat(chat_id=group.id))
    assert full.full_chat.available_reactions == some
    theirs = (await ben.history(group.peer))[0].id
    with pytest.raises(RpcError, match="400 REACTION_INVALID"):
        await ben(
            functions.messages.SendReaction(
                peer=group.peer, msg_id=theirs, reaction=[types.ReactionEmoji(emoticon="❤")]
            )
        )
    await ben(
        functions.messages.SendReaction(
            peer=group.peer, msg_id=theirs, reaction=[types.ReactionEmoji(emoticon="👍")]
        )
    )


async def test_a_timer_is_the_groups(group: Group) -> None:
    ann, ben = group.ann, group.ben
    await ann(functions.messages.SetHistoryTTL(peer=group.peer, period=86_400))
    told = ben.pushed()[0]
    assert told.message.action == types.MessageActionSetMessagesTTL(period=86_400)
    answer = await ben.send(group.peer, "short-lived")
    assert answer.updates[1].message.ttl_period == 86_400
    full = await ben(functions.messages.GetFullChat(chat_id=group.id))
    assert full.full_chat.ttl_period == 86_400


async def test_a_deleted_group_is_gone_for_all(group: Group) -> None:
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await group.ben(functions.messages.DeleteChat(chat_id=group.id))
    assert await group.ann(functions.messages.DeleteChat(chat_id=group.id))
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await group.ben.send(group.peer, "anybody?")
    assert (await group.as_seen_by(group.ben)).deactivated


async def test_common_groups_are_listed(group: Group) -> None:
    ann, ben = group.ann, group.ben
    query = functions.messages.GetCommonChats(user_id=ann.user(ben), max_id=0, limit=10)
    assert [c.id for c in (await ann(query)).chats] == [group.id]
    await remove(group, ben, ben)
    assert (await ann(query)).chats == []


async def test_a_deleted_account_leaves_and_an_admin_follows_its_creator(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await appoint(group, cat)
    took(group)
    await ann(functions.account.DeleteAccount(reason="done"))
    assert any(isinstance(u, types.UpdateChatParticipants) for u in ben.pushed())
    assert await group.members(ben) == {ben.id, cat.id}
    assert (await group.as_seen_by(cat)).creator
    await ben.send(group.peer, "who is left?")


async def test_a_creator_who_left_and_ends_their_account_is_followed(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await remove(group, ann, ann)
    assert not (await group.as_seen_by(ben)).creator
    took(group)
    await ann(functions.account.DeleteAccount(reason="done"))
    assert any(isinstance(u, types.UpdateChatParticipants) for u in cat.pushed())
    assert (await group.as_seen_by(ben)).creator
    assert await group.members(cat) == {ben.id, cat.id}


async def test_settings_for_all_groups_hold_for_each(group: Group) -> None:
    muted = types.InputPeerNotifySettings(mute_until=2**31 - 1)
    await group.ben(
        functions.account.UpdateNotifySettings(peer=types.InputNotifyChats(), settings=muted)
    )
    await group.ben(
        functions.folders.EditPeerFolders(
            folder_peers=[types.InputFolderPeer(peer=group.peer, folder_id=1)]
        )
    )
    group.ben.pushed()
    await group.ann.send(group.peer, "quietly")
    assert [type(u).__name__ for u in group.ben.pushed()] == ["UpdateNewMessage"]
    await group.ben(
        functions.account.UpdateNotifySettings(
            peer=types.InputNotifyPeer(peer=group.peer),
            settings=types.InputPeerNotifySettings(mute_until=0),
        )
    )
    await group.ann.send(group.peer, "aloud")
    assert "UpdateFolderPeers" in [type(u).__name__ for u in group.ben.pushed()]


@pytest.mark.parametrize("by_themselves", [True, False])
async def test_who_is_out_is_not_told_who_is_in(group: Group, by_themselves: bool) -> None:
    ann, ben = group.ann, group.ben
    await ann(functions.messages.EditChatAbout(peer=group.peer, about="up the hills"))
    await ann(functions.messages.SetHistoryTTL(peer=group.peer, period=86_400))
    await remove(group, ben if by_themselves else ann, ben)
    answer = await ben(functions.messages.GetFullChat(chat_id=group.id))
    full = answer.full_chat
    assert answer.users == []
    assert isinstance(full.participants, types.ChatParticipantsForbidden)
    told = (full.about, full.ttl_period, full.available_reactions)
    if by_themselves:
        assert told == ("up the hills", 86_400, types.ChatReactionsAll())
    else:
        assert told == ("", None, None)
    with pytest.raises(RpcError, match="400 USER_NOT_PARTICIPANT"):
        await ben(functions.messages.GetOnlines(peer=group.peer))


async def test_who_is_out_is_not_told_who_reads(group: Group) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    mine = sent_id(await ben.send(group.peer, "read me"))
    await remove(group, ben, ben)
    took(group)
    await cat(functions.messages.ReadHistory(peer=group.peer, max_id=0))
    await ann(functions.messages.ReadHistory(peer=group.peer, max_id=0))
    assert ben.pushed() == []
    with pytest.raises(RpcError, match="400 USER_NOT_PARTICIPANT"):
        await ben(functions.messages.GetMessageReadParticipants(peer=group.peer, msg_id=mine))


async def test_what_members_may_not_say_is_not_said_by_an_edit(group: Group) -> None:
    ann, ben = group.ann, group.ben
    mine = sent_id(await ben.send(group.peer, "words"))
    for rights, refusal in (
        ({"send_plain": True}, "403 CHAT_SEND_PLAIN_FORBIDDEN"),
        ({"send_messages": True}, "403 CHAT_WRITE_FORBIDDEN"),
    ):
        banned = types.ChatBannedRights(until_date=0, **rights)
        await ann(
            functions.messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=banned)
        )
        with pytest.raises(RpcError, match=refusal):
            await ben(functions.messages.EditMessage(peer=group.peer, id=mine, message="others"))


async def test_what_waited_is_not_said_once_members_may_not_say_it(group: Group) -> None:
    ann, ben = group.ann, group.ben
    due = ann.device.stage.clock.now() + 3_600
    answer = await ben.send(group.peer, "later", schedule_date=due)
    (waiting,) = [u for u in answer.updates if isinstance(u, types.UpdateNewScheduledMessage)]
    banned = types.ChatBannedRights(until_date=0, send_plain=True)
    await ann(functions.messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=banned))
    with pytest.raises(RpcError, match="403 CHAT_SEND_PLAIN_FORBIDDEN"):
        await ben(
            functions.messages.SendScheduledMessages(peer=group.peer, id=[waiting.message.id])
        )


async def test_nobody_chooses_fewer_than_no_reactions(group: Group) -> None:
    with pytest.raises(RpcError, match="400 LIMIT_INVALID"):
        await group.ann(
            functions.messages.SetChatAvailableReactions(
                peer=group.peer, available_reactions=types.ChatReactionsAll(), reactions_limit=-1
            )
        )


async def test_the_service_account_comes_into_no_group(group: Group) -> None:
    ann = group.ann
    access = ann.device.stage.service.access
    service = types.InputUser(
        user_id=SERVICE_ACCOUNT_ID, access_hash=access.of_user(ann.id, SERVICE_ACCOUNT_ID)
    )
    answer = await ann(
        functions.messages.AddChatUser(chat_id=group.id, user_id=service, fwd_limit=0)
    )
    assert [one.user_id for one in answer.missing_invitees] == [SERVICE_ACCOUNT_ID]
    assert SERVICE_ACCOUNT_ID not in await group.members(ann)


async def test_a_group_has_no_stories_yet(group: Group) -> None:
    answer = await group.ann(functions.stories.GetPeerStories(peer=group.peer))
    assert answer.stories == types.PeerStories(peer=types.PeerChat(chat_id=group.id), stories=[])


async def test_groups_are_not_among_the_people_most_written_to(group: Group) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer, "to all")
    await ann.send(ann.to(ben), "to one")
    answer = await ann(
        functions.contacts.GetTopPeers(correspondents=True, offset=0, limit=10, hash=0)
    )
    (listed,) = answer.categories
    assert [one.peer for one in listed.peers] == [types.PeerUser(user_id=ben.id)]
