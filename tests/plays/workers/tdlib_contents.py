"""What a TDLib client sends besides text, and what it shows of what arrived.

Part of the actor in `tdlib_worker.py`, which brings the client and finds chats.
"""

_SHIFT = 20
_PAGE = 100
_MIMES = {
    None: "image/jpeg",
    "stickerFormatWebp": "image/webp",
    "stickerFormatTgs": "application/x-tgsticker",
    "stickerFormatWebm": "video/webm",
}
"""TDLib tells the types of pictures and stickers by other words."""

_FETCHED_WITHIN_S = 1_200
"""Gigabytes take long; a play has a limit of its own."""
_KINDS = {
    "messagePhoto": "photo",
    "messageSticker": "sticker",
    "messageVideo": "video",
    "messageVoiceNote": "voice",
    "messageAudio": "audio",
    "messageAnimation": "animation",
    "messageDocument": "document",
}


class ContentVerbs:
    """Verbs on messages that are more than text."""

    async def do_set_privacy(self, key, rules):
        setting = {"Forwards": "userPrivacySettingShowLinkInForwardedMessages"}[key]
        kinds = {
            "AllowAll": "userPrivacySettingRuleAllowAll",
            "DisallowAll": "userPrivacySettingRuleRestrictAll",
        }
        await self.client(
            "setUserPrivacySettingRules",
            setting={"@type": setting},
            rules={"rules": [{"@type": kinds[rule]} for rule in rules]},
        )

    async def do_dice(self, to, emoji):
        return await self._send_content(to, {"@type": "inputMessageDice", "emoji": emoji})

    async def do_share_contact(self, to, phone, first_name):
        contact = {"phone_number": phone, "first_name": first_name, "last_name": "", "vcard": ""}
        return await self._send_content(
            to, {"@type": "inputMessageContact", "contact": {"@type": "contact", **contact}}
        )

    async def do_place(self, to, latitude, longitude):
        point = {"@type": "location", "latitude": latitude, "longitude": longitude}
        return await self._send_content(to, {"@type": "inputMessageLocation", "location": point})

    async def do_venue(self, to, title, address, latitude, longitude):
        point = {"@type": "location", "latitude": latitude, "longitude": longitude}
        place = {"location": point, "title": title, "address": address, "provider": "maps"}
        venue = {"@type": "venue", **place, "id": "at-42", "type": ""}
        await self._send_content(to, {"@type": "inputMessageVenue", "venue": venue})

    async def do_shared(self, peer):
        details = await self.do_details(peer)
        return [{k: d[k] for k in d.keys() & {"contact", "venue"}} for d in details]

    async def do_quote(self, to, message_id, words, position, text):
        quote = {"@type": "inputTextQuote", "text": _formatted(words), "position": position}
        reply = {
            "@type": "inputMessageReplyToMessage",
            "message_id": message_id << _SHIFT,
            "quote": quote,
        }
        content = {"@type": "inputMessageText", "text": _formatted(text)}
        return await self._send_content(to, content, reply_to=reply)

    async def do_send_file(self, to, path, caption):
        document = {
            "@type": "inputDocument",
            "document": {"@type": "inputFileLocal", "path": path},
            "disable_content_type_detection": True,
        }
        content = {
            "@type": "inputMessageDocument",
            "document": document,
            "caption": _formatted(caption),
        }
        return await self._send_content(to, content)

    async def do_fetch_file(self, peer, path):
        """TDLib keeps what it fetches where it wants to."""
        found = await self.client(
            "getChatHistory", chat_id=await self._chat(peer), from_message_id=0, limit=_PAGE
        )
        return await self._newest_document(found["messages"])

    async def _newest_document(self, messages):
        contents = [message["content"] for message in messages]
        content = next(one for one in contents if one["@type"] == "messageDocument")
        return await self._fetched(content["document"]["document"])

    async def do_send_media(self, to, kind, path, caption, ttl=None):
        content = {**_medium(kind, path, caption), "self_destruct_type": _going(ttl)}
        return await self._send_content(to, content)

    async def do_look_at(self, peer):
        """Look at what the newest message shows."""
        (newest,) = await self._newest(peer)
        await self.client("openMessageContent", chat_id=newest["chat_id"], message_id=newest["id"])

    async def do_left(self, peer):
        """What TDLib shows of the newest message, and whether somebody has listened to it."""
        (newest,) = await self._newest(peer)
        content = newest["content"]
        heard = content.get("is_listened", content.get("is_viewed"))
        return {"shown": content["@type"].removeprefix("message"), "heard": heard}

    async def _newest(self, peer):
        found = await self.client(
            "getChatHistory", chat_id=await self._chat(peer), from_message_id=0, limit=1
        )
        return found["messages"]

    async def do_send_covered(self, to, kind, path, caption):
        """With a spoiler, and the words above it."""
        content = {**_medium(kind, path, caption), "has_spoiler": True}
        await self._send_content(to, {**content, "show_caption_above_media": True})

    async def do_covered(self, peer):
        (newest,) = await self._newest(peer)
        content = newest["content"]
        return {
            "kind": _KINDS.get(content["@type"]),
            "spoiler": content.get("has_spoiler"),
            "above": content.get("show_caption_above_media"),
            "caption": content.get("caption", {}).get("text"),
        }

    async def do_send_album(self, to, paths, caption, kind=None):
        kinds = [kind or ("video" if path.endswith(".mp4") else "photo") for path in paths]
        contents = [_medium(kind, path, caption) for kind, path in zip(kinds, paths, strict=True)]
        chat_id = await self._chat(to)
        made = await self.client(
            "sendMessageAlbum", chat_id=chat_id, input_message_contents=contents
        )
        for message in made["messages"]:
            await self._when_sent(message)

    async def do_fetch_album(self, peer, folder):
        found = await self.client(
            "getChatHistory", chat_id=await self._chat(peer), from_message_id=0, limit=_PAGE
        )
        parts = [part for part in reversed(found["messages"]) if part["media_album_id"] != "0"]
        return [
            {"album": part["media_album_id"], **await self._medium_of(part["content"])}
            for part in parts
        ]

    async def do_fetch_media(self, peer, path):
        found = await self.client(
            "getChatHistory", chat_id=await self._chat(peer), from_message_id=0, limit=_PAGE
        )
        contents = [message["content"] for message in found["messages"]]
        return await self._medium_of(next(one for one in contents if one["@type"] in _KINDS))

    async def do_shows_media(self, peer, message_id):
        content = (await self._kept(peer, message_id))["content"]
        return content["@type"] in _KINDS

    async def do_hold_media(self, peer, message_id):
        """Remember what a message shows, with the reference to its file that TDLib has by then."""
        self._held = (await self._kept(peer, message_id))["content"]

    async def do_fetch_held(self, path):
        return (await self._medium_of(self._held))["path"]

    async def _kept(self, peer, message_id):
        chat_id = await self._chat(peer)
        return await self.client("getMessage", chat_id=chat_id, message_id=message_id << _SHIFT)

    async def _medium_of(self, content):
        kind = _KINDS[content["@type"]]
        if kind == "photo":
            shown = max(content["photo"]["sizes"], key=lambda size: size["width"])
            file = shown["photo"]
        else:
            field = "voice_note" if kind == "voice" else kind
            shown = content[field]
            file = shown["voice" if kind == "voice" else field]
        return {
            "kind": kind,
            "mime": shown.get("mime_type") or _MIMES[shown.get("format", {}).get("@type")],
            "width": shown.get("width", 0),
            "height": shown.get("height", 0),
            "duration": shown.get("duration", 0),
            "path": await self._fetched(file),
        }

    async def _fetched(self, file):
        whole = {"offset": 0, "limit": 0, "priority": 1, "synchronous": True}
        fetched = await self.client.ask(
            "downloadFile", _FETCHED_WITHIN_S, file_id=file["id"], **whole
        )
        return fetched["local"]["path"]

    async def do_schedule(self, to, text, date):
        when = {"@type": "messageSchedulingStateSendAtDate", "send_date": date}
        content = {"@type": "inputMessageText", "text": _formatted(text)}
        options = {"@type": "messageSendOptions", "scheduling_state": when}
        await self._send_content(to, content, options=options)

    async def do_scheduled(self, to):
        found = await self.client("getChatScheduledMessages", chat_id=await self._chat(to))
        return [message["content"]["text"]["text"] for message in found["messages"]]

    async def do_details(self, peer):
        found = await self.client(
            "getChatHistory", chat_id=await self._chat(peer), from_message_id=0, limit=_PAGE
        )
        return [_detail(message) for message in found["messages"]]

    async def _send_content(self, to, content, **fields):
        return await self._send_to(await self._chat(to), content, **fields)

    async def _send_to(self, chat_id, content, **fields):
        made = await self.client(
            "sendMessage", chat_id=chat_id, input_message_content=content, **fields
        )
        return _detail(await self._when_sent(made))


