"""Who is shown what of a message of which decisions hold something: the rules alone."""

import pytest

from heliograph.domain.extras import Dice, Extras, Quote
from heliograph.domain.messages import Message
from heliograph.domain.withholding import Held
from heliograph.safety.decisions import Decision, Ground, MeasureKind
from heliograph.safety.notice_texts import LANGUAGES, notices
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface
from heliograph.safety.withholding import (
    ELSEWHERE,
    NOBODY,
    QUOTE,
    Hold,
    Notice,
    Viewer,
    is_found,
    seen,
)

AUTHOR, AFFECTED, READER = 10, 11, 12
WORDS = Message(
    owner_id=0,
    id=7,
    peer_id=-1_000_000_000_005,
    sender_id=AUTHOR,
    date=1_700_000_000,
    text="gold",
    extras=Extras(media=Dice(emoticon="🎲"), quote=Quote(text="gold"), thread_id=3, grouped_id=9),
)
NOTICES = {
    (1, kind, language): Notice(f"{kind} {language}", "Court")
    for kind in (*MeasureKind, QUOTE)
    for language in ("en", "de")
}


def hold(kind: str, *countries: str, decision_id: int = 1) -> Hold:
    return Hold(kind=kind, decision_id=decision_id, affected_id=AFFECTED, countries=countries)


def look(*holds: Hold, who: int = READER, country: str = "", language: str = "en") -> Message:
    viewer = Viewer(id=who, country=country, language=language)
    return seen(WORDS, holds, viewer, NOTICES)


HIDE, GATE, LABEL = (hold(k) for k in (MeasureKind.HIDE, MeasureKind.AGE_GATE, MeasureKind.LABEL))
BLOCK = hold(MeasureKind.GEO_BLOCK, "DE", "FR")


@pytest.mark.parametrize(
    ("holds", "who", "country", "withheld", "reason"),
    [
        ((HIDE,), READER, "", True, "hidden"),
        ((HIDE,), AUTHOR, "", False, ""),
        ((HIDE,), AFFECTED, "", False, ""),
        ((HIDE,), NOBODY, "", True, "hidden"),
        ((HIDE,), ELSEWHERE, "", True, "hidden"),
        ((BLOCK,), READER, "DE", True, "geo"),
        ((BLOCK,), READER, "FR", True, "geo"),
        ((BLOCK,), READER, "CH", False, ""),
        ((BLOCK,), READER, "", False, ""),
        ((BLOCK,), AUTHOR, "DE", False, ""),
        ((BLOCK,), NOBODY, "", True, "geo"),
        ((BLOCK,), ELSEWHERE, "", False, ""),
        ((GATE,), READER, "", False, "sensitive"),
        ((GATE, BLOCK), READER, "DE", True, "geo"),
        ((BLOCK, GATE), READER, "DE", True, "geo"),
        ((HIDE, BLOCK), READER, "DE", True, "hidden"),
        ((BLOCK, HIDE), READER, "DE", True, "hidden"),
        ((LABEL,), READER, "", False, ""),
    ],
)
def test_who_is_shown_what(
    holds: tuple[Hold, ...], who: int, country: str, withheld: bool, reason: str
) -> None:
    shown = look(*holds, who=who, country=country)
    assert shown.held is not None
    assert (shown.held.withheld, shown.held.reason) == (withheld, reason)
    assert (shown.text == WORDS.text) is not withheld
    assert (shown.extras == WORDS.extras) is not withheld
    assert shown.owner_id == who


def test_nothing_of_what_is_withheld_is_left_but_where_it_stands() -> None:
    shown = look(HIDE)
    assert shown.extras == Extras(thread_id=3)
    assert (shown.text, shown.entities, shown.poll, shown.tally) == ("hide en", (), None, None)
    assert (shown.id, shown.sender_id, shown.date) == (WORDS.id, AUTHOR, WORDS.date)
    assert shown.noforwards


def test_a_quote_is_cut_out_and_nothing_else() -> None:
    shown = look(hold(QUOTE))
    assert shown.text == WORDS.text
    assert shown.extras is not None
    assert (shown.extras.quote, shown.extras.media) == (None, Dice(emoticon="🎲"))


def test_everybody_reads_in_their_language_and_nobody_in_all() -> None:
    german = look(BLOCK, country="DE", language="de")
    assert german.text == "geo_block de"
    nobody = look(BLOCK, who=NOBODY).held
    assert nobody is not None
    assert dict(nobody.texts) == {"en": "geo_block en", "de": "geo_block de"}
    assert nobody.countries == ("DE", "FR")


def test_two_blocks_name_all_their_countries() -> None:
    other = hold(MeasureKind.GEO_BLOCK, "DE", "CH", decision_id=2)
    held = look(BLOCK, other, country="DE").held
    assert held is not None
    assert held.countries == ("DE", "FR", "CH")


def test_what_is_hidden_is_passed_on_by_nobody() -> None:
    assert look(HIDE, who=AUTHOR).hidden
    assert not look(BLOCK, who=AUTHOR).hidden
    assert Held() == look(hold(MeasureKind.GEO_BLOCK, "DE"), country="CH").held


@pytest.mark.parametrize(
    ("held", "country", "demoted", "found"),
    [
        (HIDE, "", False, False),
        (BLOCK, "DE", False, False),
        (BLOCK, "CH", False, True),
        (hold(MeasureKind.DEMOTE), "", False, True),
        (hold(MeasureKind.DEMOTE), "", True, False),
    ],
)
def test_what_is_found(held: Hold, country: str, demoted: bool, found: bool) -> None:
    viewer = Viewer(id=READER, country=country)
    assert is_found([held], viewer, demoted=demoted) is found


@pytest.mark.parametrize("kind", [SubjectKind.MESSAGE, SubjectKind.CHANNEL])
def test_every_notice_is_written_in_every_language(kind: SubjectKind) -> None:
    subject = Subject(kind=kind, peer_id=-5, surface=Surface.PUBLIC_CHANNEL, affected_id=1)
    made = Decision(
        puid="p1",
        case_id=1,
        subject=subject,
        ground=Ground.LAW,
        clause="§ 86a StGB",
        category="c",
        keyword="k",
        facts="f",
        measures=(MeasureKind.LABEL, MeasureKind.AGE_GATE, MeasureKind.GEO_BLOCK),
        date=1,
        decided_by="ann",
        territory=("DE", "FR"),
    )
    url = "https://h.example/notice"
    shown = list(notices(made, orderer="Court", label=" Disputed. ", contest_url=url))
    for measure in made.measures:
        of_measure = {one.language: one.text for one in shown if one.kind is measure}
        assert of_measure.keys() == set(LANGUAGES)
    for one in shown:
        if one.kind is MeasureKind.GEO_BLOCK:
            for part in ("DE, FR", "Court", made.clause, url, made.puid):
                assert part in one.text
        if one.kind is MeasureKind.LABEL:
            assert one.text == "Disputed."
    hidden = Decision(
        **{f: getattr(made, f) for f in made.__struct_fields__}
        | {"measures": (MeasureKind.HIDE,), "territory": ()}
    )
    texts = {one.text for one in notices(hidden, orderer="", label="", contest_url=url)}
    assert len(texts) == len(LANGUAGES)
    assert not any(made.clause in text for text in texts)
