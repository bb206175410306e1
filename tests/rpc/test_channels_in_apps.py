"""What the official apps break without, of supergroups and channels."""

import pytest
from msgspec.structs import replace

from heliograph.actions.chats import asker
from heliograph.catalogues.drawings import REACTIONS
from heliograph.domain.channels import ChannelDecision
from heliograph.domain.people import Username
from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.communities import make_community
from support.stage import RpcError
from support.talk import People, sent_id


@pytest.fixture
async def channel(people: People) -> Place:
    return await make_place(people, broadcast=True)


@pytest.mark.parametrize("broadcast", [True, False])
async def test_31_a_new_one_and_a_new_admin_have_a_link_at_once(
    people: People, broadcast: bool
) -> None:
    answer = await people.ann(
        functions.channels.CreateChannel(
            title="Hikers", about="", broadcast=broadcast, megagroup=not broadcast
        )
    )
    place = Place(people, answer.chats[0].id, "")
    await people.ann(
        functions.channels.EditAdmin(
            channel=place.channel(people.ann),
            user_id=people.ann.user(people.ben),
            admin_rights=types.ChatAdminRights(invite_users=True),
            rank="",
        )
    )
    links = []
    for admin in (people.ann, people.ben):
        listed = await admin(
            functions.messages.GetExportedChatInvites(
                peer=place.peer(admin), admin_id=types.InputUserSelf(), limit=1
            )
        )
        assert listed.invites[0].permanent
        links.append(listed.invites[0].link)
    assert len(set(links)) == 2


async def test_32_who_comes_by_themselves_was_invited_by_themselves(channel: Place) -> None:
    ben = channel.ben
    answer = await ben(
        functions.channels.GetParticipant(
            channel=channel.channel(ben), participant=types.InputPeerSelf()
        )
    )
    assert answer.participant.inviter_id == ben.id


async def test_32_who_is_not_in_a_public_channel_sees_its_posts_by_their_ids(
    channel: Place,
) -> None:
    number = sent_id(await channel.ann.send(channel.peer(channel.ann), "a post"))
    cat = channel.cat
    asked = functions.channels.GetMessages(
        channel=channel.channel(cat), id=[types.InputMessageID(id=number)]
    )
    (shown,) = (await cat(asked)).messages
    assert shown.message == "a post"


async def test_32_a_linked_group_is_shown_to_who_is_not_in_it(people: People) -> None:
    channel, group = [await make_community(people, broadcast=one) for one in (True, False)]
    ann, cat = people.ann, people.cat
    linked = functions.channels.SetDiscussionGroup(
        broadcast=channel.named_by(ann), group=group.named_by(ann)
    )
    assert await ann(linked)
    await cat(functions.channels.LeaveChannel(channel=group.named_by(cat)))
    full = await channel.full(cat)
    assert full.full_chat.linked_chat_id == group.id
    assert group.id in [one.id for one in full.chats]


async def test_32_statistics_are_of_no_data_centre_as_nobody_may_see_them(channel: Place) -> None:
    asked = functions.channels.GetFullChannel(channel=channel.channel(channel.ann))
    full = (await channel.ann(asked)).full_chat
    assert (full.can_view_stats, full.stats_dc) == (False, None)


async def test_34_all_reactions_can_be_chosen_one_by_one(channel: Place) -> None:
    signs = list(REACTIONS)[:100]
    chosen = [types.ReactionEmoji(emoticon=one) for one in signs]
    await channel.ann(
        functions.messages.SetChatAvailableReactions(
            peer=channel.peer(channel.ann),
            available_reactions=types.ChatReactionsSome(reactions=chosen),
        )
    )
    asked = functions.channels.GetFullChannel(channel=channel.channel(channel.ben))
    full = (await channel.ben(asked)).full_chat
    assert [one.emoticon for one in full.available_reactions.reactions] == signs


async def test_27_members_of_a_channel_are_sent_nobodys_choice_as_their_own(
    channel: Place,
) -> None:
    ann, ben = channel.ann, channel.ben
    number = sent_id(await ann.send(channel.peer(ann), "like it"))
    await channel.people.stage.settle()
    ann.pushed()
    await ben(
        functions.messages.SendReaction(
            peer=channel.peer(ben), msg_id=number, reaction=[types.ReactionEmoji(emoticon="👍")]
        )
    )
    await channel.people.stage.settle()
    (told,) = (one for one in ann.pushed() if isinstance(one, types.UpdateMessageReactions))
    assert told.reactions.min
    assert [result.chosen_order for result in told.reactions.results] == [None]


