"""How every store keeps the public log: in order, whole, signed, and never in two versions."""

from itertools import pairwise
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.safety.log import merkle, notes
from heliograph.safety.log.attestations import attestation_leaf
from heliograph.safety.log.entries import kind_of
from heliograph.safety.log.heads import Head, LogHeld, LogKeeper
from heliograph.safety.log.notes import parse_note
from heliograph.safety.log.proofs import is_good, parse_receipt
from heliograph.safety.log.verify import unbundle
from support.public_log import (
    DAY,
    WITNESS_KEY,
    enter_some,
    keeper,
    witnessed,
)

WATCHED = keeper(witnesses=(WITNESS_KEY,))


async def sequenced(store: Any, *, at_most: int = 500, by: Any = None) -> Head:
    log = store.public_log()
    while await log.sequence(by or keeper(), date=7, at_most=at_most):
        pass
    head: Head = await log.newest_head()
    return head


async def test_a_log_without_entries_has_a_head(store: Any) -> None:
    head = await sequenced(store)
    assert (head.size, head.root) == (0, merkle.EMPTY)
    assert (await store.public_log().totals())["size"] == 0


async def test_entries_get_places_in_their_order(store: Any) -> None:
    puids = [f"p{number}" for number in range(300)]
    await enter_some(store, puids)
    log = store.public_log()
    assert await log.receipt("p7", event="") is None
    assert (await sequenced(store, at_most=90)).size == 300
    for place in (0, 89, 90, 255, 256, 299):
        found = await log.receipt(f"p{place}", event="decision")
        assert found.place == place
        assert is_good(parse_receipt(found.text()), keeper().key)
    assert await log.receipt("p7", event="appeal") is None
    assert await log.receipt("nobody", event="") is None


async def test_every_head_continues_the_one_before(store: Any) -> None:
    log, heads = store.public_log(), []
    for step in range(6):
        await enter_some(store, [f"{step}.{number}" for number in range(step * 60)])
        heads.append(await sequenced(store))
    for old, new in pairwise(heads):
        proof = await log.consistency(old.size, new.size)
        assert merkle.is_continued((old.size, old.root), (new.size, new.root), proof)
    assert await log.consistency(0, heads[-1].size + 1) is None


async def test_what_is_served_is_signed(store: Any) -> None:
    log = store.public_log()
    await enter_some(store, [f"p{number}" for number in range(260)])
    assert await log.bundle(0, width=1) is None
    assert await log.tile(0, 0, width=1) is None
    await sequenced(store)
    await enter_some(store, ["later"])
    assert len(await log.tile(0, 1, width=4)) == 4 * 32
    assert len(await log.tile(1, 0, width=1)) == 32
    assert await log.bundle(1, width=4) is not None
    for wrong in (await log.tile(0, 1, width=5), await log.tile(1, 0, width=2)):
        assert wrong is None
    assert await log.bundle(1, width=5) is None
    assert await log.bundle(2, width=1) is None


async def test_totals_are_of_the_newest_head(store: Any) -> None:
    log = store.public_log()
    await enter_some(store, ["a", "b"])
    await enter_some(store, ["a"], event="appeal")
    leaf = attestation_leaf(day=DAY, period="2026-10", figures={"staff": 1})
    await log.attest(leaf, date=5)
    await sequenced(store)
    await enter_some(store, ["later"])
    found = await log.totals()
    assert found["size"] == 4
    assert {row["event"]: row["count"] for row in found["recomputed"]} == {
        "decision": 2,
        "appeal": 1,
    }
    assert [(row["place"], row["figures"]) for row in found["attested"]] == [(3, {"staff": 1})]
    assert kind_of(leaf) == b""


async def test_a_witness_signs_what_is_here(store: Any) -> None:
    log = store.public_log()
    await enter_some(store, ["a"])
    first = await sequenced(store, by=WATCHED)
    assert await log.cosigned_head() is None
    assert await log.take_witnessed(witnessed(first), WATCHED, date=9) == "kept"
    await enter_some(store, ["b"])
    await sequenced(store, by=WATCHED)
    assert (await log.cosigned_head()).size == 1
    assert len(parse_note((await log.cosigned_head()).text()).signatures) == 2
    # A receipt is of the head that somebody else signed, if it can be.
    assert len(parse_note((await log.receipt("a", event="")).note).signatures) == 2
    assert len(parse_note((await log.receipt("b", event="")).note).signatures) == 1
    assert (await log.log_standing(WATCHED)).witnesses == {WITNESS_KEY.name: (1, 9)}


