"""References to files: https://core.telegram.org/api/file_reference"""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.file_references import ROUNDED_S, FileReferences
from heliograph.domain.files import Document

ADA, BOB = 1, 2
NOON = 1_700_000_000 // ROUNDED_S * ROUNDED_S
DAY_S = 86_400
FILE = Document(id=7, access_hash=8, date=NOON, mime_type="text/plain", size=3, sha256=b"\x09" * 32)


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> int:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def references(clock: Clock) -> FileReferences:
    return FileReferences(b"k" * 32, now=clock, lifetime_s=DAY_S)


def test_who_was_shown_a_file_may_fetch_it(references: FileReferences, clock: Clock) -> None:
    reference = references.issue(ADA, FILE)
    clock.time += DAY_S - 1
    references.check(ADA, FILE, reference)
    assert len(reference) <= 64


def test_what_is_only_fetched_is_not_sent_on(references: FileReferences) -> None:
    reference = references.issue(ADA, FILE, sent_on=False)
    references.check(ADA, FILE, reference)
    with pytest.raises(errors.FileReferenceInvalid):
        references.check(ADA, FILE, reference, sent_on=True)
    references.check(ADA, FILE, references.issue(ADA, FILE), sent_on=True)
    # What one kind is given for is none of the other's.
    with pytest.raises(errors.FileReferenceInvalid):
        references.check(ADA, FILE, b"\x01" + reference[1:], sent_on=True)


def test_it_is_the_same_for_an_hour(references: FileReferences, clock: Clock) -> None:
    first = references.issue(ADA, FILE)
    clock.time += ROUNDED_S - 1
    assert references.issue(ADA, FILE) == first
    clock.time += 1
    assert references.issue(ADA, FILE) != first


def test_it_survives_a_restart(references: FileReferences, clock: Clock) -> None:
    again = FileReferences(b"k" * 32, now=clock, lifetime_s=DAY_S)
    again.check(ADA, FILE, references.issue(ADA, FILE))


def test_it_expires(references: FileReferences, clock: Clock) -> None:
    reference = references.issue(ADA, FILE)
    clock.time += DAY_S
    with pytest.raises(errors.FileReferenceExpired):
        references.check(ADA, FILE, reference)


def test_it_ends_with_the_generation_of_its_file(references: FileReferences) -> None:
    reference = references.issue(ADA, FILE)
    with pytest.raises(errors.FileReferenceExpired):
        references.check(ADA, replace(FILE, generation=1), reference)


def test_nobody_elses_will_do(references: FileReferences) -> None:
    with pytest.raises(errors.FileReferenceInvalid):
        references.check(BOB, FILE, references.issue(ADA, FILE))


def test_no_other_files_will_do(references: FileReferences) -> None:
    with pytest.raises(errors.FileReferenceInvalid):
        references.check(ADA, replace(FILE, id=9), references.issue(ADA, FILE))


def test_no_other_keys_will_do(references: FileReferences, clock: Clock) -> None:
    other = FileReferences(b"l" * 32, now=clock, lifetime_s=DAY_S)
    with pytest.raises(errors.FileReferenceInvalid):
        references.check(ADA, FILE, other.issue(ADA, FILE))


def test_no_byte_of_it_may_be_another(references: FileReferences) -> None:
    reference = references.issue(ADA, FILE)
    for place in range(len(reference)):
        changed = bytearray(reference)
        changed[place] ^= 1
        with pytest.raises(errors.FileReferenceInvalid):
            references.check(ADA, FILE, bytes(changed))


@pytest.mark.parametrize("reference", [b"\x01", bytes(64)])
def test_what_is_none_is_refused(references: FileReferences, reference: bytes) -> None:
    with pytest.raises(errors.FileReferenceInvalid):
        references.check(ADA, FILE, reference)


def test_it_must_not_be_left_out(references: FileReferences) -> None:
    with pytest.raises(errors.FileReferenceEmpty):
        references.check(ADA, FILE, b"")
