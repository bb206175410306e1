"""How a Telethon client reports; part of the actor in `telethon_worker.py`."""

from telethon import functions, types


class ReportVerbs:
    """Verbs on what is wrong."""

    async def do_report(self, place, message_id, titles, words):
        """Choose these titles one after the other, say the words; gives what was asked by then."""
        peer = await self.client.get_input_entity(place)
        ask = functions.messages.ReportRequest
        result = await self.client(ask(peer, [message_id], b"", ""))
        asked = [result.title]
        for title in titles:
            (option,) = (one.option for one in result.options if one.text == title)
            result = await self.client(ask(peer, [message_id], option, ""))
            asked.append(type(result).__name__)
        result = await self.client(ask(peer, [message_id], result.option, words))
        return isinstance(result, types.ReportResultReported) and asked
