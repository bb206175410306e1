"""A listening server and bare clients on real sockets: what the protocol promises."""

import asyncio
import struct

import pytest

from heliograph.mtproto.constructors import UPDATES_TOO_LONG
from heliograph.net.queries import BUSY, INTERNAL
from support.mtproto_client import Exchange, quick_ack_token
from support.net_place import CRASH, ECHO, LARGE, WAIT, OpenPlace, Place, eventually
from support.session_rig import (
    BAD_SALT,
    MSGS_ACK,
    NEW_SESSION,
    PING,
    PONG,
    RPC_RESULT,
    container,
    longs,
)

QUERY = struct.pack("<II", ECHO, 5)
SLOW = struct.pack("<I", WAIT)
UPDATE = b"\x78\xd4\xde\x1fupdate.."


async def test_1_1_every_transport_carries_key_exchange_and_query(place: Place) -> None:
    for kind in ("abridged", "intermediate", "padded", "full"):
        for obfuscated in (False, True) if kind != "full" else (False,):
            client = await place.signed(kind, obfuscated=obfuscated)
            assert await client.call(QUERY) == QUERY
            client.close()


@pytest.mark.parametrize("kind", ["abridged", "intermediate", "padded"])
async def test_1_3_quick_ack_comes_only_when_asked_and_accepted(place: Place, kind: str) -> None:
    client = await place.signed(kind)
    msg_id = client.msg_id()
    packet = client.seal(QUERY, msg_id=msg_id)
    client.write(packet, quick_ack=True)
    assert client.key is not None
    await client.result(msg_id)
    assert client.tokens == [quick_ack_token(client.key.key, packet)]
    client.write(client.seal(QUERY, msg_id=client.msg_id(), salt=1), quick_ack=True)
    await client.until(BAD_SALT)
    await client.call(QUERY)
    assert len(client.tokens) == 1


async def test_1_8_unknown_key_draws_404_and_nothing_else_does(place: Place) -> None:
    client = await place.signed()
    stranger = (await place.client()).use(client)
    place.keys.keys.clear()
    await place.server.sessions.drop_key(client.key.key_id)
    stranger.send(QUERY)
    assert await stranger.end() == [struct.pack("<i", -404)]


async def test_1_8_a_failing_store_closes_without_404(place: Place) -> None:
    client = await place.signed()
    await place.server.sessions.drop_key(client.key.key_id)
    place.keys.broken = True
    again = (await place.client()).use(client)
    again.send(QUERY)
    assert await again.end() == []
    place.keys.broken = False
    assert await (await place.client()).use(client).call(QUERY) == QUERY


async def test_1_8_many_packets_of_an_unloaded_key_ask_the_store_once(place: Place) -> None:
    client = await place.signed()
    await place.server.sessions.drop_key(client.key.key_id)
    clients = [(await place.client()).use(client) for _ in range(5)]
    answers = await asyncio.gather(*(other.call(QUERY) for other in clients))
    assert answers == [QUERY] * 5
    assert place.keys.loads <= 2


async def test_frames_keep_their_order_while_a_key_is_loaded(place: Place) -> None:
    client = await place.signed()
    await place.server.sessions.drop_key(client.key.key_id)
    again = (await place.client()).use(client)
    ids = [again.send(QUERY) for _ in range(20)]
    for msg_id in ids:
        assert await again.result(msg_id) == QUERY
    assert [call.msg_id for call in place.calls] == ids


async def test_2_10_the_key_is_stored_before_the_answer(place: Place) -> None:
    client = await place.client()
    place.keys.broken = True
    with pytest.raises(asyncio.IncompleteReadError):
        await client.agree_key(place.public_key)
    place.keys.broken = False
    client = await place.signed()
    assert client.key.key_id in place.keys.keys


async def test_2_8_a_taken_key_id_draws_dh_gen_retry(place: Place) -> None:
    place.keys.collisions = 1
    client = await place.client()
    exchange = Exchange(place.public_key)
    exchange.on_res_pq(await client.ask(exchange.req_pq()))
    exchange.on_server_dh_params(await client.ask(exchange.req_dh_params()))
    assert exchange.verdict(await client.ask(exchange.set_client_dh_params())) == "retry"
    assert place.keys.keys == {}


async def test_2_4_a_wrong_step_closes_and_leaves_nothing_open(place: Place) -> None:
    client = await place.client()
    client.write(bytes(8) + struct.pack("<qI", 4, 20) + struct.pack("<I", 0xF5045F1F) + bytes(16))
    assert await client.end() == []
    await eventually(lambda: place.server.counts()["exchanges"] == 0)


