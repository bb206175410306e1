"""Supergroups and channels: making one, coming in and going, talking there, and who sees what."""

from typing import Any

import pytest

from heliograph.actions.channel_posts import write_views
from heliograph.actions.scheduling import send_due
from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.stage import RpcError
from support.talk import People, sent_id


@pytest.fixture
async def group(people: People) -> Place:
    return await make_place(people)


@pytest.fixture
async def channel(people: People) -> Place:
    return await make_place(people, broadcast=True)


def kinds(updates: list[Any]) -> list[str]:
    return [type(update).__name__ for update in updates]


async def pushed(place: Place, talker: Any) -> list[Any]:
    await place.people.stage.settle()
    found: list[Any] = talker.pushed()
    return found


@pytest.mark.parametrize("broadcast", [True, False])
async def test_a_new_one_is_its_creators(people: People, broadcast: bool) -> None:
    answer = await people.ann(
        functions.channels.CreateChannel(
            title=" Hikers ", about="Up", broadcast=broadcast, megagroup=not broadcast
        )
    )
    assert kinds(answer.updates) == [
        "UpdateMessageID",
        "UpdateNewChannelMessage",
        "UpdateChannel",
    ]
    (shown,) = answer.chats
    assert (shown.title, shown.creator, shown.broadcast) == ("Hikers", True, broadcast)
    assert shown.megagroup is not broadcast
    told = answer.updates[1]
    assert told.message.action == types.MessageActionChannelCreate(title="Hikers")
    assert (told.pts, told.pts_count, told.message.post) == (2, 1, broadcast)
    assert (told.message.from_id is None) is broadcast


async def test_who_finds_it_comes_in_and_goes(group: Place) -> None:
    cat = group.cat
    found = await cat(functions.contacts.ResolveUsername(username="hikers"))
    assert found.peer == types.PeerChannel(channel_id=group.id)
    assert found.chats[0].left
    await group.join(cat)
    assert not (await group.seen_by(cat)).left
    assert (await group.seen_by(cat)).participants_count == 3
    with pytest.raises(RpcError, match="400 USER_ALREADY_PARTICIPANT"):
        await group.join(cat)
    await cat(functions.channels.LeaveChannel(channel=group.channel(cat)))
    assert (await group.seen_by(cat)).left
    with pytest.raises(RpcError, match="400 USER_NOT_PARTICIPANT"):
        await cat(functions.channels.LeaveChannel(channel=group.channel(cat)))


async def test_what_is_said_has_one_id_for_everybody(group: Place) -> None:
    ann, ben = group.ann, group.ben
    answer = await ann.send(group.peer(ann), "hello all")
    named, arrived = answer.updates
    assert (named.id, arrived.message.out) == (arrived.message.id, True)
    (update,) = await pushed(group, ben)
    assert isinstance(update, types.UpdateNewChannelMessage)
    assert (update.message.id, update.message.message) == (named.id, "hello all")
    assert (update.pts, update.message.out) == (arrived.pts, False)
    assert update.message.from_id == types.PeerUser(user_id=ann.id)
    assert [one.id for one in await ben.history(group.peer(ben))] == [named.id, 2, 1]
    assert await pushed(group, group.cat) == []


async def test_the_first_push_shows_the_whole_channel_and_later_ones_no_more_than_all_may_see(
    group: Place,
) -> None:
    ann, ben = group.ann, group.ben
    for text in ("one", "two"):
        await ann.send(group.peer(ann), text)
    await group.people.stage.settle()
    first, second = ben.device.session.take()
    assert (first.chats[0].min, first.chats[0].access_hash) == (False, group.hash_for(ben))
    assert (second.chats[0].min, second.chats[0].access_hash) == (True, None)
    assert [user.min for user in (*first.users, *second.users)][-1]


async def test_only_admins_write_in_a_channel_and_nobody_says_who(channel: Place) -> None:
    ann, ben = channel.ann, channel.ben
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben.send(channel.peer(ben), "me too")
    await ann.send(channel.peer(ann), "a post")
    (update,) = await pushed(channel, ben)
    assert (update.message.post, update.message.from_id, update.message.views) == (True, None, 1)
    (envelope,) = [await channel.missed(ben, update.pts - 1)]
    assert [user.id for user in envelope.users] == [ben.id]


