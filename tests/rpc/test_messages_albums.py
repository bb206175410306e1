"""Albums: several messages that are sent, forwarded and scheduled as one.

https://core.telegram.org/method/messages.sendMultiMedia
"""

from typing import Any

from heliograph.config import Limits
from heliograph.rpc.rates import Rate
from heliograph.tl import functions, types
from support.talk import People, Talker, refusal
from support.uploads import upload


async def album(talker: Talker, *captions: str, first_id: int = 100) -> list[Any]:
    return [
        types.InputSingleMedia(
            media=types.InputMediaUploadedPhoto(file=await upload(talker, words.encode())),
            random_id=first_id + number,
            message=words,
            entities=[types.MessageEntityBold(offset=0, length=1)] if number == 0 else None,
        )
        for number, words in enumerate(captions)
    ]


def sending(peer: Any, parts: list[Any], **fields: Any) -> Any:
    return functions.messages.SendMultiMedia(peer=peer, multi_media=parts, **fields)


def arrived(updates: list[Any]) -> list[types.Message]:
    return [one.message for one in updates if isinstance(one, types.UpdateNewMessage)]


async def test_an_album_arrives_as_one(people: People) -> None:
    ann, ben = people.ann, people.ben
    parts = await album(ann, "one", "two", "three")
    answer = await ann(sending(ann.to(ben), parts))
    ids = [one for one in answer.updates if isinstance(one, types.UpdateMessageID)]
    assert [one.random_id for one in ids] == [100, 101, 102]
    assert answer.updates[:3] == ids
    for messages in (arrived(answer.updates), arrived(ben.pushed())):
        assert [message.message for message in messages] == ["one", "two", "three"]
        assert len({message.grouped_id for message in messages}) == 1
        assert messages[0].grouped_id
        assert messages[0].entities == [types.MessageEntityBold(offset=0, length=1)]
        assert all(message.media.photo for message in messages)


async def test_a_repeat_is_answered_like_the_first(people: People) -> None:
    ann, ben = people.ann, people.ben
    query = sending(ann.to(ben), await album(ann, "one", "two"))
    first = await ann(query)
    ben.pushed()
    again = await ann(query)
    assert arrived(again.updates) == arrived(first.updates)
    assert ben.pushed() == []


async def test_one_alone_is_no_album(people: People) -> None:
    ann, ben = people.ann, people.ben
    answer = await ann(sending(ann.to(ben), await album(ann, "one")))
    assert arrived(answer.updates)[0].grouped_id is None


async def test_all_or_none_is_sent(people: People) -> None:
    ann, ben = people.ann, people.ben
    parts = await album(ann, "one", "x" * 1_025)
    assert await refusal(ann, sending(ann.to(ben), parts)) == "MEDIA_CAPTION_TOO_LONG"
    assert ben.pushed() == []
    parts[1].message = "two"
    await ann(sending(ann.to(ben), parts))
    assert len(arrived(ben.pushed())) == 2


async def test_a_forwarded_album_is_another_one(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(sending(ann.to(ben), await album(ann, "one", "two")))
    came = arrived(ben.pushed())
    groups = {came[0].grouped_id}
    for first_id in (1, 11):
        answer = await ben(functions.messages.ForwardMessages(
            from_peer=ben.to(ann), to_peer=types.InputPeerSelf(),
            id=[message.id for message in came], random_id=[first_id, first_id + 1],
        ))  # fmt: skip
        forwarded = {message.grouped_id for message in arrived(answer.updates)}
        assert len(forwarded) == 1
        groups |= forwarded
    assert len(groups) == 3
    assert None not in groups


async def test_an_album_waits_and_goes_as_one(people: People) -> None:
    ann, ben = people.ann, people.ben
    parts = await album(ann, "one", "two")
    await ann(sending(ann.to(ben), parts, schedule_date=people.stage.clock.now() + 3_600))
    waiting = await ann(functions.messages.GetScheduledHistory(peer=ann.to(ben), hash=0))
    assert len({message.grouped_id for message in waiting.messages}) == 1
    await ann(functions.messages.SendScheduledMessages(
        peer=ann.to(ben), id=[message.id for message in waiting.messages]
    ))  # fmt: skip
    came = arrived(ben.pushed())
    assert [message.message for message in came] == ["one", "two"]
    assert len({message.grouped_id for message in came}) == 1


async def test_what_is_no_album_is_refused(people: People) -> None:
    ann, ben = people.ann, people.ben
    assert await refusal(ann, sending(ann.to(ben), [])) == "MEDIA_EMPTY"
    parts = await album(ann, *"abcdefghijk")
    assert await refusal(ann, sending(ann.to(ben), parts)) == "MULTI_MEDIA_TOO_LONG"
    twice = [parts[0], parts[0]]
    assert await refusal(ann, sending(ann.to(ben), twice)) == "RANDOM_ID_DUPLICATE"
    words = types.InputSingleMedia(
        media=types.InputMediaDice(emoticon="🎲"), random_id=1, message=""
    )
    assert await refusal(ann, sending(ann.to(ben), [words])) == "MEDIA_INVALID"
    plain = types.InputMediaUploadedDocument(
        file=await upload(ann, b"words"), mime_type="text/plain", attributes=[]
    )
    mixed = [parts[0], types.InputSingleMedia(media=plain, random_id=7, message="")]
    assert await refusal(ann, sending(ann.to(ben), mixed)) == "MEDIA_GROUPED_INVALID"


async def test_an_album_that_is_too_much_costs_no_work(people: People) -> None:
    """Each of its messages counts as one sent."""
    ann, service = people.ann, people.stage.service
    parts = await album(ann, "one", "two", "three")
    left = Limits().messages_per_account_per_minute - 2
    service.rates.spend(Rate.MESSAGES, ann.id, service.monotonic(), left)
    assert "FLOOD_WAIT" in await refusal(ann, sending(ann.to(people.ben), parts))
    assert people.stage.probe.looked == []
