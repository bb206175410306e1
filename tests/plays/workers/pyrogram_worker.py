"""Kurigram, or the Pyrogram it descends from, as an actor in a play."""

import asyncio
import base64
import hashlib
import inspect
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from protocol import emit, looked_at, serve
from pyrogram import Client, enums, handlers, raw, types
from pyrogram.connection import connection
from pyrogram.crypto import rsa
from pyrogram_albums import AlbumVerbs
from pyrogram_groups import GroupVerbs
from pyrogram_opinions import OpinionVerbs
from pyrogram_places import PlaceVerbs
from pyrogram_reports import ReportVerbs
from pyrogram_topics import TopicVerbs
from raw_calls import build, shape

try:
    from pyrogram.session.internals import data_center
except ImportError:
    data_center = None  # Kurigram asks the server.

API_ID, API_HASH = 12345, "0" * 32


class Verbs(AlbumVerbs, GroupVerbs, OpinionVerbs, PlaceVerbs, ReportVerbs, TopicVerbs):
    """One client."""

    client = None

    async def do_open(self, host, port, public_key, folder, dc=2):
        fingerprint, key = _server_key(public_key)
        rsa.server_public_keys.clear()
        rsa.server_public_keys[fingerprint] = key

        self.client = Client(
            "actor",
            api_id=API_ID,
            api_hash=API_HASH,
            workdir=folder,
            sleep_threshold=0,
            **_pointed_at(host, port),
        )
        self.client.add_handler(handlers.MessageHandler(self._arrived))
        self.client.add_handler(handlers.EditedMessageHandler(self._edited))
        self.client.add_handler(handlers.DeletedMessagesHandler(self._deleted))
        # In a group of its own: it takes everything, and of each group one handler gets an update.
        self.client.add_handler(handlers.RawUpdateHandler(self._raw), 1)
        await self.client.connect()

    async def _arrived(self, client, message):
        by = message.from_user and message.from_user.first_name
        said = {"id": message.id, "text": message.text, "out": message.outgoing, "by": by}
        emit({"event": "message", **said})

    async def _edited(self, client, message):
        emit({"event": "edit", "id": message.id, "text": message.text})

    async def _deleted(self, client, messages):
        emit({"event": "delete", "ids": [m.id for m in messages]})

    async def _raw(self, client, update, users, chats):
        self._heard(update)
        if isinstance(update, raw.types.UpdateReadHistoryOutbox):
            emit({"event": "read", "max_id": update.max_id})
        if isinstance(update, raw.types.UpdateUserStatus):
            status = type(update.status).__name__
            emit({"event": "status", "user": update.user_id, "status": status})
        if isinstance(update, raw.types.UpdateUserName):
            emit({"event": "name", "user": update.user_id, "first_name": update.first_name})
        if isinstance(update, raw.types.UpdateUserTyping):
            emit({"event": "typing", "user": update.user_id})

    async def do_ask(self, query):
        asked = build(query, lambda function: raw.functions if function else raw.types)
        return shape(await self.client.invoke(asked))

    async def do_send_code(self, phone):
        return (await self.client.send_code(phone)).phone_code_hash

    async def do_sign_in(self, phone, code_hash, code, first_name):
        signed = await self.client.sign_in(phone, code_hash, code)
        if not isinstance(signed, types.User):
            signed = await self.client.sign_up(phone, code_hash, first_name)
        await self._go_live()
        return signed.id

    async def _go_live(self):
        await self.client.invoke(raw.functions.updates.GetState())
        self.client.me = await self.client.get_me()
        await self.client.initialize()

    async def do_sign_in_bot(self, token):
        signed = await self.client.sign_in_bot(token)
        await self._go_live()
        return signed.id

    async def do_show_qr(self):
        from pyrogram.qrlogin import QRLogin

        shown = QRLogin(self.client)
        await shown.recreate()
        self.let_in = asyncio.create_task(shown.wait())
        return shown.url.rpartition("token=")[2].rstrip("=")

    async def do_let_in(self):
        signed = await self.let_in
        await self._go_live()
        return signed.id

    async def do_accept_qr(self, token):
        secret = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        await self.client.invoke(raw.functions.auth.AcceptLoginToken(token=secret))

    async def do_devices(self):
        found = await self.client.invoke(raw.functions.account.GetAuthorizations())
        return [{"id": str(a.hash), "current": bool(a.current)} for a in found.authorizations]

    async def do_end_device(self, device):
        await self.client.invoke(raw.functions.account.ResetAuthorization(hash=int(device)))

    async def do_enter_password(self, password):
        signed = await self.client.check_password(password)
        await self._go_live()
        return signed.id

    async def do_password_hint(self):
        return await self.client.get_password_hint() or ""

    async def do_set_password(self, current=None, new=None, hint="", email=None):
        if new is None:
            await self.client.remove_cloud_password(current)
        elif current is None:
            await self.client.enable_cloud_password(new, hint=hint, email=email)
        else:
            await self.client.change_cloud_password(current, new, new_hint=hint)

    async def do_confirm_email(self, code):
        await self.client.invoke(raw.functions.account.ConfirmPasswordEmail(code=code))

    async def do_recover_password(self):
        await self.client.send_recovery_code()

    async def do_recovery_code(self, code):
        signed = await self.client.recover_password(code)
        await self._go_live()
        return signed.id

    async def do_set_username(self, username):
        await self.client.set_username(username)

    async def do_rename(self, first_name, about):
        await self.client.update_profile(first_name=first_name, bio=about)

    async def do_set_privacy(self, key, rules):
        made = [getattr(raw.types, f"InputPrivacyValue{rule}")() for rule in rules]
        key = getattr(raw.types, f"InputPrivacyKey{key}")()
        await self.client.invoke(raw.functions.account.SetPrivacy(key=key, rules=made))

    async def do_block(self, who, blocked):
        await (self.client.block_user(who) if blocked else self.client.unblock_user(who))

    async def do_go_online(self, offline=False):
        await self.client.invoke(raw.functions.account.UpdateStatus(offline=offline))

    async def do_type(self, to):
        await self.client.send_chat_action(to, enums.ChatAction.TYPING)

    async def do_look(self, who):
        peer = await self.client.resolve_peer(who)
        form = raw.types.InputUser(user_id=peer.user_id, access_hash=peer.access_hash)
        found = await self.client.invoke(raw.functions.users.GetFullUser(id=form))
        return looked_at(found)

    async def do_me(self):
        me = await self.client.get_me()
        return {"id": me.id, "first_name": me.first_name, "username": me.username}

    async def do_resolve(self, username):
        return (await self.client.get_users(username)).id

    async def do_send(self, to, text, bold=None):
        kind = enums.MessageEntityType.BOLD
        entities = (
            [types.MessageEntity(type=kind, offset=bold[0], length=bold[1])] if bold else None
        )
        sent = await self.client.send_message(to, text, entities=entities)
        return {"id": sent.id, "date": int(sent.date.timestamp())}

    async def do_send_file(self, to, path, caption):
        sent = await self.client.send_document(to, path, caption=caption, force_document=True)
        return {"id": sent.id}

    async def do_fetch_file(self, peer, path):
        async for message in self.client.get_chat_history(peer, limit=20):
            if message.document:
                return await self.client.download_media(message, file_name=path)

    async def do_share_contact(self, to, phone, first_name):
        await self.client.send_contact(to, phone, first_name)

    async def do_venue(self, to, title, address, latitude, longitude):
        await self.client.send_venue(to, latitude, longitude, title, address)

    async def do_shared(self, peer):
        return [_shared(m) async for m in self.client.get_chat_history(peer, limit=20)]

    async def do_send_media(self, to, kind, path, caption):
        words = {} if kind == "sticker" else {"caption": caption}
        sent = await getattr(self.client, f"send_{kind}")(to, path, **words)
        return {"id": sent.id}

    async def do_fetch_media(self, peer, path):
        async for message in self.client.get_chat_history(peer, limit=20):
            if message.media:
                return await self._fetched(message, path)

    async def _fetched(self, message, path):
        found = getattr(message, message.media.value)
        return {
            "album": str(message.media_group_id),
            "kind": message.media.value,
            "mime": getattr(found, "mime_type", "image/jpeg"),
            "width": getattr(found, "width", 0),
            "height": getattr(found, "height", 0),
            "duration": getattr(found, "duration", 0),
            "path": await self.client.download_media(message, file_name=path),
        }

    async def do_set_photo(self, path):
        await self.client.set_profile_photo(photo=path)

    async def do_photo_of(self, username, path):
        person = await self.client.get_users(username)
        return await self.client.download_media(person.photo.big_file_id, file_name=path)

    async def do_edit(self, to, message_id, text):
        await self.client.edit_message_text(to, message_id, text)

    async def do_delete(self, to, ids):
        await self.client.delete_messages(to, ids, revoke=True)

    async def do_history(self, peer, limit=100):
        return [
            {"id": m.id, "text": m.text, "out": bool(m.outgoing), "bold": _bold(m)}
            async for m in self.client.get_chat_history(peer, limit=limit)
        ]

    async def do_read(self, peer, max_id):
        await self.client.read_chat_history(peer, max_id)

    async def do_dialogs(self):
        return [
            {
                "id": d.chat.id,
                "unread": d.unread_messages_count,
                "top": d.top_message.id,
                "text": d.top_message.text,
            }
            async for d in self.client.get_dialogs()
        ]

    async def do_contact(self, phone, first_name):
        made = await self.client.import_contacts([types.InputPhoneContact(phone, first_name)])
        return [user.id for user in made.users]

    async def do_sessions(self):
        found = await self.client.invoke(raw.functions.account.GetAuthorizations())
        return len(found.authorizations)

    async def do_state(self):
        state = await self.client.invoke(raw.functions.updates.GetState())
        return {"pts": state.pts, "date": state.date, "qts": state.qts}

    async def do_difference(self, pts, date, qts):
        request = raw.functions.updates.GetDifference(pts=pts, date=date, qts=qts)
        found = await self.client.invoke(request)
        return [m.message for m in getattr(found, "new_messages", [])]

    async def do_disconnect(self):
        await self._pause()

    async def _pause(self):
        if "clear_handlers" in inspect.signature(self.client.stop).parameters:
            await self.client.stop(clear_handlers=False)
        else:
            groups = dict(self.client.dispatcher.groups)
            await self.client.stop()
            self.client.dispatcher.groups.update(groups)

    async def do_connect(self):
        await self.client.start()

    async def do_log_out(self):
        return await self.client.log_out()


