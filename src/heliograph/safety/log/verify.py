"""Checks a server's public log and recomputes its published totals, trusting nothing it says.

    python verify.py https://example.org        or the folder that --save wrote
        --key KEY          the log's key, if you have it from elsewhere than the server
        --witness KEY      a witness's key, from elsewhere, that must have signed a head of it
        --receipt FILE     a receipt that must be in the log
        --disclosure FILE  what the receipt's entry is about: it must be what the entry binds
        --save FOLDER      keep what was fetched, to check it again without the server
        --heads FILE       where heads that were seen are remembered (heliograph-heads.json)

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
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

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
_ENTRY = {"v", "commit", *FIELDS}
_COUNTED = b'{"automation":'
"""As every entry begins that is counted: its keys are sorted."""

_PERIOD = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COSIGNATURE = 4
_ANSWER_MAX = 64 << 20
_WAIT_S = 30
_TRIES_MAX = 20


Totals = Counter[tuple[str, ...]]
"""How many entries there are of each kind: the values of `FIELDS`."""


class Wrong(Exception):
    """Something does not hold: the server, or somebody on the way, is not telling the truth."""


class Unreachable(Exception):
    """It cannot be checked: something is missing."""


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

    def read(self, path: str) -> bytes:
        """A file below the place. Raises Unreachable."""
        content = self._fetch(path) if self.is_remote else self._open(path)
        if self._save is not None:
            target = self._save / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return content

    def _fetch(self, path: str) -> bytes:
        for _ in range(_TRIES_MAX):
            try:
                with urllib.request.urlopen(f"{self.where}/{path}", timeout=_WAIT_S) as answer:
                    content: bytes = answer.read(_ANSWER_MAX + 1)
                    length = answer.headers.get("Content-Length", "")
            except urllib.error.HTTPError as error:
                waits = error.headers.get("Retry-After", "")
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


def parse_key(said: str) -> tuple[str, bytes, int, bytes]:
    """Name, id, kind and key of `name+id+key`."""
    try:
        name, key_id, material = said.split("+", 2)
        content = base64.b64decode(material, validate=True)
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
        head = Head(origin, int(size), base64.b64decode(root, validate=True))
    except ValueError:
        raise Wrong("the checkpoint is malformed") from None
    if not mark or len(head.root) != 32 or head.size < 0:
        raise Wrong("the checkpoint is malformed")
    return body + "\n", head


def is_witnessed(text: str, key: str) -> bool:
    """Whether a witness signed a note: a log's own signature is none of these."""
    return parse_key(key)[2] == _COSIGNATURE and is_signed(text, key)


def is_signed(text: str, key: str) -> bool:
    """Whether a note bears a good signature of a verifier key (kind 1, or 4: cosignature/v1)."""
    name, key_id, kind, public = parse_key(key)
    body, _ = parse_head(text)
    for line in text.rpartition("\n\n")[2].splitlines():
        parts = line.split(" ")
        if len(parts) != 3 or parts[:2] != ["—", name]:
            continue
        try:
            found = base64.b64decode(parts[2], validate=True)
        except ValueError:
            continue
        signature, signed = found[4:], body.encode()
        if kind == _COSIGNATURE:
            date = int.from_bytes(signature[:8], "big")
            signature, signed = signature[8:], f"cosignature/v1\ntime {date}\n{body}".encode()
        if found[:4] == key_id and _is_good(public, signature, signed):
            return True
    return False


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
        yield from unbundle(_bundle(place, number, width), width)


def _bundle(place: Place, number: int, width: int) -> bytes:
    groups, rest = [f"{number % 1000:03}"], number // 1000
    while rest:
        groups, rest = [f"x{rest % 1000:03}", *groups], rest // 1000
    path = "log/tile/entries/" + "/".join(groups)
    if width == WIDTH:
        return place.read(path)
    try:
        return place.read(f"{path}.p/{width}")
    except Unreachable:
        # A server may drop a partial bundle once there is the full one.
        return place.read(path)


def unbundle(content: bytes, width: int) -> Iterator[bytes]:
    begin = 0
    for _ in range(width):
        end = begin + 2 + int.from_bytes(content[begin : begin + 2], "big")
        if begin + 2 > len(content) or end > len(content):
            raise Wrong("a bundle of entries is cut short")
        yield content[begin + 2 : end]
        begin = end


def kind_of(entry: dict[str, Any]) -> tuple[str, ...]:
    """What an entry is counted under, in the order of `FIELDS`."""
    return tuple(
        "+".join(value) if isinstance(value, list) else str(value)
        for value in (entry.get(name, "") for name in FIELDS)
    )


