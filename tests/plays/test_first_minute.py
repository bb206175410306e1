"""Each method of a client's first minute, asked in the layer of a library that reads the answer."""

from base64 import b64encode
from typing import Any

import pytest

from heliograph.tl import registry as schema
from heliograph.tl.objects import TLObject
from support.actors import Actor, ActorError
from support.play_server import PlayServer
from support.tier_one import (
    ARGUMENTS,
    DRAWN,
    EMPTY,
    FIXED,
    ORDER,
    REAL,
    REFUSED,
    arguments_for,
)

pytestmark = pytest.mark.play

LAYERS = [
    ("telethon", 229),
    ("pyrogram", 158),
    pytest.param("telethon-1.39", 199, marks=pytest.mark.long),
    pytest.param("kurigram", 229, marks=pytest.mark.long),
]
GIVEN: dict[str, dict[str, Any]] = {
    **ARGUMENTS,
    "messages.sendMessage": {"message": "hello", "random_id": 7},
    "upload.getFile": {
        "location": ("inputDocumentFileLocation", {"id": 5, "access_hash": 5}),
        "limit": 4096,
    },
}
ERRORS = {
    **DRAWN,
    **{name: token for name, (token, _) in REFUSED.items()},
    "upload.getFile": "LOCATION_INVALID",
}


def plain(value: Any) -> Any:
    """As the workers take it."""
    if isinstance(value, TLObject):
        fields = {name: plain(getattr(value, name)) for name in value.TL_FIELDS}
        given = {name: field for name, field in fields.items() if field not in (None, False)}
        required = {f.name for f in value.TL_DEFINITION.values if not f.is_optional}
        return {"_": value.TL_NAME, **{name: fields[name] for name in required}, **given}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return {"base64": b64encode(value).decode()} if isinstance(value, bytes) else value


async def ask(actor: Actor, layer: int, name: str, **given: Any) -> Any:
    """What the library made of the answer; None if its layer has no such method."""
    definition = schema.at_layer(name, layer)
    if definition is None:
        return None
    known = {field.name for field in definition.values}
    fields = {key: value for key, value in given.items() if key in known}
    return await actor.do("ask", query=plain(arguments_for(layer, definition, fields)))


def plainly(token: str) -> str:
    return token.replace("_", "").upper()


@pytest.mark.parametrize(("kind", "layer"), LAYERS)
async def test_a_library_reads_every_answer(cast, kind: str, layer: int) -> None:
    alice = await cast(kind, name="Alice")
    await (await cast("telethon", name="Ben")).do("set_username", username="benny")
    asked, wrong = 0, []
    for name in sorted({*REAL, *FIXED, *EMPTY, *REFUSED} - {*ORDER}):
        expected = ERRORS.get(name)
        try:
            answer = await ask(alice, layer, name, **GIVEN.get(name, {}))
        except ActorError as error:
            # Telethon has an exception for each token, and words of its own.
            if expected is None or plainly(expected) not in plainly(str(error)):
                wrong.append((name, str(error)))
        else:
            asked += answer is not None
            if answer is not None and expected is not None:
                wrong.append((name, answer))
    assert wrong == []
    assert asked > 70


@pytest.mark.parametrize(("kind", "layer"), LAYERS)
async def test_codes_are_sent_again_and_given_up(
    cast, server: PlayServer, kind: str, layer: int
) -> None:
    alice = await cast(kind, name="Alice")
    phone = "9996699999"
    for name, made in (("auth.resendCode", "SentCode"), ("auth.cancelCode", "bool")):
        before = server.count_codes(phone)
        code_hash = await alice.do("send_code", phone=phone)
        await server.code(phone, after=before)
        assert await ask(alice, layer, name, phone_number=phone, phone_code_hash=code_hash) == made
