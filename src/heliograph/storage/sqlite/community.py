"""Fills a new store with a community at once, by few large statements, for load tests.

What it writes is what as many operations would have written, the sums included: the integrity check
holds it to that.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import apsw
import msgspec

from heliograph.domain.entities import Entity
from heliograph.domain.privacy import Privacy
from heliograph.storage.sqlite import queries, search_index
from heliograph.storage.sqlite.blobs import pack_entities, pack_privacy
from heliograph.storage.sqlite.connection import open_writer
from heliograph.storage.sqlite.word_hiding import WordHider

_SQL = queries.load("community")

_TOGETHER = 50_000
_INDEXED_AT_ONCE = 1_000
_WEEK_S = 7 * 86_400
_LATELY_S = 60 * 86_400
_STRIDE_S = 7_919
"""A prime: neighbours were last there hours apart, everybody within `_LATELY_S`."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the community; made if there is no such account yet."""

    account_id: int
    phone: str
    first_name: str
    username: str | None = None
    privacy: Privacy | None = None


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A message by the accounts' ids; `link` is how many characters of it are one."""

    sender_id: int
    recipient_id: int
    text: str
    link: int = 0


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """All there is to write. `contacts` and `blocks` are pairs: whose, and who.

    Messages are dated evenly between two Unix times.
    """

    people: Sequence[Person]
    contacts: Iterable[tuple[int, int]]
    blocks: Iterable[tuple[int, int]]
    messages: Iterable[Written]
    count: int
    begin: int
    end: int


def fill(path: Path, content: Content, *, key_secret: bytes) -> None:
    """Write it all, and index it. The store must hold no message yet, and nobody else may use it.

    A crash in the middle leaves a store that is good for nothing.
    """
    db = open_writer(str(path), vfs=None, synchronous="OFF", key_secret=key_secret)
    try:
        stage = path.with_name(path.name + "-stage")
        db.execute("ATTACH ? AS stage", (str(stage),))
        with db:
            _add_people(db, content)
        _add_messages(db, content)
        for statement in (_SQL.add_dialogs, _SQL.count_unread, _SQL.raise_mailboxes):
            db.execute(statement)
        db.execute(_SQL.remember_sends, (content.end - _WEEK_S,))
        db.execute("DETACH stage")
        for file in path.parent.glob(stage.name + "*"):
            file.unlink()
        _settle(db)
        _index(db, WordHider(key_secret))
        db.pragma("synchronous", "FULL")
        _settle(db)
    finally:
        db.close()


def _settle(db: apsw.Connection) -> None:
    db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)


def _add_people(db: apsw.Connection, content: Content) -> None:
    people = content.people
    db.executemany(
        _SQL.add_person,
        [
            (p.account_id, p.phone, p.first_name, content.begin, _last_there(p, content))
            for p in people
        ],
    )
    db.executemany(_SQL.add_mailbox, [(p.account_id,) for p in people])
    named = [(p.username, p.account_id) for p in people if p.username]
    db.executemany(_SQL.add_username, named)
    db.executemany(_SQL.set_username, named)
    chosen = [(pack_privacy(p.privacy), p.account_id) for p in people if p.privacy]
    db.executemany(_SQL.set_privacy, chosen)
    db.executemany(_SQL.add_contact, content.contacts)
    db.executemany(_SQL.add_block, ((*pair, content.begin) for pair in content.blocks))


def _last_there(person: Person, content: Content) -> int:
    """When somebody was last there, lately: a server deletes accounts that nobody uses."""
    return content.end - person.account_id * _STRIDE_S % _LATELY_S


def _add_messages(db: apsw.Connection, content: Content) -> None:
    db.execute(_SQL.make_stage)
    top_ids: dict[int, int] = {}
    numbered = enumerate(content.messages, 1)
    while some := list(islice(numbered, _TOGETHER)):
        with db:
            db.executemany(_SQL.add_body, _bodies(some, content))
            db.executemany(_SQL.add_staged, _staged(some, top_ids))
        _settle(db)
    # In the order of mailboxes, and its second index at once: one by one it takes hours.
    by_body = db.execute(_SQL.index_of_bodies).get
    db.execute("DROP INDEX copies_by_body")
    db.execute(_SQL.add_copies)
    db.execute(by_body)
    _settle(db)


def _bodies(some: list[tuple[int, Written]], content: Content) -> Iterator[tuple[object, ...]]:
    span = content.end - content.begin
    for number, message in some:
        date = content.begin + number * span // content.count
        link = message.link
        entities = (Entity(kind="Url", offset=0, length=link),) if link else ()
        yield number, message.sender_id, date, message.text, pack_entities(entities)


def _staged(some: list[tuple[int, Written]], top_ids: dict[int, int]) -> Iterator[tuple[int, ...]]:
    for number, message in some:
        sender, recipient = message.sender_id, message.recipient_id
        mine = top_ids[sender] = top_ids.get(sender, 0) + 1
        theirs = top_ids[recipient] = top_ids.get(recipient, 0) + 1
        yield number, sender, recipient, mine, theirs


def _index(db: apsw.Connection, hider: WordHider) -> None:
    steps = 0
    while True:
        with db:
            if not search_index.index_messages(db, at_most=_INDEXED_AT_ONCE, hider=hider):
                return
        steps += 1
        if steps % 50 == 0:
            _settle(db)
