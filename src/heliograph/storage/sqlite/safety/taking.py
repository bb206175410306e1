"""Taking a photo, a name or words from an account or a channel, and giving back what returns.

A name that was taken is nobody's while the decision holds.
"""

from collections.abc import Sequence

import apsw
import msgspec
from msgspec.structs import replace

from heliograph.domain import channel_names, usernames
from heliograph.domain.channels import Channel
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.people import Account, Username
from heliograph.safety.decisions import Decision, Part
from heliograph.storage.sqlite import channels, people, profile_photos, queries, rows

_SQL = queries.load("safety_taken")
_CHANNELS = queries.load("channels")

UNNAMED = "…"
"""Stands where a name or a title was: there is none without."""


def take(db: apsw.Connection, decision: Decision, *, date: int) -> None:
    """Take the decision's part away, and keep of it what returns. May be repeated."""
    peer_id = decision.subject.peer_id
    if is_channel(peer_id):
        record = channels.known(db, channel_of(peer_id))
        if record is not None:
            _take_from_channel(db, decision, record, date=date)
        return
    account = people.account(db, peer_id)
    if account is not None and not account.deleted:
        _take_from_account(db, decision, account)


def _take_from_account(db: apsw.Connection, decision: Decision, account: Account) -> None:
    match decision.part:
        case Part.PHOTO:
            _drop_photo(db, account, decision.subject.item_id)
        case Part.USERNAME:
            _keep_names(db, decision, usernames.held_usernames(account))
            people.write_usernames(db, usernames.with_usernames(account, ()))
        case Part.ABOUT:
            _keep(db, decision, account.about)
            _rename(db, account, about="")
        case Part.TITLE:
            _keep(db, decision, _packed(account.first_name, account.last_name))
            _rename(db, account, first_name=UNNAMED, last_name="")


def _take_from_channel(
    db: apsw.Connection, decision: Decision, before: Channel, *, date: int
) -> None:
    after = before
    match decision.part:
        case Part.PHOTO if _is_shown(before, decision.subject.item_id):
            channels.hold_photo(db, before.id, None)
            after = replace(before, photo=None)
        case Part.USERNAME:
            _keep_names(db, decision, channel_names.held(before))
            db.execute(_CHANNELS.drop_username, (before.peer_id,))
            after = channel_names.with_names(before, ())
        case Part.ABOUT:
            _keep(db, decision, before.about)
            after = replace(before, about="")
        case Part.TITLE:
            _keep(db, decision, before.title)
            after = replace(before, title=UNNAMED)
    channels.keep(db, before, after, date=date)


def _is_shown(record: Channel, photo_id: int) -> bool:
    """Whether a photo that was reported, 0 for whichever, is the one that a channel has by now."""
    return record.photo is not None and photo_id in (0, record.photo.photo_id)


def _drop_photo(db: apsw.Connection, account: Account, photo_id: int) -> None:
    main = account.photos.main
    gone = photo_id or (main.photo_id if main is not None else 0)
    for fallback in (False, True):
        profile_photos.drop(db, account.id, gone, fallback=fallback)


def give_back(db: apsw.Connection, decision: Decision, *, date: int) -> None:
    """Give back what was taken: names that are free still, words where there are no others."""
    taken = rows.fetch(db, _SQL.give_back, (decision.puid,))
    peer_id = decision.subject.peer_id
    if is_channel(peer_id):
        record = channels.known(db, channel_of(peer_id))
        if record is not None:
            _return_to_channel(db, decision.part, record, taken, date=date)
        return
    account = people.account(db, peer_id)
    if account is not None and not account.deleted:
        _return_to_account(db, decision.part, account, taken)


def _return_to_account(
    db: apsw.Connection, part: Part, account: Account, taken: Sequence[rows.Row]
) -> None:
    if part is Part.USERNAME:
        names = _returning(db, usernames.held_usernames(account), taken)
        people.write_usernames(db, usernames.with_usernames(account, names))
        return
    for _, value in taken:
        if part is Part.ABOUT and not account.about:
            _rename(db, account, about=value)
        elif part is Part.TITLE and account.first_name == UNNAMED:
            first, last = msgspec.json.decode(value)
            _rename(db, account, first_name=first, last_name=last)


def _rename(db: apsw.Connection, account: Account, **fields: str) -> None:
    people.update_profile(db, account.id, lambda one: replace(one, **fields))


def _return_to_channel(
    db: apsw.Connection, part: Part, before: Channel, taken: Sequence[rows.Row], *, date: int
) -> None:
    after = before
    if part is Part.USERNAME and not before.closed:
        after = channel_names.with_names(before, _returning(db, channel_names.held(before), taken))
        db.execute(_CHANNELS.drop_username, (before.peer_id,))
        for name in channel_names.held(after):
            line = (usernames.fold(name.name), before.peer_id, int(name.active), int(name.editable))
            db.execute(_CHANNELS.add_username, line)
    for _, value in taken:
        if part is Part.ABOUT and not before.about:
            after = replace(before, about=value)
        elif part is Part.TITLE and before.title == UNNAMED:
            after = replace(before, title=value)
    channels.keep(db, before, after, date=date)


def _returning(
    db: apsw.Connection, present: Sequence[Username], taken: Sequence[rows.Row]
) -> list[Username]:
    names = list(present)
    for folded, value in taken:
        if people.username_holder(db, folded) is None:
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
