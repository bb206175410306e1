"""Privacy rules between the domain's records and TL objects.

https://core.telegram.org/api/privacy
"""

from collections.abc import Iterable, Sequence

from heliograph.domain.privacy import GlobalPrivacy, PrivacyKey, Rule, RuleKind
from heliograph.tl import types

# Fields of disallowedGiftsSettings.
_GIFTS = (
    "disallow_unlimited_stargifts",
    "disallow_limited_stargifts",
    "disallow_unique_stargifts",
    "disallow_premium_gifts",
    "disallow_stargifts_from_channels",
)


def privacy_key(key: PrivacyKey) -> types.TypePrivacyKey:
    """What rules are about."""
    made: types.TypePrivacyKey = getattr(types, f"PrivacyKey{key}")()
    return made


def privacy_rules(rules: Sequence[Rule]) -> list[types.TypePrivacyRule]:
    """Rules in the order they apply."""
    return [_rule(rule) for rule in rules]


def _rule(rule: Rule) -> types.TypePrivacyRule:
    form = getattr(types, f"PrivacyValue{rule.kind}")
    match rule.kind:
        case RuleKind.ALLOW_USERS | RuleKind.DISALLOW_USERS:
            made: types.TypePrivacyRule = form(users=list(rule.ids))
        case RuleKind.ALLOW_CHAT_PARTICIPANTS | RuleKind.DISALLOW_CHAT_PARTICIPANTS:
            made = form(chats=list(rule.ids))
        case _:
            made = form()
    return made


def asked_key(key: types.TypeInputPrivacyKey) -> PrivacyKey:
    """The key a client means."""
    return PrivacyKey(type(key).__name__.removeprefix("InputPrivacyKey"))


def asked_kind(rule: types.TypeInputPrivacyRule) -> RuleKind:
    """The kind of a rule a client sets."""
    return RuleKind(type(rule).__name__.removeprefix("InputPrivacyValue"))


def global_privacy(settings: GlobalPrivacy) -> types.GlobalPrivacySettings:
    """Settings about all strangers at once.

    https://core.telegram.org/constructor/globalPrivacySettings
    """
    return types.GlobalPrivacySettings(
        keep_archived_unmuted=settings.keep_archived_unmuted,
        keep_archived_folders=settings.keep_archived_folders,
        hide_read_marks=settings.hide_read_marks,
        new_noncontact_peers_require_premium=settings.contacts_only,
        display_gifts_button=settings.display_gifts_button,
        disallowed_gifts=disallowed_gifts(settings),
    )


def disallowed_gifts(settings: GlobalPrivacy) -> types.DisallowedGiftsSettings | None:
    """The gifts that are not taken, None if nothing was said of them."""
    refused = settings.disallowed_gifts
    if refused is None:
        return None
    return types.DisallowedGiftsSettings(**{gift: gift in refused for gift in _GIFTS})


def asked_global_privacy(settings: types.TypeGlobalPrivacySettings) -> GlobalPrivacy:
    """The settings a client sets."""
    return GlobalPrivacy(
        keep_archived_unmuted=settings.keep_archived_unmuted,
        keep_archived_folders=settings.keep_archived_folders,
        hide_read_marks=settings.hide_read_marks,
        contacts_only=settings.new_noncontact_peers_require_premium,
        display_gifts_button=settings.display_gifts_button,
        disallowed_gifts=_refused_gifts(settings.disallowed_gifts),
    )


def _refused_gifts(
    asked: types.TypeDisallowedGiftsSettings | None,
) -> tuple[str, ...] | None:
    return None if asked is None else tuple(gift for gift in _GIFTS if getattr(asked, gift))


def named_chats(rules: Iterable[types.TypeInputPrivacyRule]) -> int:
    """How many chats rules name."""
    return sum(len(getattr(rule, "chats", ())) for rule in rules)
