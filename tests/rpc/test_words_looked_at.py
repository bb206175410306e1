"""Whatever has words in it that many read is looked at, or it is said here why it need not be.

A new kind of media and a new method with words in it stand in one of the tables here, or fail.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import pytest

from heliograph.actions.channels import grant_username
from heliograph.actions.scheduling import send_due
from heliograph.domain import errors
from heliograph.rpc.messages.media import asked_media
from heliograph.rpc.registry import load_methods
from heliograph.safety.signals._skeleton import Skeleton
from heliograph.safety.signals.public_text import look_at_said
from heliograph.safety.signals.screening import Screen
from heliograph.safety.signals.signal import Match
from heliograph.tl import functions, types
from heliograph.tl.definitions import class_name
from heliograph.tl.registry import constructors_of, newest
from support.communities import Community, make_community
from support.forums import create, toggle
from support.robots import robot
from support.talk import People, refusal, sent_id
from support.uploads import document, known, upload

channels, messages = functions.channels, functions.messages

LINK = "https://hidden.example/"
POINT = types.InputGeoPoint(lat=1, long=2)
UNWANTED = "a skeleton"


class Watched(Skeleton):
    """Remembers what it was shown."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def look(self, text: str) -> Sequence[Match]:
        self.seen.append(text)
        return super().look(text)

    def take(self) -> list[str]:
        seen, self.seen = self.seen, []
        return seen


@pytest.fixture
async def group(people: People) -> Community:
    """A public forum, whose admins want no skeletons."""
    made = await make_community(people, username="hikers_club")
    await toggle(made)
    return made


@pytest.fixture
def watched(people: People, group: Community) -> Watched:
    made = Watched()
    people.stage.service.screen = Screen([made], monotonic=lambda: 0.0)
    return made


def words(text: str, *, link: str = "") -> types.TextWithEntities:
    hidden = [types.MessageEntityTextUrl(offset=0, length=len(text), url=link)] if link else []
    return types.TextWithEntities(text=text, entities=hidden)


def venue(name: str) -> types.InputMediaVenue:
    return types.InputMediaVenue(
        geo_point=POINT, title=name, address=f"{name} street", provider="", venue_id="",
        venue_type="",
    )  # fmt: skip


def todo() -> types.InputMediaTodo:
    items = [types.TodoItem(id=1, title=words("an item", link=LINK))]
    return types.InputMediaTodo(
        todo=types.TodoList(title=words("a list"), list=items, others_can_append=True)
    )


def poll(**fields: Any) -> types.InputMediaPoll:
    answers = [
        types.InputPollAnswer(text=words("here"), media=venue("There")),
        types.InputPollAnswer(text=words("nowhere")),
    ]
    asked = types.Poll(id=0, question=words("Where?"), answers=answers, hash=0, **fields)
    return types.InputMediaPoll(poll=asked)


def contact() -> types.InputMediaContact:
    return types.InputMediaContact(
        phone_number="15550100", first_name="First", last_name="Last", vcard="BEGIN:VCARD"
    )


FILE = [
    types.DocumentAttributeFilename(file_name="called.txt"),
    types.DocumentAttributeAudio(duration=1, title="a song", performer="a singer"),
]


async def sent_up(group: Community) -> Any:
    return document(await upload(group.ben, b"1"), attributes=FILE)


async def shown_before(group: Community) -> Any:
    note = await group.ben.send_media(types.InputPeerSelf(), await sent_up(group))
    (message,) = [one.message for one in note.updates if hasattr(one, "message")]
    return known(message.media.document)


def at_once(make: Callable[[], Any]) -> Callable[[Community], Awaitable[Any]]:
    async def made(_: Community) -> Any:
        return make()

    return made


def asking_a_quiz() -> types.InputMediaPoll:
    asked = poll(quiz=True)
    asked.correct_answers, asked.solution = [0], "because"
    asked.solution_entities, asked.attached_media = [], venue("Everywhere")
    return asked


PLACE = ["There", "There street"]
MEDIA: dict[str, tuple[Callable[[Community], Awaitable[Any]], list[str]]] = {
    "inputMediaContact": (at_once(contact), ["First", "Last", "15550100", "BEGIN:VCARD"]),
    "inputMediaVenue": (at_once(lambda: venue("There")), PLACE),
    "inputMediaTodo": (at_once(todo), ["a list", "an item", LINK]),
    "inputMediaPoll": (
        at_once(asking_a_quiz),
        ["Where?", "here", *PLACE, "nowhere", "because", "Everywhere", "Everywhere street"],
    ),
    "inputMediaUploadedDocument": (sent_up, ["called.txt", "a song", "a singer"]),
    "inputMediaDocument": (shown_before, ["called.txt", "a song", "a singer"]),
}
"""Each kind that says something, and all that it says."""

