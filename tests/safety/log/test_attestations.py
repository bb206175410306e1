"""What is attested names nobody, and keeps its sums."""

import json

import pytest

from heliograph.safety.log.attestations import Table, attestation_leaf, merge_small


@pytest.mark.parametrize(
    ("cells", "merged"),
    [
        ({}, {}),
        ({"a": 10, "b": 12}, {"a": 10, "b": 12}),
        ({"a": 40, "b": 6, "c": 5}, {"a": 40, "other": 11}),
        ({"a": 40, "b": 12, "c": 1}, {"a": 40, "other": 13}),
        ({"a": 3, "b": 2}, {"other": 5}),
        ({"a": 40, "b": 9, "other": 30}, {"a": 40, "other": 39}),
    ],
)
def test_small_cells_are_merged_upwards(cells: dict[str, int], merged: dict[str, int]) -> None:
    assert merge_small(cells) == merged
    assert sum(merged.values()) == sum(cells.values())


def test_an_attestation_is_one_leaf() -> None:
    table = Table(name="keyword", of={"event": "decision"}, cells={"x": 20, "y": 1, "z": 9})
    leaf = attestation_leaf(
        day="2026-11-23", period="2026-10", figures={"staff": 2}, tables=[table]
    )
    found = json.loads(leaf)
    assert found["event"] == "attestation"
    assert found["figures"] == {"staff": 2}
    assert found["tables"][0]["cells"] == {"x": 20, "other": 10}


def test_what_is_no_period_or_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="no period"):
        attestation_leaf(day="2026-11-23", period="October", figures={})
    with pytest.raises(ValueError, match="up to 65535"):
        attestation_leaf(day="2026-11-23", period="2026", figures={"x" * 70_000: 1})
