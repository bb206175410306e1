"""What somebody points at, found as they may see it: which thing it is, and how it stands."""

from collections.abc import Callable

import apsw
import msgspec

from heliograph.domain.extras import file_of
from heliograph.domain.messages import Message
from heliograph.domain.peers import is_channel
from heliograph.domain.people import FIRST_ACCOUNT_ID, is_bot
from heliograph.domain.permissions import is_inside
from heliograph.domain.privacy import PrivacyKey
from heliograph.domain.profile_photos import ShownPhoto
from heliograph.safety.content import contents
from heliograph.safety.evidence import Snapshot
from heliograph.safety.subjects import Locator, Subject, SubjectKind
from heliograph.safety.surfaces import Surface
from heliograph.storage.sqlite import channels, chats, mailbox, people, posts, queries, rows

_SQL = queries.load("safety_reports")


class Found(msgspec.Struct, frozen=True):
    """A thing, and how it stands; without a snapshot for what nobody but its people can read."""

    subject: Subject
    snapshot: Snapshot | None


def look(db: apsw.Connection, viewer_id: int, locator: Locator) -> Found | None:
    """None if it is not there for them. `viewer_id` 0 sees what is public."""
    return _LOOKS[locator.kind](db, viewer_id, locator)


def _message(db: apsw.Connection, viewer_id: int, locator: Locator) -> Found | None:
    if is_channel(locator.peer_id):
        return _post(db, viewer_id, locator)
    message = mailbox.message(db, viewer_id, locator.item_id) if viewer_id else None
    if message is None or message.peer_id != locator.peer_id:
        return None
    group = people.seen_chat(db, viewer_id, message.peer_id)
    own = locator.peer_id == viewer_id
    return Found(
        Subject(
            kind=SubjectKind.MESSAGE,
            peer_id=message.sender_id,
            item_id=rows.number(db, _SQL.body_of, (viewer_id, message.id)),
            surface=Surface.PRIVATE_1TO1 if group is None else Surface.PRIVATE_GROUP,
            affected_id=message.sender_id,
            reach=(0 if own else 1) if group is None else group.chat.members,
        ),
        _of_message(message, message.peer_id),
    )


def _post(db: apsw.Connection, viewer_id: int, locator: Locator) -> Found | None:
    seen = channels.seen_channels(db, viewer_id, (locator.peer_id,)).get(locator.peer_id)
    if seen is None or not seen.readable:
        return None
    message = posts.message(db, viewer_id, locator.peer_id, locator.item_id)
    if message is None:
        return None
    record = seen.channel
    author_id = message.sender_id if message.sender_id > 0 else record.creator_id
    return Found(
        Subject(
            kind=SubjectKind.MESSAGE,
            peer_id=locator.peer_id,
            item_id=message.id,
            surface=channels.surface_of(db, record),
            affected_id=author_id,
            reach=max(record.members, message.views),
        ),
        _of_message(message, locator.peer_id),
    )


def _of_message(message: Message, peer_id: int) -> Snapshot:
    texts = [message.text]
    if message.poll is not None:
        asked = message.poll.poll
        texts += [asked.question, *(answer.text for answer in asked.answers)]
    media = message.extras.media if message.extras is not None else None
    file = file_of(media)
    return Snapshot(
        texts=tuple(texts),
        entities=message.entities,
        author_id=message.author_id,
        peer_id=peer_id,
        date=message.date,
        version=message.edit_date or 0,
        file_ids=(file.id,) if file is not None else (),
        contents=contents(texts, media),
    )


