"""What a Telethon actor does with groups, which it names by their ids, negative."""

from telethon import functions, types
from telethon.password import compute_check


class GroupVerbs:
    """Mixed into the worker's verbs; `client` is its Telethon client."""

    client = None

    async def do_make_group(self, people, title):
        made = await self.client(functions.messages.CreateChatRequest(users=people, title=title))
        return -_updates(made).chats[0].id

    async def do_add_to_group(self, group, who):
        await self.client(functions.messages.AddChatUserRequest(-group, who, fwd_limit=0))

    async def do_leave_group(self, group):
        await self.client.delete_dialog(group)

    async def do_remove_from_group(self, group, who):
        await self.client.kick_participant(group, who)

    async def do_name_group(self, group, title):
        await self.client(functions.messages.EditChatTitleRequest(-group, title))

    async def do_show_face(self, place, path):
        """Of a group or channel."""
        uploaded = await self.client.upload_file(path)
        photo = types.InputChatUploadedPhoto(file=uploaded)
        if isinstance(place, int):
            await self.client(functions.messages.EditChatPhotoRequest(-place, photo))
        else:
            await self.client(functions.channels.EditPhotoRequest(place, photo))

    async def do_give_away(self, place, who, password):
        known = await self.client(functions.account.GetPasswordRequest())
        proof = compute_check(known, password)
        await self.client(functions.messages.EditChatCreatorRequest(place, who, proof))

    async def do_upgrade_group(self, group):
        made = await self.client(functions.messages.MigrateChatRequest(-group))
        (channel,) = (one for one in made.chats if isinstance(one, types.Channel))
        return -(10**12) - channel.id

    async def do_members(self, group):
        return sorted(one.id for one in await self.client.get_participants(group))

    async def do_group_link(self, group):
        found = await self.client(functions.messages.ExportChatInviteRequest(group))
        return found.link

    async def do_join_group(self, link):
        secret = link.rpartition("+")[2]
        joined = await self.client(functions.messages.ImportChatInviteRequest(secret))
        return -_updates(joined).chats[0].id

    async def do_pin(self, to, message_id):
        await self.client.pin_message(to, message_id, notify=False)

    async def do_react_in(self, to, message_id, sign):
        chosen = [types.ReactionEmoji(sign)]
        await self.client(functions.messages.SendReactionRequest(to, message_id, reaction=chosen))

    async def do_opinion_of(self, place, message_id):
        """What it is shown of the reactions to a message, and whether that is to it."""
        found = await self.client.get_messages(place, ids=message_id)
        results = found.reactions.results if found.reactions else []
        mine = [one.reaction.emoticon for one in results if one.chosen_order is not None]
        counts = sorted([one.reaction.emoticon, one.count] for one in results)
        return {"counts": counts, "mine": mine, "called": bool(found.mentioned)}

    async def do_make_channel(self, title, username, broadcast=False):
        made = await self.client(
            functions.channels.CreateChannelRequest(
                title, "", broadcast=broadcast, megagroup=not broadcast
            )
        )
        channel = made.chats[0]
        await self.client(functions.channels.UpdateUsernameRequest(channel, username))
        return channel.id

    async def do_join_channel(self, username):
        await self.client(functions.channels.JoinChannelRequest(username))

    async def do_leave_channel(self, username):
        await self.client(functions.channels.LeaveChannelRequest(username))


def _updates(answer):
    """Newer layers wrap them."""
    return answer if hasattr(answer, "chats") else answer.updates
