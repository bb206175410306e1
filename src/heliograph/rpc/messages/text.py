"""Formatting entities as a request carries them."""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.domain.entities import Entity
from heliograph.rpc.context import Context
from heliograph.rpc.peers import user_account
from heliograph.tl import types
from heliograph.views.entities import entity_records


async def requested_entities(
    context: Context, entities: Sequence[types.TypeMessageEntity] | None
) -> tuple[Entity, ...]:
    """What the sender asked for; a mention of somebody they may not name is left out."""
    if not entities:
        return ()
    if len(entities) > 2 * context.limits.entities_max:
        raise errors.EntitiesTooLong
    shown: list[types.TypeMessageEntity] = []
    for entity in entities:
        match entity:
            case types.InputMessageEntityMentionName():
                mention = await _mention(context, entity)
                shown += [mention] if mention is not None else []
            case types.MessageEntityMentionName():
                # An id without proof: the answer would show the asker whomever they name.
                continue
            case _:
                shown.append(entity)
    return entity_records(shown)


async def _mention(
    context: Context, entity: types.InputMessageEntityMentionName
) -> types.MessageEntityMentionName | None:
    try:
        user_id = await user_account(context, entity.user_id)
    except errors.Refused:
        return None
    return types.MessageEntityMentionName(
        offset=entity.offset, length=entity.length, user_id=user_id
    )
