"""TDLib as an actor in a play; the first argument is the libtdjson to run.

With `http` as the second it speaks MTProto by HTTP, as it does to proxies that know nothing else.

Peers are usernames or "me", as with the other clients, and message ids are the server's: TDLib's
own are those, shifted.
"""

import asyncio
import json
import os
import pathlib
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from enclosure import Enclosure
from protocol import emit, serve
from tdjson import TdError, Tdjson
from tdlib_arrangement import ArrangementVerbs
from tdlib_contents import ContentVerbs
from tdlib_dialogs import DialogVerbs, formatted
from tdlib_faces import FaceVerbs
from tdlib_groups import GroupVerbs
from tdlib_places import PlaceVerbs
from tdlib_reports import ReportVerbs
from tdlib_secret_chats import SecretChatVerbs
from tdlib_view import history_of

API_ID, API_HASH = 12345, "0" * 32
_SHIFT = 20
_PAGE = 100
_MOVED_WITHIN_S = 1_200
"""Gigabytes take long; a play has a limit of its own."""
_NO_NETWORK, _NETWORK = "networkTypeNone", "networkTypeWiFi"


class Verbs(
    ArrangementVerbs,
    ContentVerbs,
    DialogVerbs,
    FaceVerbs,
    GroupVerbs,
    SecretChatVerbs,
    PlaceVerbs,
    ReportVerbs,
):
    """One client."""

    def __init__(self, enclosure, library, *, by_http=False):
        self.enclosure = enclosure
        self.by_http = by_http
        self.library = pathlib.Path(library)
        self.tdjson = None
        self.client = None
        self.folder = None
        self.pfs = False
        self.is_bot = False
        self.arrived = []
        self.sent = {}
        self.names = {}
        self.updates = []

    async def do_open(self, host, port, public_key, folder, pfs=False, verbosity=2):
        self.folder, self.pfs = pathlib.Path(folder), pfs
        await self.enclosure.open(host, port, bare=self.by_http)
        key, log = pathlib.Path(public_key), self.folder / "td.log"
        self.tdjson = Tdjson(self.library, key, log, verbosity)
        await self._start()

    async def _start(self):
        self.client = self.tdjson.client(self._hear)
        await self.client.authorized_as("WaitTdlibParameters")
        # Answered once the parameters are set, and in force before anything is sent.
        asking = self.client("setOption", name="use_pfs", value=_boolean(self.pfs))
        option = asyncio.ensure_future(asking)
        await self.client(
            "setTdlibParameters",
            database_directory=str(self.folder / "database"),
            files_directory=str(self.folder / "files"),
            use_message_database=True,
            use_secret_chats=True,
            api_id=API_ID,
            api_hash=API_HASH,
            system_language_code="en",
            device_model="actor",
            application_version="1",
        )
        await option
        await self._point_at_door()
        await self.client.authorized_as("WaitPhoneNumber", "Ready")

    async def _point_at_door(self):
        kind = {"@type": "proxyTypeSocks5"}
        if self.by_http:
            kind = {"@type": "proxyTypeHttp", "http_only": True}
        proxy = {"server": "127.0.0.1", "port": self.enclosure.door, "type": kind}
        # Later versions take one object, earlier ones its fields.
        await self.client("addProxy", proxy=proxy, enable=True, **proxy)

    def _hear(self, update):
        self.updates.append(update)
        if hear := getattr(self, f"_on_{update['@type']}", None):
            hear(update)

    def _on_updateNewMessage(self, update):
        message = update["message"]
        if "sending_state" not in message:
            self.arrived.append(_text(message))
            by = self.names.get(message["sender_id"].get("user_id"))
            emit({"event": "message", **_seen(message), "by": by, "buttons": _buttons(message)})

    def _on_updateUser(self, update):
        self.names[update["user"]["id"]] = update["user"]["first_name"]

    def _on_updateMessageSendSucceeded(self, update):
        self.sent[update["old_message_id"]] = update["message"]

    def _on_updateMessageSendFailed(self, update):
        self.sent[update["old_message_id"]] = update["error"]

    def _on_updateMessageContent(self, update):
        text = _text({"content": update["new_content"]})
        emit({"event": "edit", "id": update["message_id"] >> _SHIFT, "text": text})

    def _on_updateDeleteMessages(self, update):
        ids = [i >> _SHIFT for i in update["message_ids"] if i % (1 << _SHIFT) == 0]
        if update["is_permanent"] and ids:
            emit({"event": "delete", "ids": ids})

    def _on_updateChatReadOutbox(self, update):
        emit({"event": "read", "max_id": update["last_read_outbox_message_id"] >> _SHIFT})

    async def do_leaks(self):
        return self.enclosure.leaks()

    async def do_call(self, function, **given):
        """Any function of TDLib's, by its own name."""
        return await self.client(function, **given)

    async def do_told(self, update, **fields):
        """Wait for an update of TDLib's that has these fields, and give it."""
        return await self.client.until(
            lambda: next((u for u in self.updates if _matches(u, update, fields)), None)
        )

    async def do_notified(self, text):
        """Wait until TDLib would show a notification with a text; gives the chat it is of."""
        group = await self.client.until(
            lambda: next((u for u in self.updates if _notifies(u, text)), None)
        )
        return group["chat_id"]

    async def do_send_code(self, phone):
        await self.client("setAuthenticationPhoneNumber", phone_number=f"+{phone}")
        await self.client.authorized_as("WaitCode")
        return ""

    async def do_sign_in(self, phone, code_hash, code, first_name):
        await self.client("checkAuthenticationCode", code=code)
        state = await self.client.authorized_as("Ready", "WaitRegistration", "WaitPassword")
        if state == "WaitPassword":
            raise TdError("401 SESSION_PASSWORD_NEEDED")
        if state == "WaitRegistration":
            await self.client("registerUser", first_name=first_name)
        return await self._ready()

    async def _ready(self):
        await self.client.authorized_as("Ready")
        return (await self.client("getMe"))["id"]

    async def do_sign_in_bot(self, token):
        self.is_bot = True
        await self.client("checkAuthenticationBotToken", token=token)
        bot_id = await self._ready()
        # It asks where its mailbox stands by itself; what comes before that is no news to it. The
        # answer to a later question says that the first was answered.
        await self.client("getUserFullInfo", user_id=bot_id)
        return bot_id

    async def do_show_qr(self):
        await self.client("requestQrCodeAuthentication")
        await self.client.authorized_as("WaitOtherDeviceConfirmation")
        state = await self.client("getAuthorizationState")
        return state["link"].rpartition("token=")[2]

    async def do_let_in(self):
        state = await self.client.authorized_as("Ready", "WaitPassword")
        if state == "WaitPassword":
            raise TdError("401 SESSION_PASSWORD_NEEDED")
        return await self._ready()

    async def do_accept_qr(self, token):
        await self.client("confirmQrCodeAuthentication", link=f"tg://login?token={token}")

    async def do_devices(self):
        found = (await self.client("getActiveSessions"))["sessions"]
        return [{"id": one["id"], "current": one["is_current"]} for one in found]

    async def do_end_device(self, device):
        await self.client("terminateSession", session_id=device)

    async def do_enter_password(self, password):
        await self.client("checkAuthenticationPassword", password=password)
        return await self._ready()

    async def do_password_hint(self):
        state = await self.client("getAuthorizationState")
        if state["@type"] == "authorizationStateReady":
            state = await self.client("getPasswordState")
        return state["password_hint"]

    async def do_set_password(self, current=None, new=None, hint="", email=None):
        await self.client(
            "setPassword",
            old_password=current or "",
            new_password=new or "",
            new_hint=hint,
            set_recovery_email_address=email is not None,
            new_recovery_email_address=email or "",
        )

    async def do_confirm_email(self, code):
        await self.client("checkRecoveryEmailAddressCode", code=code)

    async def do_recover_password(self):
        await self.client("requestAuthenticationPasswordRecovery")

    async def do_recovery_code(self, code):
        await self.client("checkAuthenticationPasswordRecoveryCode", recovery_code=code)
        await self.client("recoverAuthenticationPassword", recovery_code=code)
        return await self._ready()

    async def do_set_username(self, username):
        await self.client("setUsername", username=username)

    async def do_me(self):
        me = await self.client("getMe")
        names = me.get("usernames", {}).get("active_usernames", [])
        return {"id": me["id"], "first_name": me["first_name"], "username": next(iter(names), None)}

    async def do_resolve(self, username):
        return (await self._found(username))["type"]["user_id"]

    async def _chat(self, peer):
        if isinstance(peer, int):
            return peer
        if peer == "me":
            me = await self.client("getMe")
            return (await self.client("createPrivateChat", user_id=me["id"]))["id"]
        return (await self._found(peer))["id"]

    async def _found(self, username):
        chat = await self.client("searchPublicChat", username=username)
        if "last_message" not in chat and not self.is_bot:
            # It reads a new chat by itself: what arrives meanwhile would not be told as new.
            await self.client(
                "getChatHistory",
                chat_id=chat["id"],
                from_message_id=0,
                offset=0,
                limit=1,
                only_local=False,
            )
        return chat

    async def do_send(self, to, text, bold=None):
        content = {"@type": "inputMessageText", "text": formatted(text, bold)}
        chat_id = await self._chat(to)
        made = await self.client("sendMessage", chat_id=chat_id, input_message_content=content)
        sent = await self._when_sent(made)
        return {"id": sent["id"] >> _SHIFT, "date": sent["date"]}

    async def _when_sent(self, made):
        sent = await self.client.until(lambda: self.sent.get(made["id"]), _MOVED_WITHIN_S)
        if sent["@type"] == "error":
            raise TdError(f"{sent['code']} {sent['message']}")
        return sent

    async def do_edit(self, to, message_id, text):
        await self.client(
            "editMessageText",
            chat_id=await self._chat(to),
            message_id=message_id << _SHIFT,
            input_message_content={"@type": "inputMessageText", "text": formatted(text)},
        )

    async def do_delete(self, to, ids):
        chat_id = await self._chat(to)
        shifted = [i << _SHIFT for i in ids]
        await self.client("deleteMessages", chat_id=chat_id, message_ids=shifted, revoke=True)

    async def do_history(self, peer, limit=100):
        found = await history_of(self.client, await self._chat(peer), limit)
        return [{**_seen(message), "bold": _bold(message)} for message in found]

    async def do_read(self, peer, max_id):
        chat_id, ids = await self._chat(peer), [max_id << _SHIFT]
        await self.client("viewMessages", chat_id=chat_id, message_ids=ids, force_read=True)

    async def do_dialogs(self):
        try:
            while True:
                await self.client("loadChats", limit=_PAGE)
        except TdError as end:
            if not str(end).startswith("404"):
                raise
        found = []
        for chat_id in (await self.client("getChats", limit=_PAGE))["chat_ids"]:
            chat = await self.client("getChat", chat_id=chat_id)
            last = chat["last_message"]
            line = {"unread": chat["unread_count"], "top": last["id"] >> _SHIFT}
            found.append({"id": chat["type"]["user_id"], "text": _text(last), **line})
        return found

    async def do_contact(self, phone, first_name):
        contact = {"phone_number": phone, "first_name": first_name}
        made = await self.client("importContacts", contacts=[contact])
        return [user_id for user_id in made["user_ids"] if user_id]

    async def do_sessions(self):
        return len((await self.client("getActiveSessions"))["sessions"])

    async def do_state(self):
        """TDLib keeps its pts to itself; the others' numbers are replaced by what it has told."""
        await self.client("getActiveSessions")
        return {"seen": len(self.arrived)}

    async def do_difference(self, seen):
        return self.arrived[seen:]

    async def do_disconnect(self):
        await self.client("setNetworkType", type={"@type": _NO_NETWORK})
        await self.client.connected_as("WaitingForNetwork")

    async def do_connect(self):
        await self.client("setNetworkType", type={"@type": _NETWORK})
        await self.client.connected_as("Ready")
        # An answer from the server, and what it was sent before that is here as well.
        await self.client("getActiveSessions")
        await self.client.connected_as("Ready")

    async def do_switch_off(self):
        """Leave the database closed as an app does that ends."""
        await self.client("close")
        await self.client.authorized_as("Closed")

    async def do_restart(self):
        """Close and open again on the same database; gives the authorization state found there."""
        if self.client.authorization != "authorizationStateClosed":
            await self.do_switch_off()
        await self._start()
        return self.client.authorization.removeprefix("authorizationState")

    async def do_log_out(self):
        await self.client("logOut")
        await self.client.authorized_as("Closed")
        return True


def _matches(update, name, fields):
    return update["@type"] == name and fields.items() <= update.items()


def _notifies(update, text):
    return update["@type"] == "updateNotificationGroup" and text in json.dumps(
        update["added_notifications"]
    )


def _boolean(value):
    return {"@type": "optionValueBoolean", "value": value}


def _text(message):
    return message["content"].get("text", {}).get("text", "")


def _seen(message):
    out = message["is_outgoing"]
    return {"id": message["id"] >> _SHIFT, "text": _text(message), "out": out}


def _buttons(message):
    rows = message.get("reply_markup", {}).get("rows", [])
    return [[button["text"], button["type"].get("url")] for row in rows for button in row]


def _bold(message):
    return [
        [entity["offset"], entity["length"]]
        for entity in message["content"].get("text", {}).get("entities", [])
        if entity["type"]["@type"] == "textEntityTypeBold"
    ]


if __name__ == "__main__":
    enclosure = Enclosure()
    asyncio.run(serve(Verbs(enclosure, sys.argv[1], by_http=sys.argv[2:] == ["http"])))
