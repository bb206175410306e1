"""What a store must answer if operations come one after another: a model in plain dicts."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from heliograph.domain.errors import Refused
from heliograph.domain.messages import Draft, Edit, compose_edit, compose_private
from heliograph.domain.usernames import claim_username
from heliograph.ports.store import Store
from support.mailboxes import LIMITS, NOON


class Send(NamedTuple):
    sender_id: int
    recipient_id: int
    random_id: int
    text: str


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


Act = Send | Change | Delete | Read | Block | Claim


async def perform(store: Store, act: Act) -> object:
    """Do it to a store; gives the part of the answer that the model foretells."""
    try:
        return await _perform(store, act)
    except Refused as refusal:
        return refusal.text


async def _perform(store: Store, act: Act) -> object:
    match act:
        case Send():
            draft = Draft(**act._asdict(), date=NOON)
            sent = await store.append_private(draft, decide=partial(compose_private, limits=LIMITS))
            delivered = sent.delivered
            arrived = (delivered.id, sent.delivered_pts) if delivered else None
            text = None if sent.deleted else sent.message.text
            return sent.message.id, sent.pts, sent.repeated, sent.deleted, text, arrived
        case Change():
            parts = await store.edit_message(
                Edit(**act._asdict(), date=NOON), decide=partial(compose_edit, limits=LIMITS)
            )
            return [(part.owner_id, part.pts, part.message.id, part.message.text) for part in parts]
        case Delete():
            gone = await store.delete_messages(act.owner_id, act.ids, revoke=act.revoke, date=NOON)
            return [(part.owner_id, part.pts, part.pts_count, part.ids) for part in gone]
        case Read():
            inbox, outbox = await store.read_history(*act[:2], max_id=act.max_id, date=NOON)
            told = (outbox.owner_id, outbox.pts, outbox.max_id) if outbox else None
            return inbox.pts, inbox.pts_count, inbox.max_id, inbox.still_unread, told
        case Block():
            return await store.set_blocked(*act)
        case Claim():
            account = await store.claim_username(*act, decide=claim_username)
            return account.username


@dataclass
class Box:
    """One mailbox: body by message id, and how far each dialog is read."""

    pts: int = 1
    top_id: int = 0
    bodies: dict[int, int] = field(default_factory=dict)
    read_inbox: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    read_outbox: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    tops: dict[int, int] = field(default_factory=dict)


class Model:
    """Runs acts one after another. `bodies` are (sender, recipient, text) by a number."""

    def __init__(self, account_ids: list[int]) -> None:
        self.boxes = {account_id: Box() for account_id in account_ids}
        self.bodies: dict[int, tuple[int, int, str]] = {}
        self.sends: dict[tuple[int, int, int], tuple[str, int]] = {}
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
                pair = (act.owner_id, act.blocked_id)
                changes = (pair in self.blocked) != act.blocked
                (self.blocked.add if act.blocked else self.blocked.discard)(pair)
                return changes
            case Claim():
                return self._claim(act)

    def texts(self, owner_id: int) -> dict[int, str]:
        """The mailbox as its owner reads it."""
        return {i: self.bodies[body][2] for i, body in self.boxes[owner_id].bodies.items()}

    def _peer(self, owner_id: int, message_id: int) -> int:
        sender_id, recipient_id, _ = self.bodies[self.boxes[owner_id].bodies[message_id]]
        return recipient_id if sender_id == owner_id else sender_id

    def _incoming(self, owner_id: int, message_id: int) -> bool:
        return self.bodies[self.boxes[owner_id].bodies[message_id]][0] != owner_id

    def _send(self, act: Send) -> object:
        sender, recipient, random_id, text = act
        box = self.boxes[sender]
        if act[:3] in self.sends:
            first_text, message_id = self.sends[act[:3]]
            if first_text != text:
                return "RANDOM_ID_DUPLICATE"
            gone = message_id not in box.bodies
            now = None if gone else self.texts(sender)[message_id]
            return message_id, box.pts, True, gone, now, None
        if sender != recipient and (recipient, sender) in self.blocked:
            return "USER_IS_BLOCKED"
        if sender != recipient and (sender, recipient) in self.blocked:
            return "YOU_BLOCKED_USER"
        body = len(self.bodies) + 1
        self.bodies[body] = (sender, recipient, text)
        message_id, pts = self._arrive(sender, recipient, body)
        self.sends[(sender, recipient, random_id)] = (text, message_id)
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
        sender, recipient, before = self.bodies[body]
        if sender != editor:
            return "MESSAGE_AUTHOR_REQUIRED"
        if peer != editor and (peer, editor) in self.blocked:
            return "USER_IS_BLOCKED"
        if before == text:
            return "MESSAGE_NOT_MODIFIED"
        self.bodies[body] = (sender, recipient, text)
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

    def _claim(self, act: Claim) -> object:
        present = self.usernames.get(act.account_id)
        if present == act.username:
            return "USERNAME_NOT_MODIFIED"
        for account_id, username in self.usernames.items():
            if username.lower() == act.username.lower() and account_id != act.account_id:
                return "USERNAME_OCCUPIED"
        self.usernames[act.account_id] = act.username
        return act.username
