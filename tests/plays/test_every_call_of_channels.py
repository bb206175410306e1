"""Telethon calls what no other play calls of groups and channels, and reads each answer."""

import hashlib
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from support.actors import Actor, ActorError
from support.play_server import PlayServer

pytestmark = [pytest.mark.play, pytest.mark.long]

PLACE, NEWS = "roll_call_talk", "roll_call_news"
HOUR_S = 3_600
WEEK_S = 7 * 24 * HOUR_S
PAGE = {"offset_id": 0, "add_offset": 0, "limit": 10, "max_id": 0, "min_id": 0}
NOBODY = {"_": "inputUserEmpty"}
EMPTY_FILTER = {"_": "inputMessagesFilterPhotos"}


class Caller:
    """One who asks of one place, as somebody's library names it."""

    def __init__(self, actor: Actor, place: dict[str, int]) -> None:
        self.actor = actor
        self.channel = {"_": "inputChannel", **place}
        self.peer = {"_": "inputPeerChannel", **place}

    async def __call__(self, name: str, want: str | None = None, **fields: Any) -> Any:
        return await self.actor.do("ask", query={"_": name, **fields}, want=want)

    async def of_channel(self, name: str, **fields: Any) -> Any:
        return await self(f"channels.{name}", channel=self.channel, **fields)

    async def of_peer(self, name: str, want: str | None = None, **fields: Any) -> Any:
        return await self(f"messages.{name}", want, peer=self.peer, **fields)


async def enter(actor: Actor, username: str) -> Caller:
    return Caller(actor, await actor.do("input_of", who=username))


async def as_user(actor: Actor, username: str) -> dict[str, Any]:
    return {"_": "inputUser", **await actor.do("input_of", who=username)}


async def schedule(actor: Actor, text: str) -> None:
    """Have it sent to Ben in an hour."""
    await actor.do("schedule", to="ben_calls", text=text, date=int(time.time()) + HOUR_S)


@pytest.fixture
async def ann(cast: Any) -> Actor:
    actor: Actor = await cast("telethon", name="Ann")
    await actor.do("set_username", username="ann_calls")
    return actor


@pytest.fixture
async def ben(cast: Any) -> Actor:
    actor: Actor = await cast("telethon", name="Ben")
    await actor.do("set_username", username="ben_calls")
    return actor


