"""The end of an account: what goes, what others keep, and who may ask for it."""

from collections.abc import Sequence
from typing import Any

import pytest

from heliograph.actions.deletion import delete_unused_accounts
from heliograph.domain.deletion import WAIT_S
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.pruning import Keep
from heliograph.tl import functions, types
from support.passwords import proof_by, set_password
from support.stage import Device, RpcError, send_code, sign_in
from support.talk import ANN, BEN, People

DAY_S = 86_400
STATUS = functions.account.UpdateStatus(offline=True)


def delete(password: Any = None) -> functions.account.DeleteAccount:
    return functions.account.DeleteAccount(reason="", password=password)


async def erased(people: People) -> None:
    """Let the store do what it does every minute, until nothing is left to do."""
    store, now = people.stage.store, people.stage.clock.date
    assert isinstance(store, SqliteStore)
    keep = Keep(now=now, sends_after=0, codes_after=0, unused_keys_after=0, expired_keys_after=0)
    while await store.prune(keep):
        pass


async def test_14_5_a_deleted_account_is_a_mark_for_those_who_knew_it(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.account.UpdateUsername(username="ann_alone"))
    await ben(
        functions.contacts.AddContact(id=ben.user(ann), first_name="Annie", last_name="", phone=ANN)
    )
    await ann.send(ann.to(ben), "stays with Ben")
    ben.pushed()
    assert await ann.device(delete()) is True
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await ann.device(STATUS)
    (told,) = ben.pushed()
    assert (told.user_id, told.first_name, told.usernames) == (ann.id, "", [])
    await erased(people)
    (seen,) = await ben(functions.users.GetUsers(id=[ben.user(ann)]))
    assert (seen.deleted, seen.first_name, seen.phone, seen.contact) == (True, None, None, False)
    assert [m.message for m in await ben.history(ben.to(ann))] == ["stays with Ben"]
    dialogs = await ben.dialogs()
    assert [u.deleted for u in dialogs.users if u.id == ann.id] == [True]
    with pytest.raises(RpcError, match="400 INPUT_USER_DEACTIVATED"):
        await ben.send(ben.to(ann), "anybody there?")
    with pytest.raises(RpcError, match="USERNAME_NOT_OCCUPIED"):
        await ben(functions.contacts.ResolveUsername(username="ann_alone"))
    assert (await ben(functions.contacts.GetContacts(hash=0))).contacts == []


async def test_14_5_the_number_is_free_for_a_new_account(people: People) -> None:
    await people.ann.device(delete())
    user = await (await people.stage.device()).sign_up(ANN, "Anna")
    assert user.id not in {people.ann.id, people.ben.id, people.cat.id}
    other = await people.stage.device()
    await other.sign_in(BEN)
    await other(delete())
    assert (await (await people.stage.device()).sign_up(BEN, "Benno")).id > user.id