async def test_11_6_the_difference_tells_what_was_pushed(group: Place) -> None:
    ann, ben = group.ann, group.ben
    start = (await group.missed(ben, 1)).pts
    first = (await ann.send(group.peer(ann), "first")).updates[0].id
    await ann.send(group.peer(ann), "second")
    await ann(
        functions.messages.EditMessage(peer=group.peer(ann), id=first, message="first, mended")
    )
    gone = functions.channels.DeleteMessages(channel=group.channel(ann), id=[first + 1])
    assert (await ann(gone)).pts_count == 1
    told = await pushed(group, ben)
    assert kinds(told) == [
        "UpdateNewChannelMessage",
        "UpdateNewChannelMessage",
        "UpdateEditChannelMessage",
        "UpdateDeleteChannelMessages",
    ]
    missed = await group.missed(ben, start)
    assert missed.final
    assert [one.message for one in missed.new_messages] == ["first, mended"]
    assert kinds(missed.other_updates) == [
        "UpdateEditChannelMessage",
        "UpdateDeleteChannelMessages",
    ]
    assert missed.pts == told[-1].pts
    assert isinstance(await group.missed(ben, missed.pts), types.updates.ChannelDifferenceEmpty)
    sliced = await group.missed(ben, start, limit=1)
    assert (sliced.final, sliced.pts) == (False, start + 1)


async def test_only_the_last_of_a_difference_says_when_to_ask_again(group: Place) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    for text in ("first", "second"):
        await ann.send(group.peer(ann), text)
    for looker, again_s in ((ben, 300), (cat, 30)):
        start = (await group.missed(looker, 1)).pts - 2
        sliced = await group.missed(looker, start, limit=1)
        assert (sliced.final, sliced.timeout) == (False, None)
        last = await group.missed(looker, sliced.pts)
        assert (last.final, last.timeout) == (True, again_s)
        empty = await group.missed(looker, last.pts)
        assert isinstance(empty, types.updates.ChannelDifferenceEmpty)
        assert empty.timeout == again_s


async def test_11_1_what_is_said_moves_the_channel_and_no_mailbox(group: Place) -> None:
    ann, ben = group.ann, group.ben
    before = await ben.pts()
    date = (await ben(functions.updates.GetState())).date
    await ann.send(group.peer(ann), "hello")
    assert await ben.pts() == before
    missed = await ben(functions.updates.GetDifference(pts=before, date=date, qts=0))
    (moved,) = [one for one in missed.other_updates if isinstance(one, types.UpdateChannelTooLong)]
    assert (moved.channel_id, moved.pts) == (group.id, (await group.missed(ben, 1)).pts)
    assert [chat.id for chat in missed.chats] == [group.id]
    assert not missed.chats[0].min


async def test_who_was_away_is_told_that_all_is_read_since_they_came_back(group: Place) -> None:
    ann, ben = group.ann, group.ben
    clock = group.people.stage.clock
    state = await ben(functions.updates.GetState())
    clock.date += 100
    await ann.send(group.peer(ann), "unread, then read by who comes back")
    await ben(functions.channels.LeaveChannel(channel=group.channel(ben)))
    made = await ann(functions.messages.ExportChatInvite(peer=group.peer(ann)))
    secret = made.link.rpartition("+")[2]
    await ben(functions.messages.ImportChatInvite(hash=secret))
    dialog = await ben.dialog_with(group.peer(ben))
    query = functions.updates.GetDifference(pts=state.pts, date=state.date, qts=0)
    (read,) = [
        one
        for one in (await ben(query)).other_updates
        if isinstance(one, types.UpdateReadChannelInbox)
    ]
    assert (read.channel_id, read.max_id) == (group.id, dialog.read_inbox_max_id)
    assert (read.still_unread_count, dialog.unread_count) == (0, 0)


