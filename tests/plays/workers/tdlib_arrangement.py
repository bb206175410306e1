"""How people arranged their dialog lists, as TDLib has it, for its worker."""

from tdjson import TdError

_LISTS = ({"@type": "chatListMain"}, {"@type": "chatListArchive"})


class ArrangementVerbs:
    """Verbs that look at the dialog list; a part of the worker's."""

    async def do_folders(self):
        """The titles that TDLib told of last."""
        told = [u for u in self.updates if u["@type"] == "updateChatFolders"]
        return [view["name"]["text"]["text"] for view in told[-1]["chat_folders"]] if told else []

    async def do_saved_topics(self):
        """Saved Messages by where they were taken from, the newest first."""
        try:
            while True:
                await self.client("loadSavedMessagesTopics", limit=100)
        except TdError as end:
            if not str(end).startswith("404"):
                raise
        told = [u["topic"] for u in self.updates if u["@type"] == "updateSavedMessagesTopic"]
        latest = {topic["id"]: topic for topic in told}
        return sorted(latest.values(), key=lambda topic: -int(topic["order"]))

    async def do_arrangement(self):
        """By peer: pinned, archived, marked, muted and what was begun, from its own memory."""
        found = {}
        for chat_list in _LISTS:
            page = await self.client("getChats", chat_list=chat_list, limit=100)
            for chat_id in page["chat_ids"]:
                chat = await self.client("getChat", chat_id=chat_id)
                found[str(chat["type"]["user_id"])] = _arranged(chat)
        return found


def _arranged(chat):
    draft = chat.get("draft_message") or {}
    # Named otherwise since 1.8.60 or so.
    content = draft.get("content") or draft.get("input_message_text") or {}
    return {
        "pinned": any(at["is_pinned"] for at in chat["positions"]),
        "archived": any(at["list"]["@type"] == "chatListArchive" for at in chat["positions"]),
        "marked": chat["is_marked_as_unread"],
        "muted": chat["notification_settings"]["mute_for"] > 0,
        "draft": content.get("text", {}).get("text", ""),
    }
