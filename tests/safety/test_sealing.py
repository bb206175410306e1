"""What of the evidence is closed to whom: said, found, known."""

import pytest

from heliograph.safety.errors import SafetyRefused
from heliograph.safety.evidence import Evidence, KeptFile, ShownFile, Snapshot, as_shown
from heliograph.safety.sealing import Seal, check_classifying, is_shown, says_abuse, seal_of
from heliograph.safety.taxonomy import CHILD_ABUSE


@pytest.mark.parametrize(
    ("said", "found", "seal"),
    [
        (False, None, Seal.OPEN),
        (True, None, Seal.SUSPECTED),
        # What was found outweighs whatever is said.
        (True, False, Seal.OPEN),
        (False, False, Seal.OPEN),
        (True, True, Seal.KNOWN),
        (False, True, Seal.KNOWN),
    ],
)
def test_the_seal_of_a_file(said: bool, found: bool | None, seal: Seal) -> None:
    assert seal_of(said=said, found=found) is seal


@pytest.mark.parametrize(
    ("seal", "to_all", "to_who_classifies"),
    [(Seal.OPEN, True, True), (Seal.SUSPECTED, False, True), (Seal.KNOWN, False, False)],
)
def test_who_is_shown_a_file(seal: Seal, to_all: bool, to_who_classifies: bool) -> None:
    assert is_shown(seal, classifying=False) is to_all
    assert is_shown(seal, classifying=True) is to_who_classifies


@pytest.mark.parametrize("keyword", sorted(CHILD_ABUSE))
def test_a_report_covers_unless_it_weighs_nothing(keyword: str) -> None:
    assert says_abuse(keyword, weight=1)
    assert not says_abuse(keyword, weight=0)
    assert not says_abuse("KEYWORD_PHISHING", weight=1_000)


@pytest.mark.parametrize(
    ("seal", "abuse", "reason", "why"),
    [
        (Seal.SUSPECTED, True, " ", "say why"),
        (Seal.SUSPECTED, False, "x" * 501, "say why"),
        (Seal.KNOWN, False, "A slip.", "stays sealed"),
        (Seal.OPEN, True, "I can.", "nobody says"),
        (Seal.OPEN, False, "I can.", "nobody says"),
    ],
)
def test_what_is_not_classified(seal: Seal, abuse: bool, reason: str, why: str) -> None:
    with pytest.raises(SafetyRefused, match=why):
        check_classifying(seal, abuse=abuse, reason=reason)
    for found in (True, False):
        check_classifying(Seal.SUSPECTED, abuse=found, reason="I looked.")
    check_classifying(Seal.KNOWN, abuse=True, reason="Once more.")


def test_what_was_found_to_be_no_abuse_is_found_to_be_abuse_later() -> None:
    check_classifying(Seal.OPEN, cleared=True, abuse=True, reason="I know this film.")
    for reason, abuse in (("Once more.", False), (" ", True)):
        with pytest.raises(SafetyRefused):
            check_classifying(Seal.OPEN, cleared=True, abuse=abuse, reason=reason)
    with pytest.raises(SafetyRefused, match="stays sealed"):
        check_classifying(Seal.KNOWN, cleared=True, abuse=False, reason="A slip.")


A, B, C = "aa" * 32, "bb" * 32, "cc" * 32
EVIDENCE = Evidence(
    id=1,
    case_id=1,
    taken=1,
    expires=2,
    snapshot=Snapshot(
        texts=("words",),
        file_ids=(11, 12, 13),
        files=tuple(ShownFile(sha256=one, size=1) for one in (A, B, C)),
    ),
    files=(
        KeptFile(id=1, sha256=A, size=1, seal=Seal.OPEN),
        KeptFile(id=2, sha256=B, size=1, seal=Seal.SUSPECTED),
        KeptFile(id=3, sha256=C, size=1, seal=Seal.KNOWN),
    ),
)


@pytest.mark.parametrize(("classifying", "shown"), [(False, (11,)), (True, (11, 12))])
def test_of_what_is_closed_only_that_it_is_there_is_told(
    classifying: bool, shown: tuple[int, ...]
) -> None:
    seen = as_shown(EVIDENCE, said=True, classifying=classifying)
    assert seen.snapshot.texts == ("words",)
    assert seen.snapshot.file_ids == shown
    hashes = tuple(one.sha256 for one in seen.snapshot.files)
    assert hashes == (A, B, C)[: len(shown)]
    assert tuple(one.sha256 for one in seen.files if one.sha256) == hashes
    assert [one.seal for one in seen.files] == [Seal.OPEN, Seal.SUSPECTED, Seal.KNOWN]


@pytest.mark.parametrize(
    ("said", "classifying", "shown"), [(False, False, 2), (True, False, 0), (True, True, 2)]
)
def test_files_that_were_kept_before_they_were_described_stand_together(
    said: bool, classifying: bool, shown: int
) -> None:
    old = Evidence(
        id=1, case_id=1, taken=1, expires=2, snapshot=Snapshot(texts=("x",), file_ids=(11, 12))
    )
    assert len(as_shown(old, said=said, classifying=classifying).snapshot.file_ids) == shown
