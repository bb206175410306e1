"""What a store must answer if operations come one after another: a model in plain dicts."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from heliograph.actions import blocking, messaging, profiles, sessions
from heliograph.domain.entities import Entity
from heliograph.domain.errors import Refused
from heliograph.domain.events import MailboxAdvanced, MailboxChange
from heliograph.domain.message_changes import Deleted, Edited, ReadOutbox
from heliograph.domain.messages import Dialog, Draft, Edit, Message
from support.mailboxes import NOON
from support.stage import Stage

BOLD = (Entity(kind="Bold", offset=0, length=1),)


class Send(NamedTuple):
    sender_id: int
    recipient_id: int
    random_id: int
    text: str
    reply_to_id: int | None
    bold: bool


class Repeated(NamedTuple):
    """What follows a repeat whose message is gone: the deletion is said once more."""

    owner_id: int
    message_id: int


class EndOthers(NamedTuple):
    """One of an account's devices logs out all others."""

    account_id: int
    auth_key_id: int


class Change(NamedTuple):
    editor_id: int
    peer_id: int
    message_id: int
    text: str


class Delete(NamedTuple):
    owner_id: int
    ids: tuple[int, ...]
    revoke: bool


class Read(NamedTuple):
    owner_id: int
    peer_id: int
    max_id: int


class Block(NamedTuple):
    owner_id: int
    blocked_id: int
    blocked: bool


class Claim(NamedTuple):
    account_id: int
    username: str


Act = Send | Repeated | EndOthers | Change | Delete | Read | Block | Claim


async def perform(stage: Stage, act: Act) -> list[object]:
    """Run the action; gives the parts of its answers that the model foretells.

    They are read off the result and what was published: several only for an action that
    changes something more than once.
    """
    stage.events.clear()
    try:
        return await _perform(stage, act)
    except Refused as refusal:
        return [refusal.text]


async def _perform(stage: Stage, act: Act) -> list[object]:
    app = stage.app
    match act:
        case Send():
            return await _send(stage, act)
        case Change():
            asked = Edit(**act._asdict(), date=NOON)
            await messaging.edit_message(app, asked, origin=None)
            parts = [change for change in _published(stage) if isinstance(change, Edited)]
            return [
                [(part.owner_id, part.pts, part.message.id, part.message.text) for part in parts]
            ]
        case Delete():
            mine = await messaging.delete_messages(
                app, act.owner_id, act.ids, revoke=act.revoke, origin=None
            )
            gone = [change for change in _published(stage) if isinstance(change, Deleted)]
            return [
                [(part.owner_id, part.pts, part.pts_count, part.ids) for part in gone or [mine]]
            ]
        case Read():
            inbox = await messaging.read_history(app, *act[:2], max_id=act.max_id, origin=None)
            told = [
                (change.owner_id, change.pts, change.max_id)
                for change in _published(stage)
                if isinstance(change, ReadOutbox)
            ]
            marks = (inbox.pts, inbox.pts_count, inbox.max_id, inbox.still_unread)
            return [(*marks, told[0] if told else None)]
        case Block():
            await blocking.set_blocked(app, *act[:2], blocked=act.blocked, origin=None)
            return [None]
        case Claim():
            account = await profiles.update_username(app, *act, origin=None)
            return [account.username]
        case EndOthers():
            await sessions.end_other_sessions(
                app, act.account_id, auth_key_id=act.auth_key_id, settled_s=0
            )
            return [None]
    raise ValueError(f"no action: {act}")


async def _send(stage: Stage, act: Send) -> list[object]:
    draft = Draft(
        sender_id=act.sender_id,
        recipient_id=act.recipient_id,
        random_id=act.random_id,
        text=act.text,
        entities=BOLD if act.bold else (),
        reply_to_id=act.reply_to_id,
        date=NOON,
    )
    sent = await messaging.send_private(stage.app, draft, origin=None)
    delivered = sent.delivered
    arrived = (delivered.id, sent.delivered_pts) if delivered else None
    text = None if sent.deleted else sent.message.text
    answer = (sent.message.id, sent.pts, sent.repeated, sent.deleted, text, arrived)
    if sent.deletion is None:
        return [answer]
    return [answer, (sent.deletion.pts, sent.deletion.ids)]


def _published(stage: Stage) -> list[MailboxChange]:
    return [event.change for event in stage.events if isinstance(event, MailboxAdvanced)]


class Body(NamedTuple):
    """What the copies share; `answers` is the replied-to body's number."""

    sender_id: int
    recipient_id: int
    text: str
    bold: bool
    answers: int | None


