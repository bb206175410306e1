"""destroy_auth_key on real sockets, with a real store behind it."""

import struct

import pytest

from heliograph.tl import functions
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.net_place import eventually
from support.session_rig import RPC_RESULT, container
from support.whole_place import WholeClient, WholePlace, refusal

DESTROY = struct.pack("<I", 0xD1435160)
OK, FAIL = 0xF660E1D4, 0xEA109B13
UNKNOWN_KEY = struct.pack("<i", -404)
PHONE = "12025550101"
STATE = functions.updates.GetState()


async def destroy(client: WholeClient, kind: int = OK) -> None:
    """Ask for it, and hear it in both of the forms that clients look for."""
    msg_id = client.send(DESTROY)
    result = await client.until(RPC_RESULT)
    assert (result.req_msg_id, result.body[12:]) == (msg_id, struct.pack("<I", kind))
    assert (await client.until(kind)).body == struct.pack("<I", kind)


async def is_gone(whole: WholePlace, client: WholeClient) -> bool:
    again = await whole.client(client.key)
    again.send(encode(STATE, NEWEST))
    return await again.end() == [UNKNOWN_KEY]


async def test_8_5_a_destroyed_key_is_gone_for_good(whole: WholePlace) -> None:
    client = await whole.client()
    user = await client.sign_up(PHONE)
    await destroy(client)
    assert await client.end() == []
    assert await is_gone(whole, client)
    assert list(await whole.store.authorizations(user.id)) == []
    assert list(whole.server.sessions.of_account(user.id)) == []
    await whole.restart()
    assert await is_gone(whole, client)


async def test_8_5_it_takes_its_other_connections_and_temporary_keys_along(
    whole: WholePlace,
) -> None:
    client = await whole.client()
    await client.sign_up(PHONE)
    assert client.key is not None
    other, bound = await whole.client(client.key), await whole.bound(client.key)
    for one in (other, bound):
        await one.ask_for(STATE)
    await destroy(client)
    for one in (other, bound):
        await one.end()
        assert await is_gone(whole, one)
    assert whole.server.counts()["keys"] == 0


async def test_8_5_what_was_imported_from_it_is_logged_out(whole: WholePlace) -> None:
    client, elsewhere = await whole.client(), await whole.client(dc=4)
    await client.sign_up(PHONE)
    exported = await client.ask_for(functions.auth.ExportAuthorization(dc_id=4))
    query = functions.auth.ImportAuthorization(id=exported.id, bytes=exported.bytes)
    assert (await elsewhere.api(query)).user.first_name == "Ann"
    await destroy(client)
    await client.end()
    assert await refusal(elsewhere.ask_for(STATE)) == "401 AUTH_KEY_UNREGISTERED"


async def test_8_5_destroying_a_temporary_key_spares_the_permanent_one(whole: WholePlace) -> None:
    client = await whole.client()
    await client.sign_up(PHONE)
    assert client.key is not None
    bound = await whole.bound(client.key)
    await destroy(bound)
    assert await is_gone(whole, bound)
    assert (await client.me()).first_name == "Ann"


async def test_8_5_a_key_without_account_may_be_destroyed(whole: WholePlace) -> None:
    for client in (await whole.client(), await whole.client(expires_in=60)):
        await destroy(client)
        assert await is_gone(whole, client)


async def test_8_5_a_store_that_fails_keeps_the_key(
    whole: WholePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await whole.client()
    await client.sign_up(PHONE)

    async def fail(auth_key_id: int) -> list[int]:
        raise OSError("no disk")

    monkeypatch.setattr(whole.store, "destroy_auth_key", fail)
    await destroy(client, FAIL)
    assert (await client.me()).first_name == "Ann"


async def test_logging_out_a_revoked_session_is_no_401(whole: WholePlace) -> None:
    """Web K answers 401 with auth.logOut, and would do so without end."""
    client = await whole.client()
    await client.sign_up(PHONE)
    await client.ask_for(functions.auth.LogOut())
    assert await refusal(client.ask_for(STATE)) == "401 AUTH_KEY_UNREGISTERED"
    for _ in range(2):
        await client.ask_for(functions.auth.LogOut())


async def test_14_5_who_ends_the_account_is_told_so(whole: WholePlace) -> None:
    """On the connection that asked; another device's is closed."""
    client, other = await whole.client(), await whole.client()
    for one in (client, other):
        await one.sign_up(PHONE)
    await client.ask_for(functions.account.DeleteAccount(reason=""))
    await other.end()
    assert await refusal(client.ask_for(STATE)) == "401 AUTH_KEY_UNREGISTERED"


async def test_queries_of_a_destroyed_key_leave_nothing_behind(whole: WholePlace) -> None:
    client = await whole.client()
    await client.sign_up(PHONE)
    for _ in range(5):
        client.send(encode(STATE, NEWEST))
    client.send(DESTROY)
    await client.end()
    await eventually(lambda: whole.server.counts()["queries"] == 0)
    assert whole.server.budgets()["unsent"].used_bytes == 0


async def test_8_5_the_answer_comes_though_the_connection_carries_another_of_its_sessions(
    whole: WholePlace,
) -> None:
    client = await whole.client()
    await client.sign_up(PHONE)
    client.session_id += 1
    await destroy(client)
    assert await client.end() == []
    assert whole.server.counts()["sessions"] == 0


async def test_16_4_a_key_destroyed_many_times_at_once_leaves_nothing_behind(
    whole: WholePlace,
) -> None:
    """All but the first are answered when the session is over."""
    client = await whole.client()
    before = {name: budget.used_bytes for name, budget in whole.server.budgets().items()}
    inner = [(client.msg_id(), 2 * n + 1, DESTROY) for n in range(200)]
    destroying = container(*inner)
    client.write(client.seal(destroying, msg_id=client.msg_id(), seqno=400))
    await client.end()
    await eventually(lambda: not whole.server.counts()["keys"])
    await whole.server.stop()
    after = {name: budget.used_bytes for name, budget in whole.server.budgets().items()}
    assert after == before == dict.fromkeys(before, 0)
