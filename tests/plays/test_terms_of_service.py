"""TDLib shows an operator's terms of service at sign-up, and again after they changed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from support.actors import Actor
from support.play_server import PlayServer

pytestmark = [pytest.mark.play, pytest.mark.long]

PHONE = "9996600001"
FIRST, SECOND = "Be kind: https://example.org/rules", "Be kinder."


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    path = tmp_path / "terms.txt"
    path.write_text(FIRST)
    return path


@pytest.fixture
async def server(tmp_path: Path, terms: Path) -> AsyncIterator[PlayServer]:
    made = PlayServer(tmp_path / "server", environment={"HELIOGRAPH_TERMS_OF_SERVICE": str(terms)})
    await made.start()
    yield made
    assert await made.stop() == 0, made.log.read_text()[-3000:]


@pytest.fixture
async def alice(server: PlayServer, tmp_path: Path) -> AsyncIterator[Actor]:
    actor = Actor("tdlib", tmp_path / "alice")
    await actor.open(server)
    yield actor
    await actor.close()


async def call(actor: Actor, function: str, **given: Any) -> Any:
    return await actor.do("call", function=function, **given)


async def shown(actor: Actor) -> list[str]:
    """The terms that wait to be accepted, once TDLib has talked with the server."""
    await call(actor, "getActiveSessions")
    updates = (await call(actor, "getCurrentState"))["updates"]
    return [
        update["terms_of_service"]["text"]["text"]
        for update in updates
        if update["@type"] == "updateTermsOfService"
    ]


async def test_terms_are_shown_once_for_each_text(
    server: PlayServer, alice: Actor, terms: Path
) -> None:
    await alice.do("send_code", phone=PHONE)
    await call(alice, "checkAuthenticationCode", code=await server.code(PHONE, after=0))
    asked = (await call(alice, "getAuthorizationState"))["terms_of_service"]
    assert (asked["text"]["text"], asked["show_popup"]) == (FIRST, True)
    await call(alice, "registerUser", first_name="Alice")
    assert await shown(alice) == []

    assert await server.stop() == 0
    await asyncio.to_thread(terms.write_text, SECOND)
    await server.start()
    assert await alice.do("restart") == "Ready"
    update = await alice.do("told", update="updateTermsOfService")
    assert update["terms_of_service"]["text"]["text"] == SECOND
    assert await shown(alice) == [SECOND]
    await call(alice, "acceptTermsOfService", terms_of_service_id=update["terms_of_service_id"])
    assert await shown(alice) == []

    assert await alice.do("restart") == "Ready"
    assert await shown(alice) == []
