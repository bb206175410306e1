"""Results whose type was another: what each old layer is told, value by value."""

from __future__ import annotations

from typing import Any

import pytest

from heliograph.tl import adapters, types
from heliograph.tl.codec import decode_as_written, encode_result
from heliograph.tl.errors import NotAtLayer
from heliograph.tl.objects import TLObject
from support.tl_reference import write

PERSON = types.PeerUser(user_id=5)
GROUP = types.PeerChat(chat_id=12)
UPDATES = types.Updates(updates=[], users=[], chats=[], date=1, seq=0)
INVITED = types.messages.InvitedUsers(updates=UPDATES, missing_invitees=[])
JOINED = types.messages.ChatInviteJoinResultOk(updates=UPDATES)
PAGE = types.WebPageEmpty(id=7)
VIEW = types.WebViewResultUrl(query_id=1, url="u")
CONFIG = types.JsonObject(value=[types.JsonObjectValue(key="k", value=types.JsonNull())])
MESSAGE = types.MessageEmpty(id=3)
GIFT = types.StarGift(
    id=4, sticker=types.DocumentEmpty(id=1), stars=2, convert_stars=3, upgrade_stars=None
)
SAVED = types.SavedStarGift(
    name_hidden=True,
    from_id=PERSON,
    date=2,
    gift=GIFT,
    message=types.TextWithEntities(text="t", entities=[]),
    msg_id=6,
    convert_stars=3,
)


def vector(elements: bytes, count: int) -> bytes:
    return b"\x15\xc4\xb5\x1c" + count.to_bytes(4, "little") + elements


def longs(*numbers: int) -> bytes:
    return vector(b"".join(n.to_bytes(8, "little") for n in numbers), len(numbers))


def ints(*numbers: int) -> bytes:
    return vector(b"".join(n.to_bytes(4, "little") for n in numbers), len(numbers))


def bools(*values: bool) -> bytes:
    return vector(b"".join(BOOL[value] for value in values), len(values))


BOOL = {True: b"\xb5\x75\x72\x99", False: b"\x37\x97\x79\xbc"}

RESULTS: list[tuple[str, int, Any, bytes | TLObject]] = [
    *(
        (method, 176, INVITED, UPDATES)
        for method in ("channels.inviteToChannel", "messages.addChatUser", "messages.createChat")
    ),
    ("channels.joinChannel", 226, JOINED, UPDATES),
    ("messages.importChatInvite", 226, JOINED, UPDATES),
    (
        "bots.getBotInfo",
        157,
        types.bots.BotInfo(name="n", about="a", description="d"),
        vector(b"\x01n\0\0\x01a\0\0\x01d\0\0", 3),
    ),
    ("help.getAppConfig", 154, types.help.AppConfig(hash=1, config=CONFIG), CONFIG),
    ("help.getAppConfig", 154, types.help.AppConfigNotModified(), types.JsonObject(value=[])),
    (
        "messages.getDialogFilters",
        175,
        types.messages.DialogFilters(filters=[types.DialogFilterDefault()]),
        vector(write(types.DialogFilterDefault()), 1),
    ),
    (
        "messages.getMessageReadParticipants",
        154,
        [
            types.ReadParticipantDate(user_id=5, date=2),
            types.ReadParticipantDate(user_id=6, date=1),
        ],
        longs(5, 6),
    ),
    (
        "messages.getWebPage",
        164,
        types.messages.WebPage(webpage=PAGE, chats=[], users=[]),
        b"\xe8\x77\x14\xeb" + (7).to_bytes(8, "little"),
    ),
    (
        "messages.getWebPagePreview",
        197,
        types.messages.WebPagePreview(media=types.MessageMediaEmpty(), chats=[], users=[]),
        types.MessageMediaEmpty(),
    ),
    *(
        (method, 188, result, BOOL[done])
        for method in ("messages.report", "stories.report")
        for result, done in (
            (types.ReportResultReported(), True),
            (types.ReportResultChooseOption(title="t", options=[]), False),
        )
    ),
    ("messages.requestAppWebView", 182, VIEW, types.AppWebViewResultUrl(url="u")),
    ("messages.requestSimpleWebView", 182, VIEW, types.SimpleWebViewResultUrl(url="u")),
    ("phone.sendGroupCallMessage", 216, UPDATES, BOOL[True]),
    ("stories.canSendStory", 202, types.stories.CanSendStoryCount(count_remains=1), BOOL[True]),
    ("stories.canSendStory", 202, types.stories.CanSendStoryCount(count_remains=0), BOOL[False]),
    (
        "stories.getPeerMaxIDs",
        216,
        [types.RecentStory(max_id=4), types.RecentStory()],
        ints(4, 0),
    ),
    (
        "stories.getPeerStories",
        163,
        types.stories.PeerStories(
            stories=types.PeerStories(peer=PERSON, max_read_id=2, stories=[]), chats=[], users=[]
        ),
        types.stories.UserStories(
            stories=types.UserStories(user_id=5, max_read_id=2, stories=[]), users=[]
        ),
    ),
    (
        "users.getRequirementsToContact",
        199,
        [types.RequirementToContactPremium(), types.RequirementToContactEmpty()],
        bools(True, False),
    ),
]


