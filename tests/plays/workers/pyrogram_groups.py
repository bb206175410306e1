"""What a Pyrogram or Kurigram actor does with groups, which it names by their ids, negative."""

from pyrogram import raw


class GroupVerbs:
    """Mixed into the worker's verbs; `client` is its client."""

    client = None

    async def do_make_group(self, people, title):
        return (await self.client.create_group(title, people)).id

    async def do_add_to_group(self, group, who):
        await self.client.add_chat_members(group, who)

    async def do_leave_group(self, group):
        await self.client.leave_chat(group)

    async def do_remove_from_group(self, group, who):
        await self.client.ban_chat_member(group, who)

    async def do_name_group(self, group, title):
        await self.client.set_chat_title(group, title)

    async def do_upgrade_group(self, group):
        made = await self.client.invoke(raw.functions.messages.MigrateChat(chat_id=-group))
        (channel,) = (one for one in made.chats if isinstance(one, raw.types.Channel))
        return -(10**12) - channel.id

    async def do_members(self, group):
        return sorted([one.user.id async for one in self.client.get_chat_members(group)])

    async def do_group_link(self, group):
        return (await self.client.create_chat_invite_link(group)).invite_link

    async def do_join_group(self, link):
        return (await self.client.join_chat(link)).id

    async def do_pin(self, to, message_id):
        await self.client.pin_chat_message(to, message_id)

    async def do_react_in(self, to, message_id, sign):
        await self.client.send_reaction(to, message_id, sign)

    async def do_opinion_of(self, place, message_id):
        """What it is shown of the reactions to a message, and whether that is to it."""
        found = await self.client.get_messages(place, message_id)
        results = found.reactions.reactions if found.reactions else []
        mine = [one.emoji for one in results if one.chosen_order is not None]
        counts = sorted([one.emoji, one.count] for one in results)
        return {"counts": counts, "mine": mine, "called": bool(found.mentioned)}

    async def do_make_channel(self, title, username, broadcast=False):
        make = self.client.create_channel if broadcast else self.client.create_supergroup
        made = await make(title)
        await self.client.set_chat_username(made.id, username)
        return -(10**12) - made.id

    async def do_join_channel(self, username):
        await self.client.join_chat(username)

    async def do_leave_channel(self, username):
        await self.client.leave_chat(username)
