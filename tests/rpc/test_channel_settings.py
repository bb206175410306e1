"""What holds in a channel, and who says so."""

from typing import Any

import pytest

from heliograph.domain.permissions import Right
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id

channels = functions.channels
TALK_ALONE = Right.CHANGE_INFO | Right.INVITE_USERS | Right.PIN_MESSAGES


@pytest.fixture
async def group(people: People) -> Community:
    return await make_community(people, username="hikers_club")


@pytest.fixture
async def channel(people: People) -> Community:
    return await make_community(people, broadcast=True)


async def shown(of: Community, by: Talker) -> types.Channel:
    answer = await of.ann(
        channels.GetParticipant(channel=of.named_by(of.ann), participant=types.InputPeerSelf())
    )
    (found,) = answer.chats
    assert isinstance(found, types.Channel)
    return found


async def test_members_wait_between_two_messages(group: Community) -> None:
    await group.ann(channels.ToggleSlowMode(channel=group.named_by(group.ann), seconds=30))
    assert (await shown(group, group.ann)).slowmode_enabled


async def test_posts_are_signed(channel: Community) -> None:
    query = channels.ToggleSignatures(
        channel=channel.named_by(channel.ann), signatures_enabled=True
    )
    await channel.ann(query)
    assert (await shown(channel, channel.ann)).signatures
    with pytest.raises(RpcError, match="400 CHAT_NOT_MODIFIED"):
        await channel.ann(query)


async def test_a_member_is_told_when_the_next_message_may_come(group: Community) -> None:
    ann, ben = group.ann, group.ben
    clock = group.people.stage.clock
    await ann(channels.ToggleSlowMode(channel=group.named_by(ann), seconds=30))
    assert (await group.full(ben)).full_chat.slowmode_next_send_date is None
    await ben.send(group.peer(ben), "first")
    full = (await group.full(ben)).full_chat
    assert (full.slowmode_seconds, full.slowmode_next_send_date) == (30, clock.now() + 30)
    with pytest.raises(RpcError, match="420 SLOWMODE_WAIT_30"):
        await ben.send(group.peer(ben), "second")
    for _ in range(2):
        await ann.send(group.peer(ann), "admins need not wait")
    assert (await group.full(ann)).full_chat.slowmode_next_send_date is None
    clock.date += 30
    await ben.send(group.peer(ben), "second")


async def test_a_channel_is_described(group: Community) -> None:
    ann = group.ann
    query = functions.messages.EditChatAbout(peer=group.peer(ann), about="On rocks")
    assert await ann(query)
    assert (await group.full(group.ben)).full_chat.about == "On rocks"
    with pytest.raises(RpcError, match="400 CHAT_ABOUT_NOT_MODIFIED"):
        await ann(query)
    longer = functions.messages.EditChatAbout(peer=group.peer(ann), about="x" * 256)
    with pytest.raises(RpcError, match="400 CHAT_ABOUT_TOO_LONG"):
        await ann(longer)


async def test_only_its_creator_has_nothing_passed_on(group: Community) -> None:
    ann, ben = group.ann, group.ben
    await group.make_admin(ben, change_info=True)

    def query(by: Talker) -> Any:
        return functions.messages.ToggleNoForwards(peer=group.peer(by), enabled=True)

    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(query(ben))
    await ann(query(ann))
    assert (await shown(group, ann)).noforwards


async def test_something_is_forbidden_to_all(group: Community) -> None:
    rights = types.ChatBannedRights(send_polls=True, until_date=0)
    peer = types.InputPeerChannel(
        channel_id=group.id, access_hash=group.named_by(group.ann).access_hash
    )
    query = functions.messages.EditChatDefaultBannedRights(peer=peer, banned_rights=rights)
    await group.ann(query)
    kept = (await shown(group, group.ann)).default_banned_rights
    assert kept is not None
    assert (kept.send_polls, kept.send_photos, kept.until_date) == (True, False, 2**31 - 1)
    with pytest.raises(RpcError, match="400 CHAT_NOT_MODIFIED"):
        await group.ann(query)


# What members and those outside are refused, and what nobody may ask for.
CHANGES: list[Any] = [
    lambda named: channels.ToggleSlowMode(channel=named, seconds=30),
    lambda named: channels.TogglePreHistoryHidden(channel=named, enabled=True),
    lambda named: channels.ToggleAntiSpam(channel=named, enabled=True),
    lambda named: channels.ToggleParticipantsHidden(channel=named, enabled=True),
]


@pytest.mark.parametrize("number", range(len(CHANGES)))
async def test_only_admins_with_the_right_change_it(group: Community, number: int) -> None:
    ben, query = group.ben, CHANGES[number]
    await group.change(banned=TALK_ALONE)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(query(group.named_by(ben)))
    await group.make_admin(ben, invite_users=True)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await ben(query(group.named_by(ben)))
    dan = await group.stranger()
    with pytest.raises(RpcError, match="400 USER_NOT_PARTICIPANT"):
        await dan(query(group.named_by(dan)))
    with pytest.raises(RpcError, match="400 CHANNEL_INVALID"):
        await ben(query(group.named_by(dan)))


REFUSED: list[tuple[Any, str]] = [
    (lambda named: channels.ToggleSlowMode(channel=named, seconds=31), "400 SECONDS_INVALID"),
    (lambda named: channels.ToggleAntiSpam(channel=named, enabled=False), "400 CHAT_NOT_MODIFIED"),
    (lambda named: channels.ToggleSlowMode(channel=named, seconds=0), "400 CHAT_NOT_MODIFIED"),
    (lambda named: channels.ToggleJoinToSend(channel=named, enabled=True), "400 CHANNEL_INVALID"),
    (
        lambda named: channels.ToggleSignatures(channel=named, signatures_enabled=True),
        "400 CHANNEL_INVALID",
    ),
    (
        lambda named: channels.TogglePreHistoryHidden(channel=named, enabled=False),
        "400 CHAT_NOT_MODIFIED",
    ),
]


@pytest.mark.parametrize(("make", "refusal"), REFUSED)
async def test_what_cannot_be_is_refused(group: Community, make: Any, refusal: str) -> None:
    with pytest.raises(RpcError, match=refusal):
        await group.ann(make(group.named_by(group.ann)))


async def test_what_a_supergroup_or_channel_protects_is_neither_passed_on_nor_quoted_elsewhere(
    people: People,
) -> None:
    for broadcast in (False, True):
        place = await make_community(people, broadcast=broadcast)
        ann, cat = place.ann, place.cat
        said = sent_id(await ann.send(place.peer(ann), "for you alone"))
        enabled = functions.messages.ToggleNoForwards(peer=place.peer(ann), enabled=True)
        await ann(enabled)
        quoting = types.InputReplyToMessage(
            reply_to_msg_id=said, reply_to_peer_id=place.peer(cat), quote_text="alone"
        )
        with pytest.raises(RpcError, match="400 CHAT_FORWARDS_RESTRICTED"):
            await cat.forward(place.peer(cat), [said], types.InputPeerSelf())
        with pytest.raises(RpcError, match="400 CHAT_FORWARDS_RESTRICTED"):
            await cat.send(types.InputPeerSelf(), "look", reply_to=quoting)