class Found(NamedTuple):
    """What the entries of the log say."""

    roots: dict[int, bytes]
    totals: Totals
    """Of the tree at the size of which the totals were published."""
    table: Totals
    """Of the tree when it had as many counted entries as the table counts."""
    attested: dict[int, dict[str, Any]]
    before: dict[int, Totals]
    """What the entries before each attestation add up to: its tables are of those."""


def read_log(place: Place, size: int, *, sizes: set[int], counted: int, tabled: int) -> Found:
    """Read every entry: the roots at `sizes`, what the first `counted` entries add up to, and the
    first `tabled` of those that are counted."""
    tree, kinds, roots = Tree(), Counter[bytes](), {}
    totals, table, many = Totals(), Totals(), 0
    attested: dict[int, dict[str, Any]] = {}
    before: dict[int, Totals] = {}
    if 0 in sizes:
        roots[0] = tree.root()
    for leaf in entries(place, size):
        start, mark, end = leaf.partition(b'"commit":"')
        if mark and start.startswith(_COUNTED):
            # Entries of one kind differ in nothing but their hash.
            kinds[start + b'"commit":""' + end.partition(b'"')[2]] += 1
            many += 1
            if many == tabled:
                table = _totals(kinds)
        elif tree.size < counted:
            attested[tree.size], before[tree.size] = _attestation(leaf), _totals(kinds)
        tree.add(leaf)
        if tree.size == counted:
            totals = _totals(kinds)
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    if many < tabled:
        raise Wrong(f"a table counts {tabled} entries, and the log has {many}")
    return Found(roots, totals, table, attested, before)


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
    spelt = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if entry.keys() != _ENTRY or spelt.encode() != kind:
        raise Wrong(f"an entry of the log is not one that this program knows: {kind[:80]!r}")
    return kind_of(entry)


def _attestation(leaf: bytes) -> dict[str, Any]:
    """What the operator attests: the only entry that is not counted."""
    document = _decoded(leaf)
    if document.get("event") != "attestation":
        raise Wrong(f"an entry of the log is not one that this program knows: {leaf[:80]!r}")
    return document


def _decoded(leaf: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(leaf)
    except ValueError:
        entry = None
    if not isinstance(entry, dict) or entry.get("v") != 1:
        raise Wrong(f"an entry of the log is not one that this program knows: {leaf[:80]!r}")
    return entry


# --- what is published ------------------------------------------------------------------------


def published(place: Place) -> dict[str, Any]:
    """The totals that the server publishes."""
    found = _object(place, "transparency.json")
    if not _is_count(found.get("size")) or not isinstance(found.get("recomputed"), list):
        raise Wrong("transparency.json is malformed")
    return found


def published_table(place: Place) -> Totals | None:
    """The same for spreadsheets, which is not always as new; None where there is none."""
    try:
        content = place.read("transparency.csv")
    except Unreachable:
        return None
    claimed: Totals = Counter()
    for row in csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True):
        if row.get("status") != "recomputed":
            continue
        said = {name: _typed(row.get(name) or "") for name in FIELDS}
        value = row.get("value") or ""
        count = int(value) if re.fullmatch("[0-9]{1,15}", value) else None
        _claim(claimed, {**said, "measures": said["measures"].split()}, count)
    return claimed


