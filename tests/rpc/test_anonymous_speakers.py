"""Who speaks for a supergroup or channel is nowhere told to those who only read it."""

import re
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

channels = functions.channels


def names(answer: Any, somebody: Talker) -> bool:
    """Whether an account stands anywhere in an answer."""
    return re.search(rf"\b{somebody.id}\b", repr(answer)) is not None


async def make_anonymous(group: Community) -> None:
    """Have Ben be an anonymous admin."""
    await group.make_admin(group.ben, invite_users=True, pin_messages=True, anonymous=True)
    for talker in (group.ann, group.ben, group.cat):
        talker.pushed()


async def saved(by: Talker, of: Community, message_id: int) -> Any:
    return await by.forward(of.peer(by), [message_id], types.InputPeerSelf())


def header(answer: Any) -> Any:
    (update,) = [one for one in answer.updates if isinstance(one, types.UpdateNewMessage)]
    return update.message.fwd_from


async def test_saving_an_unsigned_post_does_not_tell_who_wrote_it(people: People) -> None:
    news = await make_community(people, broadcast=True)
    itself = types.PeerChannel(channel_id=news.id)
    said = sent_id(await news.ann.send(news.peer(news.ann), "news"))
    answer = await saved(news.cat, news, said)
    assert (header(answer).from_id, header(answer).saved_from_peer) == (itself, itself)
    assert not names(answer, news.ann)
    await news.cat.send(news.cat.to(news.ben), "by Cat")
    at_ben = (await news.ben.history(news.ben.to(news.cat)))[0].id
    await news.make_admin(news.ben, post_messages=True)
    news.cat.pushed()
    there = news.peer(news.ben)
    passed_on = sent_id(await news.ben.forward(news.ben.to(news.cat), [at_ben], there))
    answer = await saved(news.cat, news, passed_on)
    assert header(answer).from_id == types.PeerUser(user_id=news.cat.id)
    assert header(answer).saved_from_id == itself
    assert not names(answer, news.ben)


async def test_saving_what_an_anonymous_admin_said_does_not_tell_who(people: People) -> None:
    group = await make_community(people)
    itself = types.PeerChannel(channel_id=group.id)
    await make_anonymous(group)
    there = group.peer(group.ben)
    said = sent_id(await group.ben.send(there, "from all of us"))
    answer = await saved(group.cat, group, said)
    assert (header(answer).from_id, header(answer).saved_from_peer) == (itself, itself)
    assert not names(answer, group.ben)
    of_cat = sent_id(await group.cat.send(group.peer(group.cat), "by Cat"))
    passed_on = sent_id(await group.ben.forward(there, [of_cat], there))
    answer = await saved(group.cat, group, passed_on)
    assert header(answer).saved_from_id == itself
    assert not names(answer, group.ben)


async def test_what_an_anonymous_admin_does_is_told_by_the_supergroup(people: People) -> None:
    group = await make_community(people, username="hikers_club")
    ben, itself = group.ben, types.PeerChannel(channel_id=group.id)
    await group.make_admin(ben, invite_users=True, ban_users=True, change_info=True, anonymous=True)
    dan, eve = await group.stranger(), await group.stranger("12025550105")
    for talker in (group.ann, ben, group.cat):
        talker.pushed()
    await ben(channels.EditTitle(channel=group.named_by(ben), title="Climbers"))
    await ben(channels.InviteToChannel(channel=group.named_by(ben), users=[ben.user(eve)]))
    await group.limit(ben, eve, view_messages=True)
    await people.stage.settle()
    assert not names(group.cat.pushed(), ben)
    for who in (group.cat, dan):
        answer = await who(
            channels.GetMessages(
                channel=group.named_by(who), id=[types.InputMessageID(id=one) for one in (2, 3, 4)]
            )
        )
        told = [(type(one.action).__name__, one.from_id or one.peer_id) for one in answer.messages]
        assert told == [
            ("MessageActionChatEditTitle", itself),
            ("MessageActionChatAddUser", itself),
            ("MessageActionChatDeleteUser", itself),
        ]
        assert not names(answer, ben)