def _account(db: apsw.Connection, viewer_id: int, locator: Locator) -> Found | None:
    seen = next(iter(people.seen(db, viewer_id, (locator.peer_id,))), None)
    if seen is None or seen.account.deleted or seen.account.id < FIRST_ACCOUNT_ID:
        return None
    account = seen.account
    if not viewer_id and not account.active_usernames:
        return None
    texts = (account.first_name, account.last_name, *account.active_usernames)
    if viewer_id and seen.may(PrivacyKey.ABOUT):
        texts += (account.about,)
    photos = account.photos
    shown = photos.main if viewer_id and seen.may(PrivacyKey.PROFILE_PHOTO) else photos.fallback
    bot = is_bot(account.id)
    photo = locator.kind is SubjectKind.PHOTO
    return Found(
        Subject(
            kind=locator.kind if photo else (SubjectKind.BOT if bot else SubjectKind.ACCOUNT),
            peer_id=account.id,
            item_id=_item(locator, shown),
            surface=Surface.BOT if bot else Surface.PROFILE,
            affected_id=account.id,
        ),
        Snapshot(
            texts=tuple(text for text in texts if text),
            author_id=account.id,
            file_ids=(shown.photo_id,) if shown is not None else (),
        ),
    )


def _channel(db: apsw.Connection, viewer_id: int, locator: Locator) -> Found | None:
    seen = channels.seen_channels(db, viewer_id, (locator.peer_id,)).get(locator.peer_id)
    if seen is None or not seen.readable:
        return None
    record = seen.channel
    return Found(
        Subject(
            kind=locator.kind,
            peer_id=locator.peer_id,
            item_id=_item(locator, record.photo),
            surface=channels.surface_of(db, record),
            affected_id=record.creator_id,
            reach=record.members,
        ),
        Snapshot(
            texts=tuple(text for text in (record.title, record.username, record.about) if text),
            author_id=record.creator_id,
            peer_id=locator.peer_id,
            date=record.date,
            file_ids=(record.photo.photo_id,) if record.photo is not None else (),
        ),
    )


def _chat(db: apsw.Connection, viewer_id: int, locator: Locator) -> Found | None:
    seen = chats.seen_chats(db, viewer_id, (locator.peer_id,)).get(locator.peer_id)
    if seen is None or not is_inside(seen.role):
        return None
    record = seen.chat
    return Found(
        Subject(
            kind=locator.kind,
            peer_id=locator.peer_id,
            item_id=_item(locator, record.photo),
            surface=Surface.PRIVATE_GROUP,
            affected_id=record.creator_id,
            reach=record.members,
        ),
        Snapshot(
            texts=tuple(text for text in (record.title, record.about) if text),
            author_id=record.creator_id,
            peer_id=locator.peer_id,
            date=record.date,
            file_ids=(record.photo.photo_id,) if record.photo is not None else (),
        ),
    )


def _item(locator: Locator, shown: ShownPhoto | None) -> int:
    """The photo somebody points at if it is the one that is shown: nobody makes things up."""
    return locator.item_id if shown is not None and shown.photo_id == locator.item_id else 0


def _photo(db: apsw.Connection, viewer_id: int, locator: Locator) -> Found | None:
    if is_channel(locator.peer_id):
        return _channel(db, viewer_id, locator)
    if locator.peer_id < 0:
        return _chat(db, viewer_id, locator)
    return _account(db, viewer_id, locator)


def _secret_chat(db: apsw.Connection, viewer_id: int, locator: Locator) -> Found | None:
    """The fact alone: nothing of a secret chat is ever read."""
    asked = (locator.item_id, viewer_id, locator.peer_id)
    if not rows.fetch(db, _SQL.secret_chat_between, asked):
        return None
    subject = Subject(
        kind=SubjectKind.E2E,
        peer_id=locator.peer_id,
        item_id=locator.item_id,
        surface=Surface.E2E,
        affected_id=locator.peer_id,
        reach=1,
    )
    return Found(subject, None)


def _story(db: apsw.Connection, viewer_id: int, locator: Locator) -> Found | None:
    """There are none yet."""
    return None


_LOOKS: dict[SubjectKind, Callable[[apsw.Connection, int, Locator], Found | None]] = {
    SubjectKind.ACCOUNT: _account,
    SubjectKind.BOT: _account,
    SubjectKind.CHAT: _chat,
    SubjectKind.CHANNEL: _channel,
    SubjectKind.MESSAGE: _message,
    SubjectKind.PHOTO: _photo,
    SubjectKind.STORY: _story,
    SubjectKind.E2E: _secret_chat,
}
