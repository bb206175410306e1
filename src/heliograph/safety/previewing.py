"""What a statement would say before anything is decided: as it would be built, and kept nowhere."""

from collections.abc import Mapping

import msgspec

from heliograph.safety.deciding import Safety, compose
from heliograph.safety.decisions import Proposal
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.log.entries import SALT_BYTES
from heliograph.safety.matters import Matter
from heliograph.safety.statement_texts import statement_text
from heliograph.safety.statement_words import LANGUAGES
from heliograph.safety.statements import Document

NUMBER = "drawn-when-decided"
"""Stands where a decision's number will."""

_ANOTHER = "whoever agrees"


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What whom it affects would read, by language, and the fields of the statement; or what the
    proposal lacks."""

    texts: Mapping[str, str] = {}
    document: Document = {}
    fault: str = ""


def preview(safety: Safety, proposal: Proposal, matter: Matter, *, now: int) -> Preview:
    """The statement that a proposal would bring. That somebody agrees where two are needed is taken
    as given: they read this first."""
    agreed = msgspec.structs.replace(proposal, second_by=proposal.second_by or _ANOTHER)
    try:
        made = compose(safety, agreed, matter, now=now, puid=NUMBER, salt=bytes(SALT_BYTES))
    except SafetyRefused as refused:
        return Preview(fault=str(refused))
    url = safety.page_of(NUMBER, "…")
    return Preview(
        texts={
            language: statement_text(made.decision, language=language, url=url)
            for language in LANGUAGES
        },
        document=made.document,
    )
