"""What listeners of channels are pushed, and what they are not."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.delivery import channel_typing
from heliograph.delivery.channel_listeners import ChannelListeners
from heliograph.domain.events import ChannelTyped, MailboxAdvanced
from heliograph.domain.message_changes import Deleted
from heliograph.domain.peers import channel_peer
from heliograph.domain.post_views import WATCHING_S
from heliograph.domain.typing import Activity
from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.talk import People, Talker, sent_id

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


async def test_whom_a_post_names_is_not_read_again(
    group: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer(ann), "hello")
    await told(group, ben)
    stage = group.people.stage
    asked = stage.store.shown
    read: list[Any] = []

    async def shown(viewer_id: int, peer_ids: Any) -> Any:
        if not viewer_id:
            read.append(list(peer_ids))
        return await asked(viewer_id, peer_ids)

    monkeypatch.setattr(stage.store, "shown", shown)
    await ann.send(group.peer(ann), "again")
    await stage.settle()
    (pushed,) = ben.device.session.take()
    assert [one.message.message for one in pushed.updates] == ["again"]
    assert [one.id for one in pushed.users] == [ann.id]
    assert [one.id for one in pushed.chats] == [group.id]
    assert read == []


async def test_what_cannot_be_told_is_sent_for_and_what_follows_is_told(
    group: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = group.ann, group.ben
    said = sent_id(await ann.send(group.peer(ann), "hello"))
    await told(group, ben)
    stage = group.people.stage
    (before,) = [one for one in stage.events[-9:] if _shows(one, said)]
    asked = stage.store.shown
    failures = [OSError("the disk is gone")]

    async def shown(viewer_id: int, peer_ids: Any) -> Any:
        if failures:
            raise failures.pop()
        return await asked(viewer_id, peer_ids)

    monkeypatch.setattr(stage.store, "shown", shown)
    pts = before.change.pts
    for ids in ((1,), (2,)):
        pts += 1
        change = Deleted(owner_id=channel_peer(group.id), pts=pts, pts_count=1, ids=ids)
        stage.delivery.receive(MailboxAdvanced(change=change))
    sent_for, gone = await told(group, ben)
    assert isinstance(sent_for, types.UpdateChannelTooLong)
    assert (gone.messages, gone.pts) == ([2], pts)


def _shows(event: Any, message_id: int) -> bool:
    shown = event.change if isinstance(event, MailboxAdvanced) else None
    return getattr(getattr(shown, "message", None), "id", None) == message_id


async def pts_after_a_post(group: Place) -> int:
    """Where the channel is once Ben was told of a post."""
    said = sent_id(await group.ann.send(group.peer(group.ann), "hello"))
    await told(group, group.ben)
    (last,) = [one for one in group.people.stage.events[-9:] if _shows(one, said)]
    assert isinstance(last, MailboxAdvanced)
    return last.change.pts


async def test_a_gap_that_closes_while_it_is_looked_into_holds_nothing_back(
    group: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, stage, peer_id = group.ben, group.people.stage, channel_peer(group.id)
    pts = await pts_after_a_post(group)

    def happens(number: int) -> None:
        change = Deleted(owner_id=peer_id, pts=pts + number, pts_count=1, ids=(number,))
        stage.delivery.receive(MailboxAdvanced(change=change))

    asked = stage.store.state

    async def state(owner_id: int) -> Any:
        box = await asked(owner_id)
        # The store was read before what is heard of meanwhile.
        happens(1)
        return box

    monkeypatch.setattr(stage.store, "state", state)
    happens(2)
    seen = await told(group, ben)
    happens(3)
    seen += await told(group, ben)
    assert [one.messages for one in seen] == [[1], [2], [3]]


async def test_what_waits_behind_a_gap_is_told_once_it_was_sent_for(
    group: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, stage, peer_id = group.ben, group.people.stage, channel_peer(group.id)
    pts = await pts_after_a_post(group)
    asked = stage.store.state

    async def state(owner_id: int) -> Any:
        return replace(await asked(owner_id), pts=pts + 1)

    monkeypatch.setattr(stage.store, "state", state)
    change = Deleted(owner_id=peer_id, pts=pts + 2, pts_count=1, ids=(2,))
    stage.delivery.receive(MailboxAdvanced(change=change))
    sent_for, gone = await told(group, ben)
    assert sent_for == types.UpdateChannelTooLong(channel_id=group.id, pts=pts + 1)
    assert gone.messages == [2]


async def test_of_what_somebody_keeps_doing_one_thing_is_told_at_a_time(group: Place) -> None:
    ann, ben = group.ann, group.ben
    await ann.send(group.peer(ann), "hello")
    await told(group, ben)
    stage, peer_id = group.people.stage, channel_peer(group.id)
    typed = ChannelTyped(peer_id=peer_id, sender_id=ann.id, activity=Activity(kind="Typing"))
    for _ in range(2):
        for _ in range(3):
            stage.delivery.receive(typed)
        assert len(await told(group, ben)) == 1


async def type_in(group: Place, who: Talker) -> None:
    action = types.SendMessageTypingAction()
    await who(functions.messages.SetTyping(peer=group.peer(who), action=action))


async def test_in_a_crowd_who_looks_is_told_who_types(
    group: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await group.join(cat)
    await ann.send(group.peer(ann), "hello")
    monkeypatch.setattr(channel_typing, "TYPING_TOLD_MAX", 2)
    await told(group, ben), await told(group, cat)
    await ben.history(group.peer(ben))
    await type_in(group, ann)
    (typed,) = await told(group, ben)
    assert typed.from_id.user_id == ann.id
    assert await told(group, cat) == []
    group.people.stage.clock.date += WATCHING_S
    await type_in(group, ann)
    assert await told(group, ben) == []
    await ben(functions.channels.ReadHistory(channel=group.channel(ben), max_id=0))
    await told(group, ben)
    await type_in(group, ann)
    assert len(await told(group, ben)) == 1


async def test_a_crowd_is_told_of_so_many_who_type_at_once(
    group: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await group.join(cat)
    await ann.send(group.peer(ann), "hello")
    monkeypatch.setattr(channel_typing, "TYPING_TOLD_MAX", 2)
    monkeypatch.setattr(channel_typing, "TYPERS_MAX", 1)
    await ben.history(group.peer(ben))
    await told(group, ben)
    for who, count in ((ann, 1), (cat, 0), (ann, 1)):
        await type_in(group, who)
        assert len(await told(group, ben)) == count
    group.people.stage.clock.date += channel_typing.TYPED_S
    await type_in(group, cat)
    assert len(await told(group, ben)) == 1


async def test_who_asks_about_people_told_by_name_alone_is_shown_them_whole(group: Place) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    await group.join(cat)
    await group.people.stage.settle()
    for talker in (ben, cat):
        talker.pushed()

    async def shown() -> list[set[bool]]:
        """Whether Ben, and Cat, are told of Ann and the group by name alone."""
        await ann.send(group.peer(ann), "hello")
        await group.people.stage.settle()
        found = []
        for talker in (ben, cat):
            *_, told = talker.device.session.take()
            found.append({one.min for one in (*told.users, *told.chats)})
        return found

    # At first each is shown the group.
    await shown()
    assert await shown() == [{True}, {True}]
    ranges = [types.MessageRange(min_id=1, max_id=1)]
    asked = functions.updates.GetChannelDifference(
        channel=group.channel(ben),
        filter=types.ChannelMessagesFilter(ranges=ranges),
        pts=1,
        limit=100,
    )
    await ben(asked)
    assert await shown() == [{False}, {True}]