@pytest.mark.parametrize(("method", "layer", "value", "said"), RESULTS, ids=str)
def test_an_old_layer_is_answered_the_same(
    method: str, layer: int, value: Any, said: bytes | TLObject
) -> None:
    told = encode_result(method, value, layer)
    if isinstance(said, bytes):
        assert told == said
    else:
        assert decode_as_written(told) == said


def test_public_forwards_are_the_messages_among_them() -> None:
    forwards = types.stats.PublicForwards(
        count=9,
        forwards=[
            types.PublicForwardStory(peer=PERSON, story=types.StoryItemDeleted(id=1)),
            types.PublicForwardMessage(message=MESSAGE),
        ],
        chats=[],
        users=[types.UserEmpty(id=5)],
    )
    told = decode_as_written(encode_result("stats.getMessagePublicForwards", forwards, 168))
    assert (told.TL_NAME, told.count) == ("messages.messagesSlice", 9)
    assert (told.messages, told.chats, told.users) == ([MESSAGE], [], [types.UserEmpty(id=5)])


@pytest.mark.parametrize("method", ["payments.getSavedStarGifts", "payments.getSavedStarGift"])
def test_saved_gifts_are_the_user_s(method: str) -> None:
    saved = types.payments.SavedStarGifts(
        count=2, gifts=[SAVED], next_offset="n", chats=[], users=[types.UserEmpty(id=5)]
    )
    told = decode_as_written(encode_result(method, saved, 197))
    assert (told.TL_NAME, told.count, told.next_offset) == ("payments.userStarGifts", 2, "n")
    (gift,) = told.gifts
    assert (gift.name_hidden, gift.unsaved, gift.from_id, gift.date) == (True, False, 5, 2)
    assert (gift.gift.id, gift.message.text, gift.msg_id, gift.convert_stars) == (4, "t", 6, 3)
    group = types.payments.SavedStarGifts(
        count=1, gifts=[types.SavedStarGift(from_id=GROUP, date=2, gift=GIFT)], chats=[], users=[]
    )
    assert decode_as_written(encode_result(method, group, 197)).gifts[0].from_id is None


@pytest.mark.parametrize(
    ("method", "layer", "value"),
    [
        ("phone.createConferenceCall", 201, UPDATES),
        *(
            (
                method,
                226,
                types.messages.ChatInviteJoinResultWebView(bot_id=1, query_id=2, users=[]),
            )
            for method in ("channels.joinChannel", "messages.importChatInvite")
        ),
        (
            "stories.getPeerStories",
            163,
            types.stories.PeerStories(
                stories=types.PeerStories(peer=GROUP, stories=[]), chats=[], users=[]
            ),
        ),
    ],
)
def test_what_an_old_layer_cannot_be_told_is_an_error(method: str, layer: int, value: Any) -> None:
    with pytest.raises(NotAtLayer):
        encode_result(method, value, layer)


def test_every_result_adapter_has_a_row() -> None:
    asked = {row[0] for row in RESULTS} | {
        "stats.getMessagePublicForwards",
        "payments.getSavedStarGifts",
        "payments.getSavedStarGift",
        "phone.createConferenceCall",
    }
    assert asked == set(adapters.last_result_layers())
