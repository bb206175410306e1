"""Every form in which a client names somebody, and the proof that it may."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from heliograph.actions.service_messages import send_service_message
from heliograph.domain.history import MessagePage
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.ports.store import Store
from heliograph.rpc import empty_answers
from heliograph.rpc.registry import load_methods
from heliograph.tl import functions, types
from heliograph.tl import registry as schema
from heliograph.tl.layers import NEWEST
from support.channels import make_place
from support.stage import RpcError
from support.talk import People, sent_id
from support.tier_one import arguments_for


def least(name: str, **given: Any) -> Any:
    """A query with the least of all that is not given."""
    return arguments_for(NEWEST, schema.newest(name), given)


ANSWER = types.InputPollAnswer(text=types.TextWithEntities(text="an answer", entities=[]))
THING = types.TodoItem(id=1, title=types.TextWithEntities(text="a thing", entities=[]))
PEER_METHODS: dict[str, Callable[[Any], Any]] = {
    "messages.sendMessage": lambda p: functions.messages.SendMessage(
        peer=p, message="hi", random_id=7
    ),
    "messages.getHistory": lambda p: functions.messages.GetHistory(
        peer=p, offset_id=0, offset_date=0, add_offset=0, limit=1, max_id=0, min_id=0, hash=0
    ),
    "messages.readHistory": lambda p: functions.messages.ReadHistory(peer=p, max_id=0),
    "messages.editMessage": lambda p: functions.messages.EditMessage(peer=p, id=1, message="x"),
    "contacts.block": lambda p: functions.contacts.Block(id=p),
    "contacts.unblock": lambda p: functions.contacts.Unblock(id=p),
    "messages.getPeerDialogs": lambda p: functions.messages.GetPeerDialogs(
        peers=[types.InputDialogPeer(peer=p)]
    ),
    "messages.sendMedia": lambda p: functions.messages.SendMedia(
        peer=p, media=types.InputMediaDice(emoticon="🎲"), message="", random_id=1
    ),
    "messages.sendScreenshotNotification": lambda p: least(
        "messages.sendScreenshotNotification",
        peer=p,
        reply_to=types.InputReplyToMessage(reply_to_msg_id=1),
    ),
    "messages.toggleNoForwards": lambda p: least("messages.toggleNoForwards", peer=p),
    "messages.report": lambda p: least("messages.report", peer=p, id=[1]),
    "messages.reportSpam": lambda p: least("messages.reportSpam", peer=p),
    "messages.reportReaction": lambda p: least(
        "messages.reportReaction", peer=p, id=1, reaction_peer=types.InputPeerSelf()
    ),
    "account.reportPeer": lambda p: least("account.reportPeer", peer=p),
    "account.reportProfilePhoto": lambda p: least("account.reportProfilePhoto", peer=p),
    "messages.forwardMessages": lambda p: functions.messages.ForwardMessages(
        from_peer=p, to_peer=types.InputPeerSelf(), id=[1], random_id=[1]
    ),
    **{
        name: lambda p, name=name: least(name, peer=p, id=[1])  # type: ignore[misc]
        for name in (
            "messages.deleteScheduledMessages",
            "messages.getScheduledMessages",
            "messages.sendScheduledMessages",
        )
    },
    "messages.createForumTopic": lambda p: least(
        "messages.createForumTopic", peer=p, title="T", random_id=1
    ),
    "messages.saveDefaultSendAs": lambda p: least(
        "messages.saveDefaultSendAs", peer=p, send_as=types.InputPeerSelf()
    ),
    "messages.getPeerSettings": lambda p: functions.messages.GetPeerSettings(peer=p),
    "contacts.setBlocked": lambda p: least("contacts.setBlocked", id=[p]),
    **{
        name: lambda p, name=name: least(name, peer=p)  # type: ignore[misc]
        for name in (
            "channels.getSendAs",
            "contacts.resetTopPeerRating",
            "messages.getDiscussionMessage",
            "messages.getMessagesViews",
            "messages.deleteTopicHistory",
            "messages.editForumTopic",
            "messages.getForumTopics",
            "messages.getForumTopicsByID",
            "messages.reorderPinnedForumTopics",
            "messages.updatePinnedForumTopic",
            "messages.getReplies",
            "messages.readDiscussion",
            "messages.getOnlines",
            "messages.getRecentLocations",
            "messages.getUnreadMentions",
            "messages.readMentions",
            "messages.getSavedHistory",
            "messages.getScheduledHistory",
            "messages.hidePeerSettingsBar",
            "messages.search",
            "messages.setTyping",
            "stories.getPeerStories",
            "stories.getPinnedStories",
        )
    },
}
# Those that take a peer as others do, and nothing else that matters here.
PEER_METHODS |= {
    name: lambda p, name=name: least(name, peer=p)  # type: ignore[misc]
    for name in (
        "messages.deleteHistory",
        "messages.deleteSavedHistory",
        "messages.getMessageReactionsList",
        "messages.getMessagesReactions",
        "messages.getOutboxReadDate",
        "messages.getPollResults",
        "messages.getPollVotes",
        "messages.getSearchCounters",
        "messages.getSearchResultsCalendar",
        "messages.getSearchResultsPositions",
        "messages.getUnreadPollVotes",
        "messages.getUnreadReactions",
        "messages.readPollVotes",
        "messages.readReactions",
        "messages.saveDraft",
        "messages.sendReaction",
        "messages.sendVote",
        "messages.deletePollAnswer",
        "messages.setHistoryTTL",
        "messages.toggleTodoCompleted",
        "messages.unpinAllMessages",
        "messages.updatePinnedMessage",
        "messages.sendMultiMedia",
        "messages.uploadMedia",
    )
}
PEER_METHODS |= {
    "messages.addPollAnswer": lambda p: least("messages.addPollAnswer", peer=p, answer=ANSWER),
    "messages.appendTodoList": lambda p: least("messages.appendTodoList", peer=p, list=[THING]),
    "messages.getSavedDialogsByID": lambda p: least("messages.getSavedDialogsByID", ids=[p]),
}
PEER_METHODS |= {
    name: lambda p, name=name: least(name, peer=p, participant=p)  # type: ignore[misc]
    for name in ("messages.deleteParticipantReaction", "messages.deleteParticipantReactions")
}
# Those that a group is meant by.
PEER_METHODS |= {
    name: lambda p, name=name: least(name, peer=p)  # type: ignore[misc]
    for name in (
        "messages.deleteExportedChatInvite",
        "messages.deleteRevokedExportedChatInvites",
        "messages.editChatAbout",
        "messages.editChatDefaultBannedRights",
        "messages.editExportedChatInvite",
        "messages.exportChatInvite",
        "messages.getAdminsWithInvites",
        "messages.getChatInviteImporters",
        "messages.getExportedChatInvite",
        "messages.getExportedChatInvites",
        "messages.getMessageReadParticipants",
        "messages.hideAllChatJoinRequests",
        "messages.hideChatJoinRequest",
        "messages.setChatAvailableReactions",
    )
}
# Those that take it as a dialog.
PEER_METHODS |= {
    name: lambda p, name=name: least(name, peer=types.InputDialogPeer(peer=p))  # type: ignore[misc]
    for name in (
        "messages.markDialogUnread",
        "messages.toggleDialogPin",
        "messages.toggleSavedDialogPin",
    )
}
PEER_METHODS |= {
    name: lambda p, name=name: least(name, order=[types.InputDialogPeer(peer=p)])  # type: ignore[misc]
    for name in ("messages.reorderPinnedDialogs", "messages.reorderPinnedSavedDialogs")
}

USER_METHODS: dict[str, Callable[[Any], Any]] = {
    "users.getFullUser": lambda u: functions.users.GetFullUser(id=u),
    "contacts.addContact": lambda u: functions.contacts.AddContact(
        id=u, first_name="B", last_name="", phone=""
    ),
    "contacts.deleteContacts": lambda u: functions.contacts.DeleteContacts(id=[u]),
    "messages.requestEncryption": lambda u: least(
        "messages.requestEncryption", user_id=u, random_id=1, g_a=b"\x7f" * 256
    ),
    "contacts.acceptContact": lambda u: functions.contacts.AcceptContact(id=u),
    "contacts.updateContactNote": lambda u: least("contacts.updateContactNote", id=u),
    "messages.addChatUser": lambda u: least("messages.addChatUser", chat_id=1, user_id=u),
    "messages.createChat": lambda u: least("messages.createChat", users=[u], title="T"),
    "messages.deleteChatUser": lambda u: least("messages.deleteChatUser", chat_id=1, user_id=u),
    "messages.editChatAdmin": lambda u: least("messages.editChatAdmin", chat_id=1, user_id=u),
    "messages.getCommonChats": lambda u: least("messages.getCommonChats", user_id=u),
    "messages.startBot": lambda u: least("messages.startBot", bot=u),
    "photos.getUserPhotos": lambda u: least("photos.getUserPhotos", user_id=u),
    "photos.uploadContactProfilePhoto": lambda u: least(
        "photos.uploadContactProfilePhoto", user_id=u
    ),
    "users.getRequirementsToContact": lambda u: least("users.getRequirementsToContact", id=[u]),
    "users.suggestBirthday": lambda u: least(
        "users.suggestBirthday", id=u, birthday=types.Birthday(day=1, month=12)
    ),
}
# Those that name somebody in a channel of the caller's, by a user or by a peer.
CHANNEL_METHODS: dict[str, Callable[[Any, Any], Any]] = {
    "channels.editAdmin": lambda c, u: least("channels.editAdmin", channel=c, user_id=u),
    "channels.getAdminLog": lambda c, u: least("channels.getAdminLog", channel=c, admins=[u]),
    "channels.inviteToChannel": lambda c, u: least(
        "channels.inviteToChannel", channel=c, users=[u]
    ),
}
CHANNEL_PEER_METHODS: dict[str, Callable[[Any, Any], Any]] = {
    "channels.deleteParticipantHistory": lambda c, p: least(
        "channels.deleteParticipantHistory", channel=c, participant=p
    ),
    "channels.editBanned": lambda c, p: least("channels.editBanned", channel=c, participant=p),
    "channels.getParticipant": lambda c, p: least(
        "channels.getParticipant", channel=c, participant=p
    ),
    "channels.reportSpam": lambda c, p: least(
        "channels.reportSpam", channel=c, participant=p, id=[1]
    ),
}
NOT_REFUSED = {
    "channels.toggleJoinRequest",  # no bot decides who is let in
    "users.getUsers",  # gives nobody instead
    "bots.getBotInfo",  # of the asking bot alone
    "bots.setBotInfo",
    "photos.updateProfilePhoto",  # of the caller alone: nobody has rights over a bot
    "photos.uploadProfilePhoto",
    "messages.editChatCreator",  # asks for the password first
    "messages.editChatParticipantRank",  # of supergroups: all else is PEER_ID_INVALID
    "messages.getDialogs",  # begins behind no peer; other forms have a test of their own
    "messages.searchGlobal",  # likewise
    "channels.searchPosts",  # likewise
    "messages.getSavedDialogs",  # likewise; a parent is a channel
    "messages.readSavedHistory",  # likewise: none has a history of its own
    "messages.getDialogUnreadMarks",  # likewise
}


def test_every_method_that_names_people_is_in_these_tables() -> None:
    taking = {
        name
        for name in load_methods()
        for field in schema.newest(name).fields
        if field.type.removeprefix("Vector<").removesuffix(">")
        in ("InputPeer", "InputUser", "InputDialogPeer")
    }
    empty = {
        *(f"messages.{name}" for name in empty_answers._MESSAGES),
        *empty_answers._OTHERS,
        *empty_answers._ANYBODY,
    }
    in_channels = {*CHANNEL_METHODS, *CHANNEL_PEER_METHODS}
    assert taking - empty == {*PEER_METHODS, *USER_METHODS, *in_channels, *NOT_REFUSED}


def bad_peers(people: People) -> dict[str, tuple[Any, str]]:
    ann, ben, cat = people.ann, people.ben, people.cat
    theirs = types.InputPeerUser(user_id=ben.id, access_hash=cat.hash_of(ben))
    nested = types.InputPeerUserFromMessage(peer=theirs, msg_id=1, user_id=ben.id)
    return {
        "another viewer's hash": (theirs, "PEER_ID_INVALID"),
        "another user's hash": (
            types.InputPeerUser(user_id=ben.id, access_hash=ann.hash_of(cat)),
            "PEER_ID_INVALID",
        ),
        "no hash": (types.InputPeerUser(user_id=ben.id, access_hash=0), "PEER_ID_INVALID"),
        "empty": (types.InputPeerEmpty(), "PEER_ID_INVALID"),
        "chat": (types.InputPeerChat(chat_id=1), "PEER_ID_INVALID"),
        "channel": (types.InputPeerChannel(channel_id=1, access_hash=1), "CHANNEL_INVALID"),
        "channel from a message": (
            types.InputPeerChannelFromMessage(peer=ann.to(cat), msg_id=1, channel_id=1),
            "MSG_ID_INVALID",
        ),
        "from no message": (
            types.InputPeerUserFromMessage(peer=ann.to(cat), msg_id=99, user_id=ben.id),
            "MSG_ID_INVALID",
        ),
        "from a message, by another's hash": (nested, "PEER_ID_INVALID"),
    }


@pytest.mark.parametrize("method", PEER_METHODS)
async def test_12_1_peer_without_proof_is_refused(people: People, method: str) -> None:
    for name, (peer, token) in bad_peers(people).items():
        if (method, name) == ("messages.search", "empty"):
            continue  # is all chats
        with pytest.raises(RpcError) as refused:
            await people.ann(PEER_METHODS[method](peer))
        assert (refused.value.code, refused.value.text) == (400, token), name


@pytest.mark.parametrize("method", USER_METHODS)
async def test_12_1_user_without_proof_is_refused(people: People, method: str) -> None:
    ben = people.ben
    theirs = people.cat.hash_of(ben)
    by_another = types.InputPeerUser(user_id=ben.id, access_hash=theirs)
    forms = [
        (types.InputUser(user_id=ben.id, access_hash=theirs), "USER_ID_INVALID"),
        (types.InputUser(user_id=ben.id, access_hash=0), "USER_ID_INVALID"),
        (types.InputUserEmpty(), "USER_ID_INVALID"),
        (
            types.InputUserFromMessage(peer=types.InputPeerSelf(), msg_id=1, user_id=ben.id),
            "MSG_ID_INVALID",
        ),
        (
            types.InputUserFromMessage(peer=by_another, msg_id=1, user_id=ben.id),
            "PEER_ID_INVALID",
        ),
    ]
    for form, token in forms:
        with pytest.raises(RpcError) as refused:
            await people.ann(USER_METHODS[method](form))
        assert refused.value.text == token


async def test_12_1_nobody_without_proof_is_named_in_a_channel(people: People) -> None:
    ben = people.ben
    channel = (await make_place(people)).channel(people.ann)
    for access_hash in (0, people.cat.hash_of(ben)):
        user = types.InputUser(user_id=ben.id, access_hash=access_hash)
        for method in CHANNEL_METHODS.values():
            with pytest.raises(RpcError, match="400 USER_ID_INVALID"):
                await people.ann(method(channel, user))
        peer = types.InputPeerUser(user_id=ben.id, access_hash=access_hash)
        for method in CHANNEL_PEER_METHODS.values():
            with pytest.raises(RpcError, match=r"400 (PEER|PARTICIPANT)_ID_INVALID"):
                await people.ann(method(channel, peer))


async def test_12_1_mention_without_proof_shows_nobody(people: People) -> None:
    ann, cat = people.ann, people.cat
    place = {"offset": 0, "length": 3}
    forms = [
        types.MessageEntityMentionName(user_id=cat.id, **place),
        types.InputMessageEntityMentionName(
            user_id=types.InputUser(user_id=cat.id, access_hash=people.ben.hash_of(cat)), **place
        ),
        types.InputMessageEntityMentionName(user_id=types.InputUserEmpty(), **place),
    ]
    for form in forms:
        sent = await ann.send(types.InputPeerSelf(), "Cat", entities=[form])
        assert [user.id for user in sent.users] == [ann.id]
        assert sent.updates[1].message.entities is None
        with pytest.raises(RpcError, match="MESSAGE_NOT_MODIFIED"):
            await ann(
                functions.messages.EditMessage(
                    peer=types.InputPeerSelf(), id=sent_id(sent), message="Cat", entities=[form]
                )
            )


async def test_get_users_gives_nobody_for_a_user_without_proof(people: People) -> None:
    ann, ben = people.ann, people.ben
    theirs = types.InputUser(user_id=ben.id, access_hash=people.cat.hash_of(ben))
    found = await ann(functions.users.GetUsers(id=[theirs, types.InputUserSelf(), ann.user(ben)]))
    assert [type(user) for user in found] == [types.UserEmpty, types.User, types.User]
    assert [user.id for user in found] == [0, ann.id, ben.id]


async def test_12_3_user_is_reached_from_a_message_that_shows_them(people: People) -> None:
    ann, ben = people.ann, people.ben
    msg_id = sent_id(await ann.send(ann.to(ben)))
    form = types.InputPeerUserFromMessage(peer=ann.to(ben), msg_id=msg_id, user_id=ben.id)
    again = await ann.send(form)
    assert again.updates[1].message.peer_id == types.PeerUser(user_id=ben.id)
    user = types.InputUserFromMessage(peer=ann.to(ben), msg_id=msg_id, user_id=ben.id)
    (found,) = await ann(functions.users.GetUsers(id=[user]))
    assert (found.id, found.first_name) == (ben.id, "Ben")


async def test_12_3_user_is_reached_from_a_mention(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    mention = types.InputMessageEntityMentionName(offset=0, length=3, user_id=ben.user(cat))
    await ben.send(ben.to(ann), "Cat", entities=[mention])
    (arrived,) = ann.pushed()
    form = types.InputPeerUserFromMessage(
        peer=ann.to(ben), msg_id=arrived.message.id, user_id=cat.id
    )
    sent = await ann.send(form)
    assert sent.updates[1].message.peer_id == types.PeerUser(user_id=cat.id)


async def test_12_3_message_must_show_that_user_in_that_dialog(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    msg_id = sent_id(await ann.send(ann.to(ben)))
    for peer, user_id, token in [
        (ann.to(ben), cat.id, "PEER_ID_INVALID"),
        (types.InputPeerSelf(), ben.id, "MSG_ID_INVALID"),
    ]:
        form = types.InputPeerUserFromMessage(peer=peer, msg_id=msg_id, user_id=user_id)
        with pytest.raises(RpcError, match=token):
            await ann.send(form)


async def test_12_3_message_of_another_mailbox_shows_nothing(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    msg_id = sent_id(await ben.send(ben.to(cat)))
    form = types.InputPeerUserFromMessage(peer=ann.to(ben), msg_id=msg_id, user_id=cat.id)
    with pytest.raises(RpcError, match="MSG_ID_INVALID"):
        await ann.send(form)


async def test_forms_nested_without_end_are_refused(people: People) -> None:
    peer: Any = types.InputPeerSelf()
    for _ in range(10):
        peer = types.InputPeerUserFromMessage(peer=peer, msg_id=1, user_id=people.ann.id)
    with pytest.raises(RpcError) as refused:
        await people.ann.send(peer)
    assert (refused.value.code, refused.value.text) == (400, "PEER_ID_INVALID")


async def test_12_3_service_account_is_reached_from_its_message(people: People) -> None:
    await send_service_message(people.stage.app, people.ann.id, "hello")
    dialogs = await people.ann.dialogs()
    (service,) = [user for user in dialogs.users if user.id == SERVICE_ACCOUNT_ID]
    assert service.verified


class CountedReads:
    """Counts how often messages are read from the store."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._read = store.messages
        monkeypatch.setattr(store, "messages", self._counted)

    async def _counted(self, owner_id: int, ids: Sequence[int]) -> MessagePage:
        self.count += 1
        return await self._read(owner_id, ids)