async def test_who_comes_by_an_anonymous_admins_link_does_not_tell_whose_it_was(
    people: People,
) -> None:
    group = await make_community(people)
    await make_anonymous(group)
    exported = await group.ben(functions.messages.ExportChatInvite(peer=group.peer(group.ben)))
    dan = await group.stranger()
    hash = exported.link.rsplit("+", 1)[1]
    came = (await dan(functions.messages.ImportChatInvite(hash=hash))).updates
    await people.stage.settle()
    (said, *_) = await group.cat.history(group.peer(group.cat))
    assert said.action == types.MessageActionChatJoinedByLink(inviter_id=dan.id)
    assert not any(names(told, group.ben) for told in (said, came, group.cat.pushed()))


async def test_who_goes_and_comes_by_themselves_says_so(people: People) -> None:
    group = await make_community(people, username="hikers_club")
    ben, by_ben = group.ben, types.PeerUser(user_id=group.ben.id)
    await make_anonymous(group)
    await ben(channels.LeaveChannel(channel=group.named_by(ben)))
    await ben(channels.JoinChannel(channel=group.named_by(ben)))
    left, came = (await group.cat.history(group.peer(group.cat)))[1::-1]
    assert (left.from_id, came.from_id) == (by_ben, by_ben)


@pytest.mark.parametrize(
    "wanted",
    [
        types.ChannelParticipantsRecent(),
        types.ChannelParticipantsAdmins(),
        types.ChannelParticipantsContacts(q=""),
        types.ChannelParticipantsSearch(q="ben"),
    ],
)
async def test_lists_have_anonymous_admins_for_admins_alone(people: People, wanted: Any) -> None:
    group = await make_community(people, username="hikers_club")
    ann, ben, cat = group.ann, group.ben, group.cat
    await make_anonymous(group)
    dan = await group.stranger()
    for who in (ann, cat, dan):
        await who(
            functions.contacts.AddContact(
                id=who.user(ben), first_name="Ben", last_name="", phone=""
            )
        )

    async def listed(by: Talker) -> Any:
        return await by(
            channels.GetParticipants(
                channel=group.named_by(by), filter=wanted, offset=0, limit=100, hash=0
            )
        )

    for who in (cat, dan):
        answer = await listed(who)
        assert answer.count == len(answer.participants)
        assert not names(answer, ben)
        with pytest.raises(RpcError, match="400 USER_NOT_PARTICIPANT"):
            await group.role(who, ben)
    assert names(await listed(ann), ben)
    assert isinstance(await group.role(ann, ben), types.ChannelParticipantAdmin)
    assert isinstance(await group.role(ben, ben), types.ChannelParticipantAdmin)


async def test_whom_an_anonymous_admin_brought_or_made_an_admin_is_not_told_who(
    people: People,
) -> None:
    group = await make_community(people, username="hikers_club")
    ann, ben, cat = group.ann, group.ben, group.cat
    await group.make_admin(ben, invite_users=True, add_admins=True, anonymous=True)
    dan = await group.stranger()
    await ben(channels.InviteToChannel(channel=group.named_by(ben), users=[ben.user(dan)]))
    await ben(
        channels.EditAdmin(
            channel=group.named_by(ben),
            user_id=ben.user(cat),
            admin_rights=types.ChatAdminRights(invite_users=True),
            rank="",
        )
    )
    query = channels.GetParticipants(
        channel=group.named_by(dan),
        filter=types.ChannelParticipantsRecent(),
        offset=0,
        limit=100,
        hash=0,
    )
    assert not names(await dan(query), ben)
    assert (await group.role(dan, dan)).inviter_id == dan.id
    assert (await group.role(dan, cat)).promoted_by == cat.id
    assert (await group.role(ann, cat)).promoted_by == ben.id
