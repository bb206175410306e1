"""What of a palette may be chosen."""

import pytest

from heliograph.domain import errors
from heliograph.domain.appearance import Appearance, Paint, Tab, recolored

SEVEN = range(7)
LOOKS = Appearance(name_color=3, page_color=5, tab=Tab.MUSIC)


def test_the_name_and_the_page_have_each_their_own() -> None:
    red = recolored(LOOKS, Paint(color=0, palette=SEVEN))
    assert (red.name_color, red.page_color, red.tab) == (0, 5, Tab.MUSIC)
    none = recolored(red, Paint(color=None, of_page=True, palette=SEVEN))
    assert (none.name_color, none.page_color) == (0, None)


@pytest.mark.parametrize(
    ("paint", "refusal"),
    [
        (Paint(color=7, palette=SEVEN), errors.ColorInvalid),
        (Paint(color=-1, of_page=True, palette=SEVEN), errors.ColorInvalid),
        (Paint(color=1, emoji_id=5, palette=SEVEN), errors.DocumentInvalid),
        (Paint(color=None, emoji_id=5, palette=SEVEN), errors.DocumentInvalid),
    ],
)
def test_nothing_else_is_chosen(paint: Paint, refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        recolored(LOOKS, paint)
