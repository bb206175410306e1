"""Replies with a quote, and replies to what the recipient has not got.

https://core.telegram.org/api/replies
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker, sent_id

GRIN = "\N{GRINNING FACE}"


def to(message_id: int, **fields: Any) -> types.InputReplyToMessage:
    return types.InputReplyToMessage(reply_to_msg_id=message_id, **fields)


async def refusal(talker: Talker, peer: Any, reply: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await talker.send(peer, reply_to=reply)
    return refused.value.code, refused.value.text


async def test_a_quote_is_the_part_of_the_original_nearest_to_its_offset(people: People) -> None:
    ann, ben = people.ann, people.ben
    formatting: list[types.TypeMessageEntity] = [
        types.MessageEntityBold(offset=3, length=6),
        types.MessageEntityTextUrl(offset=3, length=4, url="https://example.org"),
    ]
    await ann.send(ann.to(ben), f"{GRIN} word, word", entities=formatting)
    ben.pushed()
    await ben.send(ben.to(ann), reply_to=to(1, quote_text="word", quote_offset=8))
    await ben.send(ben.to(ann), reply_to=to(1, quote_text="word", quote_offset=0))
    last, first = [update.message.reply_to for update in ann.pushed()]
    assert (last.quote, last.quote_text, last.quote_offset, last.reply_to_msg_id) == (
        True,
        "word",
        9,
        1,
    )
    assert last.quote_entities is None
    assert first.quote_offset == 3
    assert first.quote_entities == [types.MessageEntityBold(offset=0, length=4)]


async def test_a_quote_goes_with_what_it_quotes(people: People) -> None:
    """The answer itself stays, and is shown as one to nothing."""
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "word")
    await ann.send(ann.to(ben), "reply", reply_to=to(1, quote_text="wor"))
    await ann(functions.messages.DeleteMessages(id=[1], revoke=True))
    (message,) = await ben.history(ben.to(ann))
    assert (message.message, message.reply_to) == ("reply", None)


async def test_a_reply_to_another_dialog_shows_what_the_reader_has_not_got(
    people: People,
) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben), "said to Ben")
    await ben.send(ben.to(cat), "look", reply_to=to(1, reply_to_peer_id=ben.to(ann)))
    await ben.send(
        ben.to(cat), "look", reply_to=to(1, reply_to_peer_id=ben.to(ann), quote_text="Ben")
    )
    whole, part = [update.message.reply_to for update in cat.pushed()]
    assert (whole.quote, whole.quote_text, whole.reply_to_msg_id) == (False, "said to Ben", None)
    assert whole.reply_from.from_id == types.PeerUser(user_id=ann.id)
    assert (part.quote, part.quote_text, part.quote_offset) == (True, "Ben", 8)


async def test_a_reply_to_media_of_another_dialog_shows_the_media(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    sent = await ann.send_media(ann.to(ben), types.InputMediaDice(emoticon="🎲"))
    await ann.send(ann.to(cat), reply_to=to(sent_id(sent), reply_to_peer_id=ann.to(ben)))
    reply = cat.pushed()[0].message.reply_to
    assert reply.reply_media == sent.updates[1].message.media
    assert (reply.quote_text, reply.quote) == (None, False)


@pytest.mark.parametrize("layer", [152, 158, 198, 229])
async def test_quotes_read_the_same_wherever_a_layer_has_them(people: People, layer: int) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "word")
    await ann.send(ann.to(ben), "reply", reply_to=to(1, quote_text="ord"))
    old = await ben.on_another_device(layer=layer)
    message = (await old.history_as_written(old.to(ann)))[0]
    assert (message.message, message.reply_to.reply_to_msg_id) == ("reply", 1)
    if layer >= 198:
        assert (message.reply_to.quote_text, message.reply_to.quote_offset) == ("ord", 1)


@pytest.mark.parametrize(
    ("message_id", "fields", "token"),
    [
        (1, {"quote_text": "other"}, "QUOTE_TEXT_INVALID"),
        (1, {"quote_text": ""}, "QUOTE_TEXT_INVALID"),
        (1, {"quote_text": "x" * 1_025}, "QUOTE_TEXT_INVALID"),
        (2, {"quote_text": "word"}, "REPLY_MESSAGE_ID_INVALID"),
        (-1, {"quote_text": "word"}, "REPLY_MESSAGE_ID_INVALID"),
    ],
)
async def test_bad_quotes_are_refused(
    people: People, message_id: int, fields: dict[str, Any], token: str
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "word " + "x" * 1_025)
    assert await refusal(ann, ann.to(ben), to(message_id, **fields)) == (400, token)


async def test_what_may_not_be_forwarded_may_not_be_replied_to_elsewhere(
    people: People,
) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben), "secret", noforwards=True)
    reply = to(1, reply_to_peer_id=ben.to(ann))
    assert await refusal(ben, ben.to(cat), reply) == (400, "CHAT_FORWARDS_RESTRICTED")
    reply = to(1, reply_to_peer_id=ben.to(cat))
    assert await refusal(ben, ben.to(cat), reply) == (400, "REPLY_MESSAGE_ID_INVALID")
    reply = to(9, reply_to_peer_id=ben.to(ann))
    assert await refusal(ben, ben.to(cat), reply) == (400, "REPLY_MESSAGE_ID_INVALID")


async def test_a_reply_is_to_one_thing_of_a_list_or_one_answer_of_a_poll(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "pretend that this is a list")
    ben.pushed()
    for about in ({"todo_item_id": 3}, {"poll_option": b"b"}):
        reply = types.InputReplyToMessage(reply_to_msg_id=1, **about)
        await ann.send(ann.to(ben), "this one", reply_to=reply)
        (arrived,) = ben.pushed()
        assert arrived.message.reply_to == types.MessageReplyHeader(reply_to_msg_id=1, **about)
    too_long = types.InputReplyToMessage(reply_to_msg_id=1, poll_option=b"b" * 101)
    with pytest.raises(RpcError, match="OPTION_INVALID"):
        await ann.send(ann.to(ben), "this one", reply_to=too_long)
