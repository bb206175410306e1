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
from heliograph.domain import visible_words
from heliograph.domain.channels import Channel
from heliograph.domain.messages import Draft, Message
from heliograph.domain.peers import is_channel
from heliograph.rpc.context import Context
from heliograph.safety.signals.public_text import look_at_profile, look_at_said, look_at_shown


class Said(NamedTuple):
    """A message of a dialog."""

    peer_id: int
    message_id: int


async def screen_drafts(context: Context, drafts: Sequence[Draft]) -> set[int]:
    """Look at messages before they are sent; at what they forward or answer as it stands just then.

    Gives the random_ids of those that the admins do not want.
    """
    if context.service.screen is None:
        return set()
    answered = await _answered(context, drafts[0])
    unwanted = {
        draft.random_id
        for draft in drafts
        if await screen_text(context, draft.recipient_id, *visible_words.of_draft(draft), *answered)
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


async def _answered(context: Context, draft: Draft) -> Sequence[str]:
    """What is shown of a message of another dialog to who reads an answer to it, but for the words
    that its author chose to quote. All messages of one request answer the same."""
    peer_id = draft.reply_peer_id
    if peer_id is None or draft.reply_to_id is None or not is_channel(draft.recipient_id):
        return ()
    chosen = draft.extras is not None and draft.extras.quote is not None
    words: list[str] = []
    for message in await _said_in(context, peer_id, [draft.reply_to_id]):
        media = message.extras.media if message.extras is not None else None
        words += visible_words.of_media(media)
        if not chosen:
            words += (message.text, *visible_words.of_links(message.entities))
    return words


async def _forwarded(context: Context, forwards: Sequence[Draft]) -> Mapping[int, Sequence[str]]:
    """What forwards to one place will say, by the messages of one dialog that they are of."""
    sources = [draft.source for draft in forwards if draft.source is not None]
    captions = not sources[0].drop_captions
    said = await _said_in(context, sources[0].peer_id, [one.message_id for one in sources])
    return {one.id: visible_words.of_message(one, captions=captions) for one in said}


async def _said_in(context: Context, peer_id: int, ids: Sequence[int]) -> Sequence[Message]:
    """Messages of a dialog of the caller's, as they are shown to them."""
    if is_channel(peer_id):
        return (await context.store.posts(context.account_id, peer_id, ids)).messages
    return (await context.store.messages(context.account_id, ids)).messages


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
