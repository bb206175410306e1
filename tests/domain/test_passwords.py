"""Salts and challenges that are derived and not kept."""

import pytest
from msgspec.structs import replace

from heliograph.domain.passwords import (
    ChallengeFor,
    challenge_seed,
    is_srp_id,
    make_srp_id,
    new_salts,
)

SECRET = b"s" * 32
WHOM = ChallengeFor(account_id=7, generation=3, date=1_700_000_000, lifetime_s=300)
SRP_ID = make_srp_id(SECRET, WHOM, 1)


def test_challenge_is_known_again_and_has_a_signed_id_other_than_0() -> None:
    for nonce in (1, 2, 2**31, 2**32 - 1):
        srp_id = make_srp_id(SECRET, WHOM, nonce)
        assert srp_id
        assert -(2**63) <= srp_id < 2**63
        assert is_srp_id(SECRET, WHOM, srp_id)


@pytest.mark.parametrize(
    "other",
    [
        replace(WHOM, account_id=8),
        replace(WHOM, generation=4),
        replace(WHOM, date=WHOM.date + 600),
        replace(WHOM, date=WHOM.date - 300),
    ],
)
def test_14_2_challenge_is_bound_to_account_generation_and_time(other: ChallengeFor) -> None:
    assert not is_srp_id(SECRET, other, SRP_ID)


def test_14_2_challenge_holds_for_its_lifetime_and_twice_at_most() -> None:
    for second in range(0, 300, 7):
        drawn = replace(WHOM, date=WHOM.date + second)
        srp_id = make_srp_id(SECRET, drawn, 5)
        assert is_srp_id(SECRET, replace(drawn, date=drawn.date + 300), srp_id)
        assert not is_srp_id(SECRET, replace(drawn, date=drawn.date + 600), srp_id)


def test_challenge_of_another_server_is_none() -> None:
    assert not is_srp_id(b"t" * 32, WHOM, SRP_ID)
    guesses = (0, 1, -1, SRP_ID + 1, SRP_ID + (1 << 32))
    assert not any(is_srp_id(SECRET, WHOM, guess) for guess in guesses), "nor with another nonce"


def test_seeds_differ_by_challenge_account_and_generation() -> None:
    whoms = [WHOM, replace(WHOM, account_id=8), replace(WHOM, generation=4)]
    seeds = {challenge_seed(SECRET, whom, srp_id) for whom in whoms for srp_id in (1, 2, -1)}
    assert len(seeds) == 9
    assert {len(seed) for seed in seeds} == {64}


def test_salts_stay_until_the_password_is_another() -> None:
    assert new_salts(SECRET, 7, 3) == new_salts(SECRET, 7, 3)
    salts = [new_salts(*given) for given in ((SECRET, 7, 3), (SECRET, 7, 4), (SECRET, 8, 3))]
    parts = [part for one in salts for part in (one.salt1, one.salt2, one.secure)]
    assert len(set(parts)) == 9
    assert {len(part) for part in parts} == {8}