async def test_a_supergroup_is_set_looked_at_and_left(cast: Any, ann: Actor, ben: Actor) -> None:
    await (await cast("telethon", name="Cyd")).do("set_username", username="cyd_calls")
    await ann.do("make_channel", title="Talk", username=PLACE)
    await ben.do("join_channel", username=PLACE)
    said = (await ben.do("send", to=PLACE, text="hello"))["id"]
    await ann.see_text("hello")
    owner, member = await enter(ann, PLACE), await enter(ben, PLACE)

    assert await owner.of_channel("checkUsername", username="roll_call_free") is not None
    for name in ("togglePreHistoryHidden", "toggleParticipantsHidden", "toggleJoinRequest"):
        assert await owner.of_channel(name, enabled=True) == "Updates"
    assert await owner.of_channel("toggleJoinRequest", enabled=False) == "Updates"
    assert await owner.of_channel("editTitle", title="Talk of all") == "Updates"
    with pytest.raises(ActorError, match="ChatNotModified"):
        await owner.of_channel("editPhoto", photo={"_": "inputChatPhotoEmpty"})
    assert await owner.of_peer("editChatAbout", about="All of it") is not None
    rights = {"_": "chatBannedRights", "until_date": None, "send_polls": True}
    assert await owner.of_peer("editChatDefaultBannedRights", banned_rights=rights) == "Updates"
    assert await owner.of_peer("toggleNoForwards", enabled=True) == "Updates"
    some = {"_": "chatReactionsSome", "reactions": [{"_": "reactionEmoji", "emoticon": "👍"}]}
    set_ = await owner.of_peer("setChatAvailableReactions", available_reactions=some)
    assert set_ == "Updates"

    assert await member("channels.getChannels", id=[member.channel]) == "Chats"
    ids = [{"_": "inputMessageID", "id": said}]
    assert await member.of_channel("getMessages", id=ids) == "ChannelMessages"
    assert await member.of_channel("readHistory", max_id=said) is not None
    assert await member.of_channel("readMessageContents", id=[said]) is not None
    assert await member.of_channel("exportMessageLink", id=said) == "ExportedMessageLink"
    own = (await ann.do("send", to=PLACE, text="good day"))["id"]
    assert await owner.of_peer("getMessageReadParticipants", msg_id=own) == []
    other = {"_": "inputPeerUser", **await ann.do("input_of", who="ben_calls")}
    ranked = await owner.of_peer("editChatParticipantRank", participant=other, rank="Guide")
    assert ranked == "Updates"
    assert await owner.of_peer("getOnlines") == "ChatOnlines"
    assert await owner("channels.getSendAs", peer=owner.peer) == "SendAsPeers"
    assert await owner.of_peer("saveDefaultSendAs", send_as={"_": "inputPeerSelf"}) is not None
    assert await owner.of_peer("getMessagesReactions", id=[said]) == "Updates"
    for name in ("getUnreadMentions", "getUnreadReactions", "getUnreadPollVotes"):
        assert await member.of_peer(name, **PAGE) is not None
    for name in ("readMentions", "readReactions", "readPollVotes"):
        assert await member.of_peer(name) == "AffectedHistory"
    assert await member.of_peer("getSearchCounters", filters=[EMPTY_FILTER]) == ["SearchCounter"]
    dated = {"offset_id": 0, "offset_date": None}
    calendar = await member.of_peer("getSearchResultsCalendar", filter=EMPTY_FILTER, **dated)
    assert calendar == "SearchResultsCalendar"
    found = await member.of_peer(
        "getSearchResultsPositions", filter=EMPTY_FILTER, offset_id=0, limit=10
    )
    assert found == "SearchResultsPositions"
    assert await member.of_peer("getRecentLocations", limit=10, hash=0) is not None
    assert await owner(
        "messages.getCommonChats", user_id=await as_user(ann, "ben_calls"), max_id=0, limit=9
    )
    assert await owner("channels.getAdminedPublicChannels") == "Chats"
    assert await owner("channels.getInactiveChannels") == "InactiveChats"

    assert await owner.of_channel("deleteParticipantHistory", participant=other) is not None
    gone = await owner.of_channel("deleteHistory", max_id=said, for_everyone=True)
    assert gone == "Updates"
    assert await member.of_channel("leaveChannel") == "Updates"
    cyd = await as_user(ann, "cyd_calls")
    assert await owner.of_channel("inviteToChannel", users=[cyd]) == "InvitedUsers"
    assert await owner.of_channel("deleteChannel") == "Updates"


async def test_links_are_made_changed_and_used(ann: Actor, ben: Actor) -> None:
    await ann.do("make_channel", title="Links", username=PLACE)
    owner = await enter(ann, PLACE)
    me, ben_user = {"_": "inputUserSelf"}, await as_user(ann, "ben_calls")
    link = await owner.of_peer("exportChatInvite", "link", title="first", request_needed=True)
    assert await owner.of_peer("getExportedChatInvite", link=link) == "ExportedChatInvite"
    assert await owner.of_peer("getExportedChatInvites", admin_id=me, limit=9) is not None
    assert await owner.of_peer("getAdminsWithInvites") == "ChatAdminsWithInvites"
    asker = Caller(ben, {"channel_id": 0, "access_hash": 0})
    hash_ = link.rpartition("+")[2]
    assert await asker("messages.checkChatInvite", hash=hash_) == "ChatInvite"
    for _ in range(2):
        with pytest.raises(ActorError, match="InviteRequestSent"):
            await asker("messages.importChatInvite", hash=hash_)
        page = {"offset_date": None, "offset_user": NOBODY, "limit": 9}
        waiting = await owner.of_peer("getChatInviteImporters", requested=True, **page)
        assert waiting == "ChatInviteImporters"
        assert await owner.of_peer("hideChatJoinRequest", user_id=ben_user) == "Updates"
    with pytest.raises(ActorError, match="InviteRequestSent"):
        await asker("messages.importChatInvite", hash=hash_)
    assert await owner.of_peer("hideAllChatJoinRequests", approved=True, link=link) == "Updates"
    assert await owner.of_peer("editExportedChatInvite", link=link, title="other") is not None
    assert await owner.of_peer("editExportedChatInvite", link=link, revoked=True) is not None
    assert await owner.of_peer("deleteExportedChatInvite", link=link) is not None
    assert await owner.of_peer("deleteRevokedExportedChatInvites", admin_id=me) is not None


