"""Every way in which what people write gets in, and how they take it out again.

Each way plants a marker and gives what deletes it, by the methods that a client has for both.
`Writer` is somebody of either kind: on the stage or a client of a real server.
"""

import hashlib
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

from heliograph.tl import functions, types
from support.talk import sent_id

_random_ids = itertools.count(77_000)


class Writer(Protocol):
    """Somebody signed in, who calls methods and can name others."""

    async def __call__(self, query: Any) -> Any: ...

    def to(self, other: Any) -> types.InputPeerUser: ...

    def user(self, other: Any) -> types.InputUser: ...


TakeOut = Callable[[], Awaitable[object]]
Way = Callable[[Writer, Any, str], Awaitable[TakeOut]]
"""Plants a marker as somebody, towards somebody else; gives what deletes it."""

WAYS: dict[str, Way] = {}


def _way(plant: Way) -> Way:
    WAYS[plant.__name__] = plant
    return plant


def marker(way: str) -> str:
    """A word nobody else writes, good in names too; known by its first 12 letters."""
    digest = hashlib.sha256(way.encode()).digest()
    return "zq" + "".join(chr(ord("a") + byte % 26) for byte in digest[:24])


def traces(folder: Path, markers: dict[str, str]) -> set[str]:
    """The ways whose markers lie anywhere in a folder, in any file and any spelling."""
    # The log before the database: what moves from the one to the other is then seen in either.
    files = sorted((file for file in folder.rglob("*") if file.is_file()), reverse=True)
    content = [file.read_bytes().lower() for file in files]
    return {
        way for way, mark in markers.items() if any(mark[:12].encode() in one for one in content)
    }


async def _send(who: Writer, peer: Any, text: str, **fields: Any) -> int:
    asked = functions.messages.SendMessage(
        peer=peer, message=text, random_id=next(_random_ids), **fields
    )
    return sent_id(await who(asked))


def _deleting(who: Writer, message_id: int) -> TakeOut:
    return lambda: who(functions.messages.DeleteMessages(id=[message_id], revoke=True))


@_way
async def text(who: Writer, other: Any, mark: str) -> TakeOut:
    return _deleting(who, await _send(who, who.to(other), f"a {mark} b"))


@_way
async def note_to_oneself(who: Writer, other: Any, mark: str) -> TakeOut:
    return _deleting(who, await _send(who, types.InputPeerSelf(), mark))


@_way
async def edited_to(who: Writer, other: Any, mark: str) -> TakeOut:
    message_id = await _send(who, who.to(other), "to be edited")
    await who(functions.messages.EditMessage(peer=who.to(other), id=message_id, message=mark))
    return _deleting(who, message_id)


@_way
async def edited_away(who: Writer, other: Any, mark: str) -> TakeOut:
    message_id = await _send(who, who.to(other), mark)
    edit = functions.messages.EditMessage(peer=who.to(other), id=message_id, message="edited")
    return lambda: who(edit)


@_way
async def link(who: Writer, other: Any, mark: str) -> TakeOut:
    entity = types.MessageEntityTextUrl(offset=0, length=4, url=f"https://{mark}.example/")
    return _deleting(who, await _send(who, who.to(other), "here", entities=[entity]))


@_way
async def quote(who: Writer, other: Any, mark: str) -> TakeOut:
    quoted = await _send(who, who.to(other), f"before {mark} after")
    reply = types.InputReplyToMessage(reply_to_msg_id=quoted, quote_text=mark)
    answer = await _send(who, who.to(other), "so you say", reply_to=reply)
    both = functions.messages.DeleteMessages(id=[quoted, answer], revoke=True)
    return lambda: who(both)


@_way
async def quoted_by_an_answer(who: Writer, other: Any, mark: str) -> TakeOut:
    """The answer stays."""
    quoted = await _send(who, who.to(other), f"before {mark} after")
    reply = types.InputReplyToMessage(reply_to_msg_id=quoted, quote_text=mark)
    await _send(who, who.to(other), "so you say", reply_to=reply)
    return _deleting(who, quoted)


@_way
async def forwarded(who: Writer, other: Any, mark: str) -> TakeOut:
    first = await _send(who, types.InputPeerSelf(), mark)
    forward = functions.messages.ForwardMessages(
        from_peer=types.InputPeerSelf(),
        id=[first],
        random_id=[next(_random_ids)],
        to_peer=who.to(other),
    )
    second = sent_id(await who(forward))
    both = functions.messages.DeleteMessages(id=[first, second], revoke=True)
    return lambda: who(both)