async def test_who_was_away_is_told_of_what_it_is_and_that_it_is_gone(group: Place) -> None:
    ann, ben = group.ann, group.ben
    clock = group.people.stage.clock

    async def missed() -> list[tuple[str, int]]:
        state = await ben(functions.updates.GetState())
        asked = functions.updates.GetDifference(pts=state.pts, date=clock.now(), qts=0)
        answer = await ben(asked)
        named = getattr(answer, "other_updates", [])
        assert kinds(named) == ["UpdateChannelTooLong"] * len(named)
        return [(type(chat).__name__, chat.id) for chat in getattr(answer, "chats", [])]

    clock.date += 100
    assert await missed() == []
    await ann(functions.messages.EditChatAbout(peer=group.peer(ann), about="Sideways"))
    assert await missed() == [("Channel", group.id)]
    clock.date += 100
    assert await missed() == []
    await ann(functions.channels.DeleteChannel(channel=group.channel(ann)))
    assert await missed() == [("ChannelForbidden", group.id)]


async def test_who_comes_into_a_channel_is_nothing_that_others_missed(channel: Place) -> None:
    ben, clock = channel.ben, channel.people.stage.clock
    clock.date += 100
    await channel.join(channel.cat)
    state = await ben(functions.updates.GetState())
    asked = functions.updates.GetDifference(pts=state.pts, date=clock.now(), qts=0)
    assert isinstance(await ben(asked), types.updates.DifferenceEmpty)


async def test_reading_is_told_to_ones_devices_and_to_who_wrote(group: Place) -> None:
    ann, ben = group.ann, group.ben
    sibling = ben.sibling()
    said = (await ann.send(group.peer(ann), "hello")).updates[0].id
    await pushed(group, ben), await pushed(group, sibling)
    assert (await ben.dialog_with(group.peer(ben))).unread_count == 1
    read = functions.channels.ReadHistory(channel=group.channel(ben), max_id=said)
    assert await ben(read) is True
    assert await ben(read) is False
    (mine,) = await pushed(group, sibling)
    assert (mine.max_id, mine.still_unread_count) == (said, 0)
    (theirs,) = await pushed(group, ann)
    assert theirs == types.UpdateReadChannelOutbox(channel_id=group.id, max_id=said)
    assert (await ann.dialog_with(group.peer(ann))).read_outbox_max_id == said


async def test_it_stands_in_the_list_with_its_pts(group: Place) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer(ann), "newest")
    listed = await ben.dialogs()
    dialog = listed.dialogs[0]
    assert dialog.peer == types.PeerChannel(channel_id=group.id)
    assert (dialog.pts, dialog.unread_count) == ((await group.missed(ben, 1)).pts, 1)
    assert listed.messages[0].message == "newest"


async def test_a_page_of_its_own_says_what_it_is(channel: Place) -> None:
    ben = channel.ben
    page = await ben(functions.channels.GetFullChannel(channel=channel.channel(ben)))
    full = page.full_chat
    assert (full.about, full.participants_count, full.can_set_username) == ("Up and down", 2, False)
    assert not full.can_view_participants
    mine = await channel.ann(
        functions.channels.GetFullChannel(channel=channel.channel(channel.ann))
    )
    assert (mine.full_chat.admins_count, mine.full_chat.can_delete_channel) == (1, True)


async def test_posts_go_out_of_a_channel_with_where_they_come_from(channel: Place) -> None:
    ann, ben, cat = channel.ann, channel.ben, channel.cat
    said = (await ann.send(channel.peer(ann), "news")).updates[0].id
    await ben.forward(channel.peer(ben), [said], ben.to(cat))
    (update,) = [one for one in cat.pushed() if isinstance(one, types.UpdateNewMessage)]
    origin = update.message.fwd_from
    assert origin.from_id == types.PeerChannel(channel_id=channel.id)
    assert (origin.channel_post, update.message.message) == (said, "news")


async def test_anybody_looks_into_what_is_public_and_nobody_else_into_the_rest(
    channel: Place,
) -> None:
    ann, cat = channel.ann, channel.cat
    await ann.send(channel.peer(ann), "for all")
    assert (await cat.history(channel.peer(cat)))[0].message == "for all"
    looked = await cat(
        functions.channels.GetMessages(
            channel=channel.channel(cat), id=[types.InputMessageID(id=2)]
        )
    )
    assert looked.messages[0].message == "for all"
    closing = functions.channels.UpdateUsername(channel=channel.channel(ann), username="")
    await ann(closing)
    for refused in (
        functions.messages.GetHistory(
            peer=channel.peer(cat),
            limit=1,
            hash=0,
            **dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0),
        ),
        functions.channels.GetFullChannel(channel=channel.channel(cat)),
        functions.channels.JoinChannel(channel=channel.channel(cat)),
    ):
        with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
            await cat(refused)
    foreign = types.InputChannel(channel_id=channel.id, access_hash=channel.hash_for(ann))
    with pytest.raises(RpcError, match="400 CHANNEL_INVALID"):
        await cat(functions.channels.GetFullChannel(channel=foreign))