async def test_who_sends_again_what_a_witness_signed_does_not_speak_for_it(store: Any) -> None:
    log = store.public_log()
    heads = []
    for puid in ("a", "b"):
        await enter_some(store, [puid])
        heads.append(await sequenced(store, by=WATCHED))
    await log.take_witnessed(witnessed(heads[1], date=20), WATCHED, date=21)
    assert await log.take_witnessed(witnessed(heads[0], date=10), WATCHED, date=99) == "kept"
    assert (await log.log_standing(WATCHED)).witnesses == {WITNESS_KEY.name: (2, 20)}
    # Whose clock is ahead has still not been heard later than now.
    assert await log.take_witnessed(witnessed(heads[1], date=10**6), WATCHED, date=99) == "kept"
    assert (await log.log_standing(WATCHED)).witnesses == {WITNESS_KEY.name: (2, 99)}


async def test_what_is_brought_back_goes_on_once_the_witness_has_signed_it(
    store: Any, open_store: Any, tmp_path: Any
) -> None:
    (tmp_path / "ahead").mkdir()
    ahead = open_store(tmp_path / "ahead")
    await enter_some(ahead, ["a", "b"])
    known = await sequenced(ahead)
    leaves = list(unbundle(await ahead.public_log().bundle(0, width=2), 2))
    await ahead.close()
    log = store.public_log()
    await store._change(
        lambda db: db.execute("INSERT INTO meta (name, value) VALUES ('log_restored', 100)")
    )
    # Whoever sends on a head that was public may keep a newer one back.
    assert await log.take_witnessed(witnessed(known, date=50), WATCHED, date=101) == "newer"
    await log.adopt(parse_note(known.note), WATCHED, leaves=leaves, date=102)
    await enter_some(store, ["c"])
    with pytest.raises(LogHeld, match="has yet to show"):
        await log.sequence(WATCHED, date=103, at_most=9)
    assert await log.take_witnessed(witnessed(known, date=104), WATCHED, date=104) == "kept"
    assert (await sequenced(store, by=WATCHED)).size == 3


@pytest.mark.parametrize(
    ("by", "why"),
    [
        (keeper(), ("no witness knows", "heliograph log --adopt DIR", "heliograph jobs --release")),
        (WATCHED, ("has yet to show the newest head",)),
    ],
)
async def test_a_restored_log_says_what_it_waits_for(
    store: Any, by: LogKeeper, why: tuple[str, ...]
) -> None:
    log = store.public_log()
    await enter_some(store, ["a"])
    known = await sequenced(store, by=by)
    await enter_some(store, ["b"])
    for name in ("restored", "log_restored"):
        marked = f"INSERT INTO meta (name, value) VALUES ('{name}', 100)"
        await store._change(lambda db, marked=marked: db.execute(marked))
    held = (await log.log_standing(by)).held
    assert held.startswith("restored from a backup")
    assert all(one in held for one in why)
    with pytest.raises(LogHeld):
        await log.sequence(by, date=103, at_most=9)
    if by.witnesses:
        await log.take_witnessed(witnessed(known, date=104), by, date=104)
        held = (await log.log_standing(by)).held
        assert held == "restored from a backup: heliograph jobs --release lets it go on"
    assert await store.release()
    assert (await log.log_standing(by)).held == ""
    assert (await sequenced(store, by=by)).size == 2


async def test_what_one_witness_signed_before_a_restore_says_nothing_of_the_others(
    store: Any,
) -> None:
    name, secret = "other.example", Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    other = notes.Key(name, notes.public_bytes(secret), notes.COSIGNATURE)
    both, log = keeper(witnesses=(other, WITNESS_KEY)), store.public_log()
    await enter_some(store, ["a"])
    head = await sequenced(store, by=both)
    await store._change(
        lambda db: db.execute("INSERT INTO meta (name, value) VALUES ('log_restored', 100)")
    )
    early = notes.cosign(secret, name=name, body=parse_note(head.note).body, date=99)
    late = witnessed(head, date=100)
    note = parse_note(f"{head.note}{early}{notes.line_of(late, WITNESS_KEY)}")
    assert await log.take_witnessed(note, both, date=200) == "outdated"
    assert (await log.log_standing(both)).witnesses == {WITNESS_KEY.name: (1, 100)}
    await enter_some(store, ["b"])
    with pytest.raises(LogHeld, match=f"{name} has yet to show"):
        await log.sequence(both, date=201, at_most=9)
    # A note that the first of them did not sign is heard for what the second did.
    assert await log.take_witnessed(witnessed(head, date=101), both, date=200) == "kept"
    assert (await log.log_standing(both)).witnesses == {WITNESS_KEY.name: (1, 101)}
    assert (await sequenced(store, by=WATCHED)).size == 2


