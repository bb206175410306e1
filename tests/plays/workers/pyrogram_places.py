"""Live locations and round films of a Kurigram client.

Part of the actor in `pyrogram_worker.py`, which brings the client.
"""


class PlaceVerbs:
    """Verbs on places that move, and on films that are round."""

    async def do_go_live(self, to, latitude, longitude, period):
        sent = await self.client.send_location(to, latitude, longitude, live_period=period)
        return sent.id

    async def do_move_live(self, to, message_id, latitude, longitude):
        live = await self.client.get_messages(to, message_id)
        await live.edit_live_location(latitude, longitude)

    async def do_stop_live(self, to, message_id):
        live = await self.client.get_messages(to, message_id)
        await live.stop_live_location()

    async def do_live(self, peer):
        """Where the newest message is, and for how many seconds from its date."""
        async for newest in self.client.get_chat_history(peer, limit=1):
            place = newest.location
            if place is not None and place.live_period is not None:
                return {"place": [place.latitude, place.longitude], "period": place.live_period}

    async def do_send_round(self, to, path):
        await self.client.send_video_note(to, path)

    async def do_round(self, peer, path):
        async for newest in self.client.get_chat_history(peer, limit=1):
            if newest.video_note:
                return await self.client.download_media(newest, file_name=path)
