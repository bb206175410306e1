"""What a Telethon client sends besides text, and what it shows of what arrived.

Part of the actor in `telethon_worker.py`, which brings the client.
"""

import asyncio
import datetime
import hashlib
import pathlib

from telethon import functions, types

_ONCE = 2**31 - 1


class ContentVerbs:
    """Verbs on messages that are more than text."""

    async def do_dice(self, to, emoji):
        return await self._send_media(to, types.InputMediaDice(emoji))

    async def do_share_contact(self, to, phone, first_name):
        return await self._send_media(to, types.InputMediaContact(phone, first_name, "", ""))

    async def do_place(self, to, latitude, longitude):
        point = types.InputGeoPoint(lat=latitude, long=longitude)
        return await self._send_media(to, types.InputMediaGeoPoint(point))

    async def do_quote(self, to, message_id, words, position, text):
        reply = types.InputReplyToMessage(message_id, quote_text=words, quote_offset=position)
        request = functions.messages.SendMessageRequest(to, text, reply_to=reply)
        result = await self.client(request)
        (sent,) = [u.message for u in result.updates if hasattr(u, "message")]
        return _detail(sent)

    async def do_schedule(self, to, text, date):
        when = datetime.datetime.fromtimestamp(date, datetime.UTC)
        await self.client.send_message(to, text, schedule=when)

    async def do_scheduled(self, to):
        found = await self.client.get_messages(to, scheduled=True)
        return [message.raw_text for message in found]

    async def do_send_file(self, to, path, caption):
        sent = await self.client.send_file(to, path, caption=caption, force_document=True)
        return {"id": sent.id}

    async def do_fetch_file(self, peer, path):
        found = await self.client.get_messages(peer, limit=20, wait_time=0)
        message = next(message for message in found if message.document)
        return await self.client.download_media(message, file=path)

    async def do_hashes(self, peer):
        """Offset, length and SHA-256 of the pieces of the newest file, as the server says."""
        (newest,) = await self.client.get_messages(peer, limit=1)
        file = newest.document
        where = types.InputDocumentFileLocation(file.id, file.access_hash, file.file_reference, "")
        told = await self.client(functions.upload.GetFileHashesRequest(where, offset=0))
        return [[one.offset, one.limit, one.hash.hex()] for one in told]

    async def do_venue(self, to, title, address, latitude, longitude):
        point = types.InputGeoPoint(lat=latitude, long=longitude)
        await self.client.send_file(
            to, types.InputMediaVenue(point, title, address, "maps", "at-42", "")
        )

    async def do_shared(self, peer):
        found = await self.client.get_messages(peer, limit=20, wait_time=0)
        details = [_detail(message) for message in found]
        return [{k: d[k] for k in d.keys() & {"contact", "venue"}} for d in details]

    async def do_send_media(self, to, kind, path, caption, ttl=None):
        sticker = types.DocumentAttributeSticker("🙂", types.InputStickerSetEmpty())
        said = {
            "voice": {"voice_note": True},
            "video": {"supports_streaming": True},
            "sticker": {"attributes": [sticker]},
        }
        goes = {} if ttl is None else {"ttl": ttl or _ONCE}
        sent = await self.client.send_file(to, path, caption=caption, **said.get(kind, {}), **goes)
        return {"id": sent.id}

    async def do_look_at(self, peer):
        (newest,) = await self.client.get_messages(peer, limit=1)
        await self.client(functions.messages.ReadMessageContentsRequest([newest.id]))

    async def do_left(self, peer):
        """What is shown of the newest message, in TDLib's words."""
        (newest,) = await self.client.get_messages(peer, limit=1)
        media = newest.media
        if isinstance(media, types.MessageMediaPhoto):
            shown = "Photo" if media.photo else "ExpiredPhoto"
        else:
            kind = "VoiceNote" if media.voice else "Video"
            shown = kind if media.document else f"Expired{kind}"
        return {"shown": shown, "heard": not newest.media_unread}

    async def do_send_covered(self, to, kind, path, caption):
        """With a spoiler, and the words above it."""
        _, media, _ = await self.client._file_to_media(path)
        media.spoiler = True
        request = functions.messages.SendMediaRequest(to, media, caption, invert_media=True)
        await self.client(request)

    async def do_covered(self, peer):
        (newest,) = await self.client.get_messages(peer, limit=1)
        return {
            "kind": _kind(newest) if newest.media else None,
            "spoiler": bool(getattr(newest.media, "spoiler", None)),
            "above": bool(newest.invert_media),
            "caption": newest.raw_text,
        }

    async def do_send_album(self, to, paths, caption, kind=None):
        plain = kind == "document"
        captions = [caption] * len(paths)
        await self.client.send_file(to, paths, caption=captions, force_document=plain)

    async def do_fetch_album(self, peer, folder):
        found = await self.client.get_messages(peer, limit=20, wait_time=0)
        parts = [message for message in reversed(found) if message.grouped_id]
        return [await self._fetched(part, f"{folder}/{part.id}") for part in parts]

    async def do_take_out(self, folder):
        """Everything, as the library's own export gives it: by dialog, the oldest message first."""
        wanted = {"contacts": True, "users": True, "files": True, "max_file_size": 1 << 30}
        async with self.client.takeout(**wanted) as takeout:
            saved = await takeout(functions.contacts.GetSavedRequest())
            found = {
                str(dialog.id): [
                    await _taken_out(takeout, message, folder)
                    async for message in takeout.iter_messages(dialog.entity, reverse=True)
                ]
                async for dialog in takeout.iter_dialogs()
            }
        return {"dialogs": found, "saved": [one.phone for one in saved]}

    async def do_fetch_media(self, peer, path):
        found = await self.client.get_messages(peer, limit=20, wait_time=0)
        return await self._fetched(next(message for message in found if message.media), path)

    async def do_shows_media(self, peer, message_id):
        (found,) = await self.client.get_messages(peer, ids=[message_id])
        return found is not None and found.media is not None

    async def do_hold_media(self, peer, message_id):
        """Remember a message as it is shown now, with the reference to its file."""
        (self._held,) = await self.client.get_messages(peer, ids=[message_id])

    async def do_fetch_held(self, path):
        return await self.client.download_media(self._held, file=path)

    async def _fetched(self, message, path):
        return {
            "album": str(message.grouped_id),
            "kind": _kind(message),
            "mime": message.file.mime_type,
            "width": message.file.width or 0,
            "height": message.file.height or 0,
            "duration": message.file.duration or 0,
            "path": await self.client.download_media(message, file=path),
        }

    async def do_details(self, peer):
        return [_detail(m) for m in await self.client.get_messages(peer, limit=100, wait_time=0)]

    async def _send_media(self, to, media):
        return _detail(await self.client.send_file(to, media))


