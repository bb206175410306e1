"""Telling of channels that were changed."""

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.bot_events import tell_bots
from heliograph.actions.mailbox_events import sent_changes, tell_changes
from heliograph.domain.account_events import ChannelChanged
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.events import ChannelMembership, ChannelReshaped, Origin
from heliograph.domain.permissions import is_inside


def tell_changed(app: App, outcome: ChannelOutcome, *, origin: Origin | None) -> ChannelOutcome:
    """Tell those who listen what became of a channel, and whose place in it is another of that."""
    tell_bots(app, outcome.for_bots)
    if not outcome.changes:
        return outcome
    channel = outcome.channel
    for one in outcome.changed:
        inside = is_inside(one.role) and not channel.closed
        app.bus.publish(
            ChannelMembership(
                account_id=one.account_id,
                peer_id=channel.peer_id,
                inside=inside,
                hidden_up_to=one.hidden_up_to,
            )
        )
    tell_changes(app, sent_changes(outcome.sent), origin=origin)
    changed = ChannelChanged(channel_id=channel.id)
    for one in outcome.changed:
        tell_account(app, one.account_id, changed, origin=origin)
    if not outcome.changed or channel.closed:
        app.bus.publish(ChannelReshaped(channel=channel, origin=origin))
    if outcome.unlinked is not None:
        app.bus.publish(ChannelReshaped(channel=outcome.unlinked))
    return outcome