SILENT = {
    "inputMediaEmpty",
    "inputMediaDice",
    "inputMediaGeoPoint",
    "inputMediaGeoLive",
    "inputMediaPhoto",
    "inputMediaUploadedPhoto",
    # The link stands in the text.
    "inputMediaWebPage",
}
"""Kinds that say nothing."""


def unserved() -> set[str]:
    return set(constructors_of("InputMedia")) - MEDIA.keys() - SILENT


@pytest.mark.parametrize("kind", sorted(unserved()))
async def test_a_kind_of_media_that_is_not_looked_at_cannot_be_sent(kind: str) -> None:
    """What is served one day is named above, and looked at if it says something."""
    form = getattr(types, class_name(kind))
    with pytest.raises(errors.MediaInvalid):
        await asked_media(None, object.__new__(form))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(MEDIA))
async def test_all_that_media_say_is_looked_at(
    group: Community, watched: Watched, kind: str
) -> None:
    ben = group.ben
    make, said = MEDIA[kind]
    media = await make(group)
    sent = sent_id(await ben.send_media(group.peer(ben), media))
    assert watched.take() == said
    if kind != "inputMediaPoll":
        note = sent_id(await ben.send_media(types.InputPeerSelf(), media))
        await ben.forward(types.InputPeerSelf(), [note], group.peer(ben))
        # The words of all that goes together, at once.
        assert watched.take() == said
    if kind == "inputMediaTodo":
        edit = messages.EditMessage(peer=group.peer(ben), id=sent, media=rewritten())
        await ben(edit)
        assert watched.take() == ["a list", "another item"]


def rewritten() -> types.InputMediaTodo:
    made = todo()
    made.todo.list = [types.TodoItem(id=1, title=words("another item"))]
    return made


async def edit_words(group: Community) -> list[str]:
    said = sent_id(await group.ben.send(group.peer(group.ben), "before"))
    link = types.MessageEntityTextUrl(offset=0, length=5, url=LINK)
    edit = messages.EditMessage(
        peer=group.peer(group.ben), id=said, message="after", entities=[link]
    )
    await group.ben(edit)
    return ["before", "after", LINK]


async def edit_file(group: Community) -> list[str]:
    said = sent_id(await group.ben.send_media(group.peer(group.ben), await sent_up(group)))
    other = document(await upload(group.ben, b"2"))
    edit = messages.EditMessage(peer=group.peer(group.ben), id=said, message="beside", media=other)
    await group.ben(edit)
    return ["called.txt", "a song", "a singer", "beside", "notes.txt"]


async def send_with_link(group: Community) -> list[str]:
    link = types.MessageEntityTextUrl(offset=0, length=5, url=LINK)
    await group.ben.send(group.peer(group.ben), "words", entities=[link])
    return ["words", LINK]


async def send_album(group: Community) -> list[str]:
    parts = [
        types.InputSingleMedia(
            media=document(await upload(group.ben, b"%d" % number), attributes=FILE[:1]),
            random_id=number,
            message=f"part {number}",
        )
        for number in (1, 2)
    ]
    await group.ben(messages.SendMultiMedia(peer=group.peer(group.ben), multi_media=parts))
    return ["part 1", "called.txt", "part 2", "called.txt"]


async def answer_from_elsewhere(group: Community) -> list[str]:
    """What is answered is shown with the answer to who has not got it, in part or all of it."""
    ben, note = group.ben, types.InputPeerSelf()
    said = sent_id(await ben.send(note, "said elsewhere"))
    whole = types.InputReplyToMessage(reply_to_msg_id=said, reply_to_peer_id=note)
    part = types.InputReplyToMessage(
        reply_to_msg_id=said, reply_to_peer_id=note, quote_text="elsewhere", quote_offset=5
    )
    kept = sent_id(await ben.send_media(note, contact()))
    media = types.InputReplyToMessage(reply_to_msg_id=kept, reply_to_peer_id=note)
    for reply in (whole, part, media):
        await ben.send(group.peer(ben), "hm", reply_to=reply)
    shared = ["First", "Last", "15550100", "BEGIN:VCARD"]
    return ["hm", "said elsewhere", "hm", "elsewhere", "hm", *shared]


