"""Devices that want to be told of messages, and what they have yet to be told."""

from collections.abc import Sequence

import apsw
import msgspec

from heliograph.domain.errors import AuthKeyUnregistered
from heliograph.domain.notifications import in_force
from heliograph.domain.peers import is_channel
from heliograph.domain.push import (
    PushBounds,
    PushDevice,
    PushTask,
    Registration,
    Subject,
    TokenKind,
    token_digest,
)
from heliograph.domain.push_notices import PushContext
from heliograph.domain.push_reactions import ReactionPushContext, unseen_reaction
from heliograph.storage.sqlite import history, people, preferences, push_posts, queries, rows
from heliograph.storage.sqlite.blobs import UnknownBlob, unpack_client
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("push")

_KIND = b"push"
_VERSION = b"\x01"


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    """What of a registration only the server may read."""

    token: str
    secret: bytes
    sandbox: bool
    no_muted: bool


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Sealed).decode


def register(
    db: apsw.Connection, registration: Registration, sealer: Sealer, *, at_most: int
) -> None:
    """See `ports.push_store.PushOperations.register_push`."""
    key, account_id, digest = (
        registration.auth_key_id,
        registration.account_id,
        registration.digest,
    )
    if not rows.number(db, _SQL.is_authorized, (key, account_id)):
        raise AuthKeyUnregistered
    db.execute(_SQL.free_token, (digest, account_id, people.as_json(registration.other_ids), key))
    kind = int(registration.kind)
    db.execute(_SQL.drop_former, (key, kind, digest))
    content = _Sealed(
        registration.token, registration.secret, registration.sandbox, registration.no_muted
    )
    sealed = sealer.seal(key, _VERSION + _encode(content), kind=_KIND)
    db.execute(_SQL.register, (key, account_id, kind, digest, sealed, registration.date))
    db.execute(_SQL.drop_oldest, (account_id, at_most))


def unregister(
    db: apsw.Connection, account_ids: Sequence[int], *, kind: TokenKind, token: str
) -> None:
    db.execute(_SQL.unregister, (token_digest(kind, token), people.as_json(account_ids)))


def drop_device(db: apsw.Connection, device: PushDevice) -> None:
    db.execute(_SQL.drop_device, (device.id, token_digest(device.kind, device.token)))


def lock_device(db: apsw.Connection, auth_key_id: int, locked_from: int | None) -> None:
    if locked_from is None:
        db.execute(_SQL.unlock, (auth_key_id,))
    else:
        db.execute(_SQL.lock, (auth_key_id, locked_from))


def accounts(db: apsw.Connection) -> list[int]:
    return [row[0] for row in rows.fetch(db, _SQL.accounts, ())]


def devices(db: apsw.Connection, account_id: int, sealer: Sealer) -> list[PushDevice]:
    return [_device(row, sealer) for row in rows.fetch(db, _SQL.devices, (account_id,))]


def devices_of(
    db: apsw.Connection, *, account_ids: Sequence[int], sealer: Sealer
) -> list[PushDevice]:
    """See `ports.push_post_store.PushPostOperations.push_devices_of`."""
    found = rows.fetch(db, _SQL.devices_of, (people.as_json(account_ids),))
    return [_device(row, sealer) for row in found]


def _device(row: rows.Row, sealer: Sealer) -> PushDevice:
    """From id, account_id, auth_key_id, kind, sealed, locked_from, client."""
    blob = sealer.open(row[2], row[4], kind=_KIND)
    if blob[:1] != _VERSION:
        raise UnknownBlob(f"blob version {blob[0]}")
    content = _decode(memoryview(blob)[1:])
    client = unpack_client(row[6])
    return PushDevice(
        id=row[0],
        account_id=row[1],
        auth_key_id=row[2],
        kind=TokenKind(row[3]),
        token=content.token,
        secret=content.secret,
        sandbox=content.sandbox,
        no_muted=content.no_muted,
        locked_from=row[5],
        language=client.lang_code if client else "",
    )


class Room:
    """How many more tasks may be queued until they are counted again: counting reads them all.

    Those that go meanwhile are not made up for, so no more are let in than may wait.
    """

    def __init__(self) -> None:
        self._left = 0

    def has_any(self, db: apsw.Connection, *, most: int) -> bool:
        if self._left <= 0:
            self._left = most - rows.number(db, _SQL.waiting, (most,))
        return self._left > 0

    def fill(self, tasks: int) -> None:
        self._left -= tasks


def queue(
    db: apsw.Connection,
    device_ids: Sequence[int],
    *,
    peer_id: int,
    message_id: int,
    subject: Subject,
    now: int,
    after_s: int,
    bounds: PushBounds,
    room: Room,
) -> int:
    """See `ports.push_store.PushOperations.queue_push`."""
    if not room.has_any(db, most=bounds.tasks):
        return 0
    expires = now + bounds.lifetime_s
    again = subject is Subject.REACTION
    place = (people.as_json(device_ids), peer_id, message_id)
    task = (*place, now + after_s, expires, int(subject), again)
    queued = [row[0] for row in rows.fetch(db, _SQL.queue, task)]
    room.fill(len(queued))
    for device_id in queued:
        db.execute(_SQL.drop_surplus, (device_id, bounds.dialogs_per_device))
    return len(queued)


