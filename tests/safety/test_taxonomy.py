"""The taxonomy: the law's codes, all of them, with a title in each of our languages."""

import json
from importlib import resources

import pytest

from heliograph.domain.texts import TEXTS
from heliograph.safety import taxonomy
from heliograph.safety.taxonomy import Reason

ENUMS = json.loads(resources.files("heliograph.safety").joinpath("dsa_statement.json").read_text())[
    "enums"
]


def test_the_codes_are_those_of_the_statement_of_reasons() -> None:
    assert sorted(taxonomy.categories()) == ENUMS["STATEMENT_CATEGORIES"]
    used = {keyword for one in taxonomy.categories() for keyword in taxonomy.keywords(one)}
    assert sorted(used) == sorted(ENUMS["KEYWORDS"])


def test_each_keyword_but_the_last_belongs_to_one_category() -> None:
    all_of_them = [k for one in taxonomy.categories() for k in taxonomy.keywords(one)]
    assert sorted(set(all_of_them)) == sorted(
        k for k in set(all_of_them) if all_of_them.count(k) == 1 or k == taxonomy.OTHER
    )
    assert all(taxonomy.keywords(one)[-1] == taxonomy.OTHER for one in taxonomy.categories())


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_code_has_a_short_title_of_its_own_in_the_language(language: str) -> None:
    english = []
    for category in taxonomy.categories():
        titles = [taxonomy.title(code, language) for code in taxonomy.keywords(category)]
        assert len(set(titles)) == len(titles)
        for shown in (taxonomy.title(category, language), *titles):
            assert 0 < len(shown) <= 64
            assert shown == shown.strip()
        english += [
            taxonomy.title(code, "en") == shown
            for code, shown in zip(taxonomy.keywords(category), titles, strict=True)
        ]
    # A few words are the same in German and French; that all are would be no translation.
    assert language == "en" or sum(english) < len(english) / 5


def test_a_language_we_do_not_speak_is_answered_in_english() -> None:
    code = "KEYWORD_PHISHING"
    assert taxonomy.title(code, "xx") == taxonomy.title(code, "en")


def test_child_abuse_alone_may_be_reported_without_a_name() -> None:
    nameless = [reason for reason in taxonomy.reasons() if reason.may_be_nameless]
    assert {reason.category for reason in nameless} == {"STATEMENT_CATEGORY_PROTECTION_OF_MINORS"}
    assert not Reason("STATEMENT_CATEGORY_VIOLENCE").may_be_nameless
    assert {reason.keyword for reason in nameless} == taxonomy.CHILD_ABUSE


def test_a_keyword_of_another_category_is_no_reason() -> None:
    assert taxonomy.is_reason("STATEMENT_CATEGORY_SELF_HARM", "KEYWORD_SUICIDE")
    assert not taxonomy.is_reason("STATEMENT_CATEGORY_VIOLENCE", "KEYWORD_SUICIDE")
    assert not taxonomy.is_reason("STATEMENT_CATEGORY_NEW", "KEYWORD_OTHER")
