"""Every method of a client's first minute answers, in every layer that has it."""

import csv
from collections.abc import AsyncIterator, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from heliograph.config import limits_for
from heliograph.domain.terms import make_terms
from heliograph.rpc.registry import load_methods
from heliograph.rpc.wrappers import honoured
from heliograph.tl import functions, types
from heliograph.tl import registry as schema
from heliograph.tl.codec import decode_as_written
from heliograph.tl.definitions import Definition, Field
from heliograph.tl.errors import DecodeError
from heliograph.tl.layers import NEWEST, OLDEST
from support import tier_one
from support.covered import objects_in
from support.empty_store import open_store
from support.fakes import FakeClock
from support.stage import RPC_ERROR, VECTOR, Device, Stage
from support.talk import ANN, People, three_people
from support.tier_one import ARGUMENTS, DRAWN, EMPTY, FIXED, ORDER, REAL, REFUSED, WRAPPERS
from support.tl_reference import write

NUMBER_BYTES = {"int": 4, "long": 8}


def tier_one_names() -> set[str]:
    table = resources.files("heliograph.data").joinpath("methods.csv").read_text("utf-8")
    return {row["method"] for row in csv.DictReader(table.splitlines()) if row["tier"] == "1"}


def test_every_method_stands_in_one_table() -> None:
    tables = (WRAPPERS, REAL, FIXED, EMPTY, REFUSED)
    listed = [name for table in tables for name in table]
    assert sorted(listed) == sorted(tier_one_names())
    assert len(listed) == 130
    assert DRAWN.keys() <= REAL
    assert ARGUMENTS.keys() <= set(listed)


def test_no_method_is_silently_missing() -> None:
    there = {*load_methods(), *honoured()}
    assert tier_one_names() <= there


class World:
    """One server for all layers; for each of them somebody signs in, and somebody new signs up."""

    def __init__(self, people: People, reaction: types.AvailableReaction) -> None:
        self.stage: Stage = people.stage
        ann, ben = people.ann, people.ben
        peer = ("inputPeerUser", {"user_id": ben.id, "access_hash": ann.hash_of(ben)})
        user = ("inputUser", {"user_id": ben.id, "access_hash": ann.hash_of(ben)})
        self.given: dict[str, dict[str, Any]] = {
            **ARGUMENTS,
            "messages.getHistory": {"peer": peer, "limit": 20},
            "messages.getPeerDialogs": {"peers": [("inputDialogPeer", {"peer": peer})]},
            "messages.getPeerSettings": {"peer": peer},
            "messages.search": {"peer": peer, "q": "hello", "limit": 20},
            "messages.sendMessage": {"peer": peer, "message": "hello"},
            "upload.getFile": {"location": _location(reaction.static_icon), "limit": 4096},
            "users.getFullUser": {"id": user},
            "users.getUsers": {"id": [user, ("inputUserSelf", {})]},
        }

    async def ask(self, device: Device, name: str, given: dict[str, Any]) -> bytes | None:
        """The answer to the least query of the device's layer; None if the layer has none."""
        definition = schema.at_layer(name, device.layer)
        if definition is None:
            return None
        fields = {field.name for field in definition.values}
        known = {field: value for field, value in given.items() if field in fields}
        return await device.raw(write(tier_one.arguments_for(device.layer, definition, known)))


def _location(document: Any) -> tuple[str, dict[str, Any]]:
    fields = ("id", "access_hash", "file_reference")
    return "inputDocumentFileLocation", {name: getattr(document, name) for name in fields}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    clock = FakeClock()
    path: Path = tmp_path_factory.mktemp("store") / "store.sqlite"
    store = open_store(path, now=clock.now)
    stage = Stage(store, folder=path.parent, clock=clock, limits=limits_for("bench"))
    stage.turn(terms=make_terms("Be kind: https://example.org/rules"))
    people = await three_people(stage)
    ann, ben = people.ann, people.ben
    await ben.device(functions.account.UpdateUsername(username="benny"))
    await ben.send(ben.to(ann), "hello **there**")
    await ann.send(ann.to(ben), "hello https://example.org")
    answer = await ann(functions.messages.GetAvailableReactions(hash=0))
    yield World(people, answer.reactions[0])
    await stage.settle()
    await store.close()


