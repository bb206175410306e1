"""Who may see or do what with the account.

https://core.telegram.org/api/privacy
"""

from collections.abc import Sequence

from heliograph.actions import privacy
from heliograph.domain import errors
from heliograph.domain.people import Seen
from heliograph.domain.privacy import Rule, RuleKind, named_users, normalise_rules
from heliograph.rpc.context import Context
from heliograph.rpc.peers import Forms
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import privacy as view
from heliograph.views.users import users


@method("account.getPrivacy")
async def get_privacy(
    context: Context, query: functions.account.GetPrivacy
) -> types.account.PrivacyRules:
    """https://core.telegram.org/method/account.getPrivacy"""
    kept = await context.store.privacy(context.account_id)
    rules = kept.rules_for(view.asked_key(query.key))
    named = await context.store.seen(context.account_id, named_users(rules))
    return _answer(context, rules, named)


@method("account.setPrivacy", rate=Rate.PRIVACY)
async def set_privacy(
    context: Context, query: functions.account.SetPrivacy
) -> types.account.PrivacyRules:
    """The rules as they were kept: in the order they apply, one of each kind.

    https://core.telegram.org/method/account.setPrivacy
    """
    named_max = context.limits.privacy_exceptions_max
    forms = [form for rule in query.rules for form in getattr(rule, "users", ())]
    if len(forms) + view.named_chats(query.rules) > named_max:
        raise errors.PrivacyTooLong
    known = await Forms.read(context, forms)
    asked = [_rule(known, rule) for rule in query.rules]
    rules = normalise_rules(asked, named_max=named_max)
    named = await privacy.set_privacy(
        context.app,
        context.account_id,
        view.asked_key(query.key),
        rules,
        origin=context.origin,
    )
    return _answer(context, rules, named)


def _rule(forms: Forms, rule: types.TypeInputPrivacyRule) -> Rule:
    """The rule as it is kept; chats are none the server knows, so a list of them is one of none."""
    kind = view.asked_kind(rule)
    if kind in (RuleKind.ALLOW_USERS, RuleKind.DISALLOW_USERS):
        return Rule(kind, tuple(forms.user(form) for form in getattr(rule, "users", ())))
    return Rule(kind)


def _answer(
    context: Context, rules: Sequence[Rule], named: Sequence[Seen]
) -> types.account.PrivacyRules:
    return types.account.PrivacyRules(
        rules=view.privacy_rules(rules), chats=[], users=users(named, context.access)
    )


@method("account.getGlobalPrivacySettings")
async def get_global_privacy_settings(
    context: Context, query: functions.account.GetGlobalPrivacySettings
) -> types.GlobalPrivacySettings:
    """https://core.telegram.org/method/account.getGlobalPrivacySettings"""
    return view.global_privacy((await context.store.privacy(context.account_id)).settings)


@method("account.setGlobalPrivacySettings", rate=Rate.PRIVACY)
async def set_global_privacy_settings(
    context: Context, query: functions.account.SetGlobalPrivacySettings
) -> types.GlobalPrivacySettings:
    """There is no archive to put strangers into, and nothing to pay them with.

    https://core.telegram.org/method/account.setGlobalPrivacySettings
    """
    if query.settings.archive_and_mute_new_noncontact_peers:
        raise errors.AutoarchiveNotAvailable
    if query.settings.noncontact_peers_paid_stars:
        raise errors.PremiumAccountRequired
    settings = view.asked_global_privacy(query.settings)
    kept = await privacy.set_global_privacy(context.app, context.account_id, settings)
    return view.global_privacy(kept)
