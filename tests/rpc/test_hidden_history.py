"""What was said in a supergroup before somebody came is nowhere shown to them if it is hidden."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker, sent_id


async def test_who_takes_away_that_they_came_is_not_shown_what_was_said_before(
    people: People,
) -> None:
    group = await make_community(people)
    ann = group.ann
    await group.change(hidden_history=True)
    secret = sent_id(await ann.send(group.peer(ann), "not for newcomers"))
    await ann(functions.messages.UpdatePinnedMessage(peer=group.peer(ann), id=secret, silent=True))
    dan = await group.stranger()
    invite = await ann(functions.messages.ExportChatInvite(peer=group.peer(ann)))
    await dan(functions.messages.ImportChatInvite(hash=invite.link.rpartition("+")[2]))
    hidden = (await group.member(dan)).hidden_up_to
    assert await shown(dan, group.peer(dan)) == (hidden + 1, [hidden + 1])
    gone = functions.channels.DeleteMessages(channel=group.named_by(dan), id=[hidden + 1])
    assert (await dan(gone)).pts_count == 1
    assert await shown(dan, group.peer(dan)) == (0, [])
    assert (await group.full(dan)).full_chat.pinned_msg_id is None
    assert (await group.full(ann)).full_chat.pinned_msg_id == secret
    assert (await shown(ann, group.peer(ann)))[1] == [hidden]
    said = sent_id(await ann.send(group.peer(ann), "for all"))
    assert await shown(dan, group.peer(dan)) == (said, [said])


async def shown(talker: Talker, peer: Any) -> tuple[int, list[int]]:
    """The newest message of the dialog, and those of it that the list and it alone bring."""
    asked = functions.messages.GetPeerDialogs(peers=[types.InputDialogPeer(peer=peer)])
    alone, listed = await talker(asked), await talker.dialogs()
    ids = [[one.id for one in answer.messages] for answer in (alone, listed)]
    assert ids[0] == ids[1]
    (of_list,) = (one for one in listed.dialogs if one.peer == alone.dialogs[0].peer)
    assert of_list.top_message == alone.dialogs[0].top_message
    return of_list.top_message, ids[0]


async def test_who_is_shown_nothing_of_a_channel_has_it_where_it_was_made(people: People) -> None:
    group = await make_community(people)
    await group.change(hidden_history=True)
    dan = await newcomer(group)
    hidden = (await group.member(dan)).hidden_up_to
    people.stage.clock.date += 60
    await dan.send(dan.to(people.ben), "hello")
    people.stage.clock.date += 60
    said = sent_id(await group.ann.send(group.peer(group.ann), "for a moment"))
    assert [_of(one.peer) for one in (await dan.dialogs()).dialogs] == [group.id, people.ben.id]
    gone = functions.channels.DeleteHistory(
        channel=group.named_by(dan), max_id=said, for_everyone=False
    )
    await dan(gone)
    assert (await group.member(dan)).hidden_up_to > hidden
    assert [_of(one.peer) for one in (await dan.dialogs()).dialogs] == [people.ben.id, group.id]


def _of(peer: Any) -> int:
    found: int = next(getattr(peer, one) for one in peer.TL_FIELDS)
    return found


@pytest.mark.parametrize("quoted", [None, "not for", "a guess"])
async def test_what_is_hidden_is_neither_answered_nor_quoted(
    people: People, quoted: str | None
) -> None:
    group = await make_community(people)
    ann = group.ann
    await group.change(hidden_history=True)
    secret = sent_id(await ann.send(group.peer(ann), "not for newcomers"))
    dan = await newcomer(group)
    known = sent_id(await ann.send(group.peer(ann), "for all"))
    answers = types.InputReplyToMessage(reply_to_msg_id=secret, quote_text=quoted)
    with pytest.raises(RpcError, match="400 REPLY_MESSAGE_ID_INVALID"):
        await dan.send(group.peer(dan), "aha", reply_to=answers)
    elsewhere = types.InputReplyToMessage(
        reply_to_msg_id=secret, quote_text=quoted, reply_to_peer_id=group.peer(dan)
    )
    with pytest.raises(RpcError, match="400 REPLY_MESSAGE_ID_INVALID"):
        await dan.send(types.InputPeerSelf(), "aha", reply_to=elsewhere)
    await dan.send(
        group.peer(dan), "aha", reply_to=types.InputReplyToMessage(reply_to_msg_id=known)
    )


async def test_a_newcomer_to_a_forum_writes_in_topics_of_before(people: People) -> None:
    group = await make_community(people)
    await group.change(forum=True)
    made = await group.ann(
        functions.messages.CreateForumTopic(peer=group.peer(group.ann), title="Boots", random_id=5)
    )
    topic_id = next(one.message.id for one in made.updates if hasattr(one, "message"))
    dan = await newcomer(group)
    topic = types.InputReplyToMessage(reply_to_msg_id=topic_id, top_msg_id=topic_id)
    await dan.send(group.peer(dan), "mine are red", reply_to=topic)


@pytest.mark.parametrize("kept", [{"username": "hikers_club"}, {"linked_id": 77}, {"forum": True}])
async def test_what_anybody_finds_is_hidden_from_nobody(
    people: People, kept: dict[str, Any]
) -> None:
    group = await make_community(people)
    await group.change(hidden_history=True)
    early = await newcomer(group)
    await group.change(**kept)
    dan = await newcomer(group, "12025550105")
    assert (await group.member(early)).hidden_up_to > 0
    assert (await group.member(dan)).hidden_up_to == 0


async def test_a_public_supergroup_hides_nothing_until_it_is_private(people: People) -> None:
    group = await make_community(people, username="hikers_club")
    ann = group.ann
    said = sent_id(await ann.send(group.peer(ann), "hello"))
    hide = functions.channels.TogglePreHistoryHidden(channel=group.named_by(ann), enabled=True)
    await ann(hide)
    dan = await group.stranger()
    assert said in [one.id for one in await dan.history(group.peer(dan))]
    await dan(functions.channels.JoinChannel(channel=group.named_by(dan)))
    assert said in [one.id for one in await dan.history(group.peer(dan))]
    await ann(functions.channels.UpdateUsername(channel=group.named_by(ann), username=""))
    eve = await newcomer(group, "12025550105")
    assert said not in [one.id for one in await eve.history(group.peer(eve))]


async def newcomer(group: Community, phone: str = "12025550104") -> Talker:
    """Somebody who comes by a link."""
    invite = await group.ann(functions.messages.ExportChatInvite(peer=group.peer(group.ann)))
    who = await group.stranger(phone)
    await who(functions.messages.ImportChatInvite(hash=invite.link.rpartition("+")[2]))
    return who
