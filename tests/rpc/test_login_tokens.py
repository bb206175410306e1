"""Signing in by a token that another device accepts."""

from pathlib import Path
from typing import Any

import pytest

from heliograph.actions.login_tokens import EXCEPT_MAX
from heliograph.ports.sessions import KeyState
from heliograph.tl import functions, types
from support.passwords import set_password
from support.stage import Device, RpcError, Stage
from support.talk import ANN, BEN, People

SELF = functions.users.GetUsers(id=[types.InputUserSelf()])
LIFETIME_S = 30


def export(*except_ids: int) -> functions.auth.ExportLoginToken:
    return functions.auth.ExportLoginToken(api_id=1, api_hash="0", except_ids=list(except_ids))


def importing(token: bytes) -> functions.auth.ImportLoginToken:
    return functions.auth.ImportLoginToken(token=token)


def accept(token: bytes) -> functions.auth.AcceptLoginToken:
    return functions.auth.AcceptLoginToken(token=token)


async def shown(device: Device) -> bytes:
    """The token that a device shows."""
    made = await device(export())
    assert isinstance(made, types.auth.LoginToken)
    token: bytes = made.token
    return token


async def test_14_3_a_device_is_let_in_by_another(people: People) -> None:
    ann, waiting = people.ann.device, await people.stage.device()
    made = await waiting(export())
    assert made.expires == people.stage.clock.date + LIFETIME_S
    listed = await ann(accept(made.token))
    assert (listed.device_model, listed.current, listed.password_pending) == ("Desk", False, False)
    assert [u.update for u in waiting.session.take()] == [types.UpdateLoginToken()]

    done = await waiting(export())
    assert isinstance(done, types.auth.LoginTokenSuccess)
    assert (done.authorization.user.id, done.authorization.user.self) == (people.ann.id, True)
    assert (await waiting(SELF))[0].id == people.ann.id
    devices = (await ann(functions.account.GetAuthorizations())).authorizations
    assert {device.hash for device in devices} == {0, listed.hash}


async def test_14_3_a_device_that_asks_after_its_token_is_told_what_is_left_of_it(
    people: People,
) -> None:
    waiting = await people.stage.device()
    token = await shown(waiting)
    people.stage.clock.date += 20
    made = await waiting(importing(token))
    assert made == types.auth.LoginToken(
        expires=people.stage.clock.date + LIFETIME_S - 20, token=token
    )


async def test_14_3_the_lost_answer_is_given_again(people: People) -> None:
    waiting = await people.stage.device()
    token = await shown(waiting)
    await people.ann.device(accept(token))
    for query in (export(), export(), importing(token)):
        assert isinstance(await waiting(query), types.auth.LoginTokenSuccess)


async def test_14_3_a_waiting_device_is_told_nothing_else(people: People) -> None:
    waiting = await people.stage.device()
    await shown(waiting)
    await people.ben.send(people.ben.to(people.ann))
    assert waiting.session.take() == []
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await waiting(SELF)


async def test_14_3_the_others_are_told_that_somebody_signed_in(people: People) -> None:
    waiting = await people.stage.device()
    await people.ann.device(accept(await shown(waiting)))
    told = [u.message.message for u in people.ann.pushed() if hasattr(u, "message")]
    assert any("Desk" in text for text in told)


async def test_14_3_an_account_with_a_password_asks_for_it(people: People) -> None:
    ann, waiting = people.ann.device, await people.stage.device()
    await set_password(ann, "secret")
    token = await shown(waiting)
    assert (await ann(accept(token))).password_pending
    assert [u.update for u in waiting.session.take()] == [types.UpdateLoginToken()]
    for query in (export(), importing(token)):
        with pytest.raises(RpcError, match="401 SESSION_PASSWORD_NEEDED"):
            await waiting(query)
    with pytest.raises(RpcError, match="401 SESSION_PASSWORD_NEEDED"):
        await waiting(SELF)
    assert len((await ann(functions.account.GetAuthorizations())).authorizations) == 1
    # Who goes back instead of entering it is shown a fresh one after a while.
    people.stage.clock.date += 2 * LIFETIME_S
    assert await shown(waiting)


async def test_14_3_a_password_owed_after_a_code_shows_a_token(people: People) -> None:
    await set_password(people.ann.device, "secret")
    waiting = await people.stage.device()
    with pytest.raises(RpcError, match="SESSION_PASSWORD_NEEDED"):
        await waiting.sign_in(ANN)
    await people.ben.device(accept(await shown(waiting)))
    assert (await waiting(SELF))[0].id == people.ben.id


async def test_14_3_each_token_is_another_and_an_earlier_one_lives_on(people: People) -> None:
    waiting = await people.stage.device()
    first, second = await shown(waiting), await shown(waiting)
    assert first != second
    await people.ann.device(accept(first))
    assert (await waiting(SELF))[0].id == people.ann.id
    with pytest.raises(RpcError, match="400 AUTH_TOKEN_EXPIRED"):
        await people.ben.device(accept(second))


