"""The verifier against servers that lie: whatever they sign and serve, it says what is wrong."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.safety.log import notes
from heliograph.safety.log.entries import canonical
from heliograph.web.transparency.table import COLUMNS
from support.public_log import DAY, KEY, WITNESS, WITNESS_KEY
from support.served_log import (
    LEAVES,
    Verify,
    attested,
    forged,
    head_of,
    serve,
    table_of,
    totals,
    verified,
)

__all__ = ["verified"]

ATTESTED = attested({"x": 3}, period="2026", staff=3)


def restated(**changed: Any) -> dict[str, Any]:
    return {**totals(LEAVES), **changed}


def test_an_honest_folder_holds(verified: Verify, tmp_path: Path) -> None:
    status, said = verified(serve(tmp_path / "served", [*LEAVES, ATTESTED]))
    assert status == 0, said
    assert "table        4 rows of 4 entries" in said
    assert said.index("RECOMPUTED") < said.index("ATTESTED") < said.index("NOT CHECKED")


ROW = totals(LEAVES)["recomputed"][0]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (restated(recomputed=[{**ROW, "count": 5}, {**ROW, "count": -2}]), "malformed"),
        (restated(recomputed=[{**ROW, "count": 2}, {**ROW, "count": 1}]), "there twice"),
        (restated(recomputed=[{**ROW, "count": 3.0}]), "malformed"),
        (restated(recomputed=[{**ROW, "count": "3"}]), "malformed"),
        (restated(recomputed=[{**ROW, "measures": "visibility"}]), "malformed"),
        (restated(recomputed=[{**ROW, "share": 1}]), "malformed"),
        (restated(recomputed=[ROW, {**ROW, "event": "appeal", "count": 0}]), "in the log 0"),
        (restated(summary={"decisions": 3}), "more or less than it should: summary"),
        (restated(size=0), "another head"),
        (restated(size=0, checkpoint=head_of([]), recomputed=[]), "of 0 entries, and 3 were"),
        (totals(LEAVES[:2]), "of 2 entries, and 3 were signed before"),
        (restated(recomputed=[]), "published 0, in the log 3"),
        (restated(size=-1), "malformed"),
        (restated(size=True), "malformed"),
        (restated(size=4), "4 entries are published under another head"),
        (restated(attested=[{"place": 1, "staff": 9}]), "not so in the log"),
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
    for more in (said["attested"][0], {"place": 3, "figures": {"staff": 99}}):
        lying = {**said, "attested": [more, *said["attested"]]}
        status, told = verified(serve(tmp_path / "served", leaves, lying))
        assert (status, "attested is published" in told) == (1, True), told


@pytest.mark.parametrize(
    "leaf",
    [
        forged(hidden="more"),
        LEAVES[0].replace(b'"event":"decision"', b'"event":"notice","event":"decision"'),
        LEAVES[0].replace(b'"v":1', b'"v" : 1'),
        LEAVES[0].replace(b'"v":1', b'"v":true'),
        # It would be in no total.
        canonical(
            {name: value for name, value in json.loads(LEAVES[0]).items() if name != "commit"}
        ),
        b'{"v":2}',
        b"[" * 60_000,
        LEAVES[0].replace(b"visibility", b'visibility","account'),
        LEAVES[0].replace(b'["visibility"]', b'"visibility"'),
        forged(event="Decision"),
        forged(event="attestation"),
        forged(event="decision "),
        forged(measures=["visibility", "visibility"]),
        forged(measures=["fine"]),
        forged(category="STATEMENT_CATEGORY_Scams"),
        forged(source="the neighbour"),
        forged(day="2026-02-30"),
        forged(day="Monday"),
        forged(terms="\x1b[2J\nAll of it holds.\u202e"),
        forged(commit=""),
        forged(commit="0" * 63 + "g"),
        canonical({**json.loads(ATTESTED), "more": 1}),
        canonical({**json.loads(ATTESTED), "day": "2026-13-01"}),
        canonical({**json.loads(ATTESTED), "figures": {"staff": 1.5}}),
        canonical({**json.loads(ATTESTED), "figures": {"staff": True}}),
        canonical({**json.loads(ATTESTED), "figures": [1]}),
        canonical({**json.loads(ATTESTED), "tables": [{"name": "k", "of": {}}]}),
        canonical({**json.loads(ATTESTED), "tables": {}}),
        ATTESTED.replace(b'"staff":3', b'"staff":3,"staff":4'),
        ATTESTED.replace(b'"figures":', b'"figures": '),
    ],
)
def test_entries_that_could_be_read_in_two_ways_are_found(
    verified: Verify, tmp_path: Path, leaf: bytes
) -> None:
    leaves = [*LEAVES, leaf]
    said = {**totals(LEAVES), "size": 4, "checkpoint": head_of(leaves)}
    status, told = verified(serve(tmp_path / "served", leaves, said, table=table_of(said)))
    assert status == 1
    assert "an entry of the log" in told or "is malformed" in told, told
    assert not {"\x1b", "\u202e"} & set(told)


@pytest.mark.parametrize(
    ("tables", "found"),
    [
        ([{"name": "k", "of": {"event": "decision"}, "cells": {"a": 13, "b": -10}}], "no count"),
        ([{"name": "k", "of": {"event": "decision"}, "cells": {"a": 2}}], "adds up to 2"),
        ([{"name": "k", "of": {"event": "decision"}, "cells": {"a": 3}}], "cell under 10"),
        ([{"name": "k", "of": {"measures": "account"}, "cells": {"other": 3}}], "the log to 0"),
        ([{"name": "source", "of": {"event": "decision"}, "cells": {"other": 3}}], "counted from"),
    ],
)
def test_attested_tables_of_what_is_not_there_are_found(
    verified: Verify, tmp_path: Path, tables: Any, found: str
) -> None:
    leaf = canonical({**json.loads(ATTESTED), "tables": tables})
    status, told = verified(serve(tmp_path / "served", [*LEAVES, leaf]))
    assert (status, found in told) == (1, True), told


@pytest.mark.parametrize("period", ["2", "2026-", "2026-13", 2026])
def test_a_table_is_about_a_period(verified: Verify, tmp_path: Path, period: Any) -> None:
    leaf = canonical({**json.loads(ATTESTED), "period": period})
    leaves = [*LEAVES, leaf]
    said = totals(LEAVES) | {"size": 4, "checkpoint": head_of(leaves)}
    status, told = verified(serve(tmp_path / "served", leaves, said, table=table_of(said)))
    assert (status, "about no period" in told) == (1, True), told


@pytest.mark.parametrize("name", ["decision", "decisions"])
def test_what_the_log_counts_is_not_attested_otherwise(
    verified: Verify, tmp_path: Path, name: str
) -> None:
    for count, status in ((3, 0), (2, 1), ("3", 1)):
        leaf = attested({}, period=DAY, **{name: count})
        found, told = verified(serve(tmp_path / "served", [*LEAVES, leaf]))
        assert (found, f"{name} {count!r} is attested, and the log has 3" in told) == (
            status,
            bool(status),
        ), told


def test_the_table_for_spreadsheets_is_the_logs(verified: Verify, tmp_path: Path) -> None:
    honest = table_of(totals([*LEAVES, ATTESTED])).decode()
    assert honest.count("\r\n") == 5
    for old, new, found in (
        ("recomputed,decision", "recomputed,reversal", "not in the table: recomputed,decision"),
        ("visibility", "account", "in the table and not in the log: recomputed"),
        (",,,,3\r\n", ",,,,4\r\n", "in the table and not in the log: recomputed"),
        ("recomputed,", "attested,", "not in the table: recomputed"),
        ("attested,", "recomputed,", "not in the table: attested"),
        ("staff,3", "staff,2", "not in the table: attested"),
        ("size,4", "size,3", "is of 3 entries, and 4 were"),
        ("size,4", "size,04", "does not say once"),
        ("log,", "lag,", "does not say once"),
        ("status,", "state,", "other columns"),
        (",value", "", "other columns"),
        (",3\r\n", ",3,\r\n", "another number of cells"),
        (",3\r\n", ',"3"x\r\n', "malformed"),
        *((line, "", "the table") for line in honest.splitlines(keepends=True)),
        *((line, line * 2, "the table") for line in honest.splitlines(keepends=True)),
    ):
        assert old in honest
        table = honest.replace(old, new, 1).encode()
        folder = serve(tmp_path / "served", [*LEAVES, ATTESTED], table=table)
        status, told = verified(folder)
        assert (status, found in told) == (1, True), (old, new, told)
    heading = (",".join(COLUMNS) + "\r\n").encode()
    for table in (b"", heading, heading + b"log,,,,,,,,,,,,,size,0\r\n"):
        status, told = verified(serve(tmp_path / "served", [*LEAVES, ATTESTED], table=table))
        assert (status, "WRONG" in told) == (1, True), told
    (folder / "transparency.csv").unlink()
    assert verified(folder)[0] == 2


def test_totals_of_more_than_the_head_that_was_read_first_hold(
    verified: Verify, tmp_path: Path
) -> None:
    folder = serve(tmp_path / "served", LEAVES)
    (folder / "log/checkpoint").write_text(head_of(LEAVES[:1]))
    (folder / "transparency.csv").write_bytes(table_of(totals(LEAVES[:2])))
    status, told = verified(folder)
    assert (status, "head         3 entries" in told) == (0, True), told
    # What was kept of it has the first head whole, for who looks for that alone.
    kept = tmp_path / "kept"
    assert verified(folder, "--save", str(kept))[0] == 0
    assert (kept / "log/tile/entries/000.p/1").read_bytes()[2:] == LEAVES[0]
    assert verified(kept)[0] == 0
    (folder / "log/checkpoint").write_text(head_of([LEAVES[1]]))
    status, told = verified(folder)
    assert (status, "the checkpoint is of another log" in told) == (1, True), told


def test_a_bundle_has_its_entries_and_no_more(verified: Verify, tmp_path: Path) -> None:
    folder = serve(tmp_path / "served", LEAVES)
    file = folder / "log/tile/entries/000.p/3"
    for content, found in (
        (file.read_bytes() + b"\0\0", "more than it should"),
        (file.read_bytes()[:-1], "cut short"),
    ):
        file.write_bytes(content)
        status, told = verified(folder)
        assert (status, found in told) == (1, True), told
        serve(folder, LEAVES)


def test_what_strangers_wrote_does_not_command_the_terminal(
    verified: Verify, tmp_path: Path
) -> None:
    leaf = attested({}, period="2026", note="\x1b[2J\nAll of it holds.\u202e\x9b")
    status, told = verified(serve(tmp_path / "served", [*LEAVES, leaf]))
    assert status == 0, told
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


def test_a_table_that_is_a_minute_old_is_waited_for(
    verified: Verify, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, moments = serve(tmp_path / "served", LEAVES), [0.0]
    new = (served / "transparency.csv").read_bytes()
    (served / "transparency.csv").write_bytes(table_of(totals(LEAVES[:1])))
    shown_at = [60.0]

    def sleep(seconds: float) -> None:
        moments[0] += seconds
        if moments[0] >= shown_at[0]:
            (served / "transparency.csv").write_bytes(new)

    monkeypatch.setattr("time.sleep", sleep)
    monkeypatch.setattr("time.monotonic", lambda: moments[0])
    status, told = verified(address)
    assert (status, "waiting" in told) == (0, True), told
    (served / "transparency.csv").write_bytes(table_of(totals(LEAVES[:1])))
    shown_at[0] = 9e9
    status, told = verified(address)
    assert (status, "is of 1 entries, and 3 were signed before" in told) == (1, True), told


def test_a_witness_that_was_asked_for_has_signed(verified: Verify, tmp_path: Path) -> None:
    folder = serve(tmp_path / "served", LEAVES)
    asked = ("--witness", WITNESS_KEY.vkey())
    assert verified(folder, *asked)[0] == 2
    head = (folder / "log/checkpoint").read_text()
    (folder / "log/cosigned").write_text(head)
    for arguments in (asked, ()):
        status, told = verified(folder, *arguments)
        assert (status, "nobody but the log signed" in told) == (1, True), told
    # The log's own key is no witness's.
    assert verified(folder, "--witness", notes.log_key(KEY).vkey())[0] == 1
    body = notes.parse_note(head).body
    line = notes.cosign(WITNESS, name=WITNESS_KEY.name, body=body, date=9)
    (folder / "log/cosigned").write_text(head + line)
    assert verified(folder, *asked)[0] == 0
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    by_another = notes.cosign(other, name=WITNESS_KEY.name, body=body, date=9)
    (folder / "log/cosigned").write_text(head + by_another)
    status, told = verified(folder, *asked)
    assert (status, "did not sign" in told) == (1, True), told
    spoilt = f"{line[:-10]}{'A' if line[-10] != 'A' else 'B'}{line[-9:]}"
    (folder / "log/cosigned").write_text(head + spoilt)
    status, told = verified(folder, *asked)
    assert (status, "is forged" in told) == (1, True), told
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
