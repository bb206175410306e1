"""A forum of three people, for tests of what is said and kept in its topics."""

import itertools
from typing import Any

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.talk import People, Talker

api = functions.messages
channels = functions.channels

_random_ids = itertools.count(9_000)


async def make_forum(people: People) -> Community:
    """Ann's, in which something was said before it was one."""
    made = await make_community(people)
    await made.ben.send(made.peer(made.ben), "before")
    await toggle(made)
    await people.stage.settle()
    for talker in (people.ann, people.ben, people.cat):
        talker.pushed()
    return made


async def toggle(place: Community, *, enabled: bool = True, by: Talker | None = None) -> Any:
    by = by or place.ann
    named = place.named_by(by)
    return await by(channels.ToggleForum(channel=named, enabled=enabled, tabs=False))


def arrived(answer: Any) -> Any:
    (made,) = [one for one in answer.updates if isinstance(one, types.UpdateNewChannelMessage)]
    return made.message


async def create(place: Community, by: Talker, title: str = "Peaks", **fields: Any) -> Any:
    random_id = fields.pop("random_id", next(_random_ids))
    query = api.CreateForumTopic(
        peer=place.peer(by), title=title, icon_color=0xFFD67E, random_id=random_id, **fields
    )
    return arrived(await by(query))


async def say(place: Community, by: Talker, topic_id: int, text: str = "hi") -> Any:
    reply = types.InputReplyToMessage(reply_to_msg_id=topic_id, top_msg_id=topic_id)
    return arrived(await by.send(place.peer(by), text, reply_to=reply))


async def edit(place: Community, by: Talker, topic_id: int, **fields: Any) -> Any:
    return arrived(await by(api.EditForumTopic(peer=place.peer(by), topic_id=topic_id, **fields)))


async def topics(place: Community, by: Talker, **fields: Any) -> Any:
    asked = {"offset_date": 0, "offset_id": 0, "offset_topic": 0, "limit": 100, **fields}
    return await by(api.GetForumTopics(peer=place.peer(by), **asked))


async def topic(place: Community, by: Talker, topic_id: int) -> Any:
    answer = await by(api.GetForumTopicsByID(peer=place.peer(by), topics=[topic_id]))
    return answer.topics[0]


async def said_in(place: Community, by: Talker, topic_id: int, **fields: int) -> list[int]:
    offsets = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
    asked = {**offsets, "limit": 100, "hash": 0, **fields}
    page = await by(api.GetReplies(peer=place.peer(by), msg_id=topic_id, **asked))
    return [one.id for one in page.messages]
