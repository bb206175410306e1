"""Pins, reactions and polls as Telethon has them, for its worker."""

from protocol import emit
from telethon import functions, types


class OpinionVerbs:
    """What is made of a message besides answering it; a part of the worker's."""

    async def _heard(self, update):
        if isinstance(update, types.UpdatePinnedMessages):
            emit({"event": "pinned", "ids": update.messages, "pinned": bool(update.pinned)})
        if isinstance(update, types.UpdateMessageReactions):
            emit({"event": "reactions", "id": update.msg_id, **_reactions(update.reactions)})
        if isinstance(update, types.UpdateMessagePoll):
            emit({"event": "poll", "id": update.msg_id, **_poll(update.poll, update.results)})

    async def do_pin_message(self, to, message_id, for_oneself=False):
        await self.client.pin_message(to, message_id, pm_oneside=for_oneself)

    async def do_unpin_messages(self, to):
        await self.client.unpin_message(to)

    async def do_poll(self, to, question, answers, correct=None):
        poll = types.Poll(
            id=0,
            question=types.TextWithEntities(question, []),
            answers=[
                types.PollAnswer(types.TextWithEntities(text, []), bytes([place]))
                for place, text in enumerate(answers)
            ],
            hash=0,
            quiz=correct is not None,
            public_voters=True,
        )
        right = None if correct is None else [correct]
        made = await self.client.send_message(to, file=types.InputMediaPoll(poll, right))
        return {"id": made.id}

    async def do_list(self, to, title, things):
        """A list whose things have the ids 1, 3, 5 and so on."""
        made = [
            types.TodoItem(2 * place + 1, types.TextWithEntities(text, []))
            for place, text in enumerate(things)
        ]
        todo = types.TodoList(types.TextWithEntities(title, []), made, True, True)
        sent = await self.client.send_message(to, file=types.InputMediaTodo(todo))
        return {"id": sent.id}

    async def do_tick(self, to, message_id, done):
        request = functions.messages.ToggleTodoCompletedRequest
        await self.client(request(to, message_id, completed=done, incompleted=[]))

    async def do_things(self, of, message_id):
        """What is on a list, and who did which of it."""
        media = (await self.client.get_messages(of, ids=message_id)).media
        things = [[one.id, one.title.text] for one in media.todo.list]
        done = [[one.id, one.completed_by.user_id] for one in media.completions or []]
        return {"things": things, "done": sorted(done)}

    async def do_vote(self, to, message_id, places):
        message = await self.client.get_messages(to, ids=message_id)
        options = [message.media.poll.answers[place].option for place in places]
        await self.client(functions.messages.SendVoteRequest(to, message_id, options))

    async def do_stop(self, to, message_id):
        message = await self.client.get_messages(to, ids=message_id)
        poll = types.Poll(
            id=message.media.poll.id,
            question=types.TextWithEntities("", []),
            answers=[],
            hash=0,
            closed=True,
        )
        await self.client.edit_message(to, message_id, file=types.InputMediaPoll(poll))


def _reactions(reactions):
    recent = (reactions.recent_reactions if reactions else None) or []
    return {"reactions": sorted([one.peer_id.user_id, one.reaction.emoticon] for one in recent)}


def _poll(poll, results):
    by_option = {one.option: one for one in results.results or []}
    lines = [by_option.get(answer.option) for answer in poll.answers]
    return {
        "closed": bool(poll.closed),
        "voters": results.total_voters,
        "counts": [line and line.voters for line in lines],
        "chosen": [place for place, line in enumerate(lines) if line and line.chosen],
        "correct": [place for place, line in enumerate(lines) if line and line.correct],
    }