def _kind(message):
    kinds = ("photo", "sticker", "voice", "gif", "video", "audio", "document")
    kind = next(kind for kind in kinds if getattr(message, kind))
    return {"gif": "animation"}.get(kind, kind)


def _detail(message):
    """The same words as the other worker uses for what its library shows."""
    header, reply = message.fwd_from, message.reply_to
    author = None
    if header is not None:
        author = header.from_name or header.from_id.user_id
    said = {"id": message.id, "author": author, "quote": getattr(reply, "quote_text", None)}
    match message.media:
        case types.MessageMediaDice(value=value, emoticon=emoji):
            return {**said, "dice": [emoji, value]}
        case types.MessageMediaContact(phone_number=phone, first_name=name):
            return {**said, "contact": [phone, name]}
        case types.MessageMediaVenue(geo=point, title=title, address=address):
            return {**said, "venue": [title, address, point.lat, point.long]}
        case types.MessageMediaGeo(geo=point):
            return {**said, "place": [point.lat, point.long]}
        case None:
            return {**said, "text": message.message}
    return {**said, "other": type(message.media).__name__}


async def _taken_out(takeout, message, folder):
    """One message, with the hash of its file."""
    digest = None
    if message.photo or message.document:
        path = await takeout.download_media(message, file=f"{folder}/{message.id}")
        digest = hashlib.sha256(await asyncio.to_thread(pathlib.Path(path).read_bytes)).hexdigest()
    kinds = [type(one).__name__.removeprefix("MessageEntity") for one in message.entities or ()]
    places = [(one.offset, one.length) for one in message.entities or ()]
    return {
        "id": message.id,
        "date": int(message.date.timestamp()),
        "text": message.raw_text or "",
        "entities": [[kind, *place] for kind, place in zip(kinds, places, strict=True)],
        "from": message.sender_id,
        "reply_to": message.reply_to_msg_id,
        "action": message.action is not None,
        "sha256": digest,
    }
