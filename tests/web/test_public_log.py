"""The log over HTTP: what a verifier, a witness and a mirror ask for, and what is refused."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY

from heliograph.config import Limits, Settings, parse_address
from heliograph.safety.errors import NothingThere
from heliograph.safety.log import merkle, notes, verify
from heliograph.safety.log.attestations import Table, attestation_leaf
from heliograph.safety.log.proofs import is_good, parse_receipt
from heliograph.server.http import bind, make_http, serve_http
from heliograph.server.public_log import make_log_pages
from heliograph.storage.sqlite.pruning import Keep
from support.empty_store import open_store
from support.log_place import WATCHED, LogPlace
from support.public_log import DAY, WITNESS_KEY, enter_some, witnessed


def knows(puid: str, token: str) -> bool:
    return token == f"token of {puid}"


@pytest.fixture
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[LogPlace]:
    store = open_store(tmp_path / "store.sqlite")
    given = getattr(request, "param", {})
    settings = Settings(trust_contact="mailto:trust@example.org", **given)
    place = LogPlace(store)

    def now() -> float:
        return place.now

    pages = make_log_pages(settings, place.log, WATCHED, now=now, domain_now=now, knows=knows)
    listener = bind(parse_address("127.0.0.1:0"))
    place.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with serve_http(make_http(lambda: True, pages), listener, Limits()):
        yield place
    await store.close()


def verified(capsys: pytest.CaptureFixture[str], monkeypatch: Any, *arguments: str) -> Any:
    monkeypatch.setattr("sys.argv", ["verify.py", *arguments])
    status = verify.main()
    told = capsys.readouterr()
    return status, told.out, told.err


async def test_tiles_and_bundles_are_kept_for_good_and_heads_for_a_moment(place: LogPlace) -> None:
    await place.grow([f"p{number}" for number in range(300)])
    head = await place.get("/log/checkpoint")
    assert head.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert head.headers["Cache-Control"] == "public, max-age=2"
    assert (
        await place.get("/log/checkpoint", **{"If-None-Match": head.headers["ETag"]})
    ).status == 304
    size = notes.parse_note(head.body.decode()).checkpoint.size
    assert size == 300
    for path in ("/log/tile/0/000", "/log/tile/0/001.p/44", "/log/tile/1/000.p/1",
                 "/log/tile/entries/000", "/log/tile/entries/001.p/44"):  # fmt: skip
        found = await place.get(path)
        assert found.status == 200, path
        assert "immutable" in found.headers["Cache-Control"]
        assert found.headers["Content-Type"] == "application/octet-stream"
    tile = (await place.get("/log/tile/0/000")).body
    leaf = next(verify.unbundle((await place.get("/log/tile/entries/000")).body, 1))
    assert merkle.leaf_hash(leaf) == tile[:32]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/log/checkpoint", 404),
        ("/log/cosigned", 404),
        ("/log/tile/0/000", 404),
        ("/log/tile/64/000", 400),
        ("/log/tile/x/000", 400),
        ("/log/tile/0/0", 400),
        ("/log/tile/0/000.p/256", 400),
        ("/log/tile/entries/../../heliograph.db", 400),
        ("/log/tile/entries/000.p/1", 404),
        ("/log/tile/entries/x999/x999/x999/x999/999", 404),
        ("/log/tile/63/x999/x999/x999/x999/999", 404),
        ("/log/tile/entries/x999/x999/x999/x999/x999/x999/999", 400),
        ("/log/proof/nobody", 404),
        ("/log/proof/a%20b", 400),
        ("/log/proof/" + "x" * 65, 400),
        ("/log/proof/x?event=gossip", 400),
        ("/log/consistency", 400),
        ("/log/consistency?first=2&second=1", 400),
        ("/log/consistency?first=-1&second=1", 400),
        ("/log/consistency?first=0&second=99999999999999999", 400),
        ("/log/consistency?first=0&second=7", 404),
    ],
)
async def test_what_is_not_there_or_malformed_is_refused(
    place: LogPlace, path: str, status: int
) -> None:
    found = await place.get(path)
    assert found.status == status
    assert found.headers["Cache-Control"] == "no-store"


async def test_who_asks_too_much_waits(place: LogPlace) -> None:
    answers = [
        (await place.get("/log/witnessed", b"x")).status
        for _ in range(Limits().log_heads_per_address_per_minute + 1)
    ]
    assert answers[0] == 400
    assert answers[-1] == 429
    assert (await place.get("/log/proof/nobody")).status == 404


async def test_proofs_prove(place: LogPlace) -> None:
    await place.grow(["a", "b", "c"])
    old = notes.parse_note((await place.get("/log/checkpoint")).body.decode()).checkpoint
    await place.grow(["d", "e"])
    new = notes.parse_note((await place.get("/log/checkpoint")).body.decode()).checkpoint
    found = json.loads((await place.get("/log/consistency?first=3&second=5")).body)
    proof = [base64.b64decode(one) for one in found["proof"]]
    assert merkle.is_continued((old.size, old.root), (new.size, new.root), proof)
    receipt = parse_receipt((await place.get("/log/proof/b?event=decision")).body.decode())
    assert receipt.place == 1
    assert is_good(receipt, WATCHED.key)


async def test_what_an_entry_binds_is_for_whom_it_is_about(place: LogPlace) -> None:
    await place.grow(["a"])
    found = await place.get("/log/disclosure/a?t=token%20of%20a")
    assert found.headers["Cache-Control"] == "no-store"
    salt = b"a".rjust(32, b"s").hex()
    entry = {"event": "decision", "place": 0, "salt": salt, "record": "{}"}
    assert json.loads(found.body) == {"puid": "a", "entries": [entry]}
    for path in ("a", "a?t=", "a?t=token%20of%20b", "b?t=token%20of%20b"):
        assert (await place.get(f"/log/disclosure/{path}")).status == 404


async def test_trust_says_who_signs_and_what_is_promised(place: LogPlace) -> None:
    await place.grow([])
    said = json.loads((await place.get("/.well-known/trust.json")).body)
    assert said["contact"] == "mailto:trust@example.org"
    assert said["languages"] == ["de", "en", "fr", "ko", "ru"]
    assert said["log"]["key"] == WATCHED.key.vkey()
    assert said["log"]["merge_delay_s"] == 60
    assert said["log"]["witnesses"] == [WITNESS_KEY.vkey()]
    assert said["surfaces"]["e2e"]["text_rules"] is False
    assert said["solo"] is False


@pytest.mark.parametrize("place", [{"safety_solo": True}], indirect=True)
async def test_trust_says_that_one_person_runs_the_service(place: LogPlace) -> None:
    assert json.loads((await place.get("/.well-known/trust.json")).body)["solo"] is True


async def test_a_witness_is_heard_and_shown(place: LogPlace) -> None:
    await place.grow(["a"])
    head = await place.log.newest_head()
    assert head is not None
    note = witnessed(head)
    lines = "".join(notes.line_of(note, key) for key in (WATCHED.key, WITNESS_KEY))
    assert (await place.get("/log/witnessed", f"{note.body}\n{lines}".encode())).status == 200
    shown = (await place.get("/log/checkpoint")).body.decode()
    assert notes.is_signed(notes.parse_note(shown), WITNESS_KEY)
    assert (await place.get("/log/cosigned")).body.decode() == shown
    assert (await place.get("/log/witnessed", head.note.encode())).status == 400
    assert (await place.get("/log/witnessed", b"\xff")).status == 400
    assert (await place.get("/log/witnessed", b"x" * 20_000)).status == 400


async def test_what_a_witness_signed_before_a_restore_is_refused_and_counted(
    place: LogPlace,
) -> None:
    await place.grow(["a"])
    head = await place.log.newest_head()
    assert head is not None
    restored = "INSERT INTO meta (name, value) VALUES ('log_restored', 100)"
    await place.store._change(lambda db: db.execute(restored))
    before = refused_heads()
    for date, status in ((99, 409), (100, 200)):
        note = witnessed(head, date=date)
        lines = "".join(notes.line_of(note, key) for key in (WATCHED.key, WITNESS_KEY))
        answer = await place.get("/log/witnessed", f"{note.body}\n{lines}".encode())
        assert answer.status == status
    assert refused_heads() == before + 1


def refused_heads() -> float:
    return REGISTRY.get_sample_value("heliograph_log_heads_refused_total") or 0.0


async def test_the_verifier_finds_a_log_to_be_what_it_says(
    place: LogPlace, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    heads, saved = str(tmp_path / "heads.json"), tmp_path / "saved"
    await place.grow([f"p{number}" for number in range(270)])
    table = Table(name="keyword", of={"event": "decision"}, cells={"x": 265, "y": 5})
    leaf = attestation_leaf(day=DAY, period="2026-11", figures={"staff": 3}, tables=[table])
    await place.log.attest(leaf, date=5)
    await place.grow(["p3"], event="appeal")
    check = (place.base, "--heads", heads)
    status, out, err = await asyncio.to_thread(verified, capsys, monkeypatch, *check)
    assert (status, err) == (0, "")
    assert "270  decision STATEMENT_CATEGORY_SCAMS_AND_FRAUD visibility law in_app public" in out
    assert '"staff": 3' in out.partition("ATTESTED")[2]
    assert "none signed this head" in out
    await place.grow(["later"])
    receipt = tmp_path / "p3.tlog-proof"
    receipt.write_bytes((await place.get("/log/proof/p3")).body)
    disclosure = tmp_path / "p3.json"
    disclosure.write_bytes((await place.get("/log/disclosure/p3?t=token%20of%20p3")).body)
    status, out, err = await asyncio.to_thread(
        verified, capsys, monkeypatch, *check, "--receipt", str(receipt), "--disclosure",
        str(disclosure), "--save", str(saved),
    )  # fmt: skip
    assert (status, err) == (0, "")
    assert "remembered   272 entries" in out
    assert "receipt      entry 3" in out
    assert verified(capsys, monkeypatch, str(saved), "--heads", heads)[0] == 0
    disclosure.write_text(disclosure.read_text().replace("{}", "{ }"))
    status, _, err = verified(
        capsys, monkeypatch, str(saved), "--receipt", str(receipt), "--disclosure", str(disclosure)
    )
    assert (status, "about something else" in err) == (1, True)


async def test_the_verifier_finds_what_was_changed(
    place: LogPlace, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    saved = tmp_path / "saved"
    arguments = ("--heads", str(tmp_path / "heads.json"))
    await place.grow([f"p{number}" for number in range(5)])
    fetched = (place.base, *arguments, "--save", str(saved))
    assert (await asyncio.to_thread(verified, capsys, monkeypatch, *fetched))[0] == 0

    def finds(name: str, old: bytes, new: bytes) -> str:
        file = saved / name
        was = file.read_bytes()
        assert old in was
        file.write_bytes(was.replace(old, new, 1))
        status, _, err = verified(capsys, monkeypatch, str(saved), *arguments)
        file.write_bytes(was)
        assert status == 1
        return str(err)

    assert "published 4, in the log 5" in finds("transparency.json", b'"count":5', b'"count":4')
    assert "two histories" in finds("log/tile/entries/000.p/5", b'"in_app"', b'"notice"')
    assert "forged" in finds("log/checkpoint", b"\n5\n", b"\n4\n")
    assert "another head" in finds("transparency.json", b'"size":5', b'"size":6')
    assert "malformed" in finds(
        "transparency.json", b'"measures":["visibility"]', b'"measures":[{}]'
    )
    assert "no verifier key" in finds(".well-known/trust.json", b'"log":{', b'"log":[],"was":{')
    heads = json.loads((tmp_path / "heads.json").read_text())
    await place.grow(["more"])
    assert (await asyncio.to_thread(verified, capsys, monkeypatch, place.base, *arguments))[0] == 0
    status, _, err = verified(capsys, monkeypatch, str(saved), *arguments)
    assert (status, "had 6 entries, and now has 5" in err) == (1, True)
    assert heads
    (saved / "transparency.json").unlink()
    assert verified(capsys, monkeypatch, str(saved), *arguments)[0] == 2


class Holder:
    """Somebody who was given a receipt, and what it binds, and keeps both."""

    def __init__(self, folder: Path, capsys: Any, monkeypatch: Any) -> None:
        self.receipt, self.disclosure = folder / "receipt.txt", folder / "disclosure.json"
        self.heads = folder / "heads.json"
        self._verified = partial(verified, capsys, monkeypatch)

    async def given(self, place: LogPlace, puid: str) -> None:
        proof = await place.get(f"/log/proof/{puid}?event=decision")
        self.receipt.write_bytes(proof.body)
        bound = await place.get(f"/log/disclosure/{puid}?t=token%20of%20{puid}")
        self.disclosure.write_bytes(bound.body)

    async def verifies(self, where: str) -> tuple[int, str]:
        held = ("--receipt", str(self.receipt), "--disclosure", str(self.disclosure))
        status, _, err = await asyncio.to_thread(
            self._verified, where, "--heads", str(self.heads), *held
        )
        return status, err


async def test_a_log_of_which_something_was_erased_verifies_and_tells_nothing_of_it(
    place: LogPlace, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    kept = place.store.safety(b"e" * 32)
    holder = Holder(tmp_path, capsys, monkeypatch)
    await place.grow([f"p{number}" for number in range(5)])
    await holder.given(place, "p3")
    assert await holder.verifies(place.base) == (0, "")
    assert await kept.erase_logged("p3", by="ann", date=9) == 1
    # The leaf is what it was: what was seen is continued, and a receipt still proves it.
    assert await holder.verifies(place.base) == (0, "")
    await place.grow(["later"])
    assert await holder.verifies(place.base) == (0, "")
    for path in ("proof/p3", "disclosure/p3?t=token%20of%20p3"):
        assert (await place.get(f"/log/{path}")).status == 404
    assert (await place.get("/log/proof/p2")).status == 200
    # Nothing of what it was about is left to tell it from any other.
    bundle = (await place.get("/log/tile/entries/000.p/6")).body
    leaves = [json.loads(leaf) for leaf in verify.unbundle(bundle, 6)]
    assert all(one.keys() == leaves[0].keys() for one in leaves)
    with pytest.raises(NothingThere):
        await kept.erase_logged("p3", by="ann", date=9)


async def test_what_entries_are_about_goes_in_time_and_the_log_verifies(
    place: LogPlace, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    holder = Holder(tmp_path, capsys, monkeypatch)
    await enter_some(place.store, ["old"], date=100)
    await enter_some(place.store, ["young"], date=200)
    period = attestation_leaf(day=DAY, period="2026-10", figures={}, tables=[])
    assert await place.log.attest_once(period, period="2026-10", by="ann", date=100)
    await place.grow([])
    await holder.given(place, "old")
    # It has no place yet: whoever gives it one needs to know what it is.
    await enter_some(place.store, ["waits"], date=100)

    async def prune() -> None:
        keep = Keep(
            now=300,
            sends_after=0,
            codes_after=0,
            unused_keys_after=0,
            expired_keys_after=0,
            logged_after=200,
        )
        while await place.store.prune(keep):
            pass

    async def told() -> list[int]:
        return [
            (await place.get(f"/log/disclosure/{one}?t=token%20of%20{one}")).status
            for one in ("old", "young", "waits")
        ]

    await prune()
    assert await told() == [404, 200, 200]
    await place.grow([])
    assert await holder.verifies(place.base) == (0, "")
    await prune()
    assert await told() == [404, 200, 404]
    assert await holder.verifies(place.base) == (0, "")
    # A period stays attested, whatever goes.
    assert not await place.log.attest_once(period, period="2026-10", by="ann", date=300)


async def test_attested_tables_add_up_to_the_log(
    place: LogPlace, capsys: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    await place.grow(["a", "b"])
    table = Table(name="keyword", of={"event": "decision"}, cells={"x": 12})
    await place.log.attest(
        attestation_leaf(day=DAY, period="2026", figures={}, tables=[table]), date=5
    )
    await place.grow([])
    arguments = (place.base, "--heads", str(tmp_path / "heads.json"))
    status, _, err = await asyncio.to_thread(verified, capsys, monkeypatch, *arguments)
    assert (status, "keyword adds up to 12, the log to 2" in err) == (1, True)


async def test_the_verifier_is_served_as_it_is(place: LogPlace) -> None:
    served = (await place.get("/verify.py")).body
    assert served == await asyncio.to_thread(Path(verify.__file__).read_bytes)
