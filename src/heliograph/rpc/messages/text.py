"""Formatting entities as a request carries them."""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.domain.entities import Entity
from heliograph.rpc.context import Context
from heliograph.rpc.peers import Form, Forms
from heliograph.tl import types
from heliograph.views.entities import entity_records

Requested = Sequence[types.TypeMessageEntity] | None


async def read_forms(context: Context, entities: Requested, *peers: Form) -> Forms:
    """The peers of a request and the people its entities mention, looked up together."""
    if entities and len(entities) > 2 * context.limits.entities_max:
        raise errors.EntitiesTooLong
    mentioned = [
        entity.user_id
        for entity in entities or ()
        if isinstance(entity, types.InputMessageEntityMentionName)
    ]
    return await Forms.read(context, [*peers, *mentioned])


def requested_entities(forms: Forms, entities: Requested) -> tuple[Entity, ...]:
    """What the sender asked for; a mention of somebody they may not name is left out."""
    if not entities:
        return ()
    shown: list[types.TypeMessageEntity] = []
    for entity in entities:
        match entity:
            case types.InputMessageEntityMentionName():
                mention = _mention(forms, entity)
                shown += [mention] if mention is not None else []
            case types.MessageEntityMentionName():
                # An id without proof: the answer would show the asker whomever they name.
                continue
            case _:
                shown.append(entity)
    return entity_records(shown)


def _mention(
    forms: Forms, entity: types.InputMessageEntityMentionName
) -> types.MessageEntityMentionName | None:
    try:
        user_id = forms.user(entity.user_id)
    except errors.Refused:
        return None
    return types.MessageEntityMentionName(
        offset=entity.offset, length=entity.length, user_id=user_id
    )
