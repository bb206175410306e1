"""What lies there is compared with what the store says, and nothing else is believed."""

import hashlib

import pytest

from heliograph.actions import verifying
from heliograph.actions.blobs import keep_bytes
from heliograph.actions.verifying import verify_blobs
from heliograph.domain.blobs import EXAMPLES, Verified
from support.stage import Stage


async def let_go(stage: Stage, sha256: bytes) -> None:
    """The last file that held it goes, and with it the blob."""
    del stage.blobs.contents[sha256]
    await stage.store._change(  # type: ignore[attr-defined]
        lambda db: db.execute("DELETE FROM file_blobs WHERE sha256 = ?", (sha256,))
    )


async def held(stage: Stage, count: int) -> list[bytes]:
    """So many blobs that files hold, of 100 bytes each; their hashes."""
    made = []
    for number in range(count):
        sha256 = await keep_bytes(stage.app, f"{number:0100}".encode())
        await stage.store._change(  # type: ignore[attr-defined]
            lambda db, one=(number + 1, sha256): db.execute(
                "INSERT INTO file_blobs VALUES (?, ?)", one
            )
        )
        made.append(sha256)
    return made


async def test_whole_blobs_are_counted_over_several_pages(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "AT_ONCE", 4)
    await held(stage, 10)
    assert await verify_blobs(stage.app, contents=True) == Verified(whole=10, bytes=1_000)


async def test_what_is_missing_or_cut_off_is_found_without_reading(stage: Stage) -> None:
    gone, short, *_ = await held(stage, 5)
    del stage.blobs.contents[gone]
    stage.blobs.contents[short] = b"short"
    found = await verify_blobs(stage.app, contents=False)
    assert (found.whole, found.missing, found.spoilt) == (3, 1, 1)
    assert (found.missing_like, found.spoilt_like) == ((gone.hex(),), (short.hex(),))


async def test_another_content_of_the_same_length_is_found_by_reading(stage: Stage) -> None:
    changed, *_ = await held(stage, 3)
    stage.blobs.contents[changed] = b"x" * 100
    assert (await verify_blobs(stage.app, contents=False)).spoilt == 0
    found = await verify_blobs(stage.app, contents=True)
    assert (found.whole, found.spoilt_like) == (2, (changed.hex(),))


async def test_long_contents_are_read_to_their_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_READ_BYTES", 30)
    _, changed = await held(stage, 2)
    stage.blobs.contents[changed] = stage.blobs.contents[changed][:99] + b"x"
    found = await verify_blobs(stage.app, contents=True)
    assert (found.whole, found.spoilt_like) == (1, (changed.hex(),))


@pytest.mark.parametrize("is_held", [False, True])
async def test_what_goes_while_it_is_read_is_spoilt_if_it_is_held_and_else_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, *, is_held: bool
) -> None:
    first, *others = await held(stage, 3)
    seen = stage.blobs.read

    async def read(sha256: bytes, *, offset: int, limit: int) -> bytes:
        if sha256 == first and is_held:
            stage.blobs.contents.pop(first, None)
        elif sha256 == first:
            await let_go(stage, first)
        return await seen(sha256, offset=offset, limit=limit)

    monkeypatch.setattr(stage.blobs, "read", read)
    found = await verify_blobs(stage.app, contents=True)
    assert (found.whole, found.spoilt_like) == (len(others), (first.hex(),) if is_held else ())


async def test_many_missing_blobs_are_counted_and_the_first_are_named(stage: Stage) -> None:
    await held(stage, EXAMPLES + 5)
    stage.blobs.contents.clear()
    found = await verify_blobs(stage.app, contents=True)
    assert found.missing == EXAMPLES + 5
    assert len(found.missing_like) == EXAMPLES


async def test_what_nothing_holds_is_nobodys_loss(stage: Stage) -> None:
    sha256 = await keep_bytes(stage.app, b"of no file yet")
    del stage.blobs.contents[sha256]
    assert await verify_blobs(stage.app, contents=True) == Verified()


async def test_what_goes_meanwhile_is_not_missing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = await held(stage, 2)
    seen = stage.blobs.sizes

    async def sizes(sha256s: list[bytes]) -> object:
        await let_go(stage, first)
        return await seen(sha256s)

    monkeypatch.setattr(stage.blobs, "sizes", sizes)
    assert await verify_blobs(stage.app, contents=False) == Verified(whole=1, bytes=100)
    assert hashlib.sha256(f"{0:0100}".encode()).digest() == first
