"""Who may react with what, and what is remembered of it."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.people import Account, Blocks
from heliograph.domain.reactions import (
    RECENT_MAX,
    Reaction,
    ReactionContext,
    ReactionLimits,
    ReactionRequest,
    check_offered,
    counts,
    rank,
    react,
    read,
    remember,
)

ADA, BOB = 1, 2
LIMITS = ReactionLimits(offered=frozenset("👍👎🔥🎉"))
REQUEST = ReactionRequest(account_id=ADA, peer_id=BOB, message_id=5, signs=("👍",), date=900)
CONTEXT = ReactionContext(account=Account(id=ADA, phone="1", first_name="Ada"), writer_id=BOB)
BOBS = Reaction(account_id=BOB, signs=("👎",), date=800)
ADAS = Reaction(account_id=ADA, signs=("👍",), date=850, unread=True)


def test_a_reaction_is_unread_by_whoever_wrote_the_message() -> None:
    mine = react(REQUEST, CONTEXT, LIMITS)
    assert mine is not None
    assert (mine.account_id, mine.signs, mine.date, mine.unread) == (ADA, ("👍",), 900, True)
    own = replace(CONTEXT, writer_id=ADA)
    noted = react(REQUEST, own, LIMITS)
    assert noted is not None
    assert not noted.unread


def test_another_reaction_takes_the_place_of_the_first() -> None:
    context = replace(CONTEXT, mine=ADAS, others=frozenset("👎"))
    made = react(replace(REQUEST, signs=("🔥",), big=True), context, LIMITS)
    assert made is not None
    assert (made.account_id, made.signs, made.big) == (ADA, ("🔥",), True)


def test_no_signs_take_a_reaction_away_even_from_somebody_who_blocks() -> None:
    context = replace(CONTEXT, mine=ADAS, blocks=Blocks(by_peer=True))
    assert react(replace(REQUEST, signs=()), context, LIMITS) is None


def test_the_same_again_may_be_shown_big() -> None:
    made = react(replace(REQUEST, big=True), replace(CONTEXT, mine=ADAS), LIMITS)
    assert made is not None
    assert made.big


@pytest.mark.parametrize(
    ("request_", "context", "refusal"),
    [
        ({}, {"writer_id": None}, errors.MessageIdInvalid),
        ({}, {"happened": True}, errors.MessageIdInvalid),
        ({"signs": ()}, {}, errors.MessageNotModified),
        ({}, {"mine": ADAS}, errors.MessageNotModified),
        ({"signs": ("🐌",)}, {}, errors.ReactionInvalid),
        ({"signs": ("",)}, {}, errors.ReactionInvalid),
        ({"signs": ("👍", "👍")}, {}, errors.ReactionInvalid),
        ({"signs": ("👍", "👎")}, {}, errors.PremiumAccountRequired),
        ({"signs": ("👍", "👎", "🔥")}, {}, errors.PremiumAccountRequired),
        ({"signs": ("👍", "👎", "🔥", "🎉")}, {}, errors.ReactionsTooMany),
        ({"peer_id": ADA}, {"writer_id": ADA}, errors.PremiumAccountRequired),
        ({}, {"blocks": Blocks(by_peer=True)}, errors.UserIsBlocked),
        ({}, {"blocks": Blocks(of_peer=True)}, errors.YouBlockedUser),
        (
            {},
            {"account": replace(CONTEXT.account, disabled=True)},
            errors.UserDeactivatedBan,
        ),
    ],
)
def test_reacting_is_refused(
    request_: dict[str, object], context: dict[str, object], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        react(replace(REQUEST, **request_), replace(CONTEXT, **context), LIMITS)


def test_a_message_shows_only_so_many_signs() -> None:
    full = replace(LIMITS, signs_per_message=1)
    context = replace(CONTEXT, others=frozenset(BOBS.signs))
    with pytest.raises(errors.ReactionsTooMany):
        react(REQUEST, context, full)
    assert react(replace(REQUEST, signs=("👎",)), context, full)


def test_the_bounds_are_those_that_telegram_publishes() -> None:
    assert (LIMITS.per_person, LIMITS.per_person_premium, LIMITS.signs_per_message) == (1, 3, 11)
    assert RECENT_MAX == 50


def test_only_what_is_offered_may_be_the_default() -> None:
    check_offered("👍", LIMITS)
    with pytest.raises(errors.ReactionInvalid):
        check_offered("🐌", LIMITS)


def test_reading_leaves_nothing_unread() -> None:
    assert read((BOBS, ADAS)) == (BOBS, replace(ADAS, unread=False))


def test_the_most_chosen_sign_comes_first() -> None:
    cyds = Reaction(account_id=3, signs=("🔥", "👍"), date=1)
    assert counts((BOBS, ADAS, cyds)) == [("👍", 2), ("👎", 1), ("🔥", 1)]
    assert counts((replace(cyds, signs=("🔥", "❤")), ADAS, cyds))[0] == ("🔥", 2)


def test_signs_are_remembered_the_latest_first_and_not_for_ever() -> None:
    assert remember(("👍", "👎"), ("👎",)) == ("👎", "👍")
    many = tuple(map(str, range(RECENT_MAX)))
    assert remember(many, ("new",)) == ("new", *many[:-1])


def test_what_was_used_is_offered_first() -> None:
    assert rank(("🔥", "gone"), ("👍", "👎", "🔥")) == ["🔥", "👍", "👎"]