async def test_32_who_is_out_of_a_private_one_sees_none_of_its_posts(channel: Place) -> None:
    ann, cat = channel.ann, channel.cat
    number = sent_id(await ann.send(channel.peer(ann), "a post"))
    await ann(functions.channels.UpdateUsername(channel=channel.channel(ann), username=""))
    asked = functions.channels.GetMessages(
        channel=channel.channel(cat), id=[types.InputMessageID(id=number)]
    )
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await cat(asked)


async def test_16_the_row_of_the_archive_brings_the_channel_it_shows(channel: Place) -> None:
    ben = channel.ben
    await channel.ann.send(channel.peer(channel.ann), "news")
    place = types.InputFolderPeer(peer=channel.peer(ben), folder_id=1)
    await ben(functions.folders.EditPeerFolders(folder_peers=[place]))
    for answer in (
        await ben.dialogs(folder_id=0, exclude_pinned=True),
        await ben(functions.messages.GetPinnedDialogs(folder_id=0)),
    ):
        row = answer.dialogs[0]
        assert isinstance(row, types.DialogFolder)
        assert row.peer == types.PeerChannel(channel_id=channel.id)
        assert row.top_message in [one.id for one in answer.messages]
        assert channel.id in [one.id for one in answer.chats]


async def test_17_the_newest_message_of_a_supergroup_is_whole_in_the_list(people: People) -> None:
    """Desktop keeps it as the list has it: what it answers, whom it calls, who reacted."""
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    first = sent_id(await ben.send(group.peer(ben), "where to?"))
    named = types.InputMessageEntityMentionName(offset=0, length=3, user_id=ann.user(ben))
    answer = types.InputReplyToMessage(reply_to_msg_id=first)
    said = sent_id(await ann.send(group.peer(ann), "Ben, up", entities=[named], reply_to=answer))
    await group.cat(
        functions.messages.SendReaction(
            peer=group.peer(group.cat),
            msg_id=said,
            reaction=[types.ReactionEmoji(emoticon="👍")],
        )
    )
    page = await ben.dialogs()
    (top,) = (one for one in page.messages if one.peer_id == types.PeerChannel(channel_id=group.id))
    assert (top.id, top.mentioned, top.media_unread) == (said, True, True)
    assert top.reply_to.reply_to_msg_id == first
    assert [one.count for one in top.reactions.results] == [1]
    assert top == (await ben.history(group.peer(ben)))[0]


async def test_19_whoever_asks_about_a_channel_is_told_who_they_are(people: People) -> None:
    group = await make_community(people)
    ben = group.ben
    await ben.send(group.peer(ben), "here I am")
    named = group.named_by(ben)
    answers = [
        await group.full(ben),
        await ben(functions.channels.GetParticipant(channel=named, participant=ben.to(ben))),
        await ben(
            functions.channels.GetParticipants(
                channel=named, filter=types.ChannelParticipantsRecent(), offset=0, limit=9, hash=0
            )
        ),
        await ben(
            functions.updates.GetChannelDifference(
                channel=named, filter=types.ChannelMessagesFilterEmpty(), pts=1, limit=9
            )
        ),
        await ben.dialogs(),
    ]
    for answer in answers:
        assert [one.self for one in answer.users if one.id == ben.id] == [True]
        assert not any(one.self for one in answer.users if one.id != ben.id)


async def test_21_how_far_a_channel_was_read_has_the_pts_of_the_channel(channel: Place) -> None:
    ann, ben = channel.ann, channel.ben
    said = sent_id(await ann.send(channel.peer(ann), "news"))
    other = ben.sibling()
    before = await ben.pts()
    await ben(functions.channels.ReadHistory(channel=channel.channel(ben), max_id=said))
    (told,) = (one for one in other.pushed() if isinstance(one, types.UpdateReadChannelInbox))
    page = await ben(
        functions.messages.GetPeerDialogs(peers=[types.InputDialogPeer(peer=channel.peer(ben))])
    )
    assert told.pts == page.dialogs[0].pts != before
    assert await ben.pts() == before


async def test_29_channels_have_one_name_or_several(people: People) -> None:
    place = await make_place(people, broadcast=True, name="hikers_news")
    cat = people.cat
    shown = await place.seen_by(cat)
    assert (shown.username, shown.usernames) == ("hikers_news", None)
    await people.stage.store.change_channel(
        asker(people.stage.app, people.ann.id, place.id),
        decide=lambda context: ChannelDecision(
            channel=replace(
                context.channel,
                usernames=(Username("hikers_news", editable=True), Username("hikers_old")),
            )
        ),
    )
    shown = await place.seen_by(cat)
    assert shown.username is None
    assert [one.username for one in shown.usernames] == ["hikers_news", "hikers_old"]
