"""Who may see or do what with an account: one pure function over the rules its owner set.

https://core.telegram.org/api/privacy
"""

import enum
from collections.abc import Iterable, Mapping
from functools import lru_cache
from weakref import ref

import msgspec

from heliograph.domain import errors

# Viewers of one account differ only by their relation to it, unless its rules name them.
_KEPT = 16_384


class PrivacyKey(enum.StrEnum):
    """What rules are about, named as the TL constructors are without `privacyKey`."""

    STATUS_TIMESTAMP = "StatusTimestamp"
    CHAT_INVITE = "ChatInvite"
    PHONE_CALL = "PhoneCall"
    PHONE_P2P = "PhoneP2P"
    FORWARDS = "Forwards"
    PROFILE_PHOTO = "ProfilePhoto"
    PHONE_NUMBER = "PhoneNumber"
    ADDED_BY_PHONE = "AddedByPhone"
    VOICE_MESSAGES = "VoiceMessages"
    ABOUT = "About"
    BIRTHDAY = "Birthday"
    STAR_GIFTS_AUTO_SAVE = "StarGiftsAutoSave"
    NO_PAID_MESSAGES = "NoPaidMessages"
    SAVED_MUSIC = "SavedMusic"


class RuleKind(enum.StrEnum):
    """Whom a rule is for, named as the TL constructors are without `privacyValue`.

    In the order rules apply: those who are named before their groups, groups before everybody.
    """

    DISALLOW_USERS = "DisallowUsers"
    ALLOW_USERS = "AllowUsers"
    DISALLOW_CHAT_PARTICIPANTS = "DisallowChatParticipants"
    ALLOW_CHAT_PARTICIPANTS = "AllowChatParticipants"
    DISALLOW_BOTS = "DisallowBots"
    ALLOW_BOTS = "AllowBots"
    ALLOW_PREMIUM = "AllowPremium"
    ALLOW_CLOSE_FRIENDS = "AllowCloseFriends"
    DISALLOW_CONTACTS = "DisallowContacts"
    ALLOW_CONTACTS = "AllowContacts"
    DISALLOW_ALL = "DisallowAll"
    ALLOW_ALL = "AllowAll"


_ORDER = {kind: place for place, kind in enumerate(RuleKind)}
_NAMING = frozenset(
    {
        RuleKind.DISALLOW_USERS,
        RuleKind.ALLOW_USERS,
        RuleKind.DISALLOW_CHAT_PARTICIPANTS,
        RuleKind.ALLOW_CHAT_PARTICIPANTS,
    }
)
_CONTRADICTIONS = (
    (RuleKind.ALLOW_ALL, RuleKind.DISALLOW_ALL),
    (RuleKind.ALLOW_CONTACTS, RuleKind.DISALLOW_CONTACTS),
    (RuleKind.ALLOW_BOTS, RuleKind.DISALLOW_BOTS),
)


class Rule(msgspec.Struct, frozen=True, array_like=True):
    """One rule; `ids` are the users or chats of those kinds that name some."""

    kind: RuleKind
    ids: tuple[int, ...] = ()

    @property
    def allows(self) -> bool:
        return self.kind.startswith("Allow")


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """What a viewer is to the owner of the rules.

    `contact` and `close_friend` are the owner's choice, and `blocked` is too; `chats` are the
    groups that both are in.
    """

    viewer_id: int = 0
    contact: bool = False
    close_friend: bool = False
    blocked: bool = False
    bot: bool = False
    premium: bool = False
    chats: frozenset[int] = frozenset()