async def quote_there(group: Community) -> list[str]:
    ben = group.ben
    said = sent_id(await ben.send(group.peer(ben), "many words"))
    quote = types.InputReplyToMessage(reply_to_msg_id=said, quote_text="words", quote_offset=5)
    await ben.send(group.peer(ben), "so", reply_to=quote)
    return ["many words", "so", "words"]


async def add_answer(group: Community) -> list[str]:
    ann, ben = group.ann, group.ben
    asked = sent_id(
        await ann.send_media(group.peer(ann), poll(open_answers=True, public_voters=True))
    )
    added = types.InputPollAnswer(text=words("elsewhere"), media=venue("Away"))
    await ben(messages.AddPollAnswer(peer=group.peer(ben), msg_id=asked, answer=added))
    return ["Where?", "here", *PLACE, "nowhere", "elsewhere", "Away", "Away street"]


async def append_item(group: Community) -> list[str]:
    ann, ben = group.ann, group.ben
    listed = sent_id(await ann.send_media(group.peer(ann), todo()))
    item = types.TodoItem(id=2, title=words("one more"))
    await ben(messages.AppendTodoList(peer=group.peer(ben), msg_id=listed, list=[item]))
    return ["a list", "an item", LINK, "one more"]


async def make_topic(group: Community) -> list[str]:
    await create(group, group.ben, "A topic")
    return ["A topic"]


async def rename_topic(group: Community) -> list[str]:
    made = await create(group, group.ben, "A topic")
    edit = messages.EditForumTopic(peer=group.peer(group.ben), topic_id=made.id, title="Another")
    await group.ben(edit)
    return ["A topic", "Another"]


async def give_rank(group: Community) -> list[str]:
    ann = group.ann
    await ann(
        channels.EditAdmin(
            channel=group.named_by(ann),
            user_id=ann.user(group.ben),
            admin_rights=types.ChatAdminRights(pin_messages=True),
            rank="the first",
        )
    )
    change = messages.EditChatParticipantRank(
        peer=group.peer(ann), participant=ann.to(group.ben), rank="the second"
    )
    await ann(change)
    return ["the first", "the second"]


async def describe(group: Community) -> list[str]:
    ann = group.ann
    await ann(channels.EditTitle(channel=group.named_by(ann), title="A title"))
    await ann(messages.EditChatAbout(peer=group.peer(ann), about="About it"))
    await ann(channels.UpdateUsername(channel=group.named_by(ann), username="hikers_two"))
    return ["A title", "About it", "hikers_two"]


async def be_somebody(group: Community) -> list[str]:
    ben = group.ben
    await ben(functions.account.UpdateProfile(first_name="Benno", last_name="B", about="hello"))
    await ben(functions.account.UpdateUsername(username="benno_b"))
    return ["Benno", "B", "hello", "benno_b"]


async def come(group: Community) -> list[str]:
    await group.people.stage.person("12025550177", "Eve", "Newcomer")
    return ["Eve", "Newcomer"]


async def be_a_bot(group: Community) -> list[str]:
    bot = await robot(group.people)
    commands = [types.BotCommand(command="go", description="Goes")]
    await bot(
        functions.bots.SetBotCommands(
            scope=types.BotCommandScopeDefault(), lang_code="", commands=commands
        )
    )
    await bot(functions.bots.SetBotInfo(lang_code="", name="Echo two", about="Echoes"))
    return ["go", "Goes", "Echo two", "Echoes"]


DEEDS: dict[Callable[[Community], Awaitable[list[str]]], tuple[str, ...]] = {
    send_with_link: ("messages.sendMessage",),
    answer_from_elsewhere: ("messages.sendMessage", "messages.sendMedia"),
    quote_there: ("messages.sendMessage",),
    send_album: ("messages.sendMultiMedia",),
    edit_words: ("messages.editMessage",),
    edit_file: ("messages.editMessage",),
    add_answer: ("messages.addPollAnswer",),
    append_item: ("messages.appendTodoList",),
    make_topic: ("messages.createForumTopic",),
    rename_topic: ("messages.editForumTopic",),
    give_rank: ("channels.editAdmin", "messages.editChatParticipantRank"),
    describe: ("channels.editTitle", "messages.editChatAbout", "channels.updateUsername"),
    be_somebody: ("account.updateProfile", "account.updateUsername"),
    come: ("auth.signUp",),
    be_a_bot: ("bots.setBotCommands", "bots.setBotInfo"),
}
"""What people do with words that many read, and by which methods."""

