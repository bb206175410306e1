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
    "takeout": lambda q: functions.InvokeWithTakeout(takeout_id=1, query=q),
    "range": lambda q: in_range(q, 1, 2),
}


def in_range(query: Any, min_id: int, max_id: int) -> functions.InvokeWithMessagesRange:
    """A query held to a range of message ids."""
    made = types.MessageRange(min_id=min_id, max_id=max_id)
    return functions.InvokeWithMessagesRange(range=made, query=query)


PLAIN = [
    lambda q: functions.InvokeWithGooglePlayIntegrity(nonce="", token="", query=q),
    lambda q: functions.InvokeWithApnsSecret(nonce="", secret="", query=q),
    lambda q: functions.InvokeWithReCaptcha(token="", query=q),
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


def test_10_4_wrappers_nest_in_any_order() -> None:
    for order in permutations(WRAP):
        query: Any = QUERY
        for name in order:
            query = WRAP[name](query)
        found = unwrap(query)
        assert found.query is QUERY, order
        assert found.layer == 200
        assert found.init is not None
        assert not found.updates
        assert found.after in ([1, 1, 2], [1, 2, 1])
        assert found.takeout_id == 1


@pytest.mark.parametrize("wrap", PLAIN)
def test_10_4_proofs_of_the_device_change_nothing(wrap: Any) -> None:
    found = unwrap(wrap(QUERY))
    assert found.query is QUERY
    assert found.updates


def test_10_4_a_business_connection_is_refused_and_not_ignored() -> None:
    query = functions.InvokeWithBusinessConnection(connection_id="", query=QUERY)
    with pytest.raises(errors.BusinessConnectionInvalid):
        unwrap(query)


def test_10_4_queries_to_be_waited_for_add_up() -> None:
    query: Any = functions.InvokeAfterMsg(msg_id=3, query=WRAP["afters"](QUERY))
    assert unwrap(WRAP["layer"](query)).after == [3, 1, 2]
    assert unwrap(QUERY).after == []


def test_10_4_the_outermost_takeout_counts() -> None:
    inner = functions.InvokeWithTakeout(takeout_id=1, query=QUERY)
    assert unwrap(functions.InvokeWithTakeout(takeout_id=2, query=inner)).takeout_id == 2
    assert unwrap(QUERY).takeout_id is None


@pytest.mark.parametrize(
    ("own", "within", "kept"),
    [
        ((0, 0), (5, 9), (4, 10)),
        ((6, 0), (5, 9), (6, 10)),
        ((0, 8), (5, 9), (4, 8)),
        ((2, 20), (5, 9), (4, 10)),
        ((0, 0), (1, 2**31 - 1), (0, 2**31 - 1)),
        ((0, 0), (-9, -1), (0, 1)),
    ],
)
def test_10_4_a_range_of_messages_holds_a_page_to_its_ids(
    own: tuple[int, int], within: tuple[int, int], kept: tuple[int, int]
) -> None:
    offsets = dict.fromkeys(("offset_id", "offset_date", "add_offset", "limit", "hash"), 0)
    query = functions.messages.GetHistory(
        peer=types.InputPeerSelf(), min_id=own[0], max_id=own[1], **offsets
    )
    found = unwrap(in_range(query, *within))
    assert (found.query.min_id, found.query.max_id) == kept


def test_10_4_the_outermost_range_counts() -> None:
    found = unwrap(in_range(in_range(QUERY, 1, 2), 5, 9))
    assert found.range is not None
    assert (found.range.min_id, found.range.max_id) == (5, 9)


def test_10_4_a_range_leaves_other_queries_alone() -> None:
    assert unwrap(in_range(QUERY, 5, 9)).query is QUERY


def test_10_4_nesting_has_an_end() -> None:
    query: Any = QUERY
    for _ in range(DEPTH_MAX):
        query = functions.InvokeWithoutUpdates(query=query)
    with pytest.raises(errors.InputFetchError):
        unwrap(query)


def test_object_without_a_name_has_none() -> None:
    assert unwrap(True).name == ""
