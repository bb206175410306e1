"""Photos of people that others chose for them, or suggested to them, with real clients."""

from pathlib import Path

import pytest
from PIL import Image

from support.actors import Actor

pytestmark = pytest.mark.play

PAIRS = [("telethon", "tdlib"), ("tdlib", "telethon")]
RED, GREEN, BLUE = (200, 20, 20), (20, 200, 20), (20, 20, 200)


def picture(folder: Path, color: tuple[int, int, int]) -> str:
    path = folder / f"{'-'.join(map(str, color))}.jpg"
    Image.new("RGB", (640, 640), color).save(path)
    return str(path)


async def see_face(viewer: Actor, username: str, folder: Path, *, chosen: bool) -> tuple[int, ...]:
    """The color that somebody is shown by, once it is the viewer's choice or is not."""
    await viewer.do_until(lambda face: face["chosen"] is chosen, "face", username=username)
    path = await viewer.do("photo_of", username=username, path=str(folder / f"seen-{chosen}.jpg"))
    with Image.open(path) as face:
        middle = face.getpixel((face.width // 2, face.height // 2))
    return tuple(round(part / 180) * 180 + 20 for part in middle)


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_a_photo_chosen_for_a_contact_is_shown_until_it_is_taken_back(
    cast, tmp_path: Path, first: str, second: str
) -> None:
    alice, bob = await cast(first, name="Alice"), await cast(second, name="Bob")
    await bob.do("set_username", username="bob_face")
    await bob.do("set_photo", path=picture(tmp_path, BLUE))
    await alice.do("contact", phone=bob.phone, first_name="Bob")
    assert await see_face(alice, "bob_face", tmp_path, chosen=False) == BLUE
    await alice.do("choose_photo", username="bob_face", path=picture(tmp_path, RED))
    assert await see_face(alice, "bob_face", tmp_path, chosen=True) == RED
    await alice.do("choose_photo", username="bob_face", path=None)
    assert await see_face(alice, "bob_face", tmp_path, chosen=False) == BLUE


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_who_is_suggested_a_photo_takes_it_up(
    cast, tmp_path: Path, first: str, second: str
) -> None:
    alice, bob = await cast(first, name="Alice"), await cast(second, name="Bob")
    for actor, own in ((alice, "alice_face"), (bob, "bob_face")):
        await actor.do("set_username", username=own)
    await bob.do("set_photo", path=picture(tmp_path, BLUE))
    await alice.do("resolve", username="bob_face")
    await bob.do("resolve", username="alice_face")
    await alice.do("suggest_photo", username="bob_face", path=picture(tmp_path, GREEN))
    for actor, peer in ((alice, "bob_face"), (bob, "alice_face")):
        await actor.do_until(bool, "is_suggested", peer=peer)
    assert await see_face(alice, "bob_face", tmp_path, chosen=False) == BLUE
    old = await alice.do("face", username="bob_face")
    await bob.do("take_suggestion", peer="alice_face")
    await alice.do_until(lambda face: face["id"] != old["id"], "face", username="bob_face")
    assert await see_face(alice, "bob_face", tmp_path, chosen=False) == GREEN
