"""The verifier against servers that lie: whatever they sign and serve, it says what is wrong."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.safety.log import merkle, notes, verify
from heliograph.safety.log.attestations import Table, attestation_leaf
from heliograph.safety.log.entries import canonical, kind_of, leaf_of
from heliograph.safety.log.tiles import bundle
from heliograph.web.transparency.table import HEADING, csv_parts
from support.public_log import DAY, KEY, WITNESS, WITNESS_KEY, entry

Verify = Callable[..., tuple[int, str]]

LEAVES = [leaf_of(entry(), commit=bytes([number]) * 32) for number in range(3)]
ATTESTED = attestation_leaf(
    day=DAY,
    period="2026",
    figures={"staff": 3},
    tables=[Table(name="keyword", of={"event": "decision"}, cells={"x": 3})],
)


def totals(leaves: Sequence[bytes]) -> dict[str, Any]:
    """What an honest server publishes of these."""
    counts: dict[bytes, int] = {}
    attested = []
    for place, leaf in enumerate(leaves):
        if kind := kind_of(leaf):
            counts[kind] = counts.get(kind, 0) + 1
        else:
            attested.append({"place": place, **json.loads(leaf)})
    recomputed = [{**json.loads(kind), "count": count} for kind, count in counts.items()]
    return {"v": 1, "size": len(leaves), "recomputed": recomputed, "attested": attested}


def serve(
    folder: Path,
    leaves: Sequence[bytes],
    said: Mapping[str, Any] | None = None,
    *,
    key: Ed25519PrivateKey = KEY,
) -> Path:
    """Write what a server with these entries serves, whatever it says of them."""
    root = merkle.root(len(leaves), merkle.over([merkle.leaf_hash(leaf) for leaf in leaves]))
    said = totals(leaves) if said is None else said
    files = {
        ".well-known/trust.json": canonical({"log": {"key": notes.log_key(key).vkey()}}),
        "transparency.json": json.dumps(said).encode(),
        "log/checkpoint": notes.sign(key, size=len(leaves), root=root).encode(),
        f"log/tile/entries/000.p/{len(leaves)}": bundle(leaves),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def write_table(folder: Path, leaves: Sequence[bytes]) -> Path:
    """Write the table as the server makes it."""
    path = folder / "transparency.csv"
    path.write_bytes(HEADING + b"".join(csv_parts(totals(leaves)).values()))
    return path


def restated(**changed: Any) -> dict[str, Any]:
    return {**totals(LEAVES), **changed}


@pytest.fixture
def verified(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> Verify:
    """Run it; gives its status and all that it said."""

    def run(where: Path | str, *arguments: str) -> tuple[int, str]:
        heads = str(tmp_path / "heads.json")
        monkeypatch.setattr("sys.argv", ["verify.py", str(where), "--heads", heads, *arguments])
        status = verify.main()
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


def test_an_honest_folder_holds(verified: Verify, tmp_path: Path) -> None:
    leaves = [*LEAVES, ATTESTED]
    folder = serve(tmp_path / "served", leaves)
    status, said = verified(folder)
    assert (status, "table        none" in said) == (0, True), said
    write_table(folder, leaves)
    status, said = verified(folder)
    assert (status, "table        3 entries counted" in said) == (0, True), said


ROW = totals(LEAVES)["recomputed"][0]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (restated(recomputed=[{**ROW, "count": 5}, {**ROW, "count": -2}]), "malformed"),
        (restated(recomputed=[{**ROW, "count": 2}, {**ROW, "count": 1}]), "there twice"),
        (restated(recomputed=[{**ROW, "count": 3.0}]), "malformed"),
        (restated(recomputed=[{**ROW, "count": "3"}]), "malformed"),
        (restated(recomputed=[{**ROW, "measures": "visibility"}]), "malformed"),
        (restated(recomputed=[]), "published 0, in the log 3"),
        (restated(size=-1), "malformed"),
        (restated(size=True), "malformed"),
        (restated(size=4), "4 entries are published, but 3 are signed"),
        (restated(attested=[{"place": 1, "staff": 9}]), "published otherwise"),
    ],
)
def test_totals_that_are_not_the_logs_are_found(
    verified: Verify, tmp_path: Path, said: Any, found: str
) -> None:
    status, told = verified(serve(tmp_path / "served", LEAVES, said))
    assert (status, found in told) == (1, True), told


def test_what_is_attested_twice_is_found(verified: Verify, tmp_path: Path) -> None:
    leaves = [*LEAVES, ATTESTED]
    said = totals(leaves)
    said["attested"] = [{"place": 3, "figures": {"staff": 99}}, *said["attested"]]
    status, told = verified(serve(tmp_path / "served", leaves, said))
    assert (status, "published twice" in told) == (1, True), told


def forged(**changed: Any) -> bytes:
    return canonical({**json.loads(LEAVES[0]), **changed})


@pytest.mark.parametrize(
    "leaf",
    [
        forged(hidden="more"),
        LEAVES[0].replace(b'"event":"decision"', b'"event":"notice","event":"decision"'),
        LEAVES[0].replace(b'"v":1', b'"v" : 1'),
        # It would be in no total.
        canonical(
            {name: value for name, value in json.loads(LEAVES[0]).items() if name != "commit"}
        ),
        b'{"v":2}',
        b"[" * 60_000,
    ],
)
def test_entries_that_could_be_read_in_two_ways_are_found(
    verified: Verify, tmp_path: Path, leaf: bytes
) -> None:
    leaves = [*LEAVES, leaf]
    status, told = verified(serve(tmp_path / "served", leaves, {**totals(LEAVES), "size": 4}))
    assert (status, "WRONG" in told) == (1, True), told


@pytest.mark.parametrize(
    ("tables", "found"),
    [
        ([{"name": "k", "of": {"event": "decision"}, "cells": {"a": 13, "b": -10}}], "no count"),
        ([{"name": "k", "of": {"event": "decision"}, "cells": {"a": 2}}], "adds up to 2"),
    ],
)
def test_attested_tables_of_what_is_not_there_are_found(
    verified: Verify, tmp_path: Path, tables: Any, found: str
) -> None:
    leaf = canonical({**json.loads(ATTESTED), "tables": tables})
    status, told = verified(serve(tmp_path / "served", [*LEAVES, leaf]))
    assert (status, found in told) == (1, True), told


def test_a_table_is_about_a_period(verified: Verify, tmp_path: Path) -> None:
    leaf = canonical({**json.loads(ATTESTED), "period": "2"})
    status, told = verified(serve(tmp_path / "served", [*LEAVES, leaf]))
    assert (status, "about no period" in told) == (1, True), told


def test_the_table_for_spreadsheets_is_counted_again(verified: Verify, tmp_path: Path) -> None:
    folder = serve(tmp_path / "served", [*LEAVES, ATTESTED])
    path = write_table(folder, LEAVES[:2])
    # It may be a minute older than the log.
    assert verified(folder)[0] == 0
    honest = path.read_bytes().decode()
    for old, new, found in (
        ("decision", "reversal", "in the table"),
        ("visibility", "account", "in the table"),
        (",2\r\n", ",4\r\n", "a table counts 4 entries, and the log has 3"),
        (",2\r\n", ",-2\r\n", "malformed"),
    ):
        path.write_bytes(honest.replace(old, new).encode())
        status, told = verified(folder)
        assert (status, found in told) == (1, True), told


def test_entries_that_no_total_has_yet_are_told(verified: Verify, tmp_path: Path) -> None:
    status, told = verified(serve(tmp_path / "served", LEAVES, totals(LEAVES[:1])))
    assert (status, "2 later entries are in none" in told) == (0, True), told


def test_what_strangers_wrote_does_not_command_the_terminal(
    verified: Verify, tmp_path: Path
) -> None:
    leaves = [*LEAVES, forged(terms="\x1b[2J\nAll of it holds.\u202e\x9b")]
    status, told = verified(serve(tmp_path / "served", leaves))
    assert status == 0
    assert not {"\x1b", "\u202e", "\x9b"} & set(told)
    assert told.splitlines().count("All of it holds.") == 1


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the folder `served` is served."""
    handler = partial(_Quiet, directory=str(tmp_path / "served"))
    yield from _listening(handler)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


