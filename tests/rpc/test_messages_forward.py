"""messages.forwardMessages: what goes along, who is named, what is remembered, every refusal.

https://core.telegram.org/method/messages.forwardMessages
"""

from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.domain.forwarding import FORWARDS_MAX
from heliograph.domain.saved import HIDDEN_AUTHOR_ID
from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker, sent_id

ME = types.InputPeerSelf()


def user(talker: Talker) -> types.PeerUser:
    return types.PeerUser(user_id=talker.id)


async def hide(talker: Talker) -> None:
    """Let nobody link to the account when they forward what it wrote."""
    rules: list[types.TypeInputPrivacyRule] = [types.InputPrivacyValueDisallowAll()]
    key = types.InputPrivacyKeyForwards()
    await talker(functions.account.SetPrivacy(key=key, rules=rules))


async def refusal(talker: Talker, *asked: Any, **fields: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await talker.forward(*asked, **fields)
    return refused.value.code, refused.value.text


def messages_of(answer: types.Updates) -> list[types.Message]:
    return [u.message for u in answer.updates if isinstance(u, types.UpdateNewMessage)]


async def test_forwards_name_who_wrote_and_when(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    bold: list[types.TypeMessageEntity] = [types.MessageEntityBold(offset=0, length=2)]
    await ann.send(ann.to(ben), "hi there", entities=bold)
    wrote = people.stage.clock.now()
    people.stage.clock.date += 60
    ben.pushed()
    await ben.forward(ben.to(ann), [1], ben.to(cat), silent=True)
    (arrived,) = cat.pushed()
    message = arrived.message
    assert (message.message, message.entities, message.silent) == ("hi there", bold, True)
    assert (message.from_id, message.date) == (user(ben), wrote + 60)
    assert message.fwd_from == types.MessageFwdHeader(from_id=user(ann), date=wrote)
    assert message.reply_to is None


async def test_a_forward_of_a_forward_names_the_first_author(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben), "hi")
    await ben.forward(ben.to(ann), [1], ben.to(cat))
    people.stage.clock.date += 60
    answer = await cat.forward(cat.to(ben), [1], cat.to(ann))
    (message,) = messages_of(answer)
    assert message.fwd_from.from_id == user(ann)
    assert message.fwd_from.date == people.stage.clock.now() - 60


async def test_who_hides_is_named_without_their_account(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await hide(ann)
    await ann.send(ann.to(ben), "hi")
    await ben.forward(ben.to(ann), [1], ben.to(cat))
    message = cat.pushed()[0].message
    assert (message.fwd_from.from_id, message.fwd_from.from_name) == (None, "Ann")
    own = messages_of(await ann.forward(ann.to(ben), [1], ann.to(cat)))[0]
    assert own.fwd_from.from_id == user(ann)


async def test_saved_messages_know_where_they_were_taken_from(people: People) -> None:
    """Real apps 23: hidden authors are filed under an account of their own."""
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben), "plain")
    await ben.send(ben.to(ann), "mine")
    (theirs,) = messages_of(await ben.forward(ben.to(ann), [1], ME))
    (mine,) = messages_of(await ben.forward(ben.to(ann), [2], ME))
    for message, author, message_id in ((theirs, ann, 1), (mine, ben, 2)):
        assert message.fwd_from.from_id == user(author)
        assert message.fwd_from.saved_from_peer == message.saved_peer_id == user(ann)
        assert message.fwd_from.saved_from_msg_id == message_id
    await cat.forward(cat.to(ben), [sent_id(await cat.send(cat.to(ben), "x"))], cat.to(ben))
    (again,) = messages_of(await ben.forward(ben.to(cat), [6], ME))
    assert again.fwd_from.saved_from_peer == user(cat)
    await hide(ann)
    (hidden,) = messages_of(await ben.forward(ben.to(ann), [1], ME))
    assert hidden.saved_peer_id == types.PeerUser(user_id=HIDDEN_AUTHOR_ID)
    assert hidden.fwd_from.saved_from_peer is None


