"""What Telethon is told to do with topics of forums."""

from telethon.tl import functions, types


class TopicVerbs:
    """Verbs about topics, for the actor whose `client` is signed in."""

    async def do_make_topic(self, forum, title):
        made = await self.client(
            functions.messages.CreateForumTopicRequest(peer=forum, title=title)
        )
        new = [one for one in made.updates if isinstance(one, types.UpdateNewChannelMessage)]
        return new[0].message.id

    async def do_write_in(self, forum, topic, text):
        await self.client.send_message(forum, text, reply_to=topic)

    async def do_keep_of_topic(self, forum, topic, draft, until):
        reply = types.InputReplyToMessage(reply_to_msg_id=topic, top_msg_id=topic)
        await self.client(
            functions.messages.SaveDraftRequest(peer=forum, message=draft, reply_to=reply)
        )
        peer = await self.client.get_input_entity(forum)
        target = types.InputNotifyForumTopic(peer=peer, top_msg_id=topic)
        settings = types.InputPeerNotifySettings(mute_until=until)
        await self.client(
            functions.account.UpdateNotifySettingsRequest(peer=target, settings=settings)
        )
