"""Others add answers to a poll, and people and channels choose how they look."""

from typing import Any

import pytest

from support.actors import ActorError, chat_of

pytestmark = pytest.mark.play

PLACE, NEWS = "hikers_ask", "hikers_look"
_SHIFT = 20
"""TDLib's ids of messages are the server's, so many bits up."""


def words(text: str) -> dict[str, Any]:
    return {"_": "textWithEntities", "text": text, "entities": []}


def open_poll(*answers: str) -> dict[str, Any]:
    asked = {"_": "poll", "id": 0, "question": words("What to drink?"), "hash": 0}
    given = [{"_": "inputPollAnswer", "text": words(one)} for one in answers]
    asked |= {"answers": given, "open_answers": True, "public_voters": True}
    return {"_": "inputMediaPoll", "poll": asked}


def answers_of(told: dict[str, Any]) -> list[str]:
    return [one["text"]["text"] for one in told["content"]["poll"]["options"]]


def chosen_of(told: dict[str, Any]) -> list[tuple[str, bool]]:
    options = told["content"]["poll"]["options"]
    return [(one["text"]["text"], one["is_chosen"]) for one in options]


async def test_tdlib_and_telethon_add_answers_to_one_poll(cast) -> None:
    ann, ben = await cast("telethon", name="Ann"), await cast("tdlib", name="Ben")
    await ann.do("make_channel", title="Hikers", username=PLACE)
    await ben.do("join_channel", username=PLACE)
    media = open_poll("Tea", "Wine")
    poll = {"_": "messages.sendMedia", "peer": PLACE, "media": media, "message": "", "random_id": 7}
    assert await ann.do("ask", query=poll) == "Updates"
    poll_id = max(line["id"] for line in await ann.do("history", peer=PLACE))
    forum = await chat_of(ben, PLACE)
    place = {"chat_id": forum, "message_id": poll_id << _SHIFT}
    await ben.do_until(
        lambda told: answers_of(told) == ["Tea", "Wine"], "call", function="getMessage", **place
    )
    text = {"@type": "formattedText", "text": "Milk"}
    option = {"@type": "inputPollOption", "text": text}
    await ben.do("call", function="addPollOption", option=option, **place)
    added = {"_": "messages.addPollAnswer", "peer": PLACE, "msg_id": poll_id}
    beer = {"_": "inputPollAnswer", "text": words("Beer")}
    assert await ann.do("ask", query=added | {"answer": beer}) == "Updates"
    shown = await ben.do_until(
        lambda told: answers_of(told) == ["Tea", "Wine", "Milk", "Beer"],
        "call",
        function="getMessage",
        **place,
    )
    milk = shown["content"]["poll"]["options"][2]
    await ben.do("call", function="setPollAnswer", option_ids=[2], **place)
    gone = {"_": "messages.deletePollAnswer", "peer": PLACE, "msg_id": poll_id}
    taken = gone | {"option": {"base64": "KzE="}}
    assert await ann.do("ask", query=taken) == "Updates"
    # What everybody is told leaves out who chose what: TDLib asks again where answers came or went.
    await ben.do_until(
        lambda told: chosen_of(told) == [("Tea", False), ("Wine", False), ("Milk", True)],
        "call",
        function="getMessage",
        **place,
    )
    await ben.do("call", function="deletePollOption", option_id=milk["id"], **place)
    with pytest.raises(ActorError, match=r"OptionInvalid|OPTION_INVALID"):
        await ann.do("ask", query=gone | {"option": {"base64": "MA=="}})


async def test_names_pages_and_channels_have_the_colours_of_choice(cast) -> None:
    ann, ben = await cast("tdlib", name="Ann"), await cast("telethon", name="Ben")
    await ann.do("set_username", username="ann_looks")
    await ben.do("set_username", username="ben_looks")
    await ben.do("send", to="ann_looks", text="hello")
    await ann.see_text("hello")
    await ann.do("call", function="setAccentColor", accent_color_id=9)
    await ann.do("call", function="setProfileAccentColor", profile_accent_color_id=3)
    users = {"_": "users.getFullUser", "id": "ann_looks"}
    assert await ben.do("ask", query=users) == "UserFull"
    color = {"_": "account.updateColor", "color": {"_": "peerColor", "color": 5}}
    assert await ben.do("ask", query=color) is not None
    await ann.do_until(
        lambda told: told["accent_color_id"] == 5,
        "call",
        function="getUser",
        user_id=(await chat_of(ann, "ben_looks")),
    )
    await ben.do("make_channel", title="News", username=NEWS, broadcast=True)
    await ann.do("join_channel", username=NEWS)
    channel = {"_": "inputChannel", **await ben.do("input_of", who=NEWS)}
    paint = {"_": "channels.updateColor", "channel": channel, "color": 11}
    assert await ben.do("ask", query=paint) == "Updates"
    await ann.do_until(
        lambda told: told["accent_color_id"] == 11,
        "call",
        function="getChat",
        chat_id=await chat_of(ann, NEWS),
    )
    tab = {"_": "profileTabMusic"}
    first = {"_": "account.setMainProfileTab", "tab": tab}
    assert await ben.do("ask", query=first) is not None
    first = {"_": "channels.setMainProfileTab", "channel": channel, "tab": tab}
    assert await ben.do("ask", query=first) is not None


async def test_posts_of_public_channels_are_found_by_who_is_in_none(cast) -> None:
    ann, ben = await cast("telethon", name="Ann"), await cast("tdlib", name="Ben")
    await ann.do("make_channel", title="News", username=NEWS, broadcast=True)
    await ann.do("send", to=NEWS, text="up at dawn #alps")
    found = await ben.do(
        "call", function="searchPublicMessagesByTag", tag="alps", offset="", limit=10
    )
    assert [one["content"]["text"]["text"] for one in found["messages"]] == ["up at dawn #alps"]
    seek = {"_": "channels.searchPosts", "query": "dawn", "offset_rate": 0, "offset_id": 0}
    seek |= {"offset_peer": {"_": "inputPeerEmpty"}, "limit": 10}
    assert await ann.do("ask", query=seek) == "Messages"
    flood = {"_": "channels.checkSearchPostsFlood"}
    assert await ann.do("ask", query=flood, want="remains") == 199
    ben_left = await ben.do("call", function="getPublicPostSearchLimits", query="dawn")
    assert ben_left["remaining_free_query_count"] == 200


@pytest.mark.cold_offline
async def test_a_channel_lies_in_the_archive_of_all_devices(cast) -> None:
    phone = "9996618099"
    ann, ben = await cast("tdlib", phone=phone, name="Ann"), await cast("telethon", name="Ben")
    # What her other device lists is compared when the play is over.
    await cast("telethon", phone=phone, name="Ann")
    await ben.do("make_channel", title="News", username=NEWS, broadcast=True)
    await ann.do("join_channel", username=NEWS)
    await ben.do("send", to=NEWS, text="first")
    last = await ben.do("send", to=NEWS, text="soon gone")
    await ann.see_text("soon gone")
    news = await chat_of(ann, NEWS)
    archive = {"@type": "chatListArchive"}
    await ann.do("call", function="addChatToList", chat_id=news, chat_list=archive)
    await ben.do("delete", to=NEWS, ids=[last["id"]])
    await ann.do_until(
        lambda told: told["last_message"]["content"]["text"]["text"] == "first",
        "call",
        function="getChat",
        chat_id=news,
    )
