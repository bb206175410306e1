"""Queries come out of their wrappers in any order, within a depth."""

from itertools import permutations
from typing import Any

import pytest

from heliograph.domain import errors
from heliograph.rpc.wrappers import DEPTH_MAX, unwrap
from heliograph.tl import functions, types
from support.stage import init_connection

QUERY = functions.help.GetConfig()
WRAP = {
    "layer": lambda q: functions.InvokeWithLayer(layer=200, query=q),
    "init": init_connection,
    "after": lambda q: functions.InvokeAfterMsg(msg_id=1, query=q),
    "afters": lambda q: functions.InvokeAfterMsgs(msg_ids=[1, 2], query=q),
    "silent": lambda q: functions.InvokeWithoutUpdates(query=q),
}
PLAIN = [
    lambda q: functions.InvokeWithGooglePlayIntegrity(nonce="", token="", query=q),
    lambda q: functions.InvokeWithApnsSecret(nonce="", secret="", query=q),
    lambda q: functions.InvokeWithReCaptcha(token="", query=q),
]
LIMITING = [
    lambda q: functions.InvokeWithTakeout(takeout_id=1, query=q),
    lambda q: functions.InvokeWithMessagesRange(
        range=types.MessageRange(min_id=1, max_id=2), query=q
    ),
    lambda q: functions.InvokeWithBusinessConnection(connection_id="", query=q),
]


def test_bare_query_says_nothing_of_its_caller() -> None:
    found = unwrap(QUERY)
    assert found.query is QUERY
    assert (found.name, found.layer, found.init, found.updates) == (
        "help.getConfig",
        None,
        None,
        True,
    )


@pytest.mark.parametrize("order", list(permutations(WRAP)), ids="-".join)
def test_10_4_wrappers_nest_in_any_order(order: tuple[str, ...]) -> None:
    query: Any = QUERY
    for name in order:
        query = WRAP[name](query)
    found = unwrap(query)
    assert found.query is QUERY
    assert found.layer == 200
    assert found.init is not None
    assert not found.updates


@pytest.mark.parametrize("wrap", PLAIN)
def test_10_4_proofs_of_the_device_change_nothing(wrap: Any) -> None:
    found = unwrap(wrap(QUERY))
    assert found.query is QUERY
    assert found.updates


@pytest.mark.parametrize("wrap", LIMITING)
def test_wrapper_that_limits_the_query_is_refused_and_not_ignored(wrap: Any) -> None:
    with pytest.raises(errors.InputMethodInvalid):
        unwrap(wrap(QUERY))


def test_10_4_nesting_has_an_end() -> None:
    query: Any = QUERY
    for _ in range(DEPTH_MAX):
        query = functions.InvokeWithoutUpdates(query=query)
    with pytest.raises(errors.InputFetchError):
        unwrap(query)


def test_object_without_a_name_has_none() -> None:
    assert unwrap(True).name == ""
