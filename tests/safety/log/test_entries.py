"""A leaf holds what is safe to say for ever, in one spelling."""

import hashlib
import json
from typing import Any

import pytest

from heliograph.safety.log.entries import (
    EVENTS,
    SURFACE_CLASSES,
    LogEntry,
    canonical,
    commitment,
    day_of,
    leaf_of,
)

SALT, RECORD = b"s" * 32, b'{"keyword":"KEYWORD_HATE_SPEECH"}'
FIELDS: dict[str, Any] = {
    "event": "decision",
    "day": "2026-11-23",
    "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    "measures": ("visibility", "account"),
    "ground": "law",
    "automation": "none",
    "source": "in_app",
    "surface": "public",
    "terms": "2026-1",
}


def test_a_leaf_is_canonical_json_with_a_commitment() -> None:
    commit = commitment(salt=SALT, record=RECORD)
    assert leaf_of(LogEntry(**FIELDS), commit=commit) == (
        b'{"automation":"none","category":"STATEMENT_CATEGORY_SCAMS_AND_FRAUD","commit":"'
        + hashlib.sha256(SALT + RECORD).hexdigest().encode()
        + b'","day":"2026-11-23","event":"decision","ground":"law",'
        b'"measures":["account","visibility"],"source":"in_app","surface":"public",'
        b'"terms":"2026-1","v":1}'
    )


def test_a_leaf_says_nothing_but_what_is_safe_of_a_single_case() -> None:
    leaf = leaf_of(LogEntry(**FIELDS), commit=commitment(salt=SALT, record=RECORD))
    assert json.loads(leaf).keys() == {*FIELDS, "v", "commit"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("event", "gossip"),
        ("event", ""),
        ("category", "KEYWORD_HATE_SPEECH"),
        ("measures", ("remove the post of Ada",)),
        ("ground", "because"),
        ("automation", "yes"),
        ("source", "ada@example.org"),
        ("surface", "public_channel"),
        ("day", "2026-11-23T10:00"),
        ("terms", "a sentence about somebody"),
    ],
)
def test_what_is_finer_does_not_get_in(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name):
        LogEntry(**{**FIELDS, name: value})


def test_a_commitment_wants_a_whole_salt() -> None:
    with pytest.raises(ValueError, match="32"):
        commitment(salt=b"short", record=RECORD)


def test_a_day_is_of_utc() -> None:
    assert day_of(1_795_478_399) == "2026-11-23"
    assert day_of(1_795_478_400) == "2026-11-24"


def test_one_value_has_one_spelling() -> None:
    assert (
        canonical({"b": 1, "a": "ü"}) == canonical({"a": "ü", "b": 1}) == '{"a":"ü","b":1}'.encode()
    )


def test_events_and_surfaces_are_told_apart() -> None:
    assert len(EVENTS) >= 10
    assert set(SURFACE_CLASSES.values()) == {"", "private", "public", "profile", "bot"}