UNREAD: dict[str, tuple[str, ...]] = {
    "looked at with what is forwarded": ("messages.forwardMessages",),
    "private until it has a name, and looked at then": ("channels.createChannel",),
    "codes, numbers and keys": (
        "account.changePhone", "account.confirmPasswordEmail", "account.confirmPhone",
        "account.registerDevice", "account.sendChangePhoneCode", "account.sendConfirmPhoneCode",
        "account.sendVerifyEmailCode", "account.unregisterDevice",
        "account.updatePasswordSettings", "account.verifyEmail", "auth.cancelCode",
        "auth.checkRecoveryPassword", "auth.exportLoginToken", "auth.finishPasskeyLogin",
        "auth.importBotAuthorization", "auth.recoverPassword", "auth.reportMissingCode",
        "auth.requestFirebaseSms", "auth.resendCode", "auth.resetLoginEmail", "auth.sendCode",
        "auth.signIn", "contacts.deleteByPhones", "contacts.importContactToken",
        "contacts.resolvePhone",
    ),
    "there is no such thing here": ("channels.editLocation",),
    "looked for, or looked up": (
        "account.getThemes", "help.getAppUpdate", "messages.getStickerSet",
        "messages.getStickers", "messages.getWebPage", "messages.getWebPagePreview",
        "stories.getAllStories", "account.checkUsername", "bots.getBotCommands", "bots.getBotInfo",
        "bots.resetBotCommands", "channels.checkSearchPostsFlood", "channels.checkUsername",
        "channels.getAdminLog", "channels.getParticipants", "channels.searchPosts",
        "contacts.resolveUsername", "contacts.search", "help.acceptTermsOfService",
        "help.getCountriesList", "langpack.getDifference", "langpack.getLangPack",
        "langpack.getLanguage", "langpack.getLanguages", "langpack.getStrings",
        "messages.checkChatInvite", "messages.deleteExportedChatInvite",
        "messages.getChatInviteImporters", "messages.getEmojiKeywords",
        "messages.getEmojiKeywordsDifference", "messages.getEmojiKeywordsLanguages",
        "messages.getExportedChatInvite", "messages.getExportedChatInvites",
        "messages.getForumTopics", "messages.getMessageReactionsList", "messages.getPollVotes",
        "messages.hideAllChatJoinRequests", "messages.importChatInvite", "messages.search",
        "messages.searchGlobal", "messages.searchSentMedia", "upload.getFile",
        "upload.getFileHashes", "upload.getWebFile",
    ),
    "names that the operator gave": (
        "account.reorderUsernames", "account.toggleUsername", "channels.reorderUsernames",
    ),
    "a name that the operator gave; what becomes public by it is looked at": (
        "channels.toggleUsername",
    ),
    "kept for oneself": (
        "account.setReactionsNotifySettings", "account.updateNotifySettings",
        "contacts.addContact", "contacts.importContacts", "contacts.updateContactNote",
        "messages.saveDraft", "messages.setDefaultReaction", "messages.updateDialogFilter",
        "messages.uploadMedia",
    ),
    "read by nobody": ("help.dismissSuggestion", "help.saveAppLog"),
    "read by staff alone": (
        "account.deleteAccount", "account.reportPeer", "account.reportProfilePhoto",
        "messages.report",
    ),
    "read by a group's admins alone": (
        "messages.editExportedChatInvite", "messages.exportChatInvite",
    ),
    "among people who know each other": (
        "messages.createChat", "messages.editChatTitle", "messages.sendEncryptedFile",
        "messages.sendScreenshotNotification", "messages.uploadEncryptedFile",
    ),
    "signs and pictures": (
        "account.updateEmojiStatus", "channels.updateEmojiStatus", "channels.editPhoto",
        "channels.setEmojiStickers", "channels.setStickers", "messages.editChatPhoto",
        "messages.sendReaction",
        "messages.setChatAvailableReactions", "messages.setTyping",
        "photos.uploadContactProfilePhoto", "photos.uploadProfilePhoto",
    ),
    "made of letters and digits, for a bot": ("messages.startBot",),
}  # fmt: skip
"""Methods with words in them that need not be looked at, by the reason."""

BY_MEDIA = {"messages.sendMedia", "messages.editMessage"}


def has_words(type_name: str, above: frozenset[str] = frozenset()) -> bool:
    """Whether something of that type of the schema may have words in it."""
    if type_name == "string":
        return True
    if type_name in above:
        return False
    below = above | {type_name}
    parts = [one for name in constructors_of(type_name) for one in newest(name).values]
    return any(has_words(one.element or one.type, below) for one in parts)