class GlobalPrivacy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Settings about all strangers at once.

    `contacts_only` keeps out messages of those who are no contacts and were never written to: the
    protocol calls it `new_noncontact_peers_require_premium`, and nobody here has Premium.
    `hide_read_marks` hides when messages were read from those the exact status is hidden from.
    """

    keep_archived_unmuted: bool = False
    keep_archived_folders: bool = False
    hide_read_marks: bool = False
    contacts_only: bool = False
    display_gifts_button: bool = False
    disallowed_gifts: tuple[str, ...] | None = None


_EVERYBODY = (Rule(RuleKind.ALLOW_ALL),)
_CONTACTS = (Rule(RuleKind.ALLOW_CONTACTS), Rule(RuleKind.DISALLOW_ALL))
DEFAULT_RULES: Mapping[PrivacyKey, tuple[Rule, ...]] = {
    **dict.fromkeys(PrivacyKey, _EVERYBODY),
    PrivacyKey.PHONE_NUMBER: _CONTACTS,
    PrivacyKey.PHONE_P2P: _CONTACTS,
    PrivacyKey.BIRTHDAY: _CONTACTS,
    PrivacyKey.NO_PAID_MESSAGES: _CONTACTS,
}


class Privacy(
    msgspec.Struct, frozen=True, kw_only=True, eq=False, omit_defaults=True, weakref=True
):
    """All of an account's choices; keys without rules have the default ones.

    Compared by identity, so that looking up what it permits costs nothing.
    """

    rules: dict[PrivacyKey, tuple[Rule, ...]] = {}
    settings: GlobalPrivacy = GlobalPrivacy()

    def rules_for(self, key: PrivacyKey) -> tuple[Rule, ...]:
        """The rules of a key in the order they apply."""
        return self.rules.get(key) or DEFAULT_RULES[key]

    @property
    def named(self) -> list[int]:
        """The users that rules name."""
        return [i for rules in self.rules.values() for i in named_users(rules)]


DEFAULT_PRIVACY = Privacy()

MAY_WRITE = 1 << len(PrivacyKey)
"""The bit of `permissions` for messages of those who were never written to."""

ALL_PERMISSIONS = (MAY_WRITE << 1) - 1

_BITS = {key: 1 << place for place, key in enumerate(PrivacyKey)}


def permission(key: PrivacyKey) -> int:
    """The bit of `permissions` that stands for a key."""
    return _BITS[key]


def is_allowed(rules: Iterable[Rule], relation: Relation) -> bool:
    """Whether rules let a viewer see or do what they are about: the first that fits decides.

    Nobody is allowed anything by somebody who blocked them.
    """
    if relation.blocked:
        return False
    for rule in rules:
        if _fits(rule, relation):
            return rule.allows
    return False


def _fits(rule: Rule, relation: Relation) -> bool:
    match rule.kind:
        case RuleKind.ALLOW_ALL | RuleKind.DISALLOW_ALL:
            return True
        case RuleKind.ALLOW_CONTACTS | RuleKind.DISALLOW_CONTACTS:
            return relation.contact
        case RuleKind.ALLOW_USERS | RuleKind.DISALLOW_USERS:
            return relation.viewer_id in rule.ids
        case RuleKind.ALLOW_CHAT_PARTICIPANTS | RuleKind.DISALLOW_CHAT_PARTICIPANTS:
            return not relation.chats.isdisjoint(rule.ids)
        case RuleKind.ALLOW_CLOSE_FRIENDS:
            return relation.close_friend
        case RuleKind.ALLOW_PREMIUM:
            return relation.premium
        case RuleKind.ALLOW_BOTS | RuleKind.DISALLOW_BOTS:
            return relation.bot


def permissions(privacy: Privacy, relation: Relation) -> int:
    """Everything an account allows a viewer, a bit for each key, and MAY_WRITE."""
    allowed = sum(_BITS[key] for key in PrivacyKey if is_allowed(privacy.rules_for(key), relation))
    excepted = relation.contact or is_allowed(
        privacy.rules_for(PrivacyKey.NO_PAID_MESSAGES), relation
    )
    if not relation.blocked and (excepted or not privacy.settings.contacts_only):
        allowed |= MAY_WRITE
    return allowed


@lru_cache(maxsize=_KEPT)
def known_permissions(
    chosen: ref[Privacy],
    viewer_id: int,
    contact: bool,
    close_friend: bool,
    blocked: bool,
    bot: bool,
) -> int:
    """`permissions` of somebody, remembered; `viewer_id` may be 0 if no rule names anybody.

    By a weak reference to the choices: long ones are not to be kept for what they permitted once.
    """
    privacy = chosen()
    assert privacy is not None
    relation = Relation(
        viewer_id=viewer_id, contact=contact, close_friend=close_friend, blocked=blocked, bot=bot
    )
    return permissions(privacy, relation)


def named_users(rules: Iterable[Rule]) -> list[int]:
    """The users that rules name."""
    users = (RuleKind.ALLOW_USERS, RuleKind.DISALLOW_USERS)
    return [i for rule in rules if rule.kind in users for i in rule.ids]


def normalise_rules(rules: Iterable[Rule], *, named_max: int) -> tuple[Rule, ...]:
    """Rules in the order they apply, one of each kind, the last for everybody; or the refusal.

    PRIVACY_VALUE_INVALID for rules that contradict each other, PRIVACY_TOO_LONG for more than
    `named_max` users or chats in all.
    """
    ids: dict[RuleKind, dict[int, None]] = {}
    for rule in rules:
        ids.setdefault(rule.kind, {}).update(dict.fromkeys(rule.ids))
    if sum(map(len, ids.values())) > named_max:
        raise errors.PrivacyTooLong
    if any(one in ids and other in ids for one, other in _CONTRADICTIONS):
        raise errors.PrivacyValueInvalid
    if not ids.keys() & {RuleKind.ALLOW_ALL, RuleKind.DISALLOW_ALL}:
        ids[RuleKind.DISALLOW_ALL] = {}
    # A list of nobody says nothing.
    kept = (kind for kind in ids if ids[kind] or kind not in _NAMING)
    return tuple(Rule(kind, tuple(ids[kind])) for kind in sorted(kept, key=_ORDER.__getitem__))


def with_rules(privacy: Privacy, key: PrivacyKey, rules: tuple[Rule, ...]) -> Privacy:
    """The choices with other rules for one key."""
    changed = {**privacy.rules, key: rules}
    if rules == DEFAULT_RULES[key]:
        del changed[key]
    return Privacy(rules=changed, settings=privacy.settings)


def allow_user(privacy: Privacy, key: PrivacyKey, user_id: int, *, named_max: int) -> Privacy:
    """The choices with one user excepted from what keeps them out, whatever the rules say."""
    kept = []
    for rule in privacy.rules_for(key):
        ids = rule.ids
        if rule.kind is RuleKind.DISALLOW_USERS:
            ids = tuple(i for i in ids if i != user_id)
        kept.append(Rule(rule.kind, ids))
    kept.append(Rule(RuleKind.ALLOW_USERS, (user_id,)))
    return with_rules(privacy, key, normalise_rules(kept, named_max=named_max))
