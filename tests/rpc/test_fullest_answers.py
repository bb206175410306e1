"""What strangers write must not grow into an answer that its reader can never be sent."""

import pytest

from heliograph.actions.profiles import grant
from heliograph.config import Limits
from heliograph.domain.entities import EXTRAS_BYTES_MAX
from heliograph.domain.history import MENTIONED_MAX, cut_mentions
from heliograph.domain.usernames import ACTIVE_MAX
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.stage import RpcError
from support.talk import People

LIMITS = Limits()


def links(size_bytes: int) -> list[types.TypeMessageEntity]:
    """As many links as a message may have, whose urls take so many bytes each."""
    url = "😀" * (size_bytes // 4)
    count = LIMITS.entities_max
    return [types.MessageEntityTextUrl(offset=i, length=1, url=url) for i in range(count)]


async def test_16_4_a_page_of_the_fullest_messages_can_be_sent(people: People) -> None:
    ann, ben = people.ann, people.ben
    text = "漢" * LIMITS.message_utf16_max
    with pytest.raises(RpcError, match="ENTITIES_TOO_LONG"):
        await ann.send(ann.to(ben), text, entities=links(4 * EXTRAS_BYTES_MAX // 100))
    await ann.send(ann.to(ben), text, entities=links(EXTRAS_BYTES_MAX // 100))
    query = functions.messages.GetMessages(id=[types.InputMessageID(id=1)])
    answer = await ben.device.raw(encode(query, NEWEST))
    assert len(answer) > 28_000
    people_bytes = MENTIONED_MAX * await fullest_person(people)
    assert people_bytes > 1 << 20
    fullest = len(answer) * LIMITS.ids_per_request + people_bytes
    assert fullest < LIMITS.outbound_bytes_per_session


async def fullest_person(people: People) -> int:
    """The bytes that an account with the longest names takes in an answer."""
    cat = people.cat
    await cat(functions.account.UpdateProfile(first_name="😀" * 64, last_name="😀" * 64))
    await cat(functions.account.UpdateUsername(username="cat" * 10))
    for number in range(ACTIVE_MAX - 1):
        await grant(people.stage.app, cat.id, f"{'cat' * 9}{number:03d}")
    (user,) = await people.ann(functions.users.GetUsers(id=[people.ann.user(cat)]))
    return len(encode(user, NEWEST))


async def test_16_4_a_page_that_mentions_more_people_than_can_be_sent_shows_some(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cut_mentions, "__kwdefaults__", {"at_most": 1})
    ann, ben, cat = people.ann, people.ben, people.cat
    for form in (ann.user(cat), ann.user(ben)):
        mention = types.InputMessageEntityMentionName(offset=0, length=4, user_id=form)
        await ann.send(ann.to(ben), "look", entities=[mention, mention])
    for messages in (
        await ann.history(ann.to(ben)),
        (await ann.dialogs()).messages,
        (
            await ann(
                functions.messages.GetMessages(id=[types.InputMessageID(id=i) for i in (2, 1)])
            )
        ).messages,
    ):
        assert [len(m.entities or ()) for m in messages[:2]] == [1, 0][: len(messages)]