@_way
async def shared_contact(who: Writer, other: Any, mark: str) -> TakeOut:
    card = types.InputMediaContact(
        phone_number="447700900123", first_name=mark, last_name="", vcard=""
    )
    return await _media(who, other, card)


@_way
async def venue(who: Writer, other: Any, mark: str) -> TakeOut:
    place = types.InputMediaVenue(
        geo_point=types.InputGeoPoint(lat=1.0, long=1.0),
        title=mark,
        address="",
        provider="",
        venue_id="",
        venue_type="",
    )
    return await _media(who, other, place)


async def _media(who: Writer, other: Any, media: Any, *, caption: str = "") -> TakeOut:
    return _deleting(who, await _send_media(who, other, media, caption=caption))


async def _send_media(who: Writer, other: Any, media: Any, *, caption: str = "") -> int:
    asked = functions.messages.SendMedia(
        peer=who.to(other), media=media, message=caption, random_id=next(_random_ids)
    )
    return sent_id(await who(asked))


def _plain(text: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=text, entities=[])


def _list(*things: str) -> types.InputMediaTodo:
    made = [
        types.TodoItem(id=number, title=_plain(thing)) for number, thing in enumerate(things, 1)
    ]
    return types.InputMediaTodo(todo=types.TodoList(title=_plain("to do"), list=made))


@_way
async def thing_to_do(who: Writer, other: Any, mark: str) -> TakeOut:
    return await _media(who, other, _list("something", mark))


@_way
async def thing_struck_out(who: Writer, other: Any, mark: str) -> TakeOut:
    message_id = await _send_media(who, other, _list("something", mark))
    rewrite = functions.messages.EditMessage(
        peer=who.to(other), id=message_id, media=_list("something")
    )
    return lambda: who(rewrite)


@_way
async def poll(who: Writer, other: Any, mark: str) -> TakeOut:
    plain = [_plain(text) for text in (mark, "yes", "no")]
    answers = [types.PollAnswer(text=text, option=text.text.encode()) for text in plain[1:]]
    asked = types.Poll(id=0, question=plain[0], answers=answers, hash=0)
    return await _media(who, other, types.InputMediaPoll(poll=asked))


@_way
async def said_below_a_poll(who: Writer, other: Any, mark: str) -> TakeOut:
    answers = [types.PollAnswer(text=_plain(text), option=text.encode()) for text in ("y", "n")]
    asked = types.Poll(id=0, question=_plain("Well?"), answers=answers, hash=0)
    return await _media(who, other, types.InputMediaPoll(poll=asked), caption=mark)


@_way
async def history_cleared(who: Writer, other: Any, mark: str) -> TakeOut:
    await _send(who, types.InputPeerSelf(), mark)
    clear = functions.messages.DeleteHistory(peer=types.InputPeerSelf(), max_id=0, revoke=True)
    return lambda: who(clear)


@_way
async def folder(who: Writer, other: Any, mark: str) -> TakeOut:
    # Names of folders are short.
    title = types.TextWithEntities(text=mark[:12], entities=[])
    shown = types.DialogFilter(
        id=7, title=title, pinned_peers=[], include_peers=[who.to(other)], exclude_peers=[]
    )
    await who(functions.messages.UpdateDialogFilter(id=7, filter=shown))
    return lambda: who(functions.messages.UpdateDialogFilter(id=7))


@_way
async def scheduled(who: Writer, other: Any, mark: str) -> TakeOut:
    now = (await who(functions.help.GetConfig())).date
    asked = functions.messages.SendMessage(
        peer=who.to(other),
        message=mark,
        random_id=next(_random_ids),
        schedule_date=now + 3_600,
    )
    first, _ = (await who(asked)).updates
    drop = functions.messages.DeleteScheduledMessages(peer=who.to(other), id=[first.id])
    return lambda: who(drop)


@_way
async def draft(who: Writer, other: Any, mark: str) -> TakeOut:
    save = functions.messages.SaveDraft(peer=who.to(other), message=mark)
    await who(save)
    return lambda: who(functions.messages.SaveDraft(peer=who.to(other), message=""))