def text_of(answer: bytes) -> str:
    return answer[9 : 9 + answer[8]].decode()


class Written(NamedTuple):
    """What an answer is made of: the outermost objects, all definitions, and whether it is bare."""

    outermost: frozenset[str]
    definitions: frozenset[Definition]
    bare: bool


@cache
def written(answer: bytes) -> Written:
    """Most answers are the same in many layers, and are read once."""
    objects = list(elements(answer)) if answer[:4] == VECTOR else [decode_as_written(answer)]
    if answer[:4] != VECTOR:
        assert write(objects[0]) == answer
    parts = list(objects_in(objects))
    return Written(
        outermost=frozenset(one.TL_DEFINITION.result for one in objects),
        definitions=frozenset(part.TL_DEFINITION for part in parts),
        bare=all(is_bare(part) for part in parts),
    )


def elements(answer: bytes) -> Iterator[Any]:
    """What stands in a boxed vector, one by one."""
    start = 8
    for _ in range(int.from_bytes(answer[4:8], "little")):
        for end in range(start + 4, len(answer) + 4, 4):
            try:
                made = decode_as_written(answer[start:end])
            except DecodeError:
                continue
            if write(made) == answer[start:end]:
                yield made
                break
        else:
            raise AssertionError("an element that no definition reads")
        start = end
    assert start == len(answer)


def is_bare(part: Any) -> bool:
    """Whether every list in an object is empty and every number of things is 0."""
    lists = (getattr(part, field) for field in part.TL_FIELDS)
    return not any(isinstance(value, list) and value for value in lists) and not getattr(
        part, "count", 0
    )


def check(name: str, layer: int, answer: bytes) -> None:
    """The answer is the one the table names, in the layer's own definitions."""
    expected = REFUSED.get(name, (DRAWN.get(name), ""))[0]
    if answer[:4] == RPC_ERROR:
        assert text_of(answer) == expected, (name, layer)
        return
    assert expected is None, (name, layer)
    method = schema.at_layer(name, layer)
    assert method is not None
    element = Field("", method.result, None, 0).element
    assert (element is None) == (answer[:4] != VECTOR), (name, layer)
    if element in NUMBER_BYTES:
        count = int.from_bytes(answer[4:8], "little")
        assert len(answer) == 8 + count * NUMBER_BYTES[element], (name, layer)
        return
    made = written(answer)
    assert made.outermost <= {element or method.result}, (name, layer)
    for definition in made.definitions:
        assert schema.at_layer(definition.name, layer) == definition, (name, layer)
        # Line 37 of what the official apps need: Android asks with hash 0 and crashes on this.
        assert not definition.name.endswith("NotModified"), (name, layer)
    assert made.bare or name not in EMPTY, (name, layer)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("layer", range(OLDEST, NEWEST + 1))
async def test_every_method_answers_in_the_layer_of_who_asks(world: World, layer: int) -> None:
    stage = world.stage
    stage.clock.date += 3_600
    device = await stage.device()
    device.layer = layer
    await device.sign_in(ANN)
    for name in sorted(tier_one_names() - WRAPPERS - {*ORDER}):
        given = {"random_id": layer, **world.given.get(name, {})}
        answer = await world.ask(device, name, given)
        if answer is not None:
            check(name, layer, answer)
    await sign_up(world, layer)


async def sign_up(world: World, layer: int) -> None:
    """All that somebody new asks for, in order."""
    stage = world.stage
    device = await stage.device()
    device.layer = layer
    await device(functions.help.GetNearestDc())
    phone = f"12025551{layer}"
    given: dict[str, Any] = {"phone_number": phone, "api_id": 1, "api_hash": "0"}
    for name in ORDER:
        if name == "auth.signUp":
            given["first_name"] = "Dee"
        answer = await world.ask(device, name, given)
        assert answer is not None
        check(name, layer, answer)
        if name in ("auth.sendCode", "auth.cancelCode"):
            if name == "auth.cancelCode":
                answer = await world.ask(device, "auth.sendCode", given)
                assert answer is not None
            given["phone_code_hash"] = decode_as_written(answer).phone_code_hash
            given["phone_code"] = stage.messenger.codes[-1][1]
        if name == "auth.resendCode":
            given["phone_code_hash"] = decode_as_written(answer).phone_code_hash
