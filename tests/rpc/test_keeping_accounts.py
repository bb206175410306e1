"""Who has the number may object to a deletion that was asked for without the password."""

import re
from typing import Any

import pytest

from heliograph.actions.deletion import delete_unused_accounts
from heliograph.domain.deletion import WAIT_S
from heliograph.tl import functions, types
from heliograph.tl.layers import NEWEST
from support.passwords import set_password
from support.stage import Device, RpcError, initialised, sign_in
from support.talk import ANN, People

LINK = re.compile(r"tg://confirmphone\?phone=(\d+)&hash=(\w+)")


def ask(proof: str) -> functions.account.SendConfirmPhoneCode:
    return functions.account.SendConfirmPhoneCode(hash=proof, settings=types.CodeSettings())


def confirm(code_hash: str, code: str) -> functions.account.ConfirmPhone:
    return functions.account.ConfirmPhone(phone_code_hash=code_hash, phone_code=code)


async def threatened(people: People) -> tuple[str, str]:
    """A stranger asked for the end of Ann's account; the number and the proof in the link."""
    ann = people.ann
    await set_password(ann.device, "secret")
    stranger = await people.stage.device()
    with pytest.raises(RpcError, match="SESSION_PASSWORD_NEEDED"):
        await stranger.sign_in(ANN)
    ann.pushed()
    with pytest.raises(RpcError, match="2FA_CONFIRM_WAIT"):
        await stranger(functions.account.DeleteAccount(reason=""))
    (notice,) = [u.message for u in ann.pushed() if hasattr(u, "message")]
    found = LINK.search(notice.message)
    assert found is not None
    (link,) = [e for e in notice.entities if isinstance(e, types.MessageEntityUrl)]
    assert notice.message[link.offset : link.offset + link.length] == found.group()
    return found.group(1), found.group(2)


async def ends(people: People) -> bool:
    people.stage.clock.date += WAIT_S + 1
    return bool(await delete_unused_accounts(people.stage.app))


async def test_14_5_the_link_and_a_code_keep_the_account(people: People) -> None:
    phone, proof = await threatened(people)
    assert phone == ANN
    ann = people.ann.device
    sent = await ann(ask(proof))
    to, code = people.stage.messenger.codes[-1]
    assert to == ANN
    with pytest.raises(RpcError, match="400 PHONE_CODE_INVALID"):
        await ann(confirm(sent.phone_code_hash, "x"))
    assert await ann(confirm(sent.phone_code_hash, code)) is True
    with pytest.raises(RpcError, match="400 CODE_HASH_INVALID"):
        await ann(confirm(sent.phone_code_hash, code))
    with pytest.raises(RpcError, match="400 HASH_INVALID"):
        await ann(ask(proof))
    assert not await ends(people)


async def test_14_5_a_code_to_keep_an_account_can_be_sent_again(people: People) -> None:
    _, proof = await threatened(people)
    ann = people.ann.device
    first = await ann(ask(proof))
    again = functions.auth.ResendCode(phone_number=ANN, phone_code_hash=first.phone_code_hash)
    second = await ann(again)
    code = people.stage.messenger.codes[-1][1]
    with pytest.raises(RpcError, match="400 CODE_HASH_INVALID"):
        await ann(confirm(first.phone_code_hash, code))
    assert await ann(confirm(second.phone_code_hash, code)) is True
    assert not await ends(people)


async def test_14_5_a_code_to_keep_an_account_does_nothing_else(people: People) -> None:
    _, proof = await threatened(people)
    ann = people.ann.device
    sent = await ann(ask(proof))
    code = people.stage.messenger.codes[-1][1]
    with pytest.raises(RpcError, match="400 PHONE_CODE_INVALID"):
        await ann(sign_in(ANN, sent.phone_code_hash, code))
    assert await ends(people)


async def test_14_5_nor_does_a_code_to_sign_in_keep_one(people: People) -> None:
    await threatened(people)
    ann = people.ann.device
    sent = await ann(
        functions.auth.SendCode(
            phone_number=ANN, api_id=1, api_hash="0", settings=types.CodeSettings()
        )
    )
    code = people.stage.messenger.codes[-1][1]
    with pytest.raises(RpcError, match="400 PHONE_CODE_INVALID"):
        await ann(confirm(sent.phone_code_hash, code))
    assert await ends(people)


async def test_14_5_late_codes_and_those_of_others_keep_nothing(people: People) -> None:
    _, proof = await threatened(people)
    ann, limits = people.ann.device, people.stage.app.code_limits
    sent = await ann(ask(proof))
    code = people.stage.messenger.codes[-1][1]
    with pytest.raises(RpcError, match="400 PHONE_CODE_EXPIRED"):
        await people.ben.device(confirm(sent.phone_code_hash, code))
    people.stage.clock.date += limits.lifetime_s + 1
    with pytest.raises(RpcError, match="400 PHONE_CODE_EXPIRED"):
        await ann(confirm(sent.phone_code_hash, code))


async def somebody_else(people: People) -> Device:
    return people.ben.device


async def owing(people: People) -> Device:
    device = await people.stage.device()
    with pytest.raises(RpcError, match="SESSION_PASSWORD_NEEDED"):
        await device.sign_in(ANN)
    return device


@pytest.mark.parametrize(
    ("who", "error"),
    [(somebody_else, "400 HASH_INVALID"), (owing, "401 SESSION_PASSWORD_NEEDED")],
)
async def test_14_5_the_link_is_for_the_accounts_own_devices(
    people: People, who: Any, error: str
) -> None:
    _, proof = await threatened(people)
    with pytest.raises(RpcError, match=error):
        await (await who(people))(ask(proof))


async def test_14_5_the_notice_is_in_the_accounts_language(people: People) -> None:
    ann = people.ann.device
    await ann(initialised(functions.updates.GetState(), NEWEST, lang_code="de"))
    await set_password(ann, "secret")
    people.ann.pushed()
    with pytest.raises(RpcError, match="2FA_CONFIRM_WAIT"):
        await ann(functions.account.DeleteAccount(reason=""))
    (notice,) = [u.message.message for u in people.ann.pushed() if hasattr(u, "message")]
    assert "will dein Konto löschen" in notice