async def test_what_is_deleted_is_gone_for_everybody(group: Place) -> None:
    ann, ben = group.ann, group.ben
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(functions.channels.DeleteChannel(channel=group.channel(ben)))
    await ann(functions.channels.DeleteChannel(channel=group.channel(ann)))
    (update,) = await pushed(group, ben)
    assert update == types.UpdateChannel(channel_id=group.id)
    assert isinstance(await group.seen_by(ben), types.ChannelForbidden)
    assert (await ben.dialogs()).dialogs == []
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await ben.send(group.peer(ben), "anybody?")


async def test_a_repeat_is_the_first_message_again(group: Place) -> None:
    ann = group.ann
    first = await ann.send(group.peer(ann), "once", random_id=7)
    again = await ann.send(group.peer(ann), "once", random_id=7)
    assert again.updates == first.updates
    with pytest.raises(RpcError, match="RANDOM_ID_DUPLICATE"):
        await ann.send(group.peer(ann), "twice", random_id=7)


async def test_what_is_pinned_is_pinned_for_everybody(group: Place) -> None:
    ann, ben = group.ann, group.ben
    said = (await ann.send(group.peer(ann), "read this")).updates[0].id
    await pushed(group, ben)
    await ann(functions.messages.UpdatePinnedMessage(peer=group.peer(ann), id=said))
    marked, told = await pushed(group, ben)
    assert (marked.messages, marked.pinned, marked.channel_id) == ([said], True, group.id)
    assert told.message.action == types.MessageActionPinMessage()
    assert told.pts == marked.pts + 1
    full = await ben(functions.channels.GetFullChannel(channel=group.channel(ben)))
    assert full.full_chat.pinned_msg_id == said
    assert [one.pinned for one in await ben.history(group.peer(ben)) if one.id == said] == [True]
    left = await ann(functions.messages.UnpinAllMessages(peer=group.peer(ann)))
    assert (left.pts, left.offset) == (told.pts + 1, 0)
    assert not (await pushed(group, ben))[0].pinned


async def test_subscribers_pin_nothing(channel: Place) -> None:
    said = (await channel.ann.send(channel.peer(channel.ann), "read this")).updates[0].id
    ben = channel.ben
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(functions.messages.UpdatePinnedMessage(peer=channel.peer(ben), id=said))


async def test_each_reader_counts_once_and_all_are_written_together(channel: Place) -> None:
    ann, ben, cat = channel.ann, channel.ben, channel.cat
    said = (await ann.send(channel.peer(ann), "seen")).updates[0].id

    async def views(talker: Any, *, increment: bool) -> int:
        asked = functions.messages.GetMessagesViews(
            peer=channel.peer(talker), id=[said], increment=increment
        )
        counted: int = (await talker(asked)).views[0].views
        return counted

    assert await views(ben, increment=True) == 2
    assert await views(ben, increment=True) == 2
    assert await views(ann, increment=True) == 2
    assert await views(cat, increment=True) == 3
    assert (await ben.history(channel.peer(ben)))[0].views == 1
    await write_views(channel.people.stage.app)
    assert (await ben.history(channel.peer(ben)))[0].views == 3
    assert await views(ben, increment=False) == 3
    await ben.forward(channel.peer(ben), [said], ben.to(cat))
    post = (await ben.history(channel.peer(ben)))[0]
    assert (post.views, post.forwards) == (3, 1)


async def test_who_types_is_seen_by_the_others(group: Place) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer(ann), "first")
    await pushed(group, ben)
    typing = functions.messages.SetTyping(
        peer=group.peer(ann), action=types.SendMessageTypingAction()
    )
    assert await ann(typing)
    (update,) = await pushed(group, ben)
    assert (update.channel_id, update.from_id) == (group.id, types.PeerUser(user_id=ann.id))
    assert await pushed(group, ann) == []


