"""The statement of reasons: a decision in the fields of the EU's transparency database.

It holds no personal data, as the database asks: who it is about stands beside it.
https://transparency.dsa.ec.europa.eu/page/api-documentation
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from heliograph.safety.content import OTHER_NAMES, Content
from heliograph.safety.decisions import Automation, Decision, Ground, MeasureKind, Part
from heliograph.safety.grave_texts import grave_line
from heliograph.safety.reports import Way
from heliograph.safety.subjects import SubjectKind

Document = Mapping[str, Any]

_VISIBILITY = "decision_visibility"
_EXPRESSED: dict[MeasureKind, tuple[str, str]] = {
    MeasureKind.WARN: (_VISIBILITY, "DECISION_VISIBILITY_OTHER"),
    MeasureKind.LABEL: (_VISIBILITY, "DECISION_VISIBILITY_CONTENT_LABELLED"),
    MeasureKind.FLAG_FAKE: (_VISIBILITY, "DECISION_VISIBILITY_CONTENT_LABELLED"),
    MeasureKind.FLAG_SCAM: (_VISIBILITY, "DECISION_VISIBILITY_CONTENT_LABELLED"),
    MeasureKind.AGE_GATE: (_VISIBILITY, "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED"),
    MeasureKind.DEMOTE: (_VISIBILITY, "DECISION_VISIBILITY_CONTENT_DEMOTED"),
    MeasureKind.GEO_BLOCK: (_VISIBILITY, "DECISION_VISIBILITY_CONTENT_DISABLED"),
    MeasureKind.HIDE: (_VISIBILITY, "DECISION_VISIBILITY_CONTENT_DISABLED"),
    MeasureKind.REMOVE: (_VISIBILITY, "DECISION_VISIBILITY_CONTENT_REMOVED"),
    MeasureKind.SLOW: (_VISIBILITY, "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED"),
    MeasureKind.READ_ONLY: ("decision_provision", "DECISION_PROVISION_PARTIAL_SUSPENSION"),
    MeasureKind.FREEZE: ("decision_account", "DECISION_ACCOUNT_SUSPENDED"),
    MeasureKind.TERMINATE: ("decision_account", "DECISION_ACCOUNT_TERMINATED"),
}
"""The field and code of each measure; of two with one code the graver stands."""

_END_OF = {
    _VISIBILITY: "end_date_visibility_restriction",
    "decision_provision": "end_date_service_restriction",
    "decision_account": "end_date_account_restriction",
}
_CLASS_OF = {
    _VISIBILITY: "visibility",
    "decision_provision": "service",
    "decision_account": "account",
}
_SOURCE = {
    Way.IN_APP: "SOURCE_TYPE_OTHER_NOTIFICATION",
    Way.NOTICE: "SOURCE_ARTICLE_16",
    Way.VICTIM: "SOURCE_ARTICLE_16",
    Way.TRUSTED_FLAGGER: "SOURCE_TRUSTED_FLAGGER",
    Way.AUTHORITY: "SOURCE_TYPE_OTHER_NOTIFICATION",
    Way.DETECTOR: "SOURCE_VOLUNTARY",
}
_AUTOMATED = {
    Automation.NONE: "AUTOMATED_DECISION_NOT_AUTOMATED",
    Automation.PARTIAL: "AUTOMATED_DECISION_PARTIALLY",
    Automation.FULL: "AUTOMATED_DECISION_FULLY",
}
_EEA = frozenset(re.findall("..", "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEISITLILTLULVMTNLNOPLPTROSESISK"))
"""The only countries that the database knows; of others a statement says nothing."""

_KEYWORD_OTHER = "KEYWORD_OTHER"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PUID = re.compile(r"[a-zA-Z0-9_-]+")


def classes(measures: tuple[MeasureKind, ...]) -> tuple[str, ...]:
    """The classes under which measures stand in the public log, each once."""
    return tuple(dict.fromkeys(_CLASS_OF[_EXPRESSED[kind][0]] for kind in measures))


def build(
    decision: Decision, *, way: Way, content_date: int, contents: Sequence[Content] = ()
) -> Document:
    """The statement of a decision on something from `content_date` that came to us by `way`;
    `contents` are what a message is made of."""
    kinds = _kinds(decision, contents)
    document: dict[str, Any] = {
        "puid": decision.puid,
        "category": decision.category,
        "category_specification": [decision.keyword],
        "decision_facts": "\n".join(filter(None, (decision.facts, _grave(decision)))),
        "content_type": [str(one) for one in kinds],
        "content_date": _day(content_date),
        "application_date": _day(decision.date),
        "source_type": _SOURCE[way],
        "automated_detection": "Yes" if way is Way.DETECTOR else "No",
        "automated_decision": _AUTOMATED[decision.automation],
        **_ground(decision),
        **_measures(decision),
    }
    if Content.OTHER in kinds:
        kind = decision.subject.kind
        document["content_type_other"] = OTHER_NAMES if kind is SubjectKind.MESSAGE else str(kind)
    if scope := [country for country in decision.territory if country in _EEA]:
        document["territorial_scope"] = scope
    if decision.keyword == _KEYWORD_OTHER:
        document["category_specification_other"] = decision.clause
    return document


_OF_PARTS = {
    Part.PHOTO: Content.IMAGE,
    Part.USERNAME: Content.TEXT,
    Part.ABOUT: Content.TEXT,
    Part.TITLE: Content.TEXT,
}
"""What a part of an account or a channel is: the statement is about it, and not about the whole."""


def _kinds(decision: Decision, contents: Sequence[Content]) -> tuple[Content, ...]:
    """What kinds of content a decision is about."""
    if decision.part in _OF_PARTS:
        return (_OF_PARTS[decision.part],)
    match decision.subject.kind:
        case SubjectKind.PHOTO:
            return (Content.IMAGE,)
        case SubjectKind.MESSAGE:
            shown = tuple(one for one in contents if one is not Content.TEXT)
            if decision.part is Part.MEDIA and shown:
                return shown
            return tuple(contents) or (Content.TEXT,)
    return (Content.OTHER,)


def _grave(decision: Decision) -> str:
    return grave_line(decision.grave, language="en")


def _ground(decision: Decision) -> Document:
    if decision.ground is Ground.LAW:
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": decision.clause,
            "illegal_content_explanation": decision.facts,
        }
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": decision.clause,
        "incompatible_content_explanation": decision.facts,
        "incompatible_content_illegal": "No",
    }


def _measures(decision: Decision) -> Document:
    fields: dict[str, Any] = {}
    for kind in decision.measures:
        field, code = _EXPRESSED[kind]
        if field == _VISIBILITY:
            fields[field] = list(dict.fromkeys([*fields.get(field, ()), code]))
        else:
            fields[field] = code
        if decision.ends:
            fields[_END_OF[field]] = _day(decision.ends)
    if MeasureKind.WARN in decision.measures:
        fields["decision_visibility_other"] = "A warning; nothing is restricted by it."
    return fields


def _day(date: int) -> str:
    return datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%d")


@cache
def _format() -> Mapping[str, Any]:
    content = resources.files("heliograph.safety").joinpath("dsa_statement.json").read_bytes()
    found: Mapping[str, Any] = msgspec.json.decode(content)
    return found


def faults(document: Document) -> list[str]:
    """What the transparency database would refuse a statement for; nothing if it is valid."""
    fields, enums = _format()["fields"], _format()["enums"]
    found = [f"{name}: unknown" for name in document if name not in fields]
    for name, shape in fields.items():
        if name not in document:
            if shape["required"]:
                found.append(f"{name}: required")
            continue
        value = document[name]
        values = value if isinstance(value, list) else [value]
        if not values or not all(isinstance(one, str) and one.strip() for one in values):
            found.append(f"{name}: empty")
        elif shape["type"].startswith("list") is not isinstance(value, list):
            found.append(f"{name}: must be a {shape['type']}")
        elif "enum" in shape and not set(values) <= set(enums[shape["enum"]]):
            found.append(f"{name}: unknown code")
        elif name == "territorial_scope" and not set(values) <= _EEA:
            found.append(f"{name}: unknown country")
        elif any(len(one) > shape.get("max_length", len(one)) for one in values):
            found.append(f"{name}: too long")
        elif shape["type"].startswith("date") and not _DATE.fullmatch(value):
            found.append(f"{name}: no date")
    return found + _contradictions(document)


def _contradictions(document: Document) -> list[str]:
    """What only several fields together say."""
    rules = {
        "no measure": any(
            name in document for name in ("decision_monetary", "decision_account", *_END_OF)
        ),
        "the ground's own fields": {
            name.partition("_")[0]
            for name in document
            if name.startswith(("illegal_content_", "incompatible_content_"))
        }
        == {_ground_prefix(document)},
        "visibility_other": ("decision_visibility_other" in document)
        is ("DECISION_VISIBILITY_OTHER" in document.get(_VISIBILITY, ())),
        "content_type_other": ("content_type_other" in document)
        is (Content.OTHER in document.get("content_type", ())),
        "source_identity": document.get("source_type") != "SOURCE_VOLUNTARY"
        or "source_identity" not in document,
        "puid": bool(_PUID.fullmatch(document.get("puid", ""))),
    }
    return [name for name, holds in rules.items() if not holds]


def _ground_prefix(document: Document) -> str:
    illegal = document.get("decision_ground") == "DECISION_GROUND_ILLEGAL_CONTENT"
    return "illegal" if illegal else "incompatible"
