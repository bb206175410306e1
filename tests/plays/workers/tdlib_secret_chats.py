"""End-to-end chats as TDLib has them, for its worker: what a play may ask of one.

Messages have no ids of the server's: they are known by their texts. A chat is named by the id that
both sides have for it.
"""

import asyncio

from protocol import emit
from tdjson import TdError


class SecretChatVerbs:
    """The verbs that begin with `secret_`; a part of the worker's."""

    def _on_updateSecretChat(self, update):
        chat = update["secret_chat"]
        state = chat["state"]["@type"].removeprefix("secretChatState").lower()
        emit({"event": "secret_chat", "id": chat["id"], "user": chat["user_id"], "state": state})

    def _on_updateChatAction(self, update):
        if update["action"]["@type"] == "chatActionTyping":
            emit({"event": "typing", "chat": update["chat_id"]})

    async def do_secret_ask(self, username):
        """Begin a chat; gives its id."""
        user_id = await self.do_resolve(username)
        return (await self.client("createNewSecretChat", user_id=user_id))["type"]["secret_chat_id"]

    async def do_secret_state(self, chat):
        """The state, how it began, and the hash that both sides compare."""
        found = await self.client("getSecretChat", secret_chat_id=chat)
        state = found["state"]["@type"].removeprefix("secretChatState").lower()
        return {"state": state, "out": found["is_outbound"], "key": found["key_hash"]}

    async def do_secret_send(self, chat, texts):
        """Send texts and wait until the server has them all."""
        chat_id = await self._secret(chat)
        made = []
        for text in texts:
            content = {
                "@type": "inputMessageText",
                "text": {"@type": "formattedText", "text": text},
            }
            asked = {"chat_id": chat_id, "input_message_content": content}
            made.append(await self.client("sendMessage", **asked))
        for message in made:
            sent = await self.client.until(lambda id_=message["id"]: self.sent.get(id_))
            if sent["@type"] == "error":
                raise TdError(f"{sent['code']} {sent['message']}")
        return len(made)

    async def do_secret_send_file(self, chat, path):
        document = {
            "@type": "inputDocument",
            "document": {"@type": "inputFileLocal", "path": path},
            "disable_content_type_detection": True,
        }
        content = {"@type": "inputMessageDocument", "document": document}
        await self._send_to(await self._secret(chat), content)

    async def do_secret_fetch_file(self, chat):
        """The path of the chat's newest file, once it is here."""
        chat_id = await self._secret(chat)
        page = await self.client(
            "getChatHistory", chat_id=chat_id, from_message_id=0, offset=0, limit=100
        )
        return await self._newest_document(page["messages"])

    async def do_secret_texts(self, chat):
        """The texts of the chat, oldest first."""
        chat_id, found, last = await self._secret(chat), [], 0
        while True:
            page = await self.client(
                "getChatHistory", chat_id=chat_id, from_message_id=last, offset=0, limit=100
            )
            if not page["messages"]:
                return [text for _, text in reversed(found) if text]
            found += [
                (one["id"], one["content"].get("text", {}).get("text")) for one in page["messages"]
            ]
            last = found[-1][0]

    async def do_secret_read(self, chat):
        chat_id = await self._secret(chat)
        await self.client("openChat", chat_id=chat_id)
        ids = await self._ids(chat_id, "")
        await self.client("viewMessages", chat_id=chat_id, message_ids=ids, force_read=True)

    async def do_secret_type(self, chat):
        chat_id = await self._secret(chat)
        await self.client("openChat", chat_id=chat_id)
        action = {"@type": "chatActionTyping"}
        await self.client("sendChatAction", chat_id=chat_id, action=action)

    async def do_secret_delete(self, chat, text):
        chat_id = await self._secret(chat)
        ids = await self._ids(chat_id, text)
        await self.client("deleteMessages", chat_id=chat_id, message_ids=ids, revoke=True)

    async def do_secret_close(self, chat):
        await self.client("closeSecretChat", secret_chat_id=chat)

    async def do_secret_read_by_other(self, chat):
        """Wait until the other side has read the last message."""
        chat_id = await self._secret(chat)
        last = max(await self._ids(chat_id, ""))
        while True:
            found = await self.client("getChat", chat_id=chat_id)
            if found["last_read_outbox_message_id"] >= last:
                return True
            await asyncio.sleep(0.05)

    async def _ids(self, chat_id, text):
        """The messages of a chat that have a text, all for none."""
        page = await self.client(
            "getChatHistory", chat_id=chat_id, from_message_id=0, offset=0, limit=100
        )
        wanted = (one for one in page["messages"] if "text" in one["content"])
        return [one["id"] for one in wanted if text in ("", one["content"]["text"]["text"])]

    async def _secret(self, chat):
        return (await self.client("createSecretChat", secret_chat_id=chat))["id"]
