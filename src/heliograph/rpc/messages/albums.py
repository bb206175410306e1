"""Sending albums."""

from heliograph.domain import errors
from heliograph.domain.albums import MOST, check_album, group_id
from heliograph.domain.messages import Draft
from heliograph.rpc.context import Context
from heliograph.rpc.messages.drafting import Words, read_part
from heliograph.rpc.messages.media import asked_file
from heliograph.rpc.messages.together import send_together
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("messages.sendMultiMedia", rate=Rate.MESSAGES)
async def send_multi_media(
    context: Context, request: functions.messages.SendMultiMedia
) -> types.TypeUpdates:
    """All messages of an album, or none; a repeat is answered like the first.

    https://core.telegram.org/method/messages.sendMultiMedia
    """
    return await send_together(context, await _drafts(context, request))


async def _drafts(context: Context, request: functions.messages.SendMultiMedia) -> list[Draft]:
    """A draft for each part, in the order asked."""
    parts = request.multi_media
    if len(parts) > MOST:
        raise errors.MultiMediaTooLong
    if len({part.random_id for part in parts}) != len(parts):
        raise errors.RandomIdDuplicate
    # Before the work: making ten files of what was sent up is most of it.
    context.spend(Rate.MESSAGES, max(0, len(parts) - 1))
    await dialog_peer(context, request.peer)
    media = [await asked_file(context, part.media) for part in parts]
    check_album(media)
    album = group_id(parts[0].random_id) if len(parts) > 1 else 0
    said = [
        Words(random_id=part.random_id, message=part.message, entities=part.entities)
        for part in parts
    ]
    return [
        await read_part(context, request, words, media=one, grouped_id=album)
        for one, words in zip(media, said, strict=True)
    ]