@_way
async def draft_that_is_sent(who: Writer, other: Any, mark: str) -> TakeOut:
    await who(functions.messages.SaveDraft(peer=types.InputPeerSelf(), message=mark))
    return lambda: _send(who, types.InputPeerSelf(), "something else", clear_draft=True)


@_way
async def first_name(who: Writer, other: Any, mark: str) -> TakeOut:
    await who(functions.account.UpdateProfile(first_name=mark))
    return lambda: who(functions.account.UpdateProfile(first_name="Plain"))


@_way
async def about(who: Writer, other: Any, mark: str) -> TakeOut:
    await who(functions.account.UpdateProfile(about=mark))
    return lambda: who(functions.account.UpdateProfile(about=""))


@_way
async def username(who: Writer, other: Any, mark: str) -> TakeOut:
    await who(functions.account.UpdateUsername(username=mark))
    return lambda: who(functions.account.UpdateUsername(username=""))


@_way
async def contact_name(who: Writer, other: Any, mark: str) -> TakeOut:
    add = functions.contacts.AddContact(
        id=who.user(other), first_name=mark, last_name="", phone="447700900777"
    )
    await who(add)
    return lambda: who(functions.contacts.DeleteContacts(id=[who.user(other)]))


@_way
async def awaited_phone(who: Writer, other: Any, mark: str) -> TakeOut:
    entry = types.InputPhoneContact(
        client_id=1, phone="447700900888", first_name=mark, last_name=""
    )
    await who(functions.contacts.ImportContacts(contacts=[entry]))
    return lambda: who(functions.contacts.DeleteByPhones(phones=["447700900888"]))


@_way
async def notification_sound(who: Writer, other: Any, mark: str) -> TakeOut:
    settings = types.InputPeerNotifySettings(
        sound=types.NotificationSoundLocal(title=mark, data="tone")
    )
    users = types.InputNotifyUsers()
    await who(functions.account.UpdateNotifySettings(peer=users, settings=settings))
    return lambda: who(functions.account.ResetNotifySettings())


async def _group(who: Writer, other: Any, *, title: str = "Group") -> tuple[int, int]:
    """The id of a group of both, and of the message that says so."""
    made = await who(functions.messages.CreateChat(users=[who.user(other)], title=title))
    return made.updates.chats[0].id, sent_id(made.updates)


@_way
async def said_in_a_group(who: Writer, other: Any, mark: str) -> TakeOut:
    chat_id, _ = await _group(who, other)
    return _deleting(who, await _send(who, types.InputPeerChat(chat_id=chat_id), mark))


@_way
async def said_in_a_group_before_one_left(who: Writer, other: Any, mark: str) -> TakeOut:
    chat_id, _ = await _group(who, other)
    peer = types.InputPeerChat(chat_id=chat_id)
    message_id = await _send(who, peer, mark)
    await who(functions.messages.DeleteChatUser(chat_id=chat_id, user_id=who.user(other)))

    async def take_out() -> None:
        await who(functions.messages.EditMessage(peer=peer, id=message_id, message="edited"))
        # They keep it as it was, until they delete it.
        await other(functions.messages.DeleteHistory(peer=peer, max_id=0))

    return take_out


@_way
async def group_title(who: Writer, other: Any, mark: str) -> TakeOut:
    chat_id, told_id = await _group(who, other, title=mark)

    async def take_out() -> None:
        await who(functions.messages.EditChatTitle(chat_id=chat_id, title="Plain"))
        await who(functions.messages.DeleteMessages(id=[told_id], revoke=True))

    return take_out


@_way
async def group_about(who: Writer, other: Any, mark: str) -> TakeOut:
    chat_id, _ = await _group(who, other)
    peer = types.InputPeerChat(chat_id=chat_id)
    await who(functions.messages.EditChatAbout(peer=peer, about=mark))
    return lambda: who(functions.messages.EditChatAbout(peer=peer, about=""))


@_way
async def invite_title(who: Writer, other: Any, mark: str) -> TakeOut:
    chat_id, _ = await _group(who, other)
    peer = types.InputPeerChat(chat_id=chat_id)
    made = await who(functions.messages.ExportChatInvite(peer=peer, title=mark))

    async def take_out() -> None:
        revoke = functions.messages.EditExportedChatInvite(peer=peer, link=made.link, revoked=True)
        await who(revoke)
        await who(functions.messages.DeleteExportedChatInvite(peer=peer, link=made.link))

    return take_out
