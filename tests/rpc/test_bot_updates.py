"""What bots alone are told: pushed with their qts, in the difference until they have it."""

import re
from typing import Any

import pytest

from heliograph.domain import bot_events
from heliograph.storage.sqlite import bot_queue
from heliograph.storage.sqlite.pruning import Keep
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.groups import Group, make_group
from support.robots import Robot, robot, signed_in
from support.stage import RpcError
from support.talk import People

KINDS = (
    types.UpdateChannelParticipant,
    types.UpdateChatParticipant,
    types.UpdateBotChatInviteRequester,
    types.UpdateBotStopped,
)


KEPT_APART = ("sends_after", "codes_after", "unused_keys_after", "expired_keys_after")


async def told(bot: Robot) -> list[Any]:
    """What a bot was pushed that only bots are."""
    await bot.device.stage.settle()
    return [one for one in bot.pushed() if isinstance(one, KINDS)]


async def state_of(bot: Robot) -> types.updates.State:
    found: types.updates.State = await bot(functions.updates.GetState())
    return found


async def missed_by(bot: Robot, qts: int, **fields: int) -> Any:
    state = await state_of(bot)
    query = functions.updates.GetDifference(pts=state.pts, date=state.date, qts=qts, **fields)
    return await bot(query)


@pytest.fixture
async def bot(people: People) -> Robot:
    return await robot(people)


@pytest.fixture
async def group(people: People, bot: Robot) -> Community:
    """The bot lets people in there."""
    made = await make_community(people)
    await made.make_admin(bot, invite_users=True, ban_users=True)
    await told(bot)
    return made


def told_in(difference: Any) -> list[Any]:
    """What of a difference only bots are told."""
    return [one for one in difference.other_updates if isinstance(one, KINDS)]


def kinds(participants: list[Any]) -> list[str]:
    return [type(one).__name__.removeprefix("ChannelParticipant") for one in participants]


async def test_an_admin_is_told_who_comes_goes_and_is_limited(group: Community, bot: Robot) -> None:
    ann, cat = group.ann, group.cat
    state = await state_of(bot)
    await cat(functions.channels.LeaveChannel(channel=group.named_by(cat)))
    bring = functions.channels.InviteToChannel(channel=group.named_by(ann), users=[ann.user(cat)])
    await cat(
        functions.contacts.AddContact(id=cat.user(ann), first_name="Ann", last_name="", phone="")
    )
    await ann(
        functions.contacts.AddContact(id=ann.user(cat), first_name="Cat", last_name="", phone="")
    )
    await ann(bring)
    await group.limit(ann, cat, send_polls=True)
    await group.make_admin(group.ben, pin_messages=True)
    went, came, limited, appointed = await told(bot)
    assert [one.qts - state.qts for one in (went, came, limited, appointed)] == [1, 2, 3, 4]
    assert (went.actor_id, went.user_id, went.new_participant) == (cat.id, cat.id, None)
    assert (came.actor_id, came.user_id, came.prev_participant) == (ann.id, cat.id, None)
    assert kinds([came.new_participant, limited.prev_participant]) == ["", ""]
    assert limited.new_participant.banned_rights.send_polls
    assert kinds([appointed.prev_participant, appointed.new_participant]) == ["", "Admin"]
    assert appointed.new_participant.promoted_by == ann.id
    assert came.invite is None
    missed = await missed_by(bot, state.qts)
    assert missed.other_updates[:4] == [went, came, limited, appointed]
    assert missed.state.qts == appointed.qts == (await state_of(bot)).qts
    assert group.id in {one.id for one in missed.chats}


async def test_who_is_no_admin_is_told_of_itself_alone(group: Community, bot: Robot) -> None:
    ann, cat = group.ann, group.cat
    await group.make_admin(bot)
    (own,) = await told(bot)
    assert (own.user_id, kinds([own.prev_participant, own.new_participant])) == (
        bot.id,
        ["Admin", "Self"],
    )
    await cat(functions.channels.LeaveChannel(channel=group.named_by(cat)))
    assert await told(bot) == []
    await group.limit(ann, bot, view_messages=True)
    (own,) = await told(bot)
    assert own.new_participant.left


