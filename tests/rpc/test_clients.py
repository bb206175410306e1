"""A key's client is remembered, and asked again only if it never said who it is."""

import msgspec
import pytest

from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo
from heliograph.rpc.clients import client_after
from heliograph.rpc.wrappers import Unwrapped
from heliograph.tl import functions
from support.stage import init_connection

QUERY = functions.help.GetConfig()
KNOWN = ClientInfo(
    layer=200,
    api_id=1,
    device_model="Desk",
    system_version="Linux 6",
    app_version="1.0",
    system_lang_code="en",
    lang_code="en",
)


def said(*, layer: int | None = None, device_model: str | None = None) -> Unwrapped:
    found = Unwrapped(QUERY)
    found.layer = layer
    if device_model is not None:
        found.init = init_connection(QUERY, device_model)
    return found


def test_10_1_layer_and_device_are_remembered() -> None:
    assert client_after(None, said(layer=200, device_model="Desk")) == KNOWN


@pytest.mark.parametrize(
    "found",
    [said(), said(layer=200), said(layer=200, device_model="Desk"), said(device_model="Desk")],
)
def test_10_2_initialised_key_needs_no_wrappers_and_is_not_written_again(found: Unwrapped) -> None:
    assert client_after(KNOWN, found) is KNOWN


def test_new_layer_of_a_known_client_changes_nothing_else() -> None:
    changed = client_after(KNOWN, said(layer=229))
    assert changed == msgspec.structs.replace(KNOWN, layer=229)


def test_updated_client_is_remembered() -> None:
    assert client_after(KNOWN, said(layer=229, device_model="New")).device_model == "New"


def test_10_3_layer_above_the_newest_is_served() -> None:
    assert client_after(None, said(layer=500, device_model="Desk")).layer == 500


@pytest.mark.parametrize(
    ("known", "found", "refusal"),
    [
        (None, said(), errors.ConnectionNotInited),
        (None, said(layer=200), errors.ConnectionNotInited),
        (None, said(device_model="Desk"), errors.ConnectionLayerInvalid),
        (None, said(layer=151, device_model="Desk"), errors.UpdateAppToLogin),
        (KNOWN, said(layer=151), errors.UpdateAppToLogin),
    ],
)
def test_10_2_unknown_or_outdated_client_is_refused(
    known: ClientInfo | None, found: Unwrapped, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        client_after(known, found)


def test_long_texts_are_cut() -> None:
    client = client_after(None, said(layer=229, device_model="x" * 10_000))
    assert len(client.device_model) == 128
