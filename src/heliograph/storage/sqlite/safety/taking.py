"""Taking a photo, a name or words from an account or a channel, and giving back what returns.

A name that was taken is nobody's while the decision holds.
"""

from collections.abc import Sequence

import apsw
import msgspec
from msgspec.structs import replace

from heliograph.domain import channel_names, usernames
from heliograph.domain.channels import Channel
from heliograph.domain.chats import Chat
from heliograph.domain.files import Photo
from heliograph.domain.message_changes import Edited
from heliograph.domain.peers import channel_of, is_channel, is_chat
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Account, Username
from heliograph.domain.profile_photos import shown
from heliograph.safety.decisions import Decision, Part
from heliograph.storage.sqlite import channels, chats, people, profile_photos, queries, rows
from heliograph.storage.sqlite.safety import taken_files
from heliograph.storage.sqlite.safety.taken_files import Spot

_SQL = queries.load("safety_taken")
_CHANNELS = queries.load("channels")

UNNAMED = "…"
"""Stands where a name or a title was: there is none without."""


def take(db: apsw.Connection, decision: Decision, *, date: int) -> tuple[Edited, ...]:
    """Take the decision's part away, and keep of it what returns; gives the messages that are shown
    otherwise. May be repeated."""
    group = _group(db, decision)
    if group is not None:
        return _take_from_group(db, decision, group, date=date)
    account = people.account(db, decision.subject.peer_id)
    if account is not None and not account.deleted:
        _take_from_account(db, decision, account)
    return ()


def _group(db: apsw.Connection, decision: Decision) -> Channel | Chat | None:
    """The channel or group that a decision is about; of one that goes on as a supergroup, that."""
    peer_id = decision.subject.peer_id
    if is_chat(peer_id):
        seen = chats.seen_chats(db, SERVICE_ACCOUNT_ID, (peer_id,)).get(peer_id)
        if seen is None or not seen.chat.migrated_to:
            return None if seen is None else seen.chat
        return channels.known(db, seen.chat.migrated_to)
    return channels.known(db, channel_of(peer_id)) if is_channel(peer_id) else None


def _take_from_account(db: apsw.Connection, decision: Decision, account: Account) -> None:
    match decision.part:
        case Part.PHOTO:
            _drop_photo(db, account, decision)
        case Part.USERNAME:
            _keep_names(db, decision, usernames.held_usernames(account))
            people.write_usernames(db, usernames.with_usernames(account, ()))
        case Part.ABOUT:
            _keep(db, decision, account.about)
            _rename(db, account, about="")
        case Part.TITLE:
            _keep(db, decision, _packed(account.first_name, account.last_name))
            _rename(db, account, first_name=UNNAMED, last_name="")


def _take_from_group(
    db: apsw.Connection, decision: Decision, before: Channel | Chat, *, date: int
) -> tuple[Edited, ...]:
    after: Channel | Chat = before
    told: tuple[Edited, ...] = ()
    match decision.part:
        case Part.PHOTO if before.photo is not None and _is_shown(before, decision):
            taken_files.take_photo(db, decision, before.photo.photo_id, Spot())
            told = taken_files.take_from_told(
                db, decision, before.photo.photo_id, peer_id=before.peer_id, date=date
            )
            _hold_photo(db, before, None)
            after = replace(before, photo=None)
        case Part.USERNAME if isinstance(before, Channel):
            _keep_names(db, decision, channel_names.held(before))
            db.execute(_CHANNELS.drop_username, (before.peer_id,))
            after = channel_names.with_names(before, ())
        case Part.ABOUT:
            _keep(db, decision, before.about)
            after = replace(before, about="")
        case Part.TITLE:
            _keep(db, decision, before.title)
            after = replace(before, title=UNNAMED)
    _write(db, before, after, date=date)
    return told


def _write(
    db: apsw.Connection, before: Channel | Chat, after: Channel | Chat, *, date: int
) -> None:
    """Whoever is in a group and was away hears that it is another."""
    if isinstance(after, Chat):
        chats.keep(db, after)
        chats.note_all(db, after.id, chats.inside(db, after.id))
    elif isinstance(before, Channel):
        channels.keep(db, before, after, date=date)


def _hold_photo(db: apsw.Connection, group: Channel | Chat, photo: Photo | None) -> None:
    of = chats if isinstance(group, Chat) else channels
    of.hold_photo(db, group.id, photo)


def _is_shown(group: Channel | Chat, decision: Decision) -> bool:
    """Whether a photo that was reported, 0 for whichever, is the one that a group has by now."""
    shown = group.photo
    return shown is not None and decision.subject.item_id in (0, shown.photo_id)


