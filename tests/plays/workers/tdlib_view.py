"""What a TDLib client shows: its dialogs, and the messages of each."""

from tdjson import TdError

_SHIFT = 20
_PAGE = 100
_LISTS = {"archived": "chatListArchive", "main": "chatListMain"}
_MEDIA = {
    "messagePhoto": "photo",
    "messageVideo": "video",
    "messageVideoNote": "video_note",
    "messageVoiceNote": "voice",
    "messageAudio": "audio",
    "messageAnimation": "gif",
    "messageSticker": "sticker",
    "messageDocument": "document",
    "messageContact": "contact",
    "messageDice": "dice",
    "messagePoll": "poll",
    "messageVenue": "venue",
    "messageLocation": "geo",
    "messageLiveLocation": "geo",
}


async def view(client, history):
    """Both lists in their order; by user, or by group as a negative id, each dialog with its last
    `history` messages; whom the forwards lead to the account.

    The same words as the other workers use for what their library shows. End-to-end chats are this
    device's alone.
    """
    lists, dialogs = {}, {}
    for name, kind in _LISTS.items():
        lists[name] = []
        for chat_id in await _chats(client, {"@type": kind}):
            chat = await client("getChat", chat_id=chat_id)
            if chat["type"]["@type"] != "chatTypeSecret":
                lists[name].append(chat_id)
                dialogs[str(chat_id)] = await _dialog(client, chat, history)
    setting = {"@type": "userPrivacySettingShowLinkInForwardedMessages"}
    found = await client("getUserPrivacySettingRules", setting=setting)
    rules = [rule["@type"].removeprefix("userPrivacySettingRule") for rule in found["rules"]]
    # TDLib leaves out what holds for all others anyway.
    privacy = [rule.replace("Restrict", "Disallow") for rule in rules] or ["DisallowAll"]
    return {"lists": lists, "dialogs": dialogs, "privacy": {"Forwards": privacy}}


async def _chats(client, chat_list):
    try:
        while True:
            await client("loadChats", chat_list=chat_list, limit=_PAGE)
    except TdError as end:
        if not str(end).startswith("404"):
            raise
    return (await client("getChats", chat_list=chat_list, limit=_PAGE))["chat_ids"]


async def _dialog(client, chat, history):
    draft = chat.get("draft_message")
    # The other version keeps the text one level deeper.
    text = (draft or {}).get("input_message_text") or (draft or {}).get("content", {})
    settings = chat["notification_settings"]
    found = await history_of(client, chat["id"], history)
    # What could not be sent is this device's alone.
    lines = [message for message in found if message["id"] % (1 << _SHIFT) == 0]
    # What was posted in a channel's name TDLib takes to be read.
    is_channel = chat["type"].get("is_channel", False)
    return {
        "title": chat["title"],
        "newest": lines[0]["date"] if lines else 0,
        "members": await _members(client, chat),
        "unread": chat["unread_count"],
        "marked": chat["is_marked_as_unread"],
        "pinned": any(position["is_pinned"] for position in chat["positions"]),
        "draft": text.get("text", {}).get("text", "") if draft else "",
        "muted": not settings["use_default_mute_for"] and settings["mute_for"] > 0,
        "read_inbox": chat["last_read_inbox_message_id"] >> _SHIFT,
        "read_outbox": 0 if is_channel else chat["last_read_outbox_message_id"] >> _SHIFT,
        "history": [_line(message) for message in lines],
    }


async def _members(client, chat):
    """Who is in a group, as its members are told; nobody for all else."""
    if chat["type"]["@type"] != "chatTypeBasicGroup":
        return []
    group_id = chat["type"]["basic_group_id"]
    group = await client("getBasicGroup", basic_group_id=group_id)
    if not group["is_active"] or group["status"]["@type"].endswith(("Left", "Banned")):
        return []
    full = await client("getBasicGroupFullInfo", basic_group_id=group_id)
    return sorted(one["member_id"]["user_id"] for one in full["members"])


async def history_of(client, chat_id, limit):
    """The newest messages of a chat; TDLib may give fewer than asked for, and none at the end."""
    found, last = [], 0
    while len(found) < limit:
        page = await client(
            "getChatHistory",
            chat_id=chat_id,
            from_message_id=last,
            limit=min(_PAGE, limit - len(found)),
        )
        if not page["messages"]:
            break
        found += page["messages"]
        last = found[-1]["id"]
    return found


def _votes(poll):
    """How many chose each answer, and whether it is over."""
    return [[one["voter_count"] for one in poll["options"]], poll["is_closed"]]


def _line(message):
    content = message["content"]
    words = content.get("text") or content.get("caption") or {}
    # What it shows moving is text nevertheless.
    moving = content["emoji"] if content["@type"] == "messageAnimatedEmoji" else ""
    about = message.get("interaction_info") or {}
    reactions = (about.get("reactions") or {}).get("reactions", [])
    return {
        "id": message["id"] >> _SHIFT,
        "text": words.get("text", moving),
        "media": _MEDIA.get(content["@type"], ""),
        "votes": _votes(content["poll"]) if "poll" in content else None,
        "out": message["is_outgoing"],
        "pinned": message["is_pinned"],
        "reactions": sorted(one["type"]["emoji"] for one in reactions),
        "forwarded": message.get("forward_info") is not None,
    }