async def test_saved_forwards_of_forwards_say_who_passed_them_on(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben), "hi")
    await ben.forward(ben.to(ann), [1], ben.to(cat))
    (saved,) = messages_of(await cat.forward(cat.to(ben), [1], ME))
    header = saved.fwd_from
    assert (header.from_id, header.saved_from_peer) == (user(ann), user(ben))
    assert (header.saved_from_id, header.saved_date) == (user(ben), people.stage.clock.now())
    out = sent_id(await ben.send(ben.to(cat), "own"))
    (own,) = messages_of(await ben.forward(ben.to(cat), [out], ME))
    assert (own.fwd_from.saved_from_id, own.fwd_from.saved_out) == (None, False)


async def test_copies_name_nobody_and_throw_dice_anew(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "hi")
    dice = await ann.send_media(ann.to(ben), types.InputMediaDice(emoticon="🎰"))
    value = dice.updates[1].message.media.value
    (kept,) = messages_of(await ann.forward(ann.to(ben), [2], ME))
    assert kept.media.value == value
    copies = [
        messages_of(await ann.forward(ann.to(ben), [1, 2], ME, drop_author=True)) for _ in range(5)
    ]
    assert {copy[0].fwd_from for copy in copies} == {None}
    assert {copy[0].message for copy in copies} == {"hi"}
    assert {copy[1].media.value for copy in copies} != {value}


async def test_a_forwarded_live_location_stays_where_it_was(people: People) -> None:
    ann, ben = people.ann, people.ben
    place = types.InputGeoPoint(lat=1.0, long=2.0)
    live = types.InputMediaGeoLive(geo_point=place, period=900)
    await ann.send_media(ann.to(ben), live)
    (message,) = messages_of(await ann.forward(ann.to(ben), [1], ME))
    assert isinstance(message.media, types.MessageMediaGeo)


async def test_several_go_in_the_asked_order_and_what_is_gone_is_left_out(
    people: People,
) -> None:
    ann, ben = people.ann, people.ben
    for text in "abc":
        await ann.send(ann.to(ben), text)
    await ann(functions.messages.DeleteMessages(id=[2], revoke=True))
    answer = await ann.forward(ann.to(ben), [3, 2, 1], ME, random_ids=[30, 20, 10])
    named = [u for u in answer.updates if isinstance(u, types.UpdateMessageID)]
    assert [(u.id, u.random_id) for u in named] == [(4, 30), (5, 10)]
    assert answer.updates[:2] == named
    assert [m.message for m in messages_of(answer)] == ["c", "a"]


async def test_an_answer_that_goes_with_what_it_answers_stays_one(people: People) -> None:
    ann, ben = people.ann, people.ben
    for text, answered in (("a", None), ("b", 1), ("c", 2)):
        reply = types.InputReplyToMessage(reply_to_msg_id=answered) if answered else None
        await ann.send(ann.to(ben), text, reply_to=reply)
    random_ids = [5, 6]
    first = await ann.forward(ann.to(ben), [1, 2], ME, random_ids=random_ids)
    question, answer = messages_of(first)
    assert question.reply_to is None
    assert answer.reply_to == types.MessageReplyHeader(reply_to_msg_id=question.id)
    ben.pushed()
    await ann.forward(ann.to(ben), [1, 2], ann.to(ben))
    question, answer = (update.message for update in ben.pushed())
    assert answer.reply_to.reply_to_msg_id == question.id
    # Alone, or ahead of what it answers, it is none; nor does it answer what stayed behind.
    for ids in ([2], [2, 1], [1, 3]):
        gone = messages_of(await ann.forward(ann.to(ben), ids, ME))
        assert [m.reply_to for m in gone] == [None] * len(ids)
    # A repeat is one whatever became since of what was sent, and of what it was taken from.
    for gone_id in (4, 1):
        await ann(functions.messages.DeleteMessages(id=[gone_id]))
        again = messages_of(await ann.forward(ann.to(ben), [1, 2], ME, random_ids=random_ids))
        assert [m.id for m in again] == [m.id for m in messages_of(first)]


