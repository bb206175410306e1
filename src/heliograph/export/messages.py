"""One message as Telegram Desktop's export has it.

The fields and their order are those of its machine-readable JSON; what it has no field for stands
under names of its own: `dice`, `quote`, `grouped_id`, `auto_delete_period_seconds`, `restricted`.
"""

from collections.abc import Sequence

from heliograph.domain.exports import Restricted
from heliograph.domain.extras import NO_EXTRAS, Extras
from heliograph.domain.messages import Message
from heliograph.domain.reactions import Reaction, counts
from heliograph.export.actions import action_fields
from heliograph.export.dates import moment, readable
from heliograph.export.media import media_fields
from heliograph.export.people import People, peer_key
from heliograph.export.places import Places
from heliograph.export.texts import Value, text_of, text_parts, text_value


def message_value(
    message: Message, people: People, places: Places, *, restricted: Sequence[Restricted] = ()
) -> Value:
    """A message; its files are put where `places` says as it is made. `restricted` is what
    decisions do with it: nobody is handed their own words as if others saw them."""
    happened = message.action is not None
    made: Value = {"id": message.id, "type": "service" if happened else "message"}
    made |= moment("date", message.date)
    if message.edit_date and not message.edit_hidden:
        made |= moment("edited", message.edit_date)
    if happened:
        made |= action_fields(message, people, places)
    else:
        made |= _origin(message, people)
        made |= media_fields(message, places)
        ttl_period = message.extras.ttl_period if message.extras is not None else 0
        if ttl_period:
            made["auto_delete_period_seconds"] = ttl_period
    parts = text_parts(message.text, message.entities)
    made |= {"text": text_value(parts), "text_entities": parts}
    if message.reactions or message.tally is not None:
        made["reactions"] = _reactions(message, people)
    if restricted:
        made["restricted"] = [_restricted(one) for one in restricted]
    return made


def _restricted(one: Restricted) -> Value:
    return {
        "measure": one.measure,
        **({"part": one.part} if one.part else {}),
        "decision": one.decision,
        **moment("date", one.date),
        **(moment("ends", one.ends) if one.ends else {}),
        **({"countries": list(one.countries)} if one.countries else {}),
    }


def _origin(message: Message, people: People) -> Value:
    """Who wrote it, who wrote it first, and what it answers."""
    extras = message.extras or NO_EXTRAS
    made = people.named("from", message.author_id) | _forwarded(extras, people)
    if message.reply_to_id is not None:
        made["reply_to_message_id"] = message.reply_to_id
    if extras.quote is not None and extras.quote.manual:
        made["quote"] = text_of(extras.quote.text, extras.quote.entities)
    if extras.via_bot_id and people.username(extras.via_bot_id):
        made["via_bot"] = people.username(extras.via_bot_id)
    if extras.grouped_id:
        made["grouped_id"] = extras.grouped_id
    if extras.button is not None:
        button = {"type": "url", "text": extras.button.text, "data": extras.button.url}
        made["inline_bot_buttons"] = [[button]]
    return made


def _forwarded(extras: Extras, people: People) -> Value:
    forward = extras.forward
    if forward is None:
        return {}
    made: Value = {}
    if forward.from_id:
        made["forwarded_from"] = people.name(forward.from_id)
        made["forwarded_from_id"] = peer_key(forward.from_id)
    else:
        made["forwarded_from"] = forward.from_name or None
    if forward.saved_from_peer:
        made["saved_from"] = people.name(forward.saved_from_peer)
    return made


def _reactions(message: Message, people: People) -> list[Value]:
    """What was chosen, most often first, with everybody who did; of a channel's posts nobody is
    told who."""
    shown, counted = message.reactions, counts(message.reactions)
    if message.tally is not None:
        shown, counted = message.tally.latest, list(message.tally.counts)
    return [
        {
            "type": "emoji",
            "count": count,
            "emoji": sign,
            "recent": [
                _reacted(one, people)
                for one in reversed(shown)
                if sign in one.signs and not message.post
            ],
        }
        for sign, count in counted
    ]


def _reacted(one: Reaction, people: People) -> Value:
    return people.named("from", one.peer_id) | {"date": readable(one.date)}
