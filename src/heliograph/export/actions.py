"""What happened in a chat, as the fields of an exported service message."""

from collections.abc import Mapping
from typing import Any

from heliograph.domain.extras import (
    NO_EXTRAS,
    AnswerTold,
    ProximityReached,
    TodoAppended,
    TodoTicked,
)
from heliograph.domain.messages import Message
from heliograph.export.media import media_fields, todo_item
from heliograph.export.people import People
from heliograph.export.places import Places
from heliograph.export.texts import Value, text_of

Arguments = Mapping[str, Any]


def action_fields(message: Message, people: People, places: Places) -> Value:
    """Who did what. An action that readers of the shape have no word for keeps its own name."""
    extras = message.extras or NO_EXTRAS
    actor = people.named("actor", message.author_id)
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
        case AnswerTold() as answer:
            told = "poll_delete_answer" if answer.removed else "poll_append_answer"
            return actor | {"action": told, "answer": text_of(answer.text, answer.entities)}
    name, arguments = message.action or "", dict(extras.arguments)
    word = _WORDS.get(name)
    if word is None:
        return actor | {"action": _snake(name), **arguments}
    return (
        actor | {"action": word} | _what(message, arguments, people) | media_fields(message, places)
    )


_WORDS: Mapping[str, str] = {
    "ChannelMigrateFrom": "migrate_from_group",
    "ChatAddUser": "invite_members",
    "ChatCreate": "create_group",
    "ChatDeletePhoto": "delete_group_photo",
    "ChatDeleteUser": "remove_members",
    "ChatEditPhoto": "edit_group_photo",
    "ChatEditTitle": "edit_group_title",
    "ChatJoinedByLink": "join_group_by_link",
    "ChatJoinedByRequest": "join_group_by_request",
    "ChatMigrateTo": "migrate_to_supergroup",
    "ContactSignUp": "joined_telegram",
    "PinMessage": "pin_message",
    "ScreenshotTaken": "take_screenshot",
    "SetMessagesTTL": "set_messages_ttl",
    "SuggestProfilePhoto": "suggest_profile_photo",
}


def _what(message: Message, arguments: Arguments, people: People) -> Value:
    """What an action says besides who and what: a title, people by their names, a message."""
    made: Value = {}
    if "title" in arguments:
        made["title"] = arguments["title"]
    named = [*arguments.get("users", ()), *filter(None, [arguments.get("user_id")])]
    if named:
        made["members"] = [people.name(account_id) for account_id in named]
    if "inviter_id" in arguments:
        made["inviter"] = people.name(arguments["inviter_id"])
    if "period" in arguments:
        made["period"] = arguments["period"]
    if message.action == "PinMessage" and message.reply_to_id is not None:
        made["message_id"] = message.reply_to_id
    return made


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
