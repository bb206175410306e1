"""Telling of channels that were changed."""

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.domain.account_events import ChannelChanged
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.events import Origin


def tell_changed(app: App, outcome: ChannelOutcome, *, origin: Origin | None) -> ChannelOutcome:
    """Tell those whose place in it is another."""
    for one in outcome.changed:
        change = ChannelChanged(channel_id=outcome.channel.id)
        tell_account(app, one.account_id, change, origin=origin)
    return outcome