def _drop_photo(db: apsw.Connection, account: Account, decision: Decision) -> None:
    main = account.photos.main
    gone = decision.subject.item_id or (main.photo_id if main is not None else 0)
    for fallback in (False, True):
        photos = profile_photos.profile_photos(db, account.id, fallback=fallback)
        for before, photo in enumerate(photos):
            if photo.id == gone:
                spot = Spot(before=before, fallback=fallback)
                taken_files.take_photo(db, decision, gone, spot)
        profile_photos.drop(db, account.id, gone, fallback=fallback)


def give_back(db: apsw.Connection, decision: Decision, *, date: int) -> None:
    """Give back what was taken: names that are free still, words and photos where there are no
    others. What does not return is noted, as whom it affects is told."""
    taken = rows.fetch(db, _SQL.give_back, (decision.puid,))
    photos = taken_files.photos_taken(db, decision.puid)
    group = _group(db, decision)
    if group is not None:
        _return_to_group(db, decision, group, taken, photos, date=date)
    else:
        account = people.account(db, decision.subject.peer_id)
        if account is not None and not account.deleted:
            _return_to_account(db, decision, account, taken)
            for photo, spot in photos:
                profile_photos.put_back(
                    db,
                    account.id,
                    photo,
                    since=decision.date,
                    before=spot.before,
                    fallback=spot.fallback,
                )
    taken_files.let_photos_go(db, decision.puid)


def _return_to_account(
    db: apsw.Connection, decision: Decision, account: Account, taken: Sequence[rows.Row]
) -> None:
    part = decision.part
    if part is Part.USERNAME:
        names = _returning(db, decision, usernames.held_usernames(account), taken)
        people.write_usernames(db, usernames.with_usernames(account, names))
        return
    for _, value in taken:
        if part is Part.ABOUT and not account.about:
            _rename(db, account, about=value)
        elif part is Part.TITLE and account.first_name == UNNAMED:
            first, last = msgspec.json.decode(value)
            _rename(db, account, first_name=first, last_name=last)
        else:
            taken_files.leave(db, decision)


def _rename(db: apsw.Connection, account: Account, **fields: str) -> None:
    people.update_profile(db, account.id, lambda one: replace(one, **fields))


def _return_to_group(
    db: apsw.Connection,
    decision: Decision,
    before: Channel | Chat,
    taken: Sequence[rows.Row],
    photos: Sequence[tuple[Photo, Spot]],
    *,
    date: int,
) -> None:
    after, part = before, decision.part
    if part is Part.USERNAME and isinstance(before, Channel):
        after = _renamed(db, decision, before, taken)
    for _, value in taken:
        if part is Part.ABOUT and not before.about:
            after = replace(before, about=value)
        elif part is Part.TITLE and before.title == UNNAMED:
            after = replace(before, title=value)
        elif part is not Part.USERNAME:
            taken_files.leave(db, decision)
    for photo, _ in photos:
        if before.photo is not None:
            taken_files.leave(db, decision)
            continue
        _hold_photo(db, before, photo)
        after = replace(before, photo=shown(photo))
    _write(db, before, after, date=date)


def _renamed(
    db: apsw.Connection, decision: Decision, before: Channel, taken: Sequence[rows.Row]
) -> Channel:
    """A channel with its names again; one that is closed by now has none."""
    if before.closed:
        taken_files.leave(db, decision)
        return before
    after = channel_names.with_names(
        before, _returning(db, decision, channel_names.held(before), taken)
    )
    db.execute(_CHANNELS.drop_username, (before.peer_id,))
    for name in channel_names.held(after):
        line = (usernames.fold(name.name), before.peer_id, int(name.active), int(name.editable))
        db.execute(_CHANNELS.add_username, line)
    return after


def _returning(
    db: apsw.Connection, decision: Decision, present: Sequence[Username], taken: Sequence[rows.Row]
) -> list[Username]:
    names = list(present)
    for folded, value in taken:
        if people.username_holder(db, folded) is not None:
            taken_files.leave(db, decision)
            continue
        name = msgspec.json.decode(value, type=Username)
        chosen = any(one.editable for one in names)
        names.append(replace(name, editable=name.editable and not chosen))
    return names


def _keep_names(db: apsw.Connection, decision: Decision, names: Sequence[Username]) -> None:
    for name in names:
        _keep(db, decision, msgspec.json.encode(name).decode(), name=usernames.fold(name.name))


def _keep(db: apsw.Connection, decision: Decision, value: str, *, name: str = "") -> None:
    if value:
        db.execute(_SQL.keep, (decision.puid, str(decision.part), name, value))


def _packed(*words: str) -> str:
    return msgspec.json.encode(words).decode()
