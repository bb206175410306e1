"""A channel with comments, and a forum, by clients of several kinds and ages."""

from typing import Any

import pytest

from support.actors import Actor, chat_of

pytestmark = pytest.mark.play

_ANN = "9996618000"
_OF_ANN = ("gramjs", "pyrogram", "mtcute", "telethon")

_SHIFT = 20
"""TDLib's ids of messages are the server's, so many bits up."""


def words(text: str) -> dict[str, Any]:
    return {"@type": "inputMessageText", "text": {"@type": "formattedText", "text": text}}


async def write(actor: Actor, text: str, **where: Any) -> dict[str, Any]:
    """Have a TDLib send a message, and wait until the server has it."""
    content = words(text)
    made = await actor.do("call", function="sendMessage", input_message_content=content, **where)
    sent = await actor.do("told", update="updateMessageSendSucceeded", old_message_id=made["id"])
    message: dict[str, Any] = sent["message"]
    return message


def texts_of(told: dict[str, Any]) -> list[str | None]:
    return [one["content"].get("text", {}).get("text") for one in told["messages"]]


async def test_a_post_is_talked_about_in_the_group_beside_its_channel(cast) -> None:
    ann = await cast("telethon", name="Ann")
    ben = await cast("tdlib", name="Ben")
    await ann.do("make_channel", title="News", username="news_said", broadcast=True)
    await ann.do("make_channel", title="Talk", username="news_talk")
    link = {"_": "channels.setDiscussionGroup", "broadcast": "news_said", "group": "news_talk"}
    await ann.do("ask", query=link)
    await ben.do("join_channel", username="news_said")
    post = await ann.do("send", to="news_said", text="what do you say")
    await ben.see_text("what do you say")

    news = await chat_of(ben, "news_said")
    of_post = {"chat_id": news, "message_id": post["id"] << _SHIFT}
    thread = await ben.do("call", function="getMessageThread", **of_post)
    talk, root = thread["chat_id"], thread["message_thread_id"]
    assert talk == await chat_of(ben, "news_talk")
    (copy,) = thread["messages"]
    assert copy["content"]["text"]["text"] == "what do you say"
    assert copy["sender_id"] == {"@type": "messageSenderChat", "chat_id": news}
    assert copy["is_channel_post"] is False
    topic = {"@type": "messageTopicThread", "message_thread_id": root}
    said = await write(ben, "I am for it", chat_id=talk, topic_id=topic)
    await ann.see_text("I am for it")

    answer = {
        "_": "messages.sendMessage",
        "peer": "news_talk",
        "message": "so am I",
        "reply_to": {
            "_": "inputReplyToMessage",
            "reply_to_msg_id": said["id"] >> _SHIFT,
            "top_msg_id": root >> _SHIFT,
        },
    }
    await ann.do("ask", query=answer)
    page = {"from_message_id": 0, "offset": 0, "limit": 10}
    # It gives what it has already, and asks for the rest.
    await ben.do_until(
        lambda told: texts_of(told)[:2] == ["so am I", "I am for it"],
        "call",
        function="getMessageThreadHistory",
        **of_post,
        **page,
    )
    views = {"_": "messages.getReplies", "peer": "news_said", "msg_id": post["id"]}
    views |= dict.fromkeys(("offset_id", "add_offset", "max_id", "min_id", "hash"), 0)
    assert await ann.do("ask", query=views | {"offset_date": None, "limit": 10}, want="count") == 2
    await ann.do("delete", to="news_said", ids=[post["id"]])
    await ben.see("delete", lambda line: post["id"] in line["ids"])


@pytest.mark.long
async def test_clients_of_all_ages_talk_in_one_forum(cast) -> None:
    ann = await cast("tdlib", phone=_ANN, name="Ann")
    telethon = await cast("telethon", name="Telethon")
    others = {"telethon": telethon, "kurigram": await cast("kurigram", name="Kurigram")}
    await telethon.do("make_channel", title="Hikers", username="hikers_forum")
    for one in (ann, others["kurigram"]):
        await one.do("join_channel", username="hikers_forum")
    devices = {f"Ann's {kind}": await cast(kind, phone=_ANN, name="Ann") for kind in _OF_ANN}
    others |= devices
    toggle = {"_": "channels.toggleForum", "channel": "hikers_forum", "enabled": True}
    await telethon.do("ask", query=toggle | {"tabs": False})

    forum = await chat_of(ann, "hikers_forum")
    group = {"function": "getSupergroup", "supergroup_id": -forum - 10**12}
    # TDLib refuses by itself until it has heard.
    await ann.do_until(lambda told: told["is_forum"], "call", **group)
    icon = {"@type": "forumTopicIcon", "color": 0x6FB9F0}
    made = await ann.do("call", function="createForumTopic", chat_id=forum, name="Peaks", icon=icon)
    topic_id = made["forum_topic_id"]
    topic = {"@type": "messageTopicForum", "forum_topic_id": topic_id}
    await write(ann, "the high one", chat_id=forum, topic_id=topic)
    for one in others.values():
        await one.see_text("the high one")
    for kind, one in others.items():
        await one.do("send", to="hikers_forum", text=f"{kind} is here")
        await ann.see_text(f"{kind} is here")
    page = {"from_message_id": 0, "offset": 0, "limit": 10}
    await ann.do_until(
        lambda told: texts_of(told)[:1] == ["the high one"],
        "call",
        function="getForumTopicHistory",
        chat_id=forum,
        forum_topic_id=topic_id,
        **page,
    )
    listed = await ann.do(
        "call",
        function="getForumTopics",
        chat_id=forum,
        query="",
        offset_date=0,
        offset_message_id=0,
        offset_forum_topic_id=0,
        limit=10,
    )
    found = {one["info"]["name"]: one for one in listed["topics"]}
    assert found.keys() == {"General", "Peaks"}
    assert found["General"]["info"]["is_general"]
    await ann.do(
        "call",
        function="toggleForumTopicIsClosed",
        chat_id=forum,
        forum_topic_id=topic_id,
        is_closed=True,
    )
    await ann.do("told", update="updateForumTopicInfo")
    for kind, device in devices.items():
        await _keeps_of_topics(ann, device, forum=forum, kind=kind)


