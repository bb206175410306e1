"""Having what is about to be said in public looked at, where an operator has rules for it.

Nothing but public places is ever looked into, and nothing that is found holds anything back: rules
run in shadow. The admins of a public supergroup may have what fits one deleted there, by
`channels.toggleAntiSpam`: that is their decision, in their log, and nobody else's.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from heliograph.actions import channel_posts
from heliograph.domain.channels import Channel
from heliograph.domain.messages import Draft
from heliograph.domain.peers import is_channel
from heliograph.domain.polls import Poll
from heliograph.rpc.context import Context
from heliograph.safety.signals.public_text import look_at_profile, look_at_said, look_at_shown


class Said(NamedTuple):
    """A message of a dialog."""

    peer_id: int
    message_id: int


async def screen_drafts(context: Context, drafts: Sequence[Draft]) -> set[int]:
    """Look at messages before they are sent; at forwards as what they forward stands just then.

    Gives the random_ids of those that the admins do not want.
    """
    if context.service.screen is None:
        return set()
    unwanted = {
        draft.random_id
        for draft in drafts
        if await screen_text(context, draft.recipient_id, *_words(draft))
    }
    forwards = [draft for draft in drafts if draft.source is not None]
    if not forwards or not is_channel(forwards[0].recipient_id):
        return unwanted
    peer_id, words = forwards[0].recipient_id, await _forwarded(context, forwards)
    # All that one request forwards shares the time of one message.
    if await screen_text(context, peer_id, *chain.from_iterable(words.values())):
        unwanted |= {
            draft.random_id
            for draft in forwards
            if draft.source is not None
            and await screen_text(context, peer_id, *words.get(draft.source.message_id, ()))
        }
    return unwanted


def _words(draft: Draft) -> Sequence[str]:
    return (draft.text, *_asked(draft.poll))


def _asked(poll: Poll | None) -> Sequence[str]:
    return () if poll is None else (poll.question, *(one.text for one in poll.answers))


async def _forwarded(context: Context, forwards: Sequence[Draft]) -> Mapping[int, Sequence[str]]:
    """What forwards to one place will say, by the messages of one dialog that they are of."""
    sources = [draft.source for draft in forwards if draft.source is not None]
    peer_id, ids = sources[0].peer_id, [one.message_id for one in sources]
    if is_channel(peer_id):
        page = await context.store.posts(context.account_id, peer_id, ids)
    else:
        page = await context.store.messages(context.account_id, ids)
    words: dict[int, Sequence[str]] = {}
    for message in page.messages:
        media = message.extras.media if message.extras is not None else None
        said = (message.text,) if media is None or not sources[0].drop_captions else ()
        words[message.id] = (*said, *_asked(None if message.poll is None else message.poll.poll))
    return words


async def screen_text(context: Context, peer_id: int, *texts: str) -> bool:
    """Look at texts before they are said in a dialog; whether its admins do not want them."""
    screen = context.service.screen
    if screen is None:
        return False
    return await look_at_said(screen, context.store, context.account_id, peer_id, texts)


async def take_out_spam(context: Context, said: Iterable[Said]) -> None:
    """Delete what the admins do not want, once it is said: they find it in their log."""
    by_place: dict[int, list[int]] = {}
    for peer_id, message_id in said:
        by_place.setdefault(peer_id, []).append(message_id)
    for peer_id, ids in by_place.items():
        await channel_posts.take_out_spam(context.app, peer_id, ids)


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
