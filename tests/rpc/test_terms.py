"""Terms of service: shown to those who have not accepted them."""

from typing import Any

import pytest

from heliograph.domain.terms import Terms, make_terms
from heliograph.tl import functions, types
from support.stage import Device, RpcError, Stage, send_code, sign_in

PHONE = "12025550101"
FIRST = make_terms("Be kind. More: https://example.org/rules")
SECOND = make_terms("Be kinder.")


def set_terms(stage: Stage, terms: Terms | None) -> None:
    """As after a restart with another file."""
    stage.turn(terms=terms)


async def asked_to_accept(device: Device) -> Any:
    return await device(functions.help.GetTermsOfServiceUpdate())


async def accept(device: Device, shown: types.help.TermsOfService) -> bool:
    accepted: bool = await device(functions.help.AcceptTermsOfService(id=shown.id))
    return accepted


async def test_without_terms_nothing_is_shown(stage: Stage) -> None:
    device = await stage.device()
    sent = await device(send_code(PHONE))
    code = stage.messenger.codes[-1][1]
    required = await device(sign_in(PHONE, sent.phone_code_hash, code))
    assert required == types.auth.AuthorizationSignUpRequired()
    await device.sign_up(PHONE, "Ann")
    assert isinstance(await asked_to_accept(device), types.help.TermsOfServiceUpdateEmpty)


async def test_whoever_signs_up_sees_them_and_is_not_asked_again(stage: Stage) -> None:
    set_terms(stage, FIRST)
    device = await stage.device()
    sent = await device(send_code(PHONE))
    code = stage.messenger.codes[-1][1]
    required = await device(sign_in(PHONE, sent.phone_code_hash, code))
    shown = required.terms_of_service
    assert (shown.text, shown.popup) == (FIRST.text, True)
    assert shown.entities == [types.MessageEntityUrl(offset=15, length=25)]
    await device.sign_up(PHONE, "Ann")
    assert isinstance(await asked_to_accept(device), types.help.TermsOfServiceUpdateEmpty)


async def test_a_changed_text_is_shown_until_it_is_accepted(stage: Stage) -> None:
    set_terms(stage, FIRST)
    ann, other = await stage.person(PHONE, "Ann"), await stage.device()
    set_terms(stage, SECOND)
    update = await asked_to_accept(ann)
    assert update.terms_of_service.text == SECOND.text
    assert update.expires > stage.clock.now()
    assert await accept(ann, update.terms_of_service)
    assert await accept(ann, update.terms_of_service)
    await other.sign_in(PHONE)
    assert isinstance(await asked_to_accept(other), types.help.TermsOfServiceUpdateEmpty)
    set_terms(stage, None)
    assert isinstance(await asked_to_accept(ann), types.help.TermsOfServiceUpdateEmpty)


async def test_an_older_text_is_not_accepted_in_place_of_the_newer(stage: Stage) -> None:
    ann = await stage.person(PHONE, "Ann")
    set_terms(stage, FIRST)
    shown = (await asked_to_accept(ann)).terms_of_service
    set_terms(stage, SECOND)
    assert not await accept(ann, shown)
    assert (await asked_to_accept(ann)).terms_of_service.text == SECOND.text


async def test_nobody_is_asked_before_they_sign_in(stage: Stage) -> None:
    set_terms(stage, FIRST)
    stranger = await stage.device()
    assert isinstance(await asked_to_accept(stranger), types.help.TermsOfServiceUpdateEmpty)
    answer = types.DataJSON(data=f'{{"id": "{FIRST.id}"}}')
    assert not await stranger(functions.help.AcceptTermsOfService(id=answer))


@pytest.mark.parametrize("data", ["", "{", "[]", '"x"', "{}", '{"id": 1}'])
async def test_what_no_client_was_given_is_refused(stage: Stage, data: str) -> None:
    ann = await stage.person(PHONE, "Ann")
    with pytest.raises(RpcError, match="DATA_JSON_INVALID"):
        await ann(functions.help.AcceptTermsOfService(id=types.DataJSON(data=data)))