async def test_14_5_nobody_keeps_a_deleted_account_out(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ben(functions.contacts.Block(id=ben.to(ann)))
    await ann.device(delete())
    assert (await ben(functions.contacts.GetBlocked(offset=0, limit=9))).blocked == []


async def test_14_5_a_code_for_the_account_opens_no_other(people: People) -> None:
    store, device = people.stage.store, await people.stage.device()
    await store.set_code_mail(ANN, "ann@example.org")
    sent = await device(send_code(ANN))
    code = people.stage.messenger.codes[-1][1]
    await people.ann.device(delete())
    assert await store.code_mail(ANN) is None
    with pytest.raises(RpcError, match="400 PHONE_CODE_EXPIRED"):
        await device(sign_in(ANN, sent.phone_code_hash, code))


async def test_14_5_nothing_of_the_mailbox_stays(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "both have it")
    await ann.send(types.InputPeerSelf(), "only Ann has it")
    await ann(functions.messages.EditMessage(peer=ann.to(ben), id=1, message="both have this"))
    await ann.device(delete())
    store = people.stage.store
    assert isinstance(store, SqliteStore)
    # A step at a time, and sound after each.
    assert await store.check() == []
    await erased(people)
    assert await store.check() == []
    assert (await store.state(ann.id)).pts == 1
    page = await people.stage.store.messages(ann.id, list(range(1, 20)))
    assert page.messages == ()
    assert [m.message for m in await ben.history(ben.to(ann))] == ["both have this"]


async def test_14_5_a_password_deletes_at_once(people: People) -> None:
    ann = people.ann.device
    await set_password(ann, "secret")
    with pytest.raises(RpcError, match="400 PASSWORD_HASH_INVALID"):
        await ann(delete(await proof_by(ann, "wrong")))
    assert await ann(STATUS) is True
    assert await ann(delete(await proof_by(ann, "secret"))) is True
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await ann(STATUS)


async def half_signed_in(people: People) -> Device:
    """A device that entered Ann's code and owes her password."""
    await set_password(people.ann.device, "secret")
    return await owing_device(people)


async def owing_device(people: People) -> Device:
    """A device that entered Ann's code, where her account has a password."""
    device = await people.stage.device()
    with pytest.raises(RpcError, match="SESSION_PASSWORD_NEEDED"):
        await device.sign_in(ANN)
    return device


async def test_14_5_without_the_password_it_takes_a_week(people: People) -> None:
    device = await half_signed_in(people)
    people.ann.pushed()
    with pytest.raises(RpcError, match=f"420 2FA_CONFIRM_WAIT_{WAIT_S}"):
        await device(delete())
    (notice,) = [u.message.message for u in people.ann.pushed() if hasattr(u, "message")]
    assert "delete your account" in notice
    people.stage.clock.date += WAIT_S - 1
    with pytest.raises(RpcError, match=r"420 2FA_CONFIRM_WAIT_1$"):
        await people.ann.device(delete())
    assert await delete_unused_accounts(people.stage.app) == 0
    people.stage.clock.date += 1
    assert await delete_unused_accounts(people.stage.app) == 1
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await people.ann.device(STATUS)


async def test_14_5_asking_again_in_time_deletes_at_once(people: People) -> None:
    await half_signed_in(people)
    with pytest.raises(RpcError, match="2FA_CONFIRM_WAIT"):
        await people.ann.device(delete())
    people.stage.clock.date += WAIT_S
    assert await people.ann.device(delete()) is True


async def test_14_5_the_password_calls_a_deletion_off(people: People) -> None:
    device = await half_signed_in(people)
    with pytest.raises(RpcError, match="2FA_CONFIRM_WAIT"):
        await device(delete())
    proof = await proof_by(device, "secret")
    await device(functions.auth.CheckPassword(password=proof))
    people.stage.clock.date += WAIT_S + 1
    assert await delete_unused_accounts(people.stage.app) == 0
    assert await people.ann.device(STATUS) is True


async def test_14_5_the_notice_of_a_deletion_comes_once(people: People) -> None:
    device = await half_signed_in(people)
    people.ann.pushed()
    for _ in range(2):
        with pytest.raises(RpcError, match="2FA_CONFIRM_WAIT"):
            await device(delete())
    assert len([u for u in people.ann.pushed() if hasattr(u, "message")]) == 1


async def test_14_5_a_proof_in_the_settings_calls_a_deletion_off(people: People) -> None:
    device = await half_signed_in(people)
    with pytest.raises(RpcError, match="2FA_CONFIRM_WAIT"):
        await device(delete())
    proof = await proof_by(people.ann.device, "secret")
    await people.ann.device(functions.account.GetPasswordSettings(password=proof))
    people.stage.clock.date += WAIT_S + 1
    assert await delete_unused_accounts(people.stage.app) == 0


@pytest.mark.parametrize("waits", [True, False])
async def test_14_5_a_code_to_the_recovery_address_calls_a_deletion_off(
    people: People, waits: bool
) -> None:
    await set_password(people.ann.device, "secret", email="ann@example.org")
    stranger = await owing_device(people)
    with pytest.raises(RpcError, match="2FA_CONFIRM_WAIT"):
        await stranger(delete())
    device = await owing_device(people) if waits else people.ann.device
    await device(functions.auth.RequestPasswordRecovery())
    await device(functions.auth.RecoverPassword(code=people.stage.mailer.code))
    people.stage.clock.date += WAIT_S + 1
    assert await delete_unused_accounts(people.stage.app) == 0
    assert await people.ann.device(STATUS) is True


@pytest.mark.parametrize("waited", [True, False])
async def test_14_5_who_comes_back_at_the_last_moment_keeps_the_account(
    people: People, monkeypatch: pytest.MonkeyPatch, waited: bool
) -> None:
    """Between the search for accounts whose time is over and the end of each."""
    ann, stage = people.ann.device, people.stage
    device = await half_signed_in(people)
    if waited:
        with pytest.raises(RpcError, match="2FA_CONFIRM_WAIT"):
            await device(delete())
        stage.clock.date += WAIT_S
    else:
        await ann(functions.account.SetAccountTTL(ttl=types.AccountDaysTTL(days=30)))
        stage.clock.date += 31 * DAY_S
    search = stage.store.accounts_to_delete

    async def searched(**given: Any) -> Sequence[int]:
        found = await search(**given)
        if waited:
            await ann(functions.auth.CheckPassword(password=await proof_by(ann, "secret")))
        else:
            await ann(STATUS)
        return found

    monkeypatch.setattr(stage.store, "accounts_to_delete", searched)
    assert await delete_unused_accounts(stage.app) == 0
    assert await ann(STATUS) is True


async def test_14_5_unused_accounts_are_deleted(people: People) -> None:
    ann, ben = people.ann.device, people.ben.device
    assert await ann(functions.account.SetAccountTTL(ttl=types.AccountDaysTTL(days=30))) is True
    assert (await ann(functions.account.GetAccountTTL())).days == 30
    assert (await ben(functions.account.GetAccountTTL())).days == 730
    people.stage.clock.date += 30 * DAY_S
    assert await delete_unused_accounts(people.stage.app) == 0
    people.stage.clock.date += 1
    assert await delete_unused_accounts(people.stage.app) == 1
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await ann(STATUS)
    assert await ben(STATUS) is True


async def test_14_5_an_account_whose_device_calls_is_used(people: People) -> None:
    ann = people.ann.device
    await ann(functions.account.SetAccountTTL(ttl=types.AccountDaysTTL(days=30)))
    people.stage.clock.date += 20 * DAY_S
    await ann(functions.account.GetAccountTTL())
    people.stage.clock.date += 20 * DAY_S
    assert await delete_unused_accounts(people.stage.app) == 0


async def test_14_5_when_it_was_used_is_known_without_a_device(people: People) -> None:
    ann = people.ann.device
    await ann(functions.account.SetAccountTTL(ttl=types.AccountDaysTTL(days=30)))
    people.stage.clock.date += 20 * DAY_S
    await ann(STATUS)
    await ann(functions.auth.LogOut())
    people.stage.clock.date += 20 * DAY_S
    assert await delete_unused_accounts(people.stage.app) == 0
    people.stage.clock.date += 11 * DAY_S
    assert await delete_unused_accounts(people.stage.app) == 1


@pytest.mark.parametrize("days", [0, -1, 29, 731, 2**31 - 1])
async def test_14_5_accounts_live_a_month_to_two_years_unused(people: People, days: int) -> None:
    query = functions.account.SetAccountTTL(ttl=types.AccountDaysTTL(days=days))
    with pytest.raises(RpcError, match="400 TTL_DAYS_INVALID"):
        await people.ann.device(query)


async def test_14_5_a_stranger_deletes_nothing(people: People) -> None:
    device = await people.stage.device()
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await device(delete())
