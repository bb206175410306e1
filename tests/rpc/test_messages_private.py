"""What private chats have little of: mentions, things to open; and screens that are kept.

https://core.telegram.org/method/messages.sendScreenshotNotification
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People


def screenshot(peer: Any, **fields: Any) -> functions.messages.SendScreenshotNotification:
    said = {"reply_to": types.InputReplyToMessage(reply_to_msg_id=1), "random_id": 5, **fields}
    return functions.messages.SendScreenshotNotification(peer=peer, **said)


async def test_both_are_told_of_a_screenshot_once(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "look")
    ben.pushed()
    first = await ben(screenshot(ben.to(ann)))
    again = await ben(screenshot(ben.to(ann)))
    (told,) = ann.pushed()
    assert isinstance(told.message.action, types.MessageActionScreenshotTaken)
    assert told.message.reply_to.reply_to_msg_id == 1
    assert first.updates[1].message == again.updates[1].message


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"random_id": 0}, (400, "RANDOM_ID_EMPTY")),
        (
            {"reply_to": types.InputReplyToMonoForum(monoforum_peer_id=types.InputPeerSelf())},
            (400, "REPLY_MESSAGE_ID_INVALID"),
        ),
        (
            {"reply_to": types.InputReplyToMessage(reply_to_msg_id=9)},
            (400, "REPLY_MESSAGE_ID_INVALID"),
        ),
    ],
)
async def test_bad_notices_are_refused(
    people: People, fields: dict[str, Any], answer: tuple[int, str]
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "look")
    with pytest.raises(RpcError) as refused:
        await ann(screenshot(ann.to(ben), **fields))
    assert (refused.value.code, refused.value.text) == answer


async def test_who_is_blocked_tells_nothing(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "look")
    await ann(functions.contacts.Block(id=ann.to(ben)))
    with pytest.raises(RpcError, match="USER_IS_BLOCKED"):
        await ben(screenshot(ben.to(ann)))


async def test_there_are_no_mentions_and_nothing_to_open(people: People) -> None:
    """A mention by name between two is no mention to count: clients ask all the same."""
    ann, ben = people.ann, people.ben
    mention = types.InputMessageEntityMentionName(offset=0, length=3, user_id=ann.user(ben))
    await ann.send(ann.to(ben), "Ben", entities=[mention])
    ben.pushed()
    offsets = dict.fromkeys(("offset_id", "add_offset", "max_id", "min_id"), 0)
    unread = await ben(functions.messages.GetUnreadMentions(peer=ben.to(ann), limit=10, **offsets))
    assert unread.messages == []
    read = await ben(functions.messages.ReadMentions(peer=ben.to(ann)))
    opened = await ben(functions.messages.ReadMessageContents(id=[1]))
    pts = await ben.pts()
    assert (read.pts, read.pts_count, read.offset) == (pts, 0, 0)
    assert (opened.pts, opened.pts_count) == (pts, 0)
    with pytest.raises(RpcError, match="LIMIT_INVALID"):
        await ben(functions.messages.ReadMessageContents(id=list(range(1_000))))
    assert (await ben.dialog_with(ben.to(ann))).unread_mentions_count == 0
