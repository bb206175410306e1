"""Whom a message in a group is to: people it names, programs it gives an order.

https://core.telegram.org/bots/features#privacy-mode
"""

from collections.abc import Collection, Iterable

from heliograph.domain.entities import MENTION_NAME, Entity
from heliograph.domain.messages import Body, Message


def called_by(body: Body) -> list[int]:
    """The accounts that a message names by id."""
    if body.action is not None:
        return []
    return [entity.number for entity in body.entities if entity.kind == MENTION_NAME]


def names_in(text: str, entities: Iterable[Entity]) -> list[str]:
    """The usernames that a text names, without their signs."""
    return [_words(text, one)[1:] for one in entities if one.kind == "Mention"]


def hears(said: Body | Message, *, bot_id: int, names: Collection[str], called: bool) -> bool:
    """Whether a program that does not hear everything gets a message.

    What is told of the group, what it said itself or somebody by it, what names or answers it
    (`called`), and orders to it or to all. `names` are its usernames in lower case.
    """
    if called or said.action is not None or said.sender_id == bot_id:
        return True
    if said.extras is not None and said.extras.via_bot_id == bot_id:
        return True
    for entity in said.entities:
        if entity.kind == "BotCommand":
            _, _, to = _words(said.text, entity).partition("@")
            if not to or to.lower() in names:
                return True
    return False


def _words(text: str, entity: Entity) -> str:
    units = text.encode("utf-16-le")
    part = units[2 * entity.offset : 2 * (entity.offset + entity.length)]
    return part.decode("utf-16-le", "replace")
