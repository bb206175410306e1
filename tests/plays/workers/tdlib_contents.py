"""What a TDLib client sends besides text, and what it shows of what arrived.

Part of the actor in `tdlib_worker.py`, which brings the client and finds chats.
"""

_SHIFT = 20
_PAGE = 100


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
        contents = [message["content"] for message in found["messages"]]
        content = next(one for one in contents if one["@type"] == "messageDocument")
        file = await self.client(
            "downloadFile",
            file_id=content["document"]["document"]["id"],
            priority=1,
            offset=0,
            limit=0,
            synchronous=True,
        )
        return file["local"]["path"]

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
        made = await self.client(
            "sendMessage", chat_id=await self._chat(to), input_message_content=content, **fields
        )
        return _detail(await self._when_sent(made))


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
        case "messageLocation":
            point = content["location"]
            return {**said, "place": [point["latitude"], point["longitude"]]}
        case "messageText":
            return {**said, "text": content["text"]["text"]}
    return {**said, "other": content["@type"]}
