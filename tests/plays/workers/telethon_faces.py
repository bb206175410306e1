"""How a Telethon client shows people, and which photos it chooses for them.

Part of the actor in `telethon_worker.py`, which brings the client.
"""

from telethon import functions, types, utils


class FaceVerbs:
    """Verbs on photos of people."""

    async def do_set_photo(self, path):
        file = await self.client.upload_file(path)
        await self.client(functions.photos.UploadProfilePhotoRequest(file=file))

    async def do_photo_of(self, username, path):
        return await self.client.download_profile_photo(username, file=path)

    async def do_face(self, username):
        """Which photo stands beside a name, and whether the viewer chose it."""
        photo = (await self.client.get_entity(username)).photo
        return {"id": str(photo.photo_id), "chosen": bool(photo.personal)}

    async def do_has_face(self, username):
        return not isinstance(
            (await self.client.get_entity(username)).photo,
            (types.UserProfilePhotoEmpty, type(None)),
        )

    async def do_choose_photo(self, username, path):
        file = None if path is None else await self.client.upload_file(path)
        await self.client(
            functions.photos.UploadContactProfilePhotoRequest(username, save=True, file=file)
        )

    async def do_suggest_photo(self, username, path):
        file = await self.client.upload_file(path)
        await self.client(
            functions.photos.UploadContactProfilePhotoRequest(username, suggest=True, file=file)
        )

    async def do_is_suggested(self, peer):
        """Whether the newest message suggests a photo."""
        return await self._suggested(peer) is not None

    async def do_take_suggestion(self, peer):
        photo = utils.get_input_photo(await self._suggested(peer))
        await self.client(functions.photos.UpdateProfilePhotoRequest(id=photo))

    async def _suggested(self, peer):
        for newest in await self.client.get_messages(peer, limit=1):
            if isinstance(newest.action, types.MessageActionSuggestProfilePhoto):
                return newest.action.photo
        return None
