"""The measure picker as a form: what was chosen and typed, as a proposal or as what to mend."""

from collections.abc import Mapping, Sequence

import msgspec

from heliograph.safety.cases import Case
from heliograph.safety.decisions import (
    CHILDREN_FIRST,
    CLAUSE_LENGTH_MAX,
    EVERY_S_MAX,
    EVERY_S_MIN,
    FACTS_LENGTH_MAX,
    LABEL_LENGTH_MAX,
    OF_ACCOUNTS,
    ORDERER_LENGTH_MAX,
    TAKEN,
    Grave,
    Ground,
    MeasureKind,
    Part,
    Proposal,
    is_country,
    parts,
    possible,
)
from heliograph.safety.grave_texts import why_grave
from heliograph.safety.taxonomy import CHILD_ABUSE, Reason, categories, is_reason, keywords, title
from heliograph.web.console.desk import Form
from heliograph.web.console.wording import Offer, offer

_HOUR_S = 3_600

DURATIONS: Sequence[tuple[int, str]] = (
    (0, "Until it is taken back"),
    (24, "1 day"),
    (72, "3 days"),
    (7 * 24, "7 days"),
    (30 * 24, "30 days"),
    (90 * 24, "90 days"),
    (180 * 24, "180 days"),
    (365 * 24, "1 year"),
)
"""Hours that measures hold, 0 for without an end."""

_GROUNDS = {
    Ground.TERMS: "Against our terms",
    Ground.LAW: "Against the law",
}


class Mistakes(Exception):
    """What is to be mended, by the field it stands in."""

    def __init__(self, found: Mapping[str, str]) -> None:
        self.found = found
        super().__init__(", ".join(found))


