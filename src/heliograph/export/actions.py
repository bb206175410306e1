"""What happened in a chat, as the fields of an exported service message."""

from collections.abc import Callable, Mapping
from typing import Any

from heliograph.domain.extras import (
    NO_EXTRAS,
    ProximityReached,
    TodoAppended,
    TodoTicked,
)
from heliograph.domain.messages import Message
from heliograph.export.media import todo_item
from heliograph.export.people import People
from heliograph.export.texts import Value

Arguments = Mapping[str, Any]


def action_fields(message: Message, people: People) -> Value:
    """Who did what. An action that readers of the shape have no word for keeps its own name."""
    extras = message.extras or NO_EXTRAS
    actor = people.named("actor", message.sender_id)
    match extras.told:
        case ProximityReached() as near:
            return _near(near, people)
        case TodoTicked() as ticked:
            return actor | {
                "action": "todo_completions",
                "completed": list(ticked.completed),
                "incompleted": list(ticked.incompleted),
            }
        case TodoAppended() as appended:
            items = [todo_item(item) for item in appended.items]
            return actor | {"action": "todo_append_tasks", "items": items}
    name = message.action or ""
    made = _ACTIONS.get(name)
    if made is None:
        return actor | {"action": _snake(name), **dict(extras.arguments)}
    return actor | made(message, dict(extras.arguments))


def _pinned(message: Message, arguments: Arguments) -> Value:
    made: Value = {"action": "pin_message"}
    if message.reply_to_id is not None:
        made["message_id"] = message.reply_to_id
    return made


def _screenshot(message: Message, arguments: Arguments) -> Value:
    return {"action": "take_screenshot"}


def _signed_up(message: Message, arguments: Arguments) -> Value:
    return {"action": "joined_telegram"}


def _timer(message: Message, arguments: Arguments) -> Value:
    return {"action": "set_messages_ttl", "period": arguments.get("period", 0)}


_ACTIONS: Mapping[str, Callable[[Message, Arguments], Value]] = {
    "ContactSignUp": _signed_up,
    "PinMessage": _pinned,
    "ScreenshotTaken": _screenshot,
    "SetMessagesTTL": _timer,
}


def _near(near: ProximityReached, people: People) -> Value:
    return {
        "action": "proximity_reached",
        **people.named("from", near.from_id),
        **people.named("to", near.to_id),
        "distance": near.distance,
    }


def _snake(name: str) -> str:
    """`NoForwardsToggle` as `no_forwards_toggle`."""
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name).lstrip("_")
