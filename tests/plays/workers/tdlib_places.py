"""Live locations and round films of a TDLib client.

Part of the actor in `tdlib_worker.py`, which brings the client and finds chats.
"""

_SHIFT = 20


class PlaceVerbs:
    """Verbs on places that move, and on films that are round."""

    async def do_go_live(self, to, latitude, longitude, period):
        place = {**_place(latitude, longitude), "live_period": period}
        content = {"@type": "inputMessageLiveLocation", "location": place}
        return (await self._send_content(to, content))["id"]

    async def do_move_live(self, to, message_id, latitude, longitude):
        await self._edit_live(to, message_id, _place(latitude, longitude))

    async def do_stop_live(self, to, message_id):
        await self._edit_live(to, message_id, None)

    async def _edit_live(self, to, message_id, place):
        await self.client(
            "editMessageLiveLocation",
            chat_id=await self._chat(to),
            message_id=message_id << _SHIFT,
            location=place,
        )

    async def do_live(self, peer):
        (newest,) = await self._newest(peer)
        if newest["content"]["@type"] == "messageLiveLocation":
            live = newest["content"]["location"]
            point = live["location"]
            return {"place": [point["latitude"], point["longitude"]], "period": live["live_period"]}

    async def do_send_round(self, to, path):
        film = {"@type": "inputVideoNote", "video_note": {"@type": "inputFileLocal", "path": path}}
        content = {"@type": "inputMessageVideoNote", "video_note": {**film, "length": 240}}
        await self._send_content(to, content)

    async def do_round(self, peer, path):
        (newest,) = await self._newest(peer)
        content = newest["content"]
        if content["@type"] != "messageVideoNote":
            return None
        return await self._fetched(content["video_note"]["video"])


def _place(latitude, longitude):
    point = {"@type": "location", "latitude": latitude, "longitude": longitude}
    return {"@type": "liveLocation", "location": point}
