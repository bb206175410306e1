"""What the service account writes."""

import pytest

from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization, ClientInfo
from heliograph.domain.messages import Draft, SendContext
from heliograph.domain.notices import login_code, new_sign_in
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Account, Seen
from heliograph.domain.service import compose_service

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