def _typed(cell: str) -> str:
    """Without the apostrophe that keeps spreadsheets from taking a text for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def _claim(claimed: Totals, row: dict[str, Any], count: Any) -> None:
    """Note a published total. Raises Wrong for one that cannot be meant."""
    kind = kind_of(row)
    if not _is_count(count) or kind in claimed:
        raise Wrong(f"a published total is malformed, or there twice: {_told(kind)}")
    claimed[kind] = count


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _object(place: Place, path: str) -> dict[str, Any]:
    try:
        found = json.loads(place.read(path))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Wrong(f"{path} is malformed")
    return found


def claims(said: dict[str, Any]) -> Totals:
    """What the published totals say."""
    claimed: Totals = Counter()
    for row in said["recomputed"]:
        if not isinstance(row, dict) or not isinstance(row.get("measures"), list):
            raise Wrong("a published total is malformed")
        _claim(claimed, row, row.get("count"))
    return claimed


def differences(claimed: Totals, totals: Totals) -> list[str]:
    """A line for each total that is published otherwise than the log has it."""
    return [
        f"{_told(kind)}: published {claimed[kind]}, in the log {totals[kind]}"
        for kind in sorted(claimed.keys() | totals.keys())
        if claimed[kind] != totals[kind]
    ]


def wrong_sums(found: Found) -> list[str]:
    """A line for each attested table that does not add up to what the log had by then."""
    lines = []
    for place, document in found.attested.items():
        period = document["period"]
        if not isinstance(period, str) or not _PERIOD.fullmatch(period):
            lines.append(f"entry {place} is about no period")
            continue
        for table in document.get("tables", []):
            wanted, cells = {**table["of"]}, [*table["cells"].values()]
            counted = sum(
                count
                for kind, count in found.before[place].items()
                if _has(dict(zip(FIELDS, kind, strict=True)), wanted, period)
            )
            name = table["name"]
            if not all(map(_is_count, cells)):
                lines.append(f"entry {place}: {name} has what is no count")
            elif sum(cells) != counted:
                lines.append(f"entry {place}: {name} adds up to {sum(cells)}, the log to {counted}")
    return lines


def _has(entry: dict[str, str], wanted: dict[str, str], period: str) -> bool:
    return entry["day"].startswith(period) and all(
        entry.get(name) == value for name, value in wanted.items()
    )


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
        leaf = base64.b64decode(extra.removeprefix("extra "), validate=True)
        place = int(index.removeprefix("index "))
        proof = [base64.b64decode(one, validate=True) for one in hashes]
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
    # The totals first: the head that is fetched after them is no shorter.
    said, table = published(place), published_table(place)
    note = place.read("log/checkpoint").decode()
    head = _signed_head(note, key, "the checkpoint")
    _check_same_log(arguments, place, head)
    say(f"log          {head.origin}")
    say(f"key          {key}")
    say(f"head         {head.size} entries, root {base64.b64encode(head.root).decode()}")
    for line in _witnesses(note, log.get("witnesses") or []):
        say(f"witness      {line}")
    known = _heads_to_meet(arguments, place, key, head)
    size = max(one.size for one in known.values())
    if said["size"] > size:
        raise Wrong(f"totals of {said['size']} entries are published, but {size} are signed")
    sizes = {one.size for one in known.values()}
    tabled = sum(table.values()) if table else 0
    found = read_log(place, size, sizes=sizes, counted=said["size"], tabled=tabled)
    problems = [
        f"{what} is of another log than what is served: two histories"
        for what, one in known.items()
        if found.roots[one.size] != one.root
    ]
    if not problems:
        say(f"entries      {size} read, and every signed head met")
    if table is not None:
        problems += [f"in the table {one}" for one in differences(table, found.table)]
    say(f"table        {f'{tabled} entries counted' if table is not None else 'none'}")
    problems += _report(said, found, later=size - said["size"])
    if not problems:
        remember(Path(arguments.heads), head.origin, note, place)
    return problems


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


def _witnesses(note: str, keys: list[Any]) -> list[str]:
    names = [parse_key(str(one))[0] for one in keys if is_witnessed(note, str(one))]
    return names or ["none signed this head: the server could show others another history"]


def _heads_to_meet(
    arguments: argparse.Namespace, place: Place, key: str, head: Head
) -> dict[str, Head]:
    """Every head that the log must have: the server's, the remembered one, the receipt's, that of
    the witnesses that were asked for."""
    known = {"the checkpoint": head}
    if arguments.witness:
        cosigned = place.read("log/cosigned").decode()
        known["the cosigned head"] = seen = _signed_head(cosigned, key, "the cosigned head")
        for one in arguments.witness:
            if not is_witnessed(cosigned, one):
                raise Wrong(f"{parse_key(one)[0]} did not sign the cosigned head")
            say(f"cosigned     {seen.size} entries, by {parse_key(one)[0]}")
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


def _report(said: dict[str, Any], found: Found, *, later: int) -> list[str]:
    """Print both lists; gives what does not hold."""
    say()
    say(f"RECOMPUTED from the first {said['size']} entries:")
    for kind, count in sorted(found.totals.items()):
        say(f"  {count:>8}  {_told(kind)}")
    if later:
        say(f"  {later} later entries are in none of the published totals yet")
    say()
    say("ATTESTED by the operator, which nothing in the log shows to be true:")
    for place, document in sorted(found.attested.items()):
        figures = {k: document.get(k) for k in ("period", "figures", "tables")}
        say(f"  entry {place}: {json.dumps(figures, ensure_ascii=False, sort_keys=True)}")
    if not found.attested:
        say("  nothing")
    listed = said.get("attested", [])
    claimed = {one.get("place"): one for one in listed}
    problems = differences(claims(said), found.totals) + wrong_sums(found)
    if len(claimed) != len(listed):
        problems.append("something attested is published twice")
    for place in claimed.keys() | found.attested.keys():
        one = {k: v for k, v in claimed.get(place, {}).items() if k != "place"}
        if one != found.attested.get(place):
            problems.append(f"what is attested at entry {place} is published otherwise")
    return problems


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
    for problem in problems:
        print(f"WRONG: {plain(problem)}", file=sys.stderr)
    if not problems:
        say()
        say("All of it holds.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