async def test_a_forum_has_topics(ann: Actor, ben: Actor) -> None:
    await ann.do("make_channel", title="Forum", username=PLACE)
    await ben.do("join_channel", username=PLACE)
    owner, member = await enter(ann, PLACE), await enter(ben, PLACE)
    assert await owner.of_channel("toggleForum", enabled=True, tabs=False) == "Updates"
    assert await owner.of_peer("createForumTopic", title="Peaks") == "Updates"
    page = {"offset_date": None, "offset_id": 0, "offset_topic": 0, "limit": 9}
    assert await member.of_peer("getForumTopics", "count", **page) == 2
    last = max(line["id"] for line in await ben.do("history", peer=PLACE))
    assert await member.of_peer("getForumTopicsByID", topics=[last]) == "ForumTopics"
    assert await owner.of_peer("editForumTopic", topic_id=last, title="Hills") == "Updates"
    assert await owner.of_peer("updatePinnedForumTopic", topic_id=last, pinned=True) == "Updates"
    assert await owner.of_peer("reorderPinnedForumTopics", order=[last], force=True) == "Updates"
    replies = {**PAGE, "offset_date": None, "hash": 0}
    assert await member.of_peer("getReplies", msg_id=last, **replies) == "ChannelMessages"
    assert await owner.of_peer("deleteTopicHistory", top_msg_id=last) == "AffectedHistory"


async def test_a_channel_has_comments_and_is_recommended(ann: Actor, ben: Actor) -> None:
    await ann.do("make_channel", title="News", username=NEWS, broadcast=True)
    await ann.do("make_channel", title="Talk", username=PLACE)
    await ben.do("join_channel", username=NEWS)
    news, talk, reader = await enter(ann, NEWS), await enter(ann, PLACE), await enter(ben, NEWS)
    assert await news("channels.getGroupsForDiscussion") == "Chats"
    linked = {"broadcast": news.channel, "group": talk.channel}
    assert await news("channels.setDiscussionGroup", **linked) is not None
    assert await talk.of_channel("toggleJoinToSend", enabled=True) == "Updates"
    assert await news.of_channel("toggleSignatures", signatures_enabled=True) == "Updates"
    post = (await ann.do("send", to=NEWS, text="what happened"))["id"]
    await ben.see_text("what happened")
    assert await reader.of_peer("getDiscussionMessage", msg_id=post) == "DiscussionMessage"
    assert await reader.of_peer("readDiscussion", msg_id=post, read_max_id=post) is not None
    assert await news.of_channel("getMessageAuthor", id=post) == "User"
    assert await reader.of_channel("getChannelRecommendations") is not None


async def test_a_group_is_kept_in_order_and_goes_on_as_a_supergroup(ann: Actor, ben: Actor) -> None:
    other = await as_user(ann, "ben_calls")
    chat = -await ann.do("make_group", title="Hikers", people=["ben_calls"])
    caller = Caller(ann, {"channel_id": 0, "access_hash": 0})
    assert await caller("messages.getChats", id=[chat]) == "Chats"
    for is_admin in (True, False):
        asked = {"chat_id": chat, "user_id": other, "is_admin": is_admin}
        assert await caller("messages.editChatAdmin", **asked) is not None
    empty = {"_": "inputChatPhotoEmpty"}
    with pytest.raises(ActorError, match="ChatNotModified"):
        await caller("messages.editChatPhoto", chat_id=chat, photo=empty)
    assert await caller("messages.migrateChat", chat_id=chat) == "Updates"
    gone = await ann.do("make_group", title="Gone", people=["ben_calls"])
    assert await caller("messages.deleteChat", chat_id=-gone) is not None


