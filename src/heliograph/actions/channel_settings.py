"""Changing what holds in a channel."""

from collections.abc import Callable

from heliograph.actions.app import App
from heliograph.actions.channel_telling import tell_changed
from heliograph.actions.chats import asker
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import ChannelContext, ChannelDecision
from heliograph.domain.chats import Asker
from heliograph.domain.events import Origin
from heliograph.domain.standing_still import heeding

Change = Callable[[Asker, ChannelContext], ChannelDecision]


async def change(
    app: App, account_id: int, channel_id: int, make: Change, *, origin: Origin | None
) -> ChannelOutcome:
    """The channel as one of the functions of `domain.channel_changes` makes it."""
    who = asker(app, account_id, channel_id)
    outcome = await app.store.change_channel(
        who, decide=lambda context: heeding(context, make(who, context))
    )
    return tell_changed(app, outcome, origin=origin)
