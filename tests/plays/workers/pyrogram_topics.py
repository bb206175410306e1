"""What Pyrogram of layer 158 is told to do with topics of forums, by its raw API."""

from pyrogram import raw


class TopicVerbs:
    """Verbs about topics, for the actor whose `client` is signed in."""

    async def do_make_topic(self, forum, title):
        peer = await self.client.resolve_peer(forum)
        channel = raw.types.InputChannel(channel_id=peer.channel_id, access_hash=peer.access_hash)
        made = await self.client.invoke(
            raw.functions.channels.CreateForumTopic(
                channel=channel, title=title, random_id=self.client.rnd_id()
            )
        )
        new = [one for one in made.updates if isinstance(one, raw.types.UpdateNewChannelMessage)]
        return new[0].message.id

    async def do_write_in(self, forum, topic, text):
        await self.client.invoke(
            raw.functions.messages.SendMessage(
                peer=await self.client.resolve_peer(forum),
                message=text,
                random_id=self.client.rnd_id(),
                reply_to_msg_id=topic,
                top_msg_id=topic,
            )
        )

    async def do_keep_of_topic(self, forum, topic, draft, until):
        peer = await self.client.resolve_peer(forum)
        save = raw.functions.messages.SaveDraft(peer=peer, message=draft, top_msg_id=topic)
        await self.client.invoke(save)
        target = raw.types.InputNotifyForumTopic(peer=peer, top_msg_id=topic)
        settings = raw.types.InputPeerNotifySettings(mute_until=until)
        await self.client.invoke(
            raw.functions.account.UpdateNotifySettings(peer=target, settings=settings)
        )
