"""Taking an authorization along to a key on another data centre."""

from pathlib import Path

import pytest

from heliograph.actions.bots import add_bot
from heliograph.actions.transfers import LIFETIME_S
from heliograph.tl import functions, types
from support.stage import Device, RpcError, Stage, send_code
from support.talk import ANN, BEN, CAT, People

SELF = functions.users.GetUsers(id=[types.InputUserSelf()])
DAY_S = 86_400
INVALID = "400 AUTH_BYTES_INVALID"


async def export(device: Device, dc: int) -> types.auth.ExportedAuthorization:
    made: types.auth.ExportedAuthorization = await device(
        functions.auth.ExportAuthorization(dc_id=dc)
    )
    return made


def importing(exported: types.auth.ExportedAuthorization) -> functions.auth.ImportAuthorization:
    return functions.auth.ImportAuthorization(id=exported.id, bytes=exported.bytes)


async def taken_along(device: Device, dc: int, *, named: bool = True) -> Device:
    """A key on another data centre with the device's authorization."""
    other = await device.stage.device(dc=dc if named else 0)
    await other(importing(await export(device, dc)))
    return other


@pytest.mark.parametrize("dc", [1, 3, 4, 5])
async def test_13_3_a_key_on_another_dc_acts_for_the_account(people: People, dc: int) -> None:
    ann = people.ann.device
    other = await people.stage.device(dc=dc)
    exported = await export(ann, dc)
    assert exported.id == ann.key.account_id
    done = await other(importing(exported))
    assert (done.user.id, done.user.first_name, done.user.self) == (exported.id, "Ann", True)
    assert (await other(SELF))[0].id == exported.id
    assert (await other(functions.help.GetConfig())).this_dc == dc


async def test_13_3_keys_taken_along_end_when_the_first_takes_another_account(
    people: People,
) -> None:
    ann, ben = people.ann.device, people.ben.device
    other = await taken_along(ann, 4)
    await ann(importing(await export(ben, 2)))
    assert (await ann(SELF))[0].id == people.ben.id
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await other(SELF)


async def test_13_3_keys_taken_along_end_when_the_first_signs_a_bot_in(people: People) -> None:
    ann = people.ann.device
    other = await taken_along(ann, 4)
    bot = await add_bot(people.stage.app, name="Echo", username="echo_bot", owner_id=None)
    await ann(
        functions.auth.ImportBotAuthorization(
            flags=0, api_id=1, api_hash="0", bot_auth_token=bot.token
        )
    )
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await other(SELF)


async def test_13_3_what_was_exported_before_a_log_out_is_worth_nothing_after_the_next_sign_in(
    people: People,
) -> None:
    ann = people.ann.device
    exported = await export(ann, 4)
    await ann(functions.auth.LogOut())
    await ann.sign_in(ANN)
    other = await people.stage.device(dc=4)
    with pytest.raises(RpcError, match=INVALID):
        await other(importing(exported))


async def test_13_3_a_key_taken_along_is_no_other_device(people: People) -> None:
    """A code goes to an account's other devices, and they hear of a sign-in: here is none."""
    other = await taken_along(people.ann.device, 4)
    other.session.subscribe()
    other.session.take()
    await people.ann.device(send_code(ANN))
    assert other.session.take() == []


@pytest.mark.parametrize("dc", [0, 6, -1, 10_002, 2**31 - 1])
async def test_13_3_there_are_five_dcs(people: People, dc: int) -> None:
    with pytest.raises(RpcError, match="400 DC_ID_INVALID"):
        await export(people.ann.device, dc)


async def test_13_3_only_somebody_signed_in_exports(stage: Stage) -> None:
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await export(await stage.device(), 4)


async def test_13_3_the_bytes_are_good_once(people: People) -> None:
    exported = await export(people.ann.device, 4)
    one, two = await people.stage.device(dc=4), await people.stage.device(dc=4)
    await one(importing(exported))
    for device in (one, two):
        with pytest.raises(RpcError, match=INVALID):
            await device(importing(exported))
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await two(SELF)


async def test_13_3_the_bytes_are_good_on_their_dc_alone(people: People) -> None:
    exported = await export(people.ann.device, 4)
    for dc in (2, 1):
        with pytest.raises(RpcError, match=INVALID):
            await (await people.stage.device(dc=dc))(importing(exported))
    await (await people.stage.device(dc=4))(importing(exported))


async def test_13_3_a_key_that_named_no_dc_imports_for_any(people: People) -> None:
    await taken_along(people.ann.device, 4, named=False)


