"""What an account is to others: its names, who may know it, and how it is seen."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.people import (
    BOTS_MAX,
    FIRST_ACCOUNT_ID,
    FIRST_BOT_ID,
    SERVICE_ACCOUNT_ID,
    Account,
    Blocks,
    Bond,
    Contact,
    Seen,
    Username,
    check_may_disable,
    is_bot,
    see,
    see_oneself,
    shown_photo_of,
)
from heliograph.domain.presence import Status, exact_status
from heliograph.domain.privacy import (
    ALL_PERMISSIONS,
    Privacy,
    PrivacyKey,
    Rule,
    RuleKind,
    permission,
)
from heliograph.domain.profile_photos import ShownPhoto, ShownPhotos

ANN = Account(id=FIRST_ACCOUNT_ID, phone="1001", first_name="Ann", last_name="Oak")
SEEN = Seen(account=ANN, viewer_id=FIRST_ACCOUNT_ID + 1)
ENTRY = Contact(
    owner_id=SEEN.viewer_id, contact_id=ANN.id, phone="1001", first_name="Annie", last_name="Ash"
)


@pytest.mark.parametrize(
    ("account_id", "bot"),
    [
        (FIRST_BOT_ID - 1, False),
        (FIRST_BOT_ID, True),
        (FIRST_BOT_ID + BOTS_MAX - 1, True),
        (FIRST_BOT_ID + BOTS_MAX, False),
        (FIRST_ACCOUNT_ID, False),
    ],
)
def test_bots_have_ids_of_their_own(account_id: int, bot: bool) -> None:
    assert is_bot(account_id) is bot


@pytest.mark.parametrize(
    ("account_id", "phone", "deleted"),
    [
        (FIRST_ACCOUNT_ID, "", True),
        (FIRST_ACCOUNT_ID, "1001", False),
        (SERVICE_ACCOUNT_ID, "", False),
        (FIRST_BOT_ID, "", False),
    ],
)
def test_a_person_without_a_number_is_gone(account_id: int, phone: str, deleted: bool) -> None:
    assert replace(ANN, id=account_id, phone=phone).deleted is deleted


def test_names_it_is_found_under_are_the_ones_that_are_active_in_their_order() -> None:
    assert ANN.active_usernames == ()
    assert replace(ANN, username="ann").active_usernames == ("ann",)
    several = (Username("oak"), Username("ann", active=False, editable=True), Username("ash"))
    named = replace(ANN, username="ann", usernames=several)
    assert named.active_usernames == ("oak", "ash")


def test_the_operator_may_disable_anybody_but_the_service() -> None:
    check_may_disable(ANN.id)
    with pytest.raises(errors.UserIdInvalid):
        check_may_disable(SERVICE_ACCOUNT_ID)
    ANN.check_enabled()
    with pytest.raises(errors.UserDeactivatedBan):
        replace(ANN, disabled=True).check_enabled()


def test_a_viewer_sees_the_names_they_chose() -> None:
    assert SEEN.names == ("Ann", "Oak")
    assert replace(SEEN, contact=ENTRY).names == ("Annie", "Ash")


@pytest.mark.parametrize(
    ("contact", "knows_viewer", "mutual"),
    [(ENTRY, True, True), (ENTRY, False, False), (None, True, False)],
)
def test_contacts_are_mutual_if_each_has_the_other(
    contact: Contact | None, knows_viewer: bool, mutual: bool
) -> None:
    assert replace(SEEN, contact=contact, knows_viewer=knows_viewer).mutual is mutual


def test_what_either_permits_is_asked_of_them() -> None:
    kept = ALL_PERMISSIONS & ~permission(PrivacyKey.ADDED_BY_PHONE)
    shy, wary = replace(SEEN, allowed=kept), replace(SEEN, given=kept)
    key = PrivacyKey.ADDED_BY_PHONE
    assert (SEEN.may(key), shy.may(key), wary.may(key)) == (True, False, True)
    assert (SEEN.lets(key), shy.lets(key), wary.lets(key)) == (True, True, False)
    assert shy.may(PrivacyKey.FORWARDS)


def test_a_number_finds_oneself_and_whoever_lets_it() -> None:
    shy = replace(SEEN, allowed=0)
    assert SEEN.found_by_number
    assert not shy.found_by_number
    assert replace(shy, viewer_id=ANN.id).found_by_number
    assert (SEEN.may_write, shy.may_write) == (True, False)


@pytest.mark.parametrize(
    ("blocks", "refusal"),
    [
        (Blocks(by_peer=True), errors.UserIsBlocked),
        (Blocks(of_peer=True), errors.YouBlockedUser),
        (Blocks(by_peer=True, of_peer=True), errors.UserIsBlocked),
    ],
)
def test_either_keeps_the_other_out(blocks: Blocks, refusal: type[errors.Refused]) -> None:
    Blocks().check()
    with pytest.raises(refusal):
        blocks.check()


OPEN = Bond(contact=False, close_friend=False, blocked=False, privacy=Privacy())
STATUS = permission(PrivacyKey.STATUS_TIMESTAMP)


KNOWN = replace(OPEN, contact=True, close_friend=True)
FORWARDS = permission(PrivacyKey.FORWARDS)


def lets(*kinds: Rule) -> Privacy:
    return Privacy(rules={PrivacyKey.FORWARDS: (*kinds, Rule(RuleKind.DISALLOW_ALL))})


@pytest.mark.parametrize(
    ("rule", "bond", "viewer_id", "permitted"),
    [
        (Rule(RuleKind.ALLOW_USERS, (7,)), OPEN, 7, True),
        (Rule(RuleKind.ALLOW_USERS, (7,)), OPEN, 8, False),
        (Rule(RuleKind.ALLOW_CONTACTS), KNOWN, 7, True),
        (Rule(RuleKind.ALLOW_CONTACTS), OPEN, 7, False),
        (Rule(RuleKind.ALLOW_CLOSE_FRIENDS), KNOWN, 7, True),
        (Rule(RuleKind.ALLOW_CLOSE_FRIENDS), OPEN, 7, False),
        (Rule(RuleKind.ALLOW_BOTS), OPEN, FIRST_BOT_ID, True),
        (Rule(RuleKind.ALLOW_BOTS), OPEN, 7, False),
        (Rule(RuleKind.ALLOW_CONTACTS), replace(KNOWN, blocked=True), 7, False),
    ],
)
def test_an_account_permits_what_its_rules_say_of_the_other(
    rule: Rule, bond: Bond, viewer_id: int, permitted: bool
) -> None:
    asked = replace(bond, privacy=lets(rule))
    assert bool(asked.permissions_for(viewer_id) & FORWARDS) is permitted


def test_who_may_not_see_the_photo_is_shown_the_other() -> None:
    main, fallback = ShownPhoto(1), ShownPhoto(2)
    shown = replace(SEEN, account=replace(ANN, photos=ShownPhotos(main, fallback)))
    kept = ALL_PERMISSIONS & ~permission(PrivacyKey.PROFILE_PHOTO)
    assert shown_photo_of(shown) is main
    assert shown_photo_of(replace(shown, allowed=kept)) is fallback
    assert shown_photo_of(replace(shown, kept_out=True)) is None


def test_a_photo_that_the_viewer_chose_stands_before_all_others() -> None:
    chosen, photos = ShownPhoto(3), ShownPhotos(ShownPhoto(1), ShownPhoto(2))
    seen = replace(SEEN, account=replace(ANN, photos=photos), contact=replace(ENTRY, photo=chosen))
    assert shown_photo_of(seen) is chosen
    assert shown_photo_of(replace(seen, kept_out=True)) is chosen


def seen_as(**fields: Any) -> Seen:
    said = {"mine": OPEN, "theirs": OPEN, "allowed": ALL_PERMISSIONS, "given": ALL_PERMISSIONS}
    said |= {"online_until": 500, "now": 1_000, **fields}
    return see(replace(ANN, created=100), ENTRY, viewer_id=SEEN.viewer_id, **said)


def test_an_account_is_seen_with_what_stands_between_the_two() -> None:
    found = seen_as(
        mine=replace(OPEN, blocked=True),
        theirs=replace(OPEN, contact=True),
        allowed=STATUS,
        given=STATUS | FORWARDS,
    )
    assert (found.viewer_id, found.contact) == (SEEN.viewer_id, ENTRY)
    assert (found.knows_viewer, found.blocked) == (True, True)
    assert (found.allowed, found.given) == (STATUS, STATUS | FORWARDS)
    assert found.status == exact_status(1_000, 500)


def test_who_was_never_there_came_with_the_account() -> None:
    assert seen_as(online_until=0).status == exact_status(1_000, 100)
    there = see_oneself(replace(ANN, created=100), online_until=500, now=1_000)
    assert there.status == exact_status(1_000, 500)
    oneself = see_oneself(replace(ANN, created=100), online_until=0, now=1_000)
    assert oneself.status == exact_status(1_000, 100)


def test_when_somebody_was_there_is_told_as_both_allow() -> None:
    roughly = seen_as(allowed=ALL_PERMISSIONS & ~STATUS).status
    assert (roughly.exact, roughly.by_me) == (False, False)
    mine = seen_as(given=ALL_PERMISSIONS & ~STATUS).status
    assert (mine.exact, mine.by_me) == (False, True)
    blocked = seen_as(theirs=replace(OPEN, blocked=True), allowed=0)
    assert blocked.status == Status()
