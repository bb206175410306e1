"""What people delete leaves no trace in any file, whichever way it had come in."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from heliograph.actions import bots
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.pruning import Keep
from heliograph.tl import functions, types
from support.erasing_stage import erasing_stage
from support.leaving_no_trace import WAYS, marker, traces
from support.stage import Stage, init_connection, sign_in_again
from support.talk import ANN, CAT, People, three_people

FILLERS = 300
TO_OTHERS = {
    "text",
    "edited_to",
    "edited_away",
    "link",
    "quote",
    "quoted_by_an_answer",
    "forwarded",
    "shared_contact",
    "venue",
    "poll",
    "said_below_a_poll",
    "thing_to_do",
    "thing_struck_out",
    "said_in_a_group",
    "said_in_a_group_before_one_left",
    "group_title",
    "group_about",
}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with erasing_stage(tmp_path) as made:
        yield made


@pytest.fixture
async def people(stage: Stage) -> People:
    """With so much between them that what is deleted stands in the middle of other things."""
    people = await three_people(stage)
    await fill(people, FILLERS)
    return people


async def fill(people: People, count: int) -> None:
    chance = random.Random(count)
    for number in range(count):
        text = "x" * chance.randint(1, 400)
        pair = chance.sample((people.ann, people.ben, people.cat), 2)
        await pair[0].send(pair[0].to(pair[1]), f"{number} {text}")


async def gone(folder: Path, markers: dict[str, str]) -> set[str]:
    """What still lies in the files when it should not."""
    left = traces(folder, markers)
    for _ in range(300):
        if not left:
            break
        await asyncio.sleep(0.01)
        left = traces(folder, markers)
    return left


async def test_what_is_deleted_is_in_no_file(people: People, tmp_path: Path) -> None:
    markers = {way: marker(way) for way in WAYS}
    take_out = {}
    for way, plant in WAYS.items():
        take_out[way] = await plant(people.ann, people.ben, markers[way])
        await index(people.stage)
        # Else nothing would show that the search finds what is there.
        assert traces(tmp_path, {way: markers[way]}) == {way}
    await fill(people, FILLERS)
    for delete in take_out.values():
        await delete()
    assert await gone(tmp_path, markers) == set()


@pytest.mark.parametrize("way", sorted(WAYS))
async def test_the_only_thing_in_a_new_store_is_deleted_as_well(stage: Stage, way: str) -> None:
    """What has no words is in no index, and is not taken out of it."""
    people = await three_people(stage)
    take_out = await WAYS[way](people.ann, people.ben, marker(way))
    await index(stage)
    await take_out()
    await index(stage)
    assert isinstance(stage.store, SqliteStore)
    assert list(await stage.store.check(whole=True)) == []


async def test_much_that_is_deleted_here_and_there_is_in_no_file(
    people: People, tmp_path: Path
) -> None:
    """Rows move between pages as others come and go, and must not leave a shadow behind."""
    chance, mark = random.Random(7), marker("much")
    ann, ben = people.ann, people.ben
    ids: list[int] = []
    for number in range(400):
        text = f"{mark} " * chance.randint(1, 40) if number % 2 else "y" * chance.randint(1, 900)
        answer = await ann.send(ann.to(ben), text)
        if number % 2:
            ids.append(answer.updates[0].id)
    for number in chance.sample(range(1_000, 9_000), 300):
        entry = types.InputPhoneContact(
            client_id=number, phone=f"44770{number:06}", first_name=mark, last_name="z" * 60
        )
        await ann(functions.contacts.ImportContacts(contacts=[entry]))
    await index(people.stage)
    assert traces(tmp_path, {"much": mark})
    chance.shuffle(ids)
    while ids:
        batch, ids = ids[:17], ids[17:]
        await ann(functions.messages.DeleteMessages(id=batch, revoke=True))
        await fill(people, 3)
    await ann(functions.contacts.ResetSaved())
    assert await gone(tmp_path, {"much": mark}) == set()


async def test_a_deleted_account_is_in_no_file(people: People, tmp_path: Path) -> None:
    """But for what it wrote to others, who keep it."""
    mine = {way: marker(way) for way in WAYS if way not in TO_OTHERS}
    for way, mark in mine.items():
        await WAYS[way](people.cat, people.ann, mark)
    assert traces(tmp_path, mine) == mine.keys()
    await people.cat(functions.account.DeleteAccount(reason="tired"))
    await forget(people.stage)
    assert await gone(tmp_path, {**mine, "number": CAT}) == set()


async def index(stage: Stage) -> None:
    """What a running server does within a second."""
    assert isinstance(stage.store, SqliteStore)
    while await stage.store.unindexed():
        await stage.store.index_messages(at_most=100)


async def forget(stage: Stage) -> None:
    """What housekeeping does every minute."""
    assert isinstance(stage.store, SqliteStore)
    now = stage.clock.now()
    before = dict.fromkeys(
        ("sends_after", "codes_after", "unused_keys_after", "expired_keys_after"), now + 1
    )
    while await stage.store.prune(Keep(now=now, **before)):
        pass


async def test_what_a_bot_says_of_itself_goes_with_it(people: People, tmp_path: Path) -> None:
    markers = {way: marker(way) for way in ("description", "command")}
    made = await bots.add_bot(
        people.stage.app, name="Echo", username="echo_bot", owner_id=people.ann.id
    )
    bot = await people.stage.device()
    await bot(
        functions.auth.ImportBotAuthorization(
            flags=0, api_id=1, api_hash="0", bot_auth_token=made.token
        )
    )
    scope = types.BotCommandScopeDefault()
    command = types.BotCommand(command="echo", description=markers["command"])
    await bot(functions.bots.SetBotInfo(lang_code="", description=markers["description"]))
    await bot(functions.bots.SetBotCommands(scope=scope, lang_code="", commands=[command]))
    assert traces(tmp_path, markers) == markers.keys()
    await bot(functions.bots.SetBotInfo(lang_code="", description=""))
    await bot(functions.bots.ResetBotCommands(scope=scope, lang_code=""))
    assert await gone(tmp_path, markers) == set()


async def test_a_device_that_logged_out_is_not_known_any_more(
    people: People, tmp_path: Path
) -> None:
    model = {"model": marker("model")}
    device = await sign_in_again(people.ann.device, ANN, layer=225)
    await device(init_connection(functions.help.GetConfig(), device_model=model["model"]))
    assert traces(tmp_path, model)
    await device(functions.auth.LogOut())
    await forget(people.stage)
    assert await gone(tmp_path, model) == set()


async def test_copies_made_by_upgrades_go_in_time(people: People, tmp_path: Path) -> None:
    copied = {"text": marker("text")}
    take_out = await WAYS["text"](people.ann, people.ben, copied["text"])
    store = people.stage.store
    assert isinstance(store, SqliteStore)
    (await store.snapshot()).rename(tmp_path / "before-schema-99.sqlite")
    await take_out()
    await store.drop_backups(made_before=int(time.time()) - 60)
    assert traces(tmp_path, copied) == {"text"}
    await store.drop_backups(made_before=int(time.time()) + 60)
    assert await gone(tmp_path, copied) == set()
