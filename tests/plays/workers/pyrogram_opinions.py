"""Pins, reactions and polls as Pyrogram and its successors have them, for their worker."""

from protocol import emit
from pyrogram import raw

_NEW = "hash" in raw.types.Poll.__slots__


class OpinionVerbs:
    """What is made of a message besides answering it; a part of the worker's."""

    def _heard(self, update):
        if isinstance(update, raw.types.UpdatePinnedMessages):
            emit({"event": "pinned", "ids": update.messages, "pinned": bool(update.pinned)})
        if isinstance(update, raw.types.UpdateMessageReactions):
            recent = update.reactions.recent_reactions or []
            made = sorted([one.peer_id.user_id, one.reaction.emoticon] for one in recent)
            emit({"event": "reactions", "id": update.msg_id, "reactions": made})
        if isinstance(update, raw.types.UpdateMessagePoll):
            emit(
                {
                    "event": "poll",
                    "closed": bool(update.poll.closed),
                    "voters": update.results.total_voters,
                }
            )

    async def do_pin_message(self, to, message_id, for_oneself=False):
        await self.client.pin_chat_message(to, message_id, both_sides=not for_oneself)

    async def do_unpin_messages(self, to):
        await self.client.unpin_all_chat_messages(to)

    async def do_react(self, to, message_id, emoji):
        peer = await self.client.resolve_peer(to)
        chosen = [raw.types.ReactionEmoji(emoticon=emoji)] if emoji else None
        await self.client.invoke(
            raw.functions.messages.SendReaction(peer=peer, msg_id=message_id, reaction=chosen)
        )

    async def do_poll(self, to, question, answers, correct=None):
        peer = await self.client.resolve_peer(to)
        made = [
            raw.types.PollAnswer(text=self._words(text), option=bytes([place]))
            for place, text in enumerate(answers)
        ]
        poll = raw.types.Poll(
            id=0,
            question=self._words(question),
            answers=made,
            quiz=correct is not None,
            public_voters=True,
            **({"hash": 0} if _NEW else {}),
        )
        right = None if correct is None else [correct if _NEW else bytes([correct])]
        media = raw.types.InputMediaPoll(poll=poll, correct_answers=right)
        sent = await self.client.invoke(
            raw.functions.messages.SendMedia(
                peer=peer, media=media, message="", random_id=self.client.rnd_id()
            )
        )
        return {"id": sent.updates[0].id}

    async def do_vote(self, to, message_id, places):
        poll = await self.client.vote_poll(to, message_id, places)
        return [option.voter_count for option in poll.options]

    async def do_stop(self, to, message_id):
        return (await self.client.stop_poll(to, message_id)).is_closed

    def _words(self, text):
        """Questions and answers had no entities in old layers, nor polls a hash."""
        return raw.types.TextWithEntities(text=text, entities=[]) if _NEW else text
