"""Telethon (any version) as an actor in a play."""

import asyncio
import base64
import os
import pathlib
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from protocol import emit, looked_at, serve
from raw_calls import build, shape
from telethon import TelegramClient, events, functions, types
from telethon.crypto import rsa
from telethon.errors import PhoneNumberUnoccupiedError
from telethon.sessions import SQLiteSession
from telethon_admins import AdminVerbs
from telethon_arrangement import ArrangementVerbs
from telethon_contents import ContentVerbs
from telethon_faces import FaceVerbs
from telethon_groups import GroupVerbs
from telethon_opinions import OpinionVerbs
from telethon_places import PlaceVerbs
from telethon_reports import ReportVerbs
from telethon_topics import TopicVerbs
from telethon_view import view

API_ID, API_HASH = 12345, "0" * 32


class Verbs(
    AdminVerbs,
    ArrangementVerbs,
    ContentVerbs,
    FaceVerbs,
    GroupVerbs,
    OpinionVerbs,
    PlaceVerbs,
    ReportVerbs,
    TopicVerbs,
):
    """One Telethon client."""

    client = None

    async def do_open(self, host, port, public_key, folder, dc=2):
        rsa._server_keys.clear()
        rsa.add_key(_text(public_key), old=False)
        session = SQLiteSession(os.path.join(folder, "telethon"))
        session.set_dc(dc, host, port)
        self.client = TelegramClient(
            session,
            API_ID,
            API_HASH,
            connection_retries=60,
            retry_delay=0.2,
            request_retries=5,
            timeout=10,
            flood_sleep_threshold=0,
            catch_up=True,
        )
        self.client.add_event_handler(self._arrived, events.NewMessage())
        self.client.add_event_handler(self._edited, events.MessageEdited())
        self.client.add_event_handler(self._deleted, events.MessageDeleted())
        self.client.add_event_handler(self._read, events.MessageRead(inbox=False))
        self.client.add_event_handler(self._told, events.Raw())
        self.client.add_event_handler(self._arranged, events.Raw())
        await self.client.connect()

    async def _arrived(self, event):
        by = getattr(event.sender, "first_name", None)
        said = {"id": event.id, "text": event.raw_text, "out": event.out, "by": by}
        emit({"event": "message", **said, "buttons": _buttons(event.message)})

    async def _edited(self, event):
        emit({"event": "edit", "id": event.id, "text": event.raw_text})

    async def _deleted(self, event):
        emit({"event": "delete", "ids": list(event.deleted_ids)})

    async def _read(self, event):
        emit({"event": "read", "max_id": event.max_id})

    async def _told(self, update):
        await self._heard(update)
        if isinstance(update, types.UpdateUserStatus):
            status = type(update.status).__name__
            emit({"event": "status", "user": update.user_id, "status": status})
        if isinstance(update, types.UpdateUserName):
            emit({"event": "name", "user": update.user_id, "first_name": update.first_name})
        if isinstance(update, types.UpdateChannelParticipant):
            emit({"event": "member", "user": update.user_id, "qts": update.qts})
        if isinstance(update, types.UpdateUserTyping):
            action = update.action
            told = {"action": type(action).__name__, "msg_id": getattr(action, "msg_id", 0)}
            emit({"event": "typing", "user": update.user_id, **told})

    async def do_ask(self, query, want=None):
        asked = build(query, lambda function: functions if function else types, "Request")
        answer = await self.client(asked)
        return getattr(answer, want) if want else shape(answer)

    async def do_export(self, peer):
        async with self.client.takeout() as takeout:
            return [message.message async for message in takeout.iter_messages(peer)]

    async def do_input_of(self, who):
        made = await self.client.get_input_entity(who)
        kind = "channel_id" if isinstance(made, types.InputPeerChannel) else "user_id"
        return {kind: getattr(made, kind), "access_hash": made.access_hash}

    async def do_send_code(self, phone):
        return (await self.client.send_code_request(phone)).phone_code_hash

    async def do_sign_in(self, phone, code_hash, code, first_name):
        try:
            me = await self.client.sign_in(phone, code, phone_code_hash=code_hash)
        except PhoneNumberUnoccupiedError:
            request = functions.auth.SignUpRequest(phone, code_hash, first_name, "")
            me = (await self.client(request)).user
            await self.client._on_login(me)
        return me.id

    async def do_sign_in_bot(self, token):
        await self.client.start(bot_token=token)
        return (await self.client.get_me()).id

    async def do_show_qr(self):
        shown = await self.client.qr_login()
        self.let_in = asyncio.create_task(shown.wait())
        return shown.url.rpartition("=")[2]

    async def do_let_in(self):
        return (await self.let_in).id

    async def do_accept_qr(self, token):
        secret = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        await self.client(functions.auth.AcceptLoginTokenRequest(secret))

    async def do_devices(self):
        found = await self.client(functions.account.GetAuthorizationsRequest())
        return [{"id": str(one.hash), "current": one.current} for one in found.authorizations]

    async def do_end_device(self, device):
        await self.client(functions.account.ResetAuthorizationRequest(int(device)))

    async def do_enter_password(self, password):
        return (await self.client.sign_in(password=password)).id

    async def do_password_hint(self):
        return (await self.client(functions.account.GetPasswordRequest())).hint or ""

    async def do_set_password(self, current=None, new=None, hint="", email=None):
        async def code(length):
            emit({"event": "email code", "length": length})
            return await self.email_code

        self.email_code = asyncio.get_running_loop().create_future()
        await self.client.edit_2fa(
            current, new, hint=hint, email=email, email_code_callback=code if email else None
        )

    async def do_email_code(self, code):
        self.email_code.set_result(code)

    async def do_recover_password(self):
        await self.client(functions.auth.RequestPasswordRecoveryRequest())

    async def do_recovery_code(self, code):
        done = await self.client(functions.auth.RecoverPasswordRequest(code=code))
        await self.client._on_login(done.user)
        return done.user.id

    async def do_set_username(self, username):
        await self.client(functions.account.UpdateUsernameRequest(username))

    async def do_search(self, query=None, peer=None, kind=None):
        wanted = getattr(types, f"InputMessagesFilter{kind}")() if kind else None
        found = self.client.iter_messages(peer, search=query, filter=wanted)
        return [message.raw_text async for message in found]

    async def do_rename(self, first_name, about):
        await self.client(functions.account.UpdateProfileRequest(first_name, about=about))

    async def do_set_privacy(self, key, rules):
        made = [getattr(types, f"InputPrivacyValue{rule}")() for rule in rules]
        key = getattr(types, f"InputPrivacyKey{key}")()
        await self.client(functions.account.SetPrivacyRequest(key, made))

    async def do_block(self, who, blocked):
        form = functions.contacts.BlockRequest if blocked else functions.contacts.UnblockRequest
        await self.client(form(await self.client.get_input_entity(who)))

    async def do_go_online(self, offline=False):
        await self.client(functions.account.UpdateStatusRequest(offline))

    async def do_type(self, to):
        typing = types.SendMessageTypingAction()
        await self.client(functions.messages.SetTypingRequest(to, typing))

    async def do_look(self, who):
        found = await self.client(functions.users.GetFullUserRequest(who))
        return looked_at(found)

    async def do_me(self):
        me = await self.client.get_me()
        return {"id": me.id, "first_name": me.first_name, "username": me.username}

    async def do_resolve(self, username):
        return (await self.client.get_entity(username)).id

    async def do_send(self, to, text, bold=None):
        entities = [types.MessageEntityBold(*bold)] if bold else None
        sent = await self.client.send_message(
            to, text, formatting_entities=entities, parse_mode=None
        )
        return {"id": sent.id, "date": int(sent.date.timestamp())}

    async def do_edit(self, to, message_id, text):
        await self.client.edit_message(to, message_id, text)

    async def do_delete(self, to, ids):
        await self.client.delete_messages(to, ids, revoke=True)

    async def do_history(self, peer, limit=100):
        return [
            {"id": m.id, "text": m.raw_text, "out": bool(m.out), "bold": _bold(m)}
            for m in await self.client.get_messages(peer, limit=limit, wait_time=0)
        ]

    async def do_read(self, peer, max_id):
        await self.client.send_read_acknowledge(peer, max_id=max_id)

    async def do_dialogs(self):
        return [
            {"id": d.id, "unread": d.unread_count, "top": d.message.id, "text": d.message.raw_text}
            for d in await self.client.get_dialogs()
        ]

    async def do_view(self, history):
        return await view(self.client, history)

    async def do_draft(self, to, text):
        await self.client(functions.messages.SaveDraftRequest(to, text))

    async def do_pin_dialog(self, to, pinned):
        peer = types.InputDialogPeer(await self.client.get_input_entity(to))
        await self.client(functions.messages.ToggleDialogPinRequest(peer, pinned))

    async def do_archive(self, to, archived):
        await self.client.edit_folder(to, int(archived))

    async def do_mark_unread(self, to, unread):
        peer = types.InputDialogPeer(await self.client.get_input_entity(to))
        await self.client(functions.messages.MarkDialogUnreadRequest(peer, unread))

    async def do_pin(self, to, message_id, pinned):
        peer = await self.client.get_input_entity(to)
        request = functions.messages.UpdatePinnedMessageRequest
        await self.client(request(peer, message_id, silent=True, unpin=not pinned))

    async def do_react(self, to, message_id, emoji):
        peer = await self.client.get_input_entity(to)
        chosen = [types.ReactionEmoji(emoji)] if emoji else []
        request = functions.messages.SendReactionRequest(peer, message_id, reaction=chosen)
        await self.client(request)

    async def do_forward(self, to, source, ids):
        sent = await self.client.forward_messages(to, ids, source)
        return [message.id for message in sent]

    async def do_contact(self, phone, first_name):
        contact = types.InputPhoneContact(0, phone, first_name, "")
        made = await self.client(functions.contacts.ImportContactsRequest([contact]))
        return [user.id for user in made.users]

    async def do_register_push(self, token_type, token):
        request = functions.account.RegisterDeviceRequest(
            token_type, token, app_sandbox=False, secret=b"", other_uids=[], no_muted=True
        )
        return await self.client(request)

    async def do_unregister_push(self, token_type, token):
        request = functions.account.UnregisterDeviceRequest(token_type, token, other_uids=[])
        return await self.client(request)

    async def do_lock_device(self, period):
        return await self.client(functions.account.UpdateDeviceLockedRequest(period))

    async def do_mute(self, peer, until):
        settings = types.InputPeerNotifySettings(mute_until=until)
        about = types.InputNotifyPeer(await self.client.get_input_entity(peer))
        await self.client(functions.account.UpdateNotifySettingsRequest(about, settings))

    async def do_sessions(self):
        found = await self.client(functions.account.GetAuthorizationsRequest())
        return len(found.authorizations)

    async def do_state(self):
        state = await self.client(functions.updates.GetStateRequest())
        return {"pts": state.pts, "date": state.date.timestamp(), "qts": state.qts}

    async def do_difference(self, pts, date, qts):
        request = functions.updates.GetDifferenceRequest(pts=pts, date=int(date), qts=qts)
        found = await self.client(request)
        return [m.message for m in getattr(found, "new_messages", [])]

    async def do_disconnect(self):
        await self.client.disconnect()

    async def do_connect(self):
        await self.client.connect()

    async def do_log_out(self):
        return await self.client.log_out()


def _text(path):
    return pathlib.Path(path).read_text()


def _buttons(message):
    rows = getattr(message.reply_markup, "rows", [])
    return [[button.text, getattr(button, "url", None)] for row in rows for button in row.buttons]


def _bold(message):
    return [
        [e.offset, e.length]
        for e in message.entities or []
        if isinstance(e, types.MessageEntityBold)
    ]


asyncio.run(serve(Verbs()))
