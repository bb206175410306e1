"""What each kind of change takes of the mailbox's pts, pushed and told by the difference alike.

https://core.telegram.org/api/updates#message-related-event-sequences
"""

import tomllib
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest

from heliograph.ports.probe import Seen
from heliograph.tl import functions, types
from support.talk import People
from support.uploads import document, upload

KINDS = tomllib.loads((resources.files("heliograph.tl") / "update_kinds.toml").read_text())

# What is done in the dialog of `written`, and how many pts it takes.
TABLE: dict[type, tuple[Callable[[People], Any], int]] = {
    types.UpdateNewMessage: (
        lambda p: functions.messages.SendMessage(peer=p.ann.to(p.ben), message="new", random_id=1),
        1,
    ),
    types.UpdateEditMessage: (
        lambda p: functions.messages.EditMessage(peer=p.ann.to(p.ben), id=1, message="changed"),
        1,
    ),
    types.UpdateDeleteMessages: (lambda p: functions.messages.DeleteMessages(id=[1, 2, 3]), 3),
    types.UpdateReadHistoryInbox: (
        lambda p: functions.messages.ReadHistory(peer=p.ann.to(p.ben), max_id=0),
        1,
    ),
    types.UpdatePinnedMessages: (
        lambda p: functions.messages.UpdatePinnedMessage(
            peer=p.ann.to(p.ben), id=1, silent=True, pm_oneside=True
        ),
        1,
    ),
    types.UpdateFolderPeers: (
        lambda p: functions.folders.EditPeerFolders(
            folder_peers=[types.InputFolderPeer(peer=p.ann.to(p.ben), folder_id=1)]
        ),
        1,
    ),
}


@pytest.fixture
async def written(people: People) -> People:
    """Ann wrote three messages, 1 to 3 in her mailbox, and Ben two."""
    ann, ben = people.ann, people.ben
    for number in range(3):
        await ann.send(ann.to(ben), f"{number}")
    for number in range(2):
        await ben.send(ben.to(ann), f"{number}")
    for talker in (ann, ben):
        talker.pushed()
    return people


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
async def test_11_3_a_change_takes_as_many_pts_as_it_says(written: People, kind: type) -> None:
    ann, sibling = written.ann, written.ann.sibling()
    asked, count = TABLE[kind]
    before = await ann.pts()
    answer = await ann(asked(written))
    (pushed,) = [update for update in sibling.pushed() if type(update) is kind]
    assert (pushed.pts, pushed.pts_count) == (before + count, count)
    assert await ann.pts() == pushed.pts
    if isinstance(answer, types.messages.AffectedMessages):
        assert (answer.pts, answer.pts_count) == (pushed.pts, count)
    missed = await ann(functions.updates.GetDifference(pts=before, date=1, qts=0))
    assert missed.state.pts == pushed.pts
    told = [one for one in missed.other_updates if type(one) is kind]
    # Clients of a difference take what moved between folders out of the order.
    left_out = kind in (types.UpdateNewMessage, types.UpdateFolderPeers)
    assert left_out or [(one.pts, one.pts_count) for one in told] == [(pushed.pts, count)]


async def test_11_3_what_the_other_side_reads_takes_one(written: People) -> None:
    ann, ben = written.ann, written.ben
    before = await ann.pts()
    await ben(functions.messages.ReadHistory(peer=ben.to(ann), max_id=0))
    (told,) = ann.pushed()
    assert type(told) is types.UpdateReadHistoryOutbox
    assert (told.pts, told.pts_count) == (before + 1, 1)


async def test_11_3_what_was_heard_takes_one(written: People) -> None:
    ann, ben = written.ann, written.ben
    written.stage.probe.seen = Seen(duration=2, sound=True)
    said = types.DocumentAttributeAudio(duration=2, voice=True, waveform=b"1" * 63)
    file = await upload(ann, b"a voice" * 100)
    await ann.send_media(ann.to(ben), document(file, mime_type="audio/ogg", attributes=[said]))
    (arrived,) = ben.pushed()
    before, sibling = await ben.pts(), ben.sibling()
    answer = await ben(functions.messages.ReadMessageContents(id=[arrived.message.id]))
    (told,) = sibling.pushed()
    assert type(told) is types.UpdateReadMessagesContents
    assert (told.pts, told.pts_count) == (answer.pts, answer.pts_count) == (before + 1, 1)
    missed = await ben(functions.updates.GetDifference(pts=before, date=1, qts=0))
    assert missed.state.pts == before + 1


async def test_11_3_looking_at_messages_takes_one_for_each(written: People) -> None:
    """Only those of a group count, that name or answer the reader."""
    ann, ben = written.ann, written.ben
    made = await ann(functions.messages.CreateChat(users=[ann.user(ben)], title="Two"))
    peer = types.InputPeerChat(chat_id=made.updates.chats[0].id)
    await ben.send(peer, "question")
    asked = (await ann.history(peer))[0].id
    reply = types.InputReplyToMessage(reply_to_msg_id=asked)
    for words in ("one", "two"):
        await ann.send(peer, words, reply_to=reply)
    sibling, before = ben.sibling(), await ben.pts()
    done = await ben(functions.messages.ReadMentions(peer=peer))
    (told,) = sibling.pushed()
    assert type(told) is types.UpdateReadMessagesContents
    assert (told.pts, told.pts_count, len(told.messages)) == (before + 2, 2, 2)
    assert (done.pts, done.pts_count) == (told.pts, 2)


def test_the_table_has_every_kind_of_the_mailbox() -> None:
    apart = (types.UpdateReadHistoryOutbox, types.UpdateReadMessagesContents)
    tried = {f"u{kind.__name__[1:]}" for kind in (*TABLE, *apart)}
    assert tried == set(KINDS["mailbox"])
