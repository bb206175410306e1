"""A public log with a key, entries for it, and a folder of what it serves."""

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.safety.log import notes
from heliograph.safety.log.entries import LogEntry
from heliograph.safety.log.heads import Head, LogKeeper
from heliograph.safety.log.store import LogStore
from heliograph.safety.log.tiles import WIDTH, tile_path
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.safety.log_entries import enter
from heliograph.web.transparency.table import csv_parts, heading

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS_KEY = notes.Key("witness.example", notes.public_bytes(WITNESS), notes.COSIGNATURE)
DAY = "2026-11-23"


def keeper(*, witnesses: tuple[notes.Key, ...] = (), key: Ed25519PrivateKey = KEY) -> LogKeeper:
    return LogKeeper(
        key=notes.log_key(key),
        sign=lambda size, root: notes.sign(key, size=size, root=root),
        witnesses=witnesses,
    )


def entry(event: str = "decision", *, category: str = "SCAMS_AND_FRAUD") -> LogEntry:
    return LogEntry(
        event=event,
        day=DAY,
        category=f"STATEMENT_CATEGORY_{category}",
        measures=("visibility",),
        ground="law",
        source="in_app",
        surface="public",
    )


async def enter_some(
    store: SqliteStore, puids: list[str], *, event: str = "decision", date: int = 5
) -> None:
    """Have an event of each logged, as whatever decides does."""
    for puid in puids:
        salt = puid.encode().rjust(32, b"s")

        def work(db: object, puid: str = puid, salt: bytes = salt) -> bool:
            return enter(db, entry(event), puid=puid, salt=salt, record=b"{}", date=date)  # type: ignore[arg-type]

        await store._change(work)


def witnessed(head: Head, *, date: int = 9, key: Ed25519PrivateKey = WITNESS) -> notes.Note:
    """A head as a witness sends it back."""
    body = notes.parse_note(head.note).body
    line = notes.cosign(key, name=WITNESS_KEY.name, body=body, date=date)
    return notes.parse_note(head.note + line)


async def save(log: LogStore, folder: Path, *, witnesses: tuple[notes.Key, ...] = ()) -> None:
    """Write what a server serves, as `verify.py --save` does."""
    head = await log.newest_head()
    assert head is not None
    files = {
        ".well-known/trust.json": json.dumps(
            {"log": {"key": keeper().key.vkey(), "witnesses": [one.vkey() for one in witnesses]}}
        ).encode(),
        "transparency.json": json.dumps(totals := await log.totals()).encode(),
        "transparency.csv": heading(totals["size"]) + b"".join(csv_parts(totals).values()),
        "log/checkpoint": head.text().encode(),
    }
    for number in range(-(-head.size // WIDTH)):
        width = min(WIDTH, head.size - number * WIDTH)
        found = await log.bundle(number, width=width)
        assert found is not None
        files["log/" + tile_path("entries", number, width=width)] = found
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
