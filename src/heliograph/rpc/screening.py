"""Having what is about to be said in public looked at, where an operator has rules for it.

Nothing but public places is ever looked into, and nothing that is found holds anything back: rules
run in shadow.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from heliograph.domain.channels import Channel
from heliograph.domain.messages import Draft
from heliograph.rpc.context import Context
from heliograph.safety.signals.public_text import look_at_profile, look_at_said, look_at_shown


async def screen_drafts(context: Context, drafts: Iterable[Draft]) -> None:
    """Look at messages before they are sent."""
    for draft in drafts:
        await screen_text(context, draft.recipient_id, *_words(draft))


def _words(draft: Draft) -> Sequence[str]:
    if draft.poll is None:
        return (draft.text,)
    return (draft.text, draft.poll.question, *(one.text for one in draft.poll.answers))


async def screen_text(context: Context, peer_id: int, *texts: str) -> None:
    """Look at texts before they are said in a dialog."""
    screen = context.service.screen
    if screen is not None:
        await look_at_said(screen, context.store, context.account_id, peer_id, texts)


def screen_channel(context: Context, channel: Channel, *texts: str, username: str = "") -> None:
    """Look at what a channel is about to be called; with a `username` it is about to be public."""
    screen = context.service.screen
    if screen is not None:
        look_at_shown(screen, replace(channel, username=username or channel.username), texts)


def screen_profile(context: Context, *texts: str | None) -> None:
    """Look at what somebody is about to say of themselves."""
    screen = context.service.screen
    if screen is not None:
        look_at_profile(screen, context.account_id, [one for one in texts if one])
