"""What clients of every layer are told right after sign-in can be written in that layer."""

from collections.abc import Iterator
from typing import Any

import pytest

from heliograph.config import Address, Limits
from heliograph.domain.access import AccessHasher
from heliograph.domain.authorizations import Authorization, ClientInfo
from heliograph.domain.errors import Refused
from heliograph.domain.people import Account, Blocked, Contact, Seen
from heliograph.domain.profiles import Profile
from heliograph.rpc import empty_answers
from heliograph.tl import registry as schema
from heliograph.tl import types
from heliograph.tl.codec import decode_as_written, encode_result
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.views.app_config import app_config
from heliograph.views.authorizations import authorizations
from heliograph.views.config import config
from heliograph.views.contacts import blocked_page, contacts_changed
from heliograph.views.profiles import user_full
from heliograph.views.users import user, users
from support.fakes import FakeClock
from support.stage import VECTOR

ACCESS = AccessHasher(b"k")
BEN = Account(id=2, phone="12025550102", first_name="Ben", last_name="B", username="benny")
SEEN = Seen(
    account=BEN,
    viewer_id=1,
    contact=Contact(owner_id=1, contact_id=2, phone=BEN.phone, first_name="B"),
    knows_viewer=True,
)
DEVICE = Authorization(
    hash=1,
    auth_key_id=2,
    account_id=1,
    created=3,
    active=4,
    address="::1",
    client=ClientInfo(layer=229, device_model="Desk"),
)
ANSWERS: dict[str, Any] = {
    "account.getAuthorizations": authorizations([DEVICE], 2, unused_days=7, now=1),
    "account.updateUsername": user(SEEN, ACCESS),
    "auth.signIn": types.auth.Authorization(user=user(SEEN, ACCESS)),
    "contacts.addContact": contacts_changed([SEEN], 5, ACCESS),
    "contacts.getBlocked": blocked_page([Blocked(seen=SEEN, date=9)], 2, ACCESS),
    "contacts.getContacts": types.contacts.Contacts(
        contacts=[types.Contact(user_id=2, mutual=True)], saved_count=1, users=users([SEEN], ACCESS)
    ),
    "help.getAppConfig": types.help.AppConfig(hash=1, config=app_config(Limits())),
    "help.getConfig": config(key_dc=2, advertised=[Address("::1", 443)], limits=Limits(), date=1),
    "users.getFullUser": types.users.UserFull(
        full_user=user_full(Profile(seen=SEEN), access=ACCESS),
        chats=[],
        users=users([SEEN], ACCESS),
    ),
    "users.getUsers": users([SEEN], ACCESS),
}


class Asked:
    """Stands for a context and for any query of an empty answer."""

    clock = FakeClock()
    lang_code = language = "en"
    id = (types.InputPeerSelf(),)


def _empty() -> Iterator[tuple[str, Any]]:
    tables = (
        ("messages.", empty_answers._MESSAGES),
        ("account.", empty_answers._ACCOUNT),
        ("", empty_answers._OTHERS),
        ("", empty_answers._ANYBODY),
    )
    for namespace, table in tables:
        for name, make in table.items():
            try:
                yield namespace + name, make(Asked(), Asked())  # type: ignore[arg-type]
            except Refused:
                continue


ALL = {**ANSWERS, **dict(_empty())}


@pytest.mark.parametrize("method", ALL)
def test_answer_is_written_in_every_layer_that_has_the_method(method: str) -> None:
    for layer in range(OLDEST, NEWEST + 1):
        if schema.at_layer(method, layer) is None:
            continue
        answer = encode_result(method, ALL[method], layer)
        if answer[:4] == VECTOR:
            continue
        written = decode_as_written(answer).TL_DEFINITION
        assert written.first <= layer, (method, layer)