async def test_all_forms_of_a_request_take_one_read(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    to_ben, to_cat = [sent_id(await ann.send(ann.to(other))) for other in (ben, cat)]
    reads = CountedReads(people.stage.store, monkeypatch)
    nested = types.InputPeerUserFromMessage(peer=ann.to(ben), msg_id=to_ben, user_id=ann.id)
    await ann.send(types.InputPeerSelf(), "a note")
    note = sent_id(await ann.send(types.InputPeerSelf(), "another"))
    assert reads.count == 0
    users = [
        types.InputUserFromMessage(peer=ann.to(ben), msg_id=to_ben, user_id=ben.id),
        types.InputUserFromMessage(peer=ann.to(cat), msg_id=to_cat, user_id=cat.id),
        types.InputUserFromMessage(peer=nested, msg_id=note, user_id=ann.id),
    ]
    found = await ann(functions.users.GetUsers(id=users))
    assert [user.id for user in found] == [ben.id, cat.id, ann.id]
    assert reads.count == 1
    peers = [
        types.InputPeerUserFromMessage(peer=form.peer, msg_id=form.msg_id, user_id=form.user_id)
        for form in users
    ]
    dialogs = [types.InputDialogPeer(peer=peer) for peer in peers]
    answer = await ann(functions.messages.GetPeerDialogs(peers=dialogs))
    assert [dialog.peer.user_id for dialog in answer.dialogs] == [ben.id, cat.id, ann.id]
    assert reads.count == 2
    mentions = [
        types.InputMessageEntityMentionName(offset=i, length=1, user_id=user)
        for i, user in enumerate(users)
    ]
    sent = await ann.send(peers[0], "abc", entities=mentions)
    named = [entity.user_id for entity in sent.updates[1].message.entities]
    assert named == [ben.id, cat.id, ann.id]
    assert reads.count == 3


async def test_12_3_message_shows_nobody_whom_another_of_the_request_shows(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    to_ben, to_cat = [sent_id(await ann.send(ann.to(other))) for other in (ben, cat)]
    forms = [
        types.InputUserFromMessage(peer=ann.to(ben), msg_id=to_ben, user_id=cat.id),
        types.InputUserFromMessage(peer=ann.to(cat), msg_id=to_cat, user_id=cat.id),
    ]
    found = await ann(functions.users.GetUsers(id=forms))
    assert [user.id for user in found] == [0, cat.id]


async def test_dialogs_behind_a_peer_are_the_same_with_and_without_its_proof(
    people: People,
) -> None:
    """TDLib names the peer of the last dialog it has without an access hash."""
    ann = people.ann
    await ann.send(ann.to(people.ben))
    proved = await ann.dialogs(offset_peer=ann.to(people.ben))
    assert len(proved.dialogs) == 1
    for name, (peer, _) in bad_peers(people).items():
        assert await ann.dialogs(offset_peer=peer) == proved, name
