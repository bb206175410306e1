"""The index of words: brought up to date behind the messages, in bounded steps.

Each word stands in it, hidden, behind the mailbox that has it, so a search reads nobody else's.
Those of a basic group's message stand there once, behind the group, for all who have a copy.
What triggers take out of it again (`migrations/0006`) is made of the same terms.
"""

from collections.abc import Sequence
from typing import Any

import apsw

from heliograph.domain.peers import is_chat
from heliograph.domain.search import Mark, SearchQuery, marks_of, searched_text
from heliograph.domain.words import words_of
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.blobs import unpack_entities, unpack_extras
from heliograph.storage.sqlite.word_hiding import WordHider

_SQL = queries.load("search_index")

_TEXT_MAX = 20_000
"""Characters of one step: about 20 ms of the writer if each begins a word of its own."""

_PAGE_OF_TERMS = 45
"""For so many terms taken up, one page of the index is merged with older ones: as many as a step
adds, once for each of five or six generations. Done by SQLite alone, one step in a hundred takes
25 ms."""

_GROUP_PART = 1 << 19
"""Bodies of the whole store among which the words of a group stand together, as for mailboxes."""

_PART = 1 << 17
"""Ids of a mailbox whose words stand together. FTS5 reads all that begins with what is sought
before it gives the newest: 60 ms in a mailbox of a million. So newest parts are asked first; most
mailboxes never have a second one."""


def know_words(connection: apsw.Connection, hider: WordHider) -> None:
    """Give the triggers of messages that are edited or go `search_terms()`."""
    connection.create_scalar_function("search_terms", lambda *row: _terms(hider, *row), 6)


def renew_if_outdated(db: apsw.Connection, version: int) -> None:
    """Empty an index of words that were cut or hidden in another way; it is then made anew."""
    if rows.number(db, _SQL.words_version, ()) == version:
        return
    with db:
        db.execute(_SQL.empty)
        db.execute(_SQL.begin_anew, (version,))


def unindexed(db: apsw.Connection) -> int:
    """About how many messages are in no index yet."""
    return rows.number(db, _SQL.unindexed, ())


def index_messages(db: apsw.Connection, *, at_most: int, hider: WordHider) -> int:
    """Take up the next messages, oldest first; gives how many. 0: there is nothing left to do."""
    indexed_to = rows.number(db, _SQL.indexed_to, ())
    entries: list[tuple[int, str]] = []
    count = length = terms = last = shown = 0
    for body_id, shown_id, text, entities, extras, *copy in db.execute(
        _SQL.next_bodies, (indexed_to, at_most)
    ):
        if body_id != last:
            if length > _TEXT_MAX:
                break
            last = body_id
            count += 1
            length += len(text)
        if shown_id != shown:
            shown = shown_id
            words, marks = _found_by(hider, text, entities, extras)
        if words or marks:
            entries.append((body_id, _joined(copy, words, marks)))
            terms += len(words) + len(marks) + 1
    if last:
        db.executemany(_SQL.add_entry, entries)
        db.execute(_SQL.note_progress, (last,))
        db.execute(_SQL.merge, (8 + terms // _PAGE_OF_TERMS,))
    return count


def part_of(message_id: int) -> int:
    """The part of a mailbox in which a message's words stand; parts rise with ids."""
    return message_id // _PART


def group_parts(newest: int, oldest: int) -> Sequence[int]:
    """The parts in which the words of a group's bodies stand, newest first."""
    return range(newest // _GROUP_PART, oldest // _GROUP_PART - 1, -1)


def first_of(part: int) -> int:
    """The lowest id of a part."""
    return part * _PART


def expression(query: SearchQuery, hider: WordHider, *, part: int) -> str:
    """What FTS5 is asked for in one part of the mailbox, in its own language.

    https://www.sqlite.org/fts5.html#full_text_query_syntax
    """
    terms = _sought(query, hider, _key(query.owner_id, part))
    if query.peer_id is not None:
        terms.append(f'"{_key(query.owner_id, part)}~{_place(query.peer_id)}"')
    return " AND ".join(terms)


def group_expression(query: SearchQuery, hider: WordHider, *, peer_id: int, part: int) -> str:
    """As `expression`, of what is said in a group."""
    return " AND ".join(_sought(query, hider, _key(peer_id, part)))


def _sought(query: SearchQuery, hider: WordHider, key: str) -> list[str]:
    terms = [f'"{key}{hider.hide(one.word)}"' + ("" if one.whole else " *") for one in query.sought]
    if query.mark is not None:
        terms.append(f'"{key}~{query.mark}"')
    return terms


def _terms(hider: WordHider, *row: Any) -> str:
    *copy, text, entities, extras = row
    words, marks = _found_by(hider, text, entities, extras)
    return _joined(copy, words, marks) if words or marks else ""


def _found_by(
    hider: WordHider, text: str, entities: bytes | None, extras: bytes | None
) -> tuple[list[str], tuple[Mark, ...]]:
    carried = unpack_extras(extras)
    words = list(map(hider.hide, words_of(searched_text(text, carried))))
    return words, marks_of(unpack_entities(entities), carried)


def _joined(copy: Sequence[int], words: list[str], marks: tuple[Mark, ...]) -> str:
    """The terms of a copy, given by owner, id and peer; or of a group's body, given by the group,
    its own id, and the group."""
    owner_id, message_id, peer_id = copy
    if is_chat(owner_id):
        key = _key(owner_id, message_id // _GROUP_PART)
        return key + f" {key}".join((*words, *map("~{}".format, marks)))
    key = _key(owner_id, part_of(message_id))
    return key + f" {key}".join((*words, *map("~{}".format, marks), f"~{_place(peer_id)}"))


def _place(peer_id: int) -> str:
    """A dialog as the index names it: a minus would end a word."""
    return f"{peer_id:x}" if peer_id > 0 else f"@{-peer_id:x}"


def _key(owner_id: int, part: int) -> str:
    owner = _place(owner_id) if is_chat(owner_id) else f"{owner_id:x}"
    return f"{owner}~{part:x}_" if part else f"{owner}_"