async def test_ones_own_lists_are_arranged(ann: Actor, ben: Actor) -> None:
    await schedule(ann, "later")
    caller = Caller(ann, {"channel_id": 0, "access_hash": 0})
    peer = {"_": "inputPeerUser", **await ann.do("input_of", who="ben_calls")}
    dialog = {"_": "inputDialogPeer", "peer": peer}
    own = {"_": "inputDialogPeer", "peer": {"_": "inputPeerSelf"}}
    await ann.do("send", to="ben_calls", text="now")
    await ann.do("send", to="me", text="a note")
    assert await caller("messages.getScheduledMessages", peer=peer, id=[1]) == "Messages"
    assert await caller("messages.sendScheduledMessages", peer=peer, id=[1]) == "Updates"
    await schedule(ann, "never")
    assert await caller("messages.deleteScheduledMessages", peer=peer, id=[2]) == "Updates"
    assert await caller("messages.toggleSavedDialogPin", peer=own, pinned=True) is not None
    assert await caller("messages.reorderPinnedSavedDialogs", order=[own], force=True) is not None
    assert await caller("messages.getSavedDialogsByID", ids=[own["peer"]]) is not None
    assert await caller("messages.deleteSavedHistory", peer=own["peer"], max_id=0) is not None
    order = {"folder_id": 0, "order": [dialog], "force": True}
    assert await caller("messages.reorderPinnedDialogs", **order) is not None
    assert await caller("messages.getDialogUnreadMarks") == []
    assert await caller("messages.clearAllDrafts") is not None
    assert await caller("messages.clearRecentReactions") is not None
    reaction = {"_": "reactionEmoji", "emoticon": "👍"}
    assert await caller("messages.setDefaultReaction", reaction=reaction) is not None
    assert await caller("messages.setDefaultHistoryTTL", period=86_400) is not None
    assert await caller("messages.updateDialogFiltersOrder", order=[]) is not None
    assert await caller("messages.toggleDialogFilterTags", enabled=True) is not None
    assert await caller("contacts.setBlocked", id=[peer], limit=10) is not None
    assert await caller("photos.deletePhotos", id=[]) == []


async def test_places_have_faces_and_their_messages_are_asked_about(
    ann: Actor, ben: Actor, server: PlayServer, tmp_path: Path
) -> None:
    face = tmp_path / "face.jpg"
    Image.new("RGB", (320, 320), "teal").save(face)
    await ann.do("make_channel", title="Talk", username=PLACE)
    await ben.do("join_channel", username=PLACE)
    await ann.do("show_face", place=PLACE, path=str(face))
    group = await ann.do("make_group", title="Hikers", people=["ben_calls"])
    await ann.do("show_face", place=group, path=str(face))
    member = await enter(ben, PLACE)
    poll = (await ann.do("poll", to=PLACE, question="Tea?", answers=["Yes", "No"]))["id"]
    assert await member.of_peer("getPollResults", msg_id=poll, poll_hash=0) == "Updates"

    file = tmp_path / "notes.txt"
    file.write_bytes(b"what was said" * 99)
    await ann.do("send_file", to="ben_calls", path=str(file), caption="notes")
    await ben.see_text("notes")
    whole = hashlib.sha256(file.read_bytes()).hexdigest()
    assert await ben.do("hashes", peer="ann_calls") == [[0, 13 * 99, whole]]
    said = (await ben.do("send", to="ann_calls", text="seen"))["id"]
    ann_user = {"_": "inputPeerUser", **await ben.do("input_of", who="ann_calls")}
    shot = {"_": "inputReplyToMessage", "reply_to_msg_id": said}
    told = await member(
        "messages.sendScreenshotNotification", peer=ann_user, reply_to=shot, random_id=7
    )
    assert told == "Updates"
    await server.add_bot("Helper", "roll_call_bot")
    bot = await ben.do("input_of", who="roll_call_bot")
    asked = {"peer": {"_": "inputPeerUser", **bot}, "random_id": 8, "start_param": "go"}
    assert await member("messages.startBot", bot={"_": "inputUser", **bot}, **asked) == "Updates"


async def test_a_supergroup_gets_another_owner(ann: Actor, ben: Actor, server: PlayServer) -> None:
    await ann.do("make_channel", title="Talk", username=PLACE)
    await ben.do("join_channel", username=PLACE)
    await ann.do("set_password", new="high and far")
    await server.pass_time(WEEK_S + HOUR_S)
    await ann.do("give_away", place=PLACE, who="ben_calls", password="high and far")
    owner = await enter(ben, PLACE)
    assert await owner.of_channel("deleteChannel") == "Updates"


