"""Having what is about to be said in public looked at, where an operator has rules for it.

Nothing but public places is ever looked into, and nothing that is found holds anything back: rules
run in shadow.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.domain.channels import Channel
from heliograph.domain.messages import Draft
from heliograph.domain.peers import is_channel
from heliograph.domain.polls import Poll
from heliograph.rpc.context import Context
from heliograph.safety.signals.public_text import look_at_profile, look_at_said, look_at_shown


async def screen_drafts(context: Context, drafts: Sequence[Draft]) -> None:
    """Look at messages before they are sent; at forwards as what they forward stands just then."""
    if context.service.screen is None:
        return
    for draft in drafts:
        await screen_text(context, draft.recipient_id, *_words(draft))
    forwards = [draft for draft in drafts if draft.source is not None]
    if forwards and is_channel(forwards[0].recipient_id):
        # All that one request forwards shares the time of one message.
        await screen_text(context, forwards[0].recipient_id, *await _forwarded(context, forwards))


def _words(draft: Draft) -> Sequence[str]:
    return (draft.text, *_asked(draft.poll))


def _asked(poll: Poll | None) -> Sequence[str]:
    return () if poll is None else (poll.question, *(one.text for one in poll.answers))


async def _forwarded(context: Context, forwards: Sequence[Draft]) -> Sequence[str]:
    """What forwards to one place will say, of messages of one dialog."""
    sources = [draft.source for draft in forwards if draft.source is not None]
    peer_id, ids = sources[0].peer_id, [one.message_id for one in sources]
    if is_channel(peer_id):
        page = await context.store.posts(context.account_id, peer_id, ids)
    else:
        page = await context.store.messages(context.account_id, ids)
    words: list[str] = []
    for message in page.messages:
        media = message.extras.media if message.extras is not None else None
        if media is None or not sources[0].drop_captions:
            words.append(message.text)
        words += _asked(None if message.poll is None else message.poll.poll)
    return words


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
