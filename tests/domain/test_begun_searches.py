"""What was begun is known for a while, and no more is kept than there is room for."""

from heliograph.domain.begun_searches import BegunSearches
from heliograph.domain.words import sought_in


def test_a_search_is_known_by_its_words_to_who_began_it() -> None:
    begun = BegunSearches(window_s=10)
    begun.begin(1, sought_in("gold dawn"), now=100)
    assert begun.is_begun(1, sought_in("Dawn, gold!"), now=109)
    assert not begun.is_begun(1, sought_in("gold dawn"), now=110)
    assert not begun.is_begun(1, sought_in("gold"), now=101)
    assert not begun.is_begun(2, sought_in("gold dawn"), now=101)


def test_the_oldest_are_forgotten_first() -> None:
    begun = BegunSearches(searches_max=2)
    for number, word in enumerate(("one", "two", "one", "three")):
        begun.begin(1, sought_in(word), now=number)
    assert len(begun) == 2
    assert [begun.is_begun(1, sought_in(one), now=5) for one in ("one", "two", "three")] == [
        True,
        False,
        True,
    ]
