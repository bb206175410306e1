"""A password as a second step, set and asked for by ordinary clients; recovered by mail."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from support.actors import Actor, ActorError
from support.outside import HOST, FakeMailServer, serving
from support.play_server import PlayServer
from support.witness import Witness

pytestmark = pytest.mark.play

Newcomer = Callable[..., Awaitable[Actor]]
ALL = ["telethon", "kurigram", "gramjs", "tdlib", "mtcute"]
LATER = ["telethon-1.39", "pyrogram", "teleproto", "tdlib-1.8.46"]
KINDS = [*ALL, *(pytest.param(kind, marks=pytest.mark.long) for kind in LATER)]
PHONE = "9996677777"
MAIL = "alice@example.org"
NEEDED = "SessionPasswordNeeded|SESSION_PASSWORD_NEEDED"
WRONG = "PasswordHashInvalid|PASSWORD_HASH_INVALID"


@pytest.fixture
async def mails() -> AsyncIterator[FakeMailServer]:
    async with serving(FakeMailServer()) as fake:
        yield fake


@pytest.fixture
async def server(tmp_path: Path, mails: FakeMailServer) -> AsyncIterator[PlayServer]:
    """A server that sends its mail here."""
    settings = {
        "HELIOGRAPH_SMTP": f"smtp://{HOST}:{mails.port}",
        "HELIOGRAPH_MAIL_FROM": "chat@example.org",
    }
    made = PlayServer(tmp_path / "server", environment=settings)
    await made.start()
    yield made
    assert await made.stop() == 0, made.log.read_text()[-3000:]


@pytest.fixture
async def newcomer(server: PlayServer, tmp_path: Path) -> AsyncIterator[Newcomer]:
    """Makes actors that entered the right code and are asked for a password."""
    actors: list[Actor] = []
    numbers = itertools.count(1)

    async def make(kind: str) -> Actor:
        actor = Actor(kind, tmp_path / f"newcomer-{next(numbers)}-{kind}")
        actors.append(actor)
        await actor.open(server)
        with pytest.raises(ActorError, match=NEEDED):
            await actor.sign_in(server, PHONE, "Alice")
        return actor

    yield make
    for actor in actors:
        await actor.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_14_2_password_is_set_asked_for_changed_and_taken_away(
    cast, newcomer: Newcomer, kind: str
) -> None:
    alice = await cast(kind, phone=PHONE, name="Alice")
    await alice.do("set_password", new="correct horse", hint="an animal")
    await alice.see("message", lambda line: "A password was set" in line["text"])

    second = await newcomer(kind)
    assert await second.do("password_hint") == "an animal"
    with pytest.raises(ActorError, match=WRONG):
        await second.do("enter_password", password="correct mule")
    assert await second.do("enter_password", password="correct horse") == alice.user_id
    assert (await second.do("me"))["first_name"] == "Alice"

    await second.do("set_password", current="correct horse", new="battery", hint="a thing")
    assert await alice.do("password_hint") == "a thing"
    with pytest.raises(ActorError, match=WRONG):
        await alice.do("set_password", current="correct horse", new="staple")

    await alice.do("set_password", current="battery")
    third = await cast("telethon", phone=PHONE)
    assert third.user_id == alice.user_id


@pytest.mark.parametrize("kind", ["telethon", "kurigram", "tdlib"])
async def test_14_2_forgotten_password_is_recovered_by_mail(
    cast, newcomer: Newcomer, mails: FakeMailServer, kind: str
) -> None:
    alice = await cast(kind, phone=PHONE, name="Alice")
    await set_password_with_address(alice, mails)

    second = await newcomer(kind)
    await second.do("recover_password")
    code = await mailed_code(mails, 2)
    assert await second.do("recovery_code", code=code) == alice.user_id
    await alice.see("message", lambda line: "reset by a code" in line["text"])
    third = await cast("gramjs", phone=PHONE)
    assert third.user_id == alice.user_id


@pytest.mark.parametrize("kind", ["telethon", "tdlib"])
async def test_who_owes_the_password_may_enter_it_after_a_crash(
    cast, newcomer: Newcomer, server: PlayServer, witnesses: dict[str, Witness], kind: str
) -> None:
    alice = await cast("kurigram", phone=PHONE, name="Alice")
    await alice.do("set_password", new="secret")
    second = await newcomer(kind)
    await server.kill()
    await server.start()
    await witnesses[PHONE].reopen()
    assert await second.do("enter_password", password="secret") == alice.user_id


async def test_14_2_reset_waits_and_is_cancelled_from_another_device(
    cast, newcomer: Newcomer, mails: FakeMailServer
) -> None:
    alice = await cast("tdlib", phone=PHONE, name="Alice")
    await set_password_with_address(alice, mails)
    found = await alice.do("call", function="getRecoveryEmailAddress", password="secret")
    assert found["recovery_email_address"] == MAIL
    second = await newcomer("tdlib-1.8.46")
    await second.do("enter_password", password="secret")

    waiting = await second.do("call", function="resetPassword")
    assert waiting["@type"] == "resetPasswordResultPending"
    await alice.see("message", lambda line: "asked to reset its password" in line["text"])
    state = await alice.do("call", function="getPasswordState")
    assert state["pending_reset_date"] == waiting["pending_reset_date"]
    await alice.do("call", function="cancelPasswordReset")
    declined = await second.do("call", function="resetPassword")
    assert declined["@type"] == "resetPasswordResultDeclined"


async def set_password_with_address(alice: Actor, mails: FakeMailServer) -> None:
    """Each library in its own way: Telethon calls back, Kurigram raises, TDLib waits."""
    if alice.kind == "telethon":
        async with asyncio.TaskGroup() as group:
            group.create_task(alice.do("set_password", new="secret", email=MAIL))
            await alice.see("email code", lambda line: line["length"] == 6)
            await alice.do("email_code", code=await mailed_code(mails, 1))
        return
    if alice.kind == "kurigram":
        with pytest.raises(ActorError, match="EMAIL_UNCONFIRMED"):
            await alice.do("set_password", new="secret", email=MAIL)
    else:
        await alice.do("set_password", new="secret", email=MAIL)
    await alice.do("confirm_email", code=await mailed_code(mails, 1))


async def mailed_code(mails: FakeMailServer, number: int) -> str:
    """The code in a mail to Alice, when so many have come."""
    recipient, content, _ = await mails.mail(number)
    assert recipient == MAIL
    return content.split("\r\n\r\n", 1)[1][:6]
