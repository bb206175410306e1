"""What listeners of channels are pushed, and what they are not."""

from typing import Any

import pytest

from heliograph.delivery.channel_listeners import ChannelListeners
from heliograph.domain.peers import channel_peer
from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.talk import People, sent_id

YES = b"y"


@pytest.fixture
async def group(people: People) -> Place:
    return await make_place(people)


def poll() -> types.InputMediaPoll:
    def text(words: str) -> types.TextWithEntities:
        return types.TextWithEntities(text=words, entities=[])

    options = [types.PollAnswer(text=text(one), option=one.encode()) for one in "yn"]
    asked = types.Poll(id=0, question=text("Is it?"), answers=options, hash=0)
    return types.InputMediaPoll(poll=asked)


async def hide_history(group: Place) -> None:
    """Cat comes in when what was said before is hidden."""
    ann = group.ann
    named = group.channel(ann)
    await ann(functions.channels.UpdateUsername(channel=named, username=""))
    await ann(functions.channels.TogglePreHistoryHidden(channel=named, enabled=True))
    invited = [ann.user(group.cat)]
    await ann(functions.channels.InviteToChannel(channel=named, users=invited))


async def told(group: Place, talker: Any) -> list[Any]:
    await group.people.stage.settle()
    found: list[Any] = talker.pushed()
    return found


async def edit(group: Place, message_id: int) -> None:
    ann = group.ann
    query = functions.messages.EditMessage(peer=group.peer(ann), id=message_id, message="changed")
    await ann(query)


async def test_edits_of_what_is_hidden_say_only_that_something_happened(group: Place) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    old = sent_id(await ann.send(group.peer(ann), "before"))
    await hide_history(group)
    new = sent_id(await ann.send(group.peer(ann), "after"))
    await told(group, ben), await told(group, cat)
    await edit(group, old)
    (seen,) = await told(group, ben)
    assert seen.message.message == "changed"
    moved = types.UpdateChannelTooLong(channel_id=group.id, pts=seen.pts)
    assert await told(group, cat) == [moved]
    missed = await group.missed(cat, seen.pts - 1)
    assert (missed.pts, missed.new_messages, missed.other_updates) == (seen.pts, [], [])
    await edit(group, new)
    (seen,) = await told(group, cat)
    assert seen.message.message == "changed"


async def test_votes_in_what_is_hidden_are_not_told(group: Place) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    asked = sent_id(await ann.send_media(group.peer(ann), poll()))
    await hide_history(group)
    await told(group, ann), await told(group, cat)
    vote = functions.messages.SendVote(peer=group.peer(ben), msg_id=asked, options=[YES])
    await ben(vote)
    assert [type(one) for one in await told(group, ann)] == [types.UpdateMessagePoll]
    assert await told(group, cat) == []


async def test_what_is_hidden_from_whom_is_read_with_who_listens(group: Place) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    old = sent_id(await ann.send(group.peer(ann), "before"))
    await hide_history(group)
    listeners = ChannelListeners(group.people.stage.app)
    assert await listeners.of(channel_peer(group.id)) == {ann.id: 0, ben.id: 0, cat.id: old}
