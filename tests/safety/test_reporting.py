"""The steps of a report, and the signed options in which clients send them back."""

from hashlib import sha256

import pytest

from heliograph.domain.errors import OptionInvalid
from heliograph.domain.texts import TEXTS
from heliograph.safety import taxonomy
from heliograph.safety.reporting import (
    TREE_VERSION,
    Chosen,
    Node,
    Options,
    nodes,
    reason_named,
    root,
)
from heliograph.telemetry import metrics

OPTIONS = Options(b"k" * 32)
ANN, BEN, CHANNEL = 10_001, 10_002, -1_000_000_000_007
LEAF = next(node for node in nodes().values() if node.reason is not None)


def refused(why: str) -> float:
    return metrics.REPORT_OPTIONS_REFUSED.labels(why)._value.get()


def test_every_reason_is_chosen_in_at_most_three_steps() -> None:
    leaves = [node for node in nodes().values() if not node.below]
    assert all(node.reason is not None and node.depth <= 3 for node in leaves)
    assert {node.reason for node in leaves} == set(taxonomy.reasons())


def test_every_node_but_the_first_stands_below_one_other() -> None:
    below = [number for node in nodes().values() for number in node.below]
    assert sorted(below) == sorted(set(nodes()) - {0})
    assert all(
        nodes()[one].depth == node.depth + 1 for node in nodes().values() for one in node.below
    )


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_no_step_offers_two_choices_of_one_name(language: str) -> None:
    for node in nodes().values():
        titles = [nodes()[one].title(language) for one in node.below]
        assert len(set(titles)) == len(titles), titles


def test_no_step_is_longer_than_a_phone_shows() -> None:
    assert max(len(node.below) for node in nodes().values()) <= 10


def test_words_are_needed_where_nothing_fits_but_of_spam() -> None:
    needing = [node.reason for node in nodes().values() if node.needs_words]
    assert len(needing) == len(taxonomy.categories())
    assert all(reason is not None and reason.keyword == taxonomy.OTHER for reason in needing)
    assert not next(node for node in nodes().values() if node.group == "SPAM").needs_words


def test_the_tree_of_this_version_is_this_one() -> None:
    """An option holds a number: another tree must be another version."""
    drawn = repr([(n.number, n.below, n.reason) for n in nodes().values()]).encode()
    assert (TREE_VERSION, sha256(drawn).hexdigest()[:16]) == (1, "f5fda21630a25dbb")


def test_an_option_says_what_was_put_into_it() -> None:
    for chosen in (Chosen(LEAF), Chosen(LEAF, asked=True), Chosen(root())):
        option = OPTIONS.make(chosen, reporter_id=ANN, peer_id=CHANNEL)
        assert OPTIONS.open(option, reporter_id=ANN, peer_id=CHANNEL) == chosen


def test_no_option_is_where_everybody_begins() -> None:
    assert OPTIONS.open(b"", reporter_id=ANN, peer_id=CHANNEL) == Chosen(root())


def test_an_option_is_good_for_nobody_else_and_nowhere_else() -> None:
    option = OPTIONS.make(Chosen(LEAF), reporter_id=ANN, peer_id=CHANNEL)
    before = refused("forged")
    for reporter_id, peer_id in ((BEN, CHANNEL), (ANN, BEN)):
        with pytest.raises(OptionInvalid):
            OPTIONS.open(option, reporter_id=reporter_id, peer_id=peer_id)
    with pytest.raises(OptionInvalid):
        Options(b"l" * 32).open(option, reporter_id=ANN, peer_id=CHANNEL)
    assert refused("forged") == before + 3


def test_a_changed_or_cut_option_is_refused() -> None:
    option = OPTIONS.make(Chosen(LEAF), reporter_id=ANN, peer_id=CHANNEL)
    broken = [bytes([*option[:i], option[i] ^ 1, *option[i + 1 :]]) for i in range(len(option))]
    broken += [option[:size] for size in range(1, len(option))] + [option + b"\0", b"spam"]
    for one in broken:
        with pytest.raises(OptionInvalid):
            OPTIONS.open(one, reporter_id=ANN, peer_id=CHANNEL)


def test_a_number_that_no_node_has_is_refused() -> None:
    before = refused("outdated")
    unknown = Node(number=0x7FFF, depth=1)
    option = OPTIONS.make(Chosen(unknown), reporter_id=ANN, peer_id=CHANNEL)
    with pytest.raises(OptionInvalid):
        OPTIONS.open(option, reporter_id=ANN, peer_id=CHANNEL)
    assert refused("outdated") == before + 1


def test_an_option_of_another_tree_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    before, node = refused("outdated"), nodes()[1]
    with monkeypatch.context() as patch:
        patch.setattr("heliograph.safety.reporting.TREE_VERSION", TREE_VERSION + 1)
        option = OPTIONS.make(Chosen(node), reporter_id=ANN, peer_id=CHANNEL)
    with pytest.raises(OptionInvalid):
        OPTIONS.open(option, reporter_id=ANN, peer_id=CHANNEL)
    assert refused("outdated") == before + 1


@pytest.mark.parametrize(
    ("name", "keyword"),
    [
        ("spam", "KEYWORD_OTHER"),
        ("violence", "KEYWORD_OTHER"),
        ("pornography", "KEYWORD_ADULT_SEXUAL_MATERIAL"),
        ("childabuse", "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"),
        ("copyright", "KEYWORD_COPYRIGHT_INFRINGEMENT"),
        ("fake", "KEYWORD_INAUTHENTIC_ACCOUNTS"),
        ("illegaldrugs", "KEYWORD_PROHIBITED_PRODUCTS"),
        ("personaldetails", "KEYWORD_MISSING_PROCESSING_GROUND"),
        ("geoirrelevant", "KEYWORD_GEOGRAPHICAL_REQUIREMENTS"),
        ("other", "KEYWORD_OTHER"),
    ],
)
def test_a_reason_of_one_word_is_a_leaf(name: str, keyword: str) -> None:
    reason = reason_named(name)
    assert reason.keyword == keyword
    assert reason in taxonomy.reasons()


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(OptionInvalid):
        reason_named("boring")
