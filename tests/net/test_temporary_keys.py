"""Temporary keys on real sockets, with real methods and a real store behind them."""

import asyncio
import struct
import time
from typing import Any

import pytest

from heliograph.storage.sqlite.pruning import Keep
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.net_place import eventually
from support.session_rig import BAD_SALT, NEW_SESSION
from support.stage import init_connection, send_code
from support.whole_place import OpenWhole, WholeClient, WholePlace, refusal

UNKNOWN_KEY = struct.pack("<i", -404)
PHONE = "12025550101"
STATE = functions.updates.GetState()
CONFIG = functions.help.GetConfig()
UPDATE = encode(types.UpdatesTooLong(), NEWEST)


async def signed_up(whole: WholePlace) -> WholeClient:
    """Somebody on a permanent key that nothing else is said on."""
    client = await whole.client()
    await client.sign_up(PHONE)
    return client


# --- the exchange ----------------------------------------------------------------------------


@pytest.mark.parametrize("dc", [None, 2, -4, 10_003], ids=["iOS", "2", "media", "test"])
async def test_3_1_a_temporary_key_of_any_form_lives_as_long_as_it_was_asked_to(
    whole: WholePlace, dc: int | None
) -> None:
    client = await whole.client(expires_in=85_000, dc=dc)
    assert client.key is not None
    stored = await whole.store.load_auth_key(client.key.key_id)
    assert stored is not None
    assert stored.key.expires is not None
    assert abs(stored.key.expires - time.time() - 85_000) < 10
    assert stored.key.dc == abs(dc or 0) % 10_000


async def test_3_1_no_lifetime_is_longer_than_the_server_allows(open_whole: OpenWhole) -> None:
    whole = await open_whole(temporary_key_lifetime_s=100)
    client = await whole.client(expires_in=2**31 - 1)
    assert client.key is not None
    stored = await whole.store.load_auth_key(client.key.key_id)
    assert stored is not None
    assert stored.key.expires is not None
    assert stored.key.expires - stored.key.created == 100


@pytest.mark.parametrize("expires_in", [0, -5])
async def test_3_1_a_key_that_ends_before_it_begins_is_refused(
    whole: WholePlace, expires_in: int
) -> None:
    with pytest.raises(asyncio.IncompleteReadError):
        await whole.client(expires_in=expires_in)


# --- binding ---------------------------------------------------------------------------------