def _listening(handler: Any) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_another_log_at_the_same_address_is_another_history(
    verified: Verify, tmp_path: Path, address: str
) -> None:
    served = tmp_path / "served"
    serve(served, LEAVES)
    assert verified(address)[0] == 0
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    serve(served, LEAVES[:1], key=other)
    status, told = verified(address)
    assert (status, "two histories" in told) == (1, True), told
    # Whoever was told the new key by other means says so.
    assert verified(address, "--key", notes.log_key(other).vkey())[0] == 0
    assert verified(address)[0] == 0


def test_a_witness_that_was_asked_for_has_signed(verified: Verify, tmp_path: Path) -> None:
    folder = serve(tmp_path / "served", LEAVES)
    asked = ("--witness", WITNESS_KEY.vkey())
    assert verified(folder, *asked)[0] == 2
    head = (folder / "log/checkpoint").read_text()
    (folder / "log/cosigned").write_text(head)
    status, told = verified(folder, *asked)
    assert (status, "did not sign" in told) == (1, True), told
    # The log's own key is no witness's.
    assert verified(folder, "--witness", notes.log_key(KEY).vkey())[0] == 1
    body = notes.parse_note(head).body
    line = notes.cosign(WITNESS, name=WITNESS_KEY.name, body=body, date=9)
    (folder / "log/cosigned").write_text(head + line)
    assert verified(folder, *asked)[0] == 0
    elsewhere = serve(tmp_path / "elsewhere", [*LEAVES[:2], forged(day="2026-01-01")])
    (folder / "log/cosigned").write_text(
        (head := (elsewhere / "log/checkpoint").read_text())
        + notes.cosign(WITNESS, name=WITNESS_KEY.name, body=notes.parse_note(head).body, date=9)
    )
    status, told = verified(folder, *asked)
    assert (status, "the cosigned head is of another log" in told) == (1, True), told


class _Broken(BaseHTTPRequestHandler):
    """Answers what no server should."""

    def do_GET(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}")
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


class _Endless(_Broken):
    def do_GET(self) -> None:
        self.wfile.write(b"HTTP/1.1 429 Wait\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n")


class _Gibberish(_Broken):
    def do_GET(self) -> None:
        self.wfile.write(b"\x1b[2J nonsense\r\n\r\n")


@pytest.mark.parametrize("handler", [_Broken, _Endless, _Gibberish])
def test_a_server_that_does_not_answer_ends_in_a_verdict(
    verified: Verify, monkeypatch: Any, handler: Any
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    for address in _listening(handler):
        status, told = verified(address)
        assert (status, "cannot check" in told, "\x1b" in told) == (2, True, False), told