def test_every_method_with_words_is_looked_at_or_need_not_be() -> None:
    worded = {
        name
        for name in load_methods()
        if any(has_words(one.element or one.type) for one in newest(name).values)
    }
    looked_at = {name for names in DEEDS.values() for name in names} | BY_MEDIA
    unread = [name for names in UNREAD.values() for name in names]
    assert len(unread) == len(set(unread))
    assert not looked_at & set(unread)
    assert worded == looked_at | set(unread)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda one: one.__name__)
async def test_all_that_people_say_is_looked_at(
    group: Community, watched: Watched, deed: Callable[[Community], Awaitable[list[str]]]
) -> None:
    said = await deed(group)
    assert watched.take() == said


async def test_all_that_waited_says_is_looked_at_when_it_goes(
    group: Community, watched: Watched
) -> None:
    ben, stage = group.ben, group.people.stage
    screen = stage.service.screen
    assert screen is not None
    stage.turn(look_at=partial(look_at_said, screen, stage.store))
    due = stage.clock.now() + 60
    await ben.send_media(group.peer(ben), todo(), schedule_date=due)
    await ben.send_media(group.peer(ben), asking_a_quiz(), schedule_date=due)
    assert watched.take() == []
    stage.clock.date = due
    while await send_due(stage.app):
        pass
    said = [*MEDIA["inputMediaTodo"][1], *MEDIA["inputMediaPoll"][1]]
    assert sorted(watched.take()) == sorted(said)


async def test_what_becomes_public_by_a_name_that_was_given_is_looked_at(
    group: Community, watched: Watched
) -> None:
    ann, named = group.ann, group.named_by(group.ann)
    await ann(channels.UpdateUsername(channel=named, username=""))
    await grant_username(group.people.stage.app, group.id, "hikers_two")
    await ann(channels.DeactivateAllUsernames(channel=named))
    await ann(channels.EditTitle(channel=named, title="A title among us"))
    watched.take()
    await ann(channels.ToggleUsername(channel=named, username="hikers_two", active=True))
    assert watched.take() == ["A title among us"]


async def test_what_admins_do_not_want_is_added_to_nothing(
    group: Community, watched: Watched
) -> None:
    ann, ben = group.ann, group.ben
    asked = sent_id(
        await ann.send_media(group.peer(ann), poll(open_answers=True, public_voters=True))
    )
    listed = sent_id(await ann.send_media(group.peer(ann), todo()))
    made = await create(group, ben, "A topic")
    await ann(channels.ToggleAntiSpam(channel=group.named_by(ann), enabled=True))
    peer, spam = group.peer(ben), words(UNWANTED)
    bone = types.InputPollAnswer(text=words("bone"), media=venue(UNWANTED))
    topic = {"peer": peer, "title": UNWANTED}
    for query, refused in (
        (messages.AddPollAnswer(peer=peer, msg_id=asked, answer=bone), "POLL_ANSWER_INVALID"),
        (
            messages.AppendTodoList(
                peer=peer, msg_id=listed, list=[types.TodoItem(id=9, title=spam)]
            ),
            "MEDIA_INVALID",
        ),
        (messages.CreateForumTopic(**topic, random_id=5), "TOPIC_TITLE_EMPTY"),
        (messages.EditForumTopic(**topic, topic_id=made.id), "TOPIC_TITLE_EMPTY"),
        (
            messages.EditChatParticipantRank(
                peer=peer, participant=types.InputPeerSelf(), rank=UNWANTED
            ),
            "ADMIN_RANK_INVALID",
        ),
    ):
        assert refused in await refusal(ben, query)


async def test_a_list_with_what_admins_do_not_want_goes(group: Community, watched: Watched) -> None:
    ann, ben = group.ann, group.ben
    own = sent_id(await ben.send_media(group.peer(ben), todo()))
    await ann(channels.ToggleAntiSpam(channel=group.named_by(ann), enabled=True))
    made = todo()
    made.todo.list = [types.TodoItem(id=1, title=words(UNWANTED))]
    await ben(messages.EditMessage(peer=group.peer(ben), id=own, media=made))
    await ben.send_media(group.peer(ben), made)
    await group.people.stage.settle()
    page = await group.cat.history(group.peer(group.cat))
    assert not [one for one in page if getattr(one, "media", None) is not None]
