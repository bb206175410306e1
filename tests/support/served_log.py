"""A folder with what a server publishes of a log, and what verify.py finds in it."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.safety.log import merkle, notes, verify
from heliograph.safety.log.attestations import Table, attestation_leaf
from heliograph.safety.log.entries import canonical, kind_of, leaf_of
from heliograph.safety.log.tiles import WIDTH, bundle, tile_path
from heliograph.web.transparency.table import csv_parts, heading
from support.public_log import DAY, KEY, entry

Verify = Callable[..., tuple[int, str]]

LEAVES = [leaf_of(entry(), commit=bytes([number]) * 32) for number in range(3)]


def forged(**changed: Any) -> bytes:
    """An entry as none is."""
    return canonical({**json.loads(LEAVES[0]), **changed})


def attested(cells: Mapping[str, int], *, period: str, **figures: int | str) -> bytes:
    """What the operator attests, with the keywords of the decisions."""
    tables = [Table(name="keyword", of={"event": "decision"}, cells=cells)] if cells else []
    return attestation_leaf(day=DAY, period=period, figures=figures, tables=tables)


def head_of(leaves: Sequence[bytes], *, key: Ed25519PrivateKey = KEY) -> str:
    """The signed head of a log with these entries."""
    root = merkle.root(len(leaves), merkle.over([merkle.leaf_hash(leaf) for leaf in leaves]))
    return notes.sign(key, size=len(leaves), root=root)


def totals(leaves: Sequence[bytes], *, key: Ed25519PrivateKey = KEY) -> dict[str, Any]:
    """What an honest server publishes of these."""
    counts: dict[bytes, int] = {}
    said = []
    for place, leaf in enumerate(leaves):
        if kind := kind_of(leaf):
            counts[kind] = counts.get(kind, 0) + 1
        else:
            said.append({"place": place, **json.loads(leaf)})
    return {
        "v": 1,
        "size": len(leaves),
        "checkpoint": head_of(leaves, key=key),
        "recomputed": [{**json.loads(kind), "count": count} for kind, count in counts.items()],
        "attested": said,
    }


def table_of(said: Mapping[str, Any]) -> bytes:
    """The table as the server makes it of totals."""
    return heading(said["size"]) + b"".join(csv_parts(said).values())


def serve(
    folder: Path,
    leaves: Sequence[bytes],
    said: Mapping[str, Any] | None = None,
    *,
    table: bytes | None = None,
    key: Ed25519PrivateKey = KEY,
) -> Path:
    """Write what a server with these entries serves, whatever it says of them."""
    said = totals(leaves, key=key) if said is None else said
    files = {
        ".well-known/trust.json": canonical({"log": {"key": notes.log_key(key).vkey()}}),
        "transparency.json": json.dumps(said).encode(),
        "transparency.csv": table_of(totals(leaves, key=key)) if table is None else table,
        "log/checkpoint": head_of(leaves, key=key).encode(),
    }
    for number in range(-(-len(leaves) // WIDTH)):
        held = leaves[number * WIDTH : (number + 1) * WIDTH]
        files["log/" + tile_path("entries", number, width=len(held))] = bundle(held)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Verify:
    """Run verify.py; gives its status and all that it said."""

    def run(where: Path | str, *arguments: str) -> tuple[int, str]:
        heads = str(tmp_path / "heads.json")
        monkeypatch.setattr("sys.argv", ["verify.py", str(where), "--heads", heads, *arguments])
        status = verify.main()
        told = capsys.readouterr()
        return status, told.out + told.err

    return run