@dataclass
class Box:
    """One mailbox: body by message id, and how far each dialog is read."""

    pts: int = 1
    top_id: int = 0
    bodies: dict[int, int] = field(default_factory=dict)
    read_inbox: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    read_outbox: dict[int, int] = field(default_factory=lambda: defaultdict(int))


class Model:
    """Runs acts one after another. `devices` are the auth_key_ids signed in, by account."""

    def __init__(self, account_ids: list[int], devices: dict[int, set[int]]) -> None:
        self.devices = devices
        self.boxes = {account_id: Box() for account_id in account_ids}
        self.bodies: dict[int, Body] = {}
        self.sends: dict[tuple[int, int, int], tuple[Send, int]] = {}
        self.blocked: set[tuple[int, int]] = set()
        self.usernames: dict[int, str] = {}

    def apply(self, act: Act) -> object:
        """The answer a store must give now."""
        match act:
            case Send():
                return self._send(act)
            case Change():
                return self._change(act)
            case Delete():
                return self._delete(act)
            case Read():
                return self._read(act)
            case Block():
                return self._block(act)
            case Claim():
                return self._claim(act)
            case Repeated():
                return self._say_again(act)
            case EndOthers():
                return self._end_others(act)

    def follows(self, act: Act, answer: object) -> list[Act]:
        """What the action goes on to do after the answer of its first change."""
        match act, answer:
            case Send(), (int(message_id), int(), True, True, _, _):
                return [Repeated(act.sender_id, message_id)]
        return []

    def contents(self, owner_id: int) -> dict[int, tuple[str, bool, int | None]]:
        """The mailbox as its owner reads it: text, whether it is bold, what it answers."""
        copies = self.boxes[owner_id].bodies
        ids = {body: i for i, body in copies.items()}
        found = {i: self.bodies[body] for i, body in copies.items()}
        return {i: (b.text, b.bold, ids.get(b.answers or 0)) for i, b in found.items()}

    def dialog(self, owner_id: int, peer_id: int) -> Dialog:
        """One row of the owner's dialog list."""
        box = self.boxes[owner_id]
        ids = [i for i in box.bodies if self._peer(owner_id, i) == peer_id]
        read = box.read_inbox[peer_id]
        return Dialog(
            owner_id=owner_id,
            peer_id=peer_id,
            top_id=max(ids, default=0),
            read_inbox_max_id=read,
            read_outbox_max_id=box.read_outbox[peer_id],
            unread=sum(i > read and self._incoming(owner_id, i) for i in ids),
        )

    def _peer(self, owner_id: int, message_id: int) -> int:
        sender_id, recipient_id, *_ = self.bodies[self.boxes[owner_id].bodies[message_id]]
        return recipient_id if sender_id == owner_id else sender_id

    def _incoming(self, owner_id: int, message_id: int) -> bool:
        return self.bodies[self.boxes[owner_id].bodies[message_id]][0] != owner_id

    def _send(self, act: Send) -> object:
        sender, recipient, random_id, text, reply_to_id, bold = act
        box = self.boxes[sender]
        if act[:3] in self.sends:
            first, message_id = self.sends[act[:3]]
            if first != act:
                return "RANDOM_ID_DUPLICATE"
            gone = message_id not in box.bodies
            now = None if gone else self.contents(sender)[message_id][0]
            return message_id, box.pts, True, gone, now, None
        if sender != recipient and (recipient, sender) in self.blocked:
            return "USER_IS_BLOCKED"
        if sender != recipient and (sender, recipient) in self.blocked:
            return "YOU_BLOCKED_USER"
        answers = None if reply_to_id is None else box.bodies.get(reply_to_id)
        if reply_to_id is not None and (
            answers is None or self._peer(sender, reply_to_id) != recipient
        ):
            return "REPLY_MESSAGE_ID_INVALID"
        body = len(self.bodies) + 1
        self.bodies[body] = Body(sender, recipient, text, bold, answers)
        message_id, pts = self._arrive(sender, recipient, body)
        self.sends[(sender, recipient, random_id)] = (act, message_id)
        if sender == recipient:
            box.read_inbox[sender] = box.read_outbox[sender] = message_id
            return message_id, pts, False, False, text, None
        return message_id, pts, False, False, text, self._arrive(recipient, sender, body)

    def _arrive(self, owner_id: int, peer_id: int, body: int) -> tuple[int, int]:
        box = self.boxes[owner_id]
        box.top_id += 1
        box.pts += 1
        box.bodies[box.top_id] = body
        return box.top_id, box.pts

    def _copies(self, owner_id: int, message_id: int) -> list[tuple[int, int]]:
        """Owner and id of every copy of a message, the given one first."""
        body = self.boxes[owner_id].bodies[message_id]
        found = [
            (other, i)
            for other, box in self.boxes.items()
            for i, one in box.bodies.items()
            if one == body
        ]
        return sorted(found, key=lambda copy: copy[0] != owner_id)

    def _change(self, act: Change) -> object:
        editor, peer, message_id, text = act
        body = self.boxes[editor].bodies.get(message_id)
        if body is None or self._peer(editor, message_id) != peer:
            return "MESSAGE_ID_INVALID"
        before = self.bodies[body]
        if before.sender_id != editor:
            return "MESSAGE_AUTHOR_REQUIRED"
        if peer != editor and (peer, editor) in self.blocked:
            return "USER_IS_BLOCKED"
        if (before.text, before.bold) == (text, False):
            return "MESSAGE_NOT_MODIFIED"
        self.bodies[body] = before._replace(text=text, bold=False)
        parts = []
        for owner_id, copy_id in self._copies(editor, message_id):
            self.boxes[owner_id].pts += 1
            parts.append((owner_id, self.boxes[owner_id].pts, copy_id, text))
        return parts

    def _delete(self, act: Delete) -> object:
        there = [i for i in sorted(set(act.ids)) if i in self.boxes[act.owner_id].bodies]
        gone: dict[int, list[int]] = defaultdict(list)
        for message_id in there:
            copies = self._copies(act.owner_id, message_id)
            for owner_id, copy_id in copies if act.revoke else copies[:1]:
                gone[owner_id].append(copy_id)
        for owner_id, ids in gone.items():
            for copy_id in ids:
                del self.boxes[owner_id].bodies[copy_id]
            self.boxes[owner_id].pts += len(ids)
        if not gone:
            return [(act.owner_id, self.boxes[act.owner_id].pts, 0, ())]
        owners = sorted(gone, key=lambda owner: (owner != act.owner_id, owner))
        return [
            (owner, self.boxes[owner].pts, len(gone[owner]), tuple(sorted(gone[owner])))
            for owner in owners
        ]

    def _read(self, act: Read) -> object:
        owner_id, peer_id, max_id = act
        box = self.boxes[owner_id]
        dialog = [i for i in box.bodies if self._peer(owner_id, i) == peer_id]
        before = box.read_inbox[peer_id]
        top = max(dialog, default=0)
        now = min(max_id, top) if max_id > 0 else top
        news = [i for i in dialog if before < i <= now and self._incoming(owner_id, i)]
        box.read_inbox[peer_id] = max(before, now)
        unread = [i for i in dialog if i > box.read_inbox[peer_id] and self._incoming(owner_id, i)]
        if now <= before:
            return box.pts, 0, before, len(unread), None
        box.pts += 1
        return box.pts, 1, now, len(unread), self._tell(owner_id, peer_id, news)

    def _tell(self, reader_id: int, peer_id: int, news: list[int]) -> tuple[int, int, int] | None:
        box = self.boxes[peer_id]
        ids = [
            copy_id
            for i in news
            for owner_id, copy_id in self._copies(reader_id, i)
            if owner_id == peer_id
        ]
        if peer_id == reader_id or max(ids, default=0) <= box.read_outbox[reader_id]:
            return None
        box.pts += 1
        box.read_outbox[reader_id] = max(ids)
        return peer_id, box.pts, max(ids)

    def _block(self, act: Block) -> object:
        pair = (act.owner_id, act.blocked_id)
        if act.blocked and act.owner_id == act.blocked_id:
            return "CONTACT_ID_INVALID"
        (self.blocked.add if act.blocked else self.blocked.discard)(pair)
        return None

    def _end_others(self, act: EndOthers) -> object:
        live = self.devices[act.account_id]
        if act.auth_key_id not in live:
            return "AUTH_KEY_UNREGISTERED"
        live.intersection_update({act.auth_key_id})
        return None

    def _say_again(self, act: Repeated) -> object:
        box = self.boxes[act.owner_id]
        box.pts += 1
        return box.pts, (act.message_id,)

    def _claim(self, act: Claim) -> object:
        present = self.usernames.get(act.account_id)
        if present == act.username:
            return "USERNAME_NOT_MODIFIED"
        for account_id, username in self.usernames.items():
            if username.lower() == act.username.lower() and account_id != act.account_id:
                return "USERNAME_OCCUPIED"
        self.usernames[act.account_id] = act.username
        return act.username


def content(message: Message) -> tuple[str, bool, int | None]:
    """A stored message as `Model.contents` has it."""
    return message.text, bool(message.entities), message.reply_to_id
