"""What may stand beside a name."""

import pytest

from heliograph.domain import errors
from heliograph.domain.ranks import check_rank


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("", ""),
        ("Cook", "Cook"),
        ("  head   cook ", "head cook"),
        ("x" * 16, "x" * 16),
        ("№ 1 ©", "№ 1 ©"),
        ("دبیر انجمن", "دبیر انجمن"),
        ("料理長", "料理長"),
    ],
)
def test_a_rank_is_a_short_text(asked: str, kept: str) -> None:
    assert check_rank(asked) == kept


@pytest.mark.parametrize("rank", ["x" * 17, "ж" * 17])
def test_a_long_rank_is_refused(rank: str) -> None:
    with pytest.raises(errors.AdminRankInvalid):
        check_rank(rank)


@pytest.mark.parametrize(
    "rank", ["\U0001f600", "a\u2764", "1\ufe0f\u20e3", "\U0001f1e9\U0001f1ea", "\u2b50"]
)
def test_a_rank_has_no_pictures(rank: str) -> None:
    with pytest.raises(errors.AdminRankEmojiNotAllowed):
        check_rank(rank)