async def test_2_4_an_exchange_that_takes_too_long_is_forgotten(place: Place) -> None:
    client = await place.client()
    await client.ask(struct.pack("<I", 0xBE7E8EF1) + bytes(16))
    place.clock.ahead_s = place.limits.handshake_timeout_s + 1
    client.write(bytes(8) + struct.pack("<qI", 4, 20) + struct.pack("<I", 0xD712E4BE) + bytes(16))
    assert await client.end() == []


async def test_an_exchange_does_not_keep_a_known_key_from_the_connection(place: Place) -> None:
    known = await place.signed()
    probe = await place.client()
    await probe.ask(struct.pack("<I", 0xBE7E8EF1) + bytes(16))
    assert await probe.use(known).call(QUERY) == QUERY


async def test_4_7_a_random_first_salt_is_corrected(place: Place) -> None:
    client = await place.signed()
    client.salt = 12345
    client.send(QUERY)
    await client.until(BAD_SALT)
    assert place.calls == []
    assert await client.call(QUERY) == QUERY


async def test_6_2_a_slow_query_does_not_block_later_ones(place: Place) -> None:
    client = await place.signed()
    slow = client.send(SLOW)
    assert await client.call(QUERY) == QUERY
    assert await client.call(QUERY) == QUERY
    place.release.set()
    assert await client.result(slow) == SLOW


async def test_6_1_a_container_of_1020_queries_is_answered_whole(place: Place) -> None:
    client = await place.signed()
    ids = [client.msg_id() for _ in range(1020)]
    client.send(container(*((msg_id, 1, QUERY) for msg_id in ids)), seqno=2)
    waiting = set(ids)
    while waiting:
        got = await client.message()
        waiting.discard(got.req_msg_id)
    assert len(place.calls) == 1020


async def test_7_1_a_slow_query_is_acknowledged(place: Place) -> None:
    client = await place.signed()
    slow = client.send(SLOW)
    got = await client.until(MSGS_ACK)
    assert got.body == longs(MSGS_ACK, slow)


async def test_7_5_duplicate_query_runs_once_and_is_answered_on_its_new_connection(
    place: Place,
) -> None:
    client = await place.signed()
    msg_id = client.msg_id()
    packet = client.seal(QUERY, msg_id=msg_id)
    client.write(packet)
    await client.result(msg_id)
    client.reset()
    again = (await place.client()).use(client, same_session=True)
    again.write(packet)
    assert await again.result(msg_id) == QUERY
    again.write(packet)
    assert await again.result(msg_id) == QUERY
    assert len(place.calls) == 1


async def test_7_2_an_answer_lost_with_its_connection_comes_on_the_next(place: Place) -> None:
    client = await place.signed()
    await client.call(QUERY)
    slow = client.send(SLOW)
    await client.until(MSGS_ACK)
    client.reset()
    await eventually(lambda: place.server.counts()["connections"] == 0)
    place.release.set()
    await eventually(lambda: place.server.counts()["queries"] == 0)
    again = (await place.client()).use(client, same_session=True)
    again.send(struct.pack("<Iq", PING, 1))
    assert await again.result(slow) == SLOW


async def test_7_2_updates_pushed_meanwhile_come_after_a_short_break(place: Place) -> None:
    client = await place.signed()
    await client.call(QUERY)
    (session,) = sessions_of(place, client.key.key_id)
    client.ack()
    client.reset()
    await eventually(lambda: place.server.counts()["connections"] == 0)
    session.push(UPDATE)
    again = (await place.client()).use(client, same_session=True)
    again.send(struct.pack("<Iq", PING, 1))
    assert (await again.until(int.from_bytes(UPDATE[:4], "little"))).body == UPDATE


async def test_8_1_the_announcement_comes_first_and_once(place: Place) -> None:
    client = await place.signed()
    msg_id = client.send(QUERY)
    await client.result(msg_id)
    await client.call(QUERY)
    assert [got.kind for got in client.seen].count(NEW_SESSION) == 1
    assert client.seen[0].kind == NEW_SESSION
    assert client.seen[0].req_msg_id == msg_id


async def test_8_2_one_session_on_two_connections_answers_where_asked(place: Place) -> None:
    client = await place.signed()
    await client.call(QUERY)
    other = (await place.client()).use(client, same_session=True)
    assert await other.call(QUERY) == QUERY
    client._last = other._last
    assert await client.call(QUERY) == QUERY
    assert place.server.counts()["sessions"] == 1


