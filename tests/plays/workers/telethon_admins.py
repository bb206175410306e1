"""What a Telethon actor does as an admin of a supergroup or channel, which it names by username."""

import datetime

from telethon import functions

_KINDS = {
    "ChannelParticipantCreator": "creator",
    "ChannelParticipantAdmin": "admin",
    "ChannelParticipantBanned": "banned",
}


class AdminVerbs:
    """Mixed into the worker's verbs; `client` is its Telethon client."""

    client = None

    async def do_promote(self, group, who, rank, rights):
        await self.client.edit_admin(group, who, title=rank, **dict.fromkeys(rights, True))

    async def do_limit(self, group, who, until, forbidden):
        end = datetime.datetime.fromtimestamp(until, datetime.UTC) if until else None
        await self.client.edit_permissions(group, who, end, **dict.fromkeys(forbidden, False))

    async def do_free_again(self, group, who):
        await self.client.edit_permissions(group, who)

    async def do_slow(self, group, seconds):
        await self.client(functions.channels.ToggleSlowModeRequest(group, seconds))

    async def do_roster(self, group):
        """By id: what each is, with their rank."""
        found = await self.client.get_participants(group)
        return {str(one.id): self._place(one.participant) for one in found}

    def _place(self, place):
        kind = _KINDS.get(type(place).__name__, "member")
        return [kind, getattr(place, "rank", None) or ""]

    async def do_admin_log(self, group):
        """What was done, the newest first, as the actions' names."""
        return [
            type(one.action).__name__ async for one in self.client.iter_admin_log(group, limit=50)
        ]
