"""What the official apps break without, of supergroups and channels."""

import pytest

from heliograph.catalogues.drawings import REACTIONS
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
    told = [one for one in ann.pushed() if isinstance(one, types.UpdateMessageReactions)]
    for one in told:
        assert all(result.chosen_order is None for result in one.reactions.results)


async def test_32_who_is_out_of_a_private_one_sees_none_of_its_posts(channel: Place) -> None:
    ann, cat = channel.ann, channel.cat
    number = sent_id(await ann.send(channel.peer(ann), "a post"))
    await ann(functions.channels.UpdateUsername(channel=channel.channel(ann), username=""))
    asked = functions.channels.GetMessages(
        channel=channel.channel(cat), id=[types.InputMessageID(id=number)]
    )
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await cat(asked)
