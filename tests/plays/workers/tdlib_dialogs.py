"""What a TDLib client does with its dialogs, and what it shows of them.

Part of the actor in `tdlib_worker.py`, which brings the client and finds chats and messages.
"""

from tdlib_view import view

_FOREVER_S = 366 * 86400
_SHIFT = 20


class DialogVerbs:
    """Verbs on dialogs and on messages in them."""

    async def do_view(self, history):
        return await view(self.client, history)

    async def do_draft(self, to, text):
        words = formatted(text)
        # Earlier versions read the one, later ones the other.
        draft = {
            "input_message_text": {"@type": "inputMessageText", "text": words},
            "content": {"@type": "draftMessageContentText", "text": words},
        }
        await self.client(
            "setChatDraftMessage",
            chat_id=await self._chat(to),
            draft_message=draft if text else None,
        )

    async def do_pin_dialog(self, to, pinned):
        where = {"@type": "chatListMain"}
        chat_id = await self._chat(to)
        await self.client("toggleChatIsPinned", chat_list=where, chat_id=chat_id, is_pinned=pinned)

    async def do_archive(self, to, archived):
        kind = "chatListArchive" if archived else "chatListMain"
        where = {"@type": kind}
        await self.client("addChatToList", chat_id=await self._chat(to), chat_list=where)

    async def do_mark_unread(self, to, unread):
        chat_id = await self._chat(to)
        name = "toggleChatIsMarkedAsUnread"
        await self.client(name, chat_id=chat_id, is_marked_as_unread=unread)

    async def do_mute(self, peer, until):
        chat_id = await self._chat(peer)
        settings = (await self.client("getChat", chat_id=chat_id))["notification_settings"]
        wanted = {"use_default_mute_for": False, "mute_for": _FOREVER_S if until else 0}
        name = "setChatNotificationSettings"
        await self.client(name, chat_id=chat_id, notification_settings={**settings, **wanted})

    async def do_pin(self, to, message_id, pinned):
        place = {"chat_id": await self._chat(to), "message_id": message_id << _SHIFT}
        if pinned:
            await self.client("pinChatMessage", **place, disable_notification=True)
        else:
            await self.client("unpinChatMessage", **place)

    async def do_react(self, to, message_id, emoji):
        place = {"chat_id": await self._chat(to), "message_id": message_id << _SHIFT}
        kind = {"@type": "reactionTypeEmoji", "emoji": emoji}
        await self.client("addMessageReaction", **place, reaction_type=kind)

    async def do_forward(self, to, source, ids):
        made = await self.client(
            "forwardMessages",
            chat_id=await self._chat(to),
            from_chat_id=await self._chat(source),
            message_ids=[i << _SHIFT for i in ids],
        )
        # None stands for one that cannot be forwarded any more.
        sent = [await self._when_sent(one) for one in made["messages"] if one]
        return [one["id"] >> _SHIFT for one in sent]


def formatted(text, bold=None):
    """A text of TDLib's; `bold` is where it is bold, an offset and a length."""
    entities = []
    if bold:
        kind = {"@type": "textEntityTypeBold"}
        entities = [{"offset": bold[0], "length": bold[1], "type": kind}]
    return {"text": text, "entities": entities}
