"""What the server shows a Telethon client: its dialogs, and the messages of each."""

import time

from telethon import functions, types

# In this order: a film in a round frame is a film as well, and all files are documents.
_MEDIA = (
    *("photo", "video_note", "gif", "voice", "audio", "sticker", "video", "contact", "dice"),
    *("poll", "venue", "geo", "document"),
)


async def view(client, history):
    """Both lists in their order; by user, or by group as a negative id, each dialog with its last
    `history` messages; whom the forwards lead to the account.

    The same words as the other workers use for what their library shows.
    """
    lists, dialogs = {}, {}
    for name, archived in (("archived", True), ("main", False)):
        lists[name] = []
        for found in await client.get_dialogs(archived=archived):
            if getattr(found.entity, "deactivated", False):
                # Apps list no group that is gone, or that goes on as a supergroup.
                continue
            lists[name].append(found.id)
            dialogs[str(found.id)] = await _dialog(client, found, history)
    asked = functions.account.GetPrivacyRequest(types.InputPrivacyKeyForwards())
    rules = [type(rule).__name__ for rule in (await client(asked)).rules]
    privacy = [rule.removeprefix("PrivacyValue") for rule in rules]
    return {"lists": lists, "dialogs": dialogs, "privacy": {"Forwards": privacy}}


async def _dialog(client, found, history):
    record = found.dialog
    muted = record.notify_settings.mute_until
    messages = await client.get_messages(found.entity, limit=history, wait_time=0)
    # It holds the place of a dialog that was cleared; apps show nothing there.
    lines = [m for m in messages if not isinstance(m.action, types.MessageActionHistoryClear)]
    return {
        "title": found.title,
        "newest": int(lines[0].date.timestamp()) if lines else 0,
        "members": await _members(client, found.entity),
        "unread": found.unread_count,
        "marked": bool(record.unread_mark),
        "pinned": bool(found.pinned),
        "draft": found.draft.raw_text or "",
        "muted": bool(muted and muted.timestamp() > time.time()),
        "read_inbox": record.read_inbox_max_id,
        "read_outbox": 0 if _is_broadcast(found.entity) else record.read_outbox_max_id,
        "history": [_line(message) for message in lines],
    }


def _is_broadcast(entity):
    return isinstance(entity, types.Channel) and entity.broadcast


async def _members(client, entity):
    """Who is in a group, as its members are told; nobody for all else."""
    if not isinstance(entity, types.Chat) or entity.left or entity.deactivated:
        return []
    return sorted(one.id for one in await client.get_participants(entity))


def _votes(shown):
    """How many chose each answer, and whether it is over."""
    counted = {one.option: one.voters or 0 for one in shown.results.results or []}
    answers = shown.poll.answers
    return [[counted.get(one.option, 0) for one in answers], bool(shown.poll.closed)]


def _line(message):
    counted = message.reactions.results if message.reactions else []
    # A new face is no photo that was sent.
    kinds = () if message.action else _MEDIA
    media = next((kind for kind in kinds if getattr(message, kind)), "")
    return {
        "id": message.id,
        # Apps show no words beside a sticker, TDLib keeps none.
        "text": "" if media == "sticker" else message.raw_text or "",
        "media": media,
        "votes": _votes(message.poll) if message.poll else None,
        "out": bool(message.out),
        "pinned": bool(message.pinned),
        "reactions": sorted(one.reaction.emoticon for one in counted),
        "forwarded": message.fwd_from is not None,
    }
