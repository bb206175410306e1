"""The papers of a case as files, for whoever outside has to see them: what was reported, what was
decided and why, and that the public log has it. Who reported is in none of them."""

from collections.abc import Mapping, Sequence
from mimetypes import guess_extension
from typing import Any

import msgspec

from heliograph.safety.caseload import CaseFile
from heliograph.safety.decisions import Decision
from heliograph.safety.evidence import Evidence, KeptFile
from heliograph.safety.log.heads import Private
from heliograph.safety.log.proofs import Receipt
from heliograph.safety.staff.proposals import Pending
from heliograph.safety.statement_texts import statement_text
from heliograph.safety.statement_words import LANGUAGES
from heliograph.safety.statements import Document

READ_ME = """\
Case {case} of {service}, taken out {date} UTC by {by}.

Proposed by {proposed_by}, agreed to by {second_by}, because:
{reason}

case.json            what the case is about, its reports without who reported, what staff did
evidence/            what was reported as it stood, and its files, byte for byte
decision.json        what was decided, by whom, on which ground; absent where nothing was
statement.json       the statement of reasons, as the EU's transparency database has it
statement.LANGUAGE.txt   the same, as whoever it affects reads it
receipt.txt          that the public log has it: https://c2sp.org/tlog-proof
disclosure.json      salt and record of each entry; sha256(salt || record) is in its leaf
manifest.json        the SHA-256 and the length of each file above, the last of the archive
"""


def read_me(pending: Pending, *, service: str, by: str, date: str) -> bytes:
    """What is in the archive, and on whose word."""
    second = pending.second_by if not pending.solo else f"{pending.second_by} (alone: safety_solo)"
    said = READ_ME.format(
        case=pending.case_id,
        service=service,
        date=date,
        by=by,
        proposed_by=pending.proposed_by,
        second_by=second,
        reason=pending.reason,
    )
    return said.encode()


def case_paper(file: CaseFile) -> bytes:
    """The case without what else is known of the same person, and without who reported."""
    return _json(
        {
            "case": msgspec.to_builtins(file.case),
            "named": msgspec.to_builtins(file.named),
            "way": str(file.way),
            "reports": [
                {
                    "way": str(one.way),
                    "category": one.category,
                    "keyword": one.keyword,
                    "comment": one.comment,
                    "date": one.date,
                    "weight": one.weight,
                }
                for one in file.reports
            ],
            "events": msgspec.to_builtins(file.events),
            "provisional": msgspec.to_builtins(file.provisional),
        }
    )


def decision_papers(decision: Decision, document: Document, *, url: str) -> Mapping[str, bytes]:
    """The decision, and its statement in each language; `url` is where the affected reads it."""
    papers = {
        "decision.json": _json(msgspec.to_builtins(decision)),
        "statement.json": _json(document),
    }
    for language in LANGUAGES:
        text = statement_text(decision, language=language, url=url)
        papers[f"statement.{language}.txt"] = text.encode()
    return papers


def log_papers(receipt: Receipt | None, disclosed: Sequence[Private]) -> Mapping[str, bytes]:
    """That the log has it, and what its entries bind; nothing where it waits still."""
    papers = {} if receipt is None else {"receipt.txt": receipt.text().encode()}
    entries = [
        {
            "event": one.event,
            "place": one.place,
            "salt": one.salt.hex(),
            "record": one.record.decode(),
        }
        for one in disclosed
    ]
    if entries:
        papers["disclosure.json"] = _json({"entries": entries})
    return papers


def snapshot_paper(kept: Evidence) -> tuple[str, bytes]:
    """What was reported, as it stood, and what its files are called in the archive."""
    names = {one.id: file_name(kept, one) for one in kept.files if one.copied}
    said = {**msgspec.to_builtins(kept), "names": names}
    return f"evidence/{kept.id}/snapshot.json", _json(said)


def file_name(kept: Evidence, file: KeptFile) -> str:
    """What a file is called in the archive: never what its sender called it."""
    shown = next((one for one in kept.snapshot.files if one.sha256 == file.sha256), None)
    ending = guess_extension(shown.mime_type) if shown is not None else None
    return f"evidence/{kept.id}/file-{file.id}{ending or '.bin'}"


def _json(said: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n"