async def test_13_3_the_bytes_are_good_for_a_minute(people: People) -> None:
    assert LIFETIME_S <= 60
    exported = await export(people.ann.device, 4)
    people.stage.clock.date += LIFETIME_S
    with pytest.raises(RpcError, match=INVALID):
        await (await people.stage.device(dc=4))(importing(exported))


async def test_13_3_the_bytes_are_good_for_their_account_alone(people: People) -> None:
    exported = await export(people.ann.device, 4)
    device = await people.stage.device(dc=4)
    for account_id in (people.ben.id, 0, exported.id + 1):
        query = functions.auth.ImportAuthorization(id=account_id, bytes=exported.bytes)
        with pytest.raises(RpcError, match=INVALID):
            await device(query)
    for secret in (b"", bytes(64), exported.bytes[:-1], exported.bytes + b"x"):
        query = functions.auth.ImportAuthorization(id=exported.id, bytes=secret)
        with pytest.raises(RpcError, match=INVALID):
            await device(query)


async def test_13_3_no_device_imports_from_itself(people: People) -> None:
    ann = people.ann.device
    exported = await export(ann, ann.key.dc or 2)
    with pytest.raises(RpcError, match=INVALID):
        await ann(importing(exported))
    listed = await ann(functions.account.GetAuthorizations())
    assert [one.current for one in listed.authorizations] == [True]


async def test_13_3_a_log_out_takes_back_what_was_exported(people: People) -> None:
    ann = people.ann.device
    exported = await export(ann, 4)
    await ann(functions.auth.LogOut())
    with pytest.raises(RpcError, match=INVALID):
        await (await people.stage.device(dc=4))(importing(exported))


async def test_13_3_many_exports_leave_the_latest(people: People) -> None:
    ann = people.ann.device
    first = await export(ann, 4)
    people.stage.clock.date += 1
    latest = [await export(ann, 4) for _ in range(16)]
    with pytest.raises(RpcError, match=INVALID):
        await (await people.stage.device(dc=4))(importing(first))
    await (await people.stage.device(dc=4))(importing(latest[0]))


async def test_13_3_an_imported_authorization_is_no_device_of_its_own(people: People) -> None:
    ann = people.ann.device
    other = await taken_along(ann, 4)
    for device in (ann, other):
        listed = await device(functions.account.GetAuthorizations())
        assert [one.current for one in listed.authorizations] == [True]
    people.stage.clock.date += DAY_S
    assert await other(functions.auth.ResetAuthorizations()) is True
    assert (await ann(SELF))[0].self
    assert (await other(SELF))[0].self


async def test_13_3_it_ends_with_the_one_it_came_from(people: People) -> None:
    ann = people.ann.device
    other = await taken_along(ann, 4)
    await ann(functions.auth.LogOut())
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await other(SELF)
    stored = await people.stage.store.load_auth_key(other.key.auth_key_id)
    assert stored is not None
    assert stored.account_id is None


async def test_13_3_it_ends_when_its_device_becomes_somebody_elses(people: People) -> None:
    ann = people.ann.device
    other = await taken_along(ann, 4)
    await ann.sign_in(BEN)
    assert (await ann(SELF))[0].first_name == "Ben"
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await other(SELF)
    # And the other way round: the importer becoming somebody's device leaves its origin alone.
    third = await taken_along(ann, 5)
    await third.sign_in(CAT)
    assert (await ann(SELF))[0].first_name == "Ben"


async def test_13_3_logging_it_out_leaves_the_one_it_came_from(people: People) -> None:
    ann = people.ann.device
    other = await taken_along(ann, 4)
    await other(functions.auth.LogOut())
    assert (await ann(SELF))[0].self


async def test_13_3_a_device_ended_elsewhere_loses_its_imports_too(people: People) -> None:
    ann, phone = people.ann.device, await people.stage.device()
    await phone.sign_in(ANN)
    other = await taken_along(phone, 4)
    people.stage.sessions.dropped.clear()
    people.stage.clock.date += DAY_S
    await ann(functions.auth.ResetAuthorizations())
    ended = {phone.key.auth_key_id, other.key.auth_key_id}
    assert set(people.stage.sessions.dropped) == ended


async def test_13_3_what_was_exported_outlives_the_process(people: People, tmp_path: Path) -> None:
    exported = await export(people.ann.device, 4)
    # A server that starts anew has nothing but its store.
    again = Stage(people.stage.store, folder=tmp_path, clock=people.stage.clock)
    again._keys = 100
    device = await again.device(dc=4)
    done = await device(importing(exported))
    assert done.user.first_name == "Ann"
