"""Checks a server's public log and recomputes its published totals, trusting nothing it says.

    python verify.py https://example.org        or the folder that --save wrote
        --key KEY          the log's key, if you have it from elsewhere than the server
        --witness KEY      a witness's key, from elsewhere, that must have signed a head of it
        --receipt FILE     a receipt that must be in the log
        --disclosure FILE  what the receipt's entry is about: it must be what the entry binds
        --save FOLDER      keep what was fetched, to check it again without the server
        --heads FILE       where heads that were seen are remembered (heliograph-heads.json)

The head is read first, and what is published must have all of it: the table may be a minute old, so
of a server that writes just then it is asked for again, for up to 90 seconds. Which numbers are
recomputed and which are only attested is fixed here, and not by who publishes them; what is not
checked at all is listed at the end.

One file; it wants Python 3.11 and the package `cryptography`. The exit status is 0 if all holds, 1
if something does not, 2 if it could not be checked.
"""

import argparse
import base64
import csv
import hashlib
import http.client
import io
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WIDTH = 256
FIELDS = (
    "event",
    "category",
    "measures",
    "ground",
    "automation",
    "source",
    "surface",
    "day",
    "terms",
)
RECOMPUTED = "how many entries have these values of all the fields"
ATTESTED = ("figures", "tables")
"""What is counted from the log, and what is taken from the operator's leaves in it."""

_MEASURES = ("account", "monetary", "service", "visibility")
_VALUES: Mapping[str, Sequence[str]] = {
    "event": (
        "notice",
        "decision",
        "provisional",
        "statement_delivered",
        "measure_ended",
        "appeal",
        "appeal_upheld",
        "reversal",
        "order",
        "setting",
    ),
    "ground": ("", "law", "terms"),
    "automation": ("", "none", "partial", "full"),
    "source": (
        "",
        "in_app",
        "notice",
        "trusted_flagger",
        "victim",
        "authority",
        "detector",
        "own_initiative",
    ),
    "surface": ("", "public", "profile", "bot", "private"),
}
"""All that an entry may say: what is called otherwise would be counted apart from its like."""

_SHAPES = {
    "category": re.compile(r"(STATEMENT_CATEGORY_[A-Z_]{1,80})?"),
    "day": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "terms": re.compile(r"[A-Za-z0-9._-]{0,32}"),
}
_ENTRY = {"v", "commit", *FIELDS}
_COUNTED = b'{"automation":'
"""As every entry begins that is counted: its keys are sorted."""

