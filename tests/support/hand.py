"""A session of our own that does at random whatever a person does to their account."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from typing import Any

from heliograph.tl import functions, types
from support.api_client import ApiClient, ApiError
from support.mtproto_client import ClientKey
from support.play_server import PlayServer

FOREVER = 2**31 - 1
EMOJI = ("👍", "❤", "🔥")
_PAGE = 20
# What two sessions that act one after another may rightly be told.
CROSSED = (
    "CHAT_NOT_MODIFIED",
    "MESSAGE_EDIT_TIME_EXPIRED",
    "MESSAGE_ID_INVALID",
    "MESSAGE_NOT_MODIFIED",
    "MESSAGE_POLL_CLOSED",
    "REVOTE_NOT_ALLOWED",
)
_numbers = itertools.count(1)


class Hand:
    """One session that acts and forgets; `friend` is how it names whom it talks to."""

    def __init__(self, server: PlayServer, chance: random.Random, *, layer: int) -> None:
        self.chance = chance
        self.layer = layer
        self.friend: Any = None
        self._server = server
        self._client = ApiClient(layer=layer)

    async def open(self, phone: str, name: str) -> None:
        """Sign in, or up with the name."""
        server = self._server
        await self._client.connect(server.host, server.port)
        await self._client.agree_key(server.public_key.read_bytes())
        before = server.count_codes(phone)
        await self._client.sign_in(phone, lambda: server.code(phone, after=before), name)

    async def join(self, key: ClientKey) -> None:
        """Be one more session of a key that is signed in."""
        self._client = ApiClient(key, layer=self.layer)
        await self._client.connect(self._server.host, self._server.port)

    async def meet(self, username: str) -> None:
        """Have somebody to talk to."""
        found = await self(functions.contacts.ResolveUsername(username=username))
        (user,) = [one for one in found.users if one.id == found.peer.user_id]
        self.friend = types.InputPeerUser(user_id=user.id, access_hash=user.access_hash)

    async def claim(self, username: str) -> None:
        """Take a name to be found by."""
        await self(functions.account.UpdateUsername(username=username))

    async def say(self, text: str) -> None:
        """Write to the friend."""
        query = functions.messages.SendMessage(
            peer=self.friend, message=text, random_id=_random_id(self)
        )
        await self(query)

    async def __call__(self, query: Any) -> Any:
        """The result of a call; ApiError."""
        return await self._client.call(query)

    async def do(self, deed: "Deed") -> None:
        """One deed, which may come too late for what it is about, or be one too many for now."""
        try:
            await deed(self)
        except ApiError as refused:
            asked, _, seconds = refused.text.rpartition("_")
            if asked == "FLOOD_WAIT":
                await asyncio.sleep(int(seconds))
            elif refused.text not in CROSSED:
                raise

    def flip(self) -> bool:
        return self.chance.random() < 0.5

    async def pick(self, fits: Callable[[Any], bool] = lambda _: True) -> Any | None:
        """One of the newest messages with the friend that fits, None if there is none."""
        nowhere = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
        query = functions.messages.GetHistory(peer=self.friend, limit=_PAGE, hash=0, **nowhere)
        found = [
            message
            for message in (await self(query)).messages
            if isinstance(message, types.Message) and fits(message)
        ]
        return self.chance.choice(found) if found else None

    async def close(self) -> None:
        """Leave."""
        await self._client.close()


def _text(hand: Hand) -> str:
    return f"{hand.layer} says {next(_numbers)}"


def _random_id(hand: Hand) -> int:
    return hand.chance.getrandbits(62) | 1


async def send(hand: Hand) -> None:
    query = functions.messages.SendMessage(
        peer=hand.friend, message=_text(hand), random_id=_random_id(hand), clear_draft=hand.flip()
    )
    await hand(query)


async def edit(hand: Hand) -> None:
    if found := await hand.pick(lambda one: one.out and not one.media and not one.fwd_from):
        edited = functions.messages.EditMessage(peer=hand.friend, id=found.id, message=_text(hand))
        await hand(edited)


async def delete(hand: Hand) -> None:
    if found := await hand.pick():
        await hand(functions.messages.DeleteMessages(id=[found.id], revoke=hand.flip()))


async def read(hand: Hand) -> None:
    await hand(functions.messages.ReadHistory(peer=hand.friend, max_id=0))


async def draft(hand: Hand) -> None:
    text = _text(hand) if hand.flip() else ""
    await hand(functions.messages.SaveDraft(peer=hand.friend, message=text))


async def pin_dialog(hand: Hand) -> None:
    peer = types.InputDialogPeer(peer=hand.friend)
    await hand(functions.messages.ToggleDialogPin(peer=peer, pinned=hand.flip()))


async def archive(hand: Hand) -> None:
    place = types.InputFolderPeer(peer=hand.friend, folder_id=int(hand.flip()))
    await hand(functions.folders.EditPeerFolders(folder_peers=[place]))


async def mark(hand: Hand) -> None:
    peer = types.InputDialogPeer(peer=hand.friend)
    await hand(functions.messages.MarkDialogUnread(peer=peer, unread=hand.flip()))


async def mute(hand: Hand) -> None:
    alone = types.InputNotifyPeer(peer=hand.friend)
    settings = types.InputPeerNotifySettings(mute_until=FOREVER if hand.flip() else 0)
    peer = alone if hand.flip() else types.InputNotifyUsers()
    await hand(functions.account.UpdateNotifySettings(peer=peer, settings=settings))


async def privacy(hand: Hand) -> None:
    key = hand.chance.choice((types.InputPrivacyKeyPhoneCall(), types.InputPrivacyKeyForwards()))
    friend = types.InputUser(user_id=hand.friend.user_id, access_hash=hand.friend.access_hash)
    but = types.InputPrivacyValueAllowUsers(users=[friend])
    all_or_none = (types.InputPrivacyValueAllowAll(), types.InputPrivacyValueDisallowAll())
    rules = [*([but] if hand.flip() else []), hand.chance.choice(all_or_none)]
    await hand(functions.account.SetPrivacy(key=key, rules=rules))


async def react(hand: Hand) -> None:
    if found := await hand.pick():
        sign = types.ReactionEmoji(emoticon=hand.chance.choice(EMOJI))
        query = functions.messages.SendReaction(
            peer=hand.friend, msg_id=found.id, reaction=[sign] if hand.flip() else []
        )
        await hand(query)


async def ask(hand: Hand) -> None:
    answers = [
        types.PollAnswer(text=types.TextWithEntities(text=text, entities=[]), option=text.encode())
        for text in ("yes", "no")
    ]
    question = types.TextWithEntities(text=_text(hand), entities=[])
    poll = types.Poll(id=0, question=question, answers=answers, hash=0)
    query = functions.messages.SendMedia(
        peer=hand.friend,
        media=types.InputMediaPoll(poll=poll),
        message="",
        random_id=_random_id(hand),
    )
    await hand(query)


async def vote(hand: Hand) -> None:
    if found := await hand.pick(lambda message: isinstance(message.media, types.MessageMediaPoll)):
        chosen = hand.chance.choice(([], [b"yes"], [b"no"]))
        query = functions.messages.SendVote(peer=hand.friend, msg_id=found.id, options=chosen)
        await hand(query)


async def rename(hand: Hand) -> None:
    await hand(functions.account.UpdateProfile(first_name=_text(hand)))


async def time(hand: Hand) -> None:
    period = 86_400 if hand.flip() else 0
    await hand(functions.messages.SetHistoryTTL(peer=hand.friend, period=period))


async def schedule(hand: Hand) -> None:
    found = await hand(functions.messages.GetScheduledHistory(peer=hand.friend, hash=0))
    if found.messages and hand.flip():
        gone = [found.messages[0].id]
        await hand(functions.messages.DeleteScheduledMessages(peer=hand.friend, id=gone))
        return
    state = await hand(functions.updates.GetState())
    query = functions.messages.SendMessage(
        peer=hand.friend,
        message=_text(hand),
        random_id=_random_id(hand),
        schedule_date=state.date + 86_400,
    )
    await hand(query)


async def put_in_folder(hand: Hand) -> None:
    made = types.DialogFilter(
        id=2,
        title=types.TextWithEntities(text=f"{hand.layer}", entities=[]),
        pinned_peers=[],
        include_peers=[hand.friend],
        exclude_peers=[],
    )
    await hand(functions.messages.UpdateDialogFilter(id=2, filter=made if hand.flip() else None))


async def pin(hand: Hand) -> None:
    if found := await hand.pick():
        query = functions.messages.UpdatePinnedMessage(
            peer=hand.friend, id=found.id, unpin=hand.flip(), pm_oneside=hand.flip()
        )
        await hand(query)


async def forward(hand: Hand) -> None:
    if found := await hand.pick():
        query = functions.messages.ForwardMessages(
            from_peer=hand.friend, id=[found.id], random_id=[_random_id(hand)], to_peer=hand.friend
        )
        await hand(query)


Deed = Callable[[Hand], Awaitable[None]]
DEEDS: tuple[Deed, ...] = (
    *(send, send, send, edit, edit, delete, read, draft, pin_dialog, archive, mark, mute, privacy),
    *(react, react, ask, vote, vote, rename, time, schedule, put_in_folder, pin, forward),
)