async def test_a_repeat_gives_the_same_messages_and_sends_nothing(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "a")
    ben.pushed()
    first = await ann.forward(ann.to(ben), [1], ann.to(ben), random_ids=[7])
    again = await ann.forward(ann.to(ben), [1], ann.to(ben), random_ids=[7])
    assert messages_of(first) == messages_of(again)
    assert len(ben.pushed()) == 1
    asked = (ann.to(ben), [2], ann.to(ben))
    assert await refusal(ann, *asked, random_ids=[7]) == (500, "RANDOM_ID_DUPLICATE")


async def test_protected_messages_stay_where_they_are(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "a")
    await ann.send(ann.to(ben), "b", noforwards=True)
    ben.pushed()
    pts = await ben.pts()
    assert await refusal(ben, ben.to(ann), [1, 2], ME) == (400, "CHAT_FORWARDS_RESTRICTED")
    assert await ben.pts() == pts


async def test_a_forward_may_be_protected_itself(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "a")
    await ann.forward(ann.to(ben), [1], ann.to(ben), noforwards=True)
    assert (await ben.history(ben.to(ann)))[0].noforwards
    assert await refusal(ben, ben.to(ann), [2], ME) == (400, "CHAT_FORWARDS_RESTRICTED")


async def test_words_are_no_caption(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "words")
    (message,) = messages_of(
        await ann.forward(ann.to(ben), [1], ME, drop_media_captions=True, drop_author=True)
    )
    assert message.message == "words"


async def test_what_happened_is_not_forwarded(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "a")
    pin = functions.messages.UpdatePinnedMessage(peer=ann.to(ben), id=1)
    await ann(pin)
    told = (await ann.history(ann.to(ben)))[0]
    assert isinstance(told, types.MessageService)
    assert await refusal(ann, ann.to(ben), [told.id], ME) == (400, "MESSAGE_ID_INVALID")


async def test_a_forward_is_not_to_be_edited(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "a")
    (message,) = messages_of(await ann.forward(ann.to(ben), [1], ann.to(ben)))
    query = functions.messages.EditMessage(peer=ann.to(ben), id=message.id, message="b")
    with pytest.raises(RpcError, match="MESSAGE_AUTHOR_REQUIRED"):
        await ann(query)


BAD = [
    ([], [], {}, "MESSAGE_IDS_EMPTY"),
    ([9], [1], {}, "MESSAGE_ID_INVALID"),
    ([0], [1], {}, "MESSAGE_ID_INVALID"),
    ([-1], [1], {}, "MESSAGE_ID_INVALID"),
    ([1], [], {}, "RANDOM_ID_INVALID"),
    ([1, 1], [1], {}, "RANDOM_ID_INVALID"),
    ([1, 1], [1, 1], {}, "RANDOM_ID_DUPLICATE"),
    ([1], [0], {}, "RANDOM_ID_EMPTY"),
    ([1] * 101, list(range(1, 102)), {}, "LIMIT_INVALID"),
    ([1], [1], {"send_as": types.InputPeerChat(chat_id=1)}, "SEND_AS_PEER_INVALID"),
]


@pytest.mark.parametrize(("ids", "random_ids", "fields", "token"), BAD)
async def test_bad_forwards_are_refused(
    people: People, ids: list[int], random_ids: list[int], fields: dict[str, Any], token: str
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "a")
    asked = (ann.to(ben), ids, ME)
    _, refused = await refusal(ann, *asked, random_ids=random_ids, **fields)
    assert refused == token


async def test_messages_of_another_dialog_are_not_there(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben), "a")
    assert await refusal(ann, ann.to(cat), [1], ME) == (400, "MESSAGE_ID_INVALID")


async def test_forwards_are_kept_out_as_texts_are(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ME, "a")
    await ben(functions.contacts.Block(id=ben.to(ann)))
    assert await refusal(ann, ME, [1], ann.to(ben)) == (403, "USER_IS_BLOCKED")


async def test_each_forwarded_message_counts_as_one_sent(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "a")
    allowed = Limits().messages_per_account_per_minute - 1
    while allowed > 0:
        count = min(allowed, FORWARDS_MAX)
        await ann.forward(ann.to(ben), [1] * count, ME)
        allowed -= count
    with pytest.raises(RpcError, match="FLOOD_WAIT"):
        await ann.forward(ann.to(ben), [1], ME)