async def test_14_3_a_token_outlives_the_process(people: People, tmp_path: Path) -> None:
    waiting = await people.stage.device()
    token = await shown(waiting)
    later = Stage(people.stage.store, folder=tmp_path, clock=people.stage.clock)
    ann, again = await reloaded(later, people.ann.device), await reloaded(later, waiting)
    await ann(accept(token))
    assert (await again(SELF))[0].id == people.ann.id


async def reloaded(stage: Stage, device: Device) -> Device:
    """The device's key as another process reads it from the store."""
    stored = await stage.store.load_auth_key(device.key.auth_key_id)
    assert stored is not None
    key = stage.sessions.keys[device.key.auth_key_id] = KeyState(stored)
    return Device(stage, key)


class Situation:
    """What stands before a refusal, and who asks what."""

    def __init__(self, people: People, waiting: Device, token: bytes) -> None:
        self.people = people
        self.waiting = waiting
        self.token = token

    async def accepted(self) -> None:
        await self.people.ann.device(accept(self.token))

    async def late(self) -> None:
        self.people.stage.clock.date += LIFETIME_S

    async def signed_out(self) -> None:
        await self.accepted()
        await self.waiting(functions.auth.LogOut())

    async def signed_in(self) -> None:
        await self.waiting.sign_in(BEN)

    async def nothing(self) -> None:
        pass


ACCEPT_REFUSED = [
    ("nothing", lambda s: s.people.ben.device, b"x" * 32, "400 AUTH_TOKEN_INVALID"),
    ("nothing", lambda s: s.people.ben.device, b"", "400 AUTH_TOKEN_INVALID"),
    ("late", lambda s: s.people.ben.device, None, "400 AUTH_TOKEN_EXPIRED"),
    ("accepted", lambda s: s.people.ben.device, None, "400 AUTH_TOKEN_ALREADY_ACCEPTED"),
    ("accepted", lambda s: s.people.ann.device, None, "400 AUTH_TOKEN_ALREADY_ACCEPTED"),
    ("nothing", lambda s: s.waiting, None, "401 AUTH_KEY_UNREGISTERED"),
    ("signed_in", lambda s: s.waiting, None, "400 AUTH_TOKEN_INVALID"),
]
IMPORT_REFUSED = [
    ("nothing", lambda s: s.waiting, b"x" * 32, "400 AUTH_TOKEN_INVALID"),
    ("nothing", lambda s: s.people.ben.device, None, "400 AUTH_TOKEN_INVALID"),
    ("late", lambda s: s.waiting, None, "400 AUTH_TOKEN_EXPIRED"),
    ("signed_out", lambda s: s.waiting, None, "400 AUTH_TOKEN_ALREADY_ACCEPTED"),
]


@pytest.mark.parametrize(
    ("ask", "before", "who", "token", "error"),
    [(accept, *row) for row in ACCEPT_REFUSED] + [(importing, *row) for row in IMPORT_REFUSED],
)
async def test_14_3_refusals(
    people: People, ask: Any, before: str, who: Any, token: bytes | None, error: str
) -> None:
    waiting = await people.stage.device()
    situation = Situation(people, waiting, await shown(waiting))
    await getattr(situation, before)()
    with pytest.raises(RpcError, match=error):
        await who(situation)(ask(situation.token if token is None else token))


async def test_14_3_an_account_that_is_there_already_does_not_accept(people: People) -> None:
    waiting = await people.stage.device()
    made = await waiting(export(people.ann.id))
    with pytest.raises(RpcError, match="400 AUTH_TOKEN_EXCEPTION"):
        await people.ann.device(accept(made.token))
    await people.ben.device(accept(made.token))
    assert (await waiting(SELF))[0].id == people.ben.id


async def test_14_3_more_exceptions_than_accounts_are_refused(stage: Stage) -> None:
    with pytest.raises(RpcError, match="400 INPUT_REQUEST_TOO_LONG"):
        await (await stage.device())(export(*range(EXCEPT_MAX + 1)))


async def test_14_3_one_network_shows_so_many_at_once(stage: Stage) -> None:
    for _ in range(stage.service.limits.login_tokens_per_network):
        await shown(await stage.device())
    late = await stage.device()
    with pytest.raises(RpcError, match=f"420 FLOOD_WAIT_{LIFETIME_S}"):
        await late(export())
    elsewhere = await stage.device()
    elsewhere.address = "198.51.100.7"
    await shown(elsewhere)
    stage.clock.date += LIFETIME_S
    await shown(late)


async def test_14_3_a_token_that_was_accepted_leaves_room_for_another(people: People) -> None:
    tokens = [
        await shown(await people.stage.device())
        for _ in range(people.stage.service.limits.login_tokens_per_network)
    ]
    await people.ann.device(accept(tokens[0]))
    await shown(await people.stage.device())


async def test_14_3_a_device_that_says_nothing_of_itself_gets_none(stage: Stage) -> None:
    device = await stage.device()
    device._inited = True
    with pytest.raises(RpcError, match="400 CONNECTION_NOT_INITED"):
        await device(export())
