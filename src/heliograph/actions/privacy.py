"""Changing who may see or do what.

https://core.telegram.org/api/privacy
"""

from collections.abc import Sequence
from functools import partial

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.presence import tell_status
from heliograph.domain.account_events import PrivacyChanged
from heliograph.domain.events import Origin
from heliograph.domain.people import Seen
from heliograph.domain.privacy import (
    GlobalPrivacy,
    Privacy,
    PrivacyKey,
    Rule,
    allow_user,
    named_users,
    with_rules,
)


async def set_privacy(
    app: App,
    account_id: int,
    key: PrivacyKey,
    rules: tuple[Rule, ...],
    *,
    origin: Origin | None,
) -> Sequence[Seen]:
    """Keep normalised rules for a key and tell those whom they concern; gives whom they name."""
    # Asked for before: the answer must not come after what another device changes next.
    named = await app.store.seen(account_id, named_users(rules))
    await app.store.change_privacy(account_id, decide=partial(with_rules, key=key, rules=rules))
    _tell(app, account_id, key, rules, origin=origin)
    return named


async def share_phone(
    app: App, account_id: int, user_id: int, *, named_max: int, origin: Origin | None
) -> None:
    """Let one more user see the account's number, whatever the rules say otherwise."""
    key = PrivacyKey.PHONE_NUMBER
    decide = partial(allow_user, key=key, user_id=user_id, named_max=named_max)
    changed = await app.store.change_privacy(account_id, decide=decide)
    _tell(app, account_id, key, changed.rules_for(key), origin=origin)


async def set_global_privacy(app: App, account_id: int, settings: GlobalPrivacy) -> GlobalPrivacy:
    """Keep what holds for all strangers at once."""

    def decide(privacy: Privacy) -> Privacy:
        return Privacy(rules=privacy.rules, settings=settings)

    return (await app.store.change_privacy(account_id, decide=decide)).settings


def _tell(
    app: App,
    account_id: int,
    key: PrivacyKey,
    rules: tuple[Rule, ...],
    *,
    origin: Origin | None,
) -> None:
    tell_account(app, account_id, PrivacyChanged(key=key, rules=rules), origin=origin)
    if key is PrivacyKey.STATUS_TIMESTAMP:
        # What others see changes in both directions, as who hides sees no more.
        app.spawn(tell_status(app, account_id, 0, coarse=True))
