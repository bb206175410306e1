"""Live locations and round films of a Telethon client.

Part of the actor in `telethon_worker.py`, which brings the client.
"""

from telethon import functions, types


class PlaceVerbs:
    """Verbs on places that move, and on films that are round."""

    async def do_go_live(self, to, latitude, longitude, period):
        media = _live(latitude, longitude, period=period)
        done = await self.client(functions.messages.SendMediaRequest(to, media, ""))
        return next(one.id for one in done.updates if isinstance(one, types.UpdateMessageID))

    async def do_move_live(self, to, message_id, latitude, longitude):
        await self._edit_live(to, message_id, _live(latitude, longitude))

    async def do_stop_live(self, to, message_id):
        ended = types.InputMediaGeoLive(types.InputGeoPointEmpty(), stopped=True)
        await self._edit_live(to, message_id, ended)

    async def _edit_live(self, to, message_id, media):
        request = functions.messages.EditMessageRequest(to, message_id, media=media)
        await self.client(request)

    async def do_live(self, peer):
        """Where the newest message is, and for how many seconds from its date."""
        (newest,) = await self.client.get_messages(peer, limit=1)
        if isinstance(newest.media, types.MessageMediaGeoLive):
            point = newest.media.geo
            return {"place": [point.lat, point.long], "period": newest.media.period}

    async def do_send_round(self, to, path):
        await self.client.send_file(to, path, video_note=True)

    async def do_round(self, peer, path):
        (newest,) = await self.client.get_messages(peer, limit=1)
        return newest.video_note and await self.client.download_media(newest, file=path)


def _live(latitude, longitude, period=None):
    return types.InputMediaGeoLive(types.InputGeoPoint(latitude, longitude), period=period)
