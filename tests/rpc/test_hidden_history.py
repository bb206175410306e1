"""What was said in a supergroup before somebody came is nowhere shown to them if it is hidden."""

from typing import Any

from heliograph.tl import functions, types
from support.communities import make_community
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
