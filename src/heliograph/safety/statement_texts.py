"""What the affected person reads of a decision, in the languages we speak."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from heliograph.safety import taxonomy
from heliograph.safety.decisions import Automation, Decision, Ground, MeasureKind, Part
from heliograph.safety.grave_texts import grave_line
from heliograph.safety.notice_texts import order_line
from heliograph.safety.statement_words import WORDS, words_in
from heliograph.safety.subjects import SubjectKind
from heliograph.safety.unreturned_texts import left_lines

_BY = {
    Automation.NONE: "by_person",
    Automation.PARTIAL: "by_program",
    Automation.FULL: "by_program_alone",
}


def statement_text(decision: Decision, *, language: str, url: str) -> str:
    """The message that tells of a decision; `url` is where all of it stands and is appealed."""
    words = words_in(language)
    lines = [
        words["decided"],
        *measure_lines(decision, language=language),
        "",
        *reason_lines(decision, language=language),
        "",
        redress_line(decision, language=language),
        words["page"].format(url=url),
        words["number"].format(puid=decision.puid),
    ]
    return "\n".join(lines)


def measure_lines(decision: Decision, *, language: str) -> list[str]:
    """What was done, and until when, a line each."""
    words = words_in(language)
    where = ", ".join(decision.territory)
    lines = [
        line.format(every=decision.every_s, countries=where)
        for kind in decision.measures
        if (line := _line_of(words, kind, _of(kind, decision)))
    ]
    if decision.label:
        lines.append(f"“{decision.label}”")
    if decision.orderer:
        lines.append(order_line(decision.orderer, language=language))
    if decision.blocks_files:
        lines.append(words["blocks_files"])
    if decision.ends:
        lines.append(words["until"].format(date=_day(decision.ends)))
    if decision.provisional:
        lines.append(words["provisional"])
    return lines


def measure_line(kind: MeasureKind, *, about: SubjectKind | Part, language: str) -> str:
    """What is said of one measure about such a thing, or upon such a part of it, with dots for what
    is still to be said."""
    line = _line_of(words_in(language), kind, about)
    return line.format(every="…", countries="…")


def _of(kind: MeasureKind, decision: Decision) -> str:
    """What makes another line of a measure: what it is about, or the part that is removed."""
    return decision.part if kind is MeasureKind.REMOVE else decision.subject.kind


def _line_of(words: Mapping[str, str], kind: MeasureKind, about: str) -> str:
    return words.get(f"{kind}_{about}") or words.get(kind, "")


def reason_lines(decision: Decision, *, language: str) -> list[str]:
    """Why, and who decided, a line each."""
    words = words_in(language)
    clause, facts = decision.clause, decision.facts
    if decision.provisional:
        # What a program says can be said in any language.
        clause, facts = words["provisional_clause"], words["provisional_facts"]
    grave = grave_line(decision.grave, language=language)
    return [
        words["law" if decision.ground is Ground.LAW else "terms"].format(clause=clause),
        words["heading"].format(title=taxonomy.title(decision.category, language)),
        words["facts"].format(facts=facts),
        *([grave] if grave else []),
        words[_BY[decision.automation]],
    ]


def redress_line(decision: Decision, *, language: str) -> str:
    """Where to complain, and until when."""
    words = words_in(language)
    return words["appeal"].format(date=_day(decision.appeal_until))


def reversal_text(
    decision: Decision,
    *,
    reasons: str,
    language: str,
    url: str,
    unreturned: Sequence[Part] = (),
    waits: bool = False,
) -> str:
    """The message that tells that a decision was taken back, with the reasons of who looked at a
    complaint, and what of it does not return; `waits` says that some of it is not undone yet."""
    words = words_in(language)
    lines = [
        words["reversed"],
        *([words["reversed_why"].format(reasons=reasons)] if reasons else []),
        *left_lines(decision, unreturned, language=language),
        *([words["reversed_waits"]] if waits else []),
        "",
        words["page"].format(url=url),
        words["number"].format(puid=decision.puid),
    ]
    return "\n".join(lines)


def page_button(*, language: str) -> str:
    """What the button says that opens a decision's page."""
    return words_in(language)["button"]


def outcome_text(receipt: str, *, language: str, url: str) -> str:
    """The message that tells somebody that what they reported was acted on; not how. `url` is where
    they complain."""
    words = words_in(language)
    return f"{words['acted'].format(receipt=receipt)}\n\n{follow_line(language=language, url=url)}"


def left_text(receipt: str, *, language: str, url: str) -> str:
    """The message that tells somebody that nothing was found in what they reported."""
    words = words_in(language)
    return f"{words['left'].format(receipt=receipt)}\n\n{follow_line(language=language, url=url)}"


def follow_line(*, language: str, url: str) -> str:
    """Where whoever reported reads what becomes of it, and complains."""
    return words_in(language)["follow"].format(url=url)


def complaint_text(outcome: str, *, reasons: str, language: str) -> str:
    """What became of a complaint, and why, for whoever complained."""
    return words_in(language)[outcome].format(reasons=reasons)


def withheld_text(title: str, *, language: str, url: str) -> str:
    """What whoever posted it reads of what is not shown since a channel is public. `url` is where
    to object."""
    return words_in(language)["files_withheld"].format(title=title, url=url)


def says(kind: MeasureKind) -> bool:
    """Whether there are words for a measure in every language."""
    return all(kind in words for words in WORDS.values())


def _day(date: int) -> str:
    return datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%d")
