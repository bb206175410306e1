"""Who is named or answered in a supergroup sees that there, and who heard what in channels.

https://core.telegram.org/api/mentions
"""

from typing import Any

import pytest

from heliograph.domain.timers import OPENED_AFTER_S
from heliograph.ports.probe import Seen
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id
from support.uploads import document, upload

messages = functions.messages
PAGE = dict.fromkeys(("offset_id", "add_offset", "max_id", "min_id"), 0)
Flags = tuple[bool, bool]


def named(group: Community, by: Talker, whom: Talker) -> list[Any]:
    return [types.InputMessageEntityMentionName(offset=0, length=3, user_id=by.user(whom))]


async def say_to(group: Community, by: Talker, whom: Talker) -> int:
    """A message that names somebody."""
    return sent_id(await by.send(group.peer(by), "you", entities=named(group, by, whom)))


async def quiet(group: Community) -> None:
    await group.people.stage.settle()
    for talker in (group.ann, group.ben, group.cat):
        talker.pushed()


async def arrived(talker: Talker) -> Any:
    await talker.device.stage.settle()
    (one,) = [
        update.message
        for update in talker.pushed()
        if isinstance(update, types.UpdateNewChannelMessage | types.UpdateEditChannelMessage)
    ]
    return one


def flags(message: Any) -> Flags:
    """Whether it calls who looks at it, and whether they have something to look at."""
    return bool(message.mentioned), bool(message.media_unread)


async def shown(talker: Talker, group: Community, message_id: int) -> Flags:
    (found,) = [one for one in await talker.history(group.peer(talker)) if one.id == message_id]
    return flags(found)


async def unread(talker: Talker, group: Community) -> list[int]:
    """What calls somebody who has not looked; the dialog counts as many."""
    found = await talker(messages.GetUnreadMentions(peer=group.peer(talker), limit=10, **PAGE))
    dialog = await talker.dialog_with(group.peer(talker))
    assert dialog.unread_mentions_count == len(found.messages)
    return [one.id for one in found.messages]


def contents_told(pushed: list[Any]) -> list[tuple[int, list[int]]]:
    name = "UpdateChannelReadMessagesContents"
    told = [one for one in pushed if type(one).__name__.startswith(name)]
    return [(one.channel_id, one.messages) for one in told]


