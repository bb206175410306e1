"""Pages that mention more people than an answer can show."""

from heliograph.domain.entities import Entity
from heliograph.domain.history import cut_mentions
from heliograph.domain.messages import Message

BOLD = Entity(kind="Bold", offset=0, length=1)


def naming(*ids: int) -> Message:
    mentions = tuple(Entity(kind="MentionName", offset=0, length=1, number=i) for i in ids)
    return Message(
        owner_id=1,
        id=1,
        peer_id=2,
        sender_id=2,
        date=1,
        text="x",
        entities=(BOLD, *mentions),
    )


def test_a_page_mentions_so_many_people_and_keeps_its_words() -> None:
    page = cut_mentions([naming(7, 8), naming(8, 9), naming(9)], at_most=2)
    assert page == (naming(7, 8), naming(8), naming())


def test_a_page_of_few_people_stays_as_it_is() -> None:
    page = (naming(7, 8), naming(8, 7), naming())
    assert cut_mentions(page, at_most=2) == page