async def test_a_post_waits_until_it_is_due(channel: Place) -> None:
    ann, ben, clock = channel.ann, channel.ben, channel.people.stage.clock
    await ann.send(channel.peer(ann), "tomorrow", schedule_date=clock.now() + 86_400)
    assert await pushed(channel, ben) == []
    waiting = await ann(functions.messages.GetScheduledHistory(peer=channel.peer(ann), hash=0))
    assert [one.message for one in waiting.messages] == ["tomorrow"]
    assert waiting.messages[0].post
    clock.date += 86_401
    assert await send_due(channel.people.stage.app) == 1
    (update,) = await pushed(channel, ben)
    assert (update.message.message, update.message.post) == ("tomorrow", True)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben.send(channel.peer(ben), "mine", schedule_date=clock.now() + 86_400)


async def test_a_channel_is_muted_for_oneself(channel: Place) -> None:
    ben = channel.ben
    peer = types.InputNotifyPeer(peer=channel.peer(ben))
    settings = types.InputPeerNotifySettings(mute_until=2**31 - 1)
    assert await ben(functions.account.UpdateNotifySettings(peer=peer, settings=settings))
    dialog = await ben.dialog_with(channel.peer(ben))
    assert dialog.notify_settings.mute_until == 2**31 - 1


async def test_admins_may_sign_their_posts(channel: Place) -> None:
    ann, ben = channel.ann, channel.ben
    asked = functions.channels.ToggleSignatures(
        channel=channel.channel(ann), signatures_enabled=True
    )
    await ann(asked)
    await pushed(channel, ben)
    await ann.send(channel.peer(ann), "signed")
    (update,) = await pushed(channel, ben)
    assert (update.message.post_author, update.message.from_id) == ("Ann", None)


async def test_what_is_not_public_is_found_by_a_link_alone(channel: Place) -> None:
    ann, ben, cat = channel.ann, channel.ben, channel.cat
    await ann(functions.channels.UpdateUsername(channel=channel.channel(ann), username=""))
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(functions.messages.ExportChatInvite(peer=channel.peer(ben)))
    listed = await ann(
        functions.messages.GetExportedChatInvites(
            peer=channel.peer(ann), admin_id=types.InputUserSelf(), limit=1
        )
    )
    assert (listed.count, listed.invites[0].permanent) == (1, True)
    made = await ann(functions.messages.ExportChatInvite(peer=channel.peer(ann), usage_limit=1))
    secret = made.link.rpartition("+")[2]
    offered = await cat(functions.messages.CheckChatInvite(hash=secret))
    assert (offered.title, offered.channel, offered.broadcast) == ("Hikers", True, True)
    joined = await cat(functions.messages.ImportChatInvite(hash=secret))
    assert joined.updates.chats[0].id == channel.id
    assert not joined.updates.chats[0].left
    with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
        await cat(functions.messages.ImportChatInvite(hash=secret))
    await ann.send(channel.peer(ann), "for those inside")
    (*_, update) = await pushed(channel, cat)
    assert update.message.message == "for those inside"
    dan = await channel.people.stage.person("12025550104", "Dan")
    with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
        await dan(functions.messages.ImportChatInvite(hash=secret))


async def test_a_poll_of_a_supergroup_is_voted_in_by_all(group: Place) -> None:
    ann, ben = group.ann, group.ben
    answers = [
        types.PollAnswer(text=types.TextWithEntities(text=word, entities=[]), option=word.encode())
        for word in ("yes", "no")
    ]
    question = types.TextWithEntities(text="Up?", entities=[])
    asked = types.Poll(id=0, question=question, answers=answers, hash=0)
    sent = await ann.send_media(group.peer(ann), types.InputMediaPoll(poll=asked))
    said = sent.updates[0].id
    await pushed(group, ben)
    answer = await ben(
        functions.messages.SendVote(peer=group.peer(ben), msg_id=said, options=[b"yes"])
    )
    assert [one.chosen for one in answer.updates[0].results.results] == [True, False]
    (update,) = await pushed(group, ann)
    assert (update.msg_id, update.results.total_voters, update.results.min) == (said, 1, True)
    assert await pushed(group, ben) == []
    mine = await ann(
        functions.messages.GetPollResults(peer=group.peer(ann), msg_id=said, poll_hash=0)
    )
    assert mine.updates[0].results.total_voters == 1


