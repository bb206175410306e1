"""What a witness does with a head, and what the log takes from it."""

from collections.abc import Sequence

from heliograph.safety.log.heads import LogKeeper
from heliograph.safety.log.merkle import is_continued
from heliograph.safety.log.notes import BadNote, Key, Note, is_signed, parse_note


class NotContinued(Exception):
    """A head does not continue one that was seen: the log was changed, cut off, or is another
    one's. The text is for the witness's operator."""


def accept(text: str, keeper: LogKeeper) -> Note:
    """A head of this log that a configured witness signed. Raises BadNote for anything else."""
    note = parse_note(text)
    if note.checkpoint.origin != keeper.key.name or not is_signed(note, keeper.key):
        raise BadNote("the head is not signed by this log")
    if not any(is_signed(note, witness) for witness in keeper.witnesses):
        raise BadNote("the head is signed by no witness of this log")
    return note


def check_continues(text: str, *, key: Key, seen: str | None, proof: Sequence[bytes]) -> Note:
    """The head that a log shows now, if the log signed it and it continues the one `seen` before.

    Raises BadNote, NotContinued.
    """
    note = parse_note(text)
    if note.checkpoint.origin != key.name or not is_signed(note, key):
        raise BadNote(f"the head is not signed by {key.name}")
    if seen is None:
        return note
    old, new = parse_note(seen).checkpoint, note.checkpoint
    if new.size < old.size:
        raise NotContinued(f"the log had {old.size} entries, and shows {new.size}")
    if not is_continued((old.size, old.root), (new.size, new.root), proof):
        raise NotContinued(f"the head of {new.size} entries does not continue that of {old.size}")
    return note