async def test_only_who_is_named_is_called(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    await quiet(group)
    by_id = await say_to(group, ann, ben)
    assert flags(await arrived(ben)) == (True, True)
    assert flags(await arrived(cat)) == (False, False)
    assert await ben(functions.account.UpdateUsername(username="ben_hikes"))
    await quiet(group)
    by_name = sent_id(await ann.send(group.peer(ann), "@ben_hikes, are you there"))
    assert flags(await arrived(ben)) == (True, True)
    for message_id in (by_id, by_name):
        assert await shown(ben, group, message_id) == (True, True)
        for other in (ann, cat):
            assert await shown(other, group, message_id) == (False, False)
    assert await unread(ben, group) == [by_name, by_id]
    assert (await unread(ann, group), await unread(cat, group)) == ([], [])


async def test_who_is_answered_is_called_and_nobody_by_themselves(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    asked = sent_id(await ben.send(group.peer(ben), "where?"))
    await ben.send(
        group.peer(ben), "anybody?", reply_to=types.InputReplyToMessage(reply_to_msg_id=asked)
    )
    assert await unread(ben, group) == []
    reply = types.InputReplyToMessage(reply_to_msg_id=asked)
    answer = sent_id(await ann.send(group.peer(ann), "here", reply_to=reply))
    assert await unread(ben, group) == [answer]


async def test_nobody_is_called_who_is_not_in_it(people: People) -> None:
    group = await make_community(people)
    dan = await group.stranger()
    await group.ann.send(group.peer(group.ann), "you", entities=named(group, group.ann, dan))
    invite = await group.ann(messages.ExportChatInvite(peer=group.peer(group.ann)))
    await dan(messages.ImportChatInvite(hash=invite.link.rpartition("+")[2]))
    assert await unread(dan, group) == []
    await say_to(group, group.ann, dan)
    await dan(functions.channels.LeaveChannel(channel=group.named_by(dan)))
    await dan(messages.ImportChatInvite(hash=invite.link.rpartition("+")[2]))
    assert await unread(dan, group) == []


async def test_looking_at_what_calls_somebody_is_told_their_other_devices(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    called = [await say_to(group, ann, ben) for _ in range(3)]
    phone = await ben.on_another_device(layer=158)
    date = people.stage.clock.now()
    channel = group.named_by(ben)
    assert await ben(functions.channels.ReadMessageContents(channel=channel, id=called[:1]))
    await people.stage.settle()
    assert contents_told(phone.pushed()) == [(group.id, called[:1])]
    assert await unread(ben, group) == called[:0:-1]
    assert await shown(ben, group, called[0]) == (True, False)
    answer = await ben(messages.ReadMentions(peer=group.peer(ben)))
    assert (answer.pts_count, answer.offset) == (0, 0)
    await people.stage.settle()
    assert contents_told(phone.pushed()) == [(group.id, called[1:])]
    assert await unread(ben, group) == []
    state = await ben(functions.updates.GetState())
    missed = await ben(functions.updates.GetDifference(pts=state.pts, date=date, qts=0))
    assert contents_told(missed.other_updates) == [(group.id, called)]


async def test_an_edit_leaves_who_is_called_as_they_are(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    said = await say_to(group, ann, ben)
    await quiet(group)
    edit = messages.EditMessage(peer=group.peer(ann), id=said, message="you there")
    await ann(edit)
    assert flags(await arrived(ben)) == (True, True)
    assert flags(await arrived(cat)) == (False, False)
    channel = group.named_by(ann)
    assert await ann(functions.channels.DeleteMessages(channel=channel, id=[said]))
    assert await unread(ben, group) == []


async def test_an_edit_tells_nobody_what_the_editor_chose(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    said = sent_id(await ann.send(group.peer(ann), "up?"))
    up = types.ReactionEmoji(emoticon="👍")
    await ann(messages.SendReaction(peer=group.peer(ann), msg_id=said, reaction=[up]))
    await quiet(group)
    await ann(messages.EditMessage(peer=group.peer(ann), id=said, message="up or not?"))
    reactions = (await arrived(ben)).reactions
    assert reactions.min
    assert [one.chosen_order for one in reactions.results] == [None]


async def test_a_voice_is_unheard_by_each_until_they_hear_it(people: People) -> None:
    group = await make_community(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    phone = await ann.on_another_device(layer=198)
    await quiet(group)
    people.stage.probe.seen = Seen(duration=2, sound=True)
    voice = types.DocumentAttributeAudio(duration=2, voice=True, waveform=b"1" * 63)
    file = await upload(ann, b"a voice, or so they say")
    media = document(file, mime_type="audio/ogg", attributes=[voice])
    said = sent_id(await ann.send_media(group.peer(ann), media))
    assert flags(await arrived(ben)) == (False, True)
    phone.pushed()
    channel = group.named_by(ben)
    assert await ben(functions.channels.ReadMessageContents(channel=channel, id=[said]))
    await people.stage.settle()
    assert contents_told(phone.pushed()) == [(group.id, [said])]
    assert await shown(ben, group, said) == (False, False)
    assert await shown(ann, group, said) == (False, False)
    assert await shown(cat, group, said) == (False, True)
    people.stage.clock.date += OPENED_AFTER_S
    assert await shown(cat, group, said) == (False, False)


async def test_who_may_not_look_into_it_looks_at_nothing(people: People) -> None:
    group = await make_community(people)
    dan = await group.stranger()
    for query in (
        functions.channels.ReadMessageContents(channel=group.named_by(dan), id=[1]),
        messages.GetUnreadMentions(peer=group.peer(dan), limit=10, **PAGE),
        messages.ReadMentions(peer=group.peer(dan)),
    ):
        with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
            await dan(query)


async def test_what_calls_somebody_is_searched_for_and_counted(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    called = [await say_to(group, ann, ben) for _ in range(3)]
    await say_to(group, ann, group.cat)
    wanted = types.InputMessagesFilterMyMentions()

    async def found(**fields: int) -> list[int]:
        where = {**PAGE, "limit": 10, "min_date": 0, "max_date": 0, "hash": 0, **fields}
        asked = messages.Search(peer=group.peer(ben), q="", filter=wanted, **where)
        return [one.id for one in (await ben(asked)).messages]

    assert await found() == called[::-1]
    assert await found(offset_id=called[2], limit=1) == called[1:2]
    counters = messages.GetSearchCounters(peer=group.peer(ben), filters=[wanted])
    assert [one.count for one in await ben(counters)] == [3]


async def test_days_and_places_of_what_a_filter_finds(people: People) -> None:
    group = await make_community(people)
    ann, ben, clock = group.ann, group.ben, people.stage.clock
    said = []
    for text in ("https://example.org/1", "https://example.org/2"):
        said.append(sent_id(await ann.send(group.peer(ann), text)))
        clock.date += 86_400
    wanted = types.InputMessagesFilterUrl()
    asked = {"peer": group.peer(ben), "filter": wanted, "offset_id": 0}
    days = await ben(messages.GetSearchResultsCalendar(offset_date=0, **asked))
    assert [day.max_msg_id for day in days.periods] == said[::-1]
    assert [one.id for one in days.messages] == said[::-1]
    places = await ben(messages.GetSearchResultsPositions(limit=10, **asked))
    assert [(one.msg_id, one.offset) for one in places.positions] == [(said[1], 0), (said[0], 1)]
    await group.change(hidden_history=True)
    dan = await group.stranger()
    invite = await ann(messages.ExportChatInvite(peer=group.peer(ann)))
    await dan(messages.ImportChatInvite(hash=invite.link.rpartition("+")[2]))
    asked["peer"] = group.peer(dan)
    hidden = await dan(messages.GetSearchResultsCalendar(offset_date=0, **asked))
    assert (hidden.count, hidden.messages) == (0, [])