async def test_a_repeat_of_what_is_gone_touches_no_mailbox_but_the_channels(group: Place) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(ann.to(ben), "in private")
    first = await ann.send(group.peer(ann), "once", random_id=8)
    gone = functions.channels.DeleteMessages(channel=group.channel(ann), id=[first.updates[0].id])
    await ann(gone)
    again = await ann.send(group.peer(ann), "once", random_id=8)
    assert kinds(again.updates) == [
        "UpdateMessageID",
        "UpdateNewChannelMessage",
        "UpdateDeleteChannelMessages",
    ]
    assert [one.message for one in await ann.history(ann.to(ben))] == ["in private"]


async def test_what_is_begun_there_waits_on_ones_devices(group: Place) -> None:
    ben = group.ben
    sibling = ben.sibling()
    await ben(functions.messages.SaveDraft(peer=group.peer(ben), message="I think"))
    (update,) = await pushed(group, sibling)
    assert update.peer == types.PeerChannel(channel_id=group.id)
    assert (await ben.dialog_with(group.peer(ben))).draft.message == "I think"
    await ben.send(group.peer(ben), "I think so", clear_draft=True)
    assert (await ben.dialog_with(group.peer(ben))).draft is None
    shown = await ben(functions.messages.GetPeerSettings(peer=group.peer(ben)))
    assert [chat.id for chat in shown.chats] == [group.id]


async def test_who_ends_their_account_is_in_no_channel_and_what_they_said_stays(
    group: Place,
) -> None:
    ann, ben = group.ann, group.ben
    await ben.send(group.peer(ben), "remember me")
    await pushed(group, ann)
    await ben(functions.account.DeleteAccount(reason="enough"))
    await group.people.stage.settle()
    ann.pushed()
    assert (await group.seen_by(ann)).participants_count == 1
    assert (await ann.history(group.peer(ann)))[0].message == "remember me"
    assert list(await group.people.stage.store.check(whole=True)) == []


async def test_who_was_only_seen_in_a_message_there_is_named_by_it(group: Place) -> None:
    ben, cat = group.ben, group.cat
    said = (await ben.send(group.peer(ben), "it is me")).updates[0].id

    def named(msg_id: int, user_id: int) -> functions.users.GetUsers:
        form = types.InputUserFromMessage(peer=group.peer(cat), msg_id=msg_id, user_id=user_id)
        return functions.users.GetUsers(id=[form])

    assert [user.id for user in await cat(named(said, ben.id))] == [ben.id]
    for wrong in (named(said, group.ann.id), named(said + 7, ben.id)):
        assert not any(isinstance(user, types.User) for user in await cat(wrong))


async def test_an_edited_post_leaves_the_private_message_of_its_number_alone(group: Place) -> None:
    ann, ben = group.ann, group.ben
    post = sent_id(await ann.send(group.peer(ann), "post"))
    private = 0
    while private < post:
        private = sent_id(await ann.send(ann.to(ben), "private"))
    await ann(functions.messages.EditMessage(peer=group.peer(ann), id=post, message="edited post"))
    query = functions.messages.EditMessage(peer=ann.to(ben), id=private, message="edited")
    assert [update.message.message for update in (await ann(query)).updates] == ["edited"]
    assert (await ben.history(ben.to(ann)))[0].message == "edited"


async def test_one_that_was_made_after_the_backup_is_gone_for_who_was_in_it(
    people: People,
) -> None:
    ann, gone = people.ann, 987_654
    access_hash = people.stage.service.access.of_channel(ann.id, gone)
    for number, refusal in ((access_hash, "400 CHANNEL_PRIVATE"), (1, "400 CHANNEL_INVALID")):
        named = types.InputChannel(channel_id=gone, access_hash=number)
        for query in (
            functions.updates.GetChannelDifference(
                channel=named, filter=types.ChannelMessagesFilterEmpty(), pts=1, limit=10
            ),
            functions.channels.GetFullChannel(channel=named),
        ):
            with pytest.raises(RpcError, match=refusal):
                await ann(query)
