"""`heliograph witness`: watch another server's public log, and sign each head that continues it."""

import base64
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import msgspec

from heliograph.cli.output import printable
from heliograph.safety.log import notes
from heliograph.safety.log.witnessing import NotContinued, check_continues
from heliograph.server.errors import CannotStart
from heliograph.server.files import make_private_folder, read_private, write_durably
from heliograph.server.keys import load_log_key
from heliograph.server.lock import FolderLock

_STATE_FILE = "seen.json"
_KEY_FILE = "witness.pem"
_ANSWER_BYTES_MAX = 1 << 20
_WAIT_S = 30


class Seen(msgspec.Struct, frozen=True):
    """A log's key, as it was first told, and the newest head of it that was signed here."""

    key: str
    note: str


class Unreachable(Exception):
    """The server did not answer; it is asked again."""


@click.command()
@click.argument("address", required=False)
@click.option("--state", default="heliograph-witness", help="A folder: the key, and what was seen.")
@click.option("--name", default="", help="The witness's name, as in witness.example.org/ada.")
@click.option("--log-key", default="", help="The log's key; else the first one told is kept.")
@click.option("--every", default=0, type=click.IntRange(0, 86_400), help="Seconds; 0 looks once.")
def witness(address: str | None, state: str, name: str, log_key: str, every: int) -> None:
    """Watch the public log of the server at ADDRESS, and sign each head that continues the last.

    Without ADDRESS prints this witness's key, which the server's operator puts into log_witnesses.
    """
    folder = Path(state)
    make_private_folder(folder)
    own = load_log_key(folder, name=_KEY_FILE)
    name = _name(folder, name, notes.public_bytes(own))
    if address is None:
        key = notes.Key(name, notes.public_bytes(own), notes.COSIGNATURE)
        click.echo(key.vkey())
        return
    if urlsplit(address).scheme not in ("http", "https"):
        raise CannotStart(f"{address} is no address: write https://example.org")
    # Two at once could each sign what continues the same head, and not each other.
    lock = FolderLock(folder)
    lock.acquire()
    try:
        _watch(address.rstrip("/"), folder, name=name, log_key=log_key, every=every)
    finally:
        lock.release()


def _watch(address: str, folder: Path, *, name: str, log_key: str, every: int) -> None:
    """Look again and again, or once. CannotStart for what is never signed."""
    while True:
        try:
            note = look(address, folder, name=name, log_key=log_key)
            click.echo(f"signed a head of {note.checkpoint.size} entries")
        except Unreachable as error:
            if not every:
                raise CannotStart(printable(str(error))) from None
            click.echo(printable(str(error)), err=True)
        except (notes.BadNote, NotContinued) as error:
            raise CannotStart(f"NOT SIGNED: {printable(str(error))}") from None
        if not every:
            return
        time.sleep(every)


def look(address: str, folder: Path, *, name: str, log_key: str = "") -> notes.Note:
    """Fetch the newest head, check that it continues what was seen, sign it, and send it back.

    What is signed is on the disk before anybody sees it. A log that is cut off or forked is told
    the newest head that it showed before, so that it signs no further. Raises Unreachable,
    BadNote, NotContinued.
    """
    seen = _read(folder)
    key = notes.parse_vkey(log_key or (seen.key if seen else _told_key(address)))
    if seen is not None and seen.key != key.vkey():
        raise notes.BadNote(f"this folder is of the log with the key {seen.key}")
    text = _fetch(f"{address}/log/checkpoint").decode(errors="replace")
    try:
        note = _checked(address, text, key=key, seen=seen)
    except NotContinued:
        if seen is not None:
            # It answers that it has no such head, if it has heard it.
            with suppress(Unreachable):
                _send(address, seen.note)
        raise
    own = load_log_key(folder, name=_KEY_FILE)
    line = notes.cosign(own, name=name, body=note.body, date=int(time.time()))
    signed = f"{note.body}\n{notes.line_of(note, key)}{line}"
    write_durably(folder / _STATE_FILE, msgspec.json.encode(Seen(key.vkey(), signed)))
    _send(address, signed)
    return note


def _checked(address: str, text: str, *, key: notes.Key, seen: Seen | None) -> notes.Note:
    proof: Sequence[bytes] = ()
    if seen is not None:
        first = notes.parse_note(seen.note).checkpoint.size
        second = notes.parse_note(text).checkpoint.size
        if 0 < first < second:
            proof = _proof(f"{address}/log/consistency?first={first}&second={second}")
    return check_continues(text, key=key, seen=seen.note if seen else None, proof=proof)


def _proof(address: str) -> list[bytes]:
    try:
        said = msgspec.json.decode(_fetch(address), type=dict[str, Any])
        return [base64.b64decode(one, validate=True) for one in said["proof"]]
    except (ValueError, KeyError, TypeError) as error:
        raise notes.BadNote(f"the proof of consistency is malformed: {error}") from None


def _told_key(address: str) -> str:
    try:
        said = msgspec.json.decode(_fetch(f"{address}/.well-known/trust.json"), type=dict[str, Any])
        return str(said["log"]["key"])
    except (ValueError, KeyError, TypeError) as error:
        raise notes.BadNote(f"trust.json is malformed: {error}") from None


def _read(folder: Path) -> Seen | None:
    content = read_private(folder / _STATE_FILE)
    if content is None:
        return None
    try:
        return msgspec.json.decode(content, type=Seen)
    except msgspec.MsgspecError as error:
        raise CannotStart(f"{folder / _STATE_FILE}: {error}") from None


def _name(folder: Path, asked: str, public: bytes) -> str:
    """The witness's name: it is chosen once, as it is part of the key."""
    path = folder / "name"
    kept = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    name = kept or asked or f"heliograph-witness-{public.hex()[:16]}"
    if asked and asked != name:
        raise CannotStart(f"the witness of {folder} is called {name}")
    if not notes.is_name(name):
        raise CannotStart(f"{asked!r} is no name: blanks and + are not allowed")
    if not kept:
        write_durably(path, f"{name}\n".encode())
    return name


def _fetch(address: str, data: bytes | None = None) -> bytes:
    try:
        with urllib.request.urlopen(address, data=data, timeout=_WAIT_S) as answer:
            content: bytes = answer.read(_ANSWER_BYTES_MAX + 1)
    except urllib.error.HTTPError as error:
        said = error.read(200).decode(errors="replace").strip()
        raise Unreachable(f"{address}: {error.code} {said}") from None
    except (http.client.HTTPException, OSError, ValueError) as error:
        raise Unreachable(f"{address}: {error!r}") from None
    if len(content) > _ANSWER_BYTES_MAX:
        raise Unreachable(f"{address}: the answer is too long")
    return content


def _send(address: str, note: str) -> None:
    _fetch(f"{address}/log/witnessed", note.encode())
