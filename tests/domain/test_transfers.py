"""Which key may take an authorization along, and from which."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.transfers import (
    ExportedAuthorization,
    Import,
    ImportContext,
    check_import,
)

CLIENT = ClientInfo(layer=229)
EXPORTED = ExportedAuthorization(
    digest=b"d", auth_key_id=1, account_id=5, authorization_hash=9, dc=4, expires=100
)
IMPORT = Import(
    digest=b"d", account_id=5, auth_key_id=2, dc=4, address="192.0.2.1", client=CLIENT, date=99
)
CONTEXT = ImportContext(exported=EXPORTED, still_holds=True)


@pytest.mark.parametrize("dc", [4, 0])
def test_another_key_of_the_data_centre_or_of_none_may_import(dc: int) -> None:
    check_import(replace(IMPORT, dc=dc), CONTEXT)


@pytest.mark.parametrize(
    ("asked", "context"),
    [
        ({}, {"exported": None}),
        ({}, {"still_holds": False}),
        ({"account_id": 6}, {}),
        ({"dc": 1}, {}),
        ({"date": 100}, {}),
        ({"auth_key_id": 1}, {}),
    ],
)
def test_nobody_else_may(asked: dict[str, object], context: dict[str, object]) -> None:
    with pytest.raises(errors.AuthBytesInvalid):
        check_import(replace(IMPORT, **asked), replace(CONTEXT, **context))
