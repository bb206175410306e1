"""Albums of a Kurigram client, and media that are covered.

Part of the actor in `pyrogram_worker.py`, which brings the client and fetches files.
"""

from pyrogram import types


class AlbumVerbs:
    """Verbs on several media as one, and on spoilers with the words above them."""

    async def do_send_album(self, to, paths, caption, kind=None):
        kinds = [kind or ("video" if path.endswith(".mp4") else "photo") for path in paths]
        forms = [getattr(types, f"InputMedia{kind.capitalize()}") for kind in kinds]
        parts = [form(path, caption=caption) for form, path in zip(forms, paths, strict=True)]
        await self.client.send_media_group(to, parts)

    async def do_fetch_album(self, peer, folder):
        found = [m async for m in self.client.get_chat_history(peer, limit=20)]
        parts = [part for part in reversed(found) if part.media_group_id]
        return [await self._fetched(part, f"{folder}/{part.id}") for part in parts]

    async def do_send_covered(self, to, kind, path, caption):
        send = getattr(self.client, f"send_{kind}")
        await send(to, path, caption=caption, has_spoiler=True, show_caption_above_media=True)

    async def do_covered(self, peer):
        async for newest in self.client.get_chat_history(peer, limit=1):
            return {
                "kind": newest.media and newest.media.value,
                "spoiler": bool(newest.has_media_spoiler),
                "above": bool(newest.show_caption_above_media),
                "caption": newest.caption,
            }