async def test_what_a_bot_has_is_forgotten_and_what_another_session_lacks_is_not(
    people: People, group: Community, bot: Robot
) -> None:
    state = await state_of(bot)
    cat = group.cat
    await cat(functions.channels.LeaveChannel(channel=group.named_by(cat)))
    (went,) = await told(bot)
    other = await signed_in(people, bot.token)
    assert not told_in(await missed_by(bot, went.qts))
    assert [one.qts for one in told_in(await missed_by(other, state.qts))] == [went.qts]
    await other(functions.auth.LogOut())
    await missed_by(bot, went.qts)
    again = await missed_by(bot, state.qts)
    assert not told_in(again)
    assert again.state.qts == went.qts


async def test_who_is_no_admin_is_not_told_which_admin_is_anonymous(
    group: Community, bot: Robot
) -> None:
    ben = group.ben
    await group.make_admin(bot)
    await group.make_admin(ben, ban_users=True, anonymous=True)
    state = await state_of(bot)
    await told(bot)
    await group.limit(ben, bot, send_polls=True)
    await bot.device.stage.settle()
    pushed = bot.device.session.take()
    (own,) = told_in(missed := await missed_by(bot, state.qts))
    assert own.new_participant.banned_rights.send_polls
    assert (own.actor_id, own.new_participant.kicked_by) == (bot.id, bot.id)
    assert pushed
    assert str(ben.id) not in re.findall(r"\d+", repr([pushed, missed]))


async def test_what_nobody_fetches_is_kept_for_a_day(group: Community, bot: Robot) -> None:
    state, stage = await state_of(bot), group.people.stage
    await group.cat(functions.channels.LeaveChannel(channel=group.named_by(group.cat)))
    for later, found in ((bot_events.KEPT_S, 1), (2, 0)):
        stage.clock.date += later
        before = dict.fromkeys(KEPT_APART, 0)
        await stage.store.prune(Keep(now=stage.clock.now(), **before))
        missed = await missed_by(bot, state.qts)
        assert len(told_in(missed)) == found


async def test_nothing_is_kept_for_a_bot_that_is_signed_in_nowhere(
    people: People, group: Community, bot: Robot
) -> None:
    cat, state = group.cat, await state_of(bot)
    await bot(functions.auth.LogOut())
    await cat(functions.channels.LeaveChannel(channel=group.named_by(cat)))
    again = await signed_in(people, bot.token)
    assert (await state_of(again)).qts == state.qts
    assert cat.id not in [one.user_id for one in told_in(await missed_by(again, 0))]
    await group.limit(group.ann, group.ben, send_polls=True)
    (limited,) = await told(again)
    assert (limited.user_id, limited.qts) == (group.ben.id, state.qts + 1)


async def test_of_a_crowd_that_nobody_asked_for_the_last_are_kept(
    monkeypatch: pytest.MonkeyPatch, group: Community, bot: Robot
) -> None:
    monkeypatch.setattr(bot_queue, "WAITING_MAX", 3)
    state = await state_of(bot)
    for polls in (True, False, True, False, True):
        await group.limit(group.ann, group.cat, send_polls=polls)
    missed = told_in(await missed_by(bot, state.qts))
    assert [one.qts - state.qts for one in missed] == [3, 4, 5]


async def test_slices_end_where_a_bot_asked_for_no_more(group: Community, bot: Robot) -> None:
    ann, state = group.ann, await state_of(bot)
    for polls in (True, False, True):
        await group.limit(ann, group.cat, send_polls=polls)
    pushed = await told(bot)
    first = await missed_by(bot, state.qts, qts_limit=2)
    assert isinstance(first, types.updates.DifferenceSlice)
    assert first.other_updates[:2] == pushed[:2]
    assert first.intermediate_state.qts == pushed[1].qts


