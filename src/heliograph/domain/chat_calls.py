"""Whom a message in a group is to: people it names, programs it gives an order.

https://core.telegram.org/bots/features#privacy-mode
"""

from collections.abc import Iterable

from heliograph.domain.entities import MENTION_NAME, Entity
from heliograph.domain.messages import Body
from heliograph.domain.permissions import Role


def called_by(body: Body) -> list[int]:
    """The accounts that a message names by id."""
    if body.action is not None:
        return []
    return [entity.number for entity in body.entities if entity.kind == MENTION_NAME]


def names_in(text: str, entities: Iterable[Entity]) -> list[str]:
    """The usernames that a text names, without their signs."""
    return [_words(text, one)[1:] for one in entities if one.kind == "Mention"]


def hears(body: Body, *, role: int, username: str, answered: bool) -> bool:
    """Whether a program gets a message: an admin all, others what is told of the group, orders to
    them or to all of them, and answers to them."""
    if role >= Role.ADMIN or answered or body.action is not None:
        return True
    for entity in body.entities:
        if entity.kind == "BotCommand":
            _, _, to = _words(body.text, entity).partition("@")
            if not to or to.lower() == username.lower():
                return True
    return False


def _words(text: str, entity: Entity) -> str:
    units = text.encode("utf-16-le")
    part = units[2 * entity.offset : 2 * (entity.offset + entity.length)]
    return part.decode("utf-16-le", "replace")
