"""How a TDLib client shows people, and which photos it chooses for them.

Part of the actor in `tdlib_worker.py`, which brings the client.
"""


class FaceVerbs:
    """Verbs on photos of people."""

    async def do_set_photo(self, path):
        await self.client("setProfilePhoto", photo=_static(path))

    async def do_photo_of(self, username, path):
        return await self._fetched((await self._face(username))["big"])

    async def do_face(self, username):
        """Which photo stands beside a name, and whether the viewer chose it."""
        face = await self._face(username)
        return {"id": face["id"], "chosen": face["is_personal"]}

    async def do_has_face(self, username):
        person = await self.client("getUser", user_id=await self._person(username))
        return person.get("profile_photo") is not None

    async def do_choose_photo(self, username, path):
        user_id = await self._person(username)
        photo = {} if path is None else {"photo": _static(path)}
        await self.client("setUserPersonalProfilePhoto", user_id=user_id, **photo)

    async def do_suggest_photo(self, username, path):
        user_id = await self._person(username)
        await self.client("suggestUserProfilePhoto", user_id=user_id, photo=_static(path))

    async def do_is_suggested(self, peer):
        """Whether the newest message suggests a photo."""
        newest = await self._newest(peer)
        return [one["content"]["@type"] for one in newest] == ["messageSuggestProfilePhoto"]

    async def do_take_suggestion(self, peer):
        (newest,) = await self._newest(peer)
        previous = {
            "@type": "inputChatPhotoPrevious",
            "chat_photo_id": newest["content"]["photo"]["id"],
        }
        await self.client("setProfilePhoto", photo=previous)

    async def _face(self, username):
        person = await self.client("getUser", user_id=await self._person(username))
        return person["profile_photo"]

    async def _person(self, username):
        chat = await self.client("searchPublicChat", username=username)
        return chat["type"]["user_id"]


def _static(path):
    return {"@type": "inputChatPhotoStatic", "photo": {"@type": "inputFileLocal", "path": path}}
