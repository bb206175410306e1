"""What an operator does with accounts."""

import pytest

from heliograph.actions import accounts
from heliograph.actions.sessions import list_sessions
from heliograph.domain import errors
from heliograph.tl import functions
from support.passwords import new_password, proof_by, set_password, told_by
from support.stage import RpcError, Stage

ANN = "12025550101"


async def test_added_account_signs_in_by_code_where_registration_is_closed(stage: Stage) -> None:
    account = await accounts.add_account(stage.app, phone="+" + ANN, first_name="Ann")
    device = await stage.device()
    done = await device.sign_in(ANN)
    assert done.user.id == account.id


async def test_number_has_one_account(stage: Stage) -> None:
    await accounts.add_account(stage.app, phone=ANN, first_name="Ann")
    with pytest.raises(errors.PhoneNumberOccupied):
        await accounts.add_account(stage.app, phone=ANN, first_name="Ann")


async def test_account_is_found_by_all_its_names(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    await ann(functions.account.UpdateUsername(username="ann_lee"))
    for name in (f"+{ANN}", ANN, "@Ann_Lee", str(ann.key.account_id)):
        found = await accounts.find_account(stage.app, name)
        assert found is not None
        assert found.id == ann.key.account_id
    for name in ("@nobody", "+1", "12", "ann_lee", "", "٣"):
        assert await accounts.find_account(stage.app, name) is None


async def test_a_number_with_its_plus_is_no_id(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    assert await accounts.find_account(stage.app, f"+{ann.key.account_id}") is None


class Drawing:
    """Always the highest number; remembers of how many it was drawn."""

    def __init__(self) -> None:
        self.limits: list[int] = []

    def token(self, size_bytes: int) -> bytes:
        return bytes(size_bytes)

    def below(self, limit: int) -> int:
        self.limits.append(limit)
        return limit - 1


async def test_invites_have_numbers_of_a_range_of_their_own(stage: Stage) -> None:
    drawing = Drawing()
    stage.turn(random=drawing)
    invite = await accounts.create_invite(stage.app, lifetime_s=60)
    assert (invite.phone, invite.expires) == ("99966" + "9" * 7, stage.clock.now() + 60)
    assert drawing.limits[0] == 10**7


async def test_an_invite_draws_some_numbers_until_one_is_free(stage: Stage) -> None:
    await accounts.add_account(stage.app, phone="99966" + "9" * 7, first_name="Ann")
    drawing = Drawing()
    stage.turn(random=drawing)
    with pytest.raises(errors.PhoneNumberOccupied):
        await accounts.create_invite(stage.app, lifetime_s=60)
    assert drawing.limits.count(10**7) == 8


async def test_disabling_ends_every_session_before_it_returns(stage: Stage) -> None:
    first = await stage.person(ANN, "Ann")
    second = await stage.device()
    await second.sign_in(ANN)
    account_id = first.key.account_id or 0
    assert await accounts.disable_account(stage.app, account_id) == 2
    keys = [first.key.auth_key_id, second.key.auth_key_id]
    assert sorted(stage.sessions.dropped) == keys
    assert await list_sessions(stage.app, account_id) == []
    with pytest.raises(RpcError) as refused:
        await first(functions.account.UpdateStatus(offline=True))
    assert (refused.value.code, refused.value.text) == (401, "AUTH_KEY_UNREGISTERED")


async def test_enabled_account_signs_in_again(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    account_id = ann.key.account_id or 0
    await accounts.disable_account(stage.app, account_id)
    await accounts.enable_account(stage.app, account_id)
    done = await (await stage.device()).sign_in(ANN)
    assert done.user.id == account_id


async def test_accounts_are_listed_page_by_page(stage: Stage) -> None:
    made = [
        await accounts.add_account(stage.app, phone=f"1202555010{i}", first_name=f"N{i}")
        for i in range(5)
    ]
    ids: list[int] = []
    while page := await accounts.list_accounts(
        stage.app, after_id=ids[-1] if ids else made[0].id - 1, limit=2
    ):
        ids += [account.id for account in page]
    assert ids == [account.id for account in made]


async def test_invitation_draws_a_number_nobody_has(stage: Stage) -> None:
    first = await accounts.create_invite(stage.app, lifetime_s=60)
    second = await accounts.create_invite(stage.app, lifetime_s=60)
    assert first.phone != second.phone
    assert first.phone.startswith("99966")
    assert first.expires == stage.clock.now() + 60
    assert len(first.code) == stage.app.code_limits.digits


async def test_codes_do_not_go_where_the_password_is_recovered(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    await set_password(ann, "secret", email="ann@example.org")
    change = functions.account.UpdatePasswordSettings(
        password=await proof_by(ann, "secret"),
        new_settings=new_password(await told_by(ann), "other", email="new@example.org"),
    )
    with pytest.raises(RpcError, match="EMAIL_UNCONFIRMED"):
        await ann(change)
    for address in ("Ann@example.org", "NEW@example.org"):
        with pytest.raises(errors.EmailNotAllowed):
            await accounts.note_code_mail(stage.app, ANN, address)
    with pytest.raises(errors.EmailInvalid):
        await accounts.note_code_mail(stage.app, ANN, "nowhere")
    await accounts.note_code_mail(stage.app, ANN, "codes@example.org")
    await accounts.note_code_mail(stage.app, "12025550199", "ann@example.org")
