"""What the service account writes."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization, ClientInfo
from heliograph.domain.entities import Entity
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.domain.notices import login_code, new_sign_in
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Account, Seen
from heliograph.domain.service import compose_screenshot, compose_service, compose_sign_up

SERVICE = Seen(
    account=Account(id=SERVICE_ACCOUNT_ID, phone="", first_name="Heliograph"),
    viewer_id=SERVICE_ACCOUNT_ID,
)
ANN = Seen(account=Account(id=1, phone="1", first_name="Ann"), viewer_id=SERVICE_ACCOUNT_ID)
DRAFT = Draft(
    sender_id=SERVICE_ACCOUNT_ID, recipient_id=1, random_id=1, text="hello", date=1_000_000
)


def test_blocking_does_not_keep_a_service_message_out() -> None:
    context = SendContext(
        sender=SERVICE, recipient=ANN, blocked_by_recipient=True, reply_known=False
    )
    assert compose_service(DRAFT, context).text == "hello"


BOLD = (Entity(kind="Bold", offset=0, length=2),)
SAID: dict[str, Any] = {"sender_id": SERVICE_ACCOUNT_ID, "date": 1_000_000}
TO_ANN = SendContext(sender=SERVICE, recipient=ANN, blocked_by_recipient=False, reply_known=False)


@pytest.mark.parametrize(
    ("compose", "body"),
    [
        (compose_service, Body(**SAID, text="hello", entities=BOLD)),
        (compose_sign_up, Body(**SAID, text="", action="ContactSignUp")),
        (compose_screenshot, Body(**SAID, text="", action="ScreenshotTaken")),
    ],
)
def test_what_happened_takes_the_place_of_words(
    compose: Callable[[Draft, SendContext], Body], body: Body
) -> None:
    assert compose(replace(DRAFT, entities=BOLD), TO_ANN) == body


def test_who_is_locked_out_hears_of_no_contact_and_nobody_writes_to_them() -> None:
    locked = replace(TO_ANN, recipient=replace(ANN, account=replace(ANN.account, disabled=True)))
    with pytest.raises(errors.PeerIdInvalid):
        compose_sign_up(DRAFT, locked)
    with pytest.raises(errors.PeerIdInvalid):
        compose_sign_up(DRAFT, replace(TO_ANN, recipient=None))
    with pytest.raises(errors.InputUserDeactivated):
        compose_screenshot(DRAFT, locked)


def test_service_message_to_nobody_is_refused() -> None:
    context = SendContext(
        sender=SERVICE, recipient=None, blocked_by_recipient=False, reply_known=False
    )
    with pytest.raises(errors.PeerIdInvalid):
        compose_service(DRAFT, context)


def test_code_message_warns_and_marks_the_code() -> None:
    text, (code, warning) = login_code("01234").write("en")
    assert text[code.offset : code.offset + code.length] == "01234"
    assert text[warning.offset : warning.offset + warning.length].startswith(
        "Do not give this code"
    )


def test_notice_names_device_address_and_time() -> None:
    client = ClientInfo(layer=229, device_model="Phone", system_version="Linux 6")
    record = Authorization(
        hash=1,
        auth_key_id=2,
        account_id=1,
        created=86_400,
        active=86_400,
        address="192.0.2.1",
        client=client,
    )
    text, _ = new_sign_in("Ann", record).write("en")
    for part in ("Ann", "Phone, Linux 6", "192.0.2.1", "1970-01-02 at 00:00:00 UTC"):
        assert part in text
