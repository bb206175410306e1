"""Nothing the server says or a client asks is without a form at any layer."""

from __future__ import annotations

import pytest

from heliograph.tl.layers import NEWEST, OLDEST
from support import gaps


@pytest.mark.parametrize("layer", range(OLDEST, NEWEST + 1))
def test_whatever_an_answer_or_update_holds_can_be_said_at_the_layer(layer: int) -> None:
    assert gaps.write_gaps(layer) == []


@pytest.mark.parametrize("layer", range(OLDEST, NEWEST + 1))
def test_every_method_answers_with_the_layer_s_own_result_type(layer: int) -> None:
    assert gaps.result_gaps(layer) == []


def test_every_old_definition_of_a_request_follows_by_name_or_is_lifted() -> None:
    assert gaps.read_gaps() == []


def test_every_removed_method_or_input_is_lifted_or_retired_with_a_reason() -> None:
    assert gaps.removed() == []


def test_every_registration_ends_where_the_schema_changes() -> None:
    assert gaps.misplaced() == []