async def test_3_2_a_bound_key_has_the_permanent_keys_account(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    client = await whole.client(expires_in=86_400)
    assert await client.bind(ann.key) is True
    assert (await client.me()).first_name == "Ann"


@pytest.mark.parametrize(
    "false",
    [
        {"msg_id": 4},
        {"seqno": 1},
        {"nonce": 1},
        {"temp_key_id": 1},
        {"perm_key_id": 1},
        {"session_id": 1},
        {"expires_at": 1},
    ],
    ids=lambda false: next(iter(false)),
)
async def test_3_2_every_field_of_the_message_must_be_the_requests(
    whole: WholePlace, false: dict[str, int]
) -> None:
    permanent, client = await whole.client(), await whole.client(expires_in=86_400)
    assert permanent.key is not None
    assert await refusal(client.bind(permanent.key, **false)) == "400 ENCRYPTED_MESSAGE_INVALID"
    assert await refusal(client.api(STATE)) == "401 AUTH_KEY_PERM_EMPTY"
    assert await client.bind(permanent.key) is True


async def test_3_2_only_the_permanent_key_itself_makes_the_message(whole: WholePlace) -> None:
    ann, stranger = await signed_up(whole), await whole.client()
    client, other = await whole.client(expires_in=86_400), await whole.client(expires_in=86_400)
    assert ann.key is not None
    assert stranger.key is not None
    assert other.key is not None
    assert client.key is not None
    invalid = "400 ENCRYPTED_MESSAGE_INVALID"
    assert await refusal(client.bind(ann.key, sealed_by=stranger.key)) == invalid
    # A temporary key, one's own included, is no permanent one.
    assert await refusal(client.bind(other.key)) == invalid
    assert await refusal(client.bind(client.key)) == invalid
    await whole.store.destroy_auth_key(stranger.key.key_id)
    assert await refusal(client.bind(stranger.key)) == invalid


async def test_3_2_a_permanent_key_is_not_bound(whole: WholePlace) -> None:
    one, other = await whole.client(), await whole.client()
    assert other.key is not None
    assert await refusal(one.bind(other.key)) == "400 TEMP_AUTH_KEY_EMPTY"


async def test_3_2_a_binding_needs_no_introduction_and_takes_one(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    client = await whole.client(expires_in=86_400)
    await client.result(client.send_bind(ann.key, wrapped=True))
    assert (await client.me()).first_name == "Ann"


async def test_3_2_garbage_in_place_of_the_message_is_refused(whole: WholePlace) -> None:
    permanent, client = await whole.client(), await whole.client(expires_in=86_400)
    assert permanent.key is not None
    for sealed in (b"", bytes(24), bytes(104), permanent.key.key[:104]):
        query = functions.auth.BindTempAuthKey(
            perm_auth_key_id=permanent.key.key_id,
            nonce=1,
            expires_at=2**31 - 1,
            encrypted_message=sealed,
        )
        assert await refusal(client.ask_for(query)) == "400 ENCRYPTED_MESSAGE_INVALID"


# --- binding again -----------------------------------------------------------------------------


async def test_3_3_the_same_pair_may_be_bound_again(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    client = await whole.bound(ann.key)
    assert await client.bind(ann.key) is True
    assert (await client.me()).first_name == "Ann"


async def test_3_3_a_bound_key_cannot_change_hands(whole: WholePlace) -> None:
    ann, stranger = await signed_up(whole), await whole.client()
    assert ann.key is not None
    assert stranger.key is not None
    client = await whole.bound(ann.key)
    assert await refusal(client.bind(stranger.key)) == "400 TEMP_AUTH_KEY_ALREADY_BOUND"
    assert (await client.me()).first_name == "Ann"


async def test_3_3_several_keys_are_bound_at_once_and_a_new_one_replaces_the_earliest(
    open_whole: OpenWhole,
) -> None:
    """TDLib binds a key per session, Desktop and Android one each for messages and media."""
    whole = await open_whole(temporary_keys_per_key=3)
    ann = await signed_up(whole)
    assert ann.key is not None
    clients = [await whole.bound(ann.key) for _ in range(3)]
    for client in clients:
        assert (await client.me()).first_name == "Ann"
    newest = await whole.bound(ann.key)
    assert (await newest.me()).first_name == "Ann"
    await clients[0].end()
    again = await whole.client(clients[0].key)
    again.send(encode(STATE, NEWEST))
    assert await again.end() == [UNKNOWN_KEY]
    for client in clients[1:]:
        assert (await client.me()).first_name == "Ann"


async def test_3_3_dropping_temporary_keys_spares_the_named_and_the_asking_one(
    whole: WholePlace,
) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    asking, named, dropped = [await whole.bound(ann.key) for _ in range(3)]
    assert named.key is not None
    query = functions.auth.DropTempAuthKeys(except_auth_keys=[named.key.key_id])
    assert await asking.ask_for(query) is True
    await dropped.end()
    again = await whole.client(dropped.key)
    again.send(encode(STATE, NEWEST))
    assert await again.end() == [UNKNOWN_KEY]
    for client in (asking, named, ann):
        assert (await client.me()).first_name == "Ann"


# --- before it is bound ------------------------------------------------------------------------


async def test_3_4_an_unbound_key_asks_what_depends_on_nobody(whole: WholePlace) -> None:
    client = await whole.client(expires_in=86_400, dc=4)
    assert (await client.api(CONFIG)).this_dc == 4
    assert (await client.ask_for(functions.help.GetNearestDc())).this_dc == 4


@pytest.mark.parametrize(
    "query",
    [
        STATE,
        send_code(PHONE),
        functions.auth.LogOut(),
        functions.auth.DropTempAuthKeys(except_auth_keys=[]),
    ],
    ids=["getState", "sendCode", "logOut", "dropTempAuthKeys"],
)
async def test_3_4_an_unbound_key_is_told_so_for_all_else(whole: WholePlace, query: Any) -> None:
    client = await whole.client(expires_in=86_400)
    assert await refusal(client.api(query)) == "401 AUTH_KEY_PERM_EMPTY"
    assert not whole.stage.messenger.codes


async def test_3_4_what_an_unbound_key_says_of_itself_stays_with_it(whole: WholePlace) -> None:
    permanent, client = await whole.client(), await whole.client(expires_in=86_400)
    assert permanent.key is not None
    await client.api(CONFIG)
    await client.bind(permanent.key)
    assert await refusal(client.ask_for(CONFIG)) == "400 CONNECTION_NOT_INITED"


# --- when it ends ------------------------------------------------------------------------------


async def test_3_5_an_expired_key_draws_404_and_no_401(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    bound, unbound = await whole.bound(ann.key, expires_in=60), await whole.client(expires_in=60)
    assert (await bound.me()).first_name == "Ann"
    whole.clock.ahead_s = 61
    for client in (bound, unbound, await whole.client(bound.key)):
        client.send(encode(STATE, NEWEST))
        assert UNKNOWN_KEY in await client.end()


async def test_3_5_nothing_is_pushed_to_an_expired_key(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    bound = await whole.bound(ann.key, expires_in=60)
    user = await bound.me()
    assert len(whole.server.sessions.of_account(user.id)) == 2
    whole.clock.ahead_s = 61
    await bound.end()
    assert [s.used_key_id for s in whole.server.sessions.of_account(user.id)] == [ann.key.key_id]


async def test_3_5_an_expired_key_is_forgotten_by_the_store(whole: WholePlace) -> None:
    client = await whole.client(expires_in=60)
    assert client.key is not None
    now = int(time.time())
    keep = {"now": 0, "sends_after": 0, "codes_after": 0, "unused_keys_after": 0}
    await whole.store.prune(Keep(**keep, expired_keys_after=now))
    assert await whole.store.load_auth_key(client.key.key_id) is not None
    await whole.store.prune(Keep(**keep, expired_keys_after=now + 100))
    assert await whole.store.load_auth_key(client.key.key_id) is None


# --- what belongs to which key -----------------------------------------------------------------


async def test_3_6_signing_in_by_a_temporary_key_signs_the_permanent_one_in(
    whole: WholePlace,
) -> None:
    permanent = await whole.client()
    assert permanent.key is not None
    client = await whole.bound(permanent.key)
    user = await client.sign_up(PHONE)
    assert (await permanent.api(functions.users.GetUsers(id=[types.InputUserSelf()])))[0].self
    (device,) = await whole.store.authorizations(user.id)
    assert device.auth_key_id == permanent.key.key_id
    listed = await client.ask_for(functions.account.GetAuthorizations())
    assert [one.current for one in listed.authorizations] == [True]


async def test_3_6_a_binding_holds_for_all_sessions_of_the_key_at_once(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    client = await whole.client(expires_in=86_400)
    other = await whole.client(client.key)
    assert await refusal(other.api(STATE)) == "401 AUTH_KEY_PERM_EMPTY"
    await client.bind(ann.key)
    assert (await other.me()).first_name == "Ann"


async def test_3_6_layer_and_client_are_the_permanent_keys(whole: WholePlace) -> None:
    permanent = await whole.client()
    assert permanent.key is not None
    first = await whole.bound(permanent.key)
    query = functions.InvokeWithLayer(layer=200, query=init_connection(CONFIG, "Phone"))
    await first.ask_for(query)
    second = await whole.bound(permanent.key)
    assert (await second.ask_for(CONFIG)).this_dc == 2
    stored = await whole.store.load_auth_key(permanent.key.key_id)
    assert stored is not None
    assert stored.client is not None
    assert (stored.client.layer, stored.client.device_model) == (200, "Phone")


async def test_3_6_salts_and_sessions_are_the_temporary_keys(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    one, two = await whole.bound(ann.key), await whole.bound(ann.key)
    two.session_id = one.session_id
    await one.me()
    await two.me()
    # The same session id under another key is another session, with a salt of its own.
    assert NEW_SESSION in [got.kind for got in two.seen]
    assert one.salt != two.salt


async def test_3_6_updates_reach_every_key_of_the_family(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    clients = [ann, await whole.bound(ann.key), await whole.bound(ann.key)]
    user = await ann.me()
    for client in clients:
        await client.ask_for(STATE)
        client.seen.clear()
    for session in whole.server.sessions.of_account(user.id):
        session.push(UPDATE)
    for client in clients:
        assert (await client.until(int.from_bytes(UPDATE[:4], "little"))).body == UPDATE


async def test_3_6_a_binding_outlives_the_process(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    client = await whole.bound(ann.key)
    await client.me()
    await whole.restart()
    again = await whole.client(client.key)
    again.send(encode(STATE, NEWEST))
    await again.until(BAD_SALT)
    assert (await again.me()).first_name == "Ann"
    (session,) = whole.server.sessions.of_account((await again.me()).id)
    assert session.key.auth_key_id == ann.key.key_id


async def test_3_6_logging_out_reaches_every_key_of_the_family(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    one, two = await whole.bound(ann.key), await whole.bound(ann.key)
    user = await one.me()
    await two.me()
    await one.ask_for(functions.auth.LogOut())
    assert list(whole.server.sessions.of_account(user.id)) == []
    for client in (one, two, ann):
        assert await refusal(client.ask_for(STATE)) == "401 AUTH_KEY_UNREGISTERED"
    # Whoever signs in next by one of them is followed by no session that has not called since.
    await ann.enter_code(PHONE)
    (session,) = whole.server.sessions.of_account(user.id)
    assert session.used_key_id == ann.key.key_id


async def test_3_6_a_device_logged_out_elsewhere_loses_its_temporary_keys_sessions(
    whole: WholePlace,
) -> None:
    ann, phone = await signed_up(whole), await whole.client()
    assert phone.key is not None
    client = await whole.bound(phone.key)
    await client.enter_code(PHONE)
    whole.stage.clock.date += 86_400
    assert await ann.ask_for(functions.auth.ResetAuthorizations()) is True
    await client.end()
    again = await whole.client(client.key)
    assert await refusal(again.ask_for(STATE)) == "401 AUTH_KEY_UNREGISTERED"
    await eventually(lambda: len(whole.server.sessions) == 2)


async def test_3_6_a_key_dropped_while_in_use_leaves_nothing_behind(whole: WholePlace) -> None:
    ann = await signed_up(whole)
    assert ann.key is not None
    for _ in range(3):
        await (await whole.bound(ann.key)).me()
    await whole.server.sessions.drop_key(ann.key.key_id)
    counts = whole.server.counts()
    assert (counts["sessions"], counts["keys"], counts["queries"]) == (0, 0, 0)
    assert whole.server.budgets()["seen"].used_bytes == 0