async def test_a_head_with_another_history_is_forked_and_holds_the_log(
    store: Any, open_store: Any, tmp_path: Any
) -> None:
    (tmp_path / "other").mkdir()
    other = open_store(tmp_path / "other")
    await enter_some(other, ["x"])
    known = await sequenced(other)
    await other.close()
    await enter_some(store, ["a"])
    await sequenced(store, by=WATCHED)
    log = store.public_log()
    assert await log.take_witnessed(witnessed(known), WATCHED, date=9) == "forked"
    assert await log.cosigned_head() is None
    with pytest.raises(LogHeld, match="another history"):
        await log.sequence(WATCHED, date=7, at_most=9)


async def test_nothing_is_signed_on_a_shorter_tree_than_a_witness_knows(
    store: Any, open_store: Any, tmp_path: Any
) -> None:
    (tmp_path / "ahead").mkdir()
    ahead = open_store(tmp_path / "ahead")
    await enter_some(store, ["a"])
    await enter_some(ahead, ["a", "b"])
    known = await sequenced(ahead)
    await ahead.close()
    await sequenced(store, by=WATCHED)
    log = store.public_log()
    assert await log.take_witnessed(witnessed(known), WATCHED, date=9) == "newer"
    await enter_some(store, ["c"])
    with pytest.raises(LogHeld, match="knows 2 entries, and here are 1"):
        await log.sequence(WATCHED, date=7, at_most=9)
    assert "knows 2" in (await log.log_standing(WATCHED)).held
    # Whoever is no witness any more holds nothing up.
    assert (await log.sequence(keeper(), date=7, at_most=9)).size == 2
    with pytest.raises(LogHeld, match="another history"):
        await log.sequence(WATCHED, date=7, at_most=9)


async def test_another_key_signs_nothing(store: Any) -> None:
    await enter_some(store, ["a"])
    await sequenced(store)
    other = keeper(key=Ed25519PrivateKey.from_private_bytes(b"x" * 32))
    with pytest.raises(LogHeld, match="not the key"):
        await store.public_log().sequence(other, date=7, at_most=9)


async def test_a_step_that_fails_leaves_nothing(store: Any) -> None:
    def fail(size: int, root: bytes) -> str:
        raise RuntimeError(size)

    await enter_some(store, ["a"])
    broken = type(keeper())(key=keeper().key, sign=fail)
    with pytest.raises(RuntimeError):
        await store.public_log().sequence(broken, date=7, at_most=9)
    standing = await store.public_log().log_standing(keeper())
    assert (standing.size, standing.waiting, standing.since) == (0, 1, 5)
    assert (await sequenced(store)).size == 1


async def test_what_a_restored_log_lacks_comes_back_from_a_copy(
    store: Any, open_store: Any, tmp_path: Any
) -> None:
    (tmp_path / "ahead").mkdir()
    ahead = open_store(tmp_path / "ahead")
    for one in (store, ahead):
        await enter_some(one, ["a"])
        await sequenced(one)
        await enter_some(one, ["b"])
    known = await sequenced(ahead)
    await enter_some(ahead, ["c"])
    longest = await sequenced(ahead)
    leaves = list(unbundle(await ahead.public_log().bundle(0, width=3), 3))
    await ahead.close()
    log = store.public_log()
    await log.take_witnessed(witnessed(known), WATCHED, date=9)
    for copy, wrong in (
        (leaves[:2], "copy has 3 entries"),
        ([leaves[0], leaves[2], leaves[1]], "another history"),
    ):
        with pytest.raises(LogHeld, match=wrong):
            await log.adopt(parse_note(longest.note), keeper(), leaves=copy, date=9)
    note = parse_note(longest.note)
    assert await log.adopt(note, keeper(), leaves=leaves, date=9) == 2
    with pytest.raises(LogHeld, match="copy has 3 entries, and here are 3"):
        await log.adopt(note, keeper(), leaves=leaves, date=9)
    # What waited here has the place that it had there.
    assert (await log.receipt("b", event="")).place == 1
    assert await log.sequence(WATCHED, date=9, at_most=9) is None
    assert (await log.newest_head()).text() == longest.text()
    await enter_some(store, ["d"])
    assert (await sequenced(store, by=WATCHED)).size == 4
    assert (await log.totals())["recomputed"][0]["count"] == 4


async def test_what_is_erased_stays_in_the_log_and_says_nothing(store: Any) -> None:
    await enter_some(store, ["a", "b"])
    await enter_some(store, ["a"], event="appeal")
    head = await sequenced(store)
    log = store.public_log()
    was = await log.bundle(0, width=3)
    assert await log.erase("a") == 2
    assert await log.receipt("a", event="") is None
    assert (await log.receipt("b", event="")).place == 1
    assert await log.bundle(0, width=3) == was
    assert (await log.newest_head()).text() == head.text()
    await enter_some(store, ["c"])
    assert (await sequenced(store)).size == 4
