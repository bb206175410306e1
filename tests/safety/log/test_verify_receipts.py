"""What somebody holds of the log, and a log of several bundles, before verify.py."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from heliograph.safety.log import merkle
from heliograph.safety.log.entries import leaf_of
from heliograph.safety.log.proofs import Receipt
from support.public_log import entry
from support.served_log import Verify, head_of, serve, verified

__all__ = ["verified"]

SALT, RECORD = b"s" * 32, '{"puid":"p","ä":1}'
MINE = leaf_of(entry(), commit=hashlib.sha256(SALT + RECORD.encode()).digest())
LEAVES = [leaf_of(entry(), commit=one.to_bytes(32, "big")) for one in range(300)]
LEAVES[271] = MINE


def receipt_at(place: int, size: int) -> str:
    """The receipt of a place in the tree of so many entries."""
    node = merkle.over([merkle.leaf_hash(leaf) for leaf in LEAVES])
    proof = merkle.inclusion(place, size, node)
    note = head_of(LEAVES[:size])
    return Receipt(leaf=LEAVES[place], place=place, proof=proof, note=note).text()


@pytest.fixture
def served(tmp_path: Path) -> Path:
    return serve(tmp_path / "served", LEAVES)


@pytest.mark.parametrize("dropped", [True, False])
def test_every_bundle_is_read_the_last_also_where_it_is_whole_by_now(
    verified: Verify, served: Path, dropped: bool
) -> None:
    partial = served / "log/tile/entries/001.p/44"
    if dropped:
        # Later entries may be anything: they are in no head yet.
        whole = partial.read_bytes() + 212 * b"\0\1?"
        partial.unlink()
        (served / "log/tile/entries/001").write_bytes(whole)
    status, told = verified(served)
    assert (status, "entries      300 read" in told) == (0, True), told
    assert " 300  decision STATEMENT_CATEGORY_SCAMS_AND_FRAUD visibility" in told


@pytest.mark.parametrize(
    ("place", "size"),
    [(271, 300), (271, 272), (0, 300), (255, 256), (256, 257), (0, 1), (299, 300)],
)
def test_a_receipt_is_in_the_log(
    verified: Verify, served: Path, tmp_path: Path, place: int, size: int
) -> None:
    held = tmp_path / "receipt"
    held.write_text(receipt_at(place, size))
    status, told = verified(served, "--receipt", str(held))
    assert (status, f"receipt      entry {place}: {{" in told) == (0, True), told


def test_a_receipt_that_is_none_is_found(verified: Verify, served: Path, tmp_path: Path) -> None:
    held, good = tmp_path / "receipt", receipt_at(271, 290)
    lines = good.split("\n")
    other = base64.b64encode(LEAVES[0]).decode()
    for old, new, why in (
        (lines[0], "c2sp.org/tlog-proof@v2", "of another kind"),
        (lines[1], lines[1].removeprefix("extra "), "malformed"),
        (lines[1], f"extra {other}", "does not show"),
        ("index 271", "index 270", "does not show"),
        ("index 271", "index 290", "does not show"),
        ("index 271", "index -1", "does not show"),
        ("index 271", "271", "malformed"),
        ("index 271", "index x", "malformed"),
        (lines[3] + "\n", "", "does not show"),
        (lines[3], f"{lines[3]}\n{lines[3]}", "does not show"),
        (lines[3], lines[4], "does not show"),
        ("\n290\n", "\n289\n", "forged"),
    ):
        assert good.count(old)
        held.write_text(good.replace(old, new, 1))
        status, told = verified(served, "--receipt", str(held))
        assert (status, why in told) == (1, True), (old, new, told)
    elsewhere = serve(tmp_path / "elsewhere", LEAVES[:280])
    held.write_text(good)
    status, told = verified(elsewhere, "--receipt", str(held))
    assert (status, "had 290 entries, and now has 280" in told) == (1, True), told
    changed = [*LEAVES[:3], LEAVES[4], *LEAVES[4:]]
    status, told = verified(serve(tmp_path / "changed", changed), "--receipt", str(held))
    assert (status, "the receipt's head is of another log" in told) == (1, True), told


def test_what_an_entry_is_about_is_what_it_binds(
    verified: Verify, served: Path, tmp_path: Path
) -> None:
    held, disclosed = tmp_path / "receipt", tmp_path / "disclosed"
    held.write_text(receipt_at(271, 300))
    asked = ("--receipt", str(held), "--disclosure", str(disclosed))
    mine = {"event": "decision", "salt": SALT.hex(), "record": RECORD}
    for entries, status, said in (
        ([mine], 0, f"is about {RECORD}"),
        ([{**mine, "record": "{}"}, mine], 0, f"is about {RECORD}"),
        ([{**mine, "record": "{}"}], 1, "about something else"),
        ([{**mine, "salt": "00" * 32}], 1, "about something else"),
        ([{**mine, "salt": "no"}], 1, "disclosure is malformed"),
        ([{"salt": SALT.hex()}], 1, "disclosure is malformed"),
        ([], 1, "about something else"),
    ):
        document = json.dumps({"entries": entries}, ensure_ascii=False)
        disclosed.write_text(document, encoding="utf-8")
        found, told = verified(served, *asked)
        assert (found, said in told) == (status, True), told
