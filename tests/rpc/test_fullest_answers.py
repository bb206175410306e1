"""What strangers write must not grow into an answer that its reader can never be sent."""

import pytest

from heliograph.config import Limits
from heliograph.domain.entities import EXTRAS_BYTES_MAX
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
    assert len(answer) * LIMITS.ids_per_request < LIMITS.outbound_bytes_per_session