async def test_8_4_clients_go_on_after_a_restart(place: Place) -> None:
    client = await place.signed()
    await client.call(QUERY)
    await place.server.stop()
    await client.end()
    place.server = place.make_server()
    await place.start()
    again = (await place.client()).use(client, same_session=True)
    recorded = again.seal(QUERY, msg_id=again.msg_id())
    again.write(recorded)
    await again.until(BAD_SALT)
    assert await again.call(QUERY) == QUERY
    assert NEW_SESSION in [got.kind for got in again.seen]


async def test_8_5_destroy_session_ends_another_session_of_the_key(place: Place) -> None:
    client = await place.signed()
    other = (await place.client()).use(client)
    await other.call(QUERY)
    for session_id, kind in ((other.session_id, 0xE22045FC), (other.session_id, 0x62D350C9),
                             (client.session_id, 0x62D350C9)):  # fmt: skip
        client.send(struct.pack("<Iq", 0xE7512126, session_id))
        assert (await client.until(kind)).req_msg_id == session_id


async def test_8_6_the_answer_to_signing_out_arrives_and_the_key_stays_readable(
    place: Place,
) -> None:
    client = await place.signed()
    key_id = client.key.key_id
    sessions = place.server.sessions
    await client.call(QUERY)
    sessions.sign_in(key_id, account_id=7, authorization_hash=8)
    (session,) = sessions.of_account(7)
    assert session.key.account_id == 7
    slow = client.send(SLOW)
    await client.until(MSGS_ACK)
    sessions.sign_out(key_id)
    place.release.set()
    assert await client.result(slow) == SLOW
    assert list(sessions.of_account(7)) == []
    assert place.calls[-1].key.account_id is None
    assert await client.call(QUERY) == QUERY


async def test_who_follows_accounts_is_told_of_those_that_came_or_went(place: Place) -> None:
    sessions = place.server.sessions
    first, second = await place.signed(), await place.signed()
    for client in (first, second):
        await client.call(QUERY)
    key_ids = (first.key.key_id, second.key.key_id)
    moved = sessions.follow_accounts()
    before = moved()
    assert before == set(sessions.accounts())
    for key_id in key_ids:
        sessions.sign_in(key_id, account_id=70, authorization_hash=8)
    assert 70 in sessions.accounts()
    assert moved() == {70} | before
    late = sessions.follow_accounts()
    sessions.sign_out(key_ids[0])
    assert moved() == set()
    await sessions.drop_key(key_ids[1])
    assert moved() == {70}
    assert late() == set()
    sessions.sign_in(key_ids[0], account_id=71, authorization_hash=8)
    assert (moved(), late()) == ({71}, {71})


async def test_a_dropped_key_ends_its_connections_and_queries(place: Place) -> None:
    client = await place.signed()
    slow = client.send(SLOW)
    await client.until(NEW_SESSION)
    await eventually(lambda: len(place.calls) == 1)
    await place.server.sessions.drop_key(client.key.key_id)
    assert place.server.counts()["sessions"] == 0
    assert place.server.counts()["queries"] == 0
    await client.end()
    assert slow


async def test_8_3_only_subscribed_sessions_are_found_by_account(place: Place) -> None:
    client = await place.signed()
    quiet = (await place.client()).use(client)
    sessions = place.server.sessions
    await client.call(QUERY)
    await quiet.call(struct.pack("<II", LARGE, 16))
    sessions.sign_in(client.key.key_id, account_id=7, authorization_hash=8)
    found = sessions.of_account(7)
    assert [session.session_id for session in found] == [client.session_id]
    found[0].push(UPDATE)
    assert (await client.until(int.from_bytes(UPDATE[:4], "little"))).body == UPDATE


async def test_16_4_the_session_longest_without_a_connection_makes_room(
    open_place: OpenPlace,
) -> None:
    place = await open_place(sessions_max=3)
    client = await place.signed()
    for _ in range(5):
        later = (await place.client()).use(client)
        assert await later.call(QUERY) == QUERY
        later.close()
        await eventually(lambda: place.server.counts()["connections"] == 1)
    assert await client.call(QUERY) == QUERY
    assert place.server.counts()["sessions"] == 3
    staying = [(await place.client()).use(client) for _ in range(2)]
    for other in staying:
        assert await other.call(QUERY) == QUERY
    refused = (await place.client()).use(client)
    refused.send(QUERY)
    assert [int.from_bytes(frame, "little", signed=True) for frame in await refused.end()] == [-429]
    assert await staying[0].call(QUERY) == QUERY