async def test_who_asks_to_be_let_in_is_told_of_with_the_link(group: Community, bot: Robot) -> None:
    ann = group.ann
    dan = await group.stranger()
    made = await ann(functions.messages.ExportChatInvite(peer=group.peer(ann), request_needed=True))
    hash_ = made.link.rpartition("+")[2]
    with pytest.raises(RpcError, match="INVITE_REQUEST_SENT"):
        await dan(functions.messages.ImportChatInvite(hash=hash_))
    (asked,) = await told(bot)
    assert isinstance(asked, types.UpdateBotChatInviteRequester)
    # Ann made it: too little of it for the bot to pass it on.
    some = made.link.replace(hash_, hash_[:4] + "...")
    assert (asked.peer.channel_id, asked.user_id, asked.invite.link) == (group.id, dan.id, some)
    let_in = functions.messages.HideChatJoinRequest(
        approved=True,
        peer=types.InputPeerChannel(channel_id=group.id, access_hash=0),
        user_id=bot.user(dan),
    )
    await bot(let_in)
    (came,) = await told(bot)
    assert (came.actor_id, came.user_id, came.invite.link) == (bot.id, dan.id, some)
    # Without the right nobody is told.
    await group.make_admin(bot, ban_users=True)
    await told(bot)
    eve = await group.stranger("12025550105")
    with pytest.raises(RpcError, match="INVITE_REQUEST_SENT"):
        await eve(functions.messages.ImportChatInvite(hash=hash_))
    assert await told(bot) == []


async def in_group(people: People, bot: Robot) -> Group:
    """A basic group with the bot in it as an admin."""
    made = await make_group(people)
    ann = people.ann
    add = functions.messages.AddChatUser(chat_id=made.id, user_id=ann.user(bot), fwd_limit=0)
    await ann(add)
    appoint = functions.messages.EditChatAdmin(
        chat_id=made.id, user_id=ann.user(bot), is_admin=True
    )
    await ann(appoint)
    return made


async def test_an_admin_of_a_basic_group_is_told_too(people: People, bot: Robot) -> None:
    ann, cat = people.ann, people.cat
    made = await in_group(people, bot)
    came, appointed = await told(bot)
    assert (came.user_id, came.prev_participant, came.chat_id) == (bot.id, None, made.id)
    assert isinstance(appointed.new_participant, types.ChatParticipantAdmin)
    await ann(functions.messages.DeleteChatUser(chat_id=made.id, user_id=ann.user(cat)))
    (gone,) = await told(bot)
    assert (gone.actor_id, gone.user_id, gone.new_participant) == (ann.id, cat.id, None)
    dan = await (await make_community(people)).stranger()
    link = await ann(functions.messages.ExportChatInvite(peer=made.peer))
    begin, _, hash_ = link.link.rpartition("+")
    await dan(functions.messages.ImportChatInvite(hash=hash_))
    (came,) = await told(bot)
    assert (came.user_id, came.invite.link) == (dan.id, f"{begin}+{hash_[:4]}...")


async def test_a_bot_is_told_who_stops_it_and_who_goes_on(people: People, bot: Robot) -> None:
    ann = people.ann
    await ann.send(ann.to(bot), "/start")
    await ann(functions.contacts.Block(id=ann.to(bot)))
    await ann(functions.contacts.Block(id=ann.to(bot)))
    await ann(functions.contacts.Unblock(id=ann.to(bot)))
    stopped, goes_on = await told(bot)
    assert (stopped.user_id, stopped.stopped, goes_on.stopped) == (ann.id, True, False)
    assert goes_on.qts == stopped.qts + 1
    await ann(functions.contacts.Block(id=ann.to(bot), my_stories_from=True))
    assert await told(bot) == []
