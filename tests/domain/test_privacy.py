"""Who may see or do what, by the rules of an account and what the viewer is to it."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.privacy import (
    ALL_PERMISSIONS,
    DEFAULT_PRIVACY,
    DEFAULT_RULES,
    MAY_WRITE,
    GlobalPrivacy,
    Privacy,
    PrivacyKey,
    Relation,
    Rule,
    RuleKind,
    allow_user,
    is_allowed,
    normalise_rules,
    permission,
    permissions,
    with_rules,
)

VIEWER, OTHER, CHAT = 7, 8, 70
STRANGER = Relation(viewer_id=VIEWER)
RELATIONS = {
    "stranger": STRANGER,
    "contact": replace(STRANGER, contact=True),
    "close friend": replace(STRANGER, contact=True, close_friend=True),
    "bot": replace(STRANGER, bot=True),
    "premium": replace(STRANGER, premium=True),
    "in a chat": replace(STRANGER, chats=frozenset({CHAT, 71})),
    "blocked contact": replace(STRANGER, contact=True, blocked=True),
}
NAMED = {
    RuleKind.ALLOW_USERS: (VIEWER,),
    RuleKind.DISALLOW_USERS: (VIEWER,),
    RuleKind.ALLOW_CHAT_PARTICIPANTS: (CHAT,),
    RuleKind.DISALLOW_CHAT_PARTICIPANTS: (CHAT,),
}
# The relations that a rule fits; a blocked contact is fitted by none.
FITTED = {
    RuleKind.ALLOW_ALL: set(RELATIONS),
    RuleKind.DISALLOW_ALL: set(RELATIONS),
    RuleKind.ALLOW_USERS: set(RELATIONS),
    RuleKind.DISALLOW_USERS: set(RELATIONS),
    RuleKind.ALLOW_CONTACTS: {"contact", "close friend"},
    RuleKind.DISALLOW_CONTACTS: {"contact", "close friend"},
    RuleKind.ALLOW_CLOSE_FRIENDS: {"close friend"},
    RuleKind.ALLOW_PREMIUM: {"premium"},
    RuleKind.ALLOW_BOTS: {"bot"},
    RuleKind.DISALLOW_BOTS: {"bot"},
    RuleKind.ALLOW_CHAT_PARTICIPANTS: {"in a chat"},
    RuleKind.DISALLOW_CHAT_PARTICIPANTS: {"in a chat"},
}


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("kind", RuleKind)
def test_rule_decides_for_whom_it_fits(kind: RuleKind, relation: str) -> None:
    rule = Rule(kind, NAMED.get(kind, ()))
    opposite = Rule(RuleKind.DISALLOW_ALL if rule.allows else RuleKind.ALLOW_ALL)
    fits = relation in FITTED[kind]
    expected = fits if rule.allows else not fits
    if relation == "blocked contact":
        expected = False
    assert is_allowed((rule, opposite), RELATIONS[relation]) is expected


@pytest.mark.parametrize("kind", NAMED)
def test_rule_that_names_others_does_not_fit(kind: RuleKind) -> None:
    rule = Rule(kind, (OTHER,))
    last = Rule(RuleKind.DISALLOW_ALL if rule.allows else RuleKind.ALLOW_ALL)
    assert is_allowed((rule, last), RELATIONS["in a chat"]) is not rule.allows


def test_whom_no_rule_fits_is_not_allowed() -> None:
    assert not is_allowed((), STRANGER)
    assert not is_allowed((Rule(RuleKind.ALLOW_CONTACTS),), STRANGER)


def test_rules_apply_to_the_named_before_their_groups_in_whatever_order_they_come() -> None:
    asked = [
        Rule(RuleKind.ALLOW_ALL),
        Rule(RuleKind.DISALLOW_CONTACTS),
        Rule(RuleKind.ALLOW_USERS, (VIEWER,)),
        Rule(RuleKind.DISALLOW_USERS, (OTHER,)),
        Rule(RuleKind.ALLOW_USERS, (VIEWER, 9)),
    ]
    rules = normalise_rules(asked, named_max=10)
    assert rules == (
        Rule(RuleKind.DISALLOW_USERS, (OTHER,)),
        Rule(RuleKind.ALLOW_USERS, (VIEWER, 9)),
        Rule(RuleKind.DISALLOW_CONTACTS),
        Rule(RuleKind.ALLOW_ALL),
    )
    assert is_allowed(rules, RELATIONS["contact"])
    assert not is_allowed(rules, Relation(viewer_id=5, contact=True))
    assert not is_allowed(rules, Relation(viewer_id=OTHER))


def test_rules_without_one_for_everybody_keep_the_rest_out() -> None:
    last = Rule(RuleKind.DISALLOW_ALL)
    assert normalise_rules([], named_max=1) == (last,)
    contacts = Rule(RuleKind.ALLOW_CONTACTS)
    assert normalise_rules([contacts], named_max=1) == (contacts, last)


def test_rule_that_names_nobody_is_left_out() -> None:
    rules = [Rule(RuleKind.ALLOW_USERS), Rule(RuleKind.ALLOW_ALL)]
    assert normalise_rules(rules, named_max=1) == (Rule(RuleKind.ALLOW_ALL),)


@pytest.mark.parametrize("group", ["All", "Contacts", "Bots"])
def test_contradictions_are_refused(group: str) -> None:
    rules = [Rule(RuleKind("Allow" + group)), Rule(RuleKind("Disallow" + group))]
    with pytest.raises(errors.PrivacyValueInvalid):
        normalise_rules(rules, named_max=1)


def test_too_many_named_are_refused() -> None:
    rules = [Rule(RuleKind.ALLOW_USERS, (1, 2)), Rule(RuleKind.DISALLOW_USERS, (3,))]
    assert normalise_rules(rules, named_max=3)
    with pytest.raises(errors.PrivacyTooLong):
        normalise_rules(rules, named_max=2)


def test_default_rules_show_the_number_to_contacts_and_the_rest_to_everybody() -> None:
    kept = {PrivacyKey.PHONE_NUMBER, PrivacyKey.PHONE_P2P, PrivacyKey.BIRTHDAY}
    kept.add(PrivacyKey.NO_PAID_MESSAGES)
    allowed = permissions(DEFAULT_PRIVACY, STRANGER)
    assert {key for key in PrivacyKey if not allowed & permission(key)} == kept
    assert permissions(DEFAULT_PRIVACY, RELATIONS["contact"]) == ALL_PERMISSIONS
    assert permissions(DEFAULT_PRIVACY, RELATIONS["blocked contact"]) == 0


def test_permissions_hold_each_key_by_its_own_rules() -> None:
    for key in PrivacyKey:
        privacy = with_rules(DEFAULT_PRIVACY, key, (Rule(RuleKind.DISALLOW_ALL),))
        contact = RELATIONS["contact"]
        assert permissions(privacy, contact) == ALL_PERMISSIONS & ~permission(key)


def test_rules_set_back_to_the_default_are_not_kept() -> None:
    key = PrivacyKey.ABOUT
    hidden = with_rules(DEFAULT_PRIVACY, key, (Rule(RuleKind.DISALLOW_ALL),))
    assert hidden.rules
    assert with_rules(hidden, key, DEFAULT_RULES[key]).rules == {}


@pytest.mark.parametrize(
    ("relation", "may_write"),
    [("stranger", False), ("contact", True), ("premium", False), ("blocked contact", False)],
)
def test_contacts_only_keeps_strangers_from_writing(relation: str, may_write: bool) -> None:
    privacy = Privacy(settings=GlobalPrivacy(contacts_only=True))
    assert bool(permissions(privacy, RELATIONS[relation]) & MAY_WRITE) is may_write


def test_contacts_only_has_exceptions_by_rule() -> None:
    privacy = Privacy(settings=GlobalPrivacy(contacts_only=True))
    excepted = allow_user(privacy, PrivacyKey.NO_PAID_MESSAGES, VIEWER, named_max=5)
    assert permissions(excepted, STRANGER) & MAY_WRITE
    assert not permissions(excepted, Relation(viewer_id=OTHER)) & MAY_WRITE


def test_allowed_user_is_no_longer_kept_out() -> None:
    key = PrivacyKey.PHONE_NUMBER
    rules = (Rule(RuleKind.DISALLOW_USERS, (VIEWER, OTHER)), Rule(RuleKind.DISALLOW_ALL))
    privacy = allow_user(with_rules(DEFAULT_PRIVACY, key, rules), key, VIEWER, named_max=9)
    assert privacy.rules[key] == (
        Rule(RuleKind.DISALLOW_USERS, (OTHER,)),
        Rule(RuleKind.ALLOW_USERS, (VIEWER,)),
        Rule(RuleKind.DISALLOW_ALL),
    )
    assert sorted(privacy.named) == [VIEWER, OTHER]