def _medium(kind, path, caption):
    """The content of a message with a file; a sticker has no words."""
    name = {"voice": "VoiceNote"}.get(kind, kind.capitalize())
    field = {"voice": "voice_note"}.get(kind, kind)
    media = {"@type": f"input{name}", field: {"@type": "inputFileLocal", "path": path}}
    return {"@type": f"inputMessage{name}", field: media, "caption": _formatted(caption)}


def _going(ttl):
    """When what is sent goes: never, once it was seen (0), or so many seconds behind that."""
    if ttl is None:
        return None
    if not ttl:
        return {"@type": "messageSelfDestructTypeImmediately"}
    return {"@type": "messageSelfDestructTypeTimer", "self_destruct_time": ttl}


def _formatted(text):
    return {"@type": "formattedText", "text": text, "entities": []}


def _detail(message):
    """The same words as the other worker uses for what its library shows."""
    content = message["content"]
    origin = (message.get("forward_info") or {}).get("origin", {})
    quote = (message.get("reply_to") or {}).get("quote") or {}
    said = {
        "id": message["id"] >> _SHIFT,
        "author": origin.get("sender_name") or origin.get("sender_user_id"),
        "quote": quote.get("text", {}).get("text"),
    }
    match content["@type"]:
        case "messageDice":
            return {**said, "dice": [content["emoji"], content["value"]]}
        case "messageContact":
            contact = content["contact"]
            return {**said, "contact": [contact["phone_number"], contact["first_name"]]}
        case "messageVenue":
            venue = content["venue"]
            point = venue["location"]
            place = [point["latitude"], point["longitude"]]
            return {**said, "venue": [venue["title"], venue["address"], *place]}
        case "messageLocation":
            point = content["location"]
            return {**said, "place": [point["latitude"], point["longitude"]]}
        case "messageText":
            return {**said, "text": content["text"]["text"]}
    return {**said, "other": content["@type"]}
