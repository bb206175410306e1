"""Records kept whole inside a row, and how much of them stays decoded."""

from weakref import ref

from heliograph.domain.people import Bond
from heliograph.domain.privacy import Privacy, PrivacyKey, Rule, RuleKind
from heliograph.storage.sqlite.blobs import pack_privacy, unpack_privacy

FIRST = 1_000_000_001


def choices(first_id: int, *, names: int) -> bytes:
    ids = tuple(range(first_id, first_id + names))
    rules = (Rule(RuleKind.DISALLOW_USERS, ids), Rule(RuleKind.ALLOW_ALL))
    return pack_privacy(Privacy(rules={PrivacyKey.ABOUT: rules}))


def test_the_same_choices_are_the_same_record() -> None:
    for names in (3, 1_000):
        blob = choices(FIRST, names=names)
        assert unpack_privacy(blob) is unpack_privacy(bytes(bytearray(blob)))


def test_16_4_long_choices_are_not_kept_for_what_they_permitted_once() -> None:
    kept: list[ref[Privacy]] = []
    for version in range(200):
        found = unpack_privacy(choices(FIRST + version, names=1_000))
        Bond(False, False, False, found).permissions_for(7)
        kept.append(ref(found))
    del found
    assert sum(one() is not None for one in kept) <= 40