def read(
    db: apsw.Connection, account_id: int, peer_id: int, *, max_id: int, now: int, bounds: PushBounds
) -> int:
    """See `ports.push_store.PushOperations.read_push`."""
    db.execute(_SQL.drop_read, (account_id, peer_id, max_id))
    told = (account_id, peer_id, max_id, now, now + bounds.lifetime_s)
    return len(rows.fetch(db, _SQL.tell_read, told))


def delete(
    db: apsw.Connection, account_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
) -> int:
    """See `ports.push_store.PushOperations.delete_push`."""
    gone = (account_id, people.as_json(ids))
    db.execute(_SQL.drop_deleted, gone)
    return len(rows.fetch(db, _SQL.tell_deleted, (*gone, now, now + bounds.lifetime_s)))


def see_reactions(
    db: apsw.Connection, account_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
) -> int:
    """See `ports.push_store.PushOperations.see_reactions_push`."""
    seen = (account_id, people.as_json(ids))
    db.execute(_SQL.drop_seen, seen)
    return len(rows.fetch(db, _SQL.tell_seen, (*seen, now, now + bounds.lifetime_s)))


def edit(
    db: apsw.Connection, account_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
) -> int:
    """See `ports.push_store.PushOperations.edit_push`."""
    edited = (account_id, people.as_json(ids), now, now + bounds.lifetime_s)
    return len(rows.fetch(db, _SQL.tell_edited, edited))


def due(
    db: apsw.Connection, *, now: int, at_most: int, except_devices: Sequence[int], sealer: Sealer
) -> tuple[list[PushTask], int | None]:
    """See `ports.push_store.PushOperations.due_pushes`."""
    left_out = people.as_json(except_devices)
    found = [
        PushTask(
            device=_device(row, sealer),
            peer_id=row[7],
            subject=Subject(row[8]),
            message_id=row[9],
            attempts=row[10],
            expires=row[11],
            told_id=row[12],
        )
        for row in rows.fetch(db, _SQL.due, (now, at_most, left_out))
    ]
    following = db.execute(_SQL.next_due, (left_out,)).fetchone()
    return found, following[0] if following else None


def settle(db: apsw.Connection, task: PushTask, *, told: bool, retry_at: int | None) -> None:
    """See `ports.push_store.PushOperations.settle_push`."""
    place = (task.device.id, task.peer_id)
    if told and task.subject in (Subject.MESSAGE, Subject.ENCRYPTED, Subject.REACTION):
        if not rows.fetch(db, _SQL.told, (*place, task.message_id)):
            late = (*place, task.message_id, task.device.account_id, task.expires)
            db.execute(_SQL.tell_read_late, late)
    elif told or retry_at is None:
        db.execute(_SQL.settled, (*place, int(task.subject), task.message_id))
    else:
        db.execute(_SQL.retry, (*place, retry_at))


def context(
    db: apsw.Connection, owner_id: int, peer_id: int, message_id: int
) -> PushContext | None:
    """See `ports.push_store.PushOperations.push_context`."""
    if is_channel(peer_id):
        return push_posts.context(db, owner_id, peer_id, message_id)
    message = history.by_ids(db, owner_id, [message_id]).get(message_id)
    read_up_to = rows.fetch(db, _SQL.read_up_to, (owner_id, peer_id))
    if message is None or (read_up_to and read_up_to[0][0] >= message_id):
        return None
    (sender,) = people.seen(db, owner_id, [message.sender_id]) or (None,)
    if sender is None:
        return None
    chat = people.seen_chat(db, owner_id, peer_id)
    return PushContext(
        message=message,
        sender=sender,
        chat_title="" if chat is None else chat.chat.title,
        settings=push_posts.settings(db, message),
        unread=rows.number(db, _SQL.unread, (owner_id,)),
    )


def reaction_context(
    db: apsw.Connection, owner_id: int, message_id: int
) -> ReactionPushContext | None:
    """See `ports.push_store.PushOperations.reaction_push_context`."""
    message = history.by_ids(db, owner_id, [message_id]).get(message_id)
    reaction = None if message is None else unseen_reaction(message)
    if message is None or reaction is None:
        return None
    (who,) = people.seen(db, owner_id, [reaction.account_id]) or (None,)
    if who is None:
        return None
    chat = people.seen_chat(db, owner_id, message.peer_id)
    return ReactionPushContext(
        message=message,
        who=who,
        chat_title="" if chat is None else chat.chat.title,
        settings=in_force(*preferences.settings_of_dialog(db, owner_id, message.peer_id)),
        notices=preferences.preferences(db, owner_id).reactions,
        unread=rows.number(db, _SQL.unread, (owner_id,)),
    )


def waiting(db: apsw.Connection) -> int:
    return rows.number(db, _SQL.tasks, ())


def forget_expired(db: apsw.Connection, *, before: int, at_most: int) -> None:
    db.execute(_SQL.forget_expired, (before, at_most))


def note(db: apsw.Connection, date: int) -> None:
    db.execute(_SQL.note, (date,))


def unnoted(db: apsw.Connection, *, slack_s: int, at_most: int) -> list[tuple[int, int, int]]:
    """See `ports.push_store.PushOperations.unnoted_pushes`."""
    return [(row[0], row[1], row[2]) for row in rows.fetch(db, _SQL.unnoted, (slack_s, at_most))]