def _pointed_at(host, port):
    """What makes every connection go to the play's server, whatever DC the client thinks of."""
    if "connection_factory" not in inspect.signature(Client).parameters:
        data_center.DataCenter = connection.DataCenter = lambda *_: (host, port)
        return {}

    class Here(connection.Connection):
        """Kurigram's connection, which takes its address from elsewhere."""

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.server_address, self.port = host, port

    return {"connection_factory": Here}


def _shared(message):
    if contact := message.contact:
        return {"contact": [contact.phone_number, contact.first_name]}
    if venue := message.venue:
        point = venue.location
        return {"venue": [venue.title, venue.address, point.latitude, point.longitude]}
    return {}


def _bold(message):
    return [
        [e.offset, e.length]
        for e in message.entities or []
        if e.type == enums.MessageEntityType.BOLD
    ]


def _server_key(path):
    """The library's table of server keys: signed fingerprint, and the numbers of the PKCS#1 PEM."""
    with open(path) as pem:
        lines = [line for line in pem.read().splitlines() if line and "-----" not in line]
    body = base64.b64decode("".join(lines))
    numbers, at = [], 4  # behind the SEQUENCE's tag and three bytes of length
    for _ in range(2):
        size, at = body[at + 1], at + 2
        if size & 0x80:
            more = size & 0x7F
            size, at = int.from_bytes(body[at : at + more], "big"), at + more
        numbers.append(int.from_bytes(body[at : at + size], "big"))
        at += size
    packed = b"".join(_tl_bytes(n.to_bytes((n.bit_length() + 7) // 8, "big")) for n in numbers)
    fingerprint = int.from_bytes(hashlib.sha1(packed).digest()[-8:], "little", signed=True)
    return fingerprint, rsa.PublicKey(*numbers)


def _tl_bytes(data):
    head = bytes([len(data)]) if len(data) < 254 else b"\xfe" + len(data).to_bytes(3, "little")
    return head + data + bytes(-(len(head) + len(data)) % 4)


asyncio.run(serve(Verbs()))