async def test_people_and_places_are_reported_and_found(
    ann: Actor, ben: Actor, tmp_path: Path
) -> None:
    await ann.do("make_channel", title="Talk", username=PLACE)
    await ben.do("join_channel", username=PLACE)
    owner = await enter(ann, PLACE)
    said = (await ben.do("send", to=PLACE, text="buy now"))["id"]
    await ann.see_text("buy now")
    ben_peer = {"_": "inputPeerUser", **await ann.do("input_of", who="ben_calls")}
    assert await owner.of_channel("reportSpam", participant=ben_peer, id=[said]) is not None
    await ben.do("react_in", to=PLACE, message_id=said, sign="👍")
    await owner.of_peer("reportReaction", id=said, reaction_peer=ben_peer)
    await ben.do("send", to="ann_calls", text="buy more")
    await ann.see_text("buy more")
    assert await owner("messages.reportSpam", peer=ben_peer) is not None
    why = {"reason": {"_": "inputReportReasonSpam"}, "message": "again and again"}
    assert await owner("account.reportPeer", peer=ben_peer, **why) is not None

    file = tmp_path / "notes.txt"
    file.write_text("what was said")
    await ann.do("send_file", to="ben_calls", path=str(file), caption="notes")
    filters = {"_": "inputMessagesFilterDocument"}
    assert await owner("messages.searchSentMedia", q="", filter=filters, limit=9) == "Messages"
    link = await owner("contacts.exportContactToken", "url")
    reader = Caller(ben, {"channel_id": 0, "access_hash": 0})
    asked = {"token": link.rpartition("/")[2]}
    assert await reader("contacts.importContactToken", "first_name", **asked) == "Ann"


async def test_further_names_are_shown_hidden_and_ordered(ann: Actor, server: PlayServer) -> None:
    await ann.do("make_channel", title="Talk", username=PLACE)
    owner = await enter(ann, PLACE)
    peer = str(-(10**12) - owner.channel["channel_id"])
    names = ("roll_call_other", "roll_call_third")
    for name in names:
        await server.operate("username", "grant", peer, name)
    await server.operate("username", "grant", ann.phone, "ann_otherwise")
    assert await owner.of_channel("toggleUsername", username=names[1], active=False) is not None
    order = [names[0], PLACE]
    assert await owner.of_channel("reorderUsernames", order=order) is not None
    assert await owner.of_channel("deactivateAllUsernames") is not None
    order = ["ann_otherwise", "ann_calls"]
    assert await owner("account.reorderUsernames", order=order) is not None
    hidden = {"username": "ann_otherwise", "active": False}
    assert await owner("account.toggleUsername", **hidden) is not None


async def test_what_is_rarely_asked_is_answered(ann: Actor, ben: Actor, server: PlayServer) -> None:
    await ann.do("make_channel", title="Talk", username=PLACE)
    await ben.do("join_channel", username=PLACE)
    owner, user = await enter(ann, PLACE), await as_user(ann, "ben_calls")
    await ann.do("send", to="ben_calls", text="when were you born")
    await ben.see_text("when were you born")
    born = {"_": "birthday", "day": 3, "month": 5}
    assert await owner("users.suggestBirthday", id=user, birthday=born) == "Updates"
    assert await owner.of_channel("toggleAntiSpam", enabled=True) == "Updates"
    assert await owner.of_channel("getFullChannel") == "ChatFull"
    with pytest.raises(ActorError, match="MessageIdInvalid"):
        await owner.of_channel("reportAntiSpamFalsePositive", msg_id=1)
    nowhere = {"_": "inputGeoPointEmpty"}
    with pytest.raises(ActorError, match=r"(?i)megagroup_?geo_?required"):
        await owner.of_channel("editLocation", geo_point=nowhere, address="Alps")
    event = {"_": "inputAppEvent", "time": 1.0, "type": "seen", "peer": 0}
    event |= {"data": {"_": "jsonNull"}}
    assert await owner("help.saveAppLog", events=[event]) is not None
    own = {"_": "inputPeerSelf"}
    with pytest.raises(ActorError, match="PeerIdInvalid"):
        await owner("messages.readSavedHistory", parent_peer=own, peer=own, max_id=0)
    await server.operate("bot", "add", "Helper", "roll_call_bot", "--owner", f"+{ann.phone}")
    assert await owner("bots.getAdminedBots") == ["User"]