_PRIVATE = ("private_1to1", "private_group", "e2e")
_COMMIT = re.compile(rb"[0-9a-f]{64}")
_ATTESTATION = {"v", "event", "day", "period", *ATTESTED}
_TABLE = {"name", "of", "cells"}
_PERIOD = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_SMALLEST_CELL, _REST = 10, "other"
_PUBLISHED = {"v", "size", "checkpoint", "recomputed", "attested"}
_ROW = {"v", "count", *FIELDS}
_COLUMNS = (
    "status",
    "event",
    "day",
    "category",
    "measures",
    "ground",
    "automation",
    "source",
    "surface",
    "terms",
    "place",
    "period",
    "table",
    "name",
    "value",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COUNT = re.compile(r"0|[1-9][0-9]{0,14}")
_COSIGNATURE = 4
_ANSWER_MAX = 64 << 20
_WAIT_S = 30
_TRIES_MAX = 20
_PAGE_AGE_S, _AGAIN_S = 90, 5
"""No published total is older than a minute, and what caches keep of it."""

_TOLD_MAX = 50
_LATEST = 253_402_300_799
"""The last second that has a date."""

_NEWEST, _COSIGNED, _TOTALS = "the checkpoint", "the cosigned head", "the published totals"
_UNREAD = (
    "/transparency and /transparency.csv?period=…, which are made of the same entries",
    "/log/tile/LEVEL, /log/proof and /log/consistency: whoever reads all entries needs none of it",
)
_Dated = TypeVar("_Dated", "Published", "Table")


Totals = Counter[tuple[str, ...]]
"""How many entries there are of each kind: the values of `FIELDS`."""


class Wrong(Exception):
    """Something does not hold: the server, or somebody on the way, is not telling the truth."""


class Unreachable(Exception):
    """It cannot be checked: something is missing."""


class Absent(Unreachable):
    """There is no such file."""


class Head(NamedTuple):
    origin: str
    size: int
    root: bytes


class Place:
    """Where the log is read from: an address or a folder, kept in another folder if asked."""

    def __init__(self, where: str, save: str | None) -> None:
        self.where = where.rstrip("/")
        self.is_remote = where.startswith(("http://", "https://"))
        self._save = Path(save) if save else None
        self.keeps = bool(save)

    def read(self, path: str) -> bytes:
        """A file below the place. Raises Unreachable."""
        content = self._fetch(path) if self.is_remote else self._open(path)
        self.keep(path, content)
        return content

    def keep(self, path: str, content: bytes) -> None:
        """Keep what was read, if it is to be kept."""
        if self._save is not None:
            target = self._save / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def _fetch(self, path: str) -> bytes:
        for _ in range(_TRIES_MAX):
            try:
                with urllib.request.urlopen(f"{self.where}/{path}", timeout=_WAIT_S) as answer:
                    content: bytes = answer.read(_ANSWER_MAX + 1)
                    length = answer.headers.get("Content-Length", "")
            except urllib.error.HTTPError as error:
                waits = error.headers.get("Retry-After", "")
                if error.code == 404:
                    raise Absent(f"{path}: {error}") from None
                if error.code != 429 or not waits.isdecimal() or int(waits) > _WAIT_S:
                    raise Unreachable(f"{path}: {error}") from None
                time.sleep(int(waits) + 1)
                continue
            except (http.client.HTTPException, OSError, ValueError) as error:
                raise Unreachable(f"{path}: {error!r}") from None
            if len(content) > _ANSWER_MAX:
                raise Unreachable(f"{path}: too long")
            if length.isdecimal() and len(content) < int(length):
                raise Unreachable(f"{path}: cut short on the way")
            return content
        raise Unreachable(f"{path}: the server has others wait again and again")

    def _open(self, path: str) -> bytes:
        try:
            return (Path(self.where) / path).read_bytes()
        except FileNotFoundError as error:
            raise Absent(f"{path}: {error.strerror}") from None
        except OSError as error:
            raise Unreachable(f"{path}: {error.strerror}") from None


def say(line: str = "") -> None:
    """Print what may be a stranger's: nothing of it commands the terminal or ends the line."""
    print(plain(line))


def plain(text: str) -> str:
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


# --- signed notes ---------------------------------------------------------------------------


class Signature(NamedTuple):
    """A line under a note: who signed it, with which key, and what they wrote."""

    name: str
    key_id: bytes
    content: bytes


def _unbase64(text: str) -> bytes:
    """What a text in base64 is. Raises ValueError also for one that has another spelling."""
    found = base64.b64decode(text, validate=True)
    if base64.b64encode(found).decode() != text:
        raise ValueError(f"{text!r} is not base64 as it is written")
    return found


def parse_key(said: str) -> tuple[str, bytes, int, bytes]:
    """Name, id, kind and key of `name+id+key`."""
    try:
        name, key_id, material = said.split("+", 2)
        content = _unbase64(material)
    except ValueError:
        raise Wrong(f"{said!r} is no verifier key") from None
    named = hashlib.sha256(name.encode() + b"\n" + content).digest()[:4]
    if len(content) != 33 or named.hex() != key_id:
        raise Wrong(f"{said!r} is no verifier key")
    return name, named, content[0], content[1:]


def parse_head(text: str) -> tuple[str, Head]:
    body, mark, _ = text.rpartition("\n\n")
    try:
        origin, size, root = body.split("\n")[:3]
        head = Head(origin, int(size), _unbase64(root))
    except ValueError:
        raise Wrong("the checkpoint is malformed") from None
    if not mark or len(head.root) != 32 or not _COUNT.fullmatch(size):
        raise Wrong("the checkpoint is malformed")
    return body + "\n", head


def signatures(text: str) -> list[Signature]:
    """All that stand under a note. Raises Wrong if one of the lines is none."""
    *lines, end = text.rpartition("\n\n")[2].split("\n")
    found = []
    for line in lines:
        try:
            dash, name, said = line.split(" ")
            content = _unbase64(said)
        except ValueError:
            raise Wrong(f"{line!r} is no signature") from None
        if dash != "—" or len(content) < 68:
            raise Wrong(f"{line!r} is no signature")
        found.append(Signature(name, content[:4], content[4:]))
    if end or len(set(found)) != len(found):
        raise Wrong("a signed note is cut short, or has a signature twice")
    return found


def is_witnessed(text: str, key: str) -> bool:
    """Whether a witness signed a note: a log's own signature is none of these."""
    return parse_key(key)[2] == _COSIGNATURE and is_signed(text, key)


def is_signed(text: str, key: str) -> bool:
    """Whether a note bears a signature of a verifier key (kind 1, or 4: cosignature/v1).

    Raises Wrong for one that is not good: somebody made it up, or another text of it.
    """
    name, key_id, kind, public = parse_key(key)
    body, _ = parse_head(text)
    found = [one.content for one in signatures(text) if one[:2] == (name, key_id)]
    for signature in found:
        signed = body.encode()
        if kind == _COSIGNATURE:
            signed = f"cosignature/v1\ntime {signed_at(signature)}\n{body}".encode()
            signature = signature[8:]
        if not _is_good(public, signature, signed):
            raise Wrong(f"the signature of {name} under a head is forged")
    return bool(found)


def signed_at(cosignature: bytes) -> int:
    """When a witness says it signed (Unix seconds)."""
    return int.from_bytes(cosignature[:8], "big")


def _is_good(public: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


# --- the tree ---------------------------------------------------------------------------------


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf and gives its root at any moment."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        found, size = leaf_hash(leaf), self.size
        while size & 1:
            found, size = node_hash(self._whole.pop(), found), size >> 1
        self._whole.append(found)
        self.size += 1

    def root(self) -> bytes:
        if not self._whole:
            return hashlib.sha256().digest()
        *rest, found = self._whole
        for one in reversed(rest):
            found = node_hash(one, found)
        return found


def includes(root: bytes, proof: Sequence[bytes], *, leaf: bytes, place: int, size: int) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= place < size:
        return False
    index, last, found = place, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            found = node_hash(one, found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = node_hash(found, one)
        index, last = index >> 1, last >> 1
    return last == 0 and found == root


# --- entries ----------------------------------------------------------------------------------


def entries(place: Place, size: int) -> Iterator[bytes]:
    """Every entry of the log up to a size, from its bundles."""
    for number in range(-(-size // WIDTH)):
        width = min(WIDTH, size - number * WIDTH)
        content, holds = _bundle(place, number, width)
        held = unbundle(content, holds)
        yield from held if holds == width else islice(held, width)


def _bundle(place: Place, number: int, width: int) -> tuple[bytes, int]:
    """A bundle with so many entries, or with all of its own; and how many it has."""
    path = _bundle_path(number)
    if width == WIDTH:
        return place.read(path), WIDTH
    try:
        return place.read(f"{path}.p/{width}"), width
    except Unreachable:
        # A server may drop a partial bundle once there is the full one.
        return place.read(path), WIDTH


def _bundle_path(number: int) -> str:
    groups, rest = [f"{number % 1000:03}"], number // 1000
    while rest:
        groups, rest = [f"x{rest % 1000:03}", *groups], rest // 1000
    return "log/tile/entries/" + "/".join(groups)


def unbundle(content: bytes, width: int) -> Iterator[bytes]:
    """The entries of a bundle that has so many. Raises Wrong if it has another number."""
    begin = 0
    for _ in range(width):
        end = begin + 2 + int.from_bytes(content[begin : begin + 2], "big")
        if begin + 2 > len(content) or end > len(content):
            raise Wrong("a bundle of entries is cut short")
        yield content[begin + 2 : end]
        begin = end
    if begin != len(content):
        raise Wrong("a bundle of entries has more than it should")


def keep_shorter(place: Place, head: Head, size: int) -> None:
    """Keep the entries of a head as it would have them by itself, where more were read."""
    number, width = divmod(head.size, WIDTH)
    if not place.keeps or head.size == size or not width:
        return
    content, holds = _bundle(place, number, min(WIDTH, size - number * WIDTH))
    kept = islice(unbundle(content, holds), width)
    shorter = b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in kept)
    place.keep(f"{_bundle_path(number)}.p/{width}", shorter)


def kind_of(entry: dict[str, Any]) -> tuple[str, ...]:
    """What an entry is counted under, in the order of `FIELDS`. Raises ValueError, KeyError or
    TypeError if it says anything that no entry may."""
    measures = entry["measures"]
    if (
        any(entry[name] not in allowed for name, allowed in _VALUES.items())
        or not all(shape.fullmatch(entry[name]) for name, shape in _SHAPES.items())
        or measures != [one for one in _MEASURES if one in measures]
    ):
        raise ValueError("no entry is like this")
    date.fromisoformat(entry["day"])
    return tuple("+".join(measures) if name == "measures" else entry[name] for name in FIELDS)


def entry_of(kind: tuple[str, ...]) -> dict[str, Any]:
    """What entries of a kind say, as it is published."""
    said: dict[str, Any] = dict(zip(FIELDS, kind, strict=True))
    return {**said, "v": 1, "measures": said["measures"].split("+") if said["measures"] else []}


class Found(NamedTuple):
    """What the entries of the log say."""

    roots: dict[int, bytes]
    totals: dict[int, Totals]
    """Of the tree when it had so many entries."""
    attested: dict[int, dict[str, Any]]
    """By the place of the leaf."""
    problems: list[str]
    """What is attested and the log itself has otherwise."""


def read_log(place: Place, size: int, *, sizes: set[int], counted: set[int]) -> Found:
    """Read every entry: the roots at `sizes`, and what the first `counted` entries add up to."""
    tree, kinds, stops = Tree(), Counter[bytes](), sizes | counted
    found = Found({}, {}, {}, [])

    def stop() -> None:
        if tree.size in sizes:
            found.roots[tree.size] = tree.root()
        if tree.size in counted:
            found.totals[tree.size] = _totals(kinds)

    stop()
    for leaf in entries(place, size):
        start, mark, end = leaf.partition(b'"commit":"')
        if mark and start.startswith(_COUNTED):
            # Entries of one kind differ in nothing but their hash.
            commit, _, end = end.partition(b'"')
            if not _COMMIT.fullmatch(commit):
                raise Wrong(f"an entry of the log binds nothing: {leaf[:400]!r}")
            kinds[start + b'"commit":""' + end] += 1
        else:
            found.attested[tree.size] = document = _attestation(leaf)
            found.problems.extend(
                f"entry {tree.size}: {one}" for one in contradictions(document, kinds)
            )
        tree.add(leaf)
        if tree.size in stops:
            stop()
    return found


def _totals(kinds: Counter[bytes]) -> Totals:
    totals: Totals = Counter()
    for kind, count in kinds.items():
        totals[_known(kind)] += count
    return totals


@cache
def _known(kind: bytes) -> tuple[str, ...]:
    """What an entry is counted under, from its bytes without the hash. Raises Wrong."""
    entry = _decoded(kind)
    # In its one spelling: whatever reads it otherwise would count it otherwise.
    if entry.keys() != _ENTRY or _spelt(entry).encode() != kind:
        raise _unknown(kind)
    try:
        return kind_of(entry)
    except (TypeError, ValueError):
        raise _unknown(kind) from None


def _attestation(leaf: bytes) -> dict[str, Any]:
    """What the operator attests: the only entry that is not counted. Raises Wrong."""
    document = _decoded(leaf)
    if document.get("event") != "attestation" or document.keys() != _ATTESTATION:
        raise _unknown(leaf)
    try:
        spelt = _spelt(document).encode() == leaf and _is_attestation(document)
    except (TypeError, ValueError, KeyError, AttributeError):
        spelt = False
    if not spelt:
        raise _unknown(leaf)
    return document


def _is_attestation(document: dict[str, Any]) -> bool:
    if not _SHAPES["day"].fullmatch(document["day"]):
        return False
    date.fromisoformat(document["day"])
    if not isinstance(document["figures"], dict) or not isinstance(document["tables"], list):
        return False
    return all(type(value) in (int, str) for value in document["figures"].values()) and all(
        table.keys() == _TABLE
        and isinstance(table["name"], str)
        and table["of"].keys() <= set(FIELDS)
        and all(isinstance(value, str) for value in table["of"].values())
        and isinstance(table["cells"], dict)
        for table in document["tables"]
    )


def _decoded(leaf: bytes) -> dict[str, Any]:
    try:
        entry = _parsed(leaf)
    except ValueError:
        entry = None
    if not isinstance(entry, dict) or type(entry.get("v")) is not int or entry["v"] != 1:
        raise _unknown(leaf)
    return entry


def _parsed(content: bytes) -> Any:
    """JSON in UTF-8. Raises ValueError, also where a name is there twice: programs would read it
    in two ways."""
    return json.loads(content.decode(), object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _spelt(value: Any) -> str:
    """A value as JSON in its one spelling."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _unknown(leaf: bytes) -> Wrong:
    return Wrong(f"an entry of the log is not one that this program knows: {leaf[:400]!r}")


def _names_of(event: str) -> tuple[str, ...]:
    first, _, rest = event.partition("_")
    return event, f"{event}s", f"{first}s_{rest}" if rest else event


_COUNTABLE = {name: event for event in _VALUES["event"] for name in _names_of(event)}
"""Figures that the log has itself, by what they may be called."""


def contradictions(document: dict[str, Any], kinds: Counter[bytes]) -> Iterator[str]:
    """A line for all that is attested and is otherwise in the entries before it: tables must add
    up to them, and what can be counted from them cannot be attested otherwise."""
    period = document["period"]
    if not _is_period(period):
        yield "it is about no period"
        return
    counted = [(_known(kind), count) for kind, count in kinds.items()]
    ours = [(entry_of(kind), count) for kind, count in counted if kind[_DAY].startswith(period)]
    for name, value in document["figures"].items():
        if (event := _COUNTABLE.get(name)) is None:
            continue
        many = sum(count for entry, count in ours if entry["event"] == event)
        if value != many:
            yield f"{name} {value!r} is attested, and the log has {many}"
    for table in document["tables"]:
        name, cells = table["name"], [*table["cells"].values()]
        many = sum(count for entry, count in ours if _has(entry, table["of"]))
        if name in FIELDS:
            yield f"{name} is attested, and can be counted from the log"
        if not all(map(_is_count, cells)):
            yield f"{name} has what is no count"
        elif sum(cells) != many:
            yield f"{name} adds up to {sum(cells)}, the log to {many}"
        elif min(cells, default=_SMALLEST_CELL) < _SMALLEST_CELL and [*table["cells"]] != [_REST]:
            yield f"{name} has a cell under {_SMALLEST_CELL}"


_DAY, _EVENT = FIELDS.index("day"), FIELDS.index("event")


def _is_period(said: Any) -> bool:
    if not isinstance(said, str) or not _PERIOD.fullmatch(said):
        return False
    try:
        date.fromisoformat(f"{said}-01-01"[:10])
    except ValueError:
        return False
    return True


def _has(entry: dict[str, Any], wanted: dict[str, str]) -> bool:
    return all(
        ("+".join(entry[name]) if name == "measures" else entry[name]) == value
        for name, value in wanted.items()
    )


# --- what is published ------------------------------------------------------------------------


class Published(NamedTuple):
    """The totals that the server publishes, and the signed head that they are of."""

    size: int
    note: str
    claimed: Totals
    attested: list[dict[str, Any]]


def published(place: Place) -> Published:
    """Read transparency.json. Raises Wrong where it is malformed, or has what is not checked."""
    said = _object(place, "transparency.json")
    if type(said.get("v")) is not int or said["v"] != 1 or not _is_count(said.get("size")):
        raise Wrong("transparency.json is malformed")
    if said.keys() != _PUBLISHED:
        odd = ", ".join(sorted(said.keys() ^ _PUBLISHED))
        raise Wrong(f"transparency.json has more or less than it should: {odd}")
    recomputed, attested, note = said["recomputed"], said["attested"], said["checkpoint"]
    if not isinstance(recomputed, list) or not isinstance(attested, list):
        raise Wrong("transparency.json is malformed")
    if parse_head(note)[1].size != said["size"]:
        raise Wrong(f"totals of {said['size']} entries are published under another head")
    return Published(said["size"], note, claims(recomputed), attested)


def claims(rows: list[Any]) -> Totals:
    """What the published totals say. Raises Wrong for one that cannot be meant."""
    claimed: Totals = Counter()
    for row in rows:
        try:
            kind, count = kind_of(row), row["count"]
            is_whole = row.keys() == _ROW and _spelt(row["v"]) == "1" and _is_count(count)
        except (TypeError, KeyError, ValueError, AttributeError):
            raise Wrong(f"a published total is malformed: {row!r}") from None
        if not is_whole or kind in claimed:
            raise Wrong(f"a published total is malformed, or there twice: {_told(kind)}")
        claimed[kind] = count
    return claimed


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _object(place: Place, path: str) -> dict[str, Any]:
    try:
        found = _parsed(place.read(path))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Wrong(f"{path} is malformed")
    return found


def differences(said: Published, found: Found) -> list[str]:
    """A line for each number that is published otherwise than the log has it."""
    totals, claimed = found.totals[said.size], said.claimed
    lines = [
        f"{_told(kind)}: published {claimed[kind]}, in the log {totals[kind]}"
        for kind in sorted(claimed.keys() | totals.keys())
        if claimed[kind] != totals[kind] or (kind in claimed) is not (kind in totals)
    ]
    listed = Counter(_spelt(one) for one in said.attested)
    signed = Counter(
        _spelt({**document, "place": at}) for at, document in attested(found, said.size)
    )
    lines += [f"attested is published, and not so in the log: {one}" for one in listed - signed]
    lines += [f"attested is in the log, and not so published: {one}" for one in signed - listed]
    return lines + [f"attested is published twice: {one}" for one in listed if listed[one] > 1]


def attested(found: Found, size: int) -> list[tuple[int, dict[str, Any]]]:
    """What was attested when the log had so many entries, by places."""
    return sorted(one for one in found.attested.items() if one[0] < size)


def unsaid_looking(trust: dict[str, Any], totals: Totals) -> Iterator[str]:
    """A line for each way in which private chats are looked at though no entry says that this was
    begun: it is a public event."""
    if any(kind[_EVENT] == "setting" for kind in totals):
        return
    surfaces = trust.get("surfaces") or {}
    for name in _PRIVATE:
        if any(on for what, on in surfaces.get(name, {}).items() if what != "basis"):
            yield f"trust.json has {name} looked at, and the log no entry that this was set"
    for kind in totals:
        entry = entry_of(kind)
        if entry["source"] == "detector" and entry["surface"] == "private":
            yield f"{_told(kind)}: and the log has no entry that private chats are looked at"


class Table(NamedTuple):
    """The same for spreadsheets, which is not always as new: every row as it stands there."""

    size: int
    rows: Counter[tuple[str, ...]]


def published_table(place: Place) -> Table:
    """Read transparency.csv. Raises Wrong where it is malformed."""
    text = io.StringIO(place.read("transparency.csv").decode(), newline="")
    heading, *rows = [tuple(row) for row in csv.reader(text, strict=True)] or [()]
    if heading != _COLUMNS:
        raise Wrong(f"the table has other columns than it should: {', '.join(heading)}")
    if odd := [row for row in rows if len(row) != len(_COLUMNS)]:
        raise Wrong(f"a row of the table has another number of cells: {','.join(odd[0])}")
    sizes = [row[-1] for row in rows if row[0] == "log"]
    if len(sizes) != 1 or not _COUNT.fullmatch(sizes[0]):
        raise Wrong("the table does not say once how many entries it is of")
    return Table(int(sizes[0]), Counter(rows))


def table_rows(found: Found, size: int) -> Iterator[tuple[str, ...]]:
    """Every row that the table of so many entries has."""
    yield _row(status="log", name="size", value=size)
    for kind, count in found.totals[size].items():
        said = dict(zip(FIELDS, kind, strict=True))
        measures = said["measures"].replace("+", " ")
        yield _row(**{**said, "status": "recomputed", "measures": measures, "value": count})
    for at, document in attested(found, size):
        base = {
            "status": "attested",
            "place": at,
            "period": document["period"],
            "day": document["day"],
        }
        for name, value in document["figures"].items():
            yield _row(**base, name=name, value=value)
        for table in document["tables"]:
            of = {**base, **table["of"], "table": table["name"]}
            for name, value in table["cells"].items():
                yield _row(**of, name=name, value=value)


def _row(**said: Any) -> tuple[str, ...]:
    return tuple(_cell(said.get(name, "")) for name in _COLUMNS)


def _cell(value: Any) -> str:
    """With the apostrophe that keeps spreadsheets from taking a text for a formula."""
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if value.startswith(_FORMULA) else value


def table_differences(table: Table, found: Found) -> list[str]:
    """A line for each row of the table that the log does not have so, or that it should have."""
    wanted = Counter(table_rows(found, table.size))
    lines = [f"in the table and not in the log: {','.join(row)}" for row in table.rows - wanted]
    return lines + [f"not in the table: {','.join(row)}" for row in wanted - table.rows]


def _told(kind: tuple[str, ...]) -> str:
    return " ".join(value for value in kind if value)


# --- receipts -----------------------------------------------------------------------------------


class Receipt(NamedTuple):
    leaf: bytes
    place: int
    proof: list[bytes]
    note: str


def parse_receipt(text: str) -> Receipt:
    head, _, note = text.partition("\n\n")
    try:
        first, extra, index, *hashes = head.split("\n")
        if not extra.startswith("extra ") or not index.startswith("index "):
            raise ValueError("it names no entry or no place")
        leaf, place = _unbase64(extra.removeprefix("extra ")), int(index.removeprefix("index "))
        proof = [_unbase64(one) for one in hashes]
    except ValueError:
        raise Wrong("the receipt is malformed") from None
    if first != "c2sp.org/tlog-proof@v1":
        raise Wrong("the receipt is of another kind")
    return Receipt(leaf, place, proof, note)


def check_receipt(receipt: Receipt, key: str) -> Head:
    """The head under which the receipt's entry is in the log. Raises Wrong."""
    _, head = parse_head(receipt.note)
    if head.origin != parse_key(key)[0] or not is_signed(receipt.note, key):
        raise Wrong("the receipt is not signed by this log")
    if not includes(
        head.root,
        receipt.proof,
        leaf=leaf_hash(receipt.leaf),
        place=receipt.place,
        size=head.size,
    ):
        raise Wrong("the receipt does not show that its entry is in the log")
    return head


def check_disclosure(text: str, receipt: Receipt) -> str:
    """What the receipt's entry is about. Raises Wrong if it is not bound to that."""
    try:
        said = [
            (bytes.fromhex(one["salt"]), str(one["record"])) for one in json.loads(text)["entries"]
        ]
    except (ValueError, KeyError, TypeError):
        raise Wrong("the disclosure is malformed") from None
    bound = _decoded(receipt.leaf).get("commit")
    for salt, record in said:
        if hashlib.sha256(salt + record.encode()).hexdigest() == bound:
            return record
    raise Wrong("the receipt's entry is about something else than the disclosure")


# --- heads that were seen -----------------------------------------------------------------------


def _memory(path: Path) -> dict[str, Any]:
    """Signed heads by the log's name, and the log's name by its address."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, OSError) as error:
        raise Unreachable(f"{path}: {error}") from None
    if not isinstance(found, dict):
        raise Unreachable(f"{path}: no heads that this program remembered")
    return found


def remembered(path: Path, origin: str) -> str | None:
    """The signed head of a log that was seen before, or the log that was at an address."""
    found = _memory(path).get(origin)
    return None if found is None else str(found)


def remember(path: Path, origin: str, note: str, place: Place) -> None:
    seen = {**_memory(path), origin: note}
    if place.is_remote:
        seen[place.where] = origin
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(seen, indent=1), encoding="utf-8")
    draft.replace(path)


# --- the whole ----------------------------------------------------------------------------------


def check(arguments: argparse.Namespace) -> list[str]:
    """Check everything and print it; gives what does not hold. Raises Wrong and Unreachable."""
    place = Place(arguments.where, arguments.save)
    trust = _object(place, ".well-known/trust.json")
    log = trust.get("log") or {}
    key = str(arguments.key or log.get("key"))
    served = _served_heads(place)
    heads = {what: _signed_head(note, key, what) for what, note in served.items()}
    _check_same_log(arguments, place, heads[_NEWEST])
    name = parse_key(key)[0]
    if (log.get("key", key), log.get("origin", name)) != (key, name):
        raise Wrong(f"trust.json is of another log than {name}")
    # Whatever is published must have what was signed before it was asked for.
    floor = max(one.size for one in heads.values())
    table = _no_older(place, "transparency.csv", published_table, floor)
    said = _no_older(place, "transparency.json", published, max(floor, table.size))
    heads[_TOTALS] = head = _signed_head(said.note, key, _TOTALS)
    _report_head(head, key)
    _report_signers({**served, _TOTALS: said.note}, key, log.get("witnesses") or [])
    _check_witnessed(arguments, served, heads)
    heads |= _heads_to_meet(arguments, key, head)
    sizes = {one.size for one in heads.values()}
    found = read_log(place, head.size, sizes=sizes, counted={said.size, table.size})
    keep_shorter(place, heads[_NEWEST], head.size)
    problems = [
        f"{what} is of another log than what is served: two histories"
        for what, one in heads.items()
        if found.roots[one.size] != one.root
    ]
    if not problems:
        say(f"entries      {head.size} read, and every signed head met")
    say(f"table        {len(table.rows)} rows of {table.size} entries")
    _report(head.size, found)
    _report_unchecked(trust)
    problems += differences(said, found) + found.problems
    problems += table_differences(table, found)
    problems += unsaid_looking(trust, found.totals[said.size])
    if not problems:
        remember(Path(arguments.heads), head.origin, said.note, place)
    return problems


def _report_head(head: Head, key: str) -> None:
    say(f"log          {head.origin}")
    say(f"key          {key}")
    say(f"head         {head.size} entries, root {base64.b64encode(head.root).decode()}")


def _served_heads(place: Place) -> dict[str, str]:
    """The newest head that a witness signed, if one ever did, and the newest."""
    served = {}
    with suppress(Absent):
        served[_COSIGNED] = place.read("log/cosigned").decode()
    return {**served, _NEWEST: place.read("log/checkpoint").decode()}


def _no_older(place: Place, path: str, read: Callable[[Place], _Dated], floor: int) -> _Dated:
    """What is published, once it is of so many entries at least. Raises Wrong if a server does not
    publish it in the time that it has for it; in a folder it is so, or never will be."""
    until = time.monotonic() + _PAGE_AGE_S
    while (found := read(place)).size < floor:
        lacks = f"{path} is of {found.size} entries, and {floor} were signed before it was read"
        if not place.is_remote or time.monotonic() > until:
            raise Wrong(lacks)
        say(f"waiting      {lacks}")
        time.sleep(_AGAIN_S)
    return found


def _check_same_log(arguments: argparse.Namespace, place: Place, head: Head) -> None:
    """Whoever began another log under another key could leave out what the first one says."""
    before = remembered(Path(arguments.heads), place.where) if place.is_remote else None
    if before not in (None, head.origin) and not arguments.key:
        raise Wrong(
            f"{place.where} had the log {before}, and now has {head.origin}: two histories. If its "
            "operator says why, give the new key with --key"
        )


def _signed_head(note: str, key: str, what: str) -> Head:
    _, head = parse_head(note)
    if head.origin != parse_key(key)[0] or not is_signed(note, key):
        raise Wrong(f"{what} is not signed by {key}")
    return head


def _report_signers(notes: Mapping[str, str], key: str, witnesses: list[Any]) -> None:
    """Print who signed the heads beside the log. Raises Wrong for a signature that is forged."""
    known = {parse_key(one)[:2]: one for one in [key, *map(str, witnesses)]}
    signers: dict[str, int] = {}
    for what, note in notes.items():
        signers[what] = 0
        for one in signatures(note):
            said = known.get(one[:2])
            if said is None:
                say(f"NOT CHECKED  a signature of {one.name} under {what}: its key is not known")
            elif is_witnessed(note, said):
                moment = datetime.fromtimestamp(min(signed_at(one.content), _LATEST), UTC)
                told = f"{one.name}, by its clock at {moment:%Y-%m-%d %H:%M} UTC"
                say(f"witness      {told}, signed {what}")
            signers[what] += said != key
    if not signers[_TOTALS]:
        say("witness      none signed this head: the server could show others another history")
    if not signers.get(_COSIGNED, 1):
        raise Wrong(f"nobody but the log signed {_COSIGNED}")


def _check_witnessed(
    arguments: argparse.Namespace, served: Mapping[str, str], heads: Mapping[str, Head]
) -> None:
    """That the witnesses that were asked for signed a head of the log."""
    for key in arguments.witness or ():
        if _COSIGNED not in served:
            raise Unreachable("log/cosigned: no witness ever signed a head")
        if not is_witnessed(served[_COSIGNED], key):
            raise Wrong(f"{parse_key(key)[0]} did not sign {_COSIGNED}")
        say(f"cosigned     {heads[_COSIGNED].size} entries, by {parse_key(key)[0]}")


def _heads_to_meet(arguments: argparse.Namespace, key: str, head: Head) -> dict[str, Head]:
    """Every other head that the log must have: the remembered one, the receipt's."""
    known = {}
    before = remembered(Path(arguments.heads), head.origin)
    if before is not None:
        old = _signed_head(before, key, "the remembered head")
        if old.size > head.size:
            raise Wrong(f"the log had {old.size} entries, and now has {head.size}")
        known["the remembered head"] = old
        say(f"remembered   {old.size} entries")
    if arguments.receipt:
        receipt = parse_receipt(Path(arguments.receipt).read_text(encoding="utf-8"))
        signed = check_receipt(receipt, key)
        if signed.size > head.size:
            raise Wrong(f"the log had {signed.size} entries, and now has {head.size}")
        known["the receipt's head"] = signed
        say(f"receipt      entry {receipt.place}: {receipt.leaf.decode(errors='replace')}")
        if arguments.disclosure:
            text = Path(arguments.disclosure).read_text(encoding="utf-8")
            say(f"             is about {check_disclosure(text, receipt)}")
    return known


def _report(size: int, found: Found) -> None:
    """Print both lists."""
    say()
    say(f"RECOMPUTED from the first {size} entries: {RECOMPUTED}")
    for kind, count in sorted(found.totals[size].items()):
        say(f"  {count:>8}  {_told(kind)}")
    say()
    what = " and ".join(ATTESTED)
    say(f"ATTESTED by the operator, which nothing in the log shows to be true: {what}")
    for place, document in attested(found, size):
        shown = {name: document[name] for name in ("day", "period", *ATTESTED)}
        say(f"  entry {place}: {json.dumps(shown, ensure_ascii=False, sort_keys=True)}")
    if not found.attested:
        say("  nothing")


def _report_unchecked(trust: dict[str, Any]) -> None:
    """Print what is published and taken for what it is: somebody's word."""
    log = trust.get("log") or {}
    says = [*trust.keys() - {"log"}, *(f"log.{name}" for name in log.keys() - {"key", "origin"})]
    say()
    say("NOT CHECKED, and no more than what the operator says:")
    say(f"  trust.json: {', '.join(sorted(says)) or 'nothing'}")
    for one in _UNREAD:
        say(f"  {one}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("where", help="the server's address, or a folder with what it serves")
    parser.add_argument("--key", help="the log's key, from elsewhere than the server")
    parser.add_argument("--witness", action="append", help="the key of who must have signed too")
    parser.add_argument("--receipt", help="a receipt that must be in the log")
    parser.add_argument("--disclosure", help="what the receipt's entry is about")
    parser.add_argument("--save", help="a folder to keep what was fetched in")
    parser.add_argument("--heads", default="heliograph-heads.json", help="heads that were seen")
    try:
        problems = check(parser.parse_args())
    except Wrong as wrong:
        problems = [str(wrong)]
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError, csv.Error) as error:
        # Whatever is published, this program ends with a verdict.
        problems = [f"what is published is malformed: {error!r}"]
    except (Unreachable, OSError) as error:
        print(f"cannot check: {plain(str(error))}", file=sys.stderr)
        return 2
    for problem in problems[:_TOLD_MAX]:
        print(f"WRONG: {plain(problem)}", file=sys.stderr)
    if len(problems) > _TOLD_MAX:
        print(f"WRONG: and {len(problems) - _TOLD_MAX} more", file=sys.stderr)
    if not problems:
        say()
        say("All of it holds.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