async def test_remembered_ids_go_with_their_sessions(place: Place) -> None:
    client = await place.signed()
    await client.call(QUERY)
    assert place.server.budgets()["seen"].used_bytes > 0
    await place.server.sessions.drop_key(client.key.key_id)
    assert place.server.budgets()["seen"].used_bytes == 0


async def test_11_8_a_new_session_of_a_signed_in_key_is_told_to_catch_up(place: Place) -> None:
    client = await place.signed()
    await client.call(QUERY)
    place.server.sessions.sign_in(client.key.key_id, account_id=7, authorization_hash=8)
    await client.call(QUERY)
    assert not [got for got in client.seen if got.kind == UPDATES_TOO_LONG]
    later = (await place.client()).use(client)
    query = later.send(QUERY)
    await later.until(UPDATES_TOO_LONG)
    await later.result(query)
    await later.call(QUERY)
    assert len([got for got in later.seen if got.kind == UPDATES_TOO_LONG]) == 1


async def test_9_1_ping_delay_disconnect_closes_quietly_unless_repeated(place: Place) -> None:
    client = await place.signed()
    for delay_s in (0, 3000, 0):
        client.send(struct.pack("<Iqi", 0xF3427B8C, 1, delay_s), seqno=0)
        if delay_s == 3000:
            await client.until(PONG)
    assert all(len(frame) > 4 for frame in await client.end())


async def test_9_1_who_speaks_after_such_a_ping_has_time_until_the_next(place: Place) -> None:
    client = await place.signed()
    client.send(struct.pack("<Iqi", 0xF3427B8C, 1, 1), seqno=0)
    assert await client.call(QUERY) == QUERY
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.5):
            await client.end()
    client.send(struct.pack("<Iqi", 0xF3427B8C, 2, 0), seqno=0)
    await client.end()


async def test_9_3_faults_are_500_inside_rpc_result(place: Place) -> None:
    client = await place.signed()
    assert await client.call(struct.pack("<I", CRASH)) == INTERNAL
    assert await client.call(QUERY) == QUERY


@pytest.mark.parametrize(
    "limits",
    [
        {"queries_pending_per_key": 3},
        # A running query counts for its body and 5 KiB, one key for an eighth.
        {"inbound_bytes_total": 8 * 16_000},
    ],
)
async def test_16_4_too_many_queries_draw_worker_busy(
    open_place: OpenPlace, limits: dict[str, int]
) -> None:
    place = await open_place(**limits)
    client = await place.signed()
    for _ in range(3):
        client.send(SLOW)
    assert await client.call(QUERY) == BUSY
    place.release.set()
    await eventually(lambda: place.server.counts()["queries"] == 0)
    assert await client.call(QUERY) == QUERY


async def test_a_query_that_takes_too_long_is_answered_once_and_runs_on(
    open_place: OpenPlace,
) -> None:
    place = await open_place(query_timeout_s=1)
    client = await place.signed()
    slow = client.send(SLOW)
    assert await client.result(slow) == BUSY
    # It may have committed something that it has yet to publish.
    assert place.server.counts()["queries"] == 1
    place.release.set()
    await eventually(lambda: place.server.counts()["queries"] == 0)
    later = client.send(QUERY)
    answers = []
    while not answers or answers[-1] != later:
        found = await client.until(RPC_RESULT)
        answers.append(found.req_msg_id)
    assert answers == [later]


async def test_stopping_lets_running_queries_answer(place: Place) -> None:
    client = await place.signed()
    slow = client.send(SLOW)
    await eventually(lambda: len(place.calls) == 1)
    stopping = asyncio.ensure_future(place.server.stop())
    await asyncio.sleep(0)
    place.release.set()
    assert await client.result(slow) == SLOW
    await stopping
    assert place.used() == {"inbound": 0, "unsent": 0, "unacked": 0}


async def test_stopping_takes_seconds_whatever_queries_do(open_place: OpenPlace) -> None:
    place = await open_place(stop_timeout_s=1)
    client = await place.signed()
    client.send(SLOW)
    await eventually(lambda: len(place.calls) == 1)
    async with asyncio.timeout(5):
        await place.server.stop()
    assert place.server.counts() == dict.fromkeys(place.server.counts(), 0)


def sessions_of(place: Place, key_id: int) -> list:  # type: ignore[type-arg]
    """The key's live sessions, by tying it to an account for a moment."""
    place.server.sessions.sign_in(key_id, account_id=1, authorization_hash=1)
    return list(place.server.sessions.of_account(1))


async def test_these_tests_run_on_the_loop_the_server_uses() -> None:
    assert type(asyncio.get_running_loop()).__module__.startswith("uvloop")