async def test_what_becomes_of_topics_is_told_to_all(cast) -> None:
    """Called otherwise, closed, hidden, pinned, ordered, read, deleted: the witness compares."""
    ann, ben = await cast("telethon", phone=_ANN, name="Ann"), await cast("telethon", name="Ben")
    tdlib = await cast("tdlib", phone=_ANN, name="Ann")
    await ann.do("make_channel", title="Hikers", username="hikers_forum")
    await ben.do("join_channel", username="hikers_forum")
    toggle = {"_": "channels.toggleForum", "channel": "hikers_forum", "enabled": True}
    await ann.do("ask", query=toggle | {"tabs": False})
    forum = await chat_of(tdlib, "hikers_forum")
    numbers = {
        title: await ann.do("make_topic", forum="hikers_forum", title=title)
        for title in ("Peaks", "Lakes", "Huts")
    }
    for title, number in numbers.items():
        await ben.do("write_in", forum="hikers_forum", topic=number, text=f"about {title}")
        await tdlib.see_text(f"about {title}")

    async def edit(**fields: Any) -> None:
        asked = {"_": "messages.editForumTopic", "peer": "hikers_forum", **fields}
        assert await ann.do("ask", query=asked) == "Updates"

    await edit(topic_id=numbers["Peaks"], title="Hills")
    await edit(topic_id=numbers["Lakes"], closed=True)
    await edit(topic_id=1, hidden=True)
    for title in ("Peaks", "Lakes"):
        pinned = {"is_pinned": True, "forum_topic_id": numbers[title]}
        await tdlib.do("call", function="toggleForumTopicIsPinned", chat_id=forum, **pinned)
    order = [numbers["Peaks"], numbers["Lakes"]]
    asked = {"_": "messages.reorderPinnedForumTopics", "peer": "hikers_forum", "order": order}
    assert await ann.do("ask", query=asked | {"force": True}) == "Updates"
    last = max(line["id"] for line in await ann.do("history", peer="hikers_forum"))
    read = {"_": "messages.readDiscussion", "peer": "hikers_forum", "read_max_id": last}
    assert await ann.do("ask", query=read | {"msg_id": numbers["Peaks"]}) is not None
    gone = {"_": "messages.deleteTopicHistory", "peer": "hikers_forum"}
    assert await ann.do("ask", query=gone | {"top_msg_id": numbers["Huts"]}) == "AffectedHistory"
    page = {"offset_date": None, "offset_id": 0, "offset_topic": 0, "limit": 9}
    listed = {"_": "messages.getForumTopics", "peer": "hikers_forum", **page}
    assert await ben.do("ask", query=listed, want="count") == 3
    seen = {"_": "channels.toggleViewForumAsMessages", "channel": "hikers_forum"}
    for as_messages in (True, False):
        assert await ann.do("ask", query=seen | {"enabled": as_messages}) == "Updates"
        await tdlib.do_until(
            lambda told, by_topics=not as_messages: told["view_as_topics"] is by_topics,
            "call",
            function="getChat",
            chat_id=forum,
        )


async def _keeps_of_topics(ann: Actor, device: Actor, *, forum: int, kind: str) -> None:
    """A device of Ann's makes a topic and writes there; what it keeps of it her TDLib shows."""
    number = await device.do("make_topic", forum="hikers_forum", title=f"By {kind}")
    await device.do("write_in", forum="hikers_forum", topic=number, text=f"first by {kind}")
    await ann.see_text(f"first by {kind}")
    # Topics are numbered in TDLib as on the server.
    topic = {"chat_id": forum, "forum_topic_id": number}
    page = {"from_message_id": 0, "offset": 0, "limit": 10}
    await ann.do_until(
        lambda told: texts_of(told)[:1] == [f"first by {kind}"],
        "call",
        function="getForumTopicHistory",
        **topic,
        **page,
    )
    kept = {"draft": f"more by {kind}", "until": 2_000_000_000}
    await device.do("keep_of_topic", forum="hikers_forum", topic=number, **kept)
    shown = await ann.do_until(
        lambda told: told.get("draft_message") and told["notification_settings"]["mute_for"],
        "call",
        function="getForumTopic",
        **topic,
    )
    assert shown["info"]["name"] == f"By {kind}"
    assert shown["notification_settings"]["use_default_mute_for"] is False
    assert f"more by {kind}" in str(shown["draft_message"])
    await ann.do("told", update="updateForumTopic", forum_topic_id=number)
