"""What the service account says to those who reported or complained: once, however often tried."""

import enum

import msgspec

from heliograph.domain.notices import report_received
from heliograph.safety import taxonomy
from heliograph.safety.statement_texts import complaint_text, follow_line, withheld_text

GRACE_S = 60
"""A receipt goes with the report itself; later only if that did not come to it."""


class LetterKind(enum.StrEnum):
    """What is said."""

    RECEIVED = "received"
    UPHELD = "appeal_upheld"
    REVERSED = "appeal_reversed"
    WARNED = "reports_warned"
    UNHEARD = "reports_unheard"
    WITHHELD = "files_withheld"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """Something to say to an account. `about` is a heading's code, a reviewer's reasons, or
    the title of a channel."""

    name: str
    account_id: int
    kind: LetterKind
    receipt: str = ""
    about: str = ""
    attempts: int = 0


def receipt_name(receipt: str) -> str:
    """By which the message with a receipt is there once."""
    return f"received {receipt}"


def write(letter: Letter, *, language: str, url: str) -> str:
    """What it says; `url` is where whoever reported follows what becomes of it, or where to
    object."""
    if letter.kind is LetterKind.RECEIVED:
        title = taxonomy.title(letter.about, language)
        text, _ = report_received(letter.receipt, title).write(language)
        return f"{text}\n\n{follow_line(language=language, url=url)}" if url else text
    if letter.kind is LetterKind.WITHHELD:
        return withheld_text(letter.about, language=language, url=url)
    return complaint_text(str(letter.kind), reasons=letter.about, language=language)
