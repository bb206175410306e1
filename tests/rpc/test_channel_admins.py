"""Who has a say in a supergroup or channel, who is limited, who is listed."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.actions.channel_admins import lift_ended
from heliograph.domain import channel_admins
from heliograph.domain.channel_admins import ChannelLimits
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

Admins = types.ChannelParticipantsAdmins
Recent = types.ChannelParticipantsRecent
channels = functions.channels
HOUR_S = 3_600


@pytest.fixture
async def group(people: People) -> Community:
    return await make_community(people, username="hikers_club")


@pytest.fixture
async def channel(people: People) -> Community:
    return await make_community(people, broadcast=True, username="hikers_news")


async def listed(of: Community, by: Talker, wanted: Any, **fields: int) -> Any:
    asked = {"offset": 0, "limit": 100, "hash": 0, **fields}
    query = functions.channels.GetParticipants(channel=of.named_by(by), filter=wanted, **asked)
    return await by(query)


def ids(answer: Any) -> list[int]:
    return [
        one.peer.user_id if hasattr(one, "peer") else one.user_id for one in answer.participants
    ]


async def log(of: Community, by: Talker, q: str = "", **fields: Any) -> Any:
    asked = {"max_id": 0, "min_id": 0, "limit": 100, **fields}
    return await by(functions.channels.GetAdminLog(channel=of.named_by(by), q=q, **asked))


async def test_an_admin_is_made_told_and_listed_with_their_rank(group: Community) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    answer = await ann(
        functions.channels.EditAdmin(
            channel=group.named_by(ann),
            user_id=ann.user(ben),
            admin_rights=types.ChatAdminRights(ban_users=True, invite_users=True),
            rank="Cook",
        )
    )
    assert types.UpdateChannel(channel_id=group.id) in answer.updates
    assert types.UpdateChannel(channel_id=group.id) in ben.pushed()
    shown = await group.role(cat, ben)
    assert isinstance(shown, types.ChannelParticipantAdmin)
    assert (shown.rank, shown.promoted_by, shown.can_edit) == ("Cook", ann.id, False)
    assert shown.admin_rights == types.ChatAdminRights(
        ban_users=True, invite_users=True, other=True
    )
    assert (await group.role(ann, ben)).can_edit
    own = await group.role(ben, ben)
    assert (own.self, own.inviter_id) == (True, ann.id)
    assert ids(await listed(group, cat, Admins())) == [ann.id, ben.id]
    (seen,) = (await listed(group, ben, Admins())).chats
    assert seen.admin_rights == shown.admin_rights


async def test_an_admin_without_rights_is_a_member_again(group: Community) -> None:
    await group.make_admin(group.ben, ban_users=True)
    await group.make_admin(group.ben)
    assert isinstance(await group.role(group.cat, group.ben), types.ChannelParticipant)
    assert ids(await listed(group, group.cat, Admins())) == [group.ann.id]


async def test_somebody_is_limited_until_a_date_and_free_after_it(group: Community) -> None:
    ann, cat = group.ann, group.cat
    clock = group.people.stage.clock
    until = clock.now() + HOUR_S
    await group.limit(ann, cat, until=until, send_polls=True)
    shown = await group.role(ann, cat)
    assert isinstance(shown, types.ChannelParticipantBanned)
    assert (shown.left, shown.kicked_by) == (False, ann.id)
    assert shown.banned_rights == types.ChatBannedRights(send_polls=True, until_date=until)
    wanted = types.ChannelParticipantsBanned(q="")
    assert ids(await listed(group, ann, wanted)) == [cat.id]
    clock.date += HOUR_S
    assert isinstance(await group.role(ann, cat), types.ChannelParticipant)
    assert ids(await listed(group, ann, wanted)) == []


async def test_who_was_kept_out_until_then_is_told_that_it_is_over(group: Community) -> None:
    ann, cat, stage = group.ann, group.cat, group.people.stage
    await group.limit(ann, cat, until=stage.clock.now() + HOUR_S, view_messages=True)
    cat.pushed()
    stage.clock.date += HOUR_S
    await lift_ended(stage.service.app)
    with pytest.raises(RpcError, match="USER_NOT_PARTICIPANT"):
        await group.role(cat, cat)
    assert cat.pushed() == [types.UpdateChannel(channel_id=group.id)]


async def test_who_is_kept_out_is_no_member_and_comes_back_once_let(group: Community) -> None:
    ann, cat = group.ann, group.cat
    kicked = types.ChannelParticipantsKicked(q="")
    await group.limit(ann, cat, view_messages=True)
    assert ids(await listed(group, ann, kicked)) == [cat.id]
    assert cat.id not in ids(await listed(group, ann, Recent()))
    with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
        await listed(group, cat, Recent())
    await group.limit(ann, cat)
    assert ids(await listed(group, ann, kicked)) == []
    with pytest.raises(RpcError, match="400 USER_NOT_PARTICIPANT"):
        await group.role(ann, cat)


async def test_somebody_is_brought_by_a_member(group: Community) -> None:
    dan = await group.stranger()
    query = functions.channels.InviteToChannel(
        channel=group.named_by(group.ben), users=[group.ben.user(dan)]
    )
    answer = await group.ben(query)
    assert answer.missing_invitees == []
    shown = await group.role(dan, dan)
    assert isinstance(shown, types.ChannelParticipantSelf)
    assert shown.inviter_id == group.ben.id
    with pytest.raises(RpcError, match="400 USER_ALREADY_PARTICIPANT"):
        await group.ben(query)


async def test_nobody_is_brought_into_more_channels_than_they_may_be_in(
    group: Community, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, dan, eve = group.ann, await group.stranger(), await group.stranger("12025550105")
    other = await make_community(people)
    await other.ann(
        functions.channels.InviteToChannel(
            channel=other.named_by(ann), users=[ann.user(dan), ann.user(eve)]
        )
    )
    # They are in one by now, and may be in no more.
    monkeypatch.setattr(channel_admins, "JOINED_MAX", 1)

    async def brought(*who: Talker) -> Any:
        named = [ann.user(one) for one in who]
        query = functions.channels.InviteToChannel(channel=group.named_by(ann), users=named)
        return (await ann(query)).missing_invitees

    with pytest.raises(RpcError, match="400 USER_CHANNELS_TOO_MUCH"):
        await brought(dan)
    with pytest.raises(RpcError, match="400 USER_CHANNELS_TOO_MUCH"):
        await group.make_admin(dan, ban_users=True)
    assert [one.user_id for one in await brought(dan, eve)] == [dan.id, eve.id]
    await eve(functions.channels.LeaveChannel(channel=other.named_by(eve)))
    assert [one.user_id for one in await brought(dan, eve)] == [dan.id]


async def test_a_page_that_is_known_is_not_sent_again(group: Community) -> None:
    answer = await listed(group, group.ben, Recent())
    assert (answer.count, len(answer.participants)) == (3, 3)
    found = await listed(group, group.ben, types.ChannelParticipantsSearch(q="be"))
    assert ids(found) == [group.ben.id]
    assert ids(await listed(group, group.ben, Recent(), offset=2)) == ids(answer)[2:]


async def test_members_of_a_channel_are_for_its_admins(channel: Community) -> None:
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await listed(channel, channel.ben, Recent())
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await channel.role(channel.ben, channel.cat)
    assert isinstance(await channel.role(channel.ben, channel.ben), types.ChannelParticipantSelf)
    await channel.make_admin(channel.ben, post_messages=True)
    assert len(ids(await listed(channel, channel.ben, Recent()))) == 3


async def test_hidden_members_are_for_admins_who_are_not_hidden(group: Community) -> None:
    await group.change(hidden_members=True)
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await listed(group, group.ben, Recent())
    assert ids(await listed(group, group.ben, Admins())) == [group.ann.id]
    assert len(ids(await listed(group, group.ann, Recent()))) == 3


async def test_the_log_tells_admins_what_was_done(group: Community) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await group.make_admin(ben, ban_users=True)
    await group.limit(ben, cat, send_polls=True)
    answer = await log(group, ben)
    limited, promoted, *_ = answer.events
    assert (limited.user_id, promoted.user_id) == (ben.id, ann.id)
    assert limited.action.new_participant.banned_rights.send_polls
    assert isinstance(limited.action.prev_participant, types.ChannelParticipant)
    assert promoted.action.new_participant.admin_rights.ban_users
    only = types.ChannelAdminLogEventsFilter(promote=True)
    assert (await log(group, ben, events_filter=only)).events == [promoted]
    assert (await log(group, ben, admins=[ben.user(ann)])).events[0] == promoted
    assert (await log(group, ben, max_id=limited.id)).events[0] == promoted
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await log(group, cat)


async def test_the_log_tells_of_messages_that_were_changed_or_taken_away(
    group: Community,
) -> None:
    ann, ben = group.ann, group.ben
    sent = await ben.send(group.peer(ben), "first words")
    message_id = sent_id(sent)
    await ben(
        functions.messages.EditMessage(peer=group.peer(ben), id=message_id, message="other words")
    )
    query = functions.channels.DeleteMessages(channel=group.named_by(ann), id=[message_id])
    await ann(query)
    deleted, edited = (await log(group, ann, limit=2)).events
    assert (deleted.user_id, edited.user_id) == (ann.id, ben.id)
    assert deleted.action.message.message == "other words"
    assert not deleted.action.message.out
    texts = (edited.action.prev_message.message, edited.action.new_message.message)
    assert texts == ("first words", "other words")
    assert (await log(group, ann, q="FIRST")).events == [edited]
    assert (await log(group, ann, q="nothing like it")).events == []


async def test_the_log_tells_of_what_is_pinned_and_no_more(group: Community) -> None:
    ann = group.ann
    said = sent_id(await ann.send(group.peer(ann), "at noon"))
    for unpin in (False, True):
        await ann(
            functions.messages.UpdatePinnedMessage(peer=group.peer(ann), id=said, unpin=unpin)
        )
    only = types.ChannelAdminLogEventsFilter(pinned=True)
    unpinned, pinned = (await log(group, ann, events_filter=only)).events
    assert (pinned.action.message.pinned, unpinned.action.message.pinned) == (True, False)
    assert pinned.action.message.message == "at noon"


async def test_admins_are_told_how_many_are_kept_out_and_limited(group: Community) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await group.limit(ann, ben, send_polls=True)
    await group.limit(ann, cat, view_messages=True)
    full = (await group.full(ann)).full_chat
    assert (full.admins_count, full.kicked_count, full.banned_count) == (1, 1, 1)
    full = (await group.full(ben)).full_chat
    assert (full.admins_count, full.kicked_count, full.banned_count) == (None, None, None)


# (who asks, what, of whom) -> the refusal, where Ben may ban and appoint and Cat is a member.
REFUSED = [
    ("cat", "promote", "ben", "CHAT_ADMIN_REQUIRED"),
    ("cat", "promote", "cat", "CHAT_ADMIN_REQUIRED"),
    ("ben", "promote", "ann", "USER_CREATOR"),
    ("ben", "pin", "cat", "RIGHT_FORBIDDEN"),
    ("ann", "post", "cat", "RIGHT_FORBIDDEN"),
    ("ann", "long_rank", "cat", "ADMIN_RANK_INVALID"),
    ("ann", "emoji_rank", "cat", "ADMIN_RANK_EMOJI_NOT_ALLOWED"),
    ("cat", "ban", "ben", "CHAT_ADMIN_REQUIRED"),
    ("ben", "ban", "ann", "USER_ADMIN_INVALID"),
    ("ben", "ban", "ben", "USER_ADMIN_INVALID"),
    ("cat", "kicked", "", "CHAT_ADMIN_REQUIRED"),
    ("cat", "banned", "", "CHAT_ADMIN_REQUIRED"),
    ("dan", "promote", "cat", "USER_NOT_PARTICIPANT"),
    ("dan", "ban", "cat", "USER_NOT_PARTICIPANT"),
    ("dan", "invite", "cat", "USER_NOT_PARTICIPANT"),
    ("cat", "invite", "ben", "USER_ALREADY_PARTICIPANT"),
    ("cat", "role", "dan", "USER_NOT_PARTICIPANT"),
    ("cat", "negative", "", "LIMIT_INVALID"),
]


def query_of(group: Community, by: Talker, what: str, who: Talker | None) -> Any:
    channel = group.named_by(by)
    user = types.InputUserSelf() if by is who else by.user(who) if who else None
    peer = types.InputPeerSelf() if by is who else by.to(who) if who else None

    def promote(rank: str = "", **rights: bool) -> Any:
        given = types.ChatAdminRights(**rights)
        return functions.channels.EditAdmin(
            channel=channel, user_id=user, admin_rights=given, rank=rank
        )

    def page(wanted: Any, limit: int = 10) -> Any:
        return functions.channels.GetParticipants(
            channel=channel, filter=wanted, offset=0, limit=limit, hash=0
        )

    kept_out = types.ChatBannedRights(view_messages=True, until_date=0)
    queries = {
        "promote": lambda: promote(ban_users=True),
        "pin": lambda: promote(pin_messages=True),
        "post": lambda: promote(post_messages=True),
        "long_rank": lambda: promote("x" * 17, ban_users=True),
        "emoji_rank": lambda: promote("\U0001f600", ban_users=True),
        "ban": lambda: functions.channels.EditBanned(
            channel=channel, participant=peer, banned_rights=kept_out
        ),
        "invite": lambda: functions.channels.InviteToChannel(channel=channel, users=[user]),
        "role": lambda: functions.channels.GetParticipant(channel=channel, participant=peer),
        "kicked": lambda: page(types.ChannelParticipantsKicked(q="")),
        "banned": lambda: page(types.ChannelParticipantsBanned(q="")),
        "negative": lambda: page(Recent(), limit=-1),
    }
    return queries[what]()


@pytest.mark.parametrize(("by", "what", "who", "token"), REFUSED)
async def test_each_is_refused_what_they_may_not(
    group: Community, by: str, what: str, who: str, token: str
) -> None:
    await group.make_admin(group.ben, ban_users=True, add_admins=True)
    named = {"ann": group.ann, "ben": group.ben, "cat": group.cat}
    if "dan" in (by, who):
        named["dan"] = await group.stranger()
    with pytest.raises(RpcError, match=token):
        await named[by](query_of(group, named[by], what, named.get(who)))


async def test_who_was_kept_out_is_brought_back_by_admins_alone(group: Community) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await group.limit(ann, cat, view_messages=True)
    with pytest.raises(RpcError, match="400 USER_KICKED"):
        await ben(query_of(group, ben, "invite", cat))
    for refused in (query_of(group, cat, "promote", ben), query_of(group, cat, "role", ben)):
        with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
            await cat(refused)
    await ann(query_of(group, ann, "invite", cat))
    assert isinstance(await group.role(cat, cat), types.ChannelParticipantSelf)


async def test_who_keeps_themselves_out_is_made_no_admin(group: Community) -> None:
    dan = await group.stranger()
    await dan(
        functions.account.SetPrivacy(
            key=types.InputPrivacyKeyChatInvite(), rules=[types.InputPrivacyValueDisallowAll()]
        )
    )
    with pytest.raises(RpcError, match="403 USER_PRIVACY_RESTRICTED"):
        await group.ann(query_of(group, group.ann, "promote", dan))
    answer = await group.ann(query_of(group, group.ann, "invite", dan))
    assert answer.missing_invitees == [types.MissingInvitee(user_id=dan.id)]


async def test_there_are_so_many_admins_and_no_more(group: Community) -> None:
    service = group.people.stage.service
    service.app = replace(service.app, channel_limits=ChannelLimits(admins=2))
    await group.make_admin(group.ben, ban_users=True)
    with pytest.raises(RpcError, match="400 ADMINS_TOO_MUCH"):
        await group.make_admin(group.cat, ban_users=True)
    await group.make_admin(group.ben, pin_messages=True)


async def test_a_hash_of_somebody_else_names_nothing(group: Community) -> None:
    query = functions.channels.GetParticipants(
        channel=group.named_by(group.ann), filter=Recent(), offset=0, limit=1, hash=0
    )
    with pytest.raises(RpcError, match="400 CHANNEL_INVALID"):
        await group.ben(query)


async def test_who_was_kept_out_until_now_looks_into_a_public_one_at_once(people: People) -> None:
    group = await make_community(people, username="hikers_club")
    ann, ben = group.ann, group.ben
    said = sent_id(await ann.send(group.peer(ann), "hello"))
    until = people.stage.clock.now() + 60
    await group.limit(ann, ben, until=until, view_messages=True)
    people.stage.clock.date += 59
    with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
        await ben.history(group.peer(ben))
    people.stage.clock.date += 1
    assert said in [one.id for one in await ben.history(group.peer(ben))]
    (seen,) = (await ben(channels.GetChannels(id=[group.named_by(ben)]))).chats
    assert isinstance(seen, types.Channel)
    assert seen.left


@pytest.mark.parametrize("lifted", [False, True])
async def test_who_was_kept_out_of_a_private_one_until_now_is_a_stranger_to_it(
    people: People, *, lifted: bool
) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    dan = await group.stranger()
    until = people.stage.clock.now() + 60
    for one in (ben, dan):
        await group.limit(ann, one, until=until, view_messages=True)
    people.stage.clock.date += 60
    if lifted:
        assert len(await people.stage.store.lift_ended(now=until, at_most=9)) == 2
    for one in (ben, dan):
        (seen,) = (await one(channels.GetChannels(id=[group.named_by(one)]))).chats
        assert isinstance(seen, types.ChannelForbidden)
        with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
            await one.history(group.peer(one))
    await ann(channels.InviteToChannel(channel=group.named_by(ann), users=[ann.user(ben)]))
    assert await ben.history(group.peer(ben))


async def test_a_stranger_who_is_limited_is_shown_no_more(people: People) -> None:
    group = await make_community(people)
    dan = await group.stranger()
    await group.limit(group.ann, dan, send_polls=True)
    (seen,) = (await dan(channels.GetChannels(id=[group.named_by(dan)]))).chats
    assert isinstance(seen, types.ChannelForbidden)
    limited = types.ChannelParticipantsBanned(q="")
    asked = channels.GetParticipants(
        channel=group.named_by(group.ann), filter=limited, offset=0, limit=9, hash=0
    )
    (listed,) = (await group.ann(asked)).participants
    assert listed.peer == types.PeerUser(user_id=dan.id)


async def test_who_was_kept_out_of_a_channel_until_now_looks_into_its_group(
    people: People,
) -> None:
    news = await make_community(people, broadcast=True, username="hikers_news")
    group = await make_community(people)
    ann = group.ann
    dan = await group.stranger()
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=group.named_by(ann)))
    until = people.stage.clock.now() + 60
    await news.limit(ann, dan, until=until, view_messages=True)
    with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
        await dan.history(group.peer(dan))
    people.stage.clock.date += 60
    assert await dan.history(group.peer(dan))
