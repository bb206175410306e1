"""What may be decided, by whom, and what it must say."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from heliograph.safety.decisions import (
    APPEAL_S,
    CHILDREN_FIRST,
    FACTS_LENGTH_MAX,
    OF_ACCOUNTS,
    Automation,
    Decision,
    Grave,
    Ground,
    History,
    MeasureKind,
    Part,
    Proposal,
    decide,
    held_until,
    possible,
    spreads,
)
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.grave_texts import grave_line
from heliograph.safety.reports import Way
from heliograph.safety.statement_texts import reversal_text, says, statement_text
from heliograph.safety.statement_words import LANGUAGES
from heliograph.safety.statements import build, classes, faults
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface
from heliograph.safety.taxonomy import reasons

NOW = 1_700_000_000
DAY_S = 86_400
SCAM = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
MESSAGE = Subject(
    id=1,
    kind=SubjectKind.MESSAGE,
    peer_id=5,
    item_id=6,
    surface=Surface.PUBLIC_CHANNEL,
    affected_id=1_000_000_007,
)
NOBODYS = Subject(id=1, kind=SubjectKind.MESSAGE, peer_id=5, surface=Surface.PUBLIC_CHANNEL)
ACCOUNT = Subject(
    id=2, kind=SubjectKind.ACCOUNT, peer_id=7, surface=Surface.PROFILE, affected_id=1_000_000_007
)
SERVICES = Subject(
    id=3,
    kind=SubjectKind.ACCOUNT,
    peer_id=777_000,
    surface=Surface.PROFILE,
    affected_id=777_000,
)
WARNED = History(strikes=1)


def proposal(*measures: MeasureKind, **fields: Any) -> Proposal:
    said: dict[str, Any] = {
        "case_id": 1,
        "ground": Ground.TERMS,
        "clause": "4.2 Fraud",
        "category": SCAM,
        "keyword": "KEYWORD_OTHER",
        "facts": "It asks for money for a prize that does not exist.",
        "decided_by": "ann",
        **fields,
    }
    return Proposal(measures=measures, **said)


def decided(asked: Proposal, subject: Subject = MESSAGE, **fields: Any) -> Decision:
    known: dict[str, Any] = {"history": WARNED, "solo": False, **fields}
    return decide(asked, subject, known["history"], puid="p1", now=NOW, solo=known["solo"])


def test_measures_stand_with_the_least_intrusive_first() -> None:
    made = decided(proposal(MeasureKind.FREEZE, MeasureKind.REMOVE))
    assert made.measures == (MeasureKind.REMOVE, MeasureKind.FREEZE)
    assert possible(MESSAGE)[0] is MeasureKind.WARN
    assert MeasureKind.AGE_GATE not in possible(ACCOUNT)
    assert not set(possible(NOBODYS)) & OF_ACCOUNTS
    assert MeasureKind.REMOVE in possible(NOBODYS)


def test_what_is_as_long_as_it_may_be_is_taken() -> None:
    made = decided(
        proposal(
            MeasureKind.LABEL,
            MeasureKind.GEO_BLOCK,
            clause="x" * 500,
            facts="x" * 2_000,
            label="x" * 300,
            orderer="x" * 200,
            countries=("DE",) * 250,
        )
    )
    assert (len(made.clause), len(made.facts), made.territory) == (500, 2_000, ("DE",))
    assert made.appeal_until == NOW + 183 * DAY_S


INTIMATE = {
    "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
    "keyword": "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING",
}


@pytest.mark.parametrize(
    ("asked", "blocks"),
    [
        (proposal(MeasureKind.REMOVE), False),
        (proposal(MeasureKind.REMOVE, block_files=True), True),
        (proposal(MeasureKind.HIDE, block_files=True), True),
        (proposal(MeasureKind.REMOVE, part=Part.MEDIA, block_files=True), True),
        # What shows somebody against their will comes back nowhere, once a person has removed it.
        (proposal(MeasureKind.REMOVE, **INTIMATE), True),
        (proposal(MeasureKind.HIDE, **INTIMATE), False),
        (proposal(MeasureKind.WARN, **INTIMATE), False),
    ],
)
def test_files_are_kept_from_coming_back(asked: Proposal, blocks: bool) -> None:
    assert decided(asked).blocks_files is blocks


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        (proposal(MeasureKind.WARN, block_files=True), MESSAGE),
        (proposal(MeasureKind.REMOVE, part=Part.ABOUT, block_files=True), ACCOUNT),
    ],
)
def test_only_what_has_files_keeps_any_from_coming_back(asked: Proposal, subject: Subject) -> None:
    with pytest.raises(SafetyRefused, match="files are kept out of"):
        decided(asked, subject)


TERMINATE = MeasureKind.TERMINATE


@pytest.mark.parametrize(
    ("asked", "subject", "why"),
    [
        (proposal(), MESSAGE, "names a measure"),
        (proposal(MeasureKind.REMOVE, clause="  "), MESSAGE, "clause"),
        (proposal(MeasureKind.REMOVE, facts=""), MESSAGE, "facts"),
        (proposal(MeasureKind.REMOVE, facts="x" * 2001), MESSAGE, "at most 2000"),
        (proposal(MeasureKind.REMOVE, keyword="KEYWORD_SUICIDE"), MESSAGE, "keyword"),
        (proposal(MeasureKind.REMOVE), ACCOUNT, "can be removed: photo, username"),
        (proposal(MeasureKind.REMOVE, part=Part.ABOUT), MESSAGE, "can be removed: media"),
        (proposal(MeasureKind.WARN, part=Part.MEDIA), MESSAGE, "has a part"),
        (proposal(MeasureKind.SLOW), MESSAGE, "seconds apart"),
        (proposal(MeasureKind.READ_ONLY), NOBODYS, "cannot be done"),
        (proposal(MeasureKind.GEO_BLOCK), MESSAGE, "names them"),
        (proposal(MeasureKind.HIDE, countries=("DE",)), MESSAGE, "names them"),
        (proposal(MeasureKind.GEO_BLOCK, countries=("de",)), MESSAGE, "two capital letters"),
        (proposal(MeasureKind.GEO_BLOCK, countries=("DE",) * 251), MESSAGE, "two capital letters"),
        (proposal(MeasureKind.GEO_BLOCK, MeasureKind.HIDE, countries=("DE",)), MESSAGE, "hidden"),
        (proposal(MeasureKind.LABEL), MESSAGE, "says something"),
        (proposal(MeasureKind.HIDE, label="Disputed."), MESSAGE, "says something"),
        (proposal(MeasureKind.LABEL, label="x" * 301), MESSAGE, "one line"),
        (proposal(MeasureKind.LABEL, label="one\ntwo"), MESSAGE, "one line"),
        (proposal(MeasureKind.HIDE, orderer="x" * 201), MESSAGE, "who ordered"),
        (proposal(MeasureKind.FREEZE), NOBODYS, "cannot be done"),
        (proposal(MeasureKind.WARN), SERVICES, "the service itself"),
        (proposal(MeasureKind.FREEZE, ends=NOW), MESSAGE, "ends later"),
        (proposal(MeasureKind.REMOVE, decided_by=""), MESSAGE, "who decided"),
        (proposal(TERMINATE), ACCOUNT, "two people"),
        (proposal(TERMINATE, second_by="ann"), ACCOUNT, "another one"),
        (proposal(TERMINATE, second_by="ben", ends=NOW + 1), ACCOUNT, "freeze it instead"),
        (proposal(TERMINATE, second_by="ben", automation=Automation.FULL), ACCOUNT, "no program"),
    ],
)
def test_what_is_refused(asked: Proposal, subject: Subject, why: str) -> None:
    with pytest.raises(SafetyRefused, match=why):
        decided(asked, subject)


def test_two_people_end_an_account_or_one_who_runs_it_alone() -> None:
    assert decided(proposal(TERMINATE, second_by="ben"), ACCOUNT).second_by == "ben"
    assert decided(proposal(TERMINATE), ACCOUNT, solo=True).solo


def test_a_warning_comes_before_a_suspension_unless_the_harm_is_grave() -> None:
    fresh = History()
    with pytest.raises(SafetyRefused, match="warn first"):
        decided(proposal(MeasureKind.FREEZE), history=fresh)
    decided(proposal(MeasureKind.WARN), history=fresh)
    for measure in (MeasureKind.FREEZE, TERMINATE):
        grave = proposal(measure, keyword="KEYWORD_PHISHING", second_by="ben", grave=Grave.THEFT)
        assert decided(grave, history=fresh).grave is Grave.THEFT
        # A heading alone suspends nobody: what is grave of it is said.
        with pytest.raises(SafetyRefused, match="warn first"):
            decided(replace(grave, grave=Grave.NONE), history=fresh)
        decided(replace(grave, grave=Grave.NONE), history=WARNED)


def test_grave_is_only_what_suspends_and_only_under_a_grave_heading() -> None:
    with pytest.raises(SafetyRefused, match="no harm is grave"):
        decided(proposal(MeasureKind.FREEZE, grave=Grave.LIFE), history=History())
    phishing = {"keyword": "KEYWORD_PHISHING", "grave": Grave.THEFT}
    for measure in (MeasureKind.WARN, MeasureKind.REMOVE, MeasureKind.READ_ONLY):
        with pytest.raises(SafetyRefused, match="nowhere else"):
            decided(proposal(measure, **phishing))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("grave", [one for one in Grave if one])
def test_the_statement_names_what_makes_the_harm_grave(grave: Grave, language: str) -> None:
    asked = proposal(MeasureKind.FREEZE, keyword="KEYWORD_PHISHING", grave=grave)
    made = decided(asked, history=History())
    line = grave_line(grave, language=language)
    assert line in statement_text(made, language=language, url="")
    others = {grave_line(one, language=language) for one in Grave if one is not grave}
    assert line not in others
    plain = decided(proposal(MeasureKind.FREEZE))
    assert line not in statement_text(plain, language=language, url="")


def test_the_statement_of_the_database_names_it_too() -> None:
    facts = "x" * FACTS_LENGTH_MAX
    asked = proposal(MeasureKind.FREEZE, keyword="KEYWORD_PHISHING", grave=Grave.THEFT, facts=facts)
    document = build(decided(asked, history=History()), way=Way.NOTICE, content_date=NOW)
    assert faults(document) == []
    assert document["decision_facts"] == f"{facts}\n{grave_line(Grave.THEFT, language='en')}"


@pytest.mark.parametrize("ground", list(Ground))
@pytest.mark.parametrize("measure", list(MeasureKind))
def test_every_statement_is_valid_in_the_transparency_database(
    measure: MeasureKind, ground: Ground
) -> None:
    for reason in reasons():
        for subject, ends in ((MESSAGE, 0), (ACCOUNT, NOW + DAY_S)):
            made = Decision(
                puid="aB3-x_9",
                case_id=1,
                subject=subject,
                ground=ground,
                clause="§ 1",
                category=reason.category,
                keyword=reason.keyword,
                facts="facts",
                measures=(measure,),
                date=NOW,
                ends=ends,
                decided_by="ann",
                territory=("CH", "DE", "FR") if measure is MeasureKind.GEO_BLOCK else (),
            )
            document = build(made, way=Way.NOTICE, content_date=NOW - DAY_S)
            assert faults(document) == []
            assert document["category_specification"] == [reason.keyword]
            assert classes(made.measures)
            # The database knows no countries but those of the EU and its neighbours.
            assert document.get("territorial_scope", ["DE", "FR"]) == ["DE", "FR"]


@pytest.mark.parametrize("way", list(Way))
def test_a_statement_says_how_we_learnt_of_it(way: Way) -> None:
    document = build(decided(proposal(MeasureKind.REMOVE)), way=way, content_date=NOW)
    assert faults(document) == []
    assert (document["automated_detection"] == "Yes") is (way is Way.DETECTOR)


GOOD = build(decided(proposal(MeasureKind.WARN)), way=Way.NOTICE, content_date=NOW)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"puid": None}, "puid: required"),
        ({"puid": "a b"}, "puid"),
        ({"category": "SPAM"}, "category: unknown code"),
        ({"decision_facts": " "}, "decision_facts: empty"),
        ({"decision_facts": "x" * 5001}, "decision_facts: too long"),
        ({"content_type": "CONTENT_TYPE_TEXT"}, "content_type: must be a list"),
        ({"content_date": "1.1.2026"}, "content_date: no date"),
        ({"colour": "red"}, "colour: unknown"),
        ({"decision_visibility": None, "decision_visibility_other": None}, "no measure"),
        ({"decision_visibility_other": None}, "visibility_other"),
        ({"content_type_other": "x"}, "content_type_other"),
        ({"decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT"}, "the ground's own fields"),
        ({"source_type": "SOURCE_VOLUNTARY", "source_identity": "x"}, "source_identity"),
    ],
)
def test_what_the_transparency_database_would_refuse(change: dict[str, Any], fault: str) -> None:
    assert faults(GOOD) == []
    changed = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    assert fault in faults(changed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_affected_person_reads_everything_they_need(language: str) -> None:
    made = decided(proposal(MeasureKind.FREEZE, ends=NOW + DAY_S))
    text = statement_text(made, language=language, url="https://h.example/decision/p1")
    for part in (made.puid, made.facts, made.clause, "https://h.example/decision/p1", "2023-11-15"):
        assert part in text
    told = reversal_text(made, reasons="It was a joke.", language=language, url="")
    assert made.puid in told
    assert "It was a joke." in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_affected_person_reads_what_a_label_says_and_who_ordered_a_block(language: str) -> None:
    labelled = decided(proposal(MeasureKind.LABEL, label=" Disputed by experts. "), MESSAGE)
    text = statement_text(labelled, language=language, url="")
    assert "“Disputed by experts.”" in text
    asked = proposal(MeasureKind.GEO_BLOCK, countries=("DE",), orderer="Amtsgericht Köln")
    assert "Amtsgericht Köln" in statement_text(decided(asked, MESSAGE), language=language, url="")


def test_there_are_words_for_all_that_can_be_done() -> None:
    assert all(says(kind) for kind in {*possible(MESSAGE), *possible(ACCOUNT)})
    assert len(LANGUAGES) == 5


CHILD_ABUSE = {
    "category": "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
    "keyword": "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
}


REMOVED, ENDED = MeasureKind.REMOVE, MeasureKind.TERMINATE
CHANNEL = Subject(
    id=4,
    kind=SubjectKind.CHANNEL,
    peer_id=-1_000_000_000_009,
    surface=Surface.PUBLIC_CHANNEL,
    affected_id=1_000_000_007,
)
SECRET = Subject(
    id=5, kind=SubjectKind.E2E, peer_id=9, surface=Surface.E2E, affected_id=1_000_000_007
)
FOR_EACH: dict[MeasureKind, dict[str, Any]] = {
    MeasureKind.LABEL: {"label": "Disputed."},
    MeasureKind.GEO_BLOCK: {"countries": ("DE",)},
    MeasureKind.SLOW: {"every_s": 60},
    MeasureKind.TERMINATE: {"second_by": "ben"},
}


def leaves_it(measures: tuple[MeasureKind, ...], subject: Subject, **fields: Any) -> bool:
    """Whether a decision under that heading is refused, which another heading allows."""
    said = {key: value for one in measures for key, value in FOR_EACH.get(one, {}).items()}
    decided(proposal(*measures, **said | fields), subject)
    asked = proposal(*measures, **said | fields | CHILD_ABUSE)
    try:
        decided(asked, subject)
    except SafetyRefused as refused:
        if str(refused) != CHILDREN_FIRST:
            raise
        return True
    return False


@pytest.mark.parametrize("kind", list(MeasureKind))
@pytest.mark.parametrize(
    ("subject", "enough"),
    [(MESSAGE, {REMOVED}), (ACCOUNT, {REMOVED, ENDED}), (CHANNEL, {REMOVED, ENDED})],
)
def test_abuse_of_a_child_is_not_left_where_it_is(
    kind: MeasureKind, subject: Subject, enough: set[MeasureKind]
) -> None:
    if kind not in possible(subject):
        return
    part = {"part": Part.ABOUT} if kind is REMOVED and subject is not MESSAGE else {}
    assert leaves_it((kind,), subject, **part) is (kind not in enough)
    if kind is not REMOVED and kind is not MeasureKind.HIDE:
        both = {"part": Part.MEDIA if subject is MESSAGE else Part.PHOTO}
        assert not leaves_it((kind, REMOVED), subject, **both)


def test_without_its_name_abuse_of_a_child_is_still_there() -> None:
    assert leaves_it((REMOVED,), CHANNEL, part=Part.USERNAME)


@pytest.mark.parametrize("kind", sorted(possible(SECRET)))
def test_of_secret_chats_nothing_can_be_removed(kind: MeasureKind) -> None:
    assert leaves_it((kind,), SECRET) is (kind not in OF_ACCOUNTS)


@pytest.mark.parametrize(
    ("how", "until"),
    [
        ({}, NOW + APPEAL_S),
        ({"ends": NOW + DAY_S}, NOW + APPEAL_S),
        ({"ends": NOW + 2 * APPEAL_S}, NOW + 2 * APPEAL_S),
        (CHILD_ABUSE, 0),
    ],
)
def test_what_is_taken_is_held_as_long_as_it_may_return(how: dict[str, Any], until: int) -> None:
    made = decided(proposal(MeasureKind.REMOVE, part=Part.MEDIA, **how))
    assert held_until(made) == until


@pytest.mark.parametrize(
    ("made", "looked_for"),
    [
        (decided(proposal(MeasureKind.REMOVE)), True),
        (decided(proposal(MeasureKind.REMOVE, part=Part.MEDIA)), True),
        (decided(proposal(MeasureKind.HIDE)), True),
        (msgspec.structs.replace(decided(proposal(MeasureKind.HIDE)), provisional=True), False),
        (decided(proposal(MeasureKind.LABEL, label="Disputed.")), False),
        (decided(proposal(MeasureKind.GEO_BLOCK, countries=("DE",))), False),
        (decided(proposal(MeasureKind.REMOVE, part=Part.PHOTO), ACCOUNT), False),
        (
            decided(
                proposal(MeasureKind.REMOVE),
                msgspec.structs.replace(MESSAGE, surface=Surface.PRIVATE_GROUP),
            ),
            False,
        ),
    ],
)
def test_others_who_show_the_same_are_looked_for_in_public_alone(
    made: Decision, looked_for: bool
) -> None:
    assert spreads(made) is looked_for