class Picker(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it is shown: what can be chosen, and what was."""

    offers: Sequence[Offer]
    grounds: Mapping[Ground, str]
    reasons: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    durations: Sequence[tuple[int, str]]
    graves: Sequence[tuple[Grave, str]]
    suspends: MeasureKind | None
    chosen: frozenset[str]
    may_block_files: bool
    children_first: str
    typed: Mapping[str, str]
    clause_max: int = CLAUSE_LENGTH_MAX
    facts_max: int = FACTS_LENGTH_MAX


def picker(case: Case, form: Form | None) -> Picker:
    """The form for a case, with what was typed before or else what was reported."""
    keyword = case.keyword or keywords(case.category)[-1]
    typed = {"reason": f"{case.category} {keyword}", "hours": "0"}
    offered = possible(case.subject)
    return Picker(
        offers=[offer(kind, case.subject) for kind in offered],
        grounds=_GROUNDS,
        reasons=[
            (
                title(category, "en"),
                [(f"{category} {one}", title(one, "en")) for one in keywords(category)],
            )
            for category in categories()
        ],
        durations=DURATIONS,
        suspends=next((one for one in reversed(offered) if one in OF_ACCOUNTS), None),
        graves=[(one, why_grave(one)) for one in Grave if one],
        may_block_files=not TAKEN.isdisjoint(possible(case.subject)),
        children_first=CHILDREN_FIRST if case.keyword in CHILD_ABUSE else "",
        chosen=frozenset(form.all("measure") if form is not None else ()),
        typed={**typed, **(form.typed() if form is not None else {})},
    )


def read_proposal(form: Form, case: Case, *, by: str, now: int) -> Proposal:
    """What somebody proposes. Raises Mistakes, all that the form alone shows; what a decision may
    be is for the rules to say."""
    found: dict[str, str] = {}
    measures = _measures(form, found)
    # Of a measure that is not chosen nothing counts that was typed for it.
    blocked, labelled = MeasureKind.GEO_BLOCK in measures, MeasureKind.LABEL in measures
    countries = _countries(form, found) if blocked else ()
    orderer = _line(form, "orderer", ORDERER_LENGTH_MAX, found) if blocked else ""
    label = _line(form, "label", LABEL_LENGTH_MAX, found) if labelled else ""
    every_s = _seconds(form, found) if MeasureKind.SLOW in measures else 0
    part = _part(form, case, found) if MeasureKind.REMOVE in measures else Part.WHOLE
    taken = not TAKEN.isdisjoint(measures)
    grave = Grave.NONE if OF_ACCOUNTS.isdisjoint(measures) else _grave(form, found)
    if labelled and not label:
        found["label"] = "Write what the label says."
    ground = form.one("ground")
    if ground not in set(Ground):
        found["ground"] = "Say whether it is against the law or against the terms."
    clause = _text(form, "clause", "Name the article or the clause.", CLAUSE_LENGTH_MAX, found)
    reason = _reason(form, found)
    facts = _text(form, "facts", "Say what was found.", FACTS_LENGTH_MAX, found)
    hours = {str(count): count for count, _ in DURATIONS}.get(form.one("hours"))
    if hours is None:
        found["hours"] = "Choose how long it holds."
    if found or reason is None:
        raise Mistakes(found)
    return Proposal(
        case_id=case.id,
        ground=Ground(ground),
        clause=clause,
        category=reason.category,
        keyword=reason.keyword,
        facts=facts,
        measures=measures,
        ends=now + hours * _HOUR_S if hours else 0,
        decided_by=by,
        countries=countries,
        orderer=orderer,
        label=label,
        every_s=every_s,
        part=part,
        block_files=taken and form.one("block_files") == "yes",
        grave=grave,
    )


def _measures(form: Form, found: dict[str, str]) -> tuple[MeasureKind, ...]:
    chosen = set(form.all("measure"))
    if not chosen:
        found["measure"] = "Choose a measure; a case without one is closed below."
    elif not chosen <= set(MeasureKind):
        found["measure"] = "Choose among the measures that are offered."
    return tuple(kind for kind in MeasureKind if kind in chosen)


def _countries(form: Form, found: dict[str, str]) -> tuple[str, ...]:
    said = form.one("countries").upper().replace(",", " ").split()
    if not said:
        found["countries"] = "Name the countries by their two letters."
    elif wrong := [one for one in said if not is_country(one)]:
        found["countries"] = f"Two letters each, as ISO 3166-1 has them: not {wrong[0][:20]}."
    return tuple(dict.fromkeys(said))


def _part(form: Form, case: Case, found: dict[str, str]) -> Part:
    said, offered = form.one("part"), parts(case.subject)
    if said in offered:
        return Part(said)
    if offered:
        found["part"] = "Choose what is removed."
    return Part.WHOLE


def _grave(form: Form, found: dict[str, str]) -> Grave:
    said = form.one("grave")
    if said in set(Grave):
        return Grave(said)
    found["grave"] = "Choose among what is grave."
    return Grave.NONE


def _seconds(form: Form, found: dict[str, str]) -> int:
    said = form.one("every").strip()
    seconds = int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0
    if not EVERY_S_MIN <= seconds <= EVERY_S_MAX:
        found["every"] = f"From {EVERY_S_MIN} to {EVERY_S_MAX} seconds."
    return seconds


def _line(form: Form, name: str, most: int, found: dict[str, str]) -> str:
    said = " ".join(form.one(name).split())
    if len(said) > most:
        found[name] = f"At most {most} characters; these are {len(said)}."
    return said


def _reason(form: Form, found: dict[str, str]) -> Reason | None:
    category, _, keyword = form.one("reason").partition(" ")
    if is_reason(category, keyword):
        return Reason(category, keyword)
    found["reason"] = "Choose a heading."
    return None


def _text(form: Form, name: str, lacking: str, most: int, found: dict[str, str]) -> str:
    said = form.one(name).strip()
    if not said:
        found[name] = lacking
    elif len(said) > most:
        found[name] = f"At most {most} characters; these are {len(said)}."
    return said
